"""A network of streets in the plane, and where places meet it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from parking_share.calendar import FloatArray, IntArray
from parking_share.geography.coordinates import EARTH_RADIUS_M, to_wgs84
from parking_share.walking import Places

SAME_PLACE_M = 0.01
"""Ends of lines no further apart than about this are one corner."""


@dataclass(frozen=True)
class Network:
    """Straight pieces of streets between corners.

    ``point`` (n, 2) are the corners in metres east and north, ``elevation`` (n,) in metres, NaN where unknown; ``ends`` (m, 2) the corners
    that each piece joins. ``middle`` is the latitude at which the plane touches the globe, None where coordinates are metres anyway. All
    pieces hang together: what does not hang together with the largest part was left out, ``left_out_m`` in all.
    """

    point: FloatArray
    elevation: FloatArray
    ends: IntArray
    middle: float | None
    left_out_m: float = 0.0

    @classmethod
    def of(cls, point: FloatArray, elevation: FloatArray, ends: IntArray, middle: float | None) -> Network:
        """From pieces (m, 2) between points (n, 2), of which several may be at the same place."""
        cell = np.round(point / SAME_PLACE_M).astype(np.int64)
        _, first, corner = np.unique(cell, axis=0, return_index=True, return_inverse=True)
        corner = corner.ravel()
        ends = np.unique(np.sort(corner[ends], axis=1), axis=0)
        ends = ends[ends[:, 0] != ends[:, 1]]
        whole = cls(point[first], _known(elevation, corner, len(first)), ends, middle)
        graph = coo_array((np.ones(len(ends)), ends.T), shape=(len(first), len(first)))
        part = connected_components(graph, directed=False)[1][ends[:, 0]]
        length = whole.length
        in_part = np.bincount(part, weights=length)
        is_main = part == np.argmax(in_part) if len(ends) else np.zeros(0, bool)
        used, renumbered = np.unique(ends[is_main], return_inverse=True)
        return cls(whole.point[used], whole.elevation[used], renumbered.reshape(-1, 2), middle, float(length[~is_main].sum()))

    def plane(self, places: Places) -> FloatArray:
        """Places in the plane of the network (k, 2)."""
        if self.middle is None or places.crs == "local":
            return np.column_stack((places.easting, places.northing))
        return in_plane(*to_wgs84(places.crs, places.easting, places.northing), self.middle)

    def apart(self, begin: FloatArray, end: FloatArray) -> FloatArray:
        """Metres (m,) between points (m, 2) that are near each other."""
        east, north = (end - begin).T
        if self.middle is not None:  # away from the middle latitude the plane is too wide or too narrow
            latitude = (begin[:, 1] + end[:, 1]) / 2 / EARTH_RADIUS_M
            east = east * np.cos(latitude) / np.cos(np.radians(self.middle))
        metres: FloatArray = np.hypot(east, north)
        return metres

    @property
    def length(self) -> FloatArray:
        """Metres of each piece (m,)."""
        return self.apart(self.point[self.ends[:, 0]], self.point[self.ends[:, 1]])

    def meet(self, place: FloatArray) -> tuple[Network, IntArray, FloatArray]:
        """The network with a corner at its point nearest to each place (k, 2), these corners, and how far off it is in metres."""
        tree = shapely.STRtree(np.asarray(shapely.linestrings(self.point[self.ends])))
        piece = np.asarray(tree.nearest(np.asarray(shapely.points(place))), np.int64)
        start, step = self.point[self.ends[piece, 0]], self.point[self.ends[piece, 1]] - self.point[self.ends[piece, 0]]
        along = np.clip(((place - start) * step).sum(1) / (step**2).sum(1), 0.0, 1.0)
        foot = start + along[:, None] * step
        low, high = self.elevation[self.ends[piece]].T
        corner = len(self.point) + np.arange(len(place))
        # Each piece becomes pieces from its one end by way of the feet on it, in order, to its other end.
        order = np.lexsort((along, piece))
        number = np.concatenate((np.arange(len(self.ends)), piece[order], np.arange(len(self.ends))))
        by_way_of = np.concatenate((self.ends[:, 0], corner[order], self.ends[:, 1]))
        by_way_of = by_way_of[np.argsort(number, kind="stable")]
        last = np.cumsum(np.bincount(number, minlength=len(self.ends))) - 1
        begins = np.delete(np.arange(len(by_way_of)), last)
        ends = np.column_stack((by_way_of[begins], by_way_of[begins + 1]))
        elevation = np.concatenate((self.elevation, low + along * (high - low)))
        met = Network(np.concatenate((self.point, foot)), elevation, ends, self.middle)
        return met, corner, self.apart(place, foot)


def _known(elevation: FloatArray, corner: IntArray, count: int) -> FloatArray:
    """The elevation of each corner (count,): the mean of those that are known of its points."""
    is_known = ~np.isnan(elevation)
    times = np.bincount(corner[is_known], minlength=count)
    total = np.bincount(corner[is_known], weights=elevation[is_known], minlength=count)
    return np.where(times > 0, total / np.maximum(times, 1), np.nan)


def in_plane(longitude: FloatArray, latitude: FloatArray, middle: float) -> FloatArray:
    """Metres east and north (n, 2) of degrees, right for a town: an equirectangular projection about the ``middle`` latitude."""
    east = np.radians(longitude) * np.cos(np.radians(middle))
    return EARTH_RADIUS_M * np.column_stack((east, np.radians(latitude)))
