"""What a lot offers over time, worked out from the format's definitions alone: c(t), open periods, gate, closures.

A second opinion on the profiles that the solver uses, so nothing is shared with them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from parking_share.calendar import Calendar
from parking_share.scenario import Lot

Period = tuple[int, int]


@dataclass(frozen=True)
class LotHours:
    """What a lot offers over the horizon [0, length), in absolute minutes.

    ``spaces`` are c(t): ``spaces[i]`` from ``at[i]`` to ``at[i + 1]``, the last one to ``length``; neighbours differ and
    ``at[0]`` is 0. ``open_starts`` and ``open_ends`` are the periods where c(t) > 0; ``gate_starts`` and ``gate_ends`` the
    merged gate periods (without meaning where the ``gate_always_open``); all sorted and disjoint. ``late_arrivals`` are
    the minutes at which c rises or a gate period begins, ``early_leaves`` those at which c falls or a gate period ends,
    sorted. ``whole_closures`` are the closures of all spaces.
    """

    length: int
    at: list[int]
    spaces: list[int]
    open_starts: list[int]
    open_ends: list[int]
    gate_always_open: bool
    gate_starts: list[int]
    gate_ends: list[int]
    late_arrivals: list[int]
    early_leaves: list[int]
    whole_closures: list[Period]

    def open_until(self, minute: int) -> int:
        """End of the open period that ``minute`` is in; ``minute`` itself where the lot is closed."""
        index = bisect_right(self.open_starts, minute) - 1
        return max(self.open_ends[index], minute) if index >= 0 else minute

    def gate_lets_through(self, minute: int) -> bool:
        """Whether vehicles may enter or leave; both end points of a gate period count as inside."""
        if self.gate_always_open:
            return True
        index = bisect_right(self.gate_starts, minute) - 1
        return index >= 0 and minute <= self.gate_ends[index]

    def excuses(self, start: int, end: int) -> bool:
        """Whether [start, end) overlaps a closure of the whole lot."""
        return any(start < closed_to and closed_from < end for closed_from, closed_to in self.whole_closures)


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
    gate_starts, gate_ends = gate.start.tolist(), gate.end.tolist()
    rises = {minute for minute, before, after in zip(at[1:], spaces, spaces[1:], strict=False) if after > before}
    return LotHours(
        length=calendar.length,
        at=at,
        spaces=spaces,
        open_starts=open_starts,
        open_ends=open_ends,
        gate_always_open=lot.gate == "",
        gate_starts=gate_starts,
        gate_ends=gate_ends,
        late_arrivals=sorted(rises.union(gate_starts)),
        early_leaves=sorted({minute for minute in at[1:] if minute not in rises}.union(gate_ends)),
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
