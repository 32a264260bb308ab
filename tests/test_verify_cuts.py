"""Every legal cut is accepted, every other one refused: what may move, how far, and where to."""

from __future__ import annotations

from typing import Any

import pytest
from verify_cases import place, rules_broken

MONDAY_NIGHT = "2026-11-23 18:00-08:00"
LATE = {"late_arrival_minutes": 60}
EARLY = {"early_leave_minutes": 60}

LEGAL: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    (MONDAY_NIGHT, LATE, {}, "23T18:00 24T08:00"),  # uncut
    (MONDAY_NIGHT, LATE, {"own_use": "daily 17:00-18:30 x1"}, "23T18:00 24T08:00"),  # uncut although c rises at 18:30
    (MONDAY_NIGHT, LATE, {"own_use": "daily 17:00-18:30 x1"}, "23T18:30 24T08:00"),  # c rises
    (MONDAY_NIGHT, LATE, {"own_use": "daily 17:00-19:00 x1"}, "23T19:00 24T08:00"),  # c rises at a + late
    (MONDAY_NIGHT, LATE, {"closures": [{"from": "2026-11-23T10:00", "to": "2026-11-23T18:30", "spaces": 9}]}, "23T18:30 24T08:00"),
    (MONDAY_NIGHT, LATE, {"gate": "daily 06:00-17:00; daily 18:20-20:00"}, "23T18:20 24T08:00"),  # a gate period begins
    (MONDAY_NIGHT, LATE, {"gate": "daily 06:00-24:00; daily 00:00-00:30"}, "23T18:00 24T08:00"),  # periods that touch at midnight
    (MONDAY_NIGHT, EARLY, {"own_use": "daily 07:30-17:00 x1"}, "23T18:00 24T07:30"),  # c falls
    (MONDAY_NIGHT, EARLY, {"own_use": "daily 07:30-17:00 x1", "recall_minutes": 30}, "23T18:00 24T07:00"),  # recalled before
    (MONDAY_NIGHT, EARLY, {"gate": "daily 06:00-07:10; daily 12:00-23:00"}, "23T18:00 24T07:10"),  # a gate period ends
    (MONDAY_NIGHT, EARLY, {"closures": [{"from": "2026-11-24T07:45", "to": "2026-11-25T00:00", "spaces": 1}]}, "23T18:00 24T07:45"),
    (MONDAY_NIGHT, LATE | EARLY, {"own_use": "daily 07:30-18:30"}, "23T18:30 24T07:30"),  # both ends
    ("2026-11-22 18:00-08:00", {}, {"gate": "daily 07:00-09:00"}, "23T00:00 23T08:00"),  # clipped start: no gate at midnight
    ("2026-11-25 18:00-08:00", {}, {"gate": "daily 17:00-19:00"}, "25T18:00 26T00:00"),  # clipped end
    ("2026-11-22 00:00-24:00+4", {}, {"gate": "2026-01-01 00:00-00:01"}, "23T00:00 26T00:00"),  # both clipped: never passes
    ("2026-11-23 00:00-02:00", {}, {"gate": "daily 00:00-06:00"}, "23T00:00 23T02:00"),  # at minute 0 and not clipped
]

ILLEGAL: list[tuple[str, dict[str, Any], dict[str, Any], str, set[str]]] = [
    (MONDAY_NIGHT, LATE, {}, "23T18:30 24T08:00", {"tolerance"}),  # nothing changes then
    (MONDAY_NIGHT, LATE, {"own_use": "daily 18:30-19:00 x1"}, "23T18:30 24T08:00", {"tolerance"}),  # c falls, not rises
    (MONDAY_NIGHT, LATE, {"own_use": "daily 17:00-19:01 x1"}, "23T19:01 24T08:00", {"tolerance"}),  # a minute beyond
    (MONDAY_NIGHT, LATE, {"own_use": "daily 17:00-18:30 x1"}, "23T18:31 24T08:00", {"tolerance"}),  # a minute after the rise
    (MONDAY_NIGHT, LATE, {"own_use": "daily 17:00-18:30 x1"}, "23T17:59 24T08:00", {"all-stays"}),  # earlier than wanted
    (MONDAY_NIGHT, LATE, {"gate": "daily 06:00-18:20; daily 18:20-20:00"}, "23T18:20 24T08:00", {"tolerance"}),  # merged: none begins
    (MONDAY_NIGHT, LATE, {"own_use": "daily 17:00-18:30; daily 18:30-19:00"}, "23T18:30 24T08:00", {"tolerance", "open", "capacity"}),
    (MONDAY_NIGHT, EARLY, {"own_use": "daily 06:00-07:30 x1"}, "23T18:00 24T07:30", {"tolerance"}),  # c rises, not falls
    (MONDAY_NIGHT, EARLY, {"own_use": "daily 06:59-17:00 x1"}, "23T18:00 24T06:59", {"tolerance"}),
    (MONDAY_NIGHT, LATE, {"own_use": "daily 07:30-17:00 x1"}, "23T18:00 24T07:30", {"tolerance"}),  # early, with tolerance late only
    (MONDAY_NIGHT, LATE, {"own_use": "daily 17:00-18:30 x1", "gate": "daily 06:00-18:29"}, "23T18:30 24T08:00", {"gate"}),
    ("2026-11-22 18:00-08:00", LATE, {"own_use": "daily 23:00-00:30 x1"}, "23T00:30 23T08:00", {"tolerance"}),  # clipped: not moved
    ("2026-11-25 18:00-08:00", EARLY, {"own_use": "daily 23:30-02:00 x1"}, "25T18:00 25T23:30", {"tolerance"}),
    ("2026-11-23 00:00-02:00", {}, {"gate": "daily 01:00-06:00"}, "23T00:00 23T02:00", {"gate"}),  # at minute 0, not clipped
    ("2026-11-25 22:00-24:00", {}, {"gate": "daily 06:00-23:00"}, "25T22:00 26T00:00", {"gate"}),  # at the last minute, not clipped
]


@pytest.mark.parametrize(("wanted", "tolerance", "lot", "held"), LEGAL)
def test_a_legal_cut_holds(wanted: str, tolerance: dict[str, Any], lot: dict[str, Any], held: str) -> None:
    assert rules_broken(*place([{"stays": wanted} | tolerance], lot, [[held]])) == set()


@pytest.mark.parametrize(("wanted", "tolerance", "lot", "held", "rules"), ILLEGAL)
def test_any_other_cut_is_refused(wanted: str, tolerance: dict[str, Any], lot: dict[str, Any], held: str, rules: set[str]) -> None:
    assert rules_broken(*place([{"stays": wanted} | tolerance], lot, [[held]])) == rules


def test_own_use_after_the_horizon_recalls_nobody() -> None:
    # The lot wants its spaces at 00:00 on the 26th, an hour's notice: the dates planned end there.
    lot = {"own_use": "2026-11-26 00:00-08:00", "recall_minutes": 60}
    assert rules_broken(*place([{"stays": "2026-11-25 20:00-24:00"}], lot, [["25T20:00 26T00:00"]])) == set()


@pytest.mark.parametrize(
    ("start", "held", "rules"),
    [
        # Berlin leaves summer time on 2026-10-25 at 03:00: 02:30 comes twice, and the earlier one is meant.
        ("2026-10-24", {"arrive": "2026-10-25T02:30+02:00", "leave": "2026-10-25T04:00+01:00"}, set()),
        ("2026-10-24", {"arrive": "2026-10-25T02:30+01:00", "leave": "2026-10-25T04:00+01:00"}, {"tolerance"}),
        ("2026-10-24", {"arrive": "2026-10-25T02:30+02:00", "leave": "2026-10-25T05:00+02:00"}, {"stay-times", "all-stays"}),
        # It begins on 2026-03-29 at 02:00: 02:30 is skipped, and the first instant after the gap is meant.
        ("2026-03-28", {"arrive": "2026-03-29T03:00+02:00", "leave": "2026-03-29T04:00+02:00"}, set()),
        ("2026-03-28", {"arrive": "2026-03-29T02:30+01:00", "leave": "2026-03-29T04:00+02:00"}, {"stay-times", "all-stays"}),
    ],
)
def test_clock_changes(start: str, held: dict[str, str], rules: set[str]) -> None:
    horizon = {"start": start, "days": 3, "timezone": "Europe/Berlin"}
    scenario, schedule = place([{"stays": "Su 02:30-04:00"}], {}, [[]], horizon=horizon)
    schedule["assignments"][0]["stays"] = [held]
    assert rules_broken(scenario, schedule) == rules
