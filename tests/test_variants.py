"""Variants: every change does what it says and nothing else, and every mistake of a changes file is told, all at once."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_scenarios import random_scenario
from test_invalid_inputs import VALID

from parking_share import InputError, Scenario, read_scenario
from parking_share.calendar import parse_rules, shift_rules
from parking_share.variants import read_variants, variants_from_dict
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
    walks = set(zip(changed.walk_matrix.origins, changed.walk_matrix.lots, changed.walk_matrix.seconds, strict=True))
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
    wanted = [(start + begin, stop + end) for start, stop in rules]
    if any(not 0 <= start < 1440 for start, _ in wanted):
        with pytest.raises(ValueError, match="another date"):
            shift_rules(written, begin, end)
        return
    found = parse_rules(shift_rules(written, begin, end), allow_count=True)
    assert [(rule.start_minute, rule.end_minute + 1440 * rule.nights) for rule in found] == [(a, b) for a, b in wanted if b > a]
    before = parse_rules(written, allow_count=True)[0]
    assert all((rule.days, rule.season, rule.count) == (before.days, before.season, before.count) for rule in found)


# what is wrong with a variant, the place and words of its report
MISTAKES: list[tuple[dict[str, Any], str, str]] = [
    (
        {"lots": [{"ids": ["l11"], "set": {"spaces": 1}}]},
        "variants[0].lots[0].ids[0]",
        "'l11' is no lot of the scenario; did you mean 'l1'?",
    ),
    ({"residents": [{"ids": ["r9"]}]}, "variants[0].residents[0].ids[0]", "'r9' is no resident of the scenario"),
    ({"residents": [{"communities": ["x"]}]}, "variants[0].residents[0].communities[0]", "'x' is no community of the scenario"),
    ({"demand": [{"factor": 1, "communities": ["x"]}]}, "variants[0].demand[0].communities[0]", "'x' is no community"),
    ({"demand": [{"factor": -1}]}, "variants[0].demand[0].factor", "must be at least 0, not -1"),
    ({"demand": [{}]}, "variants[0].demand[0].factor", "is required; add it"),
    ({"remove_lots": ["x"]}, "variants[0].remove_lots[0]", "'x' is no lot of the scenario"),
    ({"remove_lots": ["l1"]}, "variants[0].resident 'r2', fixed_lot", "'l1' is no lot of the scenario"),  # r2 is fixed to it
    ({"remove_communities": ["c1", "c2"]}, "variants[0].remove_communities", "'l1' serves no other community"),
    ({"add_lots": [NEW_LOT | {"id": "l1"}]}, "variants[0].add_lots[0].id", "'l1' is the id of another one already"),
    ({"add_lots": [NEW_LOT | {"serves": ["x"]}]}, "variants[0].add_lots[0], serves[0]", "'x' is no community"),
    (
        {"add_lots": [NEW_LOT | {"location": {"lat": 1.0, "lon": 1.0}}]},
        "variants[0].add_lots[0], location.x",
        "is required where crs is local",
    ),
    ({"add_residents": [NEW_RESIDENT]}, "variants[0].add_residents[0], community", "'c3' is no community"),
    ({"lots": [{"set": {"spaces": "9"}}]}, "variants[0].lots[0].set.spaces", 'must be a whole number, not "9"'),
    ({"lots": [{"set": {"spaces": None}}]}, "variants[0].lots[0], lot 'l1', spaces", "must not be null; give it a value"),
    ({"lots": [{"set": {"spces": 9}}]}, "variants[0].lots[0].set.spces", "did you mean 'spaces'?"),
    ({"lots": [{"set": {"id": "x"}}]}, "variants[0].lots[0].set.id", "is no key of the format"),
    ({"lots": [{"add": {"spaces": -4}}]}, "variants[0].lots[0], lot 'l2', spaces", "must be at least 0, not -1"),
    ({"lots": [{"shift": {"own_use": {"begin_minutes": -500}}}]}, "variants[0].lots[0], lot 'l1', own_use", "another date"),
    (
        {"lots": [{"ids": ["l1"], "close": [{"from": "2026-11-25T00:00", "to": "2026-11-24T00:00"}]}]},
        "variants[0].lot 'l1', closures[1]",
        "must end after it begins",
    ),
    ({"lots": [{"ids": ["l1"], "set": {"serves": ["x"]}}]}, "variants[0].lot 'l1', serves[0]", "'x' is no community"),
    ({"policy": {"objectives": ["walk"]}}, "variants[0].policy.objectives", "must hold 'priority' or 'served'"),
    ({"policy": {"max_walk_minutes": -1}}, "variants[0].policy.max_walk_minutes", "must be at least 0, not -1"),
    ({"id": "../x"}, "variants[0].id", "cannot name files"),
    ({"id": "base"}, "variants[0].id", "choose another id"),
    ({"id": "Base"}, "variants[0].id", "choose another id"),
    ({"id": "a.comparison"}, "variants[0].id", "cannot name files"),
    ({"id": "con"}, "variants[0].id", "cannot name files"),
    ({"lots": [{"set": {"location": None}}]}, "variants[0].lots[0], lot 'l1', location", "must not be null"),
    ({"on": "v00"}, "variants[0].on", "'v00' is no variant of this file; did you mean 'v0'?"),
    ({"on": "v0"}, "variants[0].on", "'v0' builds on itself: v0 on v0"),
    ({"lot": []}, "variants[0].lot", "did you mean 'lots'?"),
]


@pytest.mark.parametrize(("variant", "place", "words"), MISTAKES)
def test_mistake_is_told_where_it_stands(variant: dict[str, Any], place: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        one(variant)
    found = [(each.place, each.message) for each in caught.value.problems]
    assert any(at == place and words in message for at, message in found), found


def test_all_mistakes_of_all_variants_are_told_at_once() -> None:
    """Of two kinds in one variant, too: a key that is none does not hide a lot that is none."""
    rows = [
        {"id": "a", "lots": [{"ids": ["l9"]}, {"add": {"spces": 1}}]},
        {"id": "b", "on": "c"},
        {"id": "c", "on": "b"},
        {"id": "d", "remove_lots": ["l7"], "on": "e"},
        {"id": "e", "policy": {"max_walk_minutes": "x"}},
    ]
    with pytest.raises(InputError) as caught:
        variants_from_dict({"format": 1, "base": "other", "variants": rows, "extra": 1}, BASE)
    places = {each.place for each in caught.value.problems}
    assert places == {
        "extra",
        "base",
        "variants[0].lots[0].ids[0]",
        "variants[0].lots[1].add.spces",
        "variants[1].on",
        "variants[3].remove_lots[0]",
        "variants[4].policy.max_walk_minutes",
    }


@pytest.mark.parametrize(
    "data",
    [
        [],
        None,
        "x",
        {},
        {"format": 1},
        {"format": 1, "variants": []},
        {"format": 1, "variants": [3]},
        {"format": 2, "variants": [{"id": "a"}]},
    ],
)
def test_what_is_no_changes_file_is_refused(data: Any) -> None:
    with pytest.raises(InputError):
        variants_from_dict(data, BASE)


def read(text: str, folder: Path, name: str = "changes.yaml") -> list[Any]:
    path = folder / name
    path.write_text(text, "utf-8")
    return read_variants(path, BASE)


def test_yaml_reads_as_it_looks(tmp_path: Path) -> None:
    """No time becomes a number, no date an object, no id a number less its zeros, no word a truth value."""
    text = """
        format: 1
        variants:
          - id: 0001
            name: no
            lots:
              - ids: [l1]
                close: [{from: 2026-11-24T00:00, to: 2026-11-24T08:30, reason: 18:30}]
    """
    (found,) = read(text, tmp_path)
    assert (found.variant.id, found.variant.name) == ("0001", "no")
    assert found.scenario.lots[0].closures[-1].reason == "18:30"


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("format: 1\nvariants: [", "changes.yaml line", "is not YAML"),
        ("format: 1\nformat: 1", "changes.yaml line 2, column 1", "the key 'format' stands twice"),
        ("a: &x [1]\nb: *x", "changes.yaml line 1", "references (& and *)"),
        ("1: 2", "changes.yaml line 1", "a key must be text"),
        ("!!python/object:os.system x", "changes.yaml line 1", "is not YAML"),
        ("a: !!bool x", "changes.yaml line 1, column 4", "tags (!)"),
        ('a: "\\ud800"', "changes.yaml", "holds half a character"),
        ("a: 1\n---\nb: 2", "changes.yaml line 2", "is not YAML"),
        ("[" * 5000, "changes.yaml", "is not YAML"),
        ("", "", "changes are an object"),
        ("format: 1\nvariants: [{id: a, lots: [{set: {spaces: 08:30}}]}]", "variants[0].lots[0].set.spaces", 'not "08:30"'),
    ],
)
def test_yaml_that_is_none_is_refused(text: str, place: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read(text, tmp_path)
    assert any(each.place.startswith(place) and words in each.message for each in caught.value.problems), caught.value.problems


def test_json_is_read_strictly(tmp_path: Path) -> None:
    (found,) = read('{"format": 1, "variants": [{"id": "a"}]}', tmp_path, "changes.json")
    assert found.scenario.lots == BASE.lots
    with pytest.raises(InputError, match="stands twice"):
        read('{"format": 1, "format": 1, "variants": [{"id": "a"}]}', tmp_path, "changes.json")
    with pytest.raises(InputError, match="cannot be read"):
        read_variants(tmp_path / "none.json", BASE)
