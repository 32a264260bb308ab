"""One scenario from its options: ground, communities, lots, residents, and the words that say it is made up."""

from __future__ import annotations

import shlex
from typing import Any

import numpy as np

from parking_share.making.draws import Floats, stream
from parking_share.making.lots import make_lots
from parking_share.making.options import MakeOptions, changed
from parking_share.making.places import Ground, make_ground, names, scatter
from parking_share.making.published import DISTRIBUTION_SOURCE, HOURS_SOURCE
from parking_share.making.residents import make_residents
from parking_share.scenario import FORMAT

_LIVED_IN = 0.8  # of the side of the square: those who live at its very edge would reach half as many lots


def make_scenario(options: MakeOptions) -> dict[str, Any]:
    """A made-up scenario of format 1, as plain data with the residents inline.

    The same options give the same scenario; ``Scenario.from_dict`` of it finds no problem. Its ``origin`` says that it is
    made up, by which command, and where the distributions come from.
    """
    ground = make_ground(options)
    lots, lot_places = make_lots(options, ground)
    communities, centres = _communities(options, ground)
    ids, lot_ids = [community["id"] for community in communities], [lot["id"] for lot in lots]
    data: dict[str, Any] = {
        "format": FORMAT,
        "id": options.id,
        "name": options.name,
        "origin": origin(options),
        "horizon": {"start": options.start, "days": options.days},
        "calendar": {"country": options.country} if options.country else {},
        "communities": communities,
        "lots": lots,
        "residents": make_residents(options, ground, ids, centres, lot_ids, lot_places),
    }
    return {key: value for key, value in data.items() if value not in ("", {})}


def origin(options: MakeOptions) -> str:
    """What is published, that the rest is made up, and how it can be made again."""
    words = ["parking-share", "make", "--seed", str(options.seed)]
    for name, value in changed(options):
        if name in ("seed", "name", "published"):
            continue
        flag = "--" + name.replace("_", "-")
        words += [flag if value else f"--no-{name}"] if isinstance(value, bool) else [flag, str(value)]
    published = options.published.rstrip(". ") + ". The rest is" if options.published else "Everything here is"
    return (
        f"{published} made up, names and plates too, by `{shlex.join(words)}`. "
        f"Hours of leaving and coming home follow {DISTRIBUTION_SOURCE}; own use follows the hours in {HOURS_SOURCE}."
    )


def _communities(options: MakeOptions, ground: Ground) -> tuple[list[dict[str, Any]], Floats]:
    """Communities as plain data, and their places (n, 2) in metres from the centre."""
    rng = stream(options.seed, 3)
    x, y = scatter(rng, _LIVED_IN * ground.side_m, options.communities)
    locations = ground.location(x, y)
    width = len(str(options.communities))
    communities = [
        {"id": f"c-{index + 1:0{width}d}", "name": name, "location": {key: column[index] for key, column in locations.items()}}
        for index, name in enumerate(names(rng, options.communities, "社区"))
    ]
    return communities, np.column_stack((x, y))
