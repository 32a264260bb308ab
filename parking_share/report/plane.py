"""Places on a plane: coordinates for the maps, which are drawn without tiles."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from parking_share.scenario import Location

FloatArray = NDArray[np.float64]

_METRES_PER_DEGREE = 111_195.0
_MARGIN = 0.08
_LEAST_METRES = 200.0
_ASPECTS = (0.5, 1.1)  # height over width


def plane(locations: list[Location]) -> FloatArray:
    """Metres east and north (n, 2) of some origin, the same scale in both directions (equirectangular about the mean latitude)."""
    if all(place.x is not None for place in locations):
        return np.array([(place.x, place.y) for place in locations], np.float64).reshape(-1, 2).round(1)
    degrees = np.array([(place.lon, place.lat) for place in locations], np.float64).reshape(-1, 2)
    # Around the date line: measure longitudes from the first place, the short way.
    degrees[:, 0] = (degrees[:, 0] - degrees[0, 0] + 180) % 360 - 180
    shrink = np.cos(np.radians(degrees[:, 1].mean()))
    metres: FloatArray = (degrees - degrees.mean(axis=0)) * [_METRES_PER_DEGREE * shrink, _METRES_PER_DEGREE]
    return metres.round(1)


def box(places: FloatArray) -> tuple[tuple[float, float], tuple[float, float]]:
    """Domains of x and y around all places, of a shape that fits a page."""
    # Room below for the scale bar.
    low, high = (places.min(axis=0), places.max(axis=0)) if len(places) else (np.zeros(2), np.zeros(2))
    low = low - [0, 0.1 * (high - low)[1]]
    middle = (low + high) / 2
    width, height = np.maximum((high - low) * (1 + 2 * _MARGIN), _LEAST_METRES)
    width = max(width, height / _ASPECTS[1])
    height = max(height, width * _ASPECTS[0])
    half = np.array([width, height]) / 2
    (left, bottom), (right, top) = (middle - half).round(1).tolist(), (middle + half).round(1).tolist()
    return (left, right), (bottom, top)
