"""Pages for the tests of the report: a small scenario with awkward names, and where a browser is."""

from __future__ import annotations

import os
import shutil
from typing import Any, NoReturn

import pytest

from parking_share.report import render_report
from parking_share.report.language import Lang
from parking_share.scenario import Scenario
from parking_share.schedule import Schedule

EVIL = (
    "<script>alert(1)</script>",
    "</script>",
    '=HYPERLINK("http://evil.example","x")',
    "\"'><img src=x onerror=alert(1)>",
    "{{ 7*7 }} %(n)s & <!--",
)


def scenario_data(days: int = 7) -> dict[str, Any]:
    """Two lots, residents whose names would do harm if they were not escaped."""
    return {
        "format": 1,
        "id": "page",
        "name": EVIL[0],
        "origin": EVIL[1],
        "horizon": {"start": "2026-11-23", "days": days},
        "communities": [{"id": "c", "name": EVIL[3], "location": {"lat": 29.7, "lon": 107.39}}],
        "lots": [
            {
                "id": "office",
                "name": EVIL[2],
                "owner": EVIL[0],
                "location": {"lat": 29.702, "lon": 107.391},
                "spaces": 6,
                "held_back": 1,
                "own_use": "workday 08:00-18:00",
                "recall_minutes": 30,
                "closures": [{"from": "2026-11-27T12:00", "to": "2026-11-29T00:00", "reason": EVIL[3]}],
            },
            {
                "id": "empty",
                "name": "市图书馆",
                "location": {"lat": 29.701, "lon": 107.388},
                "spaces": 3,
                "own_use": "Mo-Fr 09:00-17:00 x2",
            },
        ],
        "residents": [
            *({"id": f"r|{index}", "community": "c", "plate": plate, "stays": "workday 18:00-07:30"} for index, plate in enumerate(EVIL)),
            {"id": "refused", "community": "c", "stays": "daily 00:00-24:00"},
        ],
    }


def make_page(lang: Lang = "en", days: int = 7, comparison: dict[Any, int] | None = None, **changes: Any) -> str:
    """The page of a schedule that holds every night but the one that the closure excuses."""
    scenario = Scenario.from_dict(scenario_data(days))
    return render_report(scenario, Schedule.model_validate(schedule_data(scenario) | changes), lang, comparison)


def schedule_data(scenario: Scenario) -> dict[str, Any]:
    """A schedule by hand: everybody with a plate is in the office's lot."""
    periods = scenario.time.stay_periods("workday 18:00-07:30")
    iso = scenario.time.iso
    nights = [{"arrive": iso(start), "leave": iso(end)} for start, end in zip(periods.start, periods.end, strict=True)]
    friday = "2026-11-27"
    held = [night for night in nights if not night["arrive"].startswith(friday)]
    excused = [night for night in nights if night["arrive"].startswith(friday)]
    return {
        "format": 1,
        "scenario": {"id": "page", "sha256": scenario.source.sha256},
        "status": "feasible",
        "levels": [
            {"objective": "priority", "value": 5, "bound": 5},
            {"objective": "keep", "value": 0, "bound": 0},
            {"objective": "walk", "value": 1000, "bound": 990},
            {"objective": "trim", "value": 30, "bound": None},
        ],
        "assignments": [
            {"resident": f"r|{index}", "lot": "office", "walk_seconds": 200, "stays": held, "excused": excused}
            for index in range(len(EVIL))
        ],
        "refusals": [{"resident": "refused", "reason": "full"}],
        "run": {"version": "0.1.0", "method": "optimal", "seconds": 0.1},
    }


def find_chromium() -> str:
    """The path of a Chromium; skips the test if there is none, fails it on a build server."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if path is None:
        unavailable("no Chromium found; install one or set CHROMIUM to its path")
    return path


def unavailable(reason: str) -> NoReturn:
    """Skip a test for want of a tool; on a build server the tool must be there."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
