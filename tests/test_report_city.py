"""The page of a city: chosen by size, without plates, with lists instead of thousands of sections; its figures add up."""

from __future__ import annotations

import copy
from typing import Any

import jsonschema
import numpy as np
import pandas as pd
import pytest
from altair.vegalite.v6.schema.core import load_schema
from report_pages import EVIL, Page, city_data, make_page, scenario_data, schedule_data

from parking_share import solve
from parking_share.frames import Tables
from parking_share.report import page as page_module
from parking_share.report import render_report
from parking_share.report.areas import areas_of, summed_steps
from parking_share.report.charts.walks import walk_bars
from parking_share.report.city import render_city
from parking_share.report.places import nearest_lots
from parking_share.scenario import Scenario
from parking_share.schedule import Schedule


@pytest.fixture(scope="module")
def made() -> tuple[Scenario, Schedule]:
    scenario = Scenario.from_dict(city_data())
    return scenario, solve(scenario, method="fcfs").schedule


@pytest.fixture(scope="module")
def city(made: tuple[Scenario, Schedule]) -> Page:
    return Page(render_report(*made, command="parking-share report many.json many.schedule.json"))


def _columns(page: Page, name: str) -> dict[str, list[Any]]:
    columns: dict[str, list[Any]] = page.data()["charts"]["map"]["data"][name]["columns"]
    return columns


def test_many_lots_make_a_city_page_and_few_do_not(city: Page) -> None:
    assert not [item for item in city.all("details") if item.get("class") == "lot"]
    assert [item for item in Page(make_page()).all("details") if item.get("class") == "lot"]


def test_many_residents_make_a_city_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_module, "MAX_SERVED", len(EVIL) - 1)
    assert not [item for item in Page(make_page()).all("details") if item.get("class") == "lot"]


def test_a_city_page_names_no_car_and_no_resident(made: tuple[Scenario, Schedule], city: Page) -> None:
    text = city.visible() + city.data_text()
    assert "渝A" not in text
    assert not [resident.id for resident in made[0].residents if f'"{resident.id}"' in text]


def test_names_do_no_harm(city: Page) -> None:
    assert [item.get("type") for item in city.all("script")] == ["application/json", None, None, None]
    assert city.all("img") == []
    assert "<" not in city.data_text() and ">" not in city.data_text()
    assert set(EVIL) <= set(_columns(city, "lots")["owner"])


def test_nothing_is_fetched(city: Page) -> None:
    assert city.all("link") == []
    assert all("src" not in attributes for _, attributes in city.elements)
    policy = next(item["content"] for item in city.all("meta") if item.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None and "'self'" not in policy and "file:" not in policy


def test_the_lists_add_up_to_the_schedule(made: tuple[Scenario, Schedule], city: Page) -> None:
    _, schedule = made
    lots, homes, flows = _columns(city, "lots"), _columns(city, "homes"), city.data()["city"]["flows"]
    served = len(schedule.assignments)
    assert sum(lots["residents"]) == sum(homes["served"]) == sum(flows["residents"]) == served > 0
    assert sum(homes["refused"]) == len(schedule.refusals) > 0
    reasons = ("no_lot_in_walk", "not_admitted", "no_matching_hours", "full")
    assert sum(sum(homes[reason]) for reason in reasons) == len(schedule.refusals)
    assert sum(homes["applied"]) == served + len(schedule.refusals)
    taken = [index for index, residents in enumerate(lots["residents"]) if residents]
    assert {lots["room"][index] for index in taken} == {0}  # lots of one space
    assert {lots["room"][index] for index in range(len(lots["id"])) if index not in taken} <= {1}


def test_each_lot_has_the_command_of_its_page(city: Page) -> None:
    commands = city.data()["city"]["commands"]
    assert commands[7] == "parking-share report many.json many.schedule.json --lot lot-7"
    assert len(commands) == 156


def test_ids_are_quoted_in_commands(made: tuple[Scenario, Schedule]) -> None:
    data = scenario_data()
    data["lots"][1]["id"] = "a b; rm"
    scenario = Scenario.from_dict(data)
    page = Page(render_city(scenario, Schedule.model_validate(schedule_data(scenario))))
    assert page.data()["city"]["commands"][1] == "parking-share report SCENARIO SCHEDULE --lot 'a b; rm'"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_chart_follows_the_schema_of_vega_lite(made: tuple[Scenario, Schedule], lang: Any) -> None:
    page = Page(render_report(*made, lang))
    schema = jsonschema.Draft7Validator(load_schema())
    for name, chart in page.data()["charts"].items():
        assert [error.message for error in schema.iter_errors(chart["spec"])] == [], name
    drawn = [item for item in page.all("div") if item.get("class") == "chart"]
    assert {item["data-chart"] for item in drawn} == set(page.data()["charts"])


def test_empty_scenarios_have_a_city_page() -> None:
    for change in ({"lots": []}, {"lots": [], "communities": [], "residents": []}):
        scenario = Scenario.from_dict(scenario_data() | change)
        empty = schedule_data(Scenario.from_dict(scenario_data())) | {"assignments": [], "refusals": []}
        assert "Nobody is served." in Page(render_city(scenario, Schedule.model_validate(empty))).visible()


def test_the_nearest_lots_are_the_nearest() -> None:
    # Lots at 0, 100, 300 and 700 m on a line, the community at 390 m; 80 m a minute, no detour.
    data = scenario_data() | {"crs": "local", "walking": {"speed_kmh": 4.8, "detour": 1.0}, "residents": []}
    lot = {"spaces": 1, "own_use": ""}
    data["lots"] = [lot | {"id": f"l{x}", "location": {"x": float(x), "y": 0.0}} for x in (0, 100, 300, 700)]
    data["communities"] = [{"id": "c", "location": {"x": 390.0, "y": 0.0}}]
    scenario, places = Scenario.from_dict(data), np.array([(x, 0.0) for x in (0, 100, 300, 700, 390)])
    room = np.array([1, 0, 0, 0])
    home = nearest_lots(scenario, places, room, 4, 5)
    assert home.lot.tolist() == [[2, 1, 3]] and home.minutes.tolist() == [[1, 4, 4]]
    assert home.roomy.tolist() == [[0, 5]]
    lots = nearest_lots(scenario, places, room, 0, 4)
    assert lots.lot[0].tolist() == [1, 2, 3]  # not itself
    assert lots.roomy[0].tolist() == [-1, -1]  # only itself has a space left
    assert nearest_lots(scenario, places, 0 * room, 4, 5).roomy.tolist() == [[-1, -1]]


def test_areas_are_lettered_eastwards_and_numbered_southwards() -> None:
    areas = areas_of(np.array([(0.0, 600.0), (600.0, 600.0), (0.0, 0.0), (600.0, 0.0)]))
    assert areas.names == ["A1", "F1", "A6", "F6"]
    assert len(areas.squares()) == areas.rows * areas.columns
    assert areas_of(np.array([(5.0, 5.0)])).names == ["A1"]
    assert areas_of(np.array([(float(x), 0.0) for x in range(1000)])).columns <= 12  # one long street


def test_steps_of_lots_add_up_at_every_minute(made: tuple[Scenario, Schedule]) -> None:
    steps = Tables.of(*made).occupancy
    group = {lot.id: "even" if index % 2 else "odd" for index, lot in enumerate(made[0].lots)}
    summed = summed_steps(steps, group)
    minutes = np.arange(0, made[0].time.length, 7)
    for name in ("even", "odd"):
        part = summed[summed["lot"] == name]
        assert part["start_minute"].iloc[0] == 0 and part["end_minute"].iloc[-1] == made[0].time.length
        for column in ("present", "own_use", "closed", "shareable"):
            wanted = sum(_at(steps[steps["lot"] == lot], column, minutes) for lot, of in group.items() if of == name)
            assert (_at(part, column, minutes) == wanted).all(), column


def _at(steps: pd.DataFrame, column: str, minutes: np.ndarray) -> Any:
    return steps[column].to_numpy()[np.searchsorted(steps["start_minute"].to_numpy(), minutes, side="right") - 1]


@pytest.mark.parametrize(
    ("longest", "width"),
    [(15, 1), (59, 1), (60, 2), (600, 15), (10_000, 167)],  # at most 60 bars, of round widths as long as they do
)
def test_long_walks_do_not_make_more_bars(longest: int, width: int) -> None:
    walks = pd.DataFrame({"from_minutes": np.arange(longest + 1), "residents": 1, "within": np.arange(1, longest + 2) / (longest + 1)})
    bars = walk_bars(walks)
    assert len(bars) <= 60 and bars["residents"].sum() == longest + 1
    assert (bars["to_minutes"] - bars["from_minutes"] == width).all()
    assert bars["within"].iloc[-1] == 1.0


def test_the_same_schedule_makes_the_same_page(made: tuple[Scenario, Schedule]) -> None:
    assert render_report(*made) == render_report(copy.deepcopy(made[0]), made[1])
