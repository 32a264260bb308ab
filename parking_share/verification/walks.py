"""Walks by the format's formula, and who could be near enough to a lot at all."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal
from functools import lru_cache

import numpy as np

from parking_share.calendar import FloatArray, IntArray
from parking_share.scenario import Location, Scenario
from parking_share.verification.residents import Residents

EARTH_RADIUS_M = 6_371_008.8
UNREACHABLE = 2**62
"""Seconds of a walk too steep or too far to be counted: more than any limit that a scenario can state."""

_COUNTABLE = 2.0**53  # seconds that floating point still tells apart
_FURTHEST_M = 1e12  # further than any two places


@lru_cache(maxsize=1 << 16)
def limit_seconds(minutes: float) -> int:
    """The longest walk in whole seconds that a limit allows; exact in the decimals that the user wrote."""
    return int((Decimal(repr(minutes)) * 60).to_integral_value(ROUND_FLOOR))


class Places:
    """Locations as columns (n,): ``east`` and ``north`` in radians, or metres where crs is local; ``elevation`` NaN where unknown.

    ``points`` (n, 3) are places in space, in metres: no straight line between two is longer than the way on the ground.
    """

    def __init__(self, locations: Sequence[Location], crs: str) -> None:
        self.elevation = np.array([location.elevation_m for location in locations], np.float64)
        if crs == "local":
            self.east = np.array([location.x for location in locations], np.float64)
            self.north = np.array([location.y for location in locations], np.float64)
            self.points = np.column_stack((self.east, self.north, np.zeros(len(locations))))
        else:
            self.east = np.radians(np.array([location.lon for location in locations], np.float64))
            self.north = np.radians(np.array([location.lat for location in locations], np.float64))
            flat = np.cos(self.north)
            self.points = EARTH_RADIUS_M * np.column_stack((flat * np.cos(self.east), flat * np.sin(self.east), np.sin(self.north)))


class Walks:
    """Walks of one scenario, in whole seconds.

    ``allowed`` (residents,) is the longest walk allowed for each resident, whole seconds.
    """

    def __init__(self, scenario: Scenario, residents: Residents) -> None:
        self._scenario, self._residents = scenario, residents
        self._metres_per_second = scenario.walking.speed_kmh / 3.6
        general = scenario.policy.max_walk_minutes
        limits = (general if person.max_walk_minutes is None else person.max_walk_minutes for person in scenario.residents)
        self.allowed = np.array([limit_seconds(minutes) for minutes in limits], np.int64)
        communities = [community.location for community in scenario.communities]
        numbers = residents.community.tolist()
        homes = [person.home or communities[number] for person, number in zip(scenario.residents, numbers, strict=True)]
        self._homes = Places(homes, scenario.crs)
        self._lots = Places([lot.location for lot in scenario.lots], scenario.crs)
        self._has_home = np.array([person.home is not None for person in scenario.residents], np.bool_)
        self._rows: dict[str, tuple[list[str], list[int]]] = {}
        rows = scenario.walk_matrix
        for origin, lot_id, seconds in zip(rows.origins, rows.lots, rows.seconds, strict=True):
            origins, walks = self._rows.setdefault(lot_id, ([], []))
            origins.append(origin)
            walks.append(seconds)
        self._resident_idx = {person.id: index for index, person in enumerate(scenario.residents)} if self._rows else {}
        self._given = lru_cache(maxsize=1)(self._given_by_matrix)
        self._bands = _bands(self._homes.points, self._reach())

    def seconds(self, lot: int, resident: IntArray) -> IntArray:
        """Walks of residents (n,) to a lot: from the matrix where it has a row for them, else computed."""
        walks = self._computed(lot, resident)
        given = self._given(lot)
        if given is not None:
            walks = np.where(given[resident] >= 0, given[resident], walks)
        return walks

    def within_limit(self, lot: int) -> tuple[IntArray, IntArray]:
        """Who is near enough to a lot: residents, ascending, and their walks."""
        resident = self._perhaps_near(lot)
        walks = self.seconds(lot, resident)
        near = walks <= self.allowed[resident]
        return resident[near], walks[near]

    def _computed(self, lot: int, resident: IntArray) -> IntArray:
        """D/2 * (1/v(s) + 1/v(-s)) with Tobler's v, to the nearest whole second, halves up."""
        distance = self._scenario.walking.detour * self._straight(lot, resident)
        climb = self._lots.elevation[lot] - self._homes.elevation[resident]
        with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
            slope = np.where(np.isnan(climb), 0.0, climb / distance)
            seconds = distance / 2 * (1 / self._speed(slope) + 1 / self._speed(-slope))
        walks = np.full(len(resident), UNREACHABLE)
        countable = seconds < _COUNTABLE
        walks[countable] = np.floor(seconds[countable] + 0.5)
        walks[distance == 0] = 0
        return walks

    def _speed(self, slope: FloatArray) -> FloatArray:
        """Tobler's hiking function, scaled to the walking speed on the flat; metres a second."""
        speed: FloatArray = self._metres_per_second * np.exp(-3.5 * np.abs(slope + 0.05)) / np.exp(-0.175)
        return speed

    def _straight(self, lot: int, resident: IntArray) -> FloatArray:
        """Straight distance in metres: Euclidean where crs is local, else great-circle (haversine)."""
        home_north, lot_north = self._homes.north[resident], self._lots.north[lot]
        east, north = self._lots.east[lot] - self._homes.east[resident], lot_north - home_north
        if self._scenario.crs == "local":
            straight: FloatArray = np.hypot(east, north)
            return straight
        haversine = np.sin(north / 2) ** 2 + np.cos(home_north) * np.cos(lot_north) * np.sin(east / 2) ** 2
        angle: FloatArray = 2 * np.arcsin(np.minimum(1.0, np.sqrt(haversine)))
        return EARTH_RADIUS_M * angle

    def _given_by_matrix(self, lot: int) -> IntArray | None:
        """Walks of all residents to a lot that the matrix gives, -1 where it gives none; None where it gives nobody's."""
        rows = self._rows.get(self._scenario.lots[lot].id)
        if rows is None:
            return None
        of_community = np.full(len(self._scenario.communities), -1)
        own: list[tuple[int, int]] = []
        for origin, seconds in zip(*rows, strict=True):
            if origin in self._residents.community_idx:
                of_community[self._residents.community_idx[origin]] = seconds
            if origin in self._resident_idx:
                own.append((self._resident_idx[origin], seconds))
        given = np.where(self._has_home, -1, of_community[self._residents.community])
        who, walks = np.array(own, np.int64).reshape(-1, 2).T
        given[who] = walks
        return given

    def _reach(self) -> FloatArray:
        """How far apart, in metres, the home and a lot within the limit can be at most: no walk is quicker than on the flat."""
        with np.errstate(over="ignore"):
            reach: FloatArray = np.float64(self._metres_per_second / self._scenario.walking.detour) * (self.allowed + 1)
        return np.minimum(reach, _FURTHEST_M) + 1  # a metre more than floating point loses

    def _perhaps_near(self, lot: int) -> IntArray:
        """All residents who could be within their limit of a lot, and some more; ascending."""
        found = [band.around(self._lots.points[lot]) for band in self._bands]
        given = self._given(lot)
        if given is not None:
            found.append(np.flatnonzero(given >= 0))
        return np.unique(np.concatenate([np.empty(0, np.int64), *found]))


class Band:
    """Homes with about the same reach, in the order of one coordinate."""

    def __init__(self, resident: IntArray, points: FloatArray, reach: FloatArray) -> None:
        self._axis = int(np.argmax(np.ptp(points, axis=0)))
        order = np.argsort(points[:, self._axis])
        self._resident, self._square, self._longest = resident[order], reach[order] ** 2, float(reach.max())
        self._columns = [column[order] for column in points.T]

    def around(self, point: FloatArray) -> IntArray:
        """Residents whose reach the point is within."""
        edges = point[self._axis] - self._longest, point[self._axis] + self._longest
        band = slice(*np.searchsorted(self._columns[self._axis], edges))
        square = sum((column[band] - coordinate) ** 2 for column, coordinate in zip(self._columns, point, strict=True))
        found: IntArray = self._resident[band][square <= self._square[band]]
        return found


def _bands(points: FloatArray, reach: FloatArray) -> list[Band]:
    """The homes in bands, so that one long reach does not make every search a long one."""
    size = np.ceil(np.log2(reach))
    return [Band(np.flatnonzero(size == each), points[size == each], reach[size == each]) for each in np.unique(size)]
