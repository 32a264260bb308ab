"""``parking-share replan``: a scenario planned again after its last schedule, with few changes, and notices of them."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from parking_share.atomic import write_atomically
from parking_share.catalogue import Lang
from parking_share.commands.common import FILE, FOLDER, LANG, err, input_errors, out, print_warnings, read_both
from parking_share.commands.numbering import numbered, print_bays
from parking_share.commands.places import check_folder, files_of
from parking_share.commands.replanning import print_changes
from parking_share.commands.searching import TIME_LIMIT, check_own, solve_with_progress
from parking_share.replanning import changes_for_each, with_last
from parking_share.spreadsheet import to_csv
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
@TIME_LIMIT
@LANG
@click.option("--json", "as_json", is_flag=True, help="Print the changes as JSON.")
def replan_command(
    scenario_file: Path,
    last_file: Path,
    output: Path,
    max_moves: int | None,
    keep_first: bool,
    time_limit: float,
    lang: Lang,
    as_json: bool,
) -> None:
    """Plan SCENARIO again, as it is now, after LAST_SCHEDULE, the one that holds until then, and list what changes for whom.

    The lots of the last schedule become the residents' current lots, and keeping them counts right after who is served, unless the policy
    gives it another place; with --keep-first before it, so that points decide only about what is free. The last schedule may be of an older
    state of the scenario. Who has gone since is listed as leaving.

    The folder gets replanned.json, the scenario with the current lots, replanned.schedule.json, its schedule, and notices.csv:
    for each resident served before or now what changes, and a sentence to tell them. It has plates and is for the office.

    \b
    Examples:
      parking-share replan town-in-spring.json town.schedule.json -o spring
      parking-share replan town-in-spring.json town.schedule.json -o spring --max-moves 20 --lang zh
      parking-share replan town-in-exam-week.json town.schedule.json -o exam --keep-first
    """
    with input_errors():
        with err.status("reading ..."):
            scenario, last = read_both(scenario_file, last_file)
            inputs = files_of(scenario, scenario_file) | {last_file.resolve(): "the last schedule"}
            check_folder(inputs, output, (SCENARIO, SCHEDULE, WALKS, NOTICES))
            wanted = with_last(scenario, last, max_moves, keep_first=keep_first)
        print_warnings(scenario)
        bays = numbered(wanted, solve_with_progress(wanted, "optimal", time_limit or None, last).schedule, last)
        schedule = bays.schedule
        check_own(wanted, schedule)
        changes = list(changes_for_each(last, schedule))
        if last.assignments and not any(change.move in ("stay", "move") for change in changes):
            err.print("[yellow]warning:[/] nobody who is served in the last schedule is served in this one; is it of this scenario?")
        with err.status("writing ..."):
            from parking_share.report.notices import notices  # takes a second to load

            output.mkdir(exist_ok=True)
            write_solved(wanted, schedule, output / SCENARIO)
            write_atomically(output / NOTICES, to_csv(notices(wanted, changes, lang)))
    if as_json:
        click.echo(json.dumps([asdict(change) for change in changes], ensure_ascii=False, indent=1))
        return
    print_changes(out, schedule, changes)
    print_bays(bays)
    for name in (SCENARIO, SCHEDULE, NOTICES):
        out.print(f"wrote {output / name}", markup=False)
