"""The commands of a planner: what-if variants, sweeps that can go on, advice."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from command_line import run
from random_scenarios import random_town

from parking_share import read_scenario, read_schedule, solve, verify
from parking_share.comparison import Solved, compare
from parking_share.variants import variants_from_dict

CHANGES = """
format: 1
base: town-1
variants:
  - {id: smaller, name: Fewer spaces, lots: [{add: {spaces: -1}}]}
  - {id: more, on: smaller, demand: [{factor: 1.5}]}
  - {id: same}
"""


@pytest.fixture
def changes(tmp_path: Path) -> Path:
    path = tmp_path / "changes.yaml"
    path.write_text(CHANGES, encoding="utf-8")
    return path


def test_whatif_writes_what_can_be_read_verified_and_compared(town: Path, changes: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = run("whatif", town, changes, "-o", out, "--processes", "2")
    assert result.exit_code == 0, result.output
    base = Solved(read_scenario(town), read_schedule(out / "base.schedule.json"))
    with (out / "variants.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["variant"]: row for row in csv.DictReader(file)}
    assert list(rows) == ["base", "smaller", "more", "same"]
    assert rows.pop("base") == rows["same"] | {"variant": "base"}
    for name, row in rows.items():
        variant = Solved(read_scenario(out / f"{name}.json"), read_schedule(out / f"{name}.schedule.json"))
        assert verify(variant.scenario, variant.schedule) == ()
        assert variant.schedule.status == row["status"] == "optimal"
        assert int(row["served"]) == len(variant.schedule.assignments)
        told = json.loads((out / f"{name}.comparison.json").read_text("utf-8"))
        found = json.loads(json.dumps(compare(base, variant).to_dict()))
        assert told == found
        assert run("compare", town, out / f"{name}.json", "--base-schedule", out / "base.schedule.json").exit_code == 0
    assert [level.value for level in read_schedule(out / "same.schedule.json").levels] == [level.value for level in base.schedule.levels]
    assert not [path for path in out.iterdir() if path.name.startswith(".")]


def test_whatif_on_top_of_each_other_and_as_json(town: Path, changes: Path, tmp_path: Path) -> None:
    result = run("whatif", town, changes, "-o", tmp_path / "out", "--processes", "1", "--json")
    assert result.exit_code == 0, result.output
    answers = {answer["variant"]: answer for answer in json.loads(result.stdout)}
    base = read_scenario(town)
    more = next(
        each.scenario
        for each in variants_from_dict(
            {
                "format": 1,
                "variants": [
                    {"id": "smaller", "lots": [{"add": {"spaces": -1}}]},
                    {"id": "more", "on": "smaller", "demand": [{"factor": 1.5}]},
                ],
            },
            base,
        )
        if each.variant.id == "more"
    )
    assert answers["more"]["figures"]["priority"] == solve(more).schedule.levels[0].value
    assert answers["more"]["comparison"]["residents"]["difference"] == len(more.residents) - len(base.residents) > 0
    assert answers["same"]["comparison"]["people"] == []


def test_whatif_tells_all_mistakes_and_writes_nothing(town: Path, tmp_path: Path) -> None:
    changes = tmp_path / "wrong.json"
    changes.write_text('{"format": 1, "base": "x", "variants": [{"id": "a", "remove_lots": ["nowhere"]}, {"id": "b", "on": "b"}]}')
    result = run("whatif", town, changes, "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert "3 problems in the input" in result.stderr
    assert not (tmp_path / "out").exists()


def solved_again(town: Path, value: Any) -> int:
    scenario = read_scenario(town)
    (changed,) = variants_from_dict({"format": 1, "variants": [{"id": "v", "lots": [{"set": {"spaces": value}}]}]}, scenario)
    return len(solve(changed.scenario).schedule.assignments)


def test_sweep_solves_each_combination_once(town: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = ("sweep", town, "--vary", "lots[*].spaces=1:5:2", "-o", out, "--processes", "2", "--json")
    rows = json.loads(run(*command).stdout)
    assert [row["lots[*].spaces"] for row in rows] == [1, 3, 5]
    assert [row["served"] for row in rows] == [solved_again(town, value) for value in (1, 3, 5)]
    journal = out / "sweep.jsonl"
    first, *lines = journal.read_text("utf-8").splitlines()
    assert len(lines) == 3
    # One is taken out, one is cut off in the middle as if the machine had stopped there, one is made recognisable.
    number, told = json.loads(lines[2])
    journal.write_text("\n".join([first, json.dumps([number, told | {"served": 999}]), lines[0][:20]]))
    again = json.loads(run(*command).stdout)
    assert [row["served"] for row in again] == [999 if at == number else row["served"] for at, row in enumerate(rows)]


def test_sweep_over_two_parameters_is_a_table(town: Path, tmp_path: Path) -> None:
    result = run("sweep", town, "--vary", "demand=0.5,1", "--vary", "policy.max_walk_minutes=5:15:5", "-o", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "residents served; across: policy.max_walk_minutes" in result.stdout
    with (tmp_path / "out" / "sweep.csv").open(encoding="utf-8-sig", newline="") as file:
        served = [int(row["served"]) for row in csv.DictReader(file)]
    assert len(served) == 6
    assert served[:3] == sorted(served[:3])
    assert str(served[-1]) in result.stdout


def test_a_journal_of_another_sweep_is_not_touched(town: Path, tmp_path: Path) -> None:
    assert run("sweep", town, "--vary", "demand=1", "-o", tmp_path / "out").exit_code == 0
    before = (tmp_path / "out" / "sweep.jsonl").read_bytes()
    result = run("sweep", town, "--vary", "demand=1,2", "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert "is of another sweep" in result.stderr
    assert (tmp_path / "out" / "sweep.jsonl").read_bytes() == before


@pytest.mark.parametrize(
    ("vary", "words"),
    [
        (["lots[l0].spaces"], "is no parameter; write PATH=VALUES"),
        (["spaces=3"], "is no parameter"),
        (["lots[nowhere].spaces=3"], "'nowhere' is no lot of the scenario"),
        (["lots[l0].spces=3"], "did you mean 'spaces'?"),
        (["lots[l0].spaces=5:1:2"], "is an empty range"),
        (["lots[l0].spaces=1:5:0"], "is an empty range"),
        (["lots[l0].spaces=1:9999:1"], "at most 1,000"),
        (["lots[l0].spaces=1,1"], "has a value twice"),
        (["lots[l0].spaces="], "has no values"),
        (["lots[l0].spaces=[1"], "is no list in JSON"),
        (["lots[l0].spaces=[[1]]"], "holds something else than numbers and texts"),
        (["lots[l0].spaces=two"], 'must be a whole number, not "two"'),
        (["policy.max_walk_minutes=-5:5:5"], "must be at least 0, not -5"),
        (["demand=1", "demand=2"], "vary it once"),
        (["lots[l0].spaces=1,2", "lots[*].spaces=3"], "changes what lots[l0].spaces changes"),
        (["lots[l0].spaces=1,2", "lots[*].add.spaces=3"], "changes what lots[l0].spaces changes"),
        (['lots[l0].own_use=[""]', "lots[l0].own_use.begin_minutes=10"], "vary it once"),
        (["communities[c0].priority=1", "residents[*].priority=2"], "vary it once"),
        (["lots[l0].max_height_m=[null]"], "holds something else than numbers and texts"),
        (["lots[l0].spaces.=1"], "is no parameter"),
        (["demand=" + "[" * 50_000], "is no list in JSON"),
        (["demand=1", "lots[l0].spaces=1", "lots[l1].spaces=2"], "vary one parameter or two, not 3"),
    ],
)
def test_mistakes_of_a_sweep(vary: list[str], words: str, town: Path, tmp_path: Path) -> None:
    result = run("sweep", town, *(argument for text in vary for argument in ("--vary", text)), "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert words in result.stderr
    assert not (tmp_path / "out").exists()


def test_results_never_replace_what_they_are_made_from(tmp_path: Path) -> None:
    """Each command with its own folder as the folder of results; all is told before anything is solved, and nothing is written."""
    town, changes, schedule = tmp_path / "town.json", tmp_path / "changes.json", tmp_path / "replanned.schedule.json"
    town.write_text(json.dumps(random_town(1)), encoding="utf-8")
    changes.write_text('{"format": 1, "variants": [{"id": "town"}, {"id": "changes"}]}', encoding="utf-8")
    assert run("solve", town, "-o", schedule, "--no-report").exit_code == 0
    sweep = tmp_path / "sweep.csv"
    sweep.mkdir()
    before = {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    for command, words in (
        (("whatif", town, changes, "-o", tmp_path), ["would replace it", "the changes file"]),
        (("replan", town, schedule, "-o", tmp_path), ["the last schedule, and a result would replace it"]),
        (("sweep", town, "--vary", "demand=1", "-o", tmp_path), ["is a folder, and a result would have its name"]),
        (("advise", town, "--table", town), ["would be both the scenario and the table"]),
        (("advise", town, "--schedule", schedule, "--table", schedule), ["would be both the schedule and the table"]),
        (("sweep", town, "--vary", "demand=1", "-o", town), ["file"]),
        (("whatif", town, changes, "-o", tmp_path / "missing" / "x"), ["does not exist; make it first"]),
    ):
        result = run(*command)
        assert result.exit_code == 2, command
        assert all(word in result.stderr for word in words), result.stderr
    assert {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before


def test_a_damaged_journal_is_read_as_far_as_it_is_one(town: Path, tmp_path: Path) -> None:
    command = ("sweep", town, "--vary", "demand=0.5,1", "-o", tmp_path / "out", "--json", "--processes", "1")
    rows = json.loads(run(*command).stdout)
    journal = tmp_path / "out" / "sweep.jsonl"
    first, line, _ = journal.read_bytes().split(b"\n", 2)
    for damage in (
        b"\xff\xfe",
        b"[0, {}]",
        b'[-1, {"a": 1}]',
        b"[true, 3]",
        b"[" * 100_000,
        line.replace(b"150", b'"x"'),
        b'[9, {"served": 1}]',
    ):
        journal.write_bytes(first + b"\n" + damage + b"\n" + line + b"\n")
        assert json.loads(run(*command).stdout) == rows


def test_variants_with_levels_of_their_own_and_names_that_would_steer_a_terminal(town: Path, tmp_path: Path) -> None:
    changes = tmp_path / "changes.json"
    named = [{"ids": ["l0"], "set": {"name": "[red]x[/] \x1b[31m \\"}}]
    rows = [{"id": "a", "policy": {"objectives": ["served", "walk"]}}, {"id": "b", "lots": named}]
    changes.write_text(json.dumps({"format": 1, "variants": rows}), encoding="utf-8")
    result = run("whatif", town, changes, "-o", tmp_path / "out", "--processes", "1", "--no-report")
    assert result.exit_code == 0, result.output
    shown = run("compare", town, tmp_path / "out" / "b.json", "--base-schedule", tmp_path / "out" / "a.schedule.json")
    assert shown.exit_code == 2  # a schedule of another scenario
    advice = run("advise", tmp_path / "out" / "b.json", "--top", "3", "--processes", "1")
    assert advice.exit_code == 0
    assert "\x1b" not in advice.output + result.output
    with (tmp_path / "out" / "variants.csv").open(encoding="utf-8-sig", newline="") as file:
        assert all("." not in row["served"] for row in csv.DictReader(file))
    swept = run("sweep", town, "--vary", "lots[*].add.spaces=0,1", "-o", tmp_path / "more", "--processes", "1", "--json")
    assert [row["lots[*].add.spaces"] for row in json.loads(swept.stdout)] == [0, 1]


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals of POSIX")
def test_an_interrupted_sweep_goes_on(town: Path, tmp_path: Path) -> None:
    """Ctrl-C reaches all processes of a terminal; what is done is kept, and the second run does the rest."""
    town.write_text(json.dumps(random_town(2, 300, 16)), encoding="utf-8")
    out = tmp_path / "out"
    command = [
        sys.executable,
        "-m",
        "parking_share",
        "sweep",
        str(town),
        "--vary",
        "demand=0.5:1.5:0.05",
        "-o",
        str(out),
        "--processes",
        "2",
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
    journal = out / "sweep.jsonl"
    for _ in range(600):
        if process.poll() is not None or (journal.exists() and len(journal.read_text().splitlines()) > 1):
            break
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors
    assert "the same command goes on with the others" in errors
    assert "Traceback" not in errors
    done = len(journal.read_text().splitlines()) - 1
    assert 1 <= done < 21
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    assert sorted(json.loads(line)[0] for line in journal.read_text().splitlines()[1:]) == list(range(21))


def test_advice_of_a_given_schedule(town: Path, tmp_path: Path) -> None:
    schedule = tmp_path / "s.json"
    assert run("solve", town, "-o", schedule, "--no-report").exit_code == 0
    result = run(
        "advise", town, "--schedule", schedule, "--top", "2", "--spare", "--table", tmp_path / "t.csv", "--json", "--processes", "1"
    )
    assert result.exit_code == 0, result.output
    advice = json.loads(result.stdout)
    assert advice["sure"] >= 2
    assert all(each["gain"] is None or each["gain"] <= each["at_most"] <= each["estimate"] for each in advice["suggestions"])
    assert all(each["is_most"] for each in advice["spare"])
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == len(advice["suggestions"])
    shown = run("advise", town, "--top", "2", "--processes", "1")
    assert shown.exit_code == 0
    assert "are certain to be the best" in shown.stdout


def test_no_advice_on_a_schedule_without_prices_or_that_breaks_rules(town: Path, tmp_path: Path) -> None:
    schedule = tmp_path / "s.json"
    assert run("solve", town, "-o", schedule, "--no-report", "--method", "fcfs").exit_code == 0
    result = run("advise", town, "--schedule", schedule)
    assert result.exit_code == 2
    assert "carries no prices of its first level" in result.stderr
    data = json.loads(schedule.read_text("utf-8"))
    data["assignments"][0]["walk_seconds"] += 1
    schedule.write_text(json.dumps(data), encoding="utf-8")
    assert run("advise", town, "--schedule", schedule).exit_code == 1
