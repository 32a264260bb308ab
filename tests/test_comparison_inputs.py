"""What differs in the inputs of two scenarios: every key, each difference once, equal ones together, and nothing about cars and doors."""

from __future__ import annotations

import json
from typing import Any

import pytest
from comparison_cases import random_pair
from pydantic import Field
from random_scenarios import random_town

from parking_share import Scenario
from parking_share.comparison import InputRow
from parking_share.comparison.inputs import MOST_IDS, MOST_WAYS_OF_RESIDENTS, as_text, input_rows
from parking_share.scenario import Location, Lot, WalkMatrix
from parking_share.variants import Variant, vary

LISTS = ("communities", "lots", "residents")


def town(**changes: Any) -> Scenario:
    """Four lots, forty residents."""
    return Scenario.from_dict(random_town(1, 40, 4) | changes)


def varied(**variant: Any) -> tuple[Scenario, Scenario]:
    base = town()
    return base, vary(base, Variant.model_validate({"id": "v", **variant}))


def told(base: Scenario, variant: Scenario) -> list[tuple[Any, ...]]:
    return [(row.part, row.key, row.presence, row.base, row.variant, row.difference, row.number) for row in input_rows(base, variant)]


def test_nothing_differs_from_itself_and_who_they_are_is_no_difference() -> None:
    assert told(town(), town()) == []
    assert told(town(), town(id="other", name="Other", origin="drawn")) == []
    shuffled = town()
    assert told(shuffled, shuffled.replace(lots=shuffled.lots[::-1], residents=shuffled.residents[::-1])) == []


def test_keys_of_the_whole() -> None:
    base = town()
    variant = base.replace(
        horizon={"start": base.horizon.start, "days": base.horizon.days + 1},
        policy={"objectives": ["served", "walk"], "max_walk_minutes": 11.5},
        walking={"speed_kmh": 4.5},
        calendar={"holidays": ["2026-11-25"]},
    )
    found = {row[1]: row[3:6] for row in told(base, variant)}
    assert found["policy.max_walk_minutes"] == (base.policy.max_walk_minutes, 11.5, 11.5 - base.policy.max_walk_minutes)
    assert found["policy.objectives"] == (list(base.policy.objectives), ["served", "walk"], None)  # an order: told in full
    assert found["horizon.days"] == (base.horizon.days, base.horizon.days + 1, 1)
    assert found["calendar.holidays"][1] == ["2026-11-25"]
    assert found["walking.speed_kmh"] == (4.8, 4.5, pytest.approx(-0.3))


def test_small_moves_of_a_place_are_told() -> None:
    data = random_town(1, 40, 4)
    place = {"lat": 29.7001, "lon": 107.4}
    places = data | {"crs": "WGS84"} | {part: [each | {"location": place} for each in data[part]] for part in ("communities", "lots")}
    for resident in places["residents"]:
        resident.pop("home", None)
    base = Scenario.from_dict(places)
    moved = [base.lots[0].model_copy(update={"location": Location(lat=29.7004, lon=107.4)}), *base.lots[1:]]
    assert told(base, base.replace(lots=moved)) == [("lots", "location.lat", "both", 29.7001, 29.7004, 0.0003, 1)]


def test_one_lot_and_equal_changes_of_many() -> None:
    ids = [lot.id for lot in town().lots]
    base, variant = varied(lots=[{"set": {"recall_minutes": 35}}, {"ids": ids[:1], "set": {"spaces": 999}}])
    was = {lot.id: lot for lot in base.lots}
    recalls = [row for row in input_rows(base, variant) if row.key == "recall_minutes"]
    assert {(row.base, row.ids) for row in recalls} == {
        (minutes, tuple(id_ for id_ in ids if was[id_].recall_minutes == minutes)) for minutes in {lot.recall_minutes for lot in base.lots}
    }
    assert all((row.variant, row.among) == (35, 4) for row in recalls)
    (spaces,) = [row for row in input_rows(base, variant) if row.key == "spaces"]
    assert (spaces.base, spaces.variant, spaces.ids, spaces.number) == (was[ids[0]].spaces, 999, (ids[0],), 1)


def test_the_same_step_from_different_values_is_one_row() -> None:
    base, variant = varied(lots=[{"add": {"spaces": 3}}])
    assert len({lot.spaces for lot in base.lots}) > 1
    assert told(base, variant) == [("lots", "spaces", "both", None, None, 3, 4)]


def test_lists_tell_what_the_other_does_not_have() -> None:
    first = {"from": "2026-11-24T00:00", "to": "2026-11-25T00:00"}
    exam = {"from": "2026-11-26T00:00", "to": "2026-11-27T00:00", "reason": "exam"}
    base = vary(town(), Variant.model_validate({"id": "b", "lots": [{"ids": [town().lots[0].id], "close": [first]}]}))
    variant = vary(base, Variant.model_validate({"id": "v", "lots": [{"close": [exam]}]}))
    none, some = ([lot.id for lot in base.lots if bool(lot.closures) == has] for has in (False, True))
    assert none and some
    rows = {row.ids: (row.key, row.base, row.variant) for row in input_rows(base, variant)}
    assert rows == {tuple(none): ("closures", None, [exam]), tuple(some): ("closures", [], [exam])}  # added to whatever there was
    assert as_text([exam]) == "from 2026-11-26T00:00, to 2026-11-27T00:00, reason exam"


def test_who_comes_and_goes() -> None:
    gone = [resident.id for resident in town().residents[:2]]
    new = {"id": "new", "spaces": 5, "location": town().lots[0].location.model_dump(exclude_none=True)}
    base, variant = varied(remove_residents=gone, add_lots=[new])
    rows = {(row.part, row.presence): row for row in input_rows(base, variant)}
    assert rows["residents", "removed"].ids == tuple(gone)
    assert (rows["residents", "removed"].number, rows["residents", "removed"].among) == (2, 40)
    assert (rows["lots", "added"].ids, rows["lots", "added"].among) == (("new",), 5)
    assert len(rows) == 2


def test_plates_and_homes_are_counted_and_not_told() -> None:
    base = town()
    place = base.communities[0].location
    residents = [each.model_copy(update={"plate": f"SECRET {each.id}", "home": place}) for each in base.residents]
    rows = list(input_rows(base, base.replace(residents=residents)))
    number = {"home": sum(each.home != place for each in base.residents), "plate": 40}
    assert [(row.key, row.told, row.base, row.variant, row.number) for row in rows] == [
        (key, False, None, None, number[key]) for key in ("home", "plate")
    ]


def test_many_ways_are_a_few_examples_and_a_count() -> None:
    """Tolerances of 1, 3, 6, 10, ... minutes more: no two residents alike, and no common step."""
    base = town()
    residents = [
        each.model_copy(update={"late_arrival_minutes": 1000 * each.late_arrival_minutes + number * (number + 1) // 2})
        for number, each in enumerate(base.residents, start=1)
    ]
    rows = list(input_rows(base, base.replace(residents=residents)))
    assert [row.told for row in rows] == [True] * MOST_WAYS_OF_RESIDENTS + [False]
    assert sum(row.number for row in rows) == 40 and rows[-1].number == 40 - MOST_WAYS_OF_RESIDENTS
    many = base.replace(residents=[base.residents[0].model_copy(update={"id": f"new-{number}"}) for number in range(300)])
    added = next(row for row in input_rows(base, many) if row.presence == "added")
    assert (added.number, len(added.ids)) == (300, MOST_IDS)


def test_walks_from_files_are_counted() -> None:
    """Of rows a, b, c and b, c, d: a goes, d comes, c takes longer; those of a lot that only one has are not told."""
    (one, two, three, four), home = (lot.id for lot in town().lots), town().communities[0].id
    base, variant = town(), vary(town(), Variant.model_validate({"id": "v", "remove_lots": [four]}))
    base._walk_matrix = WalkMatrix.of([(home, one, 60), (home, two, 70), (home, four, 80)])
    variant._walk_matrix = WalkMatrix.of([(home, two, 75), (home, three, 80)])
    rows = [row for row in input_rows(base, variant) if row.part == "walks"]
    assert [(row.presence, row.key, row.number, row.among, row.ids) for row in rows] == [
        ("removed", "", 1, 2, (f"{home} -> {one}",)),
        ("added", "", 1, 2, (f"{home} -> {three}",)),
        ("both", "minutes", 1, 1, (f"{home} -> {two}",)),
    ]


def test_a_new_key_of_the_format_is_told_by_itself() -> None:
    class Wider(Lot):
        canopy: bool = Field(False, description="whether it has a roof")

    base = town()
    lots = [Wider.model_validate(lot.model_dump(by_alias=True)) for lot in base.lots]
    old, new = (base.model_copy(update={"lots": tuple(each)}) for each in (lots, [lots[0].model_copy(update={"canopy": True}), *lots[1:]]))
    (row,) = input_rows(old, new)
    assert (row.part, row.key, row.base, row.variant, row.ids) == ("lots", "canopy", False, True, (lots[0].id,))


@pytest.mark.parametrize("seed", range(40))
def test_every_difference_is_told_once(seed: int) -> None:
    """Against both scenarios as plain data, key by key."""
    base, variant = (each.scenario for each in random_pair(seed))
    found: dict[tuple[str, str, str], InputRow] = {}
    for row in input_rows(base, variant):
        for id_ in row.ids or ("",):
            found[row.part, id_, row.key.partition(".")[0]] = row
    wanted = set()
    old, new = (json.loads(each.model_dump_json(by_alias=True)) for each in (base, variant))
    wanted |= {("scenario", "", key) for key in old if key not in (*LISTS, "id", "name", "origin") and old[key] != new[key]}
    for part in LISTS:
        was, now = ({each["id"]: each for each in side[part]} for side in (old, new))
        wanted |= {(part, id_, "") for id_ in was.keys() ^ now.keys()}
        both = [id_ for id_ in was if id_ in now]
        wanted |= {(part, id_, key) for id_ in both for key in was[id_] if _sorted(was[id_][key]) != _sorted(now[id_][key])}
    assert found.keys() == wanted
    for (part, id_, key), row in found.items():
        if row.told and part != "scenario" and key == row.key and not isinstance(row.base or row.variant, list):
            was, now = ({each["id"]: each for each in side[part]}[id_][key] for side in (old, new))
            assert (row.base, row.variant) == (was, now)


def _sorted(value: Any) -> Any:
    return sorted(value, key=json.dumps) if isinstance(value, list) else value
