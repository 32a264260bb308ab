"""Each rule of the catalogue alone: once admitted, once refused, with the rest of the schedule in order."""

from __future__ import annotations

from typing import Any

import pytest
from verify_cases import place, rules_broken, schedule_of, street

from parking_share.catalogue import OBJECTIVES, RULES
from parking_share.scenario import Scenario
from parking_share.schedule import Schedule
from parking_share.verification import LEVEL_VALUES, RULE_CHECKS, verify

EVENINGS = ["23T20:00 23T21:00", "24T20:00 24T21:00", "25T20:00 25T21:00"]
ONE_NIGHT = "2026-11-23 18:00-08:00"
CLOSED = {"from": "2026-11-24T20:30", "to": "2026-11-24T22:00"}  # overlaps the second evening
UNTIL_18_15 = {"own_use": "daily 08:00-18:15"}
FROM_07_30 = {"own_use": "daily 07:30-18:00 x1"}
NIGHTS = {"own_use": "daily 08:00-18:00"}
A_MINUTE = {"own_use": "daily 08:00-18:00; 2026-11-24 03:00-03:01"}  # one minute of the night is not free
CHARGER = {"kinds": [{"kind": "charging", "spaces": 1}]}
ONE_OF_TWO_WIDE = {"spaces": 2, "kinds": [{"kind": "wide", "spaces": 1, "exclusive": True}]}
RECALL_21_01 = {"spaces": 2, "held_back": 1, "own_use": "daily 21:30-22:00 x1", "recall_minutes": 29}
RECALL_20_50 = {"spaces": 3, "held_back": 1, "own_use": "daily 21:20-22:00 x1", "recall_minutes": 30}
UNTIL_20_00, UNTIL_20_01, FROM_20_00 = {"stays": "Mo 19:00-20:00"}, {"stays": "Mo 19:00-20:01"}, {"stays": "Mo 20:00-21:00"}
ONE_MOVE = {"objectives": ["served"], "max_moves": 1}
STAYS_AND_MOVES = ("lot", "spare", None, "gone")

CASES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    (
        "all-stays",
        {"residents": [{}], "lot": {}, "held": [EVENINGS]},
        {"residents": [{}], "lot": {}, "held": [EVENINGS[:2]]},  # the third evening is dropped
    ),
    (
        "all-stays",
        {"residents": [{"stays": "Mo,Tu 20:00-21:00"}], "lot": {}, "held": [EVENINGS[:2]]},
        {"residents": [{"stays": "Sa 20:00-21:00"}], "lot": {}, "held": [[]]},  # no Saturday in these dates: nothing to hold
    ),
    (
        "excused",
        {"residents": [{}], "lot": {"closures": [CLOSED]}, "held": [[EVENINGS[0], EVENINGS[2]]], "excused": [[EVENINGS[1]]]},
        {"residents": [{}], "lot": {"closures": [CLOSED]}, "held": [[EVENINGS[0], EVENINGS[2]]]},  # not listed
    ),
    (
        "excused",
        {"residents": [{}], "lot": {"closures": [CLOSED | {"from": "2026-11-24T21:00"}]}, "held": [EVENINGS]},  # touches only
        {"residents": [{}], "lot": {"closures": [CLOSED | {"spaces": 8}]}, "held": [EVENINGS], "excused": [[EVENINGS[1]]]},  # 1 is left
    ),
    (
        "tolerance",
        {"residents": [{"late_arrival_minutes": 15, "stays": ONE_NIGHT}], "lot": UNTIL_18_15, "held": [["23T18:15 24T08:00"]]},
        {"residents": [{"late_arrival_minutes": 14, "stays": ONE_NIGHT}], "lot": UNTIL_18_15, "held": [["23T18:15 24T08:00"]]},
    ),
    (
        "tolerance",
        {"residents": [{"early_leave_minutes": 30, "stays": ONE_NIGHT}], "lot": FROM_07_30, "held": [["23T18:00 24T07:30"]]},
        {"residents": [{"early_leave_minutes": 30, "stays": ONE_NIGHT}], "lot": FROM_07_30, "held": [["23T18:00 24T07:31"]]},
    ),
    (
        "open",
        {"residents": [{"stays": ONE_NIGHT}], "lot": NIGHTS, "held": [["23T18:00 24T08:00"]]},
        {"residents": [{"stays": ONE_NIGHT}], "lot": A_MINUTE, "held": [["23T18:00 24T08:00"]]},
    ),
    (
        "gate",
        {"residents": [{"stays": ONE_NIGHT}], "lot": {"gate": "daily 08:00-18:00"}, "held": [["23T18:00 24T08:00"]]},  # both end points
        {"residents": [{"stays": ONE_NIGHT}], "lot": {"gate": "daily 08:00-17:59"}, "held": [["23T18:00 24T08:00"]]},
    ),
    (
        "walk-limit",
        {"residents": [{}], "lot": {"location": {"x": 900, "y": 0}}, "held": [EVENINGS], "walk_seconds": 900},  # 15 minutes
        {"residents": [{}], "lot": {"location": {"x": 901, "y": 0}}, "held": [EVENINGS], "walk_seconds": 901},
    ),
    (
        "walk-limit",
        {"residents": [{"max_walk_minutes": 0.35}], "lot": {"location": {"x": 21, "y": 0}}, "held": [EVENINGS], "walk_seconds": 21},
        {"residents": [{"max_walk_minutes": 0.349}], "lot": {"location": {"x": 21, "y": 0}}, "held": [EVENINGS], "walk_seconds": 21},
    ),
    (
        "serves",
        {"residents": [{}], "lot": {"serves": ["other", "c"]}, "held": [EVENINGS]},
        {"residents": [{}], "lot": {"serves": ["other"]}, "held": [EVENINGS]},
    ),
    (
        "height",
        {"residents": [{"height_m": 2.0}], "lot": {"max_height_m": 2.0}, "held": [EVENINGS]},
        {"residents": [{"height_m": 2.01}], "lot": {"max_height_m": 2.0}, "held": [EVENINGS]},
    ),
    (
        "fee",
        {"residents": [{"max_monthly_fee": 100}], "lot": {"monthly_fee": 100}, "held": [EVENINGS]},
        {"residents": [{"max_monthly_fee": 100}], "lot": {"monthly_fee": 100.5}, "held": [EVENINGS]},
    ),
    (
        "kind",
        {"residents": [{"needs": ["charging"]}], "lot": CHARGER, "held": [EVENINGS]},
        {"residents": [{"needs": ["charging"]}], "lot": {"kinds": [{"kind": "wide", "spaces": 1}]}, "held": [EVENINGS]},
    ),
    (
        "excluded",
        {"residents": [{"excluded_lots": ["spare"]}], "lot": {}, "held": [EVENINGS]},
        {"residents": [{"excluded_lots": ["lot"]}], "lot": {}, "held": [EVENINGS]},
    ),
    (
        "fixed",
        {"residents": [{"fixed_lot": "lot"}], "lot": {}, "held": [EVENINGS]},
        {"residents": [{"fixed_lot": "spare"}], "lot": {}, "held": [EVENINGS]},
    ),
    (
        "capacity",  # half-open: who leaves at 20:00 makes room for who arrives then
        {"residents": [UNTIL_20_00, FROM_20_00], "lot": {"spaces": 1}, "held": [["23T19:00 23T20:00"], EVENINGS[:1]]},
        {"residents": [UNTIL_20_01, FROM_20_00], "lot": {"spaces": 1}, "held": [["23T19:00 23T20:01"], EVENINGS[:1]]},
    ),
    (
        "capacity",  # one is left until 21:01, when own use is recalled; two are left until 20:50 and one then, ten minutes too early
        {"residents": [{}], "lot": RECALL_21_01, "held": [EVENINGS]},
        {"residents": [{}, {}], "lot": RECALL_20_50, "held": [EVENINGS] * 2},
    ),
    (
        "kind-capacity",
        {"residents": [{"needs": ["charging"]}, {}], "lot": CHARGER, "held": [EVENINGS] * 2},
        {"residents": [{"needs": ["charging"]}] * 2, "lot": CHARGER, "held": [EVENINGS] * 2},
    ),
    (
        "exclusive",
        {"residents": [{}], "lot": ONE_OF_TWO_WIDE, "held": [EVENINGS]},
        {"residents": [{}] * 2, "lot": ONE_OF_TWO_WIDE, "held": [EVENINGS] * 2},
    ),
    (
        "max-moves",  # who stays, who had none and whose lot is gone are not moved
        {"residents": [{"current_lot": name} for name in STAYS_AND_MOVES], "lot": {}, "held": [EVENINGS] * 4, "policy": ONE_MOVE},
        {"residents": [{"current_lot": "spare"}] * 2, "lot": {}, "held": [EVENINGS] * 2, "policy": ONE_MOVE},
    ),
    (
        "max-moves",
        {"residents": [{"current_lot": "lot"}], "lot": {}, "held": [EVENINGS], "policy": ONE_MOVE | {"max_moves": 0}},
        {"residents": [{"current_lot": "spare"}], "lot": {}, "held": [EVENINGS], "policy": ONE_MOVE | {"max_moves": 0}},
    ),
]

ALWAYS_TOO = {"open": {"capacity"}}  # a car in a lot without shareable spaces is one too many


@pytest.mark.parametrize(("rule", "admitted", "refused"), CASES)
def test_a_rule_admits_what_keeps_it_and_refuses_what_breaks_it(rule: str, admitted: dict[str, Any], refused: dict[str, Any]) -> None:
    assert rules_broken(*place(**admitted)) == set()
    assert rules_broken(*place(**refused)) == {rule} | ALWAYS_TOO.get(rule, set())


def test_one_lot_admits_a_resident_once_and_refuses_the_second_place() -> None:
    scenario, schedule = place([{}], {}, [EVENINGS])
    assert rules_broken(scenario, schedule) == set()
    schedule["assignments"] *= 2
    schedule["levels"][0]["value"] = 2
    assert rules_broken(scenario, schedule) == {"one-lot"}


def test_every_rule_of_the_catalogue_is_checked_and_tested() -> None:
    assert list(RULE_CHECKS) == list(RULES)
    assert list(LEVEL_VALUES) == list(OBJECTIVES)
    assert {rule for rule, _, _ in CASES} | {"one-lot"} == set(RULES)


def test_a_violation_says_who_where_when_and_how_much() -> None:
    # From 20:00 until 20:01 on Monday two cars stand in one space.
    scenario, schedule = place([UNTIL_20_01, FROM_20_00], {"spaces": 1}, [["23T19:00 23T20:01"], EVENINGS[:1]])
    (violation,) = verify(scenario, Schedule.model_validate(schedule))
    assert violation.to_dict() == {
        "rule": "capacity",
        "message": violation.message,
        "resident": None,
        "lot": "lot",
        "at": "2026-11-23T20:00+08:00",
        "amount": 1,
    }
    assert violation.message == (
        "Lot 'lot', from 2026-11-23T20:00+08:00 to 2026-11-23T20:01+08:00: 1 too many "
        "(cars present at 2026-11-23T20:00+08:00: 2, shareable spaces: 1)."
    )


def test_the_street_holds() -> None:
    assert rules_broken(*street()) == set()


def test_a_scenario_without_anybody_holds() -> None:
    # Nothing to serve, no lot: zero is the value and the bound.
    data = {"format": 1, "id": "empty", "horizon": {"start": "2026-11-23"}, "communities": [], "lots": [], "residents": []}
    scenario = Scenario.from_dict(data | {"policy": {"objectives": ["served"]}})
    assert rules_broken(scenario, schedule_of(scenario, [("served", 0, 0)], [], [], "optimal")) == set()
