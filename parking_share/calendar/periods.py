"""Half-open periods [start, end) of absolute minutes, as sorted arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Periods:
    """Disjoint periods in time order, clipped to the horizon.

    ``start`` and ``end`` have shape (n,) and hold minutes; ``clipped_start`` and ``clipped_end`` say which ends are the
    horizon's edge rather than the rule's own.
    """

    start: IntArray
    end: IntArray
    clipped_start: BoolArray
    clipped_end: BoolArray

    def __len__(self) -> int:
        return len(self.start)


def merge(start: IntArray, end: IntArray) -> tuple[IntArray, IntArray]:
    """Union of periods: overlapping and touching ones become one. Any order in, sorted out."""
    if len(start) == 0:
        return start, end
    order = np.argsort(start, kind="stable")
    start, reach = start[order], np.maximum.accumulate(end[order])
    first = np.concatenate(([True], start[1:] > reach[:-1]))
    return start[first], reach[np.concatenate((np.flatnonzero(first)[1:] - 1, [len(start) - 1]))]


def clip(start: IntArray, end: IntArray, length: int) -> Periods:
    """Clip disjoint sorted periods to [0, length) and drop what lies outside."""
    inside = (end > 0) & (start < length)
    start, end = start[inside], end[inside]
    return Periods(np.maximum(start, 0), np.minimum(end, length), start < 0, end > length)
