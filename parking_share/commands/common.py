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

from parking_share.errors import InputError, Problem
from parking_share.reading import read_scenario
from parking_share.scenario import Scenario
from parking_share.schedule import Schedule, read_schedule
from parking_share.texts import _, ngettext
from parking_share.writing import ResidentsAs

EXIT_VIOLATIONS = 1
EXIT_INPUT = 2
SHOWN_PROBLEMS = 100

FILE = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
RESIDENTS_AS = click.option(
    "--residents-as",
    type=click.Choice(get_args(ResidentsAs)),
    default="inline",
    show_default=True,
    help="write the residents into the scenario, or into FILE-residents.csv or .parquet beside it",
)

_CONTROLS = dict.fromkeys((*range(9), *range(11, 32), *range(127, 160)), "\N{REPLACEMENT CHARACTER}")


def clean(text: str) -> str:
    """Text from a file without what would steer a terminal: control characters other than tab and newline."""
    return text.translate(_CONTROLS)


def escape(text: str) -> str:
    """Text from a file, to be printed as it is and not as markup."""
    return markup_escape(clean(text))


class CleanConsole(Console):
    """A console that prints text as it is, without what would steer the terminal; only cells of tables must go through ``escape``."""

    def print(self, *objects: Any, markup: bool | None = None, **options: Any) -> None:
        """Print as ever, texts cleaned and no markup in them unless it is asked for."""
        if markup is None and all(isinstance(each, str) for each in objects):
            markup = False
        super().print(*(clean(each) if isinstance(each, str) else each for each in objects), markup=markup, **options)


out = CleanConsole(highlight=False, soft_wrap=True, emoji=False)
err = CleanConsole(stderr=True, highlight=False, soft_wrap=True, emoji=False)


@contextmanager
def input_errors() -> Iterator[None]:
    """Print every problem of an ``InputError``, or the reason why a file cannot be written, and exit with code 2."""
    try:
        yield
    except InputError as error:
        count = len(error.problems)
        err.print(ngettext("%(n)s problem in the input:", "%(n)s problems in the input:", count), style="bold red")
        for problem in error.problems[:SHOWN_PROBLEMS]:
            err.print(f"  {problem}")
        if count > SHOWN_PROBLEMS:
            err.print(_("  ... and %(n)s more", n=count - SHOWN_PROBLEMS))
        sys.exit(EXIT_INPUT)
    except OSError as error:
        err.print(_("%(file)s: cannot be written (%(reason)s)", file=error.filename or _("file"), reason=error.strerror))
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


def warn(message: str) -> None:
    """A warning on standard error."""
    remark(err, _("warning"), message)


def remark(console: CleanConsole, word: str, message: str) -> None:
    """A message behind a coloured word that says what it is."""
    console.print(_("%(name)s: %(result)s", name=f"[yellow]{word}[/]", result=escape(message)), markup=True)


def wrote(path: Path) -> None:
    """Say that a file is written."""
    out.print(_("wrote %(path)s", path=path))


def print_warnings(scenario: Scenario) -> None:
    """What the scenario allows and its author probably does not mean, on standard error."""
    for warning in scenario.warnings:
        warn(warning)


def print_broken(scenario: Scenario, schedule: Schedule, scenario_file: Path, schedule_file: Path, consequence: str) -> bool:
    """Whether a schedule breaks rules; if so, say it on standard error, with the first and what follows from it."""
    from parking_share.verification import verify  # only here: most commands do without

    violations = verify(scenario, schedule)
    if violations:
        broken = ngettext(
            "%(file)s breaks %(n)s rule, so %(consequence)s; the first:",
            "%(file)s breaks %(n)s rules, so %(consequence)s; the first:",
            len(violations),
            file=schedule_file.name,
            consequence=consequence,
        )
        err.print(broken)
        err.print(f"  {violations[0].message}")
        err.print(_("see all: %(command)s", command=f"parking-share verify {scenario_file} {schedule_file}"))
    return bool(violations)
