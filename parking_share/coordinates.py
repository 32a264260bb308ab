"""Chinese map coordinates to WGS-84 and back: GCJ-02, which every Chinese map shows, and BD-09, which Baidu makes of it.

GCJ-02 moves WGS-84 by a sum of sines that was never published officially; the formulas here are those that have been in public use since
2010, with the axis and eccentricity of the ellipsoid of Krasovsky (1940). BD-09 turns and stretches GCJ-02 by small sines; Baidu does not
publish it either. Both have no inverse in closed form: it is found by iteration, to a thousandth of a millimetre. Latitudes and longitudes
are degrees, arrays of one shape or numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
Mapped = Callable[[FloatArray, FloatArray], tuple[FloatArray, FloatArray]]
Degrees = Literal["WGS84", "GCJ02", "BD09"]

_KRASOVSKY_AXIS_M = 6_378_245.0
_KRASOVSKY_ECCENTRICITY2 = 0.00669342162296594323
_BD_ANGLE = 3000 / 180 * np.pi
_BD_SHIFT_LAT, _BD_SHIFT_LON = 0.006, 0.0065
_SOUTH, _NORTH, _WEST, _EAST = 0.8293, 55.8271, 72.004, 137.8347
"""The rectangle within which GCJ-02 differs from WGS-84."""

_CLOSE_ENOUGH = 1e-11  # degrees, a thousandth of a millimetre
_MOST_STEPS = 30  # each makes the error some thousand times smaller


def to_wgs84(lat: ArrayLike, lon: ArrayLike, crs: Degrees) -> tuple[FloatArray, FloatArray]:
    """Latitudes and longitudes in WGS-84 of those in ``crs``. Points outside China's rectangle stay as they are in GCJ-02."""
    at = _arrays(lat, lon)
    if crs == "WGS84":
        return at
    if crs == "BD09":
        at = _inverse(_gcj02_to_bd09, *at)
    return _where_in_china(at, _inverse(_shifted, *at))


def from_wgs84(lat: ArrayLike, lon: ArrayLike, crs: Degrees) -> tuple[FloatArray, FloatArray]:
    """Latitudes and longitudes in ``crs`` of those in WGS-84; the reverse of ``to_wgs84``."""
    at = _arrays(lat, lon)
    if crs == "WGS84":
        return at
    at = _where_in_china(at, _shifted(*at))
    return _gcj02_to_bd09(*at) if crs == "BD09" else at


def _arrays(lat: ArrayLike, lon: ArrayLike) -> tuple[FloatArray, FloatArray]:
    return np.asarray(lat, np.float64), np.asarray(lon, np.float64)


def _where_in_china(given: tuple[FloatArray, FloatArray], mapped: tuple[FloatArray, FloatArray]) -> tuple[FloatArray, FloatArray]:
    lat, lon = given
    inside = (lat >= _SOUTH) & (lat <= _NORTH) & (lon >= _WEST) & (lon <= _EAST)
    return np.where(inside, mapped[0], lat), np.where(inside, mapped[1], lon)


def _shifted(lat: FloatArray, lon: FloatArray) -> tuple[FloatArray, FloatArray]:
    """WGS-84 to GCJ-02: metres north and east as sums of waves, turned into degrees on the ellipsoid."""
    y, x = lat - 35.0, lon - 105.0
    root = np.sqrt(np.abs(x))
    short = 20 * np.sin(6 * np.pi * x) + 20 * np.sin(2 * np.pi * x)
    waves_north = short + _waves(y, 20, 40) + 160 * np.sin(np.pi / 12 * y) + 320 * np.sin(np.pi / 30 * y)
    waves_east = short + _waves(x, 20, 40) + 150 * np.sin(np.pi / 12 * x) + 300 * np.sin(np.pi / 30 * x)
    north_m = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + 2 / 3 * waves_north
    east_m = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + 2 / 3 * waves_east
    sine = np.sin(np.radians(lat))
    flat = 1 - _KRASOVSKY_ECCENTRICITY2 * sine * sine
    meridian_m = _KRASOVSKY_AXIS_M * (1 - _KRASOVSKY_ECCENTRICITY2) / flat**1.5  # radii of curvature
    parallel_m = _KRASOVSKY_AXIS_M / np.sqrt(flat) * np.cos(np.radians(lat))
    return lat + np.degrees(north_m / meridian_m), lon + np.degrees(east_m / parallel_m)


def _waves(value: FloatArray, first: float, second: float) -> FloatArray:
    waves: FloatArray = first * np.sin(np.pi * value) + second * np.sin(np.pi / 3 * value)
    return waves


def _gcj02_to_bd09(lat: FloatArray, lon: FloatArray) -> tuple[FloatArray, FloatArray]:
    """GCJ-02 to BD-09: as if the degrees were the axes of a plane, distance and angle to its origin a little changed."""
    distance = np.hypot(lon, lat) + 0.00002 * np.sin(_BD_ANGLE * lat)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(_BD_ANGLE * lon)
    return distance * np.sin(angle) + _BD_SHIFT_LAT, distance * np.cos(angle) + _BD_SHIFT_LON


def _inverse(mapped: Mapped, lat: FloatArray, lon: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Where a map that moves points by little comes from: go back by what it is off, until it is off by nothing."""
    origin_lat, origin_lon = lat.copy(), lon.copy()
    for _ in range(_MOST_STEPS):
        there_lat, there_lon = mapped(origin_lat, origin_lon)
        off_lat, off_lon = there_lat - lat, there_lon - lon
        origin_lat, origin_lon = origin_lat - off_lat, origin_lon - off_lon
        if not np.any(np.maximum(np.abs(off_lat), np.abs(off_lon)) > _CLOSE_ENOUGH):
            break
    return origin_lat, origin_lon
