"""Pages of single lots: everything of the lot, nothing of another; file names that every file system takes."""

from __future__ import annotations

from pathlib import Path

import pytest
from report_pages import EVIL, Page, city_data, scenario_data, schedule_data

from parking_share import solve
from parking_share.errors import InputError
from parking_share.report import render_lots, render_report, write_lots
from parking_share.report.lotpages import file_names
from parking_share.scenario import Scenario
from parking_share.schedule import Schedule


@pytest.fixture(scope="module")
def made() -> tuple[Scenario, Schedule]:
    scenario = Scenario.from_dict(city_data())
    return scenario, solve(scenario, method="fcfs").schedule


@pytest.fixture(scope="module")
def folder(made: tuple[Scenario, Schedule], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("lots") / "new" / "folder"
    write_lots(*made, path)
    return path


def test_a_lot_page_holds_its_own_cars_and_no_other(made: tuple[Scenario, Schedule]) -> None:
    scenario, schedule = made
    plates = {resident.id: resident.plate for resident in scenario.residents}
    lot = schedule.assignments[0].lot
    text = render_lots(scenario, schedule, [lot])
    for item in schedule.assignments:
        assert (plates[item.resident] in text) == (item.lot == lot)
    assert not [resident for resident in plates if f'"{resident}"' in text]
    assert "第" not in text  # no community either


def test_a_lot_page_says_what_the_whole_page_says_of_it() -> None:
    scenario = Scenario.from_dict(scenario_data())
    schedule = Schedule.model_validate(schedule_data(scenario))
    whole, alone = Page(render_report(scenario, schedule)), Page(render_lots(scenario, schedule, ["empty"]))
    assert alone.data()["lots"]["lot-1"] == whole.data()["lots"]["lot-2"]
    office = Page(render_lots(scenario, schedule, ["office"]))
    assert office.data()["lots"]["lot-1"] == whole.data()["lots"]["lot-1"]
    for text in EVIL:
        assert " ".join(text.split()) in office.visible() + EVIL[1]  # the origin is not the lot's


def test_several_lots_share_a_page_in_the_order_asked_for(made: tuple[Scenario, Schedule]) -> None:
    page = Page(render_lots(*made, ["lot-9", "lot-7", "lot-9"]))
    assert [item["id"] for item in page.all("details") if item.get("class") == "lot"] == ["lot-1", "lot-2"]
    assert page.visible().index("lot-9") < page.visible().index("lot-7")


def test_a_lot_that_is_none_is_an_error(made: tuple[Scenario, Schedule]) -> None:
    with pytest.raises(InputError) as error:
        render_lots(*made, ["lot-1", "nowhere", "no"])
    assert [problem.message for problem in error.value.problems] == [
        "'nowhere' is no lot of many; write the id of one",
        "'no' is no lot of many; write the id of one",
    ]


def test_a_page_of_every_lot_and_an_index_that_leads_there(made: tuple[Scenario, Schedule], folder: Path) -> None:
    index = Page((folder / "index.html").read_text(encoding="utf-8"))
    pages = index.data()["city"]["pages"]
    assert len(pages) == len(made[0].lots) and all((folder / page).is_file() for page in pages)
    assert index.data()["city"]["commands"] is None
    assert sorted(path.name for path in folder.iterdir()) == ["charts.js", "index.html", "lots"]


def test_pages_of_a_folder_load_the_charts_script_beside_them_and_nothing_else(folder: Path) -> None:
    for path, address in ((folder / "index.html", "charts.js"), (folder / "lots" / "lot-lot-7.html", "../charts.js")):
        page = Page(path.read_text(encoding="utf-8"))
        assert [item["src"] for item in page.all("script") if "src" in item] == [address]
        policy = next(item["content"] for item in page.all("meta") if item.get("http-equiv") == "Content-Security-Policy")
        assert policy is not None and policy.startswith("default-src 'none'; script-src 'sha256-")
        assert "http" not in policy and "unsafe-eval" not in policy
        assert path.stat().st_size < 200_000


def test_a_lot_page_is_the_same_alone_and_in_the_folder(made: tuple[Scenario, Schedule], folder: Path) -> None:
    alone = Page(render_lots(*made, ["lot-140"])).data()["lots"]["lot-1"]
    together = Page((folder / "lots" / "lot-lot-140.html").read_text(encoding="utf-8")).data()["lots"]
    assert list(together.values()) == [alone]


def test_file_names_are_safe_and_different() -> None:
    ids = ["tax", "TAX", "a/b", "a b", "../../etc", "税务局", "x" * 64, "字" * 64, ".", "con"]
    names = file_names(ids)
    assert names["tax"] == "lot-tax.html" and names["税务局"] == "lot-税务局.html"
    assert names["../../etc"] == "lot-_etc.html"
    assert len({name.casefold() for name in names.values()}) == len(ids)
    assert all(len(name.encode()) < 200 and not set(name) & set('/\\:*?"<>| ') for name in names.values())
