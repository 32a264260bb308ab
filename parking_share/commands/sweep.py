"""``parking-share sweep``: one or two parameters over their values, each combination solved."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from parking_share.atomic import write_atomically
from parking_share.catalogue import Lang
from parking_share.commands import EXIT_INTERRUPTED
from parking_share.commands.common import FILE, FOLDER, err, input_errors, out, print_warnings, wrote
from parking_share.commands.languages import LANG
from parking_share.commands.many import print_sweep
from parking_share.commands.places import check_folder, files_of
from parking_share.commands.searching import BASE_SCHEDULE, NO_REPORT, PROCESSES, TIME_LIMIT, report_own, solved_base
from parking_share.reading import read_scenario
from parking_share.spreadsheet import to_csv
from parking_share.texts import _
from parking_share.variants.parameters import read_parameters
from parking_share.variants.running import WrongSchedule
from parking_share.variants.sweep import JOURNAL, Sweep, sweep

TABLE = "sweep.csv"
PAGE = "sweep.html"


@click.command("sweep")
@click.argument("scenario_file", metavar="SCENARIO", type=FILE)
@click.option("--vary", "texts", multiple=True, required=True, metavar="PATH=VALUES", help="What to vary, and over what; once or twice.")
@click.option("-o", "--output", type=FOLDER, required=True, help="Folder for the results; made if it is not there.")
@TIME_LIMIT
@PROCESSES
@NO_REPORT
@LANG
@click.option("--json", "as_json", is_flag=True, help="Print the table as JSON.")
def sweep_command(
    scenario_file: Path,
    texts: tuple[str, ...],
    output: Path,
    time_limit: float | None,
    processes: int | None,
    no_report: bool,
    lang: Lang,
    as_json: bool,
) -> None:
    """Solve a scenario over and over with one or two of its parameters varied, and set the figures side by side.

    PATH is lots[ID].KEY, residents[ID].KEY, communities[ID].KEY (a key of all its residents), policy.KEY, or demand: how many times as
    many residents. [*] stands for every lot or resident. lots[ID].own_use.begin_minutes, .end_minutes and the same of gate shift
    hours by so many minutes; lots[*].add.spaces and other numbers rise by the value. VALUES are a range FROM:TO:STEP, up to TO where the
    steps meet it, or a list A,B,C, or a list in JSON.

    Each combination is written to sweep.jsonl in the folder once it is solved: after Ctrl-C the same command goes on where it ended.

    \b
    Examples:
      parking-share sweep town.json --vary lots[tax-bureau].spaces=10:60:5 -o spaces
      parking-share sweep town.json --vary lots[*].recall_minutes=0,15,30 --vary policy.max_walk_minutes=5:20:5 -o recall
      parking-share sweep town.json --vary demand=0.8:1.4:0.1 -o demand
    """
    with input_errors():
        with err.status(_("reading ...")):
            scenario = read_scenario(scenario_file)
            parameters = read_parameters(texts, scenario)
            check_folder(files_of(scenario, scenario_file), output, (BASE_SCHEDULE, JOURNAL, TABLE, PAGE))
        print_warnings(scenario)
        base = solved_base(scenario, output, time_limit)
        found: Sweep | None = None
        with err.status(_("solving ...")) as status:
            try:
                for found in sweep(scenario, parameters, output / JOURNAL, start=base, time_limit=time_limit, processes=processes):
                    status.update(
                        _("%(part)s of %(all)s combinations solved; Ctrl-C keeps them", part=len(found.figures), all=len(found.cells))
                    )
            except WrongSchedule as error:
                report_own(str(error).splitlines())
            except KeyboardInterrupt:
                if found is None:
                    raise
        assert found is not None
        frame = found.to_frame()
        write_atomically(output / TABLE, to_csv(frame))
        if not no_report:
            from parking_share.report import render_sweep

            paths = [parameter.path for parameter in parameters]
            write_atomically(output / PAGE, render_sweep(scenario, paths, frame, len(found.cells), lang))
    if as_json:
        click.echo(json.dumps(json.loads(frame.to_json(orient="records")), ensure_ascii=False, indent=1))
    else:
        print_sweep(out, found)
        for name in (TABLE,) if no_report else (TABLE, PAGE):
            wrote(output / name)
    if not found.is_whole:
        err.print(
            _(
                "interrupted: %(part)s of %(all)s combinations are solved; the same command goes on with the others",
                part=len(found.figures),
                all=len(found.cells),
            )
        )
        sys.exit(EXIT_INTERRUPTED)
