"""Bays by the command line: ``solve`` numbers them, ``bays`` does so for a schedule that is there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import run

from parking_share import read_schedule


@pytest.fixture
def bare(town: Path, tmp_path: Path) -> Path:
    """A schedule of the town without bays."""
    path = tmp_path / "bare.json"
    result = run("solve", town, "-o", path, "--no-report", "--no-bays", "--method", "fcfs")
    assert result.exit_code == 0
    assert "bays:" not in result.output
    assert '"bay"' not in path.read_text("utf-8")
    return path


def test_solve_numbers_bays_and_says_how_well(town: Path, tmp_path: Path) -> None:
    out = tmp_path / "s.json"
    result = run("solve", town, "-o", out, "--no-report", "--json", "--tables", tmp_path / "tables")
    facts = json.loads(result.stdout)
    assert 0 < facts["bays"]["kept"] <= facts["bays"]["bound"] <= facts["bays"]["residents"] == facts["served"]
    assert sum(lot["kept"] for lot in facts["bays"]["lots"]) == facts["bays"]["kept"]
    assert all(stay.bay is not None for assignment in read_schedule(out).assignments for stay in assignment.stays)
    header, first = (tmp_path / "tables" / "roster.csv").read_text("utf-8-sig").splitlines()[:2]
    assert first.split(",")[header.split(",").index("bay")].isdigit()
    assert json.loads(run("solve", town, "-o", out, "--no-report", "--no-bays", "--json").stdout)["bays"] is None


def test_bays_are_numbered_into_the_same_file(town: Path, bare: Path, tmp_path: Path) -> None:
    before = read_schedule(bare)
    elsewhere = tmp_path / "numbered.json"
    assert run("bays", town, bare, "-o", elsewhere).exit_code == 0
    assert read_schedule(bare) == before
    result = run("bays", town, bare, "-o", bare)
    assert result.exit_code == 0
    assert result.output.startswith("bays: ")
    assert bare.read_bytes() == elsewhere.read_bytes()
    assert run("verify", town, bare).exit_code == 0
    facts = json.loads(run("bays", town, bare, "-o", bare, "--last", elsewhere, "--json").stdout)
    assert facts["residents"] == len(before.assignments)
    assert bare.read_bytes() == elsewhere.read_bytes()  # nothing is renamed where nothing has changed
    assert run("bays", town, bare, "-o", elsewhere, "--last", elsewhere).exit_code == 2  # the last schedule is not replaced


def test_what_is_read_is_not_replaced_but_by_its_own_kind(town: Path, bare: Path) -> None:
    result = run("bays", town, bare, "-o", town)
    assert result.exit_code == 2
    assert "would be both the scenario and the numbered schedule" in result.stderr


def test_a_schedule_that_breaks_a_rule_is_not_numbered(town: Path, bare: Path, tmp_path: Path) -> None:
    data = json.loads(bare.read_text("utf-8"))
    data["assignments"][0]["walk_seconds"] += 1
    bare.write_text(json.dumps(data), encoding="utf-8")
    result = run("bays", town, bare, "-o", tmp_path / "numbered.json")
    assert result.exit_code == 1
    assert "its bays are not numbered" in result.stderr
    assert not (tmp_path / "numbered.json").exists()


def test_moves_are_listed(tmp_path: Path) -> None:
    # One charging bay, one ordinary: Cai charges when Ann is there, Dee when Bob is, and Ann and Bob meet in between. One of them moves.
    stays = {"ann": "Mo 00:00-20:00", "bob": "Mo 10:00-23:00", "cai": "Mo 00:00-09:00", "dee": "Mo 21:00-23:00"}
    place = {"location": {"lat": 29.7, "lon": 107.39}}
    scenario = {
        "format": 1,
        "id": "charger",
        "horizon": {"start": "2026-11-23", "days": 1},
        "communities": [{"id": "c"} | place],
        "lots": [{"id": "lot", "spaces": 2, "kinds": [{"kind": "charging", "spaces": 1}]} | place],
        "residents": [
            {"id": who, "community": "c", "stays": text, "needs": ["charging"] if who in ("cai", "dee") else []}
            for who, text in stays.items()
        ],
    }
    path = tmp_path / "charger.json"
    path.write_text(json.dumps(scenario), encoding="utf-8")
    result = run("solve", path, "-o", tmp_path / "s.json")
    assert result.exit_code == 0, result.output
    assert "bays: 3 of 4 residents keep one bay for the whole time, and no more can\n" in result.output
    assert (
        "moves during a stay, which the kinds of spaces make necessary: 1\n  lot: bob moves from bay 1 to bay 2 at 2026-11-23 21:00\n"
        in result.output
    )
    page = (tmp_path / "s.report.html").read_text("utf-8")
    assert "3 of 4 residents have the same bay all the time." in page
    assert "10:00–23:00 (1, 21:00: 2)" in page
