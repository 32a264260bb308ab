"""The page of an explanation in a real browser: charts are drawn, nothing is fetched, a phone need not scroll sideways."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from report_pages import DESKTOP, PHONE, Visit, scenario_data, start_browser

from parking_share import Scenario, explain_lot, explain_resident, render_explanation, solve


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    yield from start_browser()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Path]:
    data = scenario_data()
    data["lots"][0]["spaces"] = 3  # two can be shared: three of the five are refused
    scenario = Scenario.from_dict(data)
    schedule = solve(scenario).schedule
    refused = next(refusal.resident for refusal in schedule.refusals if refusal.reason == "full")
    found = {"reach": explain_resident(scenario, schedule, refused), "capacity": explain_lot(scenario, schedule, "office")}
    folder, paths = tmp_path_factory.mktemp("pages"), {}
    for chart, explanation in found.items():
        for lang in ("en", "zh"):
            paths[chart, lang] = folder / f"{chart}-{lang}.html"
            paths[chart, lang].write_text(render_explanation(scenario, schedule, explanation, lang), encoding="utf-8")  # type: ignore[arg-type]
    return paths


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("chart", ["reach", "capacity"])
def test_page_is_drawn_without_complaint_or_request(browser: Any, files: dict[Any, Path], chart: str, lang: str, size: Any) -> None:
    visit = Visit(browser, files[chart, lang], size, wait_for=f"{chart}] svg")
    assert visit.complaints == []
    assert [url for url in visit.requests if not url.startswith(("file:", "data:"))] == []
    assert visit.width() <= size["width"]
    marks = visit.page.evaluate("[...document.querySelectorAll('.chart svg .mark-rect path, .chart svg .mark-area path')].length")
    assert marks >= 3
    words = {"en": "Mon 23 Nov", "zh": "11月23日 周一"}[lang]
    assert words in visit.page.locator(".chart svg").text_content()
    visit.close()


def test_rows_of_the_chart_are_the_lots_within_reach(browser: Any, files: dict[Any, Path]) -> None:
    visit = Visit(browser, files["reach", "en"], DESKTOP, wait_for="reach] svg")
    text = visit.page.locator(".chart svg").text_content()
    assert "stays wanted" in text and "市图书馆" in text
    assert "no space left" in text
    visit.close()


@pytest.mark.parametrize("chart", ["reach", "capacity"])
def test_two_sheets_are_enough_for_print(browser: Any, files: dict[Any, Path], chart: str) -> None:
    visit = Visit(browser, files[chart, "en"], DESKTOP, wait_for=f"{chart}] svg")
    assert len(re.findall(rb"/Type\s*/Page\b", visit.page.pdf(prefer_css_page_size=True))) <= 2
    visit.close()
