"""Capacity of a lot over time: own use, closures, shareable spaces and gate, as step functions of absolute minutes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parking_share.calendar import Calendar, IntArray, merge
from parking_share.scenario import Lot


@dataclass(frozen=True)
class LotProfile:
    """What a lot offers over the horizon [0, length).

    ``at`` (n,) holds the minutes where something changes, sorted, beginning with 0; step i lasts from ``at[i]`` to
    ``at[i + 1]``, the last one to ``length``. ``own_use``, ``closed`` and ``shareable`` (n,) are spaces on each step:
    own(t), closed(t) and c(t) of the format. ``gate_start`` and ``gate_end`` (m,) are the merged periods in which
    vehicles may enter or leave, None where they always may. ``whole_closures`` (k, 2) are the merged closures of all
    spaces, as [start, end).
    """

    length: int
    at: IntArray
    own_use: IntArray
    closed: IntArray
    shareable: IntArray
    gate_start: IntArray | None
    gate_end: IntArray | None
    whole_closures: IntArray

    def shareable_at(self, minutes: IntArray) -> IntArray:
        """c(t) at each of ``minutes`` (any shape), which must be in [0, length)."""
        return self.shareable[np.searchsorted(self.at, minutes, side="right") - 1]


def lot_profile(calendar: Calendar, lot: Lot) -> LotProfile:
    """The profile of one lot: c(t) = max(0, spaces - held_back - closed(t) - max{own(u): t <= u <= t + recall})."""
    length = calendar.length
    own_use = calendar.rule_periods(lot.own_use)
    own_at, own = _sum_of_steps([(each.start, each.end, lot.spaces if count is None else count) for count, each in own_use], length)
    closures = [(*_closure(calendar, closure.from_, closure.to), closure.spaces) for closure in lot.closures]
    closures = [(start, end, spaces) for start, end, spaces in closures if start < end]
    closed_at, closed = _sum_of_steps(
        [(np.array([start]), np.array([end]), lot.spaces if spaces is None else spaces) for start, end, spaces in closures], length
    )
    recall = min(lot.recall_minutes, length)
    at = np.unique(np.concatenate((own_at, np.maximum(own_at - recall, 0), closed_at)))
    first = np.searchsorted(own_at, at, side="right") - 1
    last = np.searchsorted(own_at, at + recall, side="right") - 1
    recalled = np.maximum.reduceat(np.append(own, 0), np.column_stack((first, last + 1)).ravel())[::2]
    closed_then = closed[np.searchsorted(closed_at, at, side="right") - 1]
    shareable = np.maximum(0, lot.spaces - lot.held_back - closed_then - recalled)
    whole = [(start, end) for start, end, spaces in closures if spaces is None]
    gate = calendar.stay_periods(lot.gate) if lot.gate else None
    return LotProfile(
        length=length,
        at=at,
        own_use=own[first],
        closed=closed_then,
        shareable=shareable,
        gate_start=None if gate is None else gate.start,
        gate_end=None if gate is None else gate.end,
        whole_closures=np.column_stack(merge(*np.array(whole, np.int64).reshape(-1, 2).T)),
    )


def _closure(calendar: Calendar, start: str, end: str) -> tuple[int, int]:
    """A closure's instants, clipped to the horizon; empty where it lies outside."""
    return max(calendar.minute_of(start), 0), min(calendar.minute_of(end), calendar.length)


def _sum_of_steps(steps: list[tuple[IntArray, IntArray, int]], length: int) -> tuple[IntArray, IntArray]:
    """Sum of step functions, each ``count`` on its periods: (minutes where it may change, from 0; value on each step)."""
    if not steps:
        return np.zeros(1, np.int64), np.zeros(1, np.int64)
    at = np.concatenate([[0], *(edge for start, end, _ in steps for edge in (start, end))]).astype(np.int64)
    change = np.concatenate([[0], *(np.full(len(start), sign * count) for start, _, count in steps for sign in (1, -1))]).astype(np.int64)
    unique, inverse = np.unique(at, return_inverse=True)
    total = np.zeros(len(unique), np.int64)
    np.add.at(total, inverse, change)
    inside = unique < length
    return unique[inside], np.cumsum(total)[inside]
