"""``parking-share bays``: number the bays of a schedule that is there already."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from parking_share.commands.common import EXIT_VIOLATIONS, FILE, err, input_errors, print_broken, read_both, wrote
from parking_share.commands.numbering import bays_facts, numbered, print_bays
from parking_share.commands.places import Place, check_places, files_of
from parking_share.commands.searching import check_own
from parking_share.schedule import read_schedule, write_schedule
from parking_share.texts import N_, _

SCHEDULE = N_("the schedule")


@click.command("bays")
@click.argument("scenario_file", metavar="SCENARIO", type=FILE)
@click.argument("schedule_file", metavar="SCHEDULE", type=FILE)
@click.option("-o", "--output", type=FILE, required=True, help="Schedule file to write; it may be the same.")
@click.option("--last", type=FILE, help="Schedule that holds until then: residents keep its numbers where bays are alike.")
@click.option("--json", "as_json", is_flag=True, help="Print how well the bays could be given as JSON.")
def bays_command(scenario_file: Path, schedule_file: Path, output: Path, last: Path | None, as_json: bool) -> None:
    """Number the bays of SCHEDULE, made by hand or without bays; `solve` does so by itself.

    Nobody moves during a stay, and as many residents as possible have one bay for the whole time. The institution's own spaces have bays,
    too, for as long as it uses them. Nothing else of the schedule changes; bays that it has are given anew.

    \b
    Examples:
      parking-share bays town.json by-hand.json -o by-hand-with-bays.json
      parking-share bays town.json town.schedule.json -o town.schedule.json

    Exit code 1 if the schedule breaks a rule: its bays are not numbered then.
    """
    with input_errors():
        with err.status(_("reading both files ...")):
            scenario, schedule = read_both(scenario_file, schedule_file)
            earlier = None if last is None else read_schedule(last)
            inputs = {} if last is None else {last.resolve(): _("the last schedule")}
            inputs |= {schedule_file.resolve(): _(SCHEDULE)} | files_of(scenario, scenario_file)
            check_places(inputs, (Place(_("the numbered schedule"), output, may_replace=_(SCHEDULE)),))
        if print_broken(scenario, schedule, scenario_file, schedule_file, _("its bays are not numbered")):
            sys.exit(EXIT_VIOLATIONS)
        result = numbered(scenario, schedule, earlier)
        check_own(scenario, result.schedule)
        write_schedule(result.schedule, output)
    if as_json:
        click.echo(json.dumps(bays_facts(result), ensure_ascii=False, indent=1))
        return
    print_bays(result)
    wrote(output)
