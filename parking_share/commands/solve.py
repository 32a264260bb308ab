"""``parking-share solve``: from a scenario to a verified schedule, its tables and its page."""

from __future__ import annotations

import json
import shlex
from dataclasses import replace
from pathlib import Path
from typing import get_args

import click

from parking_share.catalogue import Lang
from parking_share.commands.common import FILE, FOLDER, err, escape, input_errors, out, print_warnings, read_both, warn, wrote
from parking_share.commands.languages import LANG
from parking_share.commands.numbering import bays_facts, numbered, print_bays
from parking_share.commands.places import Place, check_places, files_of
from parking_share.commands.searching import TIME_LIMIT, check_own, solve_with_progress
from parking_share.reading import read_scenario
from parking_share.scenario import Scenario
from parking_share.schedule import write_schedule
from parking_share.solving import Method, Result
from parking_share.texts import N_, _

START = N_("the start")


@click.command("solve")
@click.argument("scenario", type=FILE)
@click.option("-o", "--output", type=FILE, help="Schedule file to write.  [default: NAME.schedule.json in the current folder]")
@click.option("--report", type=FILE, help="Page to write.  [default: NAME.report.html beside the schedule]")
@click.option("--no-report", is_flag=True, help="Write no page.")
@click.option("--tables", type=FOLDER, help="Folder for CSV tables: assignments, roster, due out, occupancy, refusals.")
@click.option(
    "--method",
    type=click.Choice(get_args(Method)),
    default="optimal",
    show_default=True,
    help="Or a baseline: first come first served, or a lottery.",
)
@TIME_LIMIT
@click.option("--start", type=FILE, help="Schedule file to begin with, of this scenario or one much like it; the optimum is the same.")
@click.option("--no-bays", is_flag=True, help="Number no bays.")
@LANG
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def solve_command(
    scenario: Path,
    output: Path | None,
    report: Path | None,
    no_report: bool,
    tables: Path | None,
    method: Method,
    time_limit: float | None,
    start: Path | None,
    no_bays: bool,
    lang: Lang,
    as_json: bool,
) -> None:
    """Decide who parks where and when, prove that no schedule is better, number the bays, and write it down.

    The schedule is verified independently before anything is written. When the time limit ends the search, or Ctrl-C
    does, the best schedule so far is written as `feasible`, with the bounds that were proved.

    After a change, the search can begin with the schedule from before it: --start. It may be of any scenario; what does
    not fit is ignored. The new schedule may replace it.

    \b
    Examples:
      parking-share solve scenarios/taiping-street-80.json
      parking-share solve town.json -o town.schedule.json --tables town-tables --lang zh
      parking-share solve town.json --method fcfs --no-report
      parking-share solve town.json --start town.schedule.json
    """
    if output is not None and not output.name:
        raise click.BadParameter(_("is no file name; leave it out for the default one."), param_hint="'-o' / '--output'")
    if start is not None and method != "optimal":
        raise click.BadParameter(_("is for the method 'optimal'; '%(method)s' does not search.", method=method), param_hint="'--start'")
    output = output or Path(f"{scenario.stem}.schedule.json")
    page = None if no_report else report or output.with_name(f"{output.name.removesuffix('.json').removesuffix('.schedule')}.report.html")
    with input_errors(), err.status(_("reading %(file)s ...", file=escape(scenario.name))):
        wanted, earlier = (read_scenario(scenario), None) if start is None else read_both(scenario, start)
        _check_places(wanted, scenario, start, output, page, tables)
    print_warnings(wanted)
    if earlier is not None and earlier.scenario.id != wanted.id:
        message = _(
            "the start is a schedule of the scenario '%(start)s', not of '%(scenario)s'; what fits of it is used",
            start=earlier.scenario.id,
            scenario=wanted.id,
        )
        warn(message)
    with input_errors():
        result = solve_with_progress(wanted, method, time_limit, earlier)
    bays = None if no_bays else numbered(wanted, result.schedule, earlier)
    if bays is not None:
        result = replace(result, schedule=bays.schedule)
    check_own(wanted, result.schedule)
    with input_errors(), err.status(_("writing ...")):
        written = _write(result, scenario, output, page, tables, lang)
    if as_json:
        from parking_share.summary import summary

        click.echo(
            json.dumps(summary(result) | {"bays": bays_facts(bays), "files": [str(path) for path in written]}, ensure_ascii=False, indent=1)
        )
    else:
        from parking_share.commands.terminal import print_result

        print_result(out, result)
        if bays is not None:
            print_bays(bays)
        for path in written:
            wrote(path)


def _check_places(scenario: Scenario, path: Path, start: Path | None, output: Path, page: Path | None, tables: Path | None) -> None:
    """The schedule may replace the one that is the start: it has been read by then, and the new one appears whole or not at all."""
    inputs = ({} if start is None else {start.resolve(): _(START)}) | files_of(scenario, path)
    schedule = Place(_("the schedule"), output, may_replace=_(START))
    check_places(inputs, (schedule, Place(_("the page"), page), Place(_("the folder of tables"), tables, is_folder=True)))


def _write(result: Result, source: Path, output: Path, page: Path | None, tables: Path | None, lang: Lang) -> list[Path]:
    """Write all files; the schedule first, so that nothing is lost if the rest cannot be written."""
    write_schedule(result.schedule, output)
    written = [output]
    if page is not None:
        from parking_share.atomic import write_atomically
        from parking_share.report import render_report

        command = shlex.join(["parking-share", "report", str(source), str(output)])
        write_atomically(page, render_report(result.scenario, result.schedule, lang, result.first_come_first_served, command))
        written.append(page)
    if tables is not None:
        from parking_share.frames import write_tables

        written += write_tables(result.scenario, result.schedule, tables)
    return written
