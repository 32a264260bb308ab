"""One name for each rule and objective, in builder, check, test and docs; and each of them alone, admitted and refused."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from parking_share import Scenario, Schedule, solve, verify
from parking_share.builders import BUILDERS
from parking_share.catalogue import OBJECTIVES, RULES, Objective, Rule
from parking_share.instance.instance import LEVELS
from parking_share.verification import LEVEL_VALUES, RULE_CHECKS

Data = dict[str, Any]

RULES_PAGE = Path(__file__).parents[1] / "docs" / "rules.md"
NIGHTS = "daily 18:00-07:00"


@dataclass(frozen=True)
class Side:
    """Changes to the scenario of ``street``: of its lot, of the first resident, more residents like the first, and of the policy."""

    lot: Data = field(default_factory=dict)
    resident: Data = field(default_factory=dict)
    others: tuple[Data, ...] = ()
    policy: Data = field(default_factory=dict)


def street(side: Side, objectives: tuple[str, ...] = ("served",)) -> Scenario:
    """A lot of one space, 100 s from the residents of community ``c``, and one that is never of use; Monday to Wednesday."""
    home, place = {"x": 0, "y": 0}, {"x": 100, "y": 0}
    wish = {"community": "c", "stays": NIGHTS}
    return Scenario.from_dict(
        {
            "format": 1,
            "id": "street",
            "horizon": {"start": "2026-11-23", "days": 3},
            "crs": "local",
            "walking": {"speed_kmh": 3.6, "detour": 1},
            "policy": {"objectives": list(objectives), "lottery_seed": side.lot.get("name", "seed")} | side.policy,
            "communities": [{"id": "c", "location": home}, {"id": "other", "location": home}],
            "lots": [{"id": "lot", "location": place, "spaces": 1} | side.lot, {"id": "none", "location": place, "spaces": 0}],
            "residents": [{"id": f"r-{number}"} | wish | row for number, row in enumerate((side.resident, *side.others), start=1)],
        }
    )


ANOTHER: tuple[Data, ...] = ({},)
ELSEWHERE = {"current_lot": "none"}
CHARGING = {"needs": ["charging"]}
CLOSED = {"from": "2026-11-23T20:00", "to": "2026-11-24T06:00"}

# Two sides that differ in one value: on the first everybody is served, and that schedule breaks the rule on the second.
RULE_CASES: dict[Rule, tuple[Side, Side]] = {
    "one-lot": (Side({"spaces": 2}), Side({"spaces": 2})),  # see ``for_other_side``
    "all-stays": (Side({"own_use": "Tu 12:00-12:01"}), Side({"own_use": "Tu 12:00-12:01"}, {"stays": f"{NIGHTS}; Tu 12:00-13:00"})),
    "excused": (Side({"spaces": 2, "closures": [CLOSED | {"spaces": 1}]}), Side({"spaces": 2, "closures": [CLOSED]})),
    "tolerance": (
        Side({"own_use": "daily 08:00-18:15"}, {"late_arrival_minutes": 15}),
        Side({"own_use": "daily 08:00-18:15"}, {"late_arrival_minutes": 14}),
    ),
    "open": (Side({"own_use": "Tu 07:00-07:01"}), Side({"own_use": "Tu 06:59-07:00"})),
    "gate": (Side({"gate": "daily 07:00-18:00"}), Side({"gate": "daily 07:00-17:59"})),  # both end points count as inside
    "walk-limit": (Side({}, {"max_walk_minutes": 1.67}), Side({}, {"max_walk_minutes": 1.66})),  # 100.2 s, 99.6 s
    "serves": (Side({"serves": ["c"]}), Side({"serves": ["other"]})),
    "height": (Side({"max_height_m": 2.0}, {"height_m": 2.0}), Side({"max_height_m": 2.0}, {"height_m": 2.01})),
    "fee": (Side({"monthly_fee": 60}, {"max_monthly_fee": 60}), Side({"monthly_fee": 60}, {"max_monthly_fee": 59.99})),
    "kind": (Side({"kinds": [{"kind": "charging", "spaces": 1}]}, CHARGING), Side({}, CHARGING)),
    "excluded": (Side({}, {"excluded_lots": ["none"]}), Side({}, {"excluded_lots": ["lot"]})),
    "fixed": (Side({}, {"fixed_lot": "lot"}), Side({}, {"fixed_lot": "none"})),
    "capacity": (Side({"spaces": 2}, others=ANOTHER), Side({"spaces": 1}, others=ANOTHER)),
    "kind-capacity": (
        Side({"spaces": 2, "kinds": [{"kind": "charging", "spaces": 2}]}, CHARGING, (CHARGING,)),
        Side({"spaces": 2, "kinds": [{"kind": "charging", "spaces": 1}]}, CHARGING, (CHARGING,)),
    ),
    "exclusive": (
        Side({"spaces": 3, "kinds": [{"kind": "charging", "spaces": 1, "exclusive": True}]}, others=ANOTHER),
        Side({"spaces": 3, "kinds": [{"kind": "charging", "spaces": 2, "exclusive": True}]}, others=ANOTHER),
    ),
    "max-moves": (Side({}, ELSEWHERE, policy={"max_moves": 1}), Side({}, ELSEWHERE, policy={"max_moves": 0})),
}
# Where nothing is shareable, nobody may be present: these rules come together.
ALONGSIDE: dict[Rule, set[Rule]] = {"open": {"capacity"}, "excused": {"open", "capacity"}}


def for_other_side(rule: Rule, schedule: Schedule, scenario: Scenario) -> Schedule:
    """A schedule as if it had been made for another scenario; for ``one-lot``, with everybody served twice."""
    reference = schedule.scenario.model_copy(update={"sha256": scenario.source.sha256})
    assignments = schedule.assignments * (2 if rule == "one-lot" else 1)
    return schedule.model_copy(update={"scenario": reference, "assignments": assignments})


@pytest.mark.parametrize("rule", RULES)
def test_rule(rule: Rule) -> None:
    admitting, refusing = (street(side) for side in RULE_CASES[rule])
    admitted, refused = solve(admitting).schedule, solve(refusing).schedule
    assert len(admitted.assignments) == len(admitting.residents)
    assert verify(admitting, admitted) == ()
    assert verify(refusing, refused) == ()
    if rule != "one-lot":
        assert refused.assignments != admitted.assignments
    broken = {violation.rule for violation in verify(refusing, for_other_side(rule, admitted, refusing))}
    assert broken & RULES.keys() == {rule} | ALONGSIDE.get(rule, set())


def ticket(seed: str, resident: str) -> int:
    return int(hashlib.sha256(f"{seed}:{resident}".encode()).hexdigest()[:6], 16)


DAYS, MORNING, EVENING = {"stays": "daily 00:00-24:00"}, {"stays": "daily 08:00-12:00"}, {"stays": "daily 18:00-22:00"}
TWO_POINTS = {"priority": 2}
LATE, UNCUT = {"late_arrival_minutes": 15}, {"stays": "daily 18:15-07:00"}
NEAR, FAR = {"home": {"x": 90, "y": 0}}, {"home": {"x": 80, "y": 0}}
FIRST_WINS, SECOND_WINS = (
    next(seed for seed in "abcdefgh" if (ticket(seed, "r-1") > ticket(seed, "r-2")) is first) for first in (True, False)
)

# Levels, and two sides: the objective, the last level, decides who gets the one space.
OBJECTIVE_CASES: dict[Objective, tuple[tuple[str, ...], dict[str, Side]]] = {
    "priority": (("priority",), {"r-1": Side({}, TWO_POINTS, ({},)), "r-2": Side({}, {}, (TWO_POINTS,))}),
    "served": (("served",), {"r-2 r-3": Side({}, DAYS, (MORNING, EVENING)), "r-1 r-3": Side({}, MORNING, (DAYS, EVENING))}),
    "keep": (("served", "keep"), {"r-1": Side({}, {"current_lot": "lot"}, ({},)), "r-2": Side({}, {}, ({"current_lot": "lot"},))}),
    "walk": (("served", "walk"), {"r-1": Side({}, NEAR, (FAR,)), "r-2": Side({}, FAR, (NEAR,))}),
    "trim": (
        ("served", "trim"),
        {"r-1": Side({"own_use": "daily 08:00-18:15"}, UNCUT, (LATE,)), "r-2": Side({"own_use": "daily 08:00-18:15"}, LATE, (UNCUT,))},
    ),
    "lottery": (("served", "lottery"), {"r-1": Side({"name": FIRST_WINS}, {}, ({},)), "r-2": Side({"name": SECOND_WINS}, {}, ({},))}),
}


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_objective(objective: Objective) -> None:
    objectives, sides = OBJECTIVE_CASES[objective]
    for served, side in sides.items():
        scenario = street(side, objectives)
        schedule = solve(scenario).schedule
        assert [assignment.resident for assignment in schedule.assignments] == served.split()
        assert schedule.status == "optimal"
        assert verify(scenario, schedule) == ()
        last = schedule.levels[-1]
        wrong = schedule.model_copy(update={"levels": (*schedule.levels[:-1], last.model_copy(update={"value": last.value + 1}))})
        assert "levels" in {violation.rule for violation in verify(scenario, wrong)}


def rows(heading: str) -> list[str]:
    """First cells of the table under a heading of the page of rules."""
    section = RULES_PAGE.read_text("utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    return re.findall(r"^\| `([\w-]+)` \|", section, re.MULTILINE)


def test_rules_have_one_name_everywhere() -> None:
    assert RULES.keys() == BUILDERS.keys() == RULE_CHECKS.keys() == RULE_CASES.keys()
    assert rows("Rules") == list(RULES)


def test_objectives_have_one_name_everywhere() -> None:
    assert OBJECTIVES.keys() == LEVELS.keys() == LEVEL_VALUES.keys() == OBJECTIVE_CASES.keys()
    assert rows("Objectives") == list(OBJECTIVES)


def test_builders_and_checks_are_different_functions() -> None:
    for rule, check in RULE_CHECKS.items():
        assert check.__module__.startswith("parking_share.verification.")
        assert not BUILDERS[rule].__module__.startswith("parking_share.verification")
