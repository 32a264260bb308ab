"""``parking-share lots``: lots of a map into a scenario."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import click

from parking_share.commands.common import FILE, err, input_errors, out, print_warnings, warn, wrote
from parking_share.commands.places import Place, check_places, files_of
from parking_share.geography.coordinates import Degrees
from parking_share.maps import read_map_lots, with_lots
from parking_share.reading import read_scenario
from parking_share.texts import _, ngettext
from parking_share.writing import write_scenario

SHOWN = 20


@click.command("lots")
@click.argument("scenario_file", metavar="SCENARIO", type=FILE)
@click.argument("map_file", metavar="MAP", type=FILE)
@click.option("-o", "--output", type=FILE, required=True, help="Scenario file to write: the scenario with the lots of the map.")
@click.option("--replace", is_flag=True, help="Take the scenario's own lots out.")
@click.option("--crs", type=click.Choice(get_args(Degrees)), default="WGS84", show_default=True, help="Coordinates of the map.")
def lots_command(scenario_file: Path, map_file: Path, output: Path, replace: bool, crs: Degrees) -> None:
    """Take lots from a map: OpenStreetMap, or plain GeoJSON.

    MAP is Overpass JSON, GeoJSON with tags of OpenStreetMap, or GeoJSON whose properties are keys of a lot, `spaces` at least. Of
    OpenStreetMap, `amenity=parking` counts, with capacity, capacity:disabled, capacity:charging, maxheight, operator and opening_hours:
    when a lot is open for its own people, it is in own use. What a map does not say is told in warnings, and nothing is shared on a
    guess.

    Coordinates are converted to those of the scenario. Lots that the scenario has already, by their ids, stay as they are.

    \b
    Examples:
      parking-share lots town.json parking.geojson -o town-with-lots.json
      parking-share lots town.json drawn-on-amap.geojson --crs GCJ02 --replace -o town-with-lots.json
    """
    with input_errors():
        scenario = read_scenario(scenario_file)
        inputs = files_of(scenario, scenario_file) | {map_file.resolve(): _("the map")}
        check_places(inputs, [Place(_("the new scenario"), output, may_replace=_("the scenario"))])
        found = read_map_lots(map_file, crs)
        changed = with_lots(scenario, found, replace=replace)
        write_scenario(changed, output)
    print_warnings(changed)
    for warning in found.warnings[:SHOWN]:
        warn(warning)
    if len(found.warnings) > SHOWN:
        err.print(_("... and %(n)s more warnings", n=f"{len(found.warnings) - SHOWN:,}"))
    new = len(changed.lots) - (0 if replace else len(scenario.lots))
    told = ngettext(
        "%(new)s lots added of %(all)s on the map; %(n)s other thing on it is no lot",
        "%(new)s lots added of %(all)s on the map; %(n)s other things on it are no lots",
        found.left_out,
        new=f"{new:,}",
        all=f"{len(found.lots):,}",
    )
    out.print(told)
    wrote(output)
