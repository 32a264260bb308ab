"""Coordinates of Chinese maps: GCJ-02, which every map app there shows, and BD-09 of one of them, to and from WGS-84.

The shift of GCJ-02 was never published by the authority. The formula is the one that has been known since 2010, from a map client's
source, on the Krasovsky 1940 ellipsoid: polynomials and sines of longitude and latitude. It is in metres-like units, turned into degrees
by the ellipsoid's radii of curvature. BD-09 turns and stretches GCJ-02 a little, by formulas that its map's developers use.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np

from parking_share.calendar import FloatArray

Degrees = Literal["WGS84", "GCJ02", "BD09"]
Point = tuple[FloatArray, FloatArray]
"""Longitudes and latitudes, degrees, each of any one shape."""

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of the Earth, IUGG."""
KRASOVSKY_A = 6_378_245.0
KRASOVSKY_E2 = 0.00669342162296594323
CHINA = (72.004, 137.8347, 0.8293, 55.8271)
"""West, east, south and north of where GCJ-02 is shifted."""
BD09_TURN = np.pi * 3000 / 180
BD09_SHIFT = (0.0065, 0.006)
STEPS = 10
"""Of the inverse: each makes the error some hundred times smaller, down to what floating point holds."""


def to_wgs84(crs: Degrees, longitude: FloatArray, latitude: FloatArray) -> Point:
    """WGS-84 from another system."""
    return _inverse(_FROM_WGS84[crs], longitude, latitude)


def from_wgs84(crs: Degrees, longitude: FloatArray, latitude: FloatArray) -> Point:
    """Another system from WGS-84."""
    return _FROM_WGS84[crs](longitude, latitude)


def convert(source: Degrees, target: Degrees, longitude: FloatArray, latitude: FloatArray) -> Point:
    """From one system to another."""
    return (longitude, latitude) if source == target else from_wgs84(target, *to_wgs84(source, longitude, latitude))


def on_globe(longitude: FloatArray, latitude: FloatArray) -> FloatArray:
    """Points (n, 3) on the globe in metres, of degrees (n,); the straight line between two never exceeds the way along the globe."""
    lon, lat = np.radians(longitude), np.radians(latitude)
    return EARTH_RADIUS_M * np.column_stack((np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)))


def _inverse(shifted: Callable[[FloatArray, FloatArray], Point], longitude: FloatArray, latitude: FloatArray) -> Point:
    """What is shifted to a point: fixed-point iteration, for shifts vary slowly from place to place."""
    at = longitude, latitude
    for _ in range(STEPS):
        east, north = shifted(*at)
        at = at[0] + (longitude - east), at[1] + (latitude - north)
    return at


def _same(longitude: FloatArray, latitude: FloatArray) -> Point:
    return longitude, latitude


def _gcj02(longitude: FloatArray, latitude: FloatArray) -> Point:
    west, east, south, north = CHINA
    is_shifted = (longitude >= west) & (longitude <= east) & (latitude >= south) & (latitude <= north)
    x, y = longitude - 105.0, latitude - 35.0
    waves = (20 * np.sin(6 * np.pi * x) + 20 * np.sin(2 * np.pi * x)) * 2 / 3
    up = -100 + 2 * x + 3 * y + 0.2 * y**2 + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x)) + waves
    up += (20 * np.sin(np.pi * y) + 40 * np.sin(np.pi * y / 3)) * 2 / 3
    up += (160 * np.sin(np.pi * y / 12) + 320 * np.sin(np.pi * y / 30)) * 2 / 3
    right = 300 + x + 2 * y + 0.1 * x**2 + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x)) + waves
    right += (20 * np.sin(np.pi * x) + 40 * np.sin(np.pi * x / 3)) * 2 / 3
    right += (150 * np.sin(np.pi * x / 12) + 300 * np.sin(np.pi * x / 30)) * 2 / 3
    phi = np.radians(latitude)
    bend = 1 - KRASOVSKY_E2 * np.sin(phi) ** 2
    of_latitude = np.degrees(up / (KRASOVSKY_A * (1 - KRASOVSKY_E2) / bend**1.5))
    of_longitude = np.degrees(right / (KRASOVSKY_A / np.sqrt(bend) * np.cos(phi)))
    return longitude + np.where(is_shifted, of_longitude, 0.0), latitude + np.where(is_shifted, of_latitude, 0.0)


def _bd09(longitude: FloatArray, latitude: FloatArray) -> Point:
    x, y = _gcj02(longitude, latitude)
    radius = np.hypot(x, y) + 0.00002 * np.sin(y * BD09_TURN)
    angle = np.arctan2(y, x) + 0.000003 * np.cos(x * BD09_TURN)
    return radius * np.cos(angle) + BD09_SHIFT[0], radius * np.sin(angle) + BD09_SHIFT[1]


_FROM_WGS84: dict[Degrees, Callable[[FloatArray, FloatArray], Point]] = {"WGS84": _same, "GCJ02": _gcj02, "BD09": _bd09}
