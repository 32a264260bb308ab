"""What several commands share: how errors are shown, how paths are given."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, get_args

import click
from rich.console import Console
from rich.markup import escape as markup_escape

from parking_share.catalogue import Lang
from parking_share.errors import InputError, Problem
from parking_share.reading import read_scenario
from parking_share.scenario import Scenario
from parking_share.schedule import Schedule, read_schedule

EXIT_VIOLATIONS = 1
EXIT_INPUT = 2
SHOWN_PROBLEMS = 100

FILE = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
LANG = click.option("--lang", type=click.Choice(get_args(Lang)), default="en", show_default=True, help="Language of pages and notices.")
LANG_OF_ALL = click.option(
    "--lang", type=click.Choice(get_args(Lang)), default="en", show_default=True, help="Language of what is printed and of the page."
)

WORKBOOK_LANG = click.option(
    "--lang", type=click.Choice(get_args(Lang)), default="en", show_default=True, help="language of the workbook: headings, notes, words"
)


_CONTROLS = dict.fromkeys((*range(9), *range(11, 32), *range(127, 160)), "\N{REPLACEMENT CHARACTER}")


def clean(text: str) -> str:
    """Text from a file without what would steer a terminal: control characters other than tab and newline."""
    return text.translate(_CONTROLS)


def escape(text: str) -> str:
    """Text from a file, to be printed as it is and not as markup."""
    return markup_escape(clean(text))


class CleanConsole(Console):
    """A console that prints no text that would steer the terminal; cells of tables go through ``escape`` for that."""

    def print(self, *objects: Any, **options: Any) -> None:
        """Print as ever, texts cleaned."""
        super().print(*(clean(each) if isinstance(each, str) else each for each in objects), **options)


out = CleanConsole(highlight=False, soft_wrap=True, emoji=False)
err = CleanConsole(stderr=True, highlight=False, soft_wrap=True, emoji=False)


@contextmanager
def input_errors() -> Iterator[None]:
    """Print every problem of an ``InputError``, or the reason why a file cannot be written, and exit with code 2."""
    try:
        yield
    except InputError as error:
        count = len(error.problems)
        err.print(f"[bold red]{count} problem{'s' * (count > 1)} in the input:[/]")
        for problem in error.problems[:SHOWN_PROBLEMS]:
            err.print(f"  {problem}", markup=False)
        if count > SHOWN_PROBLEMS:
            err.print(f"  ... and {count - SHOWN_PROBLEMS} more")
        sys.exit(EXIT_INPUT)
    except OSError as error:
        err.print(f"{error.filename or 'file'}: cannot be written ({error.strerror})", markup=False)
        sys.exit(EXIT_INPUT)


def read_both(scenario: Path, schedule: Path) -> tuple[Scenario, Schedule]:
    """Both files; raises InputError with the problems of both."""
    problems: list[Problem] = []
    try:
        rules = read_scenario(scenario)
    except InputError as error:
        problems.extend(error.problems)
    try:
        result = read_schedule(schedule)
    except InputError as error:
        problems.extend(error.problems)
    if problems:
        raise InputError(problems)
    return rules, result


def print_warnings(scenario: Scenario) -> None:
    """What the scenario allows and its author probably does not mean, on standard error."""
    for warning in scenario.warnings:
        err.print(f"[yellow]warning:[/] {escape(warning)}")


def print_broken(scenario: Scenario, schedule: Schedule, scenario_file: Path, schedule_file: Path, consequence: str) -> bool:
    """Whether a schedule breaks rules; if so, say it on standard error, with the first and what follows from it."""
    from parking_share.verification import verify  # only here: most commands do without

    violations = verify(scenario, schedule)
    if violations:
        rules = "1 rule" if len(violations) == 1 else f"{len(violations)} rules"
        err.print(f"{schedule_file.name} breaks {rules}, so {consequence}; the first:", markup=False)
        err.print(f"  {violations[0].message}", markup=False)
        err.print(f"see all: parking-share verify {scenario_file} {schedule_file}", markup=False)
    return bool(violations)
