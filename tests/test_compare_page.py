"""The page of a comparison: parsed, and in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from altair.vegalite.v6.schema.core import load_schema
from comparison_cases import by_hand, scenario_data, solved
from report_pages import DESKTOP, EVIL, PHONE, Page, Visit, start_browser

from parking_share import Scenario, Solved, compare, render_comparison
from parking_share.catalogue import Lang
from parking_share.report.compared import CITY_ROWS
from parking_share.report.comparedcharts import CHART_ROWS
from parking_share.report.keys import KEY_NAMES, key_name
from parking_share.report.language import Language
from parking_share.scenario import Community, Location, Lot, Resident


def make_page(lang: Lang = "en") -> str:
    """The page of the case by hand, with names that would do harm if they were not escaped."""
    sides = []
    for each in by_hand():
        scenario = each.scenario
        named = {
            "name": EVIL[0],
            "origin": EVIL[1],
            "lots": [lot.model_copy(update={"name": EVIL[2] + lot.id}) for lot in scenario.lots],
            "communities": [home.model_copy(update={"name": EVIL[3] + home.id}) for home in scenario.communities],
        }
        sides.append(Solved(scenario.replace(**named), each.schedule))
    return render_comparison(compare(*sides), *sides, lang=lang)


def crowd() -> tuple[Solved, Solved]:
    """A city: 600 lots with one resident each, who all lose their place; and a base in which all have it."""
    count = CITY_ROWS + 100
    data = scenario_data({f"l{at}": 1 for at in range(count)}, {f"r{at}": f"c{at % 40}" for at in range(count)}, ["served"])
    base = solved(data, {"served": (count, count)}, {f"r{at}": (f"l{at}", 60) for at in range(count)}, {})
    return base, solved(data, {"served": (0, 0)}, {}, {f"r{at}": "full" for at in range(count)})


@pytest.fixture(scope="module")
def page() -> Page:
    return Page(make_page())


def test_names_do_no_harm(page: Page) -> None:
    assert [item.get("type") for item in page.all("script")] == ["application/json", None, None]
    assert page.all("img") == [] and page.all("link") == []
    assert not any(name.startswith("on") or name == "src" for _, attributes in page.elements for name in attributes)
    for text in EVIL[:4]:
        assert " ".join(text.split()) in page.visible()
    assert "plate of" not in page.visible() + page.data_text()


def test_says_what_differs(page: Page) -> None:
    text = page.visible()
    assert "Every difference is variant − base." in text
    assert "Which of the two is better is not said" in text
    assert "The two have different levels" in text
    assert "Gain a place 2 1 of them only in the variant" in text
    assert "Lose their place 2 1 of them only in the base" in text
    assert "Total walk 6.7 min – – –" in text.replace("2. ", "")  # 400 seconds, in the base only
    assert "Refused: Lots are full" in text
    assert "1 do not differ and are left out." in text


def test_says_what_differs_in_the_inputs(page: Page) -> None:
    text = page.visible()
    assert "What differs in what was planned" in text
    assert "Levels in their order served; walk served; trim" in text
    assert "Lots: only in the base 1 " in text and "Lots: only in the variant 1 " in text
    assert "Lots: spaces 1 2 +1 " in text
    assert "Residents: only in the variant 2 comes, late" in text
    base, _ = by_hand()
    assert "Nothing: the two differ in their schedules only." in Page(render_comparison(compare(base, base), base, base)).visible()


def test_closures_are_told_in_the_language_of_the_page() -> None:
    base, _ = by_hand()
    closed = {"from": "2026-11-24T09:00", "to": "2026-11-24T12:00", "reason": "exam"}
    variant = Solved(base.scenario.replace(lots=[lot.model_dump() | {"closures": [closed]} for lot in base.scenario.lots]), base.schedule)
    page = Page(render_comparison(compare(base, variant), base, variant, "zh"))
    assert "停车场：临时关闭 无 从 2026-11-24T09:00, 至 2026-11-24T12:00, 原因 exam" in page.visible()


def test_levels_below_the_decisive_one_have_no_verdict() -> None:
    data = scenario_data({"lot": 9}, {"r": "c"}, ["served", "walk"])
    sides = [solved(data, {"served": (n, None), "walk": (walk, None)}, {}, {"r": "full"}) for n, walk in ((4, 400), (5, 900))]
    page = Page(render_comparison(compare(*sides), *sides))
    assert [item["class"] for item in page.all("td") if item.get("data-label") == "The variant is"] == ["proved", ""]
    assert "Total walk 6.7 min 15 min +8.3 min –" in page.visible()


def test_a_key_without_a_name_goes_by_itself_and_no_name_is_of_no_key() -> None:
    language = Language.of("zh")
    assert key_name(language, "lots", "canopy") == "停车场：canopy"
    assert key_name(language, "scenario", "policy.canopy") == "policy.canopy"
    known = {f"{key}.{name}" for key, field in Scenario.model_fields.items() for name in getattr(field.annotation, "model_fields", ())}
    known |= {*Scenario.model_fields, *Community.model_fields, *Lot.model_fields, *Resident.model_fields, "minutes"}
    known |= {f"location.{name}" for name in Location.model_fields}
    assert KEY_NAMES.keys() <= known


def test_charts_and_tables_go_together(page: Page) -> None:
    charts = [item for item in page.all("div") if item.get("class") == "chart"]
    assert {item["data-chart"] for item in charts} == set(page.data()["charts"]) == {"outcomes", "map", "gains", "lots"}
    assert all(item.get("aria-label") and item.get("role") == "img" for item in charts)
    lots = page.data()["charts"]["lots"]["data"]["joins"]["columns"]
    assert sorted(zip(lots["used_base"], lots["used_variant"], strict=True)) == [(0, 14), (14, 0), (14, 14)]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_chart_follows_the_schema_of_vega_lite(lang: Lang) -> None:
    schema = jsonschema.Draft7Validator(load_schema())
    for name, chart in Page(make_page(lang)).data()["charts"].items():
        assert [error.message for error in schema.iter_errors(chart["spec"])] == [], name


def test_where_nothing_differs_the_page_says_so() -> None:
    base, _ = by_hand()
    page = Page(render_comparison(compare(base, base), base, base))
    for sentence in ("Nothing differs.", "No community differs.", "No lot differs.", "Everybody has the same place as in the base"):
        assert sentence in page.visible()
    assert set(page.data()["charts"]) == {"outcomes"}


def test_a_city_shows_what_differs_most_and_says_so() -> None:
    base, variant = crowd()
    page = Page(render_comparison(compare(base, variant), base, variant))
    assert f"The chart shows the {CHART_ROWS} that differ most, of 600." in page.visible()
    assert page.visible().count(f"The table holds {CITY_ROWS} of the 600 that differ; the tables as CSV hold all.") == 2  # lots and people
    assert len(page.data()["charts"]["lots"]["data"]["joins"]["columns"]["name"]) == CHART_ROWS
    assert len(page.all("tr")) < 2 * CITY_ROWS + 150


def test_places_in_other_coordinates_have_no_map() -> None:
    base, variant = by_hand()
    places = {"location": {"lat": 29.7, "lon": 107.4}}
    data = variant.scenario.to_dict()
    for each in (*data["lots"], *data["communities"]):
        each |= places
    moved = Solved(type(base.scenario).from_dict(data | {"crs": "WGS84"}), variant.schedule)
    assert "map" not in Page(render_comparison(compare(base, moved), base, moved)).data()["charts"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    yield from start_browser()


@pytest.mark.parametrize(("lang", "size"), [("en", DESKTOP), ("zh", PHONE)])
def test_is_drawn_without_complaint_or_request(lang: Lang, size: dict[str, int], browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(make_page(lang), encoding="utf-8")
    visit = Visit(browser, path, size, wait_for="lots] svg")
    assert visit.complaints == []
    assert [url for url in visit.requests if not url.startswith(("file:", "data:"))] == []
    assert visit.width() <= size["width"]
    assert visit.page.locator(".chart svg").count() == 3
    assert visit.page.locator("#map canvas").count() == 1
    # Three lots, each with a dot for both scenarios; three communities of which one loses and two gain.
    assert visit.page.evaluate("document.querySelectorAll('.chart[data-chart=lots] svg .mark-symbol.role-mark path').length") == 6
    assert visit.page.evaluate("document.querySelectorAll('.chart[data-chart=gains] svg .mark-rect.role-mark path').length") >= 3
    visit.page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    assert visit.width() <= size["width"]
    visit.close()
