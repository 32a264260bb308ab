"""``parking-share solve``: from a scenario to a verified schedule, its tables and its page."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path
from typing import Literal, get_args

import click
from rich.markup import escape

from parking_share.commands.common import EXIT_VIOLATIONS, FILE, FOLDER, err, finite, input_errors, out, print_warnings, read_both
from parking_share.errors import InputError, Problem
from parking_share.optimize import Progress
from parking_share.reading import read_scenario
from parking_share.scenario import Scenario
from parking_share.schedule import Schedule, write_schedule
from parking_share.solving import DEFAULT_TIME_LIMIT, Method, Result, solve
from parking_share.verification import verify

START = "the start"
Lang = Literal["en", "zh"]


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
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0),
    callback=finite,
    default=DEFAULT_TIME_LIMIT,
    show_default=True,
    help="Seconds for the search; 0 for no limit.",
)
@click.option("--start", type=FILE, help="Schedule file to begin with, of this scenario or one much like it; the optimum is the same.")
@click.option("--lang", type=click.Choice(get_args(Lang)), default="en", show_default=True, help="Language of the page.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def solve_command(
    scenario: Path,
    output: Path | None,
    report: Path | None,
    no_report: bool,
    tables: Path | None,
    method: Method,
    time_limit: float,
    start: Path | None,
    lang: Lang,
    as_json: bool,
) -> None:
    """Decide who parks where and when, prove that no schedule is better, and write it down.

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
        raise click.BadParameter("is no file name; leave it out for the default one.", param_hint="'-o' / '--output'")
    if start is not None and method != "optimal":
        raise click.BadParameter(f"is for the method 'optimal'; '{method}' does not search.", param_hint="'--start'")
    output = output or Path(f"{scenario.stem}.schedule.json")
    page = None if no_report else report or output.with_name(f"{output.name.removesuffix('.json').removesuffix('.schedule')}.report.html")
    with input_errors(), err.status(f"reading {escape(scenario.name)} ..."):
        wanted, earlier = (read_scenario(scenario), None) if start is None else read_both(scenario, start)
        _check_places(_inputs(wanted, scenario, start), output, page, tables)
    print_warnings(wanted)
    if earlier is not None and earlier.scenario.id != wanted.id:
        message = f"the start is a schedule of the scenario '{earlier.scenario.id}', not of '{wanted.id}'; what fits of it is used"
        err.print(f"[yellow]warning:[/] {escape(message)}")
    with input_errors():
        result = _solve(wanted, method, time_limit or None, earlier)
    with err.status("verifying the schedule and its proof ..."):
        violations = verify(wanted, result.schedule)
    if violations:
        err.print("[bold red]The schedule found breaks its own rules, so nothing is written. Please report this with the scenario:[/]")
        for violation in violations[:10]:
            err.print(f"  {violation.rule}: {violation.message}", markup=False)
        sys.exit(EXIT_VIOLATIONS)
    with input_errors(), err.status("writing ..."):
        written = _write(result, scenario, output, page, tables, lang)
    if as_json:
        from parking_share.summary import summary

        click.echo(json.dumps(summary(result) | {"files": [str(path) for path in written]}, ensure_ascii=False, indent=1))
    else:
        from parking_share.commands.terminal import print_result

        print_result(out, result)
        for path in written:
            out.print(f"wrote {path}", markup=False)


def _inputs(scenario: Scenario, path: Path, start: Path | None) -> dict[Path, str]:
    """What was read, by its resolved path: the scenario file, the files that it refers to, the start."""
    folder = scenario.source.folder or path.parent
    files = {(folder / file.name).resolve(): "a file of the scenario" for file in scenario.source.files}
    return ({} if start is None else {start.resolve(): START}) | {path.resolve(): "the scenario"} | files


def _check_places(inputs: dict[Path, str], output: Path, page: Path | None, tables: Path | None) -> None:
    """Refuse, before the search, places where the results would replace the input or each other, or cannot be written.

    The schedule may replace the one that is the start: it has been read by then, and the new one appears whole or not at all.

    Raises
    ------
    InputError
        With every place that cannot be used.
    """
    wanted = (("the schedule", output), ("the page", page), ("the folder of tables", tables))
    taken, problems = dict(inputs), []
    for role, path in wanted:
        if path is None:
            continue
        resolved = path.resolve()
        if resolved in taken and not (path is output and taken[resolved] == START):
            problems.append(Problem(str(path), f"would be both {taken[resolved]} and {role}; choose another name for {role}"))
        elif not path.parent.is_dir():
            problems.append(Problem(str(path), f"the folder '{path.parent}' does not exist; make it first"))
        elif path is not tables and path.is_dir():
            problems.append(Problem(str(path), f"is a folder; choose another name for {role}"))
        taken.setdefault(resolved, role)
    if problems:
        raise InputError(problems)


def _solve(scenario: Scenario, method: Method, time_limit: float | None, start: Schedule | None) -> Result:
    """Solve with a line of progress on standard error, where that is a terminal."""
    with err.status("reading the options of every resident ...") as status:

        def show(progress: Progress) -> None:
            gap = f"{100 * abs(progress.bound - progress.value) / max(abs(progress.bound), 1):.2f} % apart"
            reached = f"level {progress.objective}: {progress.value:,} reached, bound {progress.bound:,.0f}, {gap}"
            status.update(f"{reached}; Ctrl-C keeps the best schedule so far")

        return solve(scenario, method, time_limit, show, start=start)


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
