"""``parking-share walks``: the walk matrix of a scenario along streets."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from parking_share.atomic import write_atomically
from parking_share.commands.common import EXIT_INPUT, FILE, err, input_errors, out, print_warnings
from parking_share.commands.places import Place, check_places, files_of
from parking_share.reading import read_scenario
from parking_share.scenario import Scenario
from parking_share.writing import walks_csv, write_scenario

SHOWN = 5


@click.command("walks")
@click.argument("scenario_file", metavar="SCENARIO", type=FILE)
@click.option("--streets", "streets_file", type=FILE, required=True, help="Streets to walk on: GeoJSON lines, or GraphML.")
@click.option("-o", "--output", type=FILE, required=True, help="FILE.csv: the walks. FILE.json: the scenario with them.")
@click.option(
    "--within", "within_minutes", type=click.FloatRange(min=0), help="Longest walk that matters.  [default: twice the longest limit]"
)
@click.option(
    "--off-street",
    "off_street_m",
    type=click.FloatRange(min=0),
    default=200.0,
    show_default=True,
    help="Homes and lots further than this from every street keep their computed walks, metres.",
)
def walks_command(scenario_file: Path, streets_file: Path, output: Path, within_minutes: float | None, off_street_m: float) -> None:
    """Walk along streets instead of straight lines.

    Finds the quickest way on foot from every home, or community, to every lot near enough. FILE.csv is the table that a scenario names
    as its `walking.matrix`; FILE.json is the scenario with that table, FILE-walks.csv, beside it. Slopes count where elevations are
    known: of the streets, of homes, of lots.

    Streets are lines of GeoJSON, joined where they share a position, or GraphML as osmnx saves it; in longitude and latitude, or in metres
    where the scenario's coordinates are `local`. What does not hang together with the largest part of them is left out.

    \b
    Examples:
      parking-share walks town.json --streets streets.geojson -o town-walks.csv
      parking-share walks town.json --streets streets.graphml -o town-on-foot.json
    """
    with input_errors(), err.status("reading ...") as status:
        scenario = read_scenario(scenario_file)
        inputs = files_of(scenario, scenario_file) | {streets_file.resolve(): "the streets"}
        is_scenario = output.suffix == ".json"
        walks_file = output.with_name(f"{output.stem}-walks.csv") if is_scenario else output
        check_places(inputs, [Place("the new scenario", output if is_scenario else None), Place("the walks", walks_file)])
        try:
            from parking_share.streets import read_streets, street_walks, with_walks
        except ImportError as error:
            err.print(f"walks along streets need the package '{error.name}'; install it: pip install 'parking-share\\[streets]'")
            sys.exit(EXIT_INPUT)
        network = read_streets(streets_file, is_local=scenario.crs == "local")
        status.update("walking ...")
        found = street_walks(scenario, network, within_minutes or 2 * _longest(scenario), off_street_m)
        if is_scenario:
            write_scenario(with_walks(scenario, found.matrix), output)
        else:
            write_atomically(output, walks_csv(found.matrix))
    print_warnings(scenario)
    out.print(f"{len(found.matrix.seconds):,} walks along {network.length.sum() / 1000:,.1f} km of streets", markup=False)
    if found.ratio is not None:
        out.print(f"in the middle they are {found.ratio:.2f} times as long as the scenario computes them", markup=False)
    if network.left_out_m:
        out.print(f"left out: {network.left_out_m / 1000:,.1f} km that do not hang together with the others", markup=False)
    if found.off_streets:
        names = ", ".join(found.off_streets[:SHOWN]) + (", ..." if len(found.off_streets) > SHOWN else "")
        err.print(f"[yellow]warning:[/] {len(found.off_streets):,} places are over {off_street_m:g} m from every street", end="")
        err.print(f" and keep their computed walks: {names}", markup=False)
    for path in sorted({output, walks_file}):
        out.print(f"wrote {path}", markup=False)


def _longest(scenario: Scenario) -> float:
    """The longest walk limit, minutes."""
    limits = [each.max_walk_minutes for each in scenario.residents if each.max_walk_minutes is not None]
    return max([scenario.policy.max_walk_minutes, *limits])
