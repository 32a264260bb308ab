"""The page of a sweep: parsed, checked against the schema of its charts, and in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pandas as pd
import pytest
from altair.vegalite.v6.schema.core import load_schema
from random_scenarios import random_town
from report_pages import DESKTOP, EVIL, PHONE, Page, Visit, start_browser

from parking_share import Scenario, render_sweep
from parking_share.catalogue import Lang
from parking_share.report.charts.sweep import Measure
from parking_share.report.keys import axis_name, path_name
from parking_share.report.language import Language
from parking_share.report.words import REASON_NAMES
from parking_share.variants.parameters import read_parameters
from parking_share.variants.sweep import Sweep, sweep

ONE = ["lots[*].spaces=1:5:1"]
TEXTS = ['lots[*].own_use=["", "daily 08:00-18:00", "daily 08:00-20:00; Sa 21:00-22:00"]']
TWO = ["demand=0.5,1", "policy.max_walk_minutes=5:15:5"]
SWEPT = {"one": ONE, "texts": TEXTS, "two": TWO}


def evil_town() -> Scenario:
    return Scenario.from_dict(random_town(1) | {"name": EVIL[0], "origin": EVIL[1]})


def solved(texts: list[str]) -> Sweep:
    scenario = evil_town()
    *_, last = sweep(scenario, read_parameters(texts, scenario), processes=1)
    return last


@pytest.fixture(scope="module")
def swept() -> dict[str, Sweep]:
    return {name: solved(texts) for name, texts in SWEPT.items()}


def make_page(done: Sweep, lang: Lang = "en") -> str:
    return render_sweep(evil_town(), [parameter.path for parameter in done.parameters], done.to_frame(), len(done.cells), lang)


@pytest.mark.parametrize("name", SWEPT)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_page_holds_every_figure_and_names_do_no_harm(name: str, lang: Lang, swept: dict[str, Sweep]) -> None:
    page = Page(make_page(swept[name], lang))
    assert page.all("img") == [] and page.all("link") == []
    assert [item.get("type") for item in page.all("script")] == ["application/json", None, None]
    served = swept[name].to_frame()["served"].tolist()
    assert page.data()["charts"]["sweep"]["data"]["sweep"]["columns"]["served"] == served
    text = page.visible()
    assert all(f"{count:,} / " in text for count in served)
    assert EVIL[0] in text and EVIL[1] in text


@pytest.mark.parametrize("name", SWEPT)
def test_first_level_and_walks_have_charts_too(name: str, swept: dict[str, Sweep]) -> None:
    page, frame = Page(make_page(swept[name])), swept[name].to_frame()
    charts = page.data()["charts"]
    walks = ["walk_seconds_mean", "walk_seconds_percentile_90"]
    assert list(charts) == ["sweep", "level", *walks]
    drawn = [(item["data-chart"], item["aria-label"]) for item in page.all("div") if item.get("role") == "img"]
    assert [chart for chart, _ in drawn] == list(charts)
    assert [label for _, label in drawn] == ["Residents served", "Priority points served", "Mean walk, min", "Walk of 90 %, at most, min"]
    assert charts["level"]["data"]["sweep"]["columns"]["priority"] == frame["priority"].tolist()
    for walk in walks:
        assert charts[walk]["data"]["sweep"]["columns"][walk] == (frame[walk] / 60).round(2).tolist()
        assert all(f"{seconds / 60:.1f}" in page.visible() for seconds in frame[walk])


def test_a_scale_of_walks_reaches_over_a_minute_at_least() -> None:
    """By hand: seconds apart, 30 s are added on either side; from 0.1 min nothing below 0 is left, so all of it is above."""
    walk, served = Measure("figure", "walk", ",.1f", 1.0), Measure("figure", "served", ",d")

    def domain(measure: Measure, *values: float | None) -> list[float]:
        return measure.domain(pd.DataFrame({"figure": pd.Series(values, dtype=object)}))

    assert domain(walk, 3.5, 3.5) == [3.0, 4.0]
    assert domain(walk, 3.25, None, 3.75) == [3.0, 4.0]
    assert domain(walk, 0.125, 0.25) == [0.0, 1.0]
    assert domain(walk, 2.0, 5.0) == [2.0, 5.0]
    assert domain(served, 86, 88) == [86.0, 88.0]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_table_tells_why_residents_are_refused(lang: Lang, swept: dict[str, Sweep]) -> None:
    page, frame, language = Page(make_page(swept["one"], lang)), swept["one"].to_frame(), Language.of(lang)
    cells = [text for tag, text in page.texts if tag in ("th", "td")]
    width = len([cell for cell in page.all("th") if cell.get("scope") == "col"])
    table = pd.DataFrame(np.reshape(cells[width:], (len(frame), width)), columns=cells[:width])
    refused = {reason: frame[f"refused_{reason.replace('-', '_')}"] for reason in REASON_NAMES}
    assert {bool(counts.any()) for counts in refused.values()} == {True, False}
    for reason, counts in refused.items():
        heading = language.gettext("Refused: %(reason)s") % {"reason": language.gettext(REASON_NAMES[reason])}
        assert (table[heading].tolist() == counts.astype(str).tolist()) if counts.any() else (heading not in table)


def test_parameters_are_told_in_words() -> None:
    zh = Language.of("zh")
    assert path_name(zh, "policy.max_walk_minutes") == "policy.max_walk_minutes：步行上限（分钟）"
    assert path_name(zh, "lots[*].recall_minutes") == "lots[*].recall_minutes：自用前提前收回（分钟）"
    assert path_name(zh, "demand") == "demand"


def test_where_nobody_is_served_there_is_no_walk() -> None:
    done = solved(["demand=0,1"])
    charts = Page(make_page(done)).data()["charts"]
    assert charts["walk_seconds_mean"]["data"]["sweep"]["columns"]["walk_seconds_mean"][0] is None
    assert list(Page(make_page(solved(["demand=0"]))).data()["charts"]) == ["sweep", "level"]


@pytest.mark.parametrize(("first", "charted"), [("served", False), ("keep", True)])
def test_a_first_level_of_residents_served_is_charted_once(first: str, charted: bool) -> None:
    scenario = Scenario.from_dict(random_town(1) | {"policy": {"objectives": list(dict.fromkeys([first, "served"]))}})
    *_, done = sweep(scenario, read_parameters(["demand=1"], scenario), processes=1)
    assert ("level" in Page(render_sweep(scenario, ["demand"], done.to_frame(), 1)).data()["charts"]) == charted


@pytest.mark.parametrize("name", SWEPT)
def test_chart_follows_the_schema_of_vega_lite(name: str, swept: dict[str, Sweep]) -> None:
    for chart in Page(make_page(swept[name])).data()["charts"].values():
        jsonschema.validate(chart["spec"], load_schema())


def test_what_is_not_solved_or_not_proved_is_said() -> None:
    done = solved(["demand=0.5,1"])
    none = render_sweep(evil_town(), ["demand"], pd.DataFrame(columns=["demand"]), 2)
    assert "Nothing is solved yet." in Page(none).visible()
    half = render_sweep(evil_town(), ["demand"], done.to_frame().head(1).assign(status="feasible"), 2)
    text = Page(half).visible()
    assert "1 of 2 combinations are solved." in text
    assert "Of 1 combinations the schedule is not proved optimal" in text


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    yield from start_browser()


@pytest.mark.parametrize("name", SWEPT)
@pytest.mark.parametrize(("lang", "size"), [("en", DESKTOP), ("zh", PHONE)])
def test_chart_is_drawn_without_complaint_or_request(
    name: str, lang: Lang, size: dict[str, int], swept: dict[str, Sweep], browser: Any, tmp_path: Path
) -> None:
    path = tmp_path / "sweep.html"
    path.write_text(make_page(swept[name], lang), encoding="utf-8")
    visit = Visit(browser, path, size, wait_for="sweep] svg")
    marks = visit.page.evaluate("[...document.querySelectorAll('.chart svg .mark-symbol path, .chart svg .mark-rect path')].length")
    width, complaints, requests = visit.width(), visit.complaints, visit.requests
    visit.close()
    assert complaints == []
    assert [url for url in requests if not url.startswith(("file:", "data:"))] == []
    assert marks >= len(swept[name].figures)
    assert width <= size["width"]


@pytest.mark.parametrize(
    ("path", "en", "zh"),
    [
        ("policy.max_walk_minutes", "Longest walk, minutes", "步行上限（分钟）"),
        ("lots[*].recall_minutes", "Lots: recall, minutes before own use", None),
        ("lots[a.b].spaces", "a.b: spaces", None),
        ("demand", "demand", "demand"),
    ],
)
def test_axes_say_in_words_what_is_varied(path: str, en: str, zh: str | None) -> None:
    assert axis_name(Language.of("en"), path) == en
    assert zh is None or axis_name(Language.of("zh"), path) == zh
