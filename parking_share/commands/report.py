"""``parking-share report``: a schedule as one page to read, send and print."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from parking_share.atomic import write_atomically
from parking_share.commands.common import EXIT_VIOLATIONS, FILE, err, input_errors, out
from parking_share.errors import InputError, Problem
from parking_share.reading import read_scenario
from parking_share.report import render_report
from parking_share.report.language import Lang
from parking_share.scenario import Scenario
from parking_share.schedule import Schedule, read_schedule
from parking_share.verification import verify


@click.command("report")
@click.argument("scenario_file", metavar="SCENARIO", type=FILE)
@click.argument("schedule_file", metavar="SCHEDULE", type=FILE)
@click.option("-o", "--output", type=FILE, help="page to write (HTML)  [default: beside the schedule, ending in .html]")
@click.option("--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="language of the page")
def report_command(scenario_file: Path, schedule_file: Path, output: Path | None, lang: Lang) -> None:
    """Make a page of a schedule: for the operator, for each lot's manager, for the planner.

    One HTML file that needs no network: a map, how full each lot is, and for each lot who is in it on which nights, who
    must be out by when and how it is recalled. Printed, each lot begins on a page of its own.

    \b
    Examples:
      parking-share report town.json town.schedule.json
      parking-share report town.json town.schedule.json --lang zh -o town.html
    """
    with input_errors():
        scenario, schedule = read_scenario(scenario_file), read_schedule(schedule_file)
        _check_belongs(scenario, schedule, scenario_file.name, schedule_file.name)
        page = output if output is not None else schedule_file.with_suffix(".html")
        if page.resolve() in (scenario_file.resolve(), schedule_file.resolve()):
            raise InputError([Problem(str(page), "is one of the files that the page is made from; choose another name")])
        violations = verify(scenario, schedule)
        if violations:
            err.print(f"{schedule_file.name} breaks {len(violations)} rules, so there is no page of it; the first:", markup=False)
            err.print(f"  {violations[0].message}", markup=False)
            err.print(f"see all: parking-share verify {scenario_file} {schedule_file}", markup=False)
            sys.exit(EXIT_VIOLATIONS)
        write_atomically(page, render_report(scenario, schedule, lang))
        out.print(f"wrote {page}", markup=False)


def _check_belongs(scenario: Scenario, schedule: Schedule, scenario_name: str, schedule_name: str) -> None:
    """Refuse a schedule of other data: its page would give hours and plates that nobody has agreed to."""
    files = {item.name: item.sha256 for item in scenario.source.files}
    if schedule.scenario.sha256 != scenario.source.sha256:
        message = f"was made for another scenario or an older state of {scenario_name}; solve {scenario_name} again"
        raise InputError([Problem(schedule_name, message)])
    changed = [item.name for item in schedule.scenario.files if files.get(item.name) != item.sha256]
    if changed:
        message = f"was made when {', '.join(changed)} had other contents; solve {scenario_name} again"
        raise InputError([Problem(schedule_name, message)])
