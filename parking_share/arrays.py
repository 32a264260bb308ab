"""Small tools for ragged tables: rows that belong to groups, kept as flat sorted columns with offsets."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TypeVar

import numpy as np

from parking_share.calendar import BoolArray, IntArray

V = TypeVar("V", bound=Hashable)


def spread(start: IntArray, end: IntArray) -> tuple[IntArray, IntArray]:
    """All integers of the ranges [start, end), and for each the number of its range: (range, integer)."""
    count = np.maximum(end - start, 0)
    which = np.repeat(np.arange(len(start)), count)
    return which, np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count) + start[which]


def offsets(group: IntArray, num_groups: int) -> IntArray:
    """For a sorted column of group numbers, where each group begins; shape (num_groups + 1,)."""
    return np.searchsorted(group, np.arange(num_groups + 1))


def is_among(value: IntArray, distinct: IntArray) -> BoolArray:
    """Which values (n,) are among others, which are sorted."""
    if not len(distinct):
        return np.zeros(len(value), bool)
    found: BoolArray = distinct[np.minimum(np.searchsorted(distinct, value), len(distinct) - 1)] == value
    return found


def factorize(values: list[V]) -> tuple[IntArray, list[V]]:
    """Number of each value among the distinct ones, in order of first appearance, and the distinct ones."""
    distinct = {value: number for number, value in enumerate(dict.fromkeys(values))}
    return np.array([distinct[value] for value in values], np.int64), list(distinct)
