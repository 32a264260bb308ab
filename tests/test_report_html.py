"""The page as text: parsed, so that what stands in it is known, not guessed."""

from __future__ import annotations

import json

import jsonschema
import pandas as pd
import pytest
from altair.vegalite.v6.schema.core import load_schema
from report_pages import EVIL, Page, make_page, scenario_data, schedule_data

from parking_share.catalogue import Lang
from parking_share.report import render_report
from parking_share.report.lots import by_lot
from parking_share.report.shell import embedded_json
from parking_share.report.window import MAX_DAYS
from parking_share.scenario import Scenario
from parking_share.schedule import Schedule


@pytest.fixture(scope="module")
def page() -> Page:
    return Page(make_page(comparison={"priority": 4, "walk": 900}))


def test_names_do_no_harm(page: Page) -> None:
    scripts = page.all("script")
    assert [item.get("type") for item in scripts] == ["application/json", None, None]  # data, the bundle, the page's own
    assert page.all("img") == []
    assert not any(name.startswith("on") for _, attributes in page.elements for name in attributes)
    for text in EVIL:
        assert " ".join(text.split()) in page.visible()


def test_nothing_is_fetched(page: Page) -> None:
    assert page.all("link") == []
    for _, attributes in page.elements:
        assert "src" not in attributes
        assert (attributes.get("href") or "#").startswith("#")
    policy = next(item["content"] for item in page.all("meta") if item.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe-eval" not in policy and "http" not in policy
    assert "'unsafe-inline'" not in policy.split("style-src")[0]


def test_embedded_json_cannot_end_its_element() -> None:
    text = embedded_json(list(EVIL))
    assert "<" not in text and ">" not in text and "&" not in text
    assert json.loads(text) == list(EVIL)


def test_headline_says_what_is_proved(page: Page) -> None:
    text = page.visible()
    assert "Not proved optimal on every level" in text
    assert "Proved optimal: no schedule can do better." in text
    assert "Proved optimal, given the levels above." in text
    assert "Within 1.1 % of the best possible." in text  # 10 over 990 is 1.0101 %, rounded up
    assert "No bound computed." in text
    assert "+25.0 % against first come, first served." in text  # 5 points against 4


def test_a_manager_sees_the_four_answers(page: Page) -> None:
    text = page.visible()
    assert "Residents are out by 07:30" in text and "your own use begins at 08:00 (30 minutes before it)" in text
    assert "1 of 6 spaces is never shared" in text
    assert "0 spaces left at the closest" in text  # 5 residents in 6 - 1 spaces
    assert "Excused nights" in text and "Fri 27 Nov" in text


def test_every_chart_has_a_name_and_a_table(page: Page) -> None:
    charts = [item for item in page.all("div") if item.get("class") == "chart"]
    assert {item["data-chart"] for item in charts} == {"map", "heatmap", "capacity", "gantt", "refusals", "walks"}
    assert all(item.get("aria-label") and item.get("role") == "img" for item in charts)
    assert set(page.data()["charts"]) == {str(item["data-chart"]) for item in charts}
    assert set(page.data()["lots"]) == {item["data-lot"] for item in charts if "data-lot" in item}
    assert len(page.all("table")) >= len(charts)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_chart_follows_the_schema_of_vega_lite(lang: Lang) -> None:
    # The program itself does not check its charts, which would take longer than all the rest of the page.
    schema = jsonschema.Draft7Validator(load_schema())
    for name, chart in Page(make_page(lang)).data()["charts"].items():
        assert [error.message for error in schema.iter_errors(chart["spec"])] == [], name


def test_the_schema_would_tell_a_misspelt_key() -> None:
    spec = Page(make_page()).data()["charts"]["walks"]["spec"]
    spec["encoding"]["x"]["axis"]["tickMinStepp"] = 1
    assert not jsonschema.Draft7Validator(load_schema()).is_valid(spec)


def test_a_long_horizon_shows_its_busiest_days_and_says_so() -> None:
    page = Page(make_page(days=366))
    assert f"this page shows the busiest {MAX_DAYS} days" in page.visible()
    hours = page.data()["charts"]["heatmap"]["data"]["cells"]["columns"]["t2"]
    assert max(hours) == MAX_DAYS * 1440


def test_a_car_that_leaves_as_the_busiest_days_begin_is_listed() -> None:
    # Four cars stay for the two weeks from 10 December, which makes them the busiest; a fifth leaves at the midnight with
    # which they begin: a departure of those days, though it is not present on any of them.
    base = schedule_data(Scenario.from_dict(scenario_data(60)))
    night = {"arrive": "2026-12-09T20:00+08:00", "leave": "2026-12-10T00:00+08:00"}
    long = {"arrive": "2026-12-10T00:00+08:00", "leave": "2026-12-24T00:00+08:00"}
    stays = [[night], *[[long]] * 4]
    held = [item | {"lot": "empty", "stays": part, "excused": []} for item, part in zip(base["assignments"], stays, strict=True)]
    text = Page(make_page(days=60, assignments=held)).visible()
    assert "Thu 10 Dec to Wed 23 Dec" in text
    assert "00:00 " + EVIL[0] in text


def test_an_empty_schedule_has_a_page() -> None:
    text = Page(make_page(assignments=[], refusals=[], levels=[])).visible()
    assert "Nobody is served." in text and "Nobody is refused." in text


def test_a_scenario_without_lots_has_a_page() -> None:
    data = scenario_data() | {"lots": []}
    empty = schedule_data(Scenario.from_dict(scenario_data())) | {"assignments": [], "refusals": []}
    text = render_report(Scenario.from_dict(data), Schedule.model_validate(empty))
    assert "Nobody is served." in Page(text).visible()


def test_the_rows_of_each_lot_keep_their_order() -> None:
    frame = pd.DataFrame({"lot": ["b", "a", "b", "a"], "minute": [4, 3, 2, 1]})
    parts = by_lot(frame)
    assert (parts["a"], parts["b"]) == ({"minute": [3, 1]}, {"minute": [4, 2]})
    assert parts["no rows"] == {"minute": []}


def test_levels_all_proved_make_the_verdict() -> None:
    text = Page(make_page(levels=[{"objective": "priority", "value": 5, "bound": 5}], status="optimal")).visible()
    assert "Proved optimal: no better schedule exists." in text


def test_without_any_bound_nothing_is_claimed() -> None:
    text = Page(make_page(levels=[{"objective": "priority", "value": 5, "bound": None}])).visible()
    assert "A schedule without a bound" in text and "optimal" not in text.lower().replace("method optimal", "")
