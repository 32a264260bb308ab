"""``parking-share whatif``: variants of a scenario, solved side by side and compared with it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
import pandas as pd

from parking_share.atomic import write_atomically
from parking_share.catalogue import Lang
from parking_share.commands import EXIT_INTERRUPTED
from parking_share.commands.common import FILE, FOLDER, err, input_errors, out, print_warnings, warn
from parking_share.commands.languages import LANG
from parking_share.commands.many import print_answers
from parking_share.commands.places import check_folder, files_of
from parking_share.commands.searching import BASE_SCHEDULE, NO_REPORT, PROCESSES, TIME_LIMIT, report_own, solved_base
from parking_share.comparison import Solved
from parking_share.reading import read_scenario
from parking_share.spreadsheet import to_csv
from parking_share.texts import _
from parking_share.variants import read_variants
from parking_share.variants.changes import BASE
from parking_share.variants.figures import figures
from parking_share.variants.running import WrongSchedule
from parking_share.variants.whatif import Answer, file_names, what_if

TABLE = "variants.csv"
PAGE = "variants.html"


@click.command("whatif")
@click.argument("scenario_file", metavar="SCENARIO", type=FILE)
@click.argument("changes_file", metavar="CHANGES", type=FILE)
@click.option("-o", "--output", type=FOLDER, required=True, help="Folder for the results; made if it is not there.")
@TIME_LIMIT
@PROCESSES
@NO_REPORT
@LANG
@click.option("--json", "as_json", is_flag=True, help="Print all comparisons as JSON.")
def whatif_command(
    scenario_file: Path,
    changes_file: Path,
    output: Path,
    time_limit: float | None,
    processes: int | None,
    no_report: bool,
    lang: Lang,
    as_json: bool,
) -> None:
    """Solve variants of a scenario, as a changes file names them, and compare each with the scenario as it is.

    A changes file is YAML or JSON. A variant may change lots, residents, the policy and the demand, close lots for a while, add and
    remove; it may build on another one. docs/whatif.md has all keys.

    The folder gets of each variant the changed scenario, its schedule, verified, and its comparison (variant - base) as a page and as
    JSON, and a table and a page of all. An optimal base.schedule.json that an earlier run has left there is not solved again.

    \b
    Examples:
      parking-share whatif scenarios/qijiang-59.json scenarios/qijiang-59-changes.yaml -o what-if
      parking-share compare scenarios/qijiang-59.json what-if/exam.json --base-schedule what-if/base.schedule.json
    """
    with input_errors():
        with err.status(_("reading ...")):
            scenario = read_scenario(scenario_file)
            variants = read_variants(changes_file, scenario)
            inputs = files_of(scenario, scenario_file) | {changes_file.resolve(): _("the changes file")}
            names = [name for each in variants for name in file_names(each.variant.id)]
            check_folder(inputs, output, (BASE_SCHEDULE, TABLE, PAGE, *names))
        print_warnings(scenario)
        for each in variants:
            for warning in each.scenario.warnings:
                if warning not in scenario.warnings:
                    warn(f"{each.variant.id}: {warning}")
        base = Solved(scenario, solved_base(scenario, output, time_limit))
        answers: dict[str, Answer] = {}
        is_interrupted = False
        with err.status(_("solving %(n)s variants ...", n=len(variants))) as status:
            try:
                for answer in what_if(base, variants, output, None if no_report else lang, time_limit=time_limit, processes=processes):
                    answers[answer.variant] = answer
                    status.update(_("%(part)s of %(all)s variants solved; Ctrl-C keeps them", part=len(answers), all=len(variants)))
            except WrongSchedule as error:
                report_own(str(error).splitlines())
            except KeyboardInterrupt:
                is_interrupted = True
        in_order = [answers[each.variant.id] for each in variants if each.variant.id in answers]
        now = [{"variant": BASE, "name": ""} | figures(base.schedule)]
        rows = now + [{"variant": answer.variant, "name": answer.name} | answer.figures for answer in in_order]
        if not no_report:
            from parking_share.report import render_answers

            told = [(answer.variant, answer.name, answer.comparison) for answer in in_order]
            write_atomically(output / PAGE, render_answers(scenario, base.schedule, told, lang))
        write_atomically(output / TABLE, to_csv(pd.DataFrame(rows).convert_dtypes()))
    if as_json:
        click.echo(json.dumps([answer.to_dict() for answer in in_order], ensure_ascii=False, indent=1))
    else:
        print_answers(out, base.schedule, in_order)
        of_each = ("ID.json", "ID.schedule.json", "ID.comparison.json", *(() if no_report else ("ID.comparison.html",)))
        of_all = TABLE if no_report else _("%(table)s and %(page)s", table=TABLE, page=PAGE)
        wrote = _("wrote to %(folder)s: of each variant %(files)s; %(all)s of all", folder=output, files=", ".join(of_each), all=of_all)
        out.print(wrote)
    if is_interrupted:
        message = _(
            "interrupted: %(part)s of %(all)s variants are written, those under way as far as they came",
            part=len(in_order),
            all=len(variants),
        )
        err.print(message)
        sys.exit(EXIT_INTERRUPTED)
