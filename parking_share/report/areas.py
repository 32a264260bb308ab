"""Squares of the map: a city has too many lots for one row each, and the format knows no districts."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from parking_share.calendar import IntArray
from parking_share.report.plane import FloatArray

_AREAS = 36  # about so many squares: rows of a heat map that one can still read
_MOST_ACROSS = 12


@dataclass(frozen=True)
class Areas:
    """A grid of squares over all places: letters from west to east, numbers from north to south.

    ``names`` (n,) gives the square of each place; ``west`` and ``north`` are the grid's corner and ``side`` a square's side,
    in metres of the plane.
    """

    names: list[str]
    west: float
    north: float
    side: float
    columns: int
    rows: int

    def squares(self) -> pd.DataFrame:
        """One row a square: ``area``, and its edges ``x``, ``x2``, ``y``, ``y2``."""
        column, row = (index.ravel() for index in np.meshgrid(np.arange(self.columns), np.arange(self.rows)))
        return pd.DataFrame(
            {
                "area": [_name(*each) for each in zip(column.tolist(), row.tolist(), strict=True)],
                "x": self.west + column * self.side,
                "x2": self.west + (column + 1) * self.side,
                "y": self.north - (row + 1) * self.side,
                "y2": self.north - row * self.side,
            }
        ).round(1)

    @staticmethod
    def in_order(names: Iterable[str]) -> list[str]:
        """Different squares, by letter and number."""
        return sorted(set(names), key=lambda name: (name[0], int(name[1:])))


def _name(column: int, row: int) -> str:
    return f"{chr(ord('A') + column)}{row + 1}"


def areas_of(places: FloatArray) -> Areas:
    """The squares of places on the plane, shape (n, 2)."""
    low, high = (places.min(axis=0), places.max(axis=0)) if len(places) else (np.zeros(2), np.zeros(2))
    width, height = (high - low).tolist()
    side = max(math.sqrt(width * height / _AREAS), max(width, height) / _MOST_ACROSS, 1.0)
    columns, rows = (max(1, math.ceil(extent / side)) for extent in (width, height))
    # The grid stands around the middle, so that the outer squares are cut alike.
    west, north = (low[0] + high[0] - columns * side) / 2, (low[1] + high[1] + rows * side) / 2
    column = np.clip((places[:, 0] - west) // side, 0, columns - 1).astype(np.int64)
    row = np.clip((north - places[:, 1]) // side, 0, rows - 1).astype(np.int64)
    names = [_name(*each) for each in zip(column.tolist(), row.tolist(), strict=True)]
    return Areas(names, west, north, side, columns, rows)


def summed_steps(occupancy: pd.DataFrame, group: dict[str, str]) -> pd.DataFrame:
    """The frame ``occupancy`` with lots added up: one row for each group and period in which nothing changes.

    Parameters
    ----------
    occupancy
        The frame of that name, whole: the steps of each lot cover the horizon.
    group
        Lot to the name of its group, which stands in the column ``lot`` of the result.
    """
    counts = ["present", "own_use", "closed", "shareable"]
    number, names = pd.factorize(occupancy["lot"].map(group), sort=True)
    is_first = (occupancy["lot"] != occupancy["lot"].shift()).to_numpy(bool)
    values = occupancy[counts].to_numpy(np.int64)
    change = np.diff(values, axis=0, prepend=0)
    change[is_first] = values[is_first]
    minute = occupancy["start_minute"].to_numpy(np.int64)
    order = np.lexsort((minute, number))
    number, minute, change = number[order], minute[order], change[order]
    starts = np.flatnonzero((np.diff(number, prepend=-1) != 0) | (np.diff(minute, prepend=-1) != 0))
    group_of, at = number[starts], minute[starts]
    total = np.cumsum(np.add.reduceat(change, starts, axis=0), axis=0) if len(starts) else change
    total -= _before(total, group_of)
    frame = pd.DataFrame({"lot": names.to_numpy(object)[group_of], "start_minute": at})
    length = int(occupancy["end_minute"].max()) if len(occupancy) else 0
    is_last = np.diff(group_of, append=-1) != 0
    end = np.where(is_last, length, np.append(at[1:], length)[: len(at)])
    return frame.assign(end_minute=end, **{name: total[:, index] for index, name in enumerate(counts)}).astype({"lot": "str"})


def _before(total: IntArray, group: IntArray) -> IntArray:
    """The running total at the end of the group before, for each row."""
    first = np.flatnonzero(np.diff(group, prepend=-1) != 0)
    at_first = np.vstack((np.zeros((1, total.shape[1]), np.int64), total))[first]
    return np.repeat(at_first, np.diff(np.append(first, len(group))), axis=0)
