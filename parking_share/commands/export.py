"""``parking-share export``: a plan as files for gates, offices, phones, planners and platforms."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import get_args

import click

from parking_share.belonging import foreign
from parking_share.catalogue import Lang
from parking_share.commands.common import (
    EXIT_VIOLATIONS,
    FILE,
    FOLDER,
    err,
    input_errors,
    out,
    print_broken,
    read_both,
    remark,
    warn,
)
from parking_share.commands.languages import LANG
from parking_share.commands.masking import MASK, SALT, salt_of
from parking_share.commands.places import check_folder, files_of, print_removed
from parking_share.errors import InputError
from parking_share.exporting import INDEX, FormatName, prepare
from parking_share.texts import _, ngettext


def _listed(context: click.Context, parameter: click.Parameter, value: str | None) -> tuple[str, ...]:
    """What is written with commas in between."""
    return tuple(part.strip() for part in value.split(",") if part.strip()) if value else ()


@click.command("export")
@click.argument("scenario_file", metavar="SCENARIO", type=FILE)
@click.argument("schedule_file", metavar="SCHEDULE", type=FILE)
@click.option("-o", "--output", type=FOLDER, required=True, help="Folder for the files; made if it is not there.")
@click.option(
    "--to",
    "formats",
    metavar="FORMATS",
    callback=_listed,
    help=f"Which, with commas in between: {', '.join(get_args(FormatName))}.  [default: all]",
)
@click.option("--gate-type", type=click.IntRange(min=0), help="Type of car in gate lists, such as 12.  [default: no such column]")
@click.option(
    "--residents",
    metavar="IDS",
    callback=_listed,
    help="Calendars of these residents, one file each, with commas in between.  [default: all, in one zip]",
)
@MASK
@SALT
@LANG
def export_command(
    scenario_file: Path,
    schedule_file: Path,
    output: Path,
    formats: tuple[FormatName, ...],
    gate_type: int | None,
    residents: tuple[str, ...],
    is_masked: bool,
    salt_file: Path | None,
    lang: Lang,
) -> None:
    """Write SCHEDULE as files for gates, offices, phones, planners and platforms, into one folder with an index.

    gate: whitelists as CSV. excel: a workbook of each lot. ics: calendars. geojson: maps. apds: the parking data standard. notices: pages
    to print, one a resident. docs/export.md describes each file. The index says for whom each is and whether it holds personal data.

    With --mask residents and plates are pseudonyms in every file, the same ones each time under the same salt. Gate lists and
    notices are left out then: they are of no use without names. A format that lacks its library or degrees on the map is left out, too,
    unless it is asked for.

    In a folder that has been written before, files of lots that are gone since are removed. Gate lists that are not ours are refused
    there, and beside pseudonyms everything that may name people.

    \b
    Examples:
      parking-share export town.json town.schedule.json -o town-files
      parking-share export town.json town.schedule.json --to gate,excel --gate-type 12 -o office --lang zh
      parking-share export town.json town.schedule.json --mask -o masked

    See also: `workbook` writes the scenario itself, with all lots and residents, as the Excel workbook that `import` reads.

    Exit code 1 if SCHEDULE breaks a rule: nothing is written then.
    """
    with input_errors(), err.status(_("reading, checking and writing ...")):
        scenario, schedule = read_both(scenario_file, schedule_file)
        if problems := list(foreign(scenario, schedule, scenario_file.name, schedule_file.name)):
            raise InputError(problems)
        # A gate would let in who may not be there.
        if print_broken(scenario, schedule, scenario_file, schedule_file, _("nothing is made of it")):
            sys.exit(EXIT_VIOLATIONS)
        salt = salt_of(is_masked, salt_file)
        files = prepare(scenario, schedule, formats or None, lang, mask=salt, gate_type=gate_type, residents=residents)
        inputs = files_of(scenario, scenario_file) | {schedule_file.resolve(): _("the schedule")}
        if salt_file is not None:
            inputs[salt_file.resolve()] = _("the salt")
        check_folder(inputs, output, files.names)
        earlier = files.earlier(output)
        output.mkdir(exist_ok=True)
        files.write(output)
    print_removed(earlier.gone)
    for name, why in files.left_out.items():
        remark(err, _("note"), _("%(name)s is left out: %(why)s", name=name, why=_(why)))
    if "gate" in files.parts and (count := files.without_plate):
        told = ngettext(
            "%(n)s resident who is served has no plate, so that no gate can know them; gate/without-plate.csv lists them",
            "%(n)s residents who are served have no plate, so that no gate can know them; gate/without-plate.csv lists them",
            count,
        )
        warn(told)
    for name, made in files.parts.items():
        out.print(f"{name:<8} " + ngettext("%(count)s file", "%(count)s files", len(made), count=f"{len(made):>6,}"))
    out.print(_("wrote %(path)s: what each file is and for whom", path=output / INDEX))
