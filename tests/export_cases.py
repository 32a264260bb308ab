"""Plans for the tests of exports, and what their stays are, worked out without the code under test."""

from __future__ import annotations

import datetime as dt
import json
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from random_scenarios import random_scenario, random_town

from parking_share import Scenario, number_bays, solve
from parking_share.schedule import Schedule

SEEDS = range(12)
MINUTE = dt.timedelta(minutes=1)


@cache
def plan(seed: int) -> tuple[Scenario, Schedule]:
    """A tiny scenario in some time zone with plates, some of them missing, and a schedule of it."""
    data = random_scenario(seed)
    for number, resident in enumerate(data["residents"]):
        resident["plate"] = f"渝A{number:05}" if number % 3 else ""
    return solved(data)


@cache
def town() -> tuple[Scenario, Schedule]:
    """A town of 60 residents with numbered bays."""
    data = random_town(3)
    for number, resident in enumerate(data["residents"]):
        resident["plate"] = f"渝B{number:05}"
    scenario, schedule = solved(data)
    return scenario, number_bays(scenario, schedule).schedule


def solved(data: dict[str, Any]) -> tuple[Scenario, Schedule]:
    """The scenario and a schedule of it; which one does not matter here."""
    scenario = Scenario.from_dict(data)
    return scenario, solve(scenario, method="fcfs").schedule


def write_plan(folder: Path, scenario: Scenario, schedule: Schedule) -> tuple[Path, Path]:
    """Both as files that belong together."""
    from parking_share.writing import write_solved

    folder.mkdir(exist_ok=True)
    write_solved(scenario, schedule, folder / "plan.json")
    return folder / "plan.json", folder / "plan.schedule.json"


def minutes_of(arrive: str, leave: str) -> set[dt.datetime]:
    """Every minute of a stay, as UTC."""
    begin, end = (dt.datetime.fromisoformat(text).astimezone(dt.UTC) for text in (arrive, leave))
    return {begin + MINUTE * step for step in range((end - begin) // MINUTE)}


def horizon_minutes(scenario: Scenario) -> list[dt.datetime]:
    """Every minute of the planned dates, as UTC."""
    zone = ZoneInfo(scenario.horizon.timezone)
    first = dt.datetime.fromisoformat(scenario.time.iso(0)).astimezone(dt.UTC)
    after = dt.date.fromisoformat(scenario.horizon.start) + dt.timedelta(days=scenario.horizon.days)
    minutes = []
    while (now := first + MINUTE * len(minutes)).astimezone(zone).date() < after:
        minutes.append(now)
    return minutes


def stays_of(schedule: Schedule) -> dict[tuple[str, str], set[dt.datetime]]:
    """By resident and lot: every minute at which the car may be there."""
    return {(each.resident, each.lot): set().union(*(minutes_of(s.arrive, s.leave) for s in each.stays)) for each in schedule.assignments}


def load(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))
