"""What is wrong with files and schedules is told in the language in use: every message of the other tests' mistakes, in Chinese."""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from test_changes_files import MISTAKES, one
from test_invalid_files import TABLES, WALKS
from test_invalid_inputs import CHANGES, changed
from test_time_rules import INVALID
from test_verify_corrupted import CHANGED, CORRUPTED
from test_verify_rules import CASES, EVENINGS
from verify_cases import STREET, place, street

import parking_share
from parking_share.calendar.rules import parse_rules
from parking_share.catalogue import MINIMISED, Lang
from parking_share.errors import InputError, RuleError
from parking_share.reading import read_scenario
from parking_share.scenario import Scenario
from parking_share.schedule import Schedule
from parking_share.solving import Result
from parking_share.texts import language_in_use, use_language
from parking_share.variants import Variant
from parking_share.variants.running import run
from parking_share.verification import judge
from parking_share.verification.verdict import Verdict

PACKAGE = Path(parking_share.__file__).parent
CHINESE = re.compile(r"[\u4e00-\u9fff]")
QUOTED = re.compile(r"“[^”]*”|'[^']*'|\"[^\"]*\"")
ENGLISH = re.compile(r"[A-Za-z]+ [A-Za-z]+ [A-Za-z]+")
LIBRARY = re.compile(r"(不是 CSV|Parquet 读取)：.*")  # what a library says goes on in its own words


@pytest.fixture(autouse=True)
def in_chinese() -> Iterator[None]:
    use_language("zh")
    yield
    use_language("en")


def assert_chinese(message: str) -> None:
    """Has Chinese in it, and no three English words in a row but in quotes."""
    assert CHINESE.search(message), message
    assert not ENGLISH.search(LIBRARY.sub("", QUOTED.sub("", message))), message


def assert_told_in_chinese(data: Any, folder: Path | None = None) -> None:
    with pytest.raises(InputError) as caught:
        Scenario.from_dict(data, folder)
    for problem in caught.value.problems:
        assert_chinese(problem.message)


@pytest.mark.parametrize(("path", "value"), [case[:2] for case in CHANGES])
def test_mistakes_of_a_scenario(path: str, value: Any) -> None:
    assert_told_in_chinese(changed(path, value))


@pytest.mark.parametrize(("key", "name", "content"), [
    *(("residents", "residents.csv", case[0]) for case in TABLES),
    *(("walking.matrix", "walks.csv", case[0]) for case in WALKS),
])  # fmt: skip
def test_mistakes_of_tables(tmp_path: Path, key: str, name: str, content: str | bytes) -> None:
    (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
    assert_told_in_chinese(changed(key, name), tmp_path)


@pytest.mark.parametrize("variant", [case[0] for case in MISTAKES])
def test_mistakes_of_changes(variant: dict[str, Any]) -> None:
    with pytest.raises(InputError) as caught:
        one(variant)
    for problem in caught.value.problems:
        assert_chinese(problem.message)


@pytest.mark.parametrize("text", [case[0] for case in INVALID])
def test_rules_that_do_not_read(text: str) -> None:
    with pytest.raises(RuleError) as caught:
        parse_rules(text, allow_count=True)
    assert_chinese(caught.value.expected)
    assert_chinese(str(caught.value))


@pytest.mark.parametrize("content", ["", "{", '{"a" 1}', '{"a": 1, "a": 2}', "{} {}", "[1 2]", "{a: 1}", '"a', '"\n"', "[NaN]"])
def test_files_that_do_not_read(tmp_path: Path, content: str) -> None:
    path = tmp_path / "scenario.json"
    for _ in range(2):
        with pytest.raises(InputError) as caught:
            read_scenario(path)
        for problem in caught.value.problems:
            assert_chinese(str(problem))
        path.write_text(content)


@pytest.mark.parametrize("case", CORRUPTED)
def test_violations_of_a_corrupted_schedule(case: str) -> None:
    scenario, schedule = street()
    CORRUPTED[case][0](schedule)
    assert_judged_in_chinese(scenario, schedule)


@pytest.mark.parametrize("case", CHANGED)
def test_violations_of_a_schedule_of_an_earlier_scenario(case: str) -> None:
    section, number, change, _ = CHANGED[case]
    data = copy.deepcopy(STREET)
    data[section][number].update(change)
    assert_judged_in_chinese(Scenario.from_dict(data), street()[1])


@pytest.mark.parametrize("refused", [case[2] for case in CASES])
def test_violations_of_every_rule(refused: dict[str, Any]) -> None:
    assert_judged_in_chinese(*place(**refused))


def assert_judged_in_chinese(scenario: Scenario, schedule: dict[str, Any]) -> None:
    judgement = judge(scenario, Schedule.model_validate(schedule))
    assert judgement.violations
    for violation in judgement.violations:
        assert_chinese(violation.message)
    for verdict in judgement.verdicts:
        assert_chinese(verdict.sentence())


@pytest.mark.parametrize("stated", [None, 99, 100, 101])
@pytest.mark.parametrize("proved", [None, 0, 99, 100, 101])
@pytest.mark.parametrize("objective", ["priority", "walk"])
def test_verdicts(objective: Any, stated: int | None, proved: int | None) -> None:
    assert objective != "walk" or objective in MINIMISED
    for by_search in (False, True):
        assert_chinese(Verdict(objective, 100, stated, proved, by_search).sentence())


def test_a_text_that_was_refused_is_told_of_in_the_language_of_now() -> None:
    """What remembers texts that were checked remembers no message."""
    messages = []
    languages: tuple[Lang, ...] = ("en", "zh", "en")
    for lang in languages:
        use_language(lang)
        with pytest.raises(InputError) as caught:
            Scenario.from_dict(changed("horizon.start", "2026-02-30"))
        messages.append(caught.value.problems[0].message)
    assert messages[0] == messages[2] == "'2026-02-30' is no date; write YYYY-MM-DD, such as 2026-11-23"
    assert_chinese(messages[1])


# Where a sentence for people is given to these, it comes from the catalogue. Some errors are of those who write programs with the
# package, not of those who use it: a wrong argument of ``solve``.
TAKES_SENTENCE = {"Problem": 1, "Violation": 1, "RuleError": 2, "NotReadable": 0, "PydanticCustomError": 1}
TAKES_SENTENCE |= {"add": 1, "add_elsewhere": 1, "CellError": 0}  # of workbooks
TEMPLATE = "{message}"


def _sentences(tree: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr if isinstance(node.func, ast.Attribute) else ""
            at = 2 if name == "violation" else TAKES_SENTENCE.get(name)
            if at is not None and len(node.args) > at:
                yield node.args[at]


def _is_written_out(node: ast.expr) -> bool:
    """A text, or one put together of texts, that did not come from the catalogue."""
    if isinstance(node, ast.Constant):
        return node.value != TEMPLATE
    if isinstance(node, ast.BinOp):
        return _is_written_out(node.left) or _is_written_out(node.right)
    if isinstance(node, ast.IfExp):
        return _is_written_out(node.body) or _is_written_out(node.orelse)
    return isinstance(node, ast.JoinedStr)


def test_no_sentence_goes_past_the_catalogue() -> None:
    found = []
    for path in PACKAGE.rglob("*.py"):
        if path.relative_to(PACKAGE).parts[0] in ("commands", "report"):
            continue
        tree = ast.parse(path.read_text("utf-8"))
        # A name that a sentence is given by is looked up where it was assigned.
        values: dict[str, list[ast.expr]] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                values.setdefault(node.targets[0].id, []).append(node.value)
        for sentence in _sentences(tree):
            named = values.get(sentence.id, []) if isinstance(sentence, ast.Name) else [sentence]
            found += [f"{path.relative_to(PACKAGE)}:{each.lineno}" for each in named if _is_written_out(each)]
    assert not found


@pytest.mark.parametrize("written", ["Problem('', 'is wrong')", "Problem('', f'{x} is wrong')", "Violation('x', _('a') + f'{b}')"])
def test_the_test_itself_finds_them(written: str) -> None:
    assert any(_is_written_out(each) for each in _sentences(ast.parse(written)))


@pytest.mark.parametrize("message", ["is no lot of it", "“l1”必须是 a whole number", "must be 3"])
def test_the_heuristic_finds_english(message: str) -> None:
    with pytest.raises(AssertionError):
        assert_chinese(message)


def _language(variant: Variant, result: Result) -> Lang:
    return language_in_use()


def test_processes_speak_the_language_of_the_one_that_began_them() -> None:
    scenario, _ = place([{}], {}, [EVENINGS])
    jobs = [[Variant.model_validate({"id": name, "policy": {"max_walk_minutes": 9}})] for name in "ab"]
    assert [outcome.told for _, outcome in run(scenario, jobs, _language, processes=2)] == ["zh", "zh"]
