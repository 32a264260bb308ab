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
    assert (tmp_path / "town-schedule.html").read_text(encoding="utf-8").startswith("<!doctype html>")


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
    assert not (tmp_path / "town-schedule.html").exists()


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
    assert not (tmp_path / "town-schedule.html").exists()


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    result = _run(*_files(tmp_path), "-o", tmp_path / "nowhere" / "page.html")
    assert result.exit_code == 2
    assert "cannot be written" in result.output
