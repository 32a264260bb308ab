"""``parking-share verify``: check a schedule against its scenario, from scratch."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from parking_share.commands.common import EXIT_VIOLATIONS, FILE, input_errors, out
from parking_share.errors import InputError, Problem
from parking_share.reading import read_scenario
from parking_share.scenario import Scenario
from parking_share.schedule import Schedule, read_schedule
from parking_share.verification import BASELINES, FILE_CHECKS, RULE_CHECKS, Violation, verify

SHOWN_VIOLATIONS = 50


@click.command("verify")
@click.argument("scenario", type=FILE)
@click.argument("schedule", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="Print {valid, violations} as JSON.")
def verify_command(scenario: Path, schedule: Path, as_json: bool) -> None:
    """Check that SCHEDULE keeps every rule of SCENARIO, and that its figures are right.

    Everything is worked out again from the two files alone, by code that shares nothing with the solver but the reading
    of files and the calendar. Schedules made by hand are judged the same way.

    \b
    Examples:
      parking-share verify town.json town.schedule.json
      parking-share verify town.json by-hand.json --json

    Exit code 1 if anything is violated.
    """
    with input_errors():
        rules, result = _read(scenario, schedule)
    violations = verify(rules, result)
    if as_json:
        report = {"valid": not violations, "violations": [violation.to_dict() for violation in violations]}
        click.echo(json.dumps(report, indent=1))
    elif violations:
        _print_violations(schedule.name, violations)
    else:
        count = len(FILE_CHECKS) + len(RULE_CHECKS)
        out.print(
            f"{schedule.name} holds: {len(rules.residents)} residents, {len(result.assignments)} served, {count} checks; {_proof(result)}",
            markup=False,
        )
    sys.exit(EXIT_VIOLATIONS if violations else 0)


def _read(scenario: Path, schedule: Path) -> tuple[Scenario, Schedule]:
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


def _proof(schedule: Schedule) -> str:
    """The proof status in words."""
    if schedule.status == "optimal":
        return "stated as optimal: value and bound are equal on every level"
    if schedule.run.method in BASELINES:
        return f"made by '{schedule.run.method}', without bounds"
    gaps = [
        f"{level.objective} {level.value} ({'no bound' if level.bound is None else f'bound {level.bound}'})"
        for level in schedule.levels
        if level.value != level.bound
    ]
    return f"not stated as optimal: {', '.join(gaps)}"


def _print_violations(name: str, violations: tuple[Violation, ...]) -> None:
    count = len(violations)
    table = Table(title=f"{name} does not hold: {count} violation{'s' * (count > 1)}", title_justify="left")
    table.add_column("rule", no_wrap=True)
    table.add_column("what is wrong", overflow="fold")
    for violation in violations[:SHOWN_VIOLATIONS]:
        table.add_row(violation.rule, Text(violation.message))
    out.print(table)
    if count > SHOWN_VIOLATIONS:
        out.print(f"... and {count - SHOWN_VIOLATIONS} more; --json shows all")
