"""``parking-share walks``: the walk matrix of a scenario along streets."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from parking_share.atomic import write_atomically
from parking_share.commands.common import EXIT_INPUT, FILE, err, input_errors, out, print_warnings, warn, wrote
from parking_share.commands.places import Place, check_places, files_of
from parking_share.reading import read_scenario
from parking_share.scenario import Scenario
from parking_share.texts import _
from parking_share.writing import walks_csv, write_scenario

SHOWN = 5
INSTALL = "pip install 'parking-share[streets]'"


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
    with input_errors(), err.status(_("reading ...")) as status:
        scenario = read_scenario(scenario_file)
        inputs = files_of(scenario, scenario_file) | {streets_file.resolve(): _("the streets")}
        is_scenario = output.suffix == ".json"
        walks_file = output.with_name(f"{output.stem}-walks.csv") if is_scenario else output
        check_places(inputs, [Place(_("the new scenario"), output if is_scenario else None), Place(_("the walks"), walks_file)])
        try:
            from parking_share.streets import read_streets, street_walks, with_walks
        except ImportError as error:
            needed = _("walks along streets need the package '%(name)s'; install it: %(command)s", name=error.name, command=INSTALL)
            err.print(needed)
            sys.exit(EXIT_INPUT)
        network = read_streets(streets_file, is_local=scenario.crs == "local")
        status.update(_("walking ..."))
        found = street_walks(scenario, network, within_minutes or 2 * _longest(scenario), off_street_m)
        if is_scenario:
            write_scenario(with_walks(scenario, found.matrix), output)
        else:
            write_atomically(output, walks_csv(found.matrix))
    print_warnings(scenario)
    count, length = f"{len(found.matrix.seconds):,}", f"{network.length.sum() / 1000:,.1f}"
    out.print(_("%(n)s walks along %(length)s km of streets", n=count, length=length))
    if found.ratio is not None:
        ratio = f"{found.ratio:.2f}"
        out.print(_("in the middle they are %(ratio)s times as long as the scenario computes them", ratio=ratio))
    if network.left_out_m:
        left_out = f"{network.left_out_m / 1000:,.1f}"
        out.print(_("left out: %(length)s km that do not hang together with the others", length=left_out))
    if found.off_streets:
        names = ", ".join(found.off_streets[:SHOWN]) + (", ..." if len(found.off_streets) > SHOWN else "")
        far = {"n": f"{len(found.off_streets):,}", "distance": f"{off_street_m:g}", "names": names}
        warn(_("%(n)s places are over %(distance)s m from every street and keep their computed walks: %(names)s", **far))
    for path in sorted({output, walks_file}):
        wrote(path)


def _longest(scenario: Scenario) -> float:
    """The longest walk limit, minutes."""
    limits = [each.max_walk_minutes for each in scenario.residents if each.max_walk_minutes is not None]
    return max([scenario.policy.max_walk_minutes, *limits])
