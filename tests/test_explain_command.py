"""``parking-share explain``: what it prints and writes, and what it refuses."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from report_pages import EVIL, Page

from parking_share import Scenario, read_scenario, solve, write_schedule
from parking_share.commands.explain import explain_command
from parking_share.explaining import anonymous, explain_resident
from parking_share.report.explained import view_of

SCENARIOS = Path(__file__).parents[1] / "scenarios"

# One space, one night: Ada's 3 points go before Ben's 2, and Cy cannot leave before own use begins. Dee's walk of 650 m / 60 s is
# too long, and she would be as good as nobody: 1 point. The second lot is open to nobody, for it only serves the other community.
DATA = {
    "format": 1,
    "id": "yard",
    "horizon": {"start": "2026-11-23", "days": 2},
    "crs": "local",
    "walking": {"speed_kmh": 3.6, "detour": 1},
    "policy": {"max_walk_minutes": 10, "objectives": ["priority", "walk"]},
    "communities": [{"id": "c", "location": {"x": 0, "y": 0}}, {"id": "far", "location": {"x": 9000, "y": 0}}],
    "lots": [
        {
            "id": "yard",
            "name": EVIL[0],
            "location": {"x": 300, "y": 0},
            "spaces": 1,
            "own_use": "workday 08:00-18:00; restday 09:00-12:00",
        },
        {"id": "club", "location": {"x": 400, "y": 0}, "spaces": 5, "serves": ["far"]},
    ],
    "residents": [
        {"id": "ada", "plate": "渝A·SECRET", "community": "c", "stays": "Mo 19:00-07:00", "priority": 3},
        {"id": "ben", "plate": EVIL[3], "community": "c", "stays": "Mo 20:00-07:30", "priority": 2},
        {"id": "cy", "community": "c", "stays": "Mo 19:00-08:20", "priority": 9},
        {"id": "dee", "community": "c", "home": {"x": -350, "y": 0}, "stays": "Mo 12:00-13:00"},
    ],
}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("yard")
    scenario, schedule = folder / "yard.json", folder / "yard.schedule.json"
    scenario.write_text(json.dumps(DATA), encoding="utf-8")
    write_schedule(solve(read_scenario(scenario)).schedule, schedule)
    return scenario, schedule


def run(*arguments: str | Path) -> Result:
    return CliRunner(env={"COLUMNS": "200"}).invoke(explain_command, [str(argument) for argument in arguments])


def test_a_refused_resident(files: tuple[Path, Path]) -> None:
    """Ben needs more than Ada's 3 points: with 3 the schedule is as good on both levels, with 4 it is better."""
    result = run(*files, "ben")
    assert result.exit_code == 0, result.output
    assert "the best one that does is worse (priority points: 1 fewer)" in result.output
    assert "20:00–07:00 (Mon 23 Nov)" in result.output
    assert "ada (3)" in result.output
    rows = [line.split("  ") for line in result.output.splitlines()]
    points = next(row for row in rows if row[0] == "Priority points")
    assert [cell.strip() for cell in points if cell] == [
        "Priority points",
        "2",
        "4",
        "a place",
        "3: a tie: a place is possible, not certain",
    ]
    assert any(row[0].startswith("club serves the community") for row in rows)
    assert "SECRET" not in result.output


def test_hours_are_moved_by_half_an_hour(files: tuple[Path, Path]) -> None:
    """Cy stays until 08:20: own use from 08:30 on would do, or 20 minutes of tolerance; his 9 points go before Ada's."""
    scenario = Scenario.from_dict(DATA)
    found = explain_resident(scenario, solve(scenario).schedule, "cy")
    helps = {finding.change.kind: finding.change for finding in found.findings if finding.helps}
    assert helps["own-use-begins"].after == "workday 08:30-18:00; restday 09:00-12:00"
    assert "workday 08:00-18:00  workday 08:30-18:00  a place" in run(*files, "cy").output
    assert helps["early"].after == 20
    assert helps["serves"].lot == "club"
    assert "points" not in helps


def test_a_longer_walk_helps_only_with_hours(files: tuple[Path, Path]) -> None:
    """Dee's walk is 650 s, but the yard is closed at noon: no minute more helps."""
    result = run(*files, "dee")
    assert "0:50 min over the limit" in result.output
    assert "None of the single changes that were tried" in result.output


def test_a_served_resident(files: tuple[Path, Path]) -> None:
    output = run(*files, "ada").output
    assert "without them it would be worse (priority points: 1 fewer)" in output
    assert "parks here" in output
    assert "smallest single changes" not in output


def test_a_lot(files: tuple[Path, Path]) -> None:
    """A second space would serve Ben, too: 2 points more. Of four, Dee is too far and Cy stays too long."""
    output = run(*files, "--lot", "yard").output
    assert "1 resident parks here. It is full in 1 period, Mon 23 Nov" in output
    assert "Of 4 residents 2 could use it" in output
    assert "priority points: 2 more" in output
    empty = run(*files, "--lot", "club").output
    assert (
        "Of 3 within their walk limit, most are stopped by this, 3: The lot does not serve their community. Such as ada, ben, cy." in empty
    )


def test_json_has_everything(files: tuple[Path, Path]) -> None:
    data = json.loads(run(*files, "ben", "--json").stdout)
    assert data["decision"] == {"answer": "no", "objective": "priority", "gain": -1}
    assert data["lots"][0]["access"]["stays"][0]["full"][0]["residents"] == ["ada"]
    assert next(each for each in data["findings"] if each["change"]["kind"] == "points")["change"]["after"] == 4
    lot = json.loads(run(*files, "--lot", "yard", "--json").stdout)
    assert lot["sieves"]["here"] == {"count": 1, "examples": ["ada"]}


def test_hours_are_told_in_chinese(files: tuple[Path, Path]) -> None:
    """Own use as an office writes it, and a walk of 50 s over the limit."""
    assert "工作日 08:00-18:00" in run(*files, "cy", "--lang", "zh").output
    assert "单位自用" in (told := run(*files, "--lot", "yard", "--lang", "zh").output)
    assert "工作日" in told and "workday" not in told
    assert "超出步行上限 0 分 50 秒" in run(*files, "dee", "--lang", "zh").output


def test_anonymous_names_nobody_else(files: tuple[Path, Path], tmp_path: Path) -> None:
    page = tmp_path / "ben.html"
    assert run(*files, "ben", "--anonymous", "--report", page, "--lang", "zh").exit_code == 0
    text = page.read_text(encoding="utf-8")
    assert "1 (3)" in text and "获得车位" in text
    for output in (text, run(*files, "ben", "--anonymous").output, run(*files, "--lot", "yard", "--anonymous", "--json").output):
        assert not {"ada", "cy", "dee"} & set(output.replace('"', " ").replace(",", " ").split())
        assert "SECRET" not in output


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("what", [["ben"], ["--lot", "yard"]])
def test_the_page_says_what_the_terminal_says(files: tuple[Path, Path], tmp_path: Path, what: list[str], lang: str) -> None:
    page = tmp_path / "page.html"
    assert run(*files, *what, "--lang", lang, "--report", page).output == f"wrote {page}\n"
    parsed = Page(page.read_text(encoding="utf-8"))
    shown = parsed.visible()
    printed = run(*files, *what, "--lang", lang).output
    assert all(" ".join(line.split()) in shown for line in printed.splitlines() if "  " not in line)
    assert not [one for one in parsed.all("script") if "src" in one]
    assert len([text for tag, text in parsed.texts if tag == "script" and "alert(1)" in text]) <= 1  # within the data, escaped


def test_unknown_ids_come_with_the_closest(files: tuple[Path, Path]) -> None:
    result = run(*files, "bem")
    assert result.exit_code == 2
    assert "'bem' is no resident of yard; did you mean 'ben'?" in result.output
    assert "did you mean 'yard'?" in run(*files, "--lot", "yrad").output
    assert run(*files).exit_code == 2
    assert run(*files, "ben", "--lot", "yard").exit_code == 2


def test_a_schedule_of_other_data_or_that_breaks_rules_is_refused(files: tuple[Path, Path], tmp_path: Path) -> None:
    scenario, schedule = files
    other = tmp_path / "yard.json"
    other.write_text(json.dumps(DATA | {"id": "other"}), encoding="utf-8")
    result = run(other, schedule, "ben")
    assert result.exit_code == 2 and "older state of yard.json" in result.output
    broken = tmp_path / "broken.json"
    broken.write_text(schedule.read_text(encoding="utf-8").replace('"ada"', '"ben"'), encoding="utf-8")
    result = run(scenario, broken, "ben")
    assert result.exit_code == 1 and "it is not explained" in result.output
    assert run(*files, "ben", "--report", scenario).exit_code == 2


def test_a_schedule_that_is_not_optimal_says_so(files: tuple[Path, Path], tmp_path: Path) -> None:
    """First come first served takes Ben, who stands first then; the optimum takes Ada."""
    data = DATA | {"residents": [DATA["residents"][1], DATA["residents"][0]]}  # type: ignore[index]
    scenario, schedule = tmp_path / "town.json", tmp_path / "fcfs.json"
    scenario.write_text(json.dumps(data), encoding="utf-8")
    write_schedule(solve(read_scenario(scenario), method="fcfs").schedule, schedule)
    assert "every optimal schedule serves this resident" in run(scenario, schedule, "ada").output
    assert "No optimal schedule serves this resident; this schedule is not optimal" in run(scenario, schedule, "ben").output


@pytest.mark.parametrize("name", ["chargers", "gate-curfew", "lottery", "walk-matrix"])
def test_everybody_is_explained_in_both_languages(name: str) -> None:
    scenario = read_scenario(SCENARIOS / f"{name}.json")
    schedule = solve(scenario).schedule
    for resident in scenario.residents:
        found = explain_resident(scenario, schedule, resident.id)
        english, chinese = (view_of(scenario, found, lang) for lang in ("en", "zh"))  # type: ignore[arg-type]
        assert english.state == chinese.state == view_of(scenario, anonymous(found)).state
        assert not re.search("resident|schedule|serve|Refused", chinese.verdict)
        assert [len(block.rows) for block in english.blocks] == [len(block.rows) for block in chinese.blocks]
