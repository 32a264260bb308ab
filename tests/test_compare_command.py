"""``parking-share compare``: finds the schedules, says what differs, refuses what cannot be compared."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from comparison_cases import by_hand
from random_scenarios import random_town
from rich.console import Console

from parking_share import compare, read_scenario, solve, write_schedule
from parking_share.commands import main
from parking_share.commands.common import CleanConsole
from parking_share.commands.comparing import print_comparison
from parking_share.commands.differing import inputs_table
from parking_share.comparison import InputRow


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["compare", *(str(argument) for argument in arguments)], env={"COLUMNS": "120"})


def write(path: Path, data: dict[str, Any], method: Any = "optimal", *, schedule: Path | None = None) -> Path:
    path.write_text(json.dumps(data), encoding="utf-8")
    write_schedule(solve(read_scenario(path), method).schedule, schedule or path.with_suffix(".schedule.json"))
    return path


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A town and the same without two of its six lots, both with their schedules beside them; the town by turn as well."""
    folder = tmp_path_factory.mktemp("towns")
    data = random_town(1, num_residents=120)
    for number, resident in enumerate(data["residents"]):
        resident["plate"] = f"PLATE{number}"
        for key in ("fixed_lot", "excluded_lots"):
            resident.pop(key, None)
    write(folder / "town.json", data)
    write(folder / "smaller.json", data | {"lots": data["lots"][2:], "name": "=smaller [b]town[/b]"})
    write_schedule(solve(read_scenario(folder / "town.json"), "fcfs").schedule, folder / "turn.schedule.json")
    return folder


@pytest.fixture
def towns(solved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of them, and an empty current folder."""
    folder, elsewhere = tmp_path / "towns", tmp_path / "elsewhere"
    for path in (folder, elsewhere):
        path.mkdir()
    for path in solved.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    monkeypatch.chdir(elsewhere)
    return folder


def test_says_what_differs(towns: Path) -> None:
    result = run(towns / "town.json", towns / "smaller.json")
    assert result.exit_code == 0, result.output
    assert "The variant is worse: priority" in result.output
    assert "=smaller [b]town[/b] (smaller.schedule.json: optimal, optimal)" in result.output
    assert "variant - base" in result.output
    assert "removed" in result.output
    assert "PLATE" not in result.output


def test_says_what_differs_in_the_inputs(towns: Path) -> None:
    """Two lots are gone; so is what only they had."""
    ids = [lot["id"] for lot in json.loads((towns / "town.json").read_text("utf-8"))["lots"]]
    result = run(towns / "town.json", towns / "smaller.json", "--tables", "tables")
    assert ["lots", "only", "in", "the", "base", f"{ids[0]},", ids[1]] in [line.split() for line in result.output.splitlines()]
    (row,) = csv.DictReader(Path("tables/inputs.csv").read_text("utf-8-sig").splitlines())
    wanted = {"part": "lots", "key": "", "presence": "removed", "base": "", "variant": "", "told": "False", "difference": ""}
    assert row == wanted | {"number": "2", "among": "6", "ids": "|".join(ids[:2])}
    (plain,) = json.loads(run(towns / "town.json", towns / "smaller.json", "--json").stdout)["inputs"]
    assert (plain["presence"], plain["ids"]) == ("removed", ids[:2])


def test_inputs_in_words() -> None:
    """Each way in which a row can be told."""
    rows = [
        InputRow("scenario", "policy.max_walk_minutes", "both", True, 15.0, 12.5, -2.5, 1, 1, ()),
        InputRow("lots", "spaces", "both", True, 40, 20, -20, 1, 59, ("[b]17[/b]",)),
        InputRow("lots", "recall_minutes", "both", True, 0, 30, 30, 59, 59, ("l1", "l2", "l3", "l4")),
        InputRow("lots", "held_back", "both", False, None, None, 1, 9, 59, ("l1", "l2", "l3", "l4")),
        InputRow("lots", "closures", "both", True, [], [{"from": "2026-11-26T00:00", "to": "2026-11-27T00:00"}], None, 1, 59, ("l1",)),
        InputRow("lots", "serves", "both", True, ["c1", "c2"], [], None, 1, 59, ("l1",)),
        InputRow("lots", "max_height_m", "both", True, 2.1, None, None, 1, 59, ("l1",)),
        InputRow("residents", "plate", "both", False, None, None, None, 2, 6000, ("r1", "r2")),
        InputRow("residents", "stays", "both", False, None, None, None, 2, 6000, ("r1", "r2")),
        InputRow("residents", "", "added", False, None, None, None, 2000, 8000, ("r1", "r2", "r3", "r4")),
    ]
    console = Console(file=io.StringIO(), width=160)
    console.print(inputs_table(rows))
    printed = [" ".join(line.split()) for line in console.file.getvalue().splitlines()]  # type: ignore[attr-defined]
    assert printed[1:] == [
        "policy.max_walk_minutes 15 -> 12.5",
        "lots spaces 40 -> 20 [b]17[/b]",
        "lots recall_minutes 0 -> 30 59 of 59: l1, l2, l3, ...",
        "lots held_back +1 each 9 of 59: l1, l2, l3, ...",
        "lots closures added: from 2026-11-26T00:00, to 2026-11-27T00:00 l1",
        "lots serves gone: c1; c2 l1",
        "lots max_height_m 2.1 -> none l1",
        "residents plate not shown r1, r2",
        "residents stays various r1, r2",
        "residents only in the variant 2,000 of 8,000: r1, r2, r3, ...",
    ]


def test_long_tables_are_cut_and_say_so(towns: Path) -> None:
    facts = json.loads(run(towns / "town.json", towns / "smaller.json", "--json").stdout)
    assert len(facts["people"]) > 20
    assert (
        f"{len(facts['people']) - 20} more residents that differ; --tables writes all"
        in run(towns / "town.json", towns / "smaller.json").output
    )


def test_json_is_the_comparison(towns: Path) -> None:
    result = run(towns / "town.json", towns / "smaller.json", "--json", "--tables", "tables")
    facts = json.loads(result.stdout)
    assert facts["direction"] == "variant - base"
    assert facts["served"]["difference"] == facts["served"]["variant"] - facts["served"]["base"] < 0
    assert [Path(name).name for name in facts["files"]] == [
        *("inputs.csv", "levels.csv", "figures.csv", "communities.csv", "priorities.csv", "lots.csv", "people.csv")
    ]
    assert "PLATE" not in result.stdout
    assert "PLATE" not in "".join(path.read_text("utf-8-sig") for path in Path("tables").iterdir())


def test_the_same_scenario_with_two_schedules(towns: Path) -> None:
    town = towns / "town.json"
    result = run(town, town, "--base-schedule", towns / "turn.schedule.json")
    assert result.exit_code == 0, result.output
    assert "turn.schedule.json: fcfs, feasible" in result.output
    assert "The variant is better: priority" in result.output
    assert "6 of 6 lots do not differ" not in result.output
    same = run(town, town)
    assert "Nothing differs." in same.output
    assert "6 of 6 lots do not differ" in same.output


def test_bounds_stand_where_they_are_not_reached() -> None:
    console = CleanConsole(file=io.StringIO(), width=80)
    print_comparison(console, compare(*by_hand()), [Path("a.json"), Path("b.json")])
    printed = console.file.getvalue()  # type: ignore[attr-defined]
    rows = [line.split() for line in printed.splitlines() if line.strip()]
    assert ["served", "more", "4", "4", "0", "equal", "base"] in rows
    assert ["bound", "4", "5", "+1"] in rows
    assert ["walk", "less", "400", "–", "–", "–", "neither"] in rows
    assert "Which one is better is not said" in printed
    assert "only in variant" in printed and "only in base" in printed


def test_a_schedule_beside_the_scenario_goes_before_one_in_the_current_folder(towns: Path) -> None:
    in_turn = (towns / "turn.schedule.json").read_bytes()
    Path("town.schedule.json").write_bytes(in_turn)
    assert "town.schedule.json: optimal" in run(towns / "town.json", towns / "smaller.json").output
    (towns / "town.schedule.json").unlink()
    assert "town.schedule.json: fcfs" in run(towns / "town.json", towns / "smaller.json").output


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_writes_a_page(lang: str, towns: Path) -> None:
    result = run(towns / "town.json", towns / "smaller.json", "--report", "page.html", "--lang", lang)
    assert result.exit_code == 0, result.output
    assert "page.html" in result.output
    page = Path("page.html").read_text("utf-8")
    assert {"en": "Comparison of two schedules", "zh": "两份停车安排的比较"}[lang] in page
    assert "PLATE" not in page


def test_everything_that_is_missing_is_said_at_once(towns: Path) -> None:
    result = run(towns / "nowhere.json", towns / "smaller.json", "--variant-schedule", "no.json")
    assert result.exit_code == 2
    assert "2 problems in the input" in result.stderr
    assert f"base, {towns / 'nowhere.json'}: cannot be read" in result.stderr
    assert "variant, no.json: cannot be read" in result.stderr


def test_everything_that_is_wrong_is_said_at_once(towns: Path) -> None:
    data = json.loads((towns / "smaller.json").read_text("utf-8"))
    data["lots"][0]["spaces"] = -1
    (towns / "smaller.json").write_text(json.dumps(data), "utf-8")
    (towns / "town.schedule.json").write_text("{", "utf-8")
    result = run(towns / "town.json", towns / "smaller.json")
    assert result.exit_code == 2
    assert "base, town.schedule.json line 1, column 2: is not JSON" in result.stderr
    assert "variant, lots[0].spaces: must be at least 0, not -1" in result.stderr


def test_a_scenario_that_is_not_solved_yet(towns: Path) -> None:
    (towns / "smaller.schedule.json").unlink()
    result = run(towns / "town.json", towns / "smaller.json")
    assert result.exit_code == 2
    assert "smaller.schedule.json is neither beside it nor in the current folder" in result.stderr
    assert f"`parking-share solve {towns / 'smaller.json'}`" in result.stderr
    assert "--variant-schedule" in result.stderr


def test_a_schedule_of_another_scenario(towns: Path) -> None:
    result = run(towns / "town.json", towns / "smaller.json", "--base-schedule", towns / "smaller.schedule.json")
    assert result.exit_code == 2
    assert "base, smaller.schedule.json: was made for another scenario or an older state of town.json" in result.stderr
    assert "variant" not in result.stderr


def test_a_schedule_that_breaks_a_rule(towns: Path) -> None:
    path = towns / "smaller.schedule.json"
    data = json.loads(path.read_text("utf-8"))
    data["levels"][0]["value"] += 1
    path.write_text(json.dumps(data), "utf-8")
    result = run(towns / "town.json", towns / "smaller.json", "--report", "page.html", "--json")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "smaller.schedule.json breaks" in result.stderr and "(variant)" in result.stderr
    assert "town.schedule.json breaks" not in result.stderr
    assert f"parking-share verify {towns / 'smaller.json'} {path}" in result.stderr
    assert not Path("page.html").exists()


def test_never_replaces_what_it_reads(towns: Path) -> None:
    for name in ("town.json", "smaller.json", "town.schedule.json"):
        before = (towns / name).read_bytes()
        result = run(towns / "town.json", towns / "smaller.json", "--report", towns / name)
        assert result.exit_code == 2
        assert "choose another name for the page" in result.stderr
        assert (towns / name).read_bytes() == before


def test_places_that_cannot_be_written_are_said_at_once(towns: Path) -> None:
    result = run(towns / "town.json", towns / "smaller.json", "--report", "no/page.html", "--tables", "nor/tables")
    assert result.exit_code == 2
    assert "no/page.html: the folder 'no' does not exist" in result.stderr
    assert "nor/tables: the folder 'nor' does not exist" in result.stderr
