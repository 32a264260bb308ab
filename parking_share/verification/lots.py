"""What a lot offers over time, worked out from the format's definitions alone: c(t), open periods, gate, closures.

A second opinion on the profiles that the solver uses, so nothing is shared with them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from parking_share.calendar import BoolArray, Calendar, IntArray
from parking_share.scenario import Lot


@dataclass(frozen=True)
class LotHours:
    """What a lot offers over the horizon [0, length), in absolute minutes.

    ``spaces`` are c(t): ``spaces[i]`` from ``at[i]`` to ``at[i + 1]``, the last one to ``length``; neighbours differ and
    ``at[0]`` is 0. ``open_starts`` and ``open_ends`` are the periods where c(t) > 0; ``gate_starts`` and ``gate_ends`` the
    merged gate periods (without meaning where the ``gate_always_open``); all sorted and disjoint. ``late_arrivals`` are
    the minutes at which c rises or a gate period begins, ``early_leaves`` those at which c falls or a gate period ends,
    sorted. ``whole_closures`` are the closures of all spaces, as (from, to).
    """

    length: int
    at: IntArray
    spaces: IntArray
    open_starts: IntArray
    open_ends: IntArray
    gate_always_open: bool
    gate_starts: IntArray
    gate_ends: IntArray
    late_arrivals: IntArray
    early_leaves: IntArray
    whole_closures: list[tuple[int, int]]

    def spaces_at(self, minute: IntArray) -> IntArray:
        """c(t) at minutes (n,) of the horizon."""
        return self.spaces[np.searchsorted(self.at, minute, "right") - 1]

    def open_until(self, minute: IntArray) -> IntArray:
        """End of the open period that each minute (n,) is in; the minute itself where the lot is closed."""
        index = np.searchsorted(self.open_starts, minute, "right")
        until: IntArray = np.maximum(np.append(0, self.open_ends)[index], minute)
        return until

    def gate_lets_through(self, minute: IntArray) -> BoolArray:
        """Whether vehicles may enter or leave at each minute (n,); both end points of a gate period count as inside."""
        if self.gate_always_open:
            return np.ones(len(minute), np.bool_)
        index = np.searchsorted(self.gate_starts, minute, "right")
        inside: BoolArray = minute <= np.append(-1, self.gate_ends)[index]
        return inside

    def excuses(self, start: IntArray, end: IntArray) -> BoolArray:
        """Whether each stay [start, end), shape (n,), overlaps a closure of the whole lot."""
        overlaps = np.zeros(len(start), np.bool_)
        for closed_from, closed_to in self.whole_closures:
            overlaps |= (start < closed_to) & (closed_from < end)
        return overlaps


def lot_hours(calendar: Calendar, lot: Lot) -> LotHours:
    """Work out everything that a lot offers over the horizon of ``calendar``."""
    closures = []
    for closure in lot.closures:
        start, end = max(calendar.minute_of(closure.from_), 0), min(calendar.minute_of(closure.to), calendar.length)
        if start < end:
            closures.append((start, end, closure.spaces))
    at, spaces = _shareable(calendar, lot, [(start, end, lot.spaces if count is None else count) for start, end, count in closures])
    open_starts, open_ends = _open_periods(at, spaces, calendar.length)
    gate = calendar.stay_periods(lot.gate)
    change = np.diff(spaces)
    return LotHours(
        length=calendar.length,
        at=np.array(at),
        spaces=np.array(spaces),
        open_starts=np.array(open_starts, np.int64),
        open_ends=np.array(open_ends, np.int64),
        gate_always_open=lot.gate == "",
        gate_starts=gate.start,
        gate_ends=gate.end,
        late_arrivals=np.union1d(np.array(at)[1:][change > 0], gate.start),
        early_leaves=np.union1d(np.array(at)[1:][change < 0], gate.end),
        whole_closures=[(start, end) for start, end, count in closures if count is None],
    )


def _shareable(calendar: Calendar, lot: Lot, closures: list[tuple[int, int, int]]) -> tuple[list[int], list[int]]:
    """c(t) = max(0, spaces - held_back - closed(t) - max{own(u): t <= u <= t + recall}): where it changes, and its values."""
    own_at, own = _total(
        (start, end, lot.spaces if count is None else count)
        for count, periods in calendar.rule_periods(lot.own_use)
        for start, end in zip(periods.start.tolist(), periods.end.tolist(), strict=True)
    )
    closed_at, closed = _total(closures)
    at: list[int] = []
    values: list[int] = []
    # The maximum over [t, t + recall] changes only where own use does, or the recall before.
    for minute in sorted({0, *own_at, *(edge - lot.recall_minutes for edge in own_at), *closed_at}):
        if not 0 <= minute < calendar.length:
            continue
        first = bisect_right(own_at, minute) - 1
        last = bisect_right(own_at, min(minute + lot.recall_minutes, calendar.length - 1)) - 1
        closed_then = closed[bisect_right(closed_at, minute) - 1]
        value = max(0, lot.spaces - lot.held_back - closed_then - max(own[first : last + 1]))
        if not values or value != values[-1]:
            at.append(minute)
            values.append(value)
    return at, values


def _total(parts: Iterable[tuple[int, int, int]]) -> tuple[list[int], list[int]]:
    """Sum of (from, to, amount): the minutes where it changes, from 0 on, and its value from each on."""
    changes = {0: 0}
    for start, end, amount in parts:
        changes[start] = changes.get(start, 0) + amount
        changes[end] = changes.get(end, 0) - amount
    at = sorted(changes)
    values, value = [], 0
    for minute in at:
        value += changes[minute]
        values.append(value)
    return at, values


def _open_periods(at: list[int], spaces: list[int], length: int) -> tuple[list[int], list[int]]:
    starts: list[int] = []
    ends: list[int] = []
    for start, end, free in zip(at, [*at[1:], length], spaces, strict=True):
        if free > 0 and ends and ends[-1] == start:
            ends[-1] = end
        elif free > 0:
            starts.append(start)
            ends.append(end)
    return starts, ends
