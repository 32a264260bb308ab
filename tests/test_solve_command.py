"""The command line as an operator uses it: files, exit codes, interruption, nothing half written."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from command_line import run
from random_scenarios import random_town
from test_optimum import crowd

from parking_share import read_scenario, read_schedule
from parking_share.commands import COMMANDS
from parking_share.commands.terminal import verdict

SCENARIOS = Path(__file__).parent.parent / "scenarios"


def test_solve_writes_schedule_page_and_tables(town: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.schedule.json"
    result = run("solve", town, "-o", out, "--tables", tmp_path / "tables")
    assert result.exit_code == 0, result.output
    schedule = read_schedule(out)
    assert schedule.status == "optimal"
    assert "proved optimal" in result.output
    assert (tmp_path / "out.report.html").stat().st_size > 10_000
    assert {path.name for path in (tmp_path / "tables").iterdir()} >= {"assignments.csv", "roster.csv", "due-out.csv"}
    assert run("verify", town, out).exit_code == 0


def test_solve_without_names_writes_into_the_current_folder(town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    monkeypatch.chdir(folder)
    assert run("solve", town).exit_code == 0
    assert sorted(path.name for path in folder.iterdir()) == ["town.report.html", "town.schedule.json"]


def test_json_summary_adds_up(town: Path, tmp_path: Path) -> None:
    result = run("solve", town, "-o", tmp_path / "s.json", "--no-report", "--json")
    facts = json.loads(result.stdout)
    assert facts["served"] + sum(facts["refused"].values()) == facts["residents"] == 60
    assert sum(lot["residents"] for lot in facts["lots"]) == facts["served"]
    assert all(lot["fullest_present"] <= lot["fullest_shareable"] for lot in facts["lots"])
    priority = facts["levels"][0]
    assert priority["value"] == priority["bound"] >= priority["first_come_first_served"]


@pytest.mark.parametrize("method", ["fcfs", "lottery"])
def test_baselines_are_feasible_and_claim_nothing(method: str, town: Path, tmp_path: Path) -> None:
    out = tmp_path / "s.json"
    data = random_town(1)
    town.write_text(json.dumps(data | {"policy": data.get("policy", {}) | {"lottery_seed": "2026-11-01"}}), encoding="utf-8")
    assert run("solve", town, "-o", out, "--no-report", "--method", method).exit_code == 0
    schedule = read_schedule(out)
    assert schedule.run.method == method
    assert schedule.status == "feasible"
    assert all(level.bound is None for level in schedule.levels)
    assert run("verify", town, out).exit_code == 0


def test_a_lottery_without_its_public_text_is_no_traceback(town: Path, tmp_path: Path) -> None:
    result = run("solve", town, "-o", tmp_path / "s.json", "--method", "lottery")
    assert result.exit_code == 2
    assert "policy.lottery_seed" in result.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["town.json"]


def test_bad_input_says_everything_and_writes_nothing(tmp_path: Path) -> None:
    data = random_town(1)
    data["lots"][0]["spaces"] = -1
    data["lots"][1]["own_use"] = "daily 8-9"
    data["residents"][2]["community"] = "nowhere"
    path = tmp_path / "bad.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    result = run("solve", path, "-o", tmp_path / "s.json")
    assert result.exit_code == 2
    for place in ("lots[0].spaces", "lots[1].own_use", "residents[2].community"):
        assert place in result.output
    assert [file.name for file in tmp_path.iterdir()] == ["bad.json"]


@pytest.mark.parametrize("command", ["solve", "validate"])
def test_a_missing_file_is_no_traceback(command: str, tmp_path: Path) -> None:
    result = run(command, tmp_path / "nothing.json")
    assert result.exit_code == 2
    assert "cannot be read" in result.output


@pytest.mark.parametrize(
    ("words", "sentences"),
    [
        ("-o no/s.json --no-report", ["s.json: the folder 'no' does not exist; make it first"]),
        ("--report no/p.html --tables none/t", ["the folder 'no' does not exist", "the folder 'none' does not exist"]),
        ("-o town.json", ["town.json: would be both the scenario and the schedule"]),
        ("-o sub/../town.json", ["would be both the scenario and the schedule"]),
        ("-o residents.csv", ["residents.csv: would be both a file of the scenario and the schedule"]),
        ("--report town.json", ["town.json: would be both the scenario and the page"]),
        ("-o s --report s --tables s", ["both the schedule and the page", "both the schedule and the folder of tables"]),
        ("-o sub.json", ["sub.report.html: is a folder; choose another name for the page"]),
    ],
)
def test_places_that_cannot_be_written_are_refused_before_the_search(
    words: str, sentences: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for folder in ("sub", "sub.report.html"):
        (tmp_path / folder).mkdir()
    Path("town.json").write_text(json.dumps(random_town(1) | {"residents": "residents.csv"}), encoding="utf-8")
    Path("residents.csv").write_text("id,community,stays\n", encoding="utf-8")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    result = run("solve", "town.json", *words.split())
    assert result.exit_code == 2
    for sentence in sentences:
        assert sentence in result.stderr
    assert f"{len(sentences)} problem" in result.stderr
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before


@pytest.fixture
def solved(town: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The town's schedule, in the current folder."""
    monkeypatch.chdir(town.parent)
    assert run("solve", town, "--no-report").exit_code == 0
    return Path("town.schedule.json")


def test_a_changed_town_is_solved_from_its_schedule_and_replaces_it(town: Path, solved: Path) -> None:
    data = random_town(1)
    earlier = read_schedule(solved)
    leaver = earlier.assignments[0].resident
    data["residents"] = [resident for resident in data["residents"] if resident["id"] != leaver]
    town.write_text(json.dumps(data), encoding="utf-8")
    result = run("solve", town, "--no-report", "--start", solved)
    assert result.exit_code == 0, result.output
    assert "the start is" not in result.stderr
    later = read_schedule(solved)
    assert later != earlier
    assert run("verify", town, solved).exit_code == 0
    lots = {each.resident: each.lot for each in earlier.assignments}
    stay = sum(lots.get(each.resident) == each.lot for each in later.assignments)
    move = sum(each.resident in lots for each in later.assignments) - stay
    counts = {"stay": stay, "move": move, "leave": len(lots) - stay - move, "enter": len(later.assignments) - stay - move}
    assert counts["leave"] >= 1
    assert "from the start: {stay} stay, {move} move, {leave} leave, {enter} enter".format(**counts) in result.stdout
    solved.write_text(earlier.to_json(), encoding="utf-8")
    facts = json.loads(run("solve", town, "--no-report", "--start", solved, "--json").stdout)
    assert facts["start"] == counts


def test_without_a_start_nothing_is_said_of_one(town: Path, tmp_path: Path) -> None:
    assert "from the start" not in run("solve", town, "-o", tmp_path / "s.json", "--no-report").stdout
    assert json.loads(run("solve", town, "-o", tmp_path / "s.json", "--no-report", "--json").stdout)["start"] is None


def test_a_start_of_another_scenario_is_a_warning(town: Path, solved: Path) -> None:
    other = town.with_name("other.json")
    other.write_text(json.dumps(random_town(2)), encoding="utf-8")
    result = run("solve", other, "--start", solved, "--no-report")
    assert result.exit_code == 0
    assert "warning: the start is a schedule of the scenario 'town-1', not of 'town-2'; what fits of it is used" in result.stderr
    assert run("verify", other, "other.schedule.json").exit_code == 0


def test_scenario_and_start_show_their_errors_together(town: Path, solved: Path) -> None:
    town.write_text(json.dumps(random_town(1) | {"id": 5}), encoding="utf-8")
    before = solved.read_text(encoding="utf-8")
    solved.write_text(before.replace('"format": 1', '"format": 9'), encoding="utf-8")
    result = run("solve", town, "--start", solved, "-o", "new.json")
    assert result.exit_code == 2
    assert "2 problems" in result.stderr
    assert "  id: " in result.stderr
    assert "town.schedule.json.format" in result.stderr
    assert not Path("new.json").exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("--report town.schedule.json -o new.json", "town.schedule.json: would be both the start and the page"),
        ("--report sub/../town.schedule.json", "town.schedule.json: would be both the start and the page"),
        ("--tables town.schedule.json", "'--tables'"),
    ],
)
def test_only_the_schedule_may_replace_the_start(words: str, sentence: str, town: Path, solved: Path) -> None:
    Path("sub").mkdir()
    before = solved.read_bytes()
    result = run("solve", town, "--start", solved, *words.split())
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert solved.read_bytes() == before


@pytest.mark.parametrize("method", ["fcfs", "lottery"])
def test_a_baseline_has_no_start(method: str, town: Path, solved: Path) -> None:
    result = run("solve", town, "--start", solved, "--method", method, "-o", "new.json")
    assert result.exit_code == 2
    assert "'--start'" in result.stderr
    assert f"'{method}' does not search" in result.stderr
    assert not Path("new.json").exists()


@pytest.mark.parametrize("seconds", ["nan", "inf", "-1"])
def test_a_time_limit_is_a_number_of_seconds(seconds: str, town: Path, tmp_path: Path) -> None:
    result = run("solve", town, "-o", tmp_path / "s.json", "--time-limit", seconds)
    assert result.exit_code == 2
    assert "--time-limit" in result.stderr
    assert isinstance(result.exception, SystemExit)


def test_ctrl_c_outside_the_search_says_only_that(town: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(path: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("parking_share.commands.validate.read_scenario", stop)
    result = run("validate", town)
    assert (result.exit_code, result.output) == (130, "interrupted\n")


@pytest.mark.parametrize("arguments", [["--help"], ["validate", "town.json"]])
@pytest.mark.parametrize("module", ["click", "parking_share.commands.validate"])
def test_ctrl_c_while_modules_are_read_is_no_traceback(module: str, arguments: list[str]) -> None:
    """Ctrl-C comes while ``module`` is looked for: a finder of modules raises what the signal would."""
    program = f"""
import sys
from parking_share.__main__ import main

class Stop:
    def find_spec(self, name, path, target=None):
        if name == {module!r}:
            raise KeyboardInterrupt

sys.meta_path.insert(0, Stop())
sys.argv[1:] = {arguments!r}
main()
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (130, "", "interrupted\n")


def test_the_package_itself_loads_nothing_slow() -> None:
    """What is loaded before ``main`` runs cannot be interrupted quietly."""
    program = "import sys, parking_share.__main__; print([name for name in ('click', 'numpy', 'pydantic') if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "[]\n"


@pytest.mark.parametrize(
    ("ended", "words"),
    [
        ("proved", "proved optimal in 2.0 s"),
        ("interrupted", "interrupted after 2.0 s"),
        ("time limit", "time limit reached after 2.0 s"),
        ("not proved", "not proved: the solvers ended without a proof"),
        ("baseline", "a baseline: nothing is proved"),
    ],
)
def test_how_the_search_ended_is_said_as_it_was(ended: str, words: str) -> None:
    assert verdict({"ended": ended, "seconds": 2.0}) == words


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert f"parking-share {command}" in result.output


def test_schema_describes_every_shipped_scenario() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(run("schema", "scenario").stdout)
    for path in sorted(SCENARIOS.glob("*.json")):
        jsonschema.validate(json.loads(path.read_text(encoding="utf-8")), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"format": 1, "id": "x", "spaces": 3}, schema)


def start(path: Path, out: Path, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "parking_share", "solve", str(path), "-o", str(out), "--no-report", *more]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.fixture
def hard(tmp_path: Path) -> Path:
    """A scenario that CP-SAT does not close within many minutes."""
    path = tmp_path / "hard.json"
    path.write_text(json.dumps(crowd(250, 8, seed=1).to_dict()), encoding="utf-8")
    return path


@pytest.mark.skipif(os.name == "nt", reason="sends SIGINT")
def test_ctrl_c_keeps_the_best_schedule_so_far(hard: Path, tmp_path: Path) -> None:
    out = tmp_path / "s.json"
    process = start(hard, out, "--time-limit", "300")
    time.sleep(8)
    assert process.poll() is None, "the scenario is meant to take long"
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=60)
    assert process.returncode == 0, stderr
    assert "interrupted" in stdout
    schedule = read_schedule(out)
    first = schedule.levels[0]
    assert schedule.status == "feasible"
    assert first.bound is not None
    assert first.bound > first.value > 0
    assert run("verify", hard, out).exit_code == 0


def test_time_limit_keeps_the_best_schedule_so_far(hard: Path, tmp_path: Path) -> None:
    out = tmp_path / "s.json"
    process = start(hard, out, "--time-limit", "3")
    stdout, stderr = process.communicate(timeout=120)
    assert process.returncode == 0, stderr
    assert "time limit" in stdout
    assert read_schedule(out).status == "feasible"


@pytest.mark.parametrize("seconds", [0.6, 1.2, 1.8, 2.4, 3.0])
def test_kill_leaves_no_half_written_file(seconds: float, tmp_path: Path) -> None:
    """Whatever the moment, the schedule's name holds a whole schedule or does not exist."""
    out = tmp_path / "s.json"
    process = start(SCENARIOS / "taiping-street-80.json", out)
    time.sleep(seconds)
    process.kill()
    process.communicate()
    if out.exists():
        assert len(read_schedule(out).assignments) + len(read_schedule(out).refusals) == len(
            read_scenario(SCENARIOS / "taiping-street-80.json").residents
        )
