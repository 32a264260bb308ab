"""The terminal speaks the language of the locale or of ``--lang``: commands, their help, and what is wrong with their arguments."""

from __future__ import annotations

import ast
import io
import re
from pathlib import Path

import click
import pytest
from command_line import run

from parking_share.commands import COMMANDS, main
from parking_share.commands.common import CleanConsole, escape, remark
from parking_share.commands.languages import of_locale
from parking_share.commands.terminal import left, plain_table, right
from parking_share.texts import LOCALES

PACKAGE = LOCALES.parent
TAIPING = Path(__file__).parents[1] / "scenarios" / "taiping-street-80.json"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
ENGLISH = re.compile(r"(?<![\w/.-])[A-Za-z]{2,}(?: [a-z]{2,}){2,}")
"""Three words and more that stand beside each other: a sentence, and no name, key or command."""
SPEAKING = {"print", "echo", "status", "update", "warn", "UsageError", "BadParameter"}


def sentences(text: str, *known: str) -> list[str]:
    """English sentences of a text, but for lines that show a command, and for what is ``known``."""
    lines = [line for line in text.splitlines() if "parking-share " not in line and not line.lstrip().startswith("wrote")]
    shown = "\n".join(lines)
    for each in known:
        shown = shown.replace(each, "")
    return ENGLISH.findall(shown)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_is_chinese(name: str) -> None:
    """Values of options are shown as click names them, such as FLOAT RANGE."""
    result = run(name, "--lang", "zh", "--help")
    assert result.exit_code == 0
    assert CHINESE.search(result.output)
    assert not sentences(result.output), result.output


def test_help_of_the_whole_is_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    result = run("--help")
    assert "退出码" in result.output
    assert not sentences(result.output), result.output


def test_a_schedule_is_told_in_chinese_words(tmp_path: Path) -> None:
    """Levels, reasons, methods and notes are words, too."""
    run("solve", TAIPING, "-o", tmp_path / "in-turn.json", "--method", "fcfs", "--no-report")
    solved = run("solve", TAIPING, "-o", tmp_path / "optimal.json", "--no-report", "--lang", "zh")
    assert re.search("^优先分 +1,272", solved.stdout, re.MULTILINE)
    compared = run(
        *("compare", TAIPING, TAIPING, "--base-schedule", tmp_path / "in-turn.json"),
        *("--variant-schedule", tmp_path / "optimal.json", "--lang", "zh"),
    )
    assert compared.exit_code == 0, compared.output
    for word in ("先到先得", "优先分 1,166 -> 1,272", "未获安排：已满"):
        assert word in compared.stdout
    assert not re.search("fcfs|priority|refused|no-lot", compared.stdout)
    masked = run(
        "export", TAIPING, tmp_path / "optimal.json", "-o", tmp_path / "files", "--mask", "--salt", tmp_path / "salt", "--lang", "zh"
    )
    assert "提示：未生成 gate" in masked.stderr
    assert not sentences(masked.output), masked.output


def test_every_command_has_the_option() -> None:
    context = click.Context(main)
    for name in COMMANDS:
        command = main.get_command(context, name)
        assert command is not None
        assert [each.name for each in command.params].count("lang") == 1


def test_the_locale_says_the_language_and_the_option_overrides_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "有效的方案" in run("validate", TAIPING).stdout
    assert "is a valid scenario" in run("validate", TAIPING, "--lang", "en").stdout
    assert "is a valid scenario" in run("validate", TAIPING, "--lang=en").stdout


@pytest.mark.parametrize(
    ("environment", "lang"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_TW"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LC_ALL": "", "LANG": "zh_CN"}, "zh"),
        ({"LC_ALL": "C", "LANG": "zh_CN"}, "en"),
    ],
)
def test_languages_of_locales(environment: dict[str, str], lang: str) -> None:
    assert of_locale(environment) == lang


def test_the_way_from_scenario_to_files_is_chinese(tmp_path: Path) -> None:
    schedule = tmp_path / "s.schedule.json"
    name = "Taiping Street, Fuling: 80 shared spaces"  # of the scenario
    for command in (
        ("solve", TAIPING, "-o", schedule, "--no-report"),
        ("verify", TAIPING, schedule),
        ("bays", TAIPING, schedule, "-o", schedule),
        ("report", TAIPING, schedule, "-o", tmp_path / "page.html"),
        ("export", TAIPING, schedule, "-o", tmp_path / "files"),
        ("explain", TAIPING, schedule, "r-001"),
        ("compare", TAIPING, TAIPING, "--base-schedule", schedule, "--variant-schedule", schedule),
        ("replan", TAIPING, schedule, "-o", tmp_path / "again"),
        ("sweep", TAIPING, "--vary", "policy.max_walk_minutes=10,15", "-o", tmp_path / "sweep", "--processes", "1"),
        ("advise", TAIPING, "--schedule", schedule, "--top", "1", "--spare", "--target", "served=70%", "--processes", "1"),
        ("workbook", TAIPING, "-o", tmp_path / "book.xlsx"),
        ("import", tmp_path / "book.xlsx", "-o", tmp_path / "imported.json"),
        ("new", tmp_path / "new.json"),
        ("make", "-o", tmp_path / "made.json", "--residents", "20", "--lots", "2", "--communities", "2", "--spaces", "20"),
    ):
        result = run(*command, "--lang", "zh")
        assert result.exit_code == 0, result.output
        assert CHINESE.search(result.output), command
        assert not sentences(result.output, name), result.output


def test_what_is_wrong_with_arguments_is_told_in_chinese() -> None:
    for arguments in (
        ("solve",),
        ("nothing",),
        ("solve", TAIPING, "--time-limit", "-1"),
        ("report", "a", "b", "--lots-to", "x", "--lot", "y"),
    ):
        result = run(*arguments, "--lang", "zh")
        assert result.exit_code == 2
        assert CHINESE.search(result.output)
        assert "Error" not in result.output and "Usage" not in result.output


def test_columns_stay_apart_where_their_heads_are_one_word() -> None:
    """As "variant" and "variant is" were in Chinese, so that the table of levels lacked a head."""
    table = plain_table([*left("对比方案"), *right("+/-"), *left("对比方案"), *right("+/-")])
    assert [(column.header, column.justify) for column in table.columns] == [("对比方案", "left"), ("+/-", "right")] * 2


def test_no_sentence_of_a_command_goes_past_the_catalogue() -> None:
    found = []
    for path in sorted((PACKAGE / "commands").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in SPEAKING:
                found += [f"{path.name}:{node.lineno}" for argument in node.args if _is_written_out(argument)]
    assert not found


def _is_written_out(node: ast.expr) -> bool:
    """Whether words of English stand in a text that is not asked of the catalogue."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    return any(
        isinstance(part, ast.Constant)
        and isinstance(part.value, str)
        and ENGLISH.search(re.sub(r"\[[^\]]*\]|parking-share .*", "", part.value))
        for part in parts
    )


def test_the_check_above_finds_what_it_looks_for() -> None:
    call = ast.parse('out.print(f"wrote the file {path}")').body[0]
    assert isinstance(call, ast.Expr) and isinstance(call.value, ast.Call)
    assert _is_written_out(call.value.args[0])


def test_names_are_no_markup() -> None:
    """What stands in brackets in a name or a path is printed, and nothing steers the terminal."""
    console = CleanConsole(file=io.StringIO(), width=80, force_terminal=False)
    console.print("[bold]lot[/] \x1b[31m.json")
    remark(console, "note", "[red]lot[/]")
    assert console.file.getvalue() == "[bold]lot[/] \N{REPLACEMENT CHARACTER}[31m.json\nnote: [red]lot[/]\n"  # type: ignore[attr-defined]


def test_names_in_tables_are_no_markup() -> None:
    """Cells are escaped, and what escapes them is not printed."""
    console = CleanConsole(file=io.StringIO(), width=80, force_terminal=False)
    table = plain_table(left("lot"))
    table.add_row(escape("[b]tax[/b] office"))
    console.print(table)
    assert [line.strip() for line in console.file.getvalue().splitlines()] == ["lot", "[b]tax[/b] office"]  # type: ignore[attr-defined]
