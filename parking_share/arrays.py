"""Small tools for ragged tables: rows that belong to groups, kept as flat sorted columns with offsets."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

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


def union(first: IntArray, second: IntArray) -> IntArray:
    """All numbers of two sorted columns, sorted, each once; much faster than ``numpy.union1d`` where one is short."""
    both = np.sort(np.concatenate((first, second)), kind="stable")  # which merges what is sorted
    return both[np.append(True, both[1:] != both[:-1])] if len(both) else both


def common(first: IntArray, second: IntArray) -> IntArray:
    """The numbers of a sorted column that are in another, too."""
    return first[np.isin(first, second)]


def fingerprints(member: IntArray, first: IntArray) -> IntArray:
    """For each group a number of 64 bits by its members, in whatever order: the sum of their hashes.

    ``member`` (n,) has the groups behind each other, ``first`` (groups + 1,) says where each begins (``offsets``).
    """
    total = np.concatenate((np.zeros(1, np.uint64), np.cumsum(_hashed(member))))  # sums wrap around, and so do their differences
    return np.diff(total[first]).view(np.int64)


def _hashed(value: IntArray) -> NDArray[np.uint64]:
    """A number of 64 bits for each that looks random, the same for the same value (SplitMix64: Steele, Lea and Flood 2014)."""
    mixed = (value.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    return mixed ^ (mixed >> np.uint64(31))


def factorize(values: list[V]) -> tuple[IntArray, list[V]]:
    """Number of each value among the distinct ones, in order of first appearance, and the distinct ones."""
    distinct = {value: number for number, value in enumerate(dict.fromkeys(values))}
    return np.array([distinct[value] for value in values], np.int64), list(distinct)
