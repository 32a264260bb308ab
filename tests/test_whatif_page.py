"""The page of a what-if: parsed, and in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from altair.vegalite.v6.schema.core import load_schema
from random_scenarios import random_town
from report_pages import DESKTOP, EVIL, PHONE, Page, Visit, start_browser

from parking_share import Scenario, Solved, compare, solve
from parking_share.catalogue import Lang
from parking_share.report import render_answers
from parking_share.variants import variants_from_dict

ROWS: list[dict[str, Any]] = [
    {"id": "fewer", "name": EVIL[2], "lots": [{"add": {"spaces": -1}}]},
    {"id": "other", "policy": {"objectives": ["served"]}},
    {"id": "nobody", "demand": [{"factor": 0}]},
]


def make_page(lang: Lang = "en") -> str:
    scenario = Scenario.from_dict(random_town(1) | {"name": EVIL[0], "origin": EVIL[1]})
    base = Solved(scenario, solve(scenario).schedule)
    varied = variants_from_dict({"format": 1, "variants": ROWS}, scenario)
    answers = [(each.variant.id, each.variant.name, compare(base, Solved(each.scenario, solve(each.scenario).schedule))) for each in varied]
    return render_answers(scenario, base.schedule, answers, lang)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_page_leads_to_each_comparison_and_names_do_no_harm(lang: Lang) -> None:
    page = Page(make_page(lang))
    assert [item["href"] for item in page.all("a")] == [f"{row['id']}.comparison.html" for row in ROWS]
    assert page.all("img") == [] and page.all("link") == []
    assert [item.get("type") for item in page.all("script")] == ["application/json", None, None]
    assert all(text in page.visible() for text in EVIL[:3])
    for chart in page.data()["charts"].values():
        jsonschema.validate(chart["spec"], load_schema())
    columns = page.data()["charts"]["gains"]["data"]["nets"]["columns"]
    assert columns["name"] == [row["id"] for row in ROWS]
    assert columns["gained"][2] == 0 < columns["lost"][2]  # nobody is there any more


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    yield from start_browser()


@pytest.mark.parametrize(("lang", "size"), [("en", DESKTOP), ("zh", PHONE)])
def test_chart_is_drawn_without_complaint_or_request(lang: Lang, size: dict[str, int], browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "variants.html"
    path.write_text(make_page(lang), encoding="utf-8")
    visit = Visit(browser, path, size, wait_for="gains] svg")
    marks = visit.page.evaluate("[...document.querySelectorAll('.chart svg .mark-rect path')].length")
    width, complaints, requests = visit.width(), visit.complaints, visit.requests
    visit.close()
    assert complaints == []
    assert [url for url in requests if not url.startswith(("file:", "data:"))] == []
    assert marks >= 2
    assert width <= size["width"]
