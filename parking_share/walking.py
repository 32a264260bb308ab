"""Walks in whole seconds: distance, slope, walking speed, and which lots are near enough to be asked at all."""

from __future__ import annotations

from decimal import Decimal
from operator import attrgetter

import numpy as np

from parking_share.arrays import factorize, offsets, spread
from parking_share.calendar import FloatArray, IntArray
from parking_share.geography.coordinates import EARTH_RADIUS_M, on_globe
from parking_share.scenario import Crs, Location, Scenario, WalkMatrix

ALL_PAIRS = 1_000_000
"""Up to this many pairs it is faster to compute them all than to load scipy for a search tree."""


class Places:
    """Locations as columns, each of shape (n,): coordinates in degrees or metres, elevation in metres or NaN."""

    def __init__(self, locations: list[Location], crs: Crs) -> None:
        keys = ("x", "y", "elevation_m") if crs == "local" else ("lon", "lat", "elevation_m")
        self.crs = crs
        columns = ([*map(attrgetter(key), locations)] for key in keys)
        self.easting, self.northing, self.elevation = (np.array(column, np.float64) for column in columns)

    def straight_line(self, index: IntArray, other: Places, other_index: IntArray) -> FloatArray:
        """Metres between pairs, great-circle (haversine) or Euclidean; both of one system of coordinates."""
        east, north = other.easting[other_index] - self.easting[index], other.northing[other_index] - self.northing[index]
        if self.crs == "local":
            return np.hypot(east, north)
        cos, other_cos = np.cos(np.radians(self.northing))[index], np.cos(np.radians(other.northing))[other_index]
        square = np.sin(np.radians(north) / 2) ** 2 + cos * other_cos * np.sin(np.radians(east) / 2) ** 2
        angle: FloatArray = 2 * np.arcsin(np.sqrt(np.minimum(square, 1.0)))
        return EARTH_RADIUS_M * angle

    def points(self) -> FloatArray:
        """(n, 2) or, on the sphere, (n, 3) coordinates in metres whose Euclidean distance never exceeds the straight line."""
        return np.column_stack((self.easting, self.northing)) if self.crs == "local" else on_globe(self.easting, self.northing)


def walk_time(distance_m: FloatArray, climb_m: FloatArray, speed_kmh: float) -> FloatArray:
    """Mean walk of both directions in seconds, not rounded; all arrays of shape (n,).

    Tobler's hiking function (Tobler 1993) scaled to ``speed_kmh`` on the flat: v(s) = speed * exp(-3.5 |s + 0.05|) /
    exp(-0.175), with the slope s = climb / distance; a NaN climb is an unknown one and counts as flat.
    """
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        slope = np.where(distance_m > 0, np.nan_to_num(climb_m / distance_m), 0.0)
        slowness = sum(np.exp(3.5 * np.abs(sign * slope + 0.05)) for sign in (1, -1)) * np.exp(-0.175)
        seconds: FloatArray = distance_m / 2 * slowness / (speed_kmh / 3.6)
    # A slope beyond all measure overflows; nobody walks it.
    return np.where(distance_m > 0, np.minimum(np.nan_to_num(seconds, nan=np.inf), 2.0**52), 0.0)


def whole_seconds(seconds: FloatArray) -> IntArray:
    """Seconds (n,) rounded to whole ones, halves up."""
    return np.floor(seconds + 0.5).astype(np.int64)


def shown_minutes(seconds: FloatArray) -> FloatArray:
    """Minutes (n,) of seconds as people are shown them: to a tenth, halves up, so that pages and files say the same."""
    minutes: FloatArray = np.floor(seconds / 6 + 0.5) / 10
    return minutes


def walk_seconds(distance_m: FloatArray, climb_m: FloatArray, speed_kmh: float) -> IntArray:
    """Mean walk of both directions in whole seconds; see ``walk_time``."""
    return whole_seconds(walk_time(distance_m, climb_m, speed_kmh))


def limit_seconds(minutes: float) -> int:
    """The largest whole number of seconds within a limit of (fractional, decimal) minutes."""
    return int(Decimal(repr(minutes)) * 60)


def walks_within_limit(scenario: Scenario) -> tuple[IntArray, IntArray, IntArray]:
    """Every (resident, lot) pair within the resident's walk limit: indices and walk seconds, sorted by resident, then lot."""
    number, distinct = factorize([resident.max_walk_minutes for resident in scenario.residents])
    general = scenario.policy.max_walk_minutes
    limit = np.array([limit_seconds(general if minutes is None else minutes) for minutes in distinct], np.int64)[number]
    resident, lot, walk = _with_matrix(scenario, *_computed_walks(scenario, limit))
    near = walk <= limit[resident]
    return resident[near], lot[near], walk[near]


def _computed_walks(scenario: Scenario, limit: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """Computed walks of all pairs that can be within the limit, found around communities and homes."""
    communities = {community.id: index for index, community in enumerate(scenario.communities)}
    homes = [resident.home for resident in scenario.residents if resident.home is not None]
    origin_of = np.array([-1 if r.home is not None else communities[r.community] for r in scenario.residents], np.int64)
    origin_of[origin_of < 0] = len(communities) + np.arange(len(homes))
    origins = Places([*(community.location for community in scenario.communities), *homes], scenario.crs)
    lots = Places([lot.location for lot in scenario.lots], scenario.crs)
    longest = np.full(len(communities) + len(homes), -1.0)
    np.maximum.at(longest, origin_of, limit.astype(np.float64))
    # On the flat a walk is fastest: seconds >= distance / speed, and distance = detour x straight line.
    radius = (longest + 1.0) * scenario.walking.speed_kmh / 3.6 / scenario.walking.detour * (1 + 1e-9) + 1e-3
    origin, lot = near_pairs(origins.points(), lots.points(), radius)
    distance = scenario.walking.detour * origins.straight_line(origin, lots, lot)
    walk = walk_seconds(distance, lots.elevation[lot] - origins.elevation[origin], scenario.walking.speed_kmh)
    near = walk <= longest[origin]
    origin, lot, walk = origin[near], lot[near], walk[near]
    first = offsets(origin, len(longest))
    resident, within = spread(first[origin_of], first[origin_of + 1])
    return resident, lot[within], walk[within]


def near_pairs(origins: FloatArray, lots: FloatArray, radius: FloatArray) -> tuple[IntArray, IntArray]:
    """(origin, lot) pairs no further apart than each origin's radius, or somewhat more; sorted by origin, then lot."""
    if len(origins) * len(lots) <= ALL_PAIRS:
        return np.repeat(np.arange(len(origins)), len(lots)), np.tile(np.arange(len(lots)), len(origins))
    from scipy.spatial import cKDTree

    tree = cKDTree(lots)
    # One search takes one radius: origins are searched together whose radii are alike, up to a factor of two.
    _, group = np.frexp(radius)
    found = [np.empty((2, 0), np.int64)]
    for each in np.unique(group):
        members = np.flatnonzero(group == each)
        pairs = cKDTree(origins[members]).sparse_distance_matrix(tree, radius[members].max(), output_type="ndarray")
        found.append(np.stack((members[pairs["i"]], pairs["j"])))
    origin, lot = np.concatenate(found, axis=1)
    order = np.argsort(origin * len(lots) + lot)
    return origin[order], lot[order]


def _with_matrix(scenario: Scenario, resident: IntArray, lot: IntArray, walk: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """Computed walks, sorted, replaced by the matrix's: a row of the resident first, else of the community if there is no home."""
    matrix = scenario.walk_matrix
    if not matrix.seconds:
        return resident, lot, walk
    lot_index = {entry.id: index for index, entry in enumerate(scenario.lots)}
    community_index = {entry.id: index for index, entry in enumerate(scenario.communities)}
    row_lot = np.array([lot_index[name] for name in matrix.lots], np.int64)
    row_walk = np.array(matrix.seconds, np.int64)
    lives_in = np.array([-1 if entry.home is not None else community_index[entry.community] for entry in scenario.residents], np.int64)
    by_community = _rows_from(matrix, community_index, lives_in)
    by_resident = _rows_from(matrix, {entry.id: at for at, entry in enumerate(scenario.residents)}, np.arange(len(lives_in)))
    # Of several walks of one pair the last counts: the resident's row, then the community's, then the computed walk.
    who = np.concatenate((resident, by_community[0], by_resident[0]))
    where = np.concatenate((lot, row_lot[by_community[1]], row_lot[by_resident[1]]))
    seconds = np.concatenate((walk, row_walk[by_community[1]], row_walk[by_resident[1]]))
    _, last = np.unique((who * len(scenario.lots) + where)[::-1], return_index=True)
    kept = len(who) - 1 - last
    return who[kept], where[kept], seconds[kept]


def _rows_from(matrix: WalkMatrix, index: dict[str, int], origin: IntArray) -> tuple[IntArray, IntArray]:
    """(resident, row) of the matrix's rows that begin at each resident's origin, by number in ``index``; -1 is none."""
    begins = np.array([index.get(name, -2) for name in matrix.origins], np.int64)
    order = np.argsort(begins, kind="stable")
    resident, at = spread(np.searchsorted(begins[order], origin, "left"), np.searchsorted(begins[order], origin, "right"))
    return resident, order[at]
