"""``parking-share verify``: check a schedule against its scenario, from scratch."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from parking_share.commands.common import EXIT_VIOLATIONS, FILE, err, input_errors, out, read_both
from parking_share.schedule import Schedule
from parking_share.texts import _, ngettext
from parking_share.verification import BASELINES, FILE_CHECKS, RULE_CHECKS, Verdict, Violation, judge

SHOWN_VIOLATIONS = 50


@click.command("verify")
@click.argument("scenario", type=FILE)
@click.argument("schedule", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="Print {valid, violations, levels} as JSON.")
def verify_command(scenario: Path, schedule: Path, as_json: bool) -> None:
    """Check that SCHEDULE keeps every rule of SCENARIO, and that its figures are right.

    Everything is worked out again from the two files alone, by code that shares nothing with the solver but the reading
    of files and the calendar. Schedules made by hand are judged the same way. Where the schedule carries a proof, the bounds
    are worked out again, too, and each level's verdict is printed.

    \b
    Examples:
      parking-share verify town.json town.schedule.json
      parking-share verify town.json by-hand.json --json

    Exit code 1 if anything is violated.
    """
    with input_errors(), err.status(_("reading both files ...")):
        rules, result = read_both(scenario, schedule)
    with err.status(_("working everything out again ...")):
        judgement = judge(rules, result)
    violations = judgement.violations
    if as_json:
        report = {
            "valid": not violations,
            "violations": [violation.to_dict() for violation in violations],
            "levels": [verdict.to_dict() for verdict in judgement.verdicts],
        }
        click.echo(json.dumps(report, indent=1))
    else:
        if violations:
            _print_violations(schedule.name, violations)
        else:
            served, count = len(result.assignments), len(FILE_CHECKS) + len(RULE_CHECKS)
            held = _(
                "%(file)s holds: %(residents)s residents, %(served)s served, %(checks)s checks; %(status)s",
                file=schedule.name,
                residents=len(rules.residents),
                served=served,
                checks=count,
                status=_status(result),
            )
            out.print(held)
        _print_verdicts(judgement.verdicts)
    sys.exit(EXIT_VIOLATIONS if violations else 0)


def _status(schedule: Schedule) -> str:
    """What the schedule states of itself, in words."""
    if schedule.status == "optimal":
        return _("stated as optimal")
    if schedule.run.method in BASELINES:
        return _("made by '%(method)s', without bounds", method=_(schedule.run.method))
    return _("not stated as optimal")


def _print_verdicts(verdicts: tuple[Verdict, ...]) -> None:
    """How good each level is proved to be, a line each; nothing where no level has a bound."""
    if any(verdict.stated_bound is not None or verdict.proved_bound is not None for verdict in verdicts):
        for verdict in verdicts:
            name = f"{_(verdict.objective)} {verdict.value}"
            out.print("  " + _("%(name)s: %(result)s", name=name, result=verdict.sentence()))


def _print_violations(name: str, violations: tuple[Violation, ...]) -> None:
    count = len(violations)
    title = ngettext("%(file)s does not hold: %(n)s violation", "%(file)s does not hold: %(n)s violations", count, file=name)
    table = Table(title=title, title_justify="left")
    table.add_column(_("rule"), no_wrap=True)
    table.add_column(_("what is wrong"), overflow="fold")
    for violation in violations[:SHOWN_VIOLATIONS]:
        table.add_row(violation.rule, Text(violation.message))
    out.print(table)
    if count > SHOWN_VIOLATIONS:
        out.print(_("... and %(n)s more; --json shows all", n=count - SHOWN_VIOLATIONS))
