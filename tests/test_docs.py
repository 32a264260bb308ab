"""The documentation is what the code says: generated parts, pictures, commands, links, examples, figures."""

from __future__ import annotations

import contextlib
import importlib
import json
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

import parking_share
from parking_share import Scenario, read_scenario, solve
from parking_share.calendar import parse_rules
from parking_share.commands import COMMANDS, main
from parking_share.solving import Result

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
sys.path.insert(0, str(DOCS))
from generate import IMAGES, pages  # noqa: E402
from pictures import PICTURES  # noqa: E402
from story import STORY_PICTURES  # noqa: E402

PICTURES = PICTURES | STORY_PICTURES

PAGES = sorted([*ROOT.glob("*.md"), *DOCS.glob("*.md"), ROOT / "scenarios" / "README.md", *Path(ROOT / "parking_share").rglob("*.md")])
README = (ROOT / "README.md").read_text("utf-8")
TAIPING = ROOT / "scenarios" / "taiping-street-80.json"


def blocks(path: Path, language: str) -> list[str]:
    """The fenced blocks of one language."""
    return re.findall(rf"^```{language}\n(.*?)^```", path.read_text("utf-8"), re.MULTILINE | re.DOTALL)


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder with the scenarios in it, to run examples in."""
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios", ignore=shutil.ignore_patterns("qijiang*"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path


@pytest.fixture(scope="module")
def taiping() -> Result:
    return solve(read_scenario(TAIPING))


@pytest.mark.parametrize(("path", "text"), pages().items(), ids=lambda item: item.name if isinstance(item, Path) else "")
def test_generated_parts_are_up_to_date(path: Path, text: str) -> None:
    assert path.read_text("utf-8") == text, "run: python docs/generate.py"


@pytest.mark.parametrize("name", PICTURES)
def test_picture_shows_what_the_code_computes(name: str) -> None:
    drawn = (IMAGES / f"{name}.svg").read_text("utf-8")
    assert f"<!-- {PICTURES[name]().digest} -->" in drawn, "run: python docs/generate.py"
    assert "<text" in drawn
    assert sum(f"images/{name}.svg)" in path.read_text("utf-8") for path in PAGES) == 1


def test_no_picture_is_left_over() -> None:
    assert {path.stem for path in IMAGES.iterdir()} == set(PICTURES)


@pytest.mark.parametrize("name", COMMANDS)
def test_command_is_described_with_all_its_options(name: str) -> None:
    page = (DOCS / "commands.md").read_text("utf-8")
    section = re.split(r"^## ", page, flags=re.MULTILINE)[1 + COMMANDS.index(name)]
    assert section.startswith(f"{name}\n")
    command = main.get_command(click.Context(main), name)
    assert command is not None
    for parameter in command.params:
        for flag in (*parameter.opts, *parameter.secondary_opts) if isinstance(parameter, click.Option) else ():
            assert f"`{flag}`" in section
    assert f"**{name}** " in README


def test_exit_codes_are_the_same_everywhere() -> None:
    described = set(re.findall(r"^\| (\d+) \|", (DOCS / "commands.md").read_text("utf-8"), re.MULTILINE))
    assert described == {"0", "1", "2", "130"}
    for text in (main.help or "", README):
        assert set(re.findall(r"\d+", re.split(r"Exit codes: ", text)[1].split("\n\n")[0])) == described


def anchors(path: Path) -> set[str]:
    """The anchors of a page's headings."""
    headings = re.findall(r"^#+ (.*)$", path.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", path.read_text("utf-8")):
        if link.startswith("https://"):
            continue
        target, _, anchor = link.partition("#")
        there = path.parent / target if target else path
        assert there.exists(), link
        assert not anchor or anchor in anchors(there), link


def test_every_page_of_the_docs_is_linked_from_the_readme() -> None:
    assert {path.name for path in DOCS.glob("*.md")} == set(re.findall(r"\(docs/([\w-]+\.md)\)", README))


def test_readme_sets_up_in_two_commands() -> None:
    first, second, _excel = blocks(ROOT / "README.md", "sh")
    assert first.count("\n") == second.count("\n") == 1
    assert first.rstrip().endswith(f"parking-share solve {TAIPING.relative_to(ROOT)}")
    assert second == 'pip install ".[test]" && pytest\n'


def run_examples(path: Path) -> None:
    """Run every ``$ parking-share`` line of a page and compare what it prints; ``...`` stands for anything."""
    for block in blocks(path, "console"):
        prompt, *expected = block.splitlines()
        result = CliRunner().invoke(main, prompt.removeprefix("$ parking-share ").split(), prog_name="parking-share")
        printed = [line.rstrip() for line in result.output.splitlines()]
        pattern = "\n".join(".*" if line == "..." else re.escape(line).replace(r"\.\.\.", ".*") for line in expected)
        assert re.fullmatch(pattern, "\n".join(printed), re.DOTALL), result.output


def test_readme_examples_print_what_they_say(workplace: Path) -> None:
    run_examples(ROOT / "README.md")
    assert "税务所" in (workplace / "taiping.html").read_text("utf-8")


def test_examples_in_chinese_print_what_they_say(workplace: Path) -> None:
    run_examples(DOCS / "zh.md")
    assert (workplace / "分发" / "notices").is_dir()


@pytest.mark.parametrize("name", ["README.md", "docs/api.md"])
def test_python_examples_run(name: str, workplace: Path) -> None:
    names: dict[str, object] = {}
    for block in blocks(ROOT / name, "python"):
        exec(compile(block, name, "exec"), names)


def test_what_a_cap_costs_is_what_the_page_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    (example,) = blocks(DOCS / "formulation.md", "python")
    names: dict[str, Any] = {}
    exec(compile(example, "formulation.md", "exec"), names)
    table = (DOCS / "formulation.md").read_text("utf-8").split("### What a cap costs")[1].split("## Levels")[0]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")][:-1] for line in re.findall(r"^\| (?:\d+|none) \|.*$", table, re.MULTILINE)
    ]
    assert rows == [["none" if each is None else f"{each:,}" for each in row] for row in names["rows"]]


def test_figures_of_the_readme(taiping: Result) -> None:
    schedule = taiping.schedule
    assert schedule.status == "optimal"
    assert f"{len(schedule.assignments)} of {len(taiping.scenario.residents)} residents served" in README
    assert f"reaches {taiping.first_come_first_served['priority']:,} points" in README
    for level in schedule.levels:
        assert re.search(rf"^{level.objective} +{level.value:,} +{level.bound:,} +proved optimal", README, re.MULTILINE)
    lots = taiping.scenario.lots
    assert f"One of {['six'][len(lots) - 6]} lots that share {sum(lot.spaces for lot in lots)} spaces" in README


def test_format_examples_are_valid(workplace: Path) -> None:
    (smallest,) = blocks(DOCS / "format.md", "json")
    (table,) = blocks(DOCS / "format.md", "csv")
    data = json.loads(smallest)
    assert solve(Scenario.from_dict(data)).schedule.status == "optimal"
    (workplace / "residents.csv").write_text(table, "utf-8")
    assert len(Scenario.from_dict(data | {"residents": "residents.csv"}, workplace).residents) == 2
    data["lots"][0]["own_use"] = "workday 8:30-18:00"
    (workplace / "mistaken.json").write_text(json.dumps(data), "utf-8")
    run_examples(DOCS / "format.md")


def test_time_rules_of_the_format_page_parse() -> None:
    section = (DOCS / "format.md").read_text("utf-8").split("## Time rules")[1].split("### ")[0]
    rules = [rule for rule in re.findall(r"`([^`]+)`", section) if re.search(r"\d\d:\d\d-\d\d:\d\d", rule)]
    assert len(rules) >= 9
    for rule in rules:
        assert parse_rules(rule, allow_count=True)


def resolves(name: str) -> bool:
    """Whether the package has a module, function or class of that dotted name."""
    found: object = parking_share
    for part in name.split("."):
        if hasattr(found, "__path__"):
            with contextlib.suppress(ModuleNotFoundError):
                importlib.import_module(f"{found.__name__}.{part}")  # type: ignore[attr-defined]
        if not hasattr(found, part):
            return False
        found = getattr(found, part)
    return True


@pytest.mark.parametrize("name", ["formulation.md", "rules.md", "adding-a-rule.md", "api.md"])
def test_functions_that_the_docs_name_exist(name: str) -> None:
    packages = "calendar|instance|optimize|verification|frames|filling|baseline|walking|report"
    named = re.findall(rf"`(?:parking_share\.)?((?:{packages})\.[a-z_.]+)`", (DOCS / name).read_text("utf-8"))
    assert [name for name in named if not resolves(name)] == []


def test_changelog_has_the_version() -> None:
    from importlib.metadata import version

    latest = re.findall(r"^## (\S+) - \d{4}-\d\d-\d\d$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)[0]
    assert latest == version("parking-share")


def test_public_names_are_described() -> None:
    page = (DOCS / "api.md").read_text("utf-8")
    assert [name for name in ("read_scenario", "solve", "verify", "write_schedule", "InputError", "Scenario") if name not in page] == []
    assert set(parking_share.__all__) >= {"read_scenario", "solve", "verify", "write_schedule", "InputError", "Scenario"}
