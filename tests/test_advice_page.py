"""Advice as a page and on the terminal, in two languages: parsed, checked against the schema of its charts, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from altair.vegalite.v6.schema.core import load_schema
from command_line import run
from random_scenarios import random_town
from report_pages import DESKTOP, EVIL, PHONE, Page, Visit, start_browser

from parking_share import Scenario, Solved, advise, solve, write_scenario
from parking_share.advising import Advice, Need, Spare, Suggestion, needs_of, read_targets, spare_spaces
from parking_share.catalogue import Lang
from parking_share.report.advice import changes_block, spare_block
from parking_share.report.advised import render_advice
from parking_share.report.language import Language


@dataclass(frozen=True)
class Told:
    """A town with names that would do harm, and all advice on it."""

    scenario: Scenario
    advice: Advice
    needs: tuple[Need, ...]
    spared: tuple[Spare, ...]

    def page(self, lang: Lang = "en") -> str:
        return render_advice(self.scenario, self.advice, 3, self.needs, self.spared, lang)


@pytest.fixture(scope="module")
def told() -> Told:
    data = random_town(1) | {"name": EVIL[0], "origin": EVIL[1]}
    for index, place in enumerate([*data["lots"], *data["communities"]]):
        place["name"] = EVIL[index % len(EVIL)]
    scenario = Scenario.from_dict(data)
    base = Solved(scenario, solve(scenario).schedule)
    needs = needs_of(base, read_targets(scenario, ["served=100%", "priority=1"]))
    return Told(scenario, advise(base, 3, processes=1), needs, spare_spaces(base, processes=1))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_page_stands_alone_and_names_do_no_harm(told: Told, lang: Lang) -> None:
    page = Page(told.page(lang))
    assert page.all("img") == [] and page.all("link") == []
    assert [item.get("type") for item in page.all("script")] == ["application/json", None, None]
    assert all(text in page.visible() for text in EVIL[:2])
    assert {item["data-chart"] for item in page.all("div") if "data-chart" in item} == {"advice", "map"} == set(page.data()["charts"])
    assert all(item["aria-label"] for item in page.all("div") if item.get("role") == "img")
    for chart in page.data()["charts"].values():
        jsonschema.validate(chart["spec"], load_schema())


def test_bars_and_marks_are_the_suggestions(told: Told) -> None:
    charts = Page(told.page()).data()["charts"]
    bars = charts["advice"]["data"]["advice"]["columns"]
    solved = [each for each in told.advice.suggestions if each.gain is not None]
    others = [each for each in told.advice.suggestions if each.gain is None]
    number = max(3, told.advice.sure)
    assert bars["amount"] == [max(0, each.gain or 0) for each in solved[:number]] + [each.at_most for each in others[:5]]
    assert bars["is_solved"] == [True] * len(solved[:number]) + [False] * len(others[:5])
    marks = charts["map"]["data"]
    shown = [*solved[:number], *others[:5]]
    for data, is_walk, places in (("lots", False, told.scenario.lots), ("homes", True, told.scenario.communities)):
        subjects = {each.subject for each in shown if (each.kind == "walk") == is_walk and (each.gain is None or each.gain > 0)}
        assert len(marks[data]["columns"]["name"]) == len(subjects)
        assert len(marks[f"{data}_same"]["columns"]["name"]) == len(places) - len(subjects)
    assert len(marks["rings"]["columns"]["name"]) == len({lot for need in told.needs for lot in need.spaces or {}})


def test_rings_are_explained_only_where_a_target_needs_spaces(told: Told) -> None:
    def legends(needs: tuple[Need, ...]) -> list[str]:
        page = Page(render_advice(told.scenario, told.advice, 3, needs, None))
        layers = page.data()["charts"]["map"]["spec"]["layer"]
        return [name for layer in layers for name in layer["encoding"].get("stroke", {}).get("scale", {}).get("domain", ())]

    assert any(need.spaces for need in told.needs)
    assert legends(told.needs) == ["spaces more for a target"]
    assert legends(()) == []


def suggestion(at_most: int, **found: Any) -> Suggestion:
    return Suggestion("space", "lot", "Lot", estimate=at_most + 1, at_most=at_most, **found)


def test_how_certain_it_is_is_said_in_words() -> None:
    """Made up by hand: one change solved and proved, one solved without proof, one not solved."""
    three = (suggestion(9, gain=7, served=1, is_proved=True), suggestion(6, gain=2, served=0), suggestion(5))
    language, advice = Language.of("en"), Advice("priority", three, sure=1, solved=2, useless=4, is_interrupted=False)
    block = changes_block(language, advice, 10)
    assert block.sentences[0].startswith("The first is certain to be the best: 2 changes were solved")
    assert block.sentences[1:] == ("4 other changes bring nothing: the prices prove it.",)
    assert [row[2:] for row in block.rows] == [("10", "9", "+7", "+1"), ("7", "6", "+2 or more", "+0"), ("6", "5", "–", "–")]
    stopped = changes_block(language, replace(advice, sure=0, useless=0, is_interrupted=True), 10)
    assert stopped.sentences == ("Which change is best is not certain: 2 were solved.", "The search was interrupted.")
    none = changes_block(language, Advice("priority", (), 0, 0, 30, is_interrupted=False), 10)
    assert none.rows == () and none.sentences[0] == "No single change that is looked at brings anything."
    many = changes_block(language, replace(advice, suggestions=tuple(suggestion(at) for at in range(9, 0, -1)), sure=0, solved=0), 10)
    assert len(many.rows) == 5 and many.notes[0] == "4 more changes that may bring something are not shown."


def test_spare_spaces_say_whether_one_more_is_possible() -> None:
    spared = [Spare("a", "A", 3, True, 3), Spare("b", "B", 2, True, 3), Spare("c", "C", 1, False, 3)]
    block = spare_block(Language.of("en"), spared)
    assert [row[3] for row in block.rows] == ["there are no more", "costs a place", "not certain"]


def test_a_page_with_nothing_to_advise_has_no_chart(told: Told) -> None:
    page = Page(render_advice(told.scenario, Advice("priority", (), 0, 0, 30, is_interrupted=False)))
    assert page.data()["charts"] == {}
    assert "No single change that is looked at brings anything." in page.visible()


def test_terminal_and_page_say_the_same_in_the_language_asked_for(told: Told, tmp_path: Path) -> None:
    scenario, page = tmp_path / "town.json", tmp_path / "advice.html"
    write_scenario(Scenario.from_dict(random_town(1)), scenario)
    asked = ("advise", scenario, "--top", "2", "--spare", "--target", "served=100%", "--processes", "1", "--lang", "zh")
    result = run(*asked, "--report", page)
    assert result.exit_code == 0, result.output
    text = Page(page.read_text("utf-8")).visible()
    assert f"已写入 {page}" in result.stdout
    for words in ("哪些单项改动最有效", "可以确定前", "目标 served=100%", "可以收回的车位"):
        assert words in result.stdout and words in text
    assert "certain" not in result.stdout and "change" not in result.stdout
    assert run("advise", scenario, "--report", scenario).exit_code == 2
    assert run("advise", scenario, "--report", page, "--table", page).exit_code == 2


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    yield from start_browser()


@pytest.mark.parametrize(("lang", "size"), [("en", DESKTOP), ("zh", PHONE)])
def test_charts_are_drawn_without_complaint_or_request(told: Told, lang: Lang, size: dict[str, int], browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "advice.html"
    path.write_text(told.page(lang), encoding="utf-8")
    visit = Visit(browser, path, size, wait_for="advice] svg")
    visit.page.wait_for_selector(".chart[data-chart=map] canvas")
    dashes = visit.page.evaluate(
        "[...document.querySelectorAll('.chart svg .mark-rect path')].map(bar => bar.getAttribute('stroke-dasharray'))"
    )
    width, complaints, requests = visit.width(), visit.complaints, visit.requests
    visit.close()
    assert complaints == []
    assert [url for url in requests if not url.startswith(("file:", "data:"))] == []
    assert width <= size["width"]
    shown = Page(told.page(lang)).data()["charts"]["advice"]["data"]["advice"]["columns"]["is_solved"]
    assert sorted(dash == "4,3" for dash in dashes) == sorted(not is_solved for is_solved in shown)
