"""The city page and the pages of its lots in a real browser: lists, map, and the way from the index to a lot."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from report_pages import DESKTOP, EVIL, PHONE, Visit, city_data, start_browser

from parking_share import solve
from parking_share.report import render_report, write_lots
from parking_share.scenario import Scenario

COMMUNITY = "第7社区"
SIGNAL = "document.querySelector('#map .chart canvas').toDataURL()"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    yield from start_browser()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("city")
    scenario = Scenario.from_dict(city_data())
    schedule = solve(scenario, method="fcfs").schedule
    for lang in ("en", "zh"):
        (folder / f"{lang}.html").write_text(render_report(scenario, schedule, lang), encoding="utf-8")
    write_lots(scenario, schedule, folder / "lots")
    return {"en": folder / "en.html", "zh": folder / "zh.html", "index": folder / "lots" / "index.html"}


@pytest.fixture
def visit(browser: Any, files: dict[str, Path], request: pytest.FixtureRequest) -> Iterator[Visit]:
    name, size = getattr(request, "param", ("en", DESKTOP))
    opened = Visit(browser, files[name], size)
    yield opened
    opened.close()


def _rows(visit: Visit, name: str) -> list[str]:
    names: list[str] = visit.page.locator(f"#list-{name} tbody th").all_inner_texts()
    return names


def test_charts_are_drawn_without_complaint_or_request(visit: Visit) -> None:
    visit.page.wait_for_selector("#map canvas")
    visit.page.wait_for_selector("#occupancy .chart[data-chart=heatmap] canvas")
    visit.page.wait_for_selector("#occupancy .chart[data-chart=capacity] svg")
    assert visit.complaints == []
    assert [url for url in visit.requests if not url.startswith(("file:", "data:"))] == []
    assert len(visit.requests) == 1  # the page itself


def test_a_list_is_searched(visit: Visit) -> None:
    assert len(_rows(visit, "lots")) == 25
    assert visit.page.inner_text("#count-lots") == "25 of 156 shown"
    visit.page.fill("#find-lots", "LOT-15")
    assert sorted(_rows(visit, "lots")) == ["lot-15", *(f"lot-15{digit}" for digit in range(6))]
    visit.page.fill("#find-lots", EVIL[0])
    assert _rows(visit, "lots") == [EVIL[0]]
    visit.page.fill("#find-lots", "nothing like it")
    assert _rows(visit, "lots") == []
    assert visit.page.inner_text("#count-lots") == "0 of 0 shown"


def test_a_list_is_sorted_and_shows_more(visit: Visit) -> None:
    label = visit.page.locator("#list-homes th[data-field=label]")
    label.locator("button").click()
    assert label.get_attribute("aria-sort") == "ascending"
    up = _rows(visit, "homes")
    visit.page.click("#more-homes")
    assert len(_rows(visit, "homes")) == 37
    label.locator("button").click()
    assert label.get_attribute("aria-sort") == "descending"
    assert _rows(visit, "homes")[-25:] == up[::-1]
    visit.page.click("#list-homes th[data-field=applied] button")
    counts = [int(text) for text in visit.page.locator("#list-homes td:nth-child(3)").all_inner_texts()]
    assert counts == sorted(counts, reverse=True) and counts[0] == 6


def test_a_community_shows_its_lots_and_the_map_moves(visit: Visit) -> None:
    before = visit.page.evaluate(SIGNAL)
    visit.page.fill("#find-homes", COMMUNITY)
    visit.page.locator("#list-homes tbody a").click()
    panel = visit.page.inner_text("#place")
    assert COMMUNITY in panel and "Applied: 5" in panel and "Nearest lots" in panel
    visit.page.wait_for_function(f"(before) => {SIGNAL} !== before", arg=before)
    visit.page.locator("#place a").first.click()  # on to a lot
    assert "Page of this lot: parking-share report SCENARIO SCHEDULE --lot lot-" in visit.page.inner_text("#place")
    assert visit.complaints == []


def test_the_map_is_zoomed_and_dragged(visit: Visit) -> None:
    visit.page.wait_for_selector("#map canvas")
    pictures = [visit.page.evaluate(SIGNAL)]

    def moved() -> None:
        visit.page.wait_for_function(f"(before) => {SIGNAL} !== before", arg=pictures[-1])
        pictures.append(visit.page.evaluate(SIGNAL))

    visit.page.click("#zoom-in")
    moved()
    visit.page.locator("#map canvas").scroll_into_view_if_needed()
    box = visit.page.locator("#map canvas").bounding_box()
    visit.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    visit.page.mouse.down()
    visit.page.mouse.move(box["x"] + box["width"] / 2 - 90, box["y"] + box["height"] / 2 - 60, steps=4)
    visit.page.mouse.up()
    moved()
    visit.page.click("#zoom-all")
    moved()
    assert visit.complaints == []


@pytest.mark.parametrize("visit", [("en", PHONE), ("zh", PHONE)], indirect=True)
def test_a_phone_need_not_scroll_sideways(visit: Visit) -> None:
    visit.page.locator("#list-lots tbody a").first.click()
    assert visit.width() <= PHONE["width"]
    for table in ("#list-lots", "#list-homes"):
        box = visit.page.locator(table).bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"], "no column is cut off"


@pytest.mark.parametrize("visit", [("zh", DESKTOP)], indirect=True)
def test_the_chinese_page_is_chinese(visit: Visit) -> None:
    visit.page.locator("#list-lots tbody a").first.click()
    assert "本停车场的页面" in visit.page.inner_text("#place")
    assert "剩余车位" in visit.page.inner_text("#place")
    assert visit.complaints == []


@pytest.mark.parametrize("visit", [("index", DESKTOP)], indirect=True)
def test_the_index_leads_to_the_page_of_a_lot_and_back(visit: Visit) -> None:
    visit.page.fill("#find-lots", "lot-37")
    visit.page.locator("#list-lots tbody a").click()
    visit.page.get_by_role("link", name="open it").click()
    visit.page.wait_for_selector(".chart[data-chart=capacity] svg")
    assert visit.page.url.endswith("/lots/lot-lot-37.html")
    assert visit.page.inner_text("h1") == "lot-37"
    visit.page.get_by_role("link", name="All lots").click()
    visit.page.wait_for_selector("#map canvas")
    assert visit.complaints == []
    assert {url.rsplit("/", 1)[1] for url in visit.requests} == {"index.html", "charts.js", "lot-lot-37.html"}


def test_a_lot_page_without_its_charts_still_shows_its_tables(browser: Any, files: dict[str, Path], tmp_path: Path) -> None:
    alone = tmp_path / "alone.html"
    alone.write_text((files["index"].parent / "lots" / "lot-lot-37.html").read_text(encoding="utf-8"), encoding="utf-8")
    page = browser.new_page()
    page.goto(alone.as_uri())
    page.wait_for_function("document.querySelector('.chart').textContent !== ''")
    assert "This chart could not be drawn; its table is below." in page.inner_text("main")
    assert page.locator("table.due").count() == 1
    page.close()


@pytest.mark.parametrize("visit", [("index", DESKTOP)], indirect=True)
def test_printing_a_city_page_complains_of_nothing(visit: Visit) -> None:
    visit.page.pdf()
    assert visit.complaints == []
