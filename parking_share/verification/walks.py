"""Walks by the format's formula, and which lots could be near enough at all."""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import ROUND_FLOOR, Decimal
from functools import lru_cache

import numpy as np

from parking_share.scenario import Location, Lot, Resident, Scenario

EARTH_RADIUS_M = 6_371_008.8
UNREACHABLE = 10**309
"""Seconds of a walk too steep or too far for a number: more than any limit that a scenario can state."""

Point = tuple[float, float, float]

_EVERYWHERE_M = 1e8  # further than any two places on Earth


@lru_cache(maxsize=1 << 16)
def limit_seconds(minutes: float) -> int:
    """The longest walk in whole seconds that a limit allows; exact in the decimals that the user wrote."""
    return int((Decimal(repr(minutes)) * 60).to_integral_value(ROUND_FLOOR))


class Walks:
    """Walks of one scenario, in whole seconds."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._metres_per_second = scenario.walking.speed_kmh / 3.6
        self._communities = {community.id: community.location for community in scenario.communities}
        self._lot_idx = {lot.id: index for index, lot in enumerate(scenario.lots)}
        self._lot_points = np.array([self._point(lot.location) for lot in scenario.lots]).reshape(-1, 3)
        self._matrix: dict[str, dict[str, int]] = {}
        rows = scenario.walk_matrix
        for origin, lot_id, seconds in zip(rows.origins, rows.lots, rows.seconds, strict=True):
            self._matrix.setdefault(origin, {})[lot_id] = seconds
        self._community_walks: dict[tuple[str, str], int] = {}
        self._cells: dict[tuple[float, tuple[int, ...]], list[tuple[int, float, float, float]]] = {}

    def limit(self, resident: Resident) -> float:
        """The walk limit of a resident, minutes."""
        return self._scenario.policy.max_walk_minutes if resident.max_walk_minutes is None else resident.max_walk_minutes

    def allowed(self, resident: Resident) -> int:
        """The longest walk allowed for a resident, whole seconds."""
        return limit_seconds(self.limit(resident))

    def seconds(self, resident: Resident, lot: Lot) -> int:
        """The walk of a resident to a lot: from the matrix if it has a row for them, else computed."""
        given = self._matrix.get(resident.id, {}).get(lot.id)
        if given is not None:
            return given
        if resident.home is not None:
            return self._computed(resident.home, lot.location)
        key = resident.community, lot.id
        if key not in self._community_walks:
            given = self._matrix.get(resident.community, {}).get(lot.id)
            computed = self._computed(self._communities[resident.community], lot.location)
            self._community_walks[key] = computed if given is None else given
        return self._community_walks[key]

    def _computed(self, home: Location, lot: Location) -> int:
        """D/2 * (1/v(s) + 1/v(-s)) with Tobler's v, to the nearest whole second, halves up."""
        distance = self._scenario.walking.detour * self._straight(home, lot)
        if distance == 0:
            return 0
        slope = 0.0
        if home.elevation_m is not None and lot.elevation_m is not None:
            slope = (lot.elevation_m - home.elevation_m) / distance
        there, back = self._speed(slope), self._speed(-slope)
        if there == 0 or back == 0:
            return UNREACHABLE
        seconds = distance / 2 * (1 / there + 1 / back)
        return math.floor(seconds + 0.5) if math.isfinite(seconds) else UNREACHABLE

    def _speed(self, slope: float) -> float:
        """Tobler's hiking function, scaled to the walking speed on the flat; metres a second."""
        return self._metres_per_second * math.exp(-3.5 * abs(slope + 0.05)) / math.exp(-0.175)

    def _straight(self, home: Location, lot: Location) -> float:
        """Straight distance in metres: Euclidean where crs is local, else great-circle (haversine)."""
        if self._scenario.crs == "local":
            (x, y), (lot_x, lot_y) = _x_y(home), _x_y(lot)
            return math.hypot(lot_x - x, lot_y - y)
        (lat, lon), (lot_lat, lot_lon) = _lat_lon(home), _lat_lon(lot)
        haversine = math.sin((lot_lat - lat) / 2) ** 2 + math.cos(lat) * math.cos(lot_lat) * math.sin((lot_lon - lon) / 2) ** 2
        return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(haversine)))

    def perhaps_near(self, resident: Resident) -> Iterable[int]:
        """Positions of all lots that could be within a resident's limit, and some more.

        No walk is quicker than on the flat, and no straight line through the Earth longer than the way over it; so a lot
        within the limit lies in the ball of that reach. It is looked for among the lots around a cell of a grid, which many
        homes share.
        """
        home = self._communities[resident.community] if resident.home is None else resident.home
        reach = (self.limit(resident) * 60 + 1) * self._metres_per_second / self._scenario.walking.detour
        if reach > _EVERYWHERE_M:
            return range(len(self._scenario.lots))
        x, y, z = point = self._point(home)
        square = (reach + 1.0) ** 2  # a metre more than floating point loses
        around = self._around_cell(point, 2.0 ** math.ceil(math.log2(max(reach, 1.0))))
        near = [idx for idx, u, v, w in around if (x - u) * (x - u) + (y - v) * (y - v) + (z - w) * (z - w) <= square]
        if not self._matrix:
            return near
        origins = [resident.id] if resident.home is not None else [resident.id, resident.community]
        return {*near, *(self._lot_idx[lot_id] for origin in origins for lot_id in self._matrix.get(origin, {}))}

    def _around_cell(self, point: Point, size: float) -> list[tuple[int, float, float, float]]:
        """Position and point of the lots in the cell of a grid that ``point`` is in, and in all cells that touch it."""
        cell = tuple(math.floor(coordinate / size) for coordinate in point)
        around = self._cells.get((size, cell))
        if around is None:
            within = np.abs(np.floor(self._lot_points / size) - np.array(cell, float)).max(axis=1, initial=0.0) <= 1
            chosen = np.flatnonzero(within)
            around = [(idx, *lot_point) for idx, lot_point in zip(chosen.tolist(), self._lot_points[chosen].tolist(), strict=True)]
            self._cells[size, cell] = around
        return around

    def _point(self, location: Location) -> Point:
        """A place in space, metres; straight lines between these points are no longer than the way on the ground."""
        if self._scenario.crs == "local":
            return *_x_y(location), 0.0
        lat, lon = _lat_lon(location)
        flat = EARTH_RADIUS_M * math.cos(lat)
        return flat * math.cos(lon), flat * math.sin(lon), EARTH_RADIUS_M * math.sin(lat)


def _x_y(location: Location) -> tuple[float, float]:
    assert location.x is not None and location.y is not None
    return location.x, location.y


def _lat_lon(location: Location) -> tuple[float, float]:
    """Latitude and longitude in radians."""
    assert location.lat is not None and location.lon is not None
    return math.radians(location.lat), math.radians(location.lon)
