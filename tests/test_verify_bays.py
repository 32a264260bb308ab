"""The check of bays: edges by hand-made schedules, once admitted and once refused."""

from __future__ import annotations

from typing import Any

import pytest
from verify_cases import iso, place

from parking_share.scenario import Scenario
from parking_share.schedule import Schedule
from parking_share.verification import Violation, verify

Data = dict[str, Any]

EARLY, LATE, LONG = "Mo 01:00-05:00", "Mo 05:00-09:00", "Mo 02:00-08:00"
TIMES = {EARLY: "23T01:00 23T05:00", LATE: "23T05:00 23T09:00", LONG: "23T02:00 23T08:00"}


def parked(cars: list[tuple[str, int | None, list[str]]], **lot: Any) -> tuple[Scenario, Data]:
    """Cars with their stay, bay and needs in a lot of three spaces."""
    residents = [{"stays": stays, "needs": needs} for stays, _, needs in cars]
    scenario, schedule = place(residents, {"spaces": 3} | lot, [[TIMES[stays]] for stays, _, _ in cars])
    for row, (_, bay, _) in zip(schedule["assignments"], cars, strict=True):
        if bay is not None:
            row["stays"][0]["bay"] = bay
    return scenario, schedule


def found(scenario: Scenario, schedule: Data) -> list[Violation]:
    violations = list(verify(scenario, Schedule.model_validate(schedule)))
    assert {violation.rule for violation in violations} <= {"bays"}
    return violations


CHARGING: Data = {"kinds": [{"kind": "charging", "spaces": 1}]}
EXCLUSIVE: Data = {"kinds": [{"kind": "charging", "spaces": 1, "exclusive": True}]}
BOTH: Data = {"kinds": [*EXCLUSIVE["kinds"], {"kind": "accessible", "spaces": 1, "exclusive": True}]}
OWN: Data = {"own_use": "Mo 03:00-06:00 x2"}
CASES: dict[str, tuple[list[tuple[str, int | None, list[str]]], Data, str]] = {
    "no bays at all": ([(EARLY, None, []), (LONG, None, [])], {}, ""),
    "one after another in one bay": ([(EARLY, 1, []), (LATE, 1, []), (LONG, 2, [])], {}, ""),
    "together in one bay": ([(EARLY, 2, []), (LONG, 2, [])], {}, "bay 2 is also that of resident 'r0' from 2026-11-23T02:00+08:00 on"),
    "only some are numbered": ([(EARLY, None, []), (LONG, 2, [])], {}, ""),
    "the last bay": ([(EARLY, 3, [])], {}, ""),
    "beyond the last bay": ([(EARLY, 4, [])], {}, "bay 4 is none of the 3 bays of the lot"),
    "the charger for one who needs it": ([(EARLY, 2, ["charging"]), (LATE, 2, ["charging"]), (LONG, 1, [])], CHARGING, ""),
    "two chargers, and there is one": (
        [(EARLY, 2, ["charging"]), (LATE, 1, ["charging"])],
        CHARGING,
        "residents who need 'charging' use 2 different bays, and 1 are of that kind",
    ),
    "a charger for others, too": ([(EARLY, 2, ["charging"]), (LATE, 2, [])], CHARGING, ""),
    "an exclusive one for others": ([(EARLY, 2, ["charging"]), (LATE, 2, [])], EXCLUSIVE, "bay 2 is for 'charging' only"),
    "others use all bays but the exclusive one": ([(EARLY, 1, []), (LONG, 3, [])], EXCLUSIVE, ""),
    "others use all bays": (
        [(EARLY, 1, []), (LONG, 3, []), (LATE, 2, [])],
        EXCLUSIVE,
        "leave 0 bays, and 1 are only for those who need it",
    ),
    # Both kinds are in bay 1, for it is the only one. Who needs one of them is in a bay of it, and needs an exclusive kind.
    "a bay of two exclusive kinds for one of them": ([(EARLY, 1, ["accessible"])], BOTH | {"spaces": 1}, ""),
    "two exclusive kinds, and who needs none": (
        [(EARLY, 1, ["accessible"]), (LONG, 2, ["charging"]), (LATE, 1, [])],
        BOTH,
        "bay 1 is for 'accessible' only",
    ),
    # Of three bays one is for chargers and one for the disabled: without need there is one bay, and two are used.
    "an exclusive one of another kind, and who needs none": (
        [(EARLY, 1, ["accessible"]), (EARLY, 2, []), (LATE, 3, [])],
        BOTH,
        "leave 1 bays, and 2 are only for those who need it",
    ),
    "a bay with both kinds, for who needs both": ([(EARLY, 1, ["accessible", "charging"]), (EARLY, 2, []), (LATE, 3, [])], BOTH, ""),
    # Two of three spaces are in own use from 3 to 6: the two cars that are there then, one after the other, leave two bays empty.
    "own use finds its bays": ([(EARLY, 3, []), (LATE, 3, [])], OWN, ""),
    "own use would have to move": ([(EARLY, 3, []), (LATE, 1, [])], OWN, "residents use 2 different bays, and 1 can be theirs"),
    "so would what is closed": (
        [(EARLY, 3, []), (LATE, 1, [])],
        {"closures": [{"from": "2026-11-23T03:00", "to": "2026-11-23T06:00", "spaces": 2}]},
        "residents use 2 different bays, and 1 can be theirs",
    ),
    "what is held back has one bay all the time": (
        [(EARLY, 1, []), (LATE, 2, []), (LONG, 3, [])],
        {"held_back": 1},
        "residents use 3 different bays, and 2 can be theirs",
    ),
}


@pytest.mark.parametrize(("cars", "lot", "message"), CASES.values(), ids=CASES)
def test_bays(cars: list[tuple[str, int | None, list[str]]], lot: Data, message: str) -> None:
    violations = found(*parked(cars, **lot))
    assert [message in violation.message for violation in violations] == ([True] if message else [])


def moves(*pairs: tuple[str, int]) -> list[Data]:
    return [{"at": iso(at), "bay": bay} for at, bay in pairs]


MOVES: dict[str, tuple[int | None, list[Data], str]] = {
    "a move": (2, moves(("23T05:00", 1)), ""),
    "two moves": (2, moves(("23T03:00", 3), ("23T05:00", 1)), ""),
    "out of the one bay into another that is taken": (
        2,
        moves(("23T04:00", 1)),
        "bay 1 is also that of resident 'r0' from 2026-11-23T04:00",
    ),
    "before the stay": (2, moves(("23T02:00", 3)), "has moves that are not within it, one after another"),
    "after the stay": (2, moves(("23T08:00", 3)), "has moves that are not within it, one after another"),
    "at no time": (2, [{"at": "noon", "bay": 3}], "has moves that are not within it, one after another"),
    "out of order": (2, moves(("23T05:00", 3), ("23T04:00", 2)), "has moves that are not within it, one after another"),
    "to where it is": (2, moves(("23T05:00", 2)), "moves to the bay in which it is"),
    "from nowhere": (None, moves(("23T05:00", 2)), "moves to a bay and has none before"),
    "beyond the last bay": (2, moves(("23T05:00", 4)), "bay 4 is none of the 3 bays of the lot"),
}


@pytest.mark.parametrize(("bay", "way", "message"), MOVES.values(), ids=MOVES)
def test_moves(bay: int | None, way: list[Data], message: str) -> None:
    """Ann is in bay 1 until 5; the other, from 2 to 8, moves."""
    scenario, schedule = parked([(EARLY, 1, []), (LONG, bay, [])])
    schedule["assignments"][1]["stays"][0]["moves"] = way
    violations = found(scenario, schedule)
    assert [message in violation.message for violation in violations] == ([True] if message else [])


def test_a_stay_that_is_not_held_has_no_bay() -> None:
    closure = {"from": "2026-11-24T00:00", "to": "2026-11-25T00:00"}
    held, excused = ["23T20:00 23T21:00", "25T20:00 25T21:00"], ["24T20:00 24T21:00"]
    scenario, schedule = place([{}], {"closures": [closure]}, [held], [excused])
    assert found(scenario, schedule) == []
    schedule["assignments"][0]["excused"][0]["bay"] = 1
    assert [violation.message for violation in found(scenario, schedule)] == [
        "Resident 'r0' at lot 'lot': a stay that is not held has a bay."
    ]
