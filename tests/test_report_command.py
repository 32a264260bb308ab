"""``parking-share report``: writes the page, and refuses a schedule of other data."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result
from report_pages import scenario_data

from parking_share import solve, write_schedule
from parking_share.commands.report import report_command
from parking_share.reading import read_scenario


def _files(folder: Path) -> tuple[Path, Path]:
    scenario, schedule = folder / "town.json", folder / "town-schedule.json"
    scenario.write_text(json.dumps(scenario_data()), encoding="utf-8")
    write_schedule(solve(read_scenario(scenario)).schedule, schedule)
    return scenario, schedule


def _run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(report_command, [str(argument) for argument in arguments])


def test_writes_beside_the_schedule_by_default(tmp_path: Path) -> None:
    result = _run(*_files(tmp_path))
    assert result.exit_code == 0, result.output
    page = (tmp_path / "town-schedule.report.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "First come, first served" in page


def test_the_default_name_is_that_of_solve(tmp_path: Path) -> None:
    scenario, schedule = _files(tmp_path)
    named = schedule.rename(tmp_path / "town.schedule.json")
    assert _run(scenario, named).exit_code == 0
    assert (tmp_path / "town.report.html").exists()


def test_a_baseline_is_not_compared_with_itself(tmp_path: Path) -> None:
    scenario, schedule = _files(tmp_path)
    write_schedule(solve(read_scenario(scenario), method="fcfs").schedule, schedule)
    assert _run(scenario, schedule).exit_code == 0
    assert "First come, first served" not in (tmp_path / "town-schedule.report.html").read_text(encoding="utf-8")


def test_a_page_of_one_lot(tmp_path: Path) -> None:
    scenario, schedule = _files(tmp_path)
    assert _run(scenario, schedule, "--lot", "empty").exit_code == 0
    text = (tmp_path / "town-schedule.empty.report.html").read_text(encoding="utf-8")
    assert "<h1>市图书馆</h1>" in text and 'id="lot-2"' not in text
    assert _run(scenario, schedule, "--lot", "empty", "--lot", "office").exit_code == 0
    assert (tmp_path / "town-schedule.lots.report.html").exists()


def test_a_lot_that_is_none_is_a_sentence(tmp_path: Path) -> None:
    result = _run(*_files(tmp_path), "--lot", "offce")
    assert result.exit_code == 2
    assert "--lot: 'offce' is no lot of page" in result.output


def test_pages_of_every_lot(tmp_path: Path) -> None:
    result = _run(*_files(tmp_path), "--lots-to", tmp_path / "lots")
    assert result.exit_code == 0, result.output
    assert "2 pages of lots" in result.output
    assert len(list((tmp_path / "lots" / "lots").iterdir())) == 2


def test_a_folder_of_lots_goes_with_no_other_page(tmp_path: Path) -> None:
    files = _files(tmp_path)
    assert _run(*files, "--lots-to", tmp_path / "lots", "--lot", "empty").exit_code == 2
    assert _run(*files, "--lots-to", tmp_path / "lots", "-o", tmp_path / "page.html").exit_code == 2
    assert not (tmp_path / "lots").exists()


def test_writes_the_named_file_in_the_named_language(tmp_path: Path) -> None:
    result = _run(*_files(tmp_path), "-o", tmp_path / "page.html", "--lang", "zh")
    assert result.exit_code == 0, result.output
    assert '<html lang="zh-CN">' in (tmp_path / "page.html").read_text(encoding="utf-8")


def test_no_page_of_a_schedule_that_breaks_rules(tmp_path: Path) -> None:
    scenario, schedule = _files(tmp_path)
    data = json.loads(schedule.read_text(encoding="utf-8"))
    data["levels"][0] |= {"value": 999, "bound": 999}
    schedule.write_text(json.dumps(data), encoding="utf-8")
    result = _run(scenario, schedule)
    assert result.exit_code == 1
    assert "parking-share verify" in result.output
    assert not (tmp_path / "town-schedule.report.html").exists()


def test_never_replaces_what_it_reads(tmp_path: Path) -> None:
    scenario, schedule = _files(tmp_path)
    before = scenario.read_text(encoding="utf-8")
    assert _run(scenario, schedule, "-o", scenario).exit_code == 2
    assert scenario.read_text(encoding="utf-8") == before


def test_refuses_a_schedule_of_an_older_scenario(tmp_path: Path) -> None:
    scenario, schedule = _files(tmp_path)
    scenario.write_text(json.dumps(scenario_data(days=8)), encoding="utf-8")
    result = _run(scenario, schedule)
    assert result.exit_code == 2
    assert "older state of town.json" in result.output
    assert not (tmp_path / "town-schedule.report.html").exists()


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    result = _run(*_files(tmp_path), "-o", tmp_path / "nowhere" / "page.html")
    assert result.exit_code == 2
    assert "does not exist; make it first" in result.output
