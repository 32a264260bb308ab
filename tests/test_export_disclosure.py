"""What anybody may see: no count of a handful of people, and none that follows from the others."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from export_cases import load, solved
from hypothesis import given
from hypothesis import strategies as st

from parking_share.exporting import prepare
from parking_share.exporting.disclosure import LEAST_COUNT, OTHER, told, told_flows, told_reasons

flows = st.dictionaries(st.tuples(st.integers(0, 3), st.integers(0, 3)), st.integers(1, 12), max_size=16)


def check_sum(numbers: list[int], is_told: list[bool]) -> None:
    """Who knows the sum knows that of the hidden ones: it is of nobody, of enough people, or nothing at all is told."""
    hidden = sum(number for number, one in zip(numbers, is_told, strict=True) if not one)
    assert hidden == 0 or hidden >= LEAST_COUNT or not any(number and one for number, one in zip(numbers, is_told, strict=True))


@given(flows)
def test_no_flow_of_few_is_told_or_follows_from_sums(counts: dict[tuple[int, int], int]) -> None:
    numbers = list(counts.values())
    homes, lots = (np.array([key[side] for key in counts], np.int64) for side in (0, 1))
    is_told = told_flows(homes, lots, np.array(numbers, np.int64)).tolist()
    assert all(number >= LEAST_COUNT for number, one in zip(numbers, is_told, strict=True) if one)
    for group in (homes, lots):
        for each in set(group.tolist()):
            mine = [index for index in range(len(numbers)) if group[index] == each]
            check_sum([numbers[index] for index in mine], [is_told[index] for index in mine])
    if all(number >= LEAST_COUNT for number in numbers):
        assert all(is_told)  # nothing is hidden without need


@given(st.lists(st.integers(0, 12), max_size=8))
def test_no_count_of_few_is_told_or_follows_from_the_sum(numbers: list[int]) -> None:
    is_told = told(np.array(numbers, np.int64)).tolist()
    assert not [number for number, one in zip(numbers, is_told, strict=True) if one and 0 < number < LEAST_COUNT]
    assert all(one for number, one in zip(numbers, is_told, strict=True) if not number)  # nobody is no secret
    check_sum(numbers, is_told)


def test_reasons_of_few_are_told_together() -> None:
    assert told_reasons({"full": 40, "not-admitted": 9, "no-matching-hours": 2, "no-lot-in-walk": 3}) == {
        "full": 40,
        "not-admitted": 9,
        OTHER: 5,
    }
    assert told_reasons({"full": 40, "not-admitted": 9, "no-matching-hours": 2}) == {"full": 40, OTHER: 11}  # 2 = 51 - 40 - 9 otherwise
    assert told_reasons({"full": 3}) == told_reasons({}) == {}
    assert told_reasons({"full": 5}) == {"full": 5}


def small_town() -> Any:
    """Communities of 1, 7, 2, 6 and 9 residents around a lot of 20 spaces, and one of 5 far away, where a lot has 3."""
    size = {"c0": 1, "c1": 7, "c2": 2, "c3": 6, "c4": 9, "c5": 5}
    near, far = {"lat": 29.0, "lon": 107.0}, {"lat": 29.1, "lon": 107.0}
    return solved(
        {
            "format": 1,
            "id": "small",
            "horizon": {"start": "2026-11-23", "days": 2},
            "communities": [{"id": id_, "location": far if id_ == "c5" else near} for id_ in size],
            "lots": [{"id": "near", "spaces": 20, "location": near}, {"id": "far", "spaces": 3, "location": far}],
            "residents": [{"id": f"{id_}-{n}", "community": id_, "stays": "daily 18:00-08:00"} for id_ in size for n in range(size[id_])],
        }
    )


def counts_in(data: Any) -> Iterator[int]:
    """Every number under a key that counts residents."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key in ("residents", "served", "refused", "peak", "distributedAssignedRights") and value is not None:
                yield value
            elif key == "refused_why":
                yield from value.values()
            else:
                yield from counts_in(value)
    elif isinstance(data, list):
        for value in data:
            yield from counts_in(value)


def test_public_files_tell_of_nobody_in_particular(tmp_path: Path) -> None:
    scenario, schedule = small_town()
    prepared = prepare(scenario, schedule, ["geojson", "apds"])
    prepared.write(tmp_path)
    public = [file.name for files in prepared.parts.values() for file in files if file.is_public]
    assert public == ["maps/lots.geojson", "maps/communities.geojson", "maps/walks.geojson", "apds/places.json"]
    served = Counter(each.lot for each in schedule.assignments)
    assert served == {"near": 20, "far": 3}
    for name in public:
        assert not [count for count in counts_in(load(tmp_path / name)) if 0 < count < LEAST_COUNT], name
    lots = {each["properties"]["id"]: each["properties"] for each in load(tmp_path / "maps" / "lots.geojson")["features"]}
    assert [lots["far"][key] for key in ("residents", "peak", "fill", "room")] == [None] * 4
    # Three are hidden in the far lot; who knows that 23 are served would work them out from 20 in the other, so both are.
    assert lots["near"]["residents"] is None
    communities = {each["properties"]["id"]: each["properties"] for each in load(tmp_path / "maps" / "communities.geojson")["features"]}
    assert communities["c0"]["served"] is None and communities["c0"]["mean_walk_minutes"] is None
    # No line says what the lots do not.
    assert load(tmp_path / "maps" / "walks.geojson")["features"] == []


def test_no_line_tells_what_is_hidden_of_its_ends() -> None:
    """Seven of h1 park in LB, one of h2 in LA and ten in LC: with the line of seven, 18 - 10 - 7 would be the one in LA."""
    scenario, schedule = solved(
        {
            "format": 1,
            "id": "lines",
            "horizon": {"start": "2026-11-23", "days": 1},
            "communities": [{"id": "h1", "location": {"lat": 29.0, "lon": 107.0}}, {"id": "h2", "location": {"lat": 29.1, "lon": 107.0}}],
            "lots": [
                {"id": "LB", "spaces": 7, "location": {"lat": 29.0, "lon": 107.0}},
                {"id": "LA", "spaces": 1, "location": {"lat": 29.1, "lon": 107.0}},
                {"id": "LC", "spaces": 10, "location": {"lat": 29.1, "lon": 107.001}},
            ],
            "residents": [
                {"id": f"{home}-{number}", "community": home, "stays": "daily 18:00-23:00"}
                for home, count in (("h1", 7), ("h2", 11))
                for number in range(count)
            ],
        }
    )
    assert Counter(each.lot for each in schedule.assignments) == {"LB": 7, "LA": 1, "LC": 10}
    files = {file.name: file for files in prepare(scenario, schedule, ["geojson"]).parts.values() for file in files}
    lots, walks = (json.loads(files[f"maps/{name}.geojson"].make())["features"] for name in ("lots", "walks"))
    assert {each["properties"]["id"]: each["properties"]["residents"] for each in lots} == {"LB": None, "LA": None, "LC": 10}
    assert walks == []  # that of ten would tell the one of h2, too


def test_few_at_once_are_not_told_where_many_park() -> None:
    """Six park on six evenings, one on each."""
    place = {"lat": 29.0, "lon": 107.0}
    scenario, schedule = solved(
        {
            "format": 1,
            "id": "evenings",
            "horizon": {"start": "2026-11-23", "days": 7},
            "communities": [{"id": "h", "location": place}],
            "lots": [{"id": "l", "spaces": 9, "location": place}],
            "residents": [{"id": f"r{day}", "community": "h", "stays": f"2026-11-{day} 18:00-23:00"} for day in range(23, 29)],
        }
    )
    files = {file.name: file for files in prepare(scenario, schedule, ["geojson"]).parts.values() for file in files}
    facts = json.loads(files["maps/lots.geojson"].make())["features"][0]["properties"]
    assert [facts[key] for key in ("residents", "peak", "fill", "room")] == [6, None, None, None]
