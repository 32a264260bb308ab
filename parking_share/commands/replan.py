"""``parking-share replan``: a scenario planned again after its last schedule, with few changes, and notices of them."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from parking_share.atomic import write_atomically
from parking_share.belonging import foreign
from parking_share.catalogue import Lang
from parking_share.commands.common import FILE, FOLDER, err, input_errors, out, print_warnings, read_both, warn, wrote
from parking_share.commands.languages import LANG
from parking_share.commands.numbering import numbered, print_bays
from parking_share.commands.places import check_folder, files_of
from parking_share.commands.replanning import print_changes
from parking_share.commands.searching import TIME_LIMIT, check_own, solve_with_progress
from parking_share.errors import InputError, Problem
from parking_share.reading import read_scenario
from parking_share.replanning import changes_for_each, with_last
from parking_share.scenario import Scenario
from parking_share.schedule import Schedule
from parking_share.spreadsheet import to_csv
from parking_share.texts import _
from parking_share.writing import write_solved

SCENARIO = "replanned.json"
SCHEDULE = "replanned.schedule.json"
WALKS = "replanned-walks.csv"
NOTICES = "notices.csv"


@click.command("replan")
@click.argument("scenario_file", metavar="SCENARIO", type=FILE)
@click.argument("last_file", metavar="LAST_SCHEDULE", type=FILE)
@click.option("-o", "--output", type=FOLDER, required=True, help="Folder for the results; made if it is not there.")
@click.option(
    "--max-moves", type=click.IntRange(min=0), help="Most residents who may be moved to another lot.  [default: as the policy says]"
)
@click.option("--keep-first", is_flag=True, help="Let nobody go who can stay, whoever has more points.")
@click.option(
    "--last-scenario",
    "last_scenario_file",
    type=FILE,
    help="Scenario of LAST_SCHEDULE, to name lots that are gone since.  [default: NAME.json beside NAME.schedule.json, if unchanged]",
)
@TIME_LIMIT
@LANG
@click.option("--json", "as_json", is_flag=True, help="Print the changes as JSON.")
def replan_command(
    scenario_file: Path,
    last_file: Path,
    output: Path,
    max_moves: int | None,
    keep_first: bool,
    last_scenario_file: Path | None,
    time_limit: float | None,
    lang: Lang,
    as_json: bool,
) -> None:
    """Plan SCENARIO again, as it is now, after LAST_SCHEDULE, the one that holds until then, and list what changes for whom.

    The lots of the last schedule become the residents' current lots, and keeping them counts right after who is served, unless the policy
    gives it another place; with --keep-first before it, so that points decide only about what is free. The last schedule may be of an older
    state of the scenario. Who has gone since is listed as leaving.

    The folder gets replanned.json, the scenario with the current lots, replanned.schedule.json, its schedule, and notices.csv:
    for each resident served before or now what changes, and a few sentences to tell them: lot, walk, hours. It has plates and is for
    the office.

    \b
    Examples:
      parking-share replan town-in-spring.json town.schedule.json -o spring
      parking-share replan town-in-spring.json town.schedule.json -o spring --max-moves 20 --lang zh
      parking-share replan town-in-exam-week.json town.schedule.json -o exam --keep-first
    """
    with input_errors():
        with err.status(_("reading ...")):
            scenario, last = read_both(scenario_file, last_file)
            before = _scenario_of(last, last_file, last_scenario_file, scenario)
            inputs = files_of(scenario, scenario_file) | {last_file.resolve(): _("the last schedule")}
            if before is not None:
                inputs = files_of(before, last_scenario_file or _beside(last_file)) | inputs
            check_folder(inputs, output, (SCENARIO, SCHEDULE, WALKS, NOTICES))
            wanted = with_last(scenario, last, max_moves, keep_first=keep_first)
        print_warnings(scenario)
        bays = numbered(wanted, solve_with_progress(wanted, "optimal", time_limit, last).schedule, last)
        schedule = bays.schedule
        check_own(wanted, schedule)
        changes = list(changes_for_each(last, schedule))
        if last.assignments and not any(change.move in ("stay", "move") for change in changes):
            warn(_("nobody who is served in the last schedule is served in this one; is it of this scenario?"))
        with err.status(_("writing ...")):
            from parking_share.report.notices import notices  # takes a second to load

            output.mkdir(exist_ok=True)
            write_solved(wanted, schedule, output / SCENARIO)
            write_atomically(output / NOTICES, to_csv(notices(wanted, schedule, changes, lang, before)))
    if as_json:
        click.echo(json.dumps([asdict(change) for change in changes], ensure_ascii=False, indent=1))
        return
    print_changes(out, schedule, changes)
    print_bays(bays)
    for name in (SCENARIO, SCHEDULE, NOTICES):
        wrote(output / name)


def _scenario_of(last: Schedule, last_file: Path, stated: Path | None, now: Scenario) -> Scenario | None:
    """The scenario of the last schedule: the stated one, or else the one beside it, where a name is needed and it is unchanged.

    Raises
    ------
    InputError
        If the stated one cannot be used, or is not that of the schedule.
    """
    if stated is not None:
        scenario = read_scenario(stated)
        if any(foreign(scenario, last, stated.name, last_file.name)):
            message = _(
                "%(scenario)s is not what %(schedule)s was made for; name the scenario as it was then, or leave the option out",
                scenario=stated,
                schedule=last_file.name,
            )
            raise InputError([Problem("--last-scenario", message)])
        return scenario
    lots, residents = {lot.id for lot in now.lots}, {resident.id for resident in now.residents}
    if all(each.lot in lots and each.resident in residents for each in last.assignments) or not _beside(last_file).exists():
        return None
    try:
        scenario = read_scenario(_beside(last_file))
    except InputError:  # a file that happens to have this name
        return None
    return None if any(foreign(scenario, last, "", "")) else scenario


def _beside(schedule: Path) -> Path:
    """Where ``solve`` leaves the schedule of a scenario in the same folder."""
    return schedule.with_name(f"{schedule.name.removesuffix('.json').removesuffix('.schedule')}.json")
