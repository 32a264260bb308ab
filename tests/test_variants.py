"""Variants: every change does what it says and nothing else."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_scenarios import random_scenario
from test_invalid_inputs import VALID

from parking_share import Scenario, read_scenario
from parking_share.calendar import parse_rules, shift_rules
from parking_share.variants import variants_from_dict
from parking_share.writing import write_scenario

BASE = Scenario.from_dict(VALID)
SERVED_BY_L1 = {"id": "l1", "serves": ["c1", "c2"]}


def varied(*variants: dict[str, Any], base: Scenario = BASE) -> dict[str, Scenario]:
    """The changed scenarios by the id of their variant."""
    rows = [{"id": f"v{number}"} | variant for number, variant in enumerate(variants)]
    return {each.variant.id: each.scenario for each in variants_from_dict({"format": 1, "variants": rows}, base)}


def one(variant: dict[str, Any], base: Scenario = BASE) -> Scenario:
    """The only changed scenario."""
    (scenario,) = varied(variant, base=base).values()
    return scenario


def by_hand(change: Any) -> dict[str, Any]:
    """The valid scenario's data, changed in place by a function."""
    data = copy.deepcopy(VALID)
    change(data)
    return data


def lot(data: dict[str, Any], number: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = data["lots"][number]
    return found


CLOSURE = {"from": "2026-11-24T00:00", "to": "2026-11-25T00:00", "reason": "exam"}
NEW_LOT = {"id": "l3", "location": {"x": 5, "y": 5}, "spaces": 7}
NEW_RESIDENT = {"id": "r3", "community": "c3", "stays": "daily 19:00-07:00"}
NEW_COMMUNITY = {"id": "c3", "location": {"x": 9, "y": 9}}
# variant, and the same change made by hand in the scenario's own data
CHANGES: list[tuple[dict[str, Any], Any]] = [
    ({}, lambda data: None),
    ({"lots": [{"ids": ["l1"], "set": {"spaces": 9}}]}, lambda data: lot(data).update(spaces=9)),
    ({"lots": [{"set": {"held_back": 1}}]}, lambda data: [each.update(held_back=1) for each in data["lots"]]),
    ({"lots": [{"ids": ["l1"], "set": {"own_use": "", "gate": None}}]}, lambda data: [lot(data).pop("own_use"), lot(data).pop("gate")]),
    (
        {"lots": [{"ids": ["l1"], "set": {"kinds": [{"kind": "charging", "spaces": 4}]}}]},
        lambda data: lot(data).update(kinds=[{"kind": "charging", "spaces": 4}]),
    ),
    (
        {"lots": [{"add": {"spaces": -2, "recall_minutes": 30}}]},
        lambda data: [each.update(spaces=each["spaces"] - 2, recall_minutes=30) for each in data["lots"]],
    ),
    ({"lots": [{"set": {"spaces": 8}, "add": {"spaces": -2}}]}, lambda data: [each.update(spaces=6) for each in data["lots"]]),
    ({"lots": [{"ids": ["l1"], "close": [CLOSURE]}]}, lambda data: lot(data)["closures"].append(CLOSURE)),
    (
        {"lots": [{"shift": {"own_use": {"begin_minutes": 30, "end_minutes": -60}, "gate": {"end_minutes": 60}}}]},
        lambda data: lot(data).update(own_use="workday 08:30-17:00 x4", gate="daily 05:00-24:00"),
    ),
    ({"add_lots": [NEW_LOT]}, lambda data: data["lots"].append(NEW_LOT)),
    (
        {"add_communities": [NEW_COMMUNITY], "add_residents": [NEW_RESIDENT]},
        lambda data: [data["communities"].append(NEW_COMMUNITY), data["residents"].append(NEW_RESIDENT)],
    ),
    ({"remove_lots": ["l2"]}, lambda data: [data["lots"].pop(), data["residents"][0].pop("excluded_lots")]),
    ({"remove_residents": ["r1"]}, lambda data: data["residents"].pop(0)),
    ({"remove_communities": ["c1"]}, lambda data: [data["communities"].pop(0), data["residents"].pop(0), lot(data).update(serves=["c2"])]),
    ({"policy": {"max_walk_minutes": 20}}, lambda data: data["policy"].update(max_walk_minutes=20)),
    ({"policy": {"objectives": ["served"]}}, lambda data: data["policy"].update(objectives=["served"])),
    (
        {"residents": [{"communities": ["c1"], "add": {"max_walk_minutes": 5, "priority": 2}}]},
        lambda data: data["residents"][0].update(max_walk_minutes=20, priority=3),
    ),
    (
        {"policy": {"max_walk_minutes": 10}, "residents": [{"ids": ["r2"], "add": {"max_walk_minutes": 5}}]},
        lambda data: [data["policy"].update(max_walk_minutes=10), data["residents"][1].update(max_walk_minutes=15)],
    ),
    (
        {"residents": [{"set": {"needs": [], "late_arrival_minutes": 15}}]},
        lambda data: [each.update(needs=[], late_arrival_minutes=15) for each in data["residents"]],
    ),
    ({"demand": [{"factor": 1}]}, lambda data: None),
    ({"demand": [{"factor": 0}]}, lambda data: data["residents"].clear()),
    ({"demand": [{"factor": 0, "communities": ["c2"]}]}, lambda data: data["residents"].pop()),
    ({"demand": [{"factor": 2, "communities": ["c2"]}]}, lambda data: data["residents"].append(data["residents"][1] | {"id": "r2~2"})),
]


@pytest.mark.parametrize(("variant", "change"), CHANGES)
def test_change_is_the_same_as_by_hand(variant: dict[str, Any], change: Any) -> None:
    expected = Scenario.from_dict(by_hand(change)).to_dict()
    changed = one(variant).to_dict()
    named = {key: changed.pop(key) for key in ("id", "name", "origin")}
    expected.pop("id")
    assert changed == expected
    assert named["id"] == "valid.v0"


def test_variants_build_on_each_other_in_any_order_of_the_file() -> None:
    last, first = {"id": "last", "on": "first", "lots": [{"add": {"spaces": 1}}]}, {"id": "first", "lots": [{"add": {"spaces": 10}}]}
    found = varied(last, first)
    assert list(found) == ["last", "first"]
    assert [each.spaces for each in found["last"].lots] == [16, 14]
    assert found["last"].id == "valid.first.last"


def test_base_stays_as_it_is() -> None:
    before = BASE.to_dict()
    one({"lots": [{"add": {"spaces": 3}}], "residents": [{"add": {"priority": 1}}], "demand": [{"factor": 3}]})
    assert BASE.to_dict() == before


@pytest.mark.parametrize("seed", range(30))
def test_written_variant_reads_back_with_its_source(seed: int, tmp_path: Path) -> None:
    base = Scenario.from_dict(random_scenario(seed))
    changed = one({"lots": [{"add": {"spaces": 1}}], "demand": [{"factor": 1.5, "seed": seed}]}, base)
    source = write_scenario(changed, tmp_path / "v0.json")
    read = read_scenario(tmp_path / "v0.json")
    assert read.to_dict() == changed.to_dict()
    assert read.source == source


def test_walks_of_a_matrix_go_along(tmp_path: Path) -> None:
    base = read_scenario(Path(__file__).parents[1] / "scenarios" / "walk-matrix.json")
    first = base.residents[0]
    changed = one({"demand": [{"factor": 2}], "remove_lots": [base.lots[-1].id]}, base)
    copies = [each for each in changed.residents if each.id.startswith(f"{first.id}~")]
    assert len(copies) == 1
    walks = set(changed.walk_matrix.rows())
    kept = {
        row
        for row in zip(base.walk_matrix.origins, base.walk_matrix.lots, base.walk_matrix.seconds, strict=True)
        if row[1] != base.lots[-1].id
    }
    assert kept <= walks
    own = {(origin, to, seconds) for origin, to, seconds in kept if origin == first.id}
    assert {(copies[0].id, to, seconds) for _, to, seconds in own} <= walks
    write_scenario(changed, tmp_path / "v0.json")
    assert list(read_scenario(tmp_path / "v0.json").walk_matrix.seconds) == list(changed.walk_matrix.seconds)


def test_walks_stay_when_a_variant_is_changed_again() -> None:
    """By ``replace``, although there is no file from which they could be read again; those to a lot that goes are left out."""
    base = read_scenario(Path(__file__).parents[1] / "scenarios" / "walk-matrix.json")
    changed = one({"lots": [{"add": {"spaces": 1}}]}, base)
    again = changed.replace(name="again")
    assert set(again.walk_matrix.rows()) == set(base.walk_matrix.rows())
    assert again.to_dict() == changed.to_dict() | {"name": "again"}
    kept = changed.lots[:1]
    fewer = changed.replace(lots=kept)
    assert set(fewer.walk_matrix.rows()) == {row for row in base.walk_matrix.rows() if row[1] == kept[0].id}


def test_a_copy_does_not_walk_as_somebody_whose_id_it_has(tmp_path: Path) -> None:
    """An id that is free again may go to a copy of somebody else."""
    base = read_scenario(Path(__file__).parents[1] / "scenarios" / "walk-matrix.json")
    first = next(each.id for each in base.residents if each.id in base.walk_matrix.origins)
    doubled = one({"demand": [{"factor": 2}]}, base)
    again = one({"remove_residents": [f"{first}~2"], "demand": [{"factor": 2}]}, doubled)
    write_scenario(again, tmp_path / "again.json")
    assert read_scenario(tmp_path / "again.json").to_dict()["residents"] == again.to_dict()["residents"]


def test_many_copies_of_ids_that_begin_alike() -> None:
    """In linear time, too: 20 copies of each of 300 ids whose first 56 characters are the same."""
    residents = [{"id": "x" * 56 + f"{n:04}", "community": "c1", "stays": "daily 19:00-07:00"} for n in range(300)]
    many = one({"demand": [{"factor": 20}]}, Scenario.from_dict(VALID | {"residents": residents}))
    assert len({each.id for each in many.residents}) == 6000


@pytest.mark.parametrize("factor", [0.25, 0.5, 0.999, 1.0, 1.01, 1.333, 2.5])
def test_demand_counts_and_nests(factor: float) -> None:
    """So many residents, halves up; a smaller factor's are among a larger one's; those not asked for stay."""
    base = Scenario.from_dict(
        VALID | {"residents": [{"id": f"r{n}", "community": "c1", "stays": "daily 19:00-07:00", "plate": f"p{n}"} for n in range(50)]}
    )
    few, many = (one({"demand": [{"factor": each, "seed": 3}]}, base) for each in (factor, factor + 0.5))
    assert len(few.residents) == int(50 * factor + 0.5)
    assert {each.id for each in few.residents} <= {each.id for each in many.residents}
    assert all(each.plate == "" for each in few.residents if "~" in each.id)
    assert ("made up" in many.origin) == (factor > 0.5)
    other = one({"demand": [{"factor": factor, "seed": 4}]}, base)
    assert factor in (1.0, 0.999) or [each.id for each in other.residents] != [each.id for each in few.residents]


def test_only_the_outer_edges_of_periods_that_meet_are_shifted() -> None:
    """Of 12 spaces, all are used until 18:00 and 4 until 20:00 on the same days; on Sundays it is another matter."""
    own = "workday 08:00-18:00; workday 18:00-20:00 x4; Su 20:00-21:00 x2"
    assert shift_rules(own, 30, 0) == "workday 08:30-18:00; workday 18:00-20:00 x4; Su 20:30-21:00 x2"
    assert shift_rules(own, 0, 60) == "workday 08:00-18:00; workday 18:00-21:00 x4; Su 20:00-22:00 x2"
    assert shift_rules(own, -60, -30) == "workday 07:00-18:00; workday 18:00-19:30 x4; Su 19:00-20:30 x2"


TIMES = st.tuples(st.integers(0, 1439), st.integers(1, 4000))


@given(st.lists(TIMES, min_size=1, max_size=3), st.integers(-300, 300), st.integers(-300, 300))
def test_shifted_rules_begin_and_end_so_much_later(times: list[tuple[int, int]], begin: int, end: int) -> None:
    def text(start: int, stop: int) -> str:
        nights, minute = divmod(stop, 1440)
        return f"11-01/03-31 Mo-Fr {start // 60:02d}:{start % 60:02d}-{minute // 60:02d}:{minute % 60:02d}" + f"+{nights}" * (
            nights > 0 or minute > start
        )

    rules = [(start, start + length) for start, length in times]
    written = "; ".join(text(start, stop) + " x4" for start, stop in rules)
    wanted = [
        (
            start + begin * (not any(a < start <= b for a, b in rules)),  # but where another one of the same days goes on
            stop + end * (not any(a <= stop < b for a, b in rules)),
        )
        for start, stop in rules
    ]
    if any(not 0 <= start < 1440 for start, _ in wanted):
        with pytest.raises(ValueError, match="another date"):
            shift_rules(written, begin, end)
        return
    found = parse_rules(shift_rules(written, begin, end), allow_count=True)
    assert [(rule.start_minute, rule.end_minute + 1440 * rule.nights) for rule in found] == [(a, b) for a, b in wanted if b > a]
    before = parse_rules(written, allow_count=True)[0]
    assert all((rule.days, rule.season, rule.count) == (before.days, before.season, before.count) for rule in found)
