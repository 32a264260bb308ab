"""Pages for the tests of the report: a small scenario with awkward names, and where a browser is."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NoReturn

import pytest

from parking_share.bays import number_bays
from parking_share.catalogue import Lang
from parking_share.report import render_report
from parking_share.scenario import Scenario
from parking_share.schedule import Schedule

DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
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


def numbered_page(lang: Lang = "en") -> str:
    """The same page with bays."""
    scenario = Scenario.from_dict(scenario_data())
    return render_report(scenario, number_bays(scenario, Schedule.model_validate(schedule_data(scenario))).schedule, lang)


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


def city_data() -> dict[str, Any]:
    """More lots than fit on one page: 12 x 13 of them around 36 communities, the first with names that would do harm."""
    places = [{"x": 300.0 * (index % 12), "y": 300.0 * (index // 12)} for index in range(156)]
    lots = [{"id": f"lot-{at}", "location": place, "spaces": 1, "own_use": "workday 08:00-18:00"} for at, place in enumerate(places)]
    for lot, name in zip(lots, EVIL, strict=False):
        lot |= {"name": name, "owner": name}
    homes = [{"x": 100 + 600.0 * (index % 6), "y": 100 + 600.0 * (index // 6)} for index in range(36)]
    communities = [{"id": f"c-{index}", "name": f"第{index}社区", "location": place} for index, place in enumerate(homes)]
    residents = [
        {"id": f"r-{index}", "community": f"c-{index % 36}", "plate": f"渝A{index:05}", "stays": "workday 18:00-07:30"}
        for index in range(180)
    ]
    return {
        "format": 1,
        "id": "many",
        "crs": "local",
        "horizon": {"start": "2026-11-23"},
        "communities": [*communities, {"id": "c-none", "name": EVIL[0], "location": {"x": 0.0, "y": 0.0}}],
        "lots": lots,
        "residents": [*residents, {"id": "r-all-day", "community": "c-0", "stays": "daily 00:00-24:00"}],
    }


class Page(HTMLParser):
    """Elements with their attributes, and the text between them by the element that it stands in."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self._open = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._open = tag

    def handle_endtag(self, tag: str) -> None:
        self._open = ""

    def handle_data(self, data: str) -> None:
        self.texts.append((self._open, data))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def visible(self) -> str:
        return " ".join(" ".join(text for tag, text in self.texts if tag not in ("script", "style")).split())

    def data_text(self) -> str:
        return next(text for tag, text in self.texts if tag == "script" and text.startswith('{"epoch"'))

    def data(self) -> dict[str, Any]:
        result: dict[str, Any] = json.loads(self.data_text())
        return result


class Visit:
    """An open page, and what it said and asked for."""

    def __init__(self, browser: Any, path: Path, size: dict[str, int], fragment: str = "", wait_for: str = "walks] svg") -> None:
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page = browser.new_page(viewport=size)
        self.page.on("console", lambda message: self.complaints.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.complaints.append("dialog"), dialog.dismiss()))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(path.as_uri() + fragment)
        self.page.wait_for_selector(f".chart[data-chart={wait_for}")

    def close(self) -> None:
        self.page.close()

    def width(self) -> int:
        """How wide the page is; wider than the window where one must scroll sideways."""
        width: int = self.page.evaluate("document.documentElement.scrollWidth")
        return width


def start_browser() -> Iterator[Any]:
    """A Chromium, until it is asked for again."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        unavailable("playwright is not installed")
    path = find_chromium()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        started.close()


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
