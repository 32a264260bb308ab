"""The walk matrix of a scenario along streets, on the slopes that they have."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from parking_share.calendar import FloatArray, IntArray
from parking_share.errors import InputError, Problem
from parking_share.scenario import Scenario, WalkMatrix
from parking_share.streets.network import Network
from parking_share.texts import _
from parking_share.walking import Places, near_pairs, walk_seconds, walk_time, whole_seconds

LOTS_AT_ONCE = 64
"""So many lots are searched from together; each takes 8 bytes a corner."""


@dataclass(frozen=True)
class StreetWalks:
    """Walks along streets, those that the scenario would compute itself without them, and who is too far from any street.

    ``matrix`` has a row for each home or community and each lot within reach; ``computed_seconds`` (rows,) are the walks without streets.
    ``off_streets`` are ids of residents, communities and lots that are too far from a street: their walks stay as computed.
    """

    matrix: WalkMatrix
    computed_seconds: IntArray
    off_streets: tuple[str, ...]

    @property
    def ratio(self) -> float | None:
        """The median of walk along streets over computed walk, None without any."""
        street = np.array(self.matrix.seconds, np.float64)
        counts = self.computed_seconds > 0
        return float(np.median(street[counts] / self.computed_seconds[counts])) if counts.any() else None


def street_walks(scenario: Scenario, network: Network, within_minutes: float, off_street_m: float) -> StreetWalks:
    """Find the walks of all homes to all lots that are near enough.

    A walk goes straight to the nearest point of a street, along streets on the quickest way, and straight to the lot, at the scenario's
    speed by Tobler's function as the mean of both directions. Where streets have elevations each piece has its slope, and the ways to and
    from the street are flat; where they have none, the whole walk has the slope between home and lot. A pair is left out only where
    neither this walk nor the computed one, which counts then, can be ``within_minutes``.

    Parameters
    ----------
    network
        See ``read_streets``; in WGS-84, or in metres where the scenario's ``crs`` is local.
    within_minutes
        Longest walk that matters.
    off_street_m
        Places further than this from every street keep their computed walks.

    Raises
    ------
    InputError
        Where all homes, or all lots, are further than that: these are streets of another place.
    """
    homes = [each for each in scenario.residents if each.home is not None]
    names = [*(each.id for each in scenario.communities), *(each.id for each in homes)]
    origins = Places([*(c.location for c in scenario.communities), *(r.home for r in homes if r.home is not None)], scenario.crs)
    lots = Places([lot.location for lot in scenario.lots], scenario.crs)
    speed = scenario.walking.speed_kmh
    radius = np.full(len(names), within_minutes * 60 * speed / 3.6 / min(1.0, scenario.walking.detour))
    origin, lot = near_pairs(origins.points(), lots.points(), radius)
    straight = origins.straight_line(origin, lots, lot)
    computed = walk_seconds(scenario.walking.detour * straight, lots.elevation[lot] - origins.elevation[origin], speed)

    met, corner, off_m = network.meet(np.concatenate((network.plane(origins), network.plane(lots))))
    is_off = off_m > off_street_m
    for some_m in (off_m[: len(names)], off_m[len(names) :]):
        if len(some_m) and (some_m > off_street_m).all():
            raise _of_another_place(off_street_m, some_m.min())
    near = (straight <= radius[origin]) & ~is_off[origin] & ~is_off[len(names) + lot]
    origin, lot, computed = origin[near], lot[near], computed[near]
    off = off_m[origin] + off_m[len(names) + lot]
    corners = corner[: len(names)], corner[len(names) :]
    if np.isnan(met.elevation).all():
        metres = off + _along(met, met.length, *corners, origin, lot)
        walk = walk_time(metres, lots.elevation[lot] - origins.elevation[origin], speed)
    else:
        climb = met.elevation[met.ends[:, 1]] - met.elevation[met.ends[:, 0]]
        walk = walk_time(off, np.zeros(len(off)), speed) + _along(met, walk_time(met.length, climb, speed), *corners, origin, lot)
    seconds = whole_seconds(walk)
    lot_ids = [each.id for each in scenario.lots]
    matrix = WalkMatrix([names[at] for at in origin.tolist()], [lot_ids[at] for at in lot.tolist()], seconds.tolist())
    everyone = [*names, *lot_ids]
    return StreetWalks(matrix, computed, tuple(everyone[at] for at in np.flatnonzero(is_off).tolist()))


def _of_another_place(off_street_m: float, nearest_m: float) -> InputError:
    message = _(
        "the streets reach none of the homes, or none of the lots: all are over %(distance)s m from every street, the nearest "
        "%(nearest)s m; give streets of the same town, in longitude and latitude, or in metres where crs is local",
        distance=f"{off_street_m:g}",
        nearest=f"{nearest_m:,.0f}",
    )
    return InputError([Problem("", message)])


def with_walks(scenario: Scenario, matrix: WalkMatrix) -> Scenario:
    """The scenario with these walks as its walk matrix, which is in no file yet; ``write_scenario`` writes both."""
    changed = scenario.model_copy(update={"walking": scenario.walking.model_copy(update={"matrix": "walks.csv"})})
    changed._walk_matrix = matrix
    return changed


def _along(network: Network, cost: FloatArray, origins: IntArray, lots: IntArray, origin: IntArray, lot: IntArray) -> FloatArray:
    """The least cost (n,) of a way between pairs of an origin and a lot, by number, whose corners are ``origins`` and ``lots``.

    ``cost`` (m,) is that of each piece, in both directions.
    """
    size = len(network.point)
    graph = coo_array((np.maximum(cost, 1e-9), network.ends.T), shape=(size, size)).tocsr()  # 0 would be no street
    found, order = np.empty(len(lot)), np.argsort(lot, kind="stable")
    for first in range(0, len(lots), LOTS_AT_ONCE):
        chosen = order[slice(*np.searchsorted(lot[order], (first, first + LOTS_AT_ONCE)))]
        away = dijkstra(graph, directed=False, indices=lots[first : first + LOTS_AT_ONCE])
        found[chosen] = away[lot[chosen] - first, origins[origin[chosen]]]
    return found
