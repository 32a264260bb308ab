"""``parking-share explain``: why a resident is served or not and what would change it; why a lot is full or empty."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from parking_share.belonging import foreign
from parking_share.catalogue import Lang
from parking_share.commands.blocks import print_blocks
from parking_share.commands.common import (
    EXIT_VIOLATIONS,
    FILE,
    err,
    escape,
    input_errors,
    out,
    print_broken,
    print_warnings,
    read_both,
    wrote,
)
from parking_share.commands.languages import LANG
from parking_share.commands.places import Place, check_places, files_of
from parking_share.commands.searching import time_limit_option
from parking_share.errors import InputError
from parking_share.explaining import (
    DEFAULT_TIME_LIMIT,
    LotExplanation,
    ResidentExplanation,
    anonymous,
    explain_lot,
    explain_resident,
    to_plain,
)
from parking_share.report.explained import View, render_explanation, view_of
from parking_share.texts import _


@click.command("explain")
@click.argument("scenario_file", metavar="SCENARIO", type=FILE)
@click.argument("schedule_file", metavar="SCHEDULE", type=FILE)
@click.argument("resident", metavar="[RESIDENT]", required=False)
@click.option("--lot", metavar="ID", help="Explain this lot instead of a resident.")
@click.option("--report", type=FILE, help="Page to write, to hand over; nothing is printed then.")
@click.option("--anonymous", "is_anonymous", is_flag=True, help="Name no other resident: numbers and points only.")
@time_limit_option(
    DEFAULT_TIME_LIMIT, "Seconds for all solves together; 0 for no limit. What is not decided by then is said to be undecided."
)
@LANG
@click.option("--json", "as_json", is_flag=True, help="Print the explanation as JSON.")
def explain_command(
    scenario_file: Path,
    schedule_file: Path,
    resident: str | None,
    lot: str | None,
    report: Path | None,
    is_anonymous: bool,
    time_limit: float | None,
    lang: Lang,
    as_json: bool,
) -> None:
    """Explain why RESIDENT is served or refused, and what would get them a place; or why a lot is full or empty.

    For a resident: every lot within the walk limit and how far they got there, who was placed at the minutes at which a lot has no
    space, and the smallest single changes with which an optimal schedule serves them. Each change is found by search and
    confirmed by solving twice: the best schedule with the resident, and the best without. Where both are equally good, it is a tie.

    For a lot: who could use it and what became of them, when it is full, and what one more space would add.

    Residents are named by id, never by plate. --anonymous leaves out the ids of others, for a page that is handed to a resident.
    Ctrl-C ends the search, and what is known by then is shown.

    \b
    Examples:
      parking-share explain town.json town.schedule.json r-0042
      parking-share explain town.json town.schedule.json r-0042 --anonymous --lang zh --report r-0042.html
      parking-share explain town.json town.schedule.json --lot tax-bureau
    """
    if (resident is None) == (lot is None):
        raise click.UsageError(_("name a resident, or a lot with --lot; one of both."))
    with input_errors(), err.status(_("reading and checking both files ...")) as status:
        scenario, schedule = read_both(scenario_file, schedule_file)
        if problems := list(foreign(scenario, schedule, scenario_file.name, schedule_file.name)):
            raise InputError(problems)
        inputs = files_of(scenario, scenario_file) | {schedule_file.resolve(): _("the schedule")}
        check_places(inputs, [Place(_("the page"), report)])
        if print_broken(scenario, schedule, scenario_file, schedule_file, _("it is not explained")):
            sys.exit(EXIT_VIOLATIONS)

        def show(step: str) -> None:
            status.update(_("%(step)s ...; Ctrl-C shows what is known", step=escape(step)))

        found: ResidentExplanation | LotExplanation
        if lot is not None:
            found = explain_lot(scenario, schedule, lot, time_limit, show)
        else:
            assert resident is not None
            found = explain_resident(scenario, schedule, resident, time_limit, show)
        if is_anonymous:
            found = anonymous(found)
        if report is not None:
            from parking_share.atomic import write_atomically

            status.update(_("drawing ..."))
            write_atomically(report, render_explanation(scenario, schedule, found, lang))
    print_warnings(scenario)
    if as_json:
        click.echo(json.dumps(to_plain(found), ensure_ascii=False, indent=1))
    elif report is None:
        _print(view_of(scenario, found, lang))
    if report is not None and not as_json:
        wrote(report)


def _print(view: View) -> None:
    out.print(view.heading, style="bold")
    out.print(view.verdict)
    out.print()
    print_blocks(out, view.blocks)
