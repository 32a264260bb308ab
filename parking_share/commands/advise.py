"""``parking-share advise``: which single changes would bring most, and which spaces could be given back."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from parking_share.advising import Advice, Need, Spare, Target, advise, needs_of, read_targets, spare_spaces
from parking_share.atomic import write_atomically
from parking_share.catalogue import Lang
from parking_share.commands import EXIT_INTERRUPTED
from parking_share.commands.blocks import print_blocks
from parking_share.commands.common import EXIT_VIOLATIONS, FILE, err, input_errors, out, print_broken, print_warnings, read_both, wrote
from parking_share.commands.languages import LANG
from parking_share.commands.places import Place, check_places, files_of
from parking_share.commands.searching import PROCESSES, TIME_LIMIT, check_own, report_own, solve_with_progress
from parking_share.comparison import Solved
from parking_share.reading import read_scenario
from parking_share.report.advice import advice_blocks
from parking_share.report.language import Language
from parking_share.spreadsheet import to_csv
from parking_share.texts import _
from parking_share.variants.running import WrongSchedule


@click.command("advise")
@click.argument("scenario_file", metavar="SCENARIO", type=FILE)
@click.option("--schedule", "schedule_file", type=FILE, help="An optimal schedule of it.  [default: the scenario is solved first]")
@click.option("--top", type=click.IntRange(min=1), default=10, show_default=True, help="How many of the best changes to find for certain.")
@click.option("--spare", is_flag=True, help="Ask also which lots could give spaces back without anyone losing a place.")
@click.option("--target", "target_texts", multiple=True, metavar="TARGET", help="Ask also for the fewest spaces more that a target needs.")
@click.option("--table", type=FILE, help="CSV file for all changes that might bring something.")
@TIME_LIMIT
@PROCESSES
@click.option("--report", type=FILE, help="Page to write: the same with a chart and a map.")
@LANG
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def advise_command(
    scenario_file: Path,
    schedule_file: Path | None,
    top: int,
    spare: bool,
    target_texts: tuple[str, ...],
    table: Path | None,
    time_limit: float | None,
    processes: int | None,
    report: Path | None,
    lang: Lang,
    as_json: bool,
) -> None:
    """Say which single changes would serve most.

    One space more in each lot, its own use half an hour shorter at either end, its gate open an hour longer at either end, the residents of
    a community walking five minutes further: each is estimated by the prices of the schedule, which give an upper bound of what it
    brings, and the most promising ones are solved until the best are certain to be the best.

    With --spare also the reverse: how many spaces each lot, it alone, could take back with everyone who is served still served.

    With --target also the fewest spaces more, and in which lots, with which served=95% of the residents can be served, or served=140 of
    them, or with priority=5 everyone with 5 points or more. It can be asked several times.

    With --report all of this is also a page, with a chart of the changes and a map of where they are.

    \b
    Examples:
      parking-share advise scenarios/taiping-street-80.json
      parking-share advise town.json --schedule town.schedule.json --top 20 --spare --table advice.csv
      parking-share advise scenarios/taiping-street-80.json --target served=75% --target priority=18
      parking-share advise town.json --spare --report advice.html --lang zh
    """
    with input_errors():
        base, targets = _base(
            scenario_file, schedule_file, target_texts, (Place(_("the table"), table), Place(_("the page"), report)), time_limit
        )
        print_warnings(base.scenario)
        advice: Advice | None = None
        needs: tuple[Need, ...] | None = None
        spared: tuple[Spare, ...] | None = None
        with err.status(_("estimating ...")) as status:
            try:
                advice = advise(base, top, time_limit=time_limit, processes=processes, report=status.update)
                if targets and not advice.is_interrupted:
                    needs = needs_of(base, targets, time_limit=time_limit, report=status.update)
                if spare and not advice.is_interrupted:
                    spared = spare_spaces(base, time_limit=time_limit, processes=processes, report=status.update)
            except WrongSchedule as error:
                report_own(str(error).splitlines())
            except KeyboardInterrupt:
                if advice is None:
                    raise
        assert advice is not None
        if table is not None:
            write_atomically(table, to_csv(advice.to_frame()))
        if report is not None:
            from parking_share.report.advised import render_advice

            write_atomically(report, render_advice(base.scenario, advice, top, needs, spared, lang))
    if as_json:
        click.echo(json.dumps(_plain(advice, needs, spared), ensure_ascii=False, indent=1))
    else:
        print_blocks(out, advice_blocks(Language.of(lang), base.scenario, advice, top, needs, spared))
        for path in (table, report):
            if path is not None:
                wrote(path)
    left_out = [option for option, asked, told in (("--target", targets, needs), ("--spare", spare, spared)) if asked and told is None]
    if advice.is_interrupted:
        err.print(_("interrupted: changes that were not solved are shown with what they bring at most"))
    elif left_out:
        err.print(_("interrupted: nothing is told for %(options)s", options=", ".join(left_out)))
    if advice.is_interrupted or left_out:
        sys.exit(EXIT_INTERRUPTED)


def _base(
    scenario_file: Path, schedule_file: Path | None, target_texts: Sequence[str], places: Sequence[Place], limit: float | None
) -> tuple[Solved, tuple[Target, ...]]:
    """The scenario with its schedule, solved where none is given, and the targets."""
    if schedule_file is None:
        with err.status(_("reading ...")):
            scenario = read_scenario(scenario_file)
            check_places(files_of(scenario, scenario_file), places)
        targets = read_targets(scenario, target_texts)
        schedule = solve_with_progress(scenario, "optimal", limit, None).schedule
        check_own(scenario, schedule)
        return Solved(scenario, schedule), targets
    with err.status(_("reading and verifying ...")):
        scenario, schedule = read_both(scenario_file, schedule_file)
        inputs = files_of(scenario, scenario_file) | {schedule_file.resolve(): _("the schedule")}
        check_places(inputs, places)
        targets = read_targets(scenario, target_texts)
        if print_broken(scenario, schedule, scenario_file, schedule_file, _("no advice is built on it")):
            sys.exit(EXIT_VIOLATIONS)
    return Solved(scenario, schedule), targets


def _plain(advice: Advice, needs: tuple[Need, ...] | None, spared: tuple[Spare, ...] | None) -> dict[str, object]:
    asked = {"targets": needs, "spare": spared}
    return advice.to_dict() | {key: [asdict(each) for each in told] for key, told in asked.items() if told is not None}
