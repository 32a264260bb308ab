"""Tables whose rows belong to groups: small tools."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from typing import TypeVar

import numpy as np

from parking_share.calendar import IntArray

V = TypeVar("V", bound=Hashable)


def ranges(first: IntArray, last: IntArray) -> tuple[IntArray, IntArray]:
    """All integers of the ranges [first, last), each with the position of its range: (position, integer)."""
    count = np.maximum(last - first, 0)
    position = np.repeat(np.arange(len(count)), count)
    before = np.cumsum(count) - count
    return position, np.arange(len(position)) + (first - before)[position]


def distinct(values: Iterable[V]) -> tuple[IntArray, list[V]]:
    """The number of each value among the distinct ones, and those, in the order in which they come."""
    numbers: dict[V, int] = {}
    column = [numbers.setdefault(value, len(numbers)) for value in values]
    return np.array(column, np.int64), list(numbers)


def groups(column: IntArray) -> Iterator[tuple[int, IntArray]]:
    """Each value of a column of whole numbers >= 0, and the positions where it stands, ascending."""
    order = np.argsort(column, kind="stable")
    begins = np.flatnonzero(np.diff(column[order], prepend=-1))
    yield from zip(column[order[begins]].tolist(), np.split(order, begins[1:]), strict=False)  # no values still split into one part
