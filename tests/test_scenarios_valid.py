"""The shipped scenarios: valid, of the published sizes, each showing its rule, with the optimum that their page states."""

from __future__ import annotations

import csv
import json
import shlex
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from reference import best

from parking_share.commands.make import make_command
from parking_share.reading import read_scenario
from parking_share.scenario import Scenario
from parking_share.solving import solve

FOLDER = Path(__file__).parent.parent / "scenarios"
PAGE = (FOLDER / "README.md").read_text(encoding="utf-8")
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))

# Level values; the page argues those of the small scenarios by hand.
OPTIMA = {
    "adjusted-weekend": (7, 0, 2100, 180),
    "chargers": (7, 0, 1800, 0),
    "closure-exam-week": (5, 0, 1500, 4500),
    "gate-curfew": (8, 0, 1140, 40),
    "lottery": (5, 40438599),
    "qijiang-59": (35284, 143, 1294052, 204055),
    "seasonal-hours": (4, 0, 1200, 120),
    "slope": (6, 0, 2022, 0),
    "staggered-arrivals": (10, 0, 1200, 470),
    "taiping-street-80": (1272, 14, 20015, 44475),
    "walk-matrix": (5, 0, 2805, 0),
}
SMALL = [name for name in NAMES if name not in ("qijiang-59", "taiping-street-80")]


def scenario(name: str) -> Scenario:
    return read_scenario(FOLDER / f"{name}.json")


def level_values(variant: Scenario) -> tuple[int, ...]:
    schedule = solve(variant).schedule
    assert schedule.status == "optimal"
    return tuple(level.value for level in schedule.levels)


def test_every_scenario_has_a_known_optimum() -> None:
    assert sorted(OPTIMA) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_valid_and_says_where_it_comes_from(name: str) -> None:
    read = scenario(name)
    assert read.id == name
    assert read.warnings == ()
    assert "made up" in read.origin
    assert f"`{name}.json`" in PAGE


def test_taiping_street_has_the_published_80_spaces() -> None:
    assert sum(lot.spaces for lot in scenario("taiping-street-80").lots) == 80


def test_qijiang_has_the_published_lots_and_communities() -> None:
    read = scenario("qijiang-59")
    assert (len(read.lots), len(read.communities)) == (59, 38)


@pytest.mark.parametrize("name", SMALL)
def test_small_scenarios_are_small(name: str) -> None:
    read = scenario(name)
    assert 5 <= len(read.residents) <= 20
    assert len(read.lots) <= 3


def test_qijiang_comes_out_of_the_command_on_the_page(tmp_path: Path) -> None:
    command = PAGE.split("```sh\n")[1].split("```")[0].replace("\\\n", " ")
    program, verb, *words = shlex.split(command)
    assert (program, verb) == ("parking-share", "make")
    words[words.index("-o") + 1] = str(tmp_path / "qijiang-59.json")
    result = CliRunner().invoke(make_command, words, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    for file in ("qijiang-59.json", "qijiang-59-residents.csv"):
        assert (tmp_path / file).read_bytes() == (FOLDER / file).read_bytes()


@pytest.mark.parametrize("name", NAMES)
def test_solver_reaches_the_optimum_on_the_page(name: str) -> None:
    assert level_values(scenario(name)) == OPTIMA[name]
    rows = [line for line in PAGE.splitlines() if line.startswith((f"| `{name}` |", f"| `{name}.json`"))]
    assert any(all(str(value) in row for value in OPTIMA[name]) for row in rows)


@pytest.mark.parametrize("name", SMALL)
def test_reference_finds_the_same_optimum(name: str) -> None:
    data = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    matrix: list[tuple[str, str, str]] = []
    if data["walking"].get("matrix"):
        with (FOLDER / data["walking"]["matrix"]).open(encoding="utf-8", newline="") as file:
            matrix = [(row["from"], row["lot"], row["minutes"]) for row in csv.DictReader(file)]
    assert best(data, matrix) == OPTIMA[name]


def without(data: dict[str, Any], section: str, **change: Any) -> dict[str, Any]:
    return data | {section: [item | change for item in data[section]]}


def not_exclusive(data: dict[str, Any]) -> dict[str, Any]:
    return data | {"lots": [lot | {"kinds": [kind | {"exclusive": False} for kind in lot["kinds"]]} for lot in data["lots"]]}


def flat(data: dict[str, Any]) -> dict[str, Any]:
    places = [place | {"location": place["location"] | {"elevation_m": None}} for place in data["communities"]]
    return data | {"communities": places}


def closed_by_number(data: dict[str, Any]) -> dict[str, Any]:
    lots = [lot | {"closures": [{"spaces": lot["spaces"]} | closure for closure in lot["closures"]]} for lot in data["lots"]]
    return data | {"lots": lots}


@pytest.mark.parametrize(
    ("name", "level", "variant", "value"),
    [
        ("adjusted-weekend", 0, lambda data: data | {"calendar": {}}, 8),  # Saturday 2026-02-14 rests
        ("gate-curfew", 0, lambda data: without(data, "lots", gate=""), 14),
        ("chargers", 0, not_exclusive, 8),
        ("slope", 0, flat, 8),
        ("seasonal-hours", 3, lambda data: without(data, "lots", own_use="workday 07:00-18:00"), 0),
        ("closure-exam-week", 0, closed_by_number, 2),  # nothing is excused
        ("staggered-arrivals", 0, lambda data: without(data, "residents", late_arrival_minutes=0, early_leave_minutes=0), 6),
        ("walk-matrix", 0, lambda data: data | {"walking": {"detour": 1.0}}, 6),
        ("taiping-street-80", 0, lambda data: without(data, "residents", late_arrival_minutes=0, early_leave_minutes=0), 1046),
    ],
)
def test_the_rule_matters(name: str, level: int, variant: Any, value: int) -> None:
    data = variant(scenario(name).to_dict())
    assert level_values(Scenario.from_dict(data))[level] == value


def test_every_reason_occurs_in_taiping_street() -> None:
    reasons = {refusal.reason for refusal in solve(scenario("taiping-street-80")).schedule.refusals}
    assert reasons == {"no-lot-in-walk", "not-admitted", "no-matching-hours", "full"}
