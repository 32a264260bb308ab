"""``parking-share verify``: what it prints and how it exits."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from verify_cases import STREET, street

from parking_share.commands.verify import verify_command
from parking_share.reading import read_scenario


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """The street and its valid schedule as files."""
    scenario, schedule = tmp_path / "street.json", tmp_path / "schedule.json"
    scenario.write_text(json.dumps(STREET), "utf-8")
    data = street()[1]
    data["scenario"]["sha256"] = read_scenario(scenario).source.sha256
    schedule.write_text(json.dumps(data), "utf-8")
    return scenario, schedule


def change(path: Path, **changes: Any) -> None:
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | changes), "utf-8")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(verify_command, [str(argument) for argument in arguments])


def test_a_schedule_that_holds_is_a_line_and_one_a_level_and_code_0(files: tuple[Path, Path]) -> None:
    result = run(*files)
    assert result.exit_code == 0
    assert result.output == (
        "schedule.json holds: 8 residents, 4 served, 28 checks; stated as optimal\n"
        "  priority 6: the bound 6 is stated without a proof\n"
        "  served 4: the bound 4 is stated without a proof\n"
        "  keep 1: the bound 1 is stated without a proof\n"
        "  walk 1600: the bound 1600 is stated without a proof\n"
        "  trim 1800: the bound 1800 is stated without a proof\n"
        "  lottery 25472625: the bound 25472625 is stated without a proof\n"
    )


def test_a_feasible_schedule_says_what_is_open(files: tuple[Path, Path]) -> None:
    levels = street()[1]["levels"]
    levels[3]["bound"], levels[4]["bound"] = 1500, None
    change(files[1], status="feasible", levels=levels)
    result = run(*files)
    assert result.exit_code == 0
    assert "; not stated as optimal\n" in result.output
    assert "  walk 1600: the bound 1500 is stated without a proof\n  trim 1800: no bound is stated\n" in result.output


def test_a_baseline_says_its_method(files: tuple[Path, Path]) -> None:
    levels = [level | {"bound": None} for level in street()[1]["levels"]]
    change(files[1], status="feasible", levels=levels, run={"version": "0", "method": "fcfs", "seconds": 0})
    assert run(*files).output.endswith("made by 'fcfs', without bounds\n")


def test_violations_are_a_table_and_code_1(files: tuple[Path, Path]) -> None:
    change(files[1], refusals=[])
    result = run(*files)
    assert result.exit_code == 1
    assert "schedule.json does not hold: 4 violations" in result.output
    for resident in ("eve", "fay", "gus", "hal"):
        assert f"Resident '{resident}' is neither served nor refused." in result.output


def test_a_long_table_is_cut_and_says_so(files: tuple[Path, Path]) -> None:
    change(files[1], refusals=[{"resident": f"[bold]{number}[/nobody]", "reason": "full"} for number in range(60)])
    result = run(*files)
    assert result.exit_code == 1
    assert "64 violations" in result.output  # 60 who are unknown, and 4 who are missing
    assert "... and 14 more" in result.output
    assert "[bold]" in result.output  # ids are shown as they are


def test_json_lists_every_violation(files: tuple[Path, Path]) -> None:
    report = json.loads(run(*files, "--json").output)
    assert (report["valid"], report["violations"]) == (True, [])
    assert report["levels"][3] == {
        "objective": "walk",
        "value": 1600,
        "stated_bound": 1600,
        "proved_bound": None,
        "by_search": False,
        "outcome": "no proof",
        "gap_percent": None,
    }
    change(files[1], refusals=[{"resident": f"nobody {number}", "reason": "full"} for number in range(60)])
    result = run(*files, "--json")
    assert result.exit_code == 1
    report = json.loads(result.output)
    assert report["valid"] is False
    assert len(report["violations"]) == 64
    assert report["violations"][0].keys() == {"rule", "message", "resident", "lot", "at", "amount"}


@pytest.mark.parametrize("version", [True, 1.0, "1", 2])
def test_the_format_is_the_whole_number_1(version: object, files: tuple[Path, Path]) -> None:
    change(files[1], format=version)
    result = run(*files)
    assert result.exit_code == 2
    assert "1 problem in the input:\n  schedule.json.format: must be 1, the version of the format" in result.stderr


def test_seconds_are_not_negative(files: tuple[Path, Path]) -> None:
    change(files[1], run={"version": "0", "method": "optimal", "seconds": -0.5})
    result = run(*files)
    assert result.exit_code == 2
    assert "run.seconds: must be at least 0" in result.stderr


def test_input_that_cannot_be_read_is_reported_at_once_with_code_2(files: tuple[Path, Path]) -> None:
    change(files[0], horizon={"start": "2026-11-23", "days": 0})
    change(files[1], status="perfect", format=2)
    result = run(*files)
    assert result.exit_code == 2
    for place in ("horizon.days", "status", "format"):
        assert place in result.stderr
    assert run(files[0].with_name("absent.json"), files[1].with_name("gone.json")).exit_code == 2
