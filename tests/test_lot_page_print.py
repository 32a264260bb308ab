"""Pages of lots on phones and on paper: no caption is cut, no sheet is wasted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from export_cases import town
from report_pages import DESKTOP, PHONE, Page, start_browser

from parking_share import render_lots
from parking_share.exporting import prepare

SHEET = {"width": 695, "height": 1024}  # A4 less its margins, in CSS pixels


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    yield from start_browser()


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_captions_of_rosters_are_not_cut(size: dict[str, int], lang: Any, browser: Any, tmp_path: Path) -> None:
    scenario, schedule = town()
    (tmp_path / "lot.html").write_text(render_lots(scenario, schedule, [scenario.lots[0].id], lang), "utf-8")
    page = browser.new_page(viewport=size)
    page.goto((tmp_path / "lot.html").as_uri())
    caption = page.locator(".lot p.caption")
    assert "20:30" in caption.inner_text()
    box = caption.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= size["width"]
    assert page.locator("table.roster").get_attribute("aria-describedby") == caption.get_attribute("id")
    page.close()


@pytest.mark.parametrize("lots", [1, 2])
def test_printed_a_page_of_lots_begins_on_its_first_sheet(lots: int, browser: Any, tmp_path: Path) -> None:
    scenario, schedule = town()
    ids = [lot.id for lot in scenario.lots[:lots]]
    (tmp_path / "lot.html").write_text(render_lots(scenario, schedule, ids), "utf-8")
    page = browser.new_page(viewport=SHEET)
    page.goto((tmp_path / "lot.html").as_uri())
    page.emulate_media(media="print")
    breaks = page.eval_on_selector_all("#lots, details.lot", "all => all.map(one => getComputedStyle(one).breakBefore)")
    assert breaks == ["auto", "auto", "page"][: lots + 1]  # the first stands under the heading, each other on a sheet of its own
    height = page.evaluate("document.querySelector('footer').getBoundingClientRect().bottom")
    sheets = len(re.findall(rb"/Type\s*/Page[^s]", page.pdf(prefer_css_page_size=True)))
    assert sheets <= height // SHEET["height"] + 1 + lots
    page.close()


def test_the_index_says_for_whom_each_calendar_is() -> None:
    scenario, schedule = town()
    first = schedule.assignments[0].resident
    told = {}
    for residents in ((), (first,)):
        files = prepare(scenario, schedule, ["ics"], residents=residents)
        told |= {file.name: file.audience for file in files.parts["ics"]}
    assert told[f"calendars/lot-{scenario.lots[0].id}.ics"] == "the lot's manager"
    assert told["calendars/residents.zip"] == "the office, to hand to each resident alone"
    assert told[f"calendars/residents/resident-{first}.ics"] == "this resident alone"


def test_the_index_shows_it(tmp_path: Path) -> None:
    scenario, schedule = town()
    (index, *_rest) = prepare(scenario, schedule, ["ics"]).write(tmp_path)
    assert "the office, to hand to each resident alone" in Page(index.read_text("utf-8")).visible()
