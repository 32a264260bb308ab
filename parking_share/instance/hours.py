"""The hours of all lots on one line of integers, and when a stay there may begin and end.

Lots with the same hours share one *stretch*: minute t of stretch k is ``k * stride + t``, so that a single binary search
answers for all lots at once. What a tolerance allows at one end of a stay depends on little: the stretch, the minute
wanted and the furthest minute tolerated. So it is worked out once for each such *cell*, not for each stay.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from parking_share.arrays import factorize, spread
from parking_share.calendar import BoolArray, IntArray
from parking_share.profiles import LotProfile

LARGEST_TABLE = 1 << 22
"""Most cells worked out in advance; beyond, they take more memory than they save time."""


class TooManyMinutes(Exception):
    """The tolerance of some cell (by number) allows so many minutes that the whole does not fit into memory."""

    def __init__(self, cell: int) -> None:
        self.cell = cell


@dataclass(frozen=True)
class Line:
    """All lots' hours; every array is sorted. ``stretch_of`` (lots,) says on which stretch a lot lies."""

    stride: int
    stretch_of: IntArray
    has_closure: BoolArray  # (stretches,)
    has_gate: BoolArray  # (stretches,)
    closure_start: IntArray
    closure_end: IntArray
    arrivals: IntArray  # where c rises or a gate period begins
    departures: IntArray  # where c falls or a gate period ends
    gate_start: IntArray
    gate_end: IntArray
    run_start: IntArray  # maximal periods with c > 0
    run_end: IntArray

    @property
    def length(self) -> int:
        """More than any minute on the line."""
        return self.stride * len(self.has_gate)


_COLUMNS = ("closure_start", "closure_end", "arrivals", "departures", "gate_start", "gate_end", "run_start", "run_end")


def line_of(profiles: list[LotProfile]) -> Line:
    """Lay the hours of all lots, which share one horizon, on a line."""
    nothing = np.empty(0, np.int64)
    stride = max((profile.length for profile in profiles), default=0) + 2
    hours = [_hours(profile) for profile in profiles]
    has_gate = [profile.gate_start is not None for profile in profiles]
    keys = [(gated, *(column.tobytes() for column in columns)) for gated, columns in zip(has_gate, hours, strict=True)]
    stretch_of, distinct = factorize(keys)
    lot = {number: at for at, number in reversed(list(enumerate(stretch_of.tolist())))}  # the first lot of each stretch
    shifted = [[column + number * stride for column in hours[lot[number]]] for number in range(len(distinct))]
    columns = {name: np.concatenate([nothing, *(row[at] for row in shifted)]) for at, name in enumerate(_COLUMNS)}
    return Line(
        stride=stride,
        stretch_of=stretch_of,
        has_closure=np.array([len(hours[lot[number]][0]) > 0 for number in range(len(distinct))], bool),
        has_gate=np.array([has_gate[lot[number]] for number in range(len(distinct))], bool),
        **columns,
    )


def _hours(profile: LotProfile) -> tuple[IntArray, ...]:
    """What of a lot's profile decides on stays there: columns in the order of ``_COLUMNS``."""
    change = np.diff(profile.shareable)
    gate_start = profile.gate_start if profile.gate_start is not None else np.empty(0, np.int64)
    gate_end = profile.gate_end if profile.gate_end is not None else np.empty(0, np.int64)
    edges = np.append(profile.at, profile.length)
    opening = np.diff(np.concatenate(([0], (profile.shareable > 0).astype(np.int64), [0])))
    return (
        *profile.whole_closures.T,
        np.union1d(profile.at[1:][change > 0], gate_start),
        np.union1d(profile.at[1:][change < 0], gate_end),
        gate_start,
        gate_end,
        edges[opening == 1],
        edges[opening == -1],
    )


@dataclass(frozen=True)
class Ends:
    """Ends of stays, (n,): the minute wanted, the furthest minute tolerated, and whether the horizon's edge has clipped it."""

    minute: IntArray
    furthest: IntArray
    clipped: BoolArray

    def take(self, rows: IntArray) -> Ends:
        """Some of them."""
        return Ends(self.minute[rows], self.furthest[rows], self.clipped[rows])


@dataclass(frozen=True)
class Allowed:
    """The minutes (on the line) at which a car may arrive or leave, cell by cell, in time order, with their open runs.

    ``minute`` and ``run`` (m,); ``first`` (cells,) and ``count`` (cells,) say which of them are a cell's.
    """

    line: Line
    minute: IntArray
    run: IntArray
    first: IntArray
    count: IntArray

    @cached_property
    def _key(self) -> IntArray:
        """Cell and minute as one number, sorted."""
        return np.repeat(np.arange(len(self.count)), self.count) * self.line.length + self.minute

    def after(self, cell: IntArray, minute: IntArray, run: IntArray) -> tuple[IntArray, IntArray]:
        """For departures: the first of a cell's that comes after the minute, and how many from there on leave the run."""
        first = np.searchsorted(self._key, cell * self.line.length + minute, "right")
        return first, np.searchsorted(self._key, cell * self.line.length + self.line.run_end[run], "right") - first


def excused(line: Line, stretch: IntArray, start: IntArray, end: IntArray) -> BoolArray:
    """Rule ``excused``: the stay overlaps a closure of the whole lot; all arrays (n,)."""
    result = np.zeros(len(stretch), bool)
    rows = np.flatnonzero(line.has_closure[stretch])
    at = stretch[rows] * line.stride
    begun = np.searchsorted(line.closure_start, at + end[rows], "left")
    result[rows] = begun > np.searchsorted(line.closure_end, at + start[rows], "right")
    return result


def tolerated_arrivals(line: Line, stretch: IntArray, ends: Ends, most: int) -> tuple[IntArray, IntArray]:
    """Rule ``tolerance``: (cell, minute) of the arrival as wanted and of every later one that is allowed, in time order."""
    edge = stretch * line.stride
    first = np.searchsorted(line.arrivals, edge + ends.minute, "right")
    last = np.searchsorted(line.arrivals, edge + ends.furthest, "right")
    # One number before the first event stands for the arrival as wanted.
    cell, event = _spread(first - 1, np.where(ends.clipped, first, np.maximum(first, last)), most)
    as_wanted = event < first[cell]
    return cell, np.where(as_wanted, (edge + ends.minute)[cell], np.append(line.arrivals, 0)[event])


def tolerated_departures(line: Line, stretch: IntArray, ends: Ends, most: int) -> tuple[IntArray, IntArray]:
    """Rule ``tolerance``: (cell, minute) of the departure as wanted and of every earlier one that is allowed, in time order."""
    edge = stretch * line.stride
    last = np.searchsorted(line.departures, edge + ends.minute, "left")
    first = np.searchsorted(line.departures, edge + ends.furthest, "left")
    # One number after the last event stands for the departure as wanted.
    cell, event = _spread(np.where(ends.clipped, last, np.minimum(first, last)), last + 1, most)
    as_wanted = event == last[cell]
    return cell, np.where(as_wanted, (edge + ends.minute)[cell], np.append(line.departures, 0)[event])


def _spread(first: IntArray, last: IntArray, most: int) -> tuple[IntArray, IntArray]:
    """``spread``, unless there is more than memory should hold."""
    if len(first) and int((last - first).sum()) > most:
        raise TooManyMinutes(int(np.argmax(last - first)))
    return spread(first, last)


def gate_lets_through(line: Line, stretch: IntArray, minute: IntArray, clipped: BoolArray) -> BoolArray:
    """Rule ``gate``: the minute is in a gate period, its end points included, or there is no gate, or the end is clipped."""
    return ~line.has_gate[stretch] | clipped | (_in_period(line.gate_start, line.gate_end, minute) >= 0)


def open_run(line: Line, minute: IntArray, *, arriving: bool) -> IntArray:
    """Rule ``open``: the number of the open run that the car arrives in or leaves from, -1 where the lot is closed."""
    if arriving:
        return _in_period(line.run_start, line.run_end - 1, minute)
    return _in_period(line.run_start + 1, line.run_end, minute)


def _in_period(start: IntArray, end: IntArray, minute: IntArray) -> IntArray:
    """Index of the period [start, end], both included, that holds the minute; -1 where none does."""
    if len(start) == 0:
        return np.full(len(minute), -1)
    index = np.searchsorted(start, minute, "right") - 1
    return np.where((index >= 0) & (end[index] >= minute), index, -1)


def allowed(line: Line, stretch: IntArray, ends: Ends, most: int, *, arriving: bool) -> Allowed:
    """Work out cells: tolerance, opening and gate together. Raises TooManyMinutes beyond ``most`` minutes in all."""
    cell, minute = (tolerated_arrivals if arriving else tolerated_departures)(line, stretch, ends, most)
    run = open_run(line, minute, arriving=arriving)
    keep = (run >= 0) & gate_lets_through(line, stretch[cell], minute, ends.clipped[cell])
    count = np.bincount(cell[keep], minlength=len(stretch))
    return Allowed(line, minute[keep], run[keep], np.cumsum(count) - count, count)


class EndTable:
    """What is allowed at one end of the stays of wishes, by stretch and row of the wishes' table.

    Parameters
    ----------
    ends
        One for each stay of a wish; few of them are distinct.
    num_lookups
        How many times a stay will meet a stretch: where that is often, all distinct cells are worked out in advance.
    most
        Most minutes in one answer.
    """

    def __init__(self, line: Line, ends: Ends, num_lookups: int, most: int, *, arriving: bool) -> None:
        self._work_out: Callable[[IntArray, Ends], Allowed] = lambda stretch, ends: allowed(line, stretch, ends, most, arriving=arriving)
        self._ends = ends
        self._table: Allowed | None = None
        key = (ends.minute * line.stride + ends.furthest) * 2 + ends.clipped
        _, row, self._distinct_of = np.unique(key, return_index=True, return_inverse=True)
        self._num_distinct, num_stretches = len(row), len(line.has_gate)
        if len(row) * num_stretches <= min(num_lookups // 2, LARGEST_TABLE):
            stretch = np.repeat(np.arange(num_stretches), len(row))
            try:
                self._table = self._work_out(stretch, ends.take(np.tile(row, num_stretches)))
            except TooManyMinutes:  # said of the stay that it concerns when it is looked up
                self._table = None

    def look_up(self, stretch: IntArray, row: IntArray) -> tuple[Allowed, IntArray]:
        """Cells, and which of them answers for each (stretch, row of the wishes' table)."""
        if self._table is not None:
            return self._table, stretch * self._num_distinct + self._distinct_of[row]
        return self._work_out(stretch, self._ends.take(row)), np.arange(len(row))
