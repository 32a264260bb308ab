"""``parking-share report``: a schedule as a page to read, send and print; pages of single lots."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import click

from parking_share.atomic import write_atomically
from parking_share.belonging import foreign
from parking_share.catalogue import Lang, Objective
from parking_share.commands.common import EXIT_VIOLATIONS, FILE, FOLDER, err, input_errors, out, print_broken, wrote
from parking_share.commands.languages import LANG
from parking_share.commands.masking import MASK, SALT, salt_of
from parking_share.commands.places import Place, check_folder, check_places, files_of, print_removed
from parking_share.earlier import look_at
from parking_share.errors import InputError
from parking_share.filenames import safe_name
from parking_share.masking import mask
from parking_share.reading import read_scenario
from parking_share.report import render_lots, render_report, write_lots
from parking_share.report.lotpages import page_files
from parking_share.scenario import Scenario
from parking_share.schedule import Schedule, read_schedule
from parking_share.texts import _


@click.command("report")
@click.argument("scenario_file", metavar="SCENARIO", type=FILE)
@click.argument("schedule_file", metavar="SCHEDULE", type=FILE)
@click.option("-o", "--output", type=FILE, help="Page to write.  [default: NAME.report.html beside the schedule]")
@click.option("--lot", "lots", metavar="ID", multiple=True, help="A page of this lot alone, for its manager; may be given several times.")
@click.option("--lots-to", type=FOLDER, help="Folder for a page of every lot, with an index.")
@MASK
@SALT
@LANG
def report_command(
    scenario_file: Path,
    schedule_file: Path,
    output: Path | None,
    lots: tuple[str, ...],
    lots_to: Path | None,
    is_masked: bool,
    salt_file: Path | None,
    lang: Lang,
) -> None:
    """Make a page of a schedule: for the operator, for each lot's manager, for the planner.

    One HTML file that needs no network: a map, how full each lot is, and for each lot who is in it on which nights, who
    must be out by when and how it is recalled. Printed, each lot begins on a page of its own. The figures stand beside those
    of first come, first served, which is worked out for it.

    With more than 150 lots or 5,000 residents served the page would be too large. It is a city page then, without plates: a map
    to zoom, lists of lots and communities to search, and for each lot the command that makes its own page. A page made with
    --lot holds nothing of any other lot; its default name is NAME.ID.report.html.

    With --mask residents and plates are pseudonyms, the same ones each time under the same salt; the default name is
    NAME.masked.report.html. A folder of --lots-to may then hold nothing that names people.

    \b
    Examples:
      parking-share report town.json town.schedule.json
      parking-share report town.json town.schedule.json --lang zh -o town.html
      parking-share report city.json city.schedule.json --lot tax-bureau
      parking-share report city.json city.schedule.json --lots-to lot-pages
      parking-share report town.json town.schedule.json --mask -o masked.html
    """
    if lots_to is not None and (lots or output is not None):
        raise click.UsageError(_("--lots-to writes a page of every lot and an index; leave out --lot and --output."))
    with input_errors(), err.status(_("reading, checking and drawing ...")):
        scenario, schedule = read_scenario(scenario_file), read_schedule(schedule_file)
        if problems := list(foreign(scenario, schedule, scenario_file.name, schedule_file.name)):
            raise InputError(problems)
        page = output or schedule_file.with_name(_default_name(schedule_file.name, lots, is_masked=is_masked))
        inputs = files_of(scenario, scenario_file) | {schedule_file.resolve(): _("the schedule")}
        if salt_file is not None:
            inputs[salt_file.resolve()] = _("the salt")
        if lots_to is not None:
            check_folder(inputs, lots_to, page_files(scenario))
        else:
            check_places(inputs, [Place(_("the page"), page)])
        salt = salt_of(is_masked, salt_file)
        # A page would promise what cannot be held.
        if print_broken(scenario, schedule, scenario_file, schedule_file, _("there is no page of it")):
            sys.exit(EXIT_VIOLATIONS)
        comparison = None if lots else _comparison(scenario, schedule)
        if salt is not None:
            scenario, schedule = mask(scenario, schedule, salt)
        if lots_to is not None:
            earlier = look_at(lots_to, page_files(scenario), is_masked=is_masked)
            lots_to.mkdir(exist_ok=True)
            written = write_lots(scenario, schedule, lots_to, lang, comparison, is_masked=is_masked)
            print_removed(earlier.gone)
            out.print(_("wrote %(path)s and %(n)s pages of lots", path=written[0], n=len(scenario.lots)))
            return
        if lots:
            text = render_lots(scenario, schedule, lots, lang)
        else:
            command = shlex.join(["parking-share", "report", str(scenario_file), str(schedule_file)])
            text = render_report(scenario, schedule, lang, comparison, command)
        write_atomically(page, text)
        wrote(page)


def _default_name(schedule_name: str, lots: tuple[str, ...], *, is_masked: bool) -> str:
    """As ``solve`` names its page; with the lot's id where it is of one lot, ``lots`` where of several, and ``masked`` where it is."""
    name = schedule_name.removesuffix(".json").removesuffix(".schedule")
    part = f".{safe_name(lots[0])}" if len(lots) == 1 else ".lots" if lots else ""
    return f"{name}{part}{'.masked' * is_masked}.report.html"


def _comparison(scenario: Scenario, schedule: Schedule) -> dict[Objective, int] | None:
    """Level values of first come, first served; the schedule does not carry them. None for that schedule itself."""
    if schedule.run.method == "fcfs":
        return None
    from parking_share.solving import solve

    return solve(scenario, method="fcfs").first_come_first_served
