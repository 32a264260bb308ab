"""What several commands share: how errors are shown, how paths are given."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape

from parking_share.errors import InputError, Problem
from parking_share.reading import read_scenario
from parking_share.scenario import Scenario
from parking_share.schedule import Schedule, read_schedule

EXIT_VIOLATIONS = 1
EXIT_INPUT = 2
SHOWN_PROBLEMS = 100

out = Console(highlight=False, soft_wrap=True, emoji=False)
err = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)

FILE = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)


def finite(ctx: click.Context, param: click.Parameter, value: float) -> float:
    """Refuse ``nan`` and ``inf``, which a range of numbers lets through."""
    if not math.isfinite(value):
        raise click.BadParameter(f"{value} is no number of seconds; write 0 for no limit.", ctx, param)
    return value


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


def check_valid(scenario: Scenario, schedule: Schedule, scenario_file: Path, schedule_file: Path, outcome: str) -> None:
    """End the command if the schedule breaks rules: what is said of it would promise what cannot be held."""
    from parking_share.verification import verify

    violations = verify(scenario, schedule)
    if violations:
        err.print(f"{schedule_file.name} breaks {len(violations)} rules, so {outcome}; the first:", markup=False)
        err.print(f"  {violations[0].message}", markup=False)
        err.print(f"see all: parking-share verify {scenario_file} {schedule_file}", markup=False)
        sys.exit(EXIT_VIOLATIONS)


def check_belongs(scenario: Scenario, schedule: Schedule, scenario_name: str, schedule_name: str) -> None:
    """Refuse a schedule of other data: what is said of it would give hours and plates that nobody has agreed to."""
    files = {item.name: item.sha256 for item in scenario.source.files}
    if schedule.scenario.sha256 != scenario.source.sha256:
        message = f"was made for another scenario or an older state of {scenario_name}; solve {scenario_name} again"
        raise InputError([Problem(schedule_name, message)])
    changed = [item.name for item in schedule.scenario.files if files.get(item.name) != item.sha256]
    if changed:
        message = f"was made when {', '.join(changed)} had other contents; solve {scenario_name} again"
        raise InputError([Problem(schedule_name, message)])
