"""The page in a real browser: charts are drawn, nothing is fetched, nothing runs that should not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from report_pages import DESKTOP, EVIL, PHONE, Visit, make_page, numbered_page, start_browser

MARKS = "[...document.querySelectorAll('#lot-1 .chart[data-chart=%s] svg .mark-%s path')].length"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    yield from start_browser()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    paths = {}
    for lang in ("en", "zh"):
        paths[lang] = folder / f"{lang}.html"
        paths[lang].write_text(make_page(lang), encoding="utf-8")
    return paths


def _open_lot(visit: Visit) -> None:
    visit.page.locator("#lot-1 > summary").click()
    visit.page.wait_for_selector("#lot-1 .chart[data-chart=gantt] svg")


@pytest.fixture
def visit(browser: Any, files: dict[str, Path], request: pytest.FixtureRequest) -> Iterator[Visit]:
    lang, size = getattr(request, "param", ("en", DESKTOP))
    opened = Visit(browser, files[lang], size)
    yield opened
    opened.close()


def test_charts_are_drawn_without_complaint_or_request(visit: Visit) -> None:
    _open_lot(visit)
    assert visit.complaints == []
    assert [url for url in visit.requests if not url.startswith(("file:", "data:"))] == []
    assert visit.page.locator("#map canvas").count() == 1
    assert visit.page.locator("#occupancy canvas").count() == 1
    coloured = visit.page.evaluate(
        """() => [...document.querySelectorAll('#map canvas, #occupancy canvas')].map((canvas) =>
             new Set(new Uint32Array(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.buffer)).size)"""
    )
    assert min(coloured) > 20  # a blank canvas has one colour
    assert visit.page.evaluate(MARKS % ("capacity", "area")) >= 2
    # Five cars: Monday morning is clipped off by the horizon's start, three nights held, Friday excused: 5 x (3 + 1) bars and more.
    assert visit.page.evaluate(MARKS % ("gantt", "rect")) >= len(EVIL) * 4
    dates = visit.page.locator("#lot-1 .chart[data-chart=capacity] svg").text_content()
    assert "Mon 23 Nov" in dates


def test_a_lot_is_drawn_only_when_it_is_opened(visit: Visit) -> None:
    assert visit.page.locator("#lots .chart svg").count() == 0
    _open_lot(visit)
    assert visit.page.locator("#lot-1 .chart svg").count() == 2
    assert visit.page.locator("#lot-2 .chart svg").count() == 0


def test_a_link_opens_its_lot(browser: Any, files: dict[str, Path]) -> None:
    visit = Visit(browser, files["en"], DESKTOP, "#lot-1")
    visit.page.wait_for_selector("#lot-1 .chart[data-chart=gantt] svg")
    visit.close()


@pytest.mark.parametrize("visit", [("en", PHONE), ("zh", PHONE)], indirect=True)
def test_a_phone_need_not_scroll_sideways(visit: Visit) -> None:
    _open_lot(visit)
    assert visit.width() <= PHONE["width"]


def test_charts_follow_the_width_of_the_window(visit: Visit) -> None:
    visit.page.set_viewport_size(PHONE)
    visit.page.wait_for_function("document.querySelector('#occupancy canvas').getBoundingClientRect().width < 390")
    assert visit.width() <= PHONE["width"]


@pytest.mark.parametrize("visit", [("zh", DESKTOP)], indirect=True)
def test_the_chinese_page_is_chinese(visit: Visit) -> None:
    _open_lot(visit)
    assert visit.complaints == []
    assert visit.page.evaluate("document.documentElement.lang") == "zh-CN"
    assert "居民车辆 07:30 前驶离" in visit.page.locator("#lot-1").inner_text()
    assert "11月23日 周一" in visit.page.locator("#lot-1 .chart[data-chart=capacity] svg").text_content()


def test_printing_opens_and_draws_every_lot(visit: Visit) -> None:
    visit.page.pdf()  # headless Chromium tells the page before and after
    assert visit.complaints == []
    drawn = visit.page.evaluate("[...document.querySelectorAll('#lots .chart')].every((chart) => chart.querySelector('svg'))")
    assert drawn
    assert visit.page.locator("details.lot[open]").count() == 0  # closed again


def test_bays_are_rows_with_the_names_of_cars(browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "bays.html"
    path.write_text(numbered_page(), encoding="utf-8")
    visit = Visit(browser, path, DESKTOP)
    _open_lot(visit)
    assert visit.complaints == []
    # Five cars side by side in five of six bays; one is held back, and has the highest number.
    chart = visit.page.locator("#lot-1 .chart[data-chart=gantt] svg").text_content()
    assert all(f"bay {number}" in chart for number in range(1, 6))
    assert "bay 6" not in chart
    assert "{{ 7*7 }}"[:4] in chart  # a car's name on its bar
    text = visit.page.locator("#lot-1").text_content()
    assert "5 of 5 residents have the same bay all the time. Bays that residents never use: 6." in " ".join(text.split())
    cells = visit.page.locator("#lot-1 table.roster tbody tr td:nth-child(2)").all_text_contents()
    assert sorted(cells) == ["1", "2", "3", "4", "5"]
    visit.close()
