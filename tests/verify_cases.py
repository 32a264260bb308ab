"""Hand-made scenarios and schedules for the tests of ``verify``. Times are in Asia/Shanghai, 2026-11-23 is a Monday."""

from __future__ import annotations

import copy
from typing import Any

from parking_share.scenario import Scenario
from parking_share.schedule import Schedule
from parking_share.verification import verify

Data = dict[str, Any]

# Walks are in metres = seconds: 3.6 km/h, no detour, flat.
WALKING = {"speed_kmh": 3.6, "detour": 1}
HORIZON = {"start": "2026-11-23", "days": 3}


def iso(day_and_time: str) -> str:
    """``"23T18:00"`` as the schedule writes it."""
    return f"2026-11-{day_and_time}+08:00"


def stays(*periods: str) -> list[Data]:
    """``"23T18:00 24T07:00"`` and so on, as a schedule's stays."""
    return [dict(zip(("arrive", "leave"), map(iso, period.split()), strict=True)) for period in periods]


def rules_broken(scenario: Scenario, schedule: Data) -> set[str]:
    """Names of the checks that report something."""
    return {violation.rule for violation in verify(scenario, Schedule.model_validate(schedule))}


def place(
    residents: list[Data], lot: Data, held: list[list[str]], excused: list[list[str]] | None = None, walk_seconds: int = 0, **scenario: Any
) -> tuple[Scenario, Data]:
    """Everyone placed in one lot, at the door unless the lot says otherwise: the scenario and the schedule.

    The only level is ``served``, which is right however the stays are held.
    """
    data: Data = {
        "format": 1,
        "id": "one-lot",
        "horizon": HORIZON,
        "crs": "local",
        "walking": WALKING,
        "policy": {"objectives": ["served"]},
        "communities": [{"id": "c", "location": {"x": 0, "y": 0}}, {"id": "other", "location": {"x": 0, "y": 0}}],
        "lots": [{"id": name, "location": {"x": 0, "y": 0}, "spaces": 9} | more for name, more in (("lot", lot), ("spare", {"spaces": 0}))],
        "residents": [{"id": f"r{index}", "community": "c", "stays": "daily 20:00-21:00"} | entry for index, entry in enumerate(residents)],
    }
    made = Scenario.from_dict(data | scenario)
    let_off = excused or [[] for _ in residents]
    rows = [
        {"resident": f"r{number}", "lot": "lot", "walk_seconds": walk_seconds, "stays": stays(*periods), "excused": stays(*let_off[number])}
        for number, periods in enumerate(held)
    ]
    return made, schedule_of(made, [("served", len(rows), None)], rows, [], "feasible")


def schedule_of(scenario: Scenario, levels: list[tuple[str, int, int | None]], rows: list[Data], refusals: list[Data], status: str) -> Data:
    return {
        "format": 1,
        "scenario": {"id": scenario.id, "sha256": scenario.source.sha256, "files": []},
        "status": status,
        "levels": [{"objective": name, "value": value, "bound": bound} for name, value, bound in levels],
        "assignments": rows,
        "refusals": refusals,
        "run": {"version": "0", "method": "optimal", "seconds": 0.1},
    }


STREET: Data = {
    "format": 1,
    "id": "street",
    "horizon": HORIZON,
    "crs": "local",
    "walking": WALKING,
    "policy": {"objectives": ["priority", "served", "keep", "walk", "trim", "lottery"], "lottery_seed": "seed"},
    "communities": [{"id": "c1", "location": {"x": 0, "y": 0}}, {"id": "c2", "location": {"x": 0, "y": 0}}],
    "lots": [
        {
            "id": "office",
            "location": {"x": 300, "y": 0},
            "spaces": 2,
            "own_use": "workday 08:00-18:00",
            "closures": [{"from": "2026-11-24T12:00", "to": "2026-11-25T12:00", "reason": "exam"}],
            "kinds": [{"kind": "charging", "spaces": 1}],
            "max_height_m": 2,
            "monthly_fee": 100,
        },
        {
            "id": "school",
            "location": {"x": 0, "y": 500},
            "spaces": 2,
            "gate": "daily 06:00-14:00; daily 14:00-22:00",
            "kinds": [{"kind": "disabled", "spaces": 1, "exclusive": True}],
            "serves": ["c1"],
        },
        {"id": "far", "location": {"x": 2000, "y": 0}, "spaces": 9},
    ],
    "residents": [
        {"id": "ann", "community": "c1", "stays": "daily 18:00-07:00", "needs": ["charging"], "priority": 3, "current_lot": "office"},
        {"id": "bob", "community": "c1", "stays": "daily 17:40-07:00", "late_arrival_minutes": 30, "max_monthly_fee": 100},
        {"id": "cai", "community": "c1", "stays": "daily 18:00-23:00", "early_leave_minutes": 90},
        {"id": "dee", "community": "c1", "stays": "daily 08:00-20:00", "needs": ["disabled"]},
        {"id": "eve", "community": "c1", "stays": "daily 18:00-07:00", "excluded_lots": ["school"]},
        {"id": "fay", "community": "c1", "stays": "daily 18:00-07:00", "max_walk_minutes": 4.99},
        {"id": "gus", "community": "c2", "stays": "daily 18:00-07:00", "height_m": 2.1},
        {"id": "hal", "community": "c1", "stays": "daily 10:00-11:00", "fixed_lot": "office"},
    ],
}


def street() -> tuple[Scenario, Data]:
    """A scenario in which every cut is forced, and its schedule.

    The office is open on the 23rd until 08:00, from the 23rd 18:00 to the 24th 08:00, and from the 25th 18:00; its
    closure excuses the night from the 24th. Bob's 17:40 becomes 18:00, when the office's capacity rises; Cai's 23:00 becomes
    22:00, when the school's gate period ends (the two that touch at 14:00 are one). Four is the most that can be served: two
    in the office; in the school Dee and, her space being exclusive, one more. Eve is left. Fay's walk would be 300
    seconds at least and 299 are allowed; the office is too low for Gus and the school does not serve c2; Hal may only
    use the office and wants its working hours.

    Priority 3 + 1 + 1 + 1. Keep: Ann. Walk 300 + 300 + 500 + 500. Trim: Ann's night of 13 h is excused, 780; Bob's of 13 h
    20 min, 800, and 2 x 20 cut; Cai 3 x 60. Tickets by ``printf seed:ann | sha256sum``: 0527cf, 0f3012, c6b64b,
    a9a045.
    """
    scenario = Scenario.from_dict(copy.deepcopy(STREET))
    rows = [
        _row("ann", "office", 300, ["23T00:00 23T07:00", "23T18:00 24T07:00", "25T18:00 26T00:00"], ["24T18:00 25T07:00"]),
        _row("bob", "office", 300, ["23T00:00 23T07:00", "23T18:00 24T07:00", "25T18:00 26T00:00"], ["24T17:40 25T07:00"]),
        _row("cai", "school", 500, ["23T18:00 23T22:00", "24T18:00 24T22:00", "25T18:00 25T22:00"], []),
        _row("dee", "school", 500, ["23T08:00 23T20:00", "24T08:00 24T20:00", "25T08:00 25T20:00"], []),
    ]
    reasons = {"eve": "full", "fay": "no-lot-in-walk", "gus": "not-admitted", "hal": "no-matching-hours"}
    refusals = [{"resident": resident, "reason": reason} for resident, reason in reasons.items()]
    tickets = 0x0527CF + 0x0F3012 + 0xC6B64B + 0xA9A045
    values = {"priority": 6, "served": 4, "keep": 1, "walk": 1600, "trim": 780 + 840 + 180, "lottery": tickets}
    levels = [(name, value, value) for name, value in values.items()]
    return scenario, schedule_of(scenario, levels, rows, refusals, "optimal")


def _row(resident: str, lot: str, walk_seconds: int, held: list[str], excused: list[str]) -> Data:
    return {"resident": resident, "lot": lot, "walk_seconds": walk_seconds, "stays": stays(*held), "excused": stays(*excused)}


# One of three spaces is wide and only for who needs it; three residents want the same evening, and the first two of them have it.
LOT: Data = {"spaces": 3, "kinds": [{"kind": "wide", "spaces": 1, "exclusive": True}, {"kind": "charging", "spaces": 2}]}
RESIDENTS: list[Data] = [{"stays": "Mo 20:00-21:00", "max_walk_minutes": 1, "early_leave_minutes": 30}] * 3
EVENING = ["23T20:00 23T21:00"]
LEVELS = {"policy": {"objectives": ["priority", "served", "walk"]}}


def evening(proof: object, bounds: tuple[int | None, int | None, int | None] = (2, 2, 0), **lot: Any) -> tuple[Scenario, Data]:
    """Two served at the door, the third refused; with the ``exclusive`` rule there is no more to be had."""
    scenario, schedule = place(RESIDENTS, LOT | lot, [EVENING, EVENING], **LEVELS)
    status = "optimal" if bounds == (2, 2, 0) else "feasible"
    levels = list(zip(("priority", "served", "walk"), (2, 2, 0), bounds, strict=True))
    refusals = [{"resident": "r2", "reason": "full"}]
    return scenario, schedule_of(scenario, levels, schedule["assignments"], refusals, status) | {"proof": proof}


def entry(objective: str, weights: Data | None = None, *prices: Data, **more: object) -> Data:
    return {"objective": objective, "weights": weights or {objective: 1}, "prices": list(prices)} | more


def prices(
    rule: str = "exclusive", lot: str = "lot", minutes: tuple[int, ...] = (1200,), each: tuple[int, ...] = (1,), kind: str = ""
) -> Data:
    return {"lot": lot, "rule": rule, "kind": kind, "minutes": list(minutes), "prices": list(each)}
