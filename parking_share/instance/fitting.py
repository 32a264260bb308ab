"""How the stays of a resident fit a lot's hours: which are excused, and which cuts of the others are allowed.

A *template* is a distinct pair of (stays, tolerances) and lot; residents with the same wishes share it. All lots lie on
one line of integers: minute t of lot l is ``l * stride + t``, so that a single binary search answers for all at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parking_share.arrays import offsets, spread
from parking_share.calendar import BoolArray, IntArray, Periods
from parking_share.catalogue import Rule
from parking_share.profiles import LotProfile


@dataclass(frozen=True)
class Fits:
    """Templates whose stays can all be held, as flat tables sorted by template, then time.

    ``stay_*`` (n,) the stays to be held; ``cut_*`` (m,) their allowed cuts, shortest first in minutes cut off
    (``cut_trim``); ``excused_*`` (k,) the stays not held. Minutes are absolute, periods half-open. ``stay_first``
    (templates + 1,), ``cut_first`` (stays + 1,) and ``excused_first`` (templates + 1,) are offsets.
    """

    stay_start: IntArray
    stay_end: IntArray
    stay_first: IntArray
    cut_arrive: IntArray
    cut_leave: IntArray
    cut_trim: IntArray
    cut_minimal: BoolArray
    cut_first: IntArray
    excused_start: IntArray
    excused_end: IntArray
    excused_first: IntArray

    @property
    def excused_minutes(self) -> IntArray:
        """Minutes excused in each template."""
        total = np.concatenate(([0], np.cumsum(self.excused_end - self.excused_start)))
        return np.diff(total[self.excused_first])


@dataclass(frozen=True)
class Wish:
    """What residents may have in common: when they want to be there, and how far a stay may be cut, minutes."""

    periods: Periods
    late: int
    early: int


@dataclass(frozen=True)
class _Line:
    """All lots' hours on one line; every array sorted."""

    stride: int
    closure_start: IntArray
    closure_end: IntArray
    arrivals: IntArray  # where c rises or a gate period begins
    departures: IntArray  # where c falls or a gate period ends
    gate_start: IntArray
    gate_end: IntArray
    has_gate: BoolArray
    run_start: IntArray  # maximal periods with c > 0
    run_end: IntArray


@dataclass(frozen=True)
class _Stays:
    """Stays of all templates, one row each."""

    template: IntArray
    lot: IntArray
    start: IntArray
    end: IntArray
    late: IntArray
    early: IntArray
    clipped_start: BoolArray
    clipped_end: BoolArray

    def take(self, rows: BoolArray) -> _Stays:
        return _Stays(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))


def fit(profiles: list[LotProfile], wishes: list[Wish], template_wish: IntArray, template_lot: IntArray) -> tuple[BoolArray, Fits]:
    """Fit every template.

    Parameters
    ----------
    profiles
        One for each lot.
    wishes
        Distinct ones.
    template_wish, template_lot
        (n,) what each template pairs.

    Returns
    -------
    usable, fits
        (n,) whether at least one stay is not excused and every one not excused can be held; the usable ones' tables.
    """
    line = _line(profiles)
    stays = _stays(wishes, template_wish, template_lot)
    is_excused = excused(line, stays)
    held, let_off = stays.take(~is_excused), stays.take(is_excused)
    stay, arrive, leave = _cuts(line, held)
    can_hold = np.bincount(stay, minlength=len(held.template)) > 0
    num_held = np.bincount(held.template, weights=can_hold, minlength=len(template_lot))
    num_failed = np.bincount(held.template, weights=~can_hold, minlength=len(template_lot))
    usable = (num_held > 0) & (num_failed == 0)
    return usable, _tables(usable, held, let_off, stay, arrive, leave)


def _line(profiles: list[LotProfile]) -> _Line:
    stride = max((profile.length for profile in profiles), default=0) + 2
    columns: dict[str, list[IntArray]] = {name: [] for name in _Line.__dataclass_fields__ if name not in ("stride", "has_gate")}
    for index, profile in enumerate(profiles):
        edge = index * stride
        change = np.diff(profile.shareable)
        gate_start = profile.gate_start if profile.gate_start is not None else np.empty(0, np.int64)
        gate_end = profile.gate_end if profile.gate_end is not None else np.empty(0, np.int64)
        is_open = np.concatenate(([0], (profile.shareable > 0).astype(np.int64), [0]))
        edges = np.append(profile.at, profile.length)
        found = {
            "closure_start": profile.whole_closures[:, 0],
            "closure_end": profile.whole_closures[:, 1],
            "arrivals": np.union1d(profile.at[1:][change > 0], gate_start),
            "departures": np.union1d(profile.at[1:][change < 0], gate_end),
            "gate_start": gate_start,
            "gate_end": gate_end,
            "run_start": edges[np.diff(is_open) == 1],
            "run_end": edges[np.diff(is_open) == -1],
        }
        for name, minutes in found.items():
            columns[name].append(minutes + edge)
    joined = {name: np.concatenate(parts) if parts else np.empty(0, np.int64) for name, parts in columns.items()}
    return _Line(stride=stride, has_gate=np.array([profile.gate_start is not None for profile in profiles], bool), **joined)


def _stays(wishes: list[Wish], template_wish: IntArray, template_lot: IntArray) -> _Stays:
    first = np.cumsum([0, *(len(wish.periods) for wish in wishes)])
    template, row = spread(first[template_wish], first[template_wish + 1])
    wish = template_wish[template]

    def column(name: str, dtype: type) -> NDArray[Any]:
        return np.concatenate([np.empty(0, dtype), *(getattr(each.periods, name) for each in wishes)])[row]

    return _Stays(
        template=template,
        lot=template_lot[template],
        start=column("start", np.int64),
        end=column("end", np.int64),
        late=np.array([each.late for each in wishes], np.int64)[wish],
        early=np.array([each.early for each in wishes], np.int64)[wish],
        clipped_start=column("clipped_start", np.bool_),
        clipped_end=column("clipped_end", np.bool_),
    )


def excused(line: _Line, stays: _Stays) -> BoolArray:
    """Rule ``excused``: the stay overlaps a closure of the whole lot."""
    at = stays.lot * line.stride
    return np.searchsorted(line.closure_start, at + stays.end, "left") > np.searchsorted(line.closure_end, at + stays.start, "right")


def tolerated_arrivals(line: _Line, stays: _Stays) -> tuple[IntArray, IntArray]:
    """Rule ``tolerance``: (row, minute) of the arrival as wanted, and of every later one that the tolerance allows."""
    start = stays.lot * line.stride + stays.start
    latest = stays.lot * line.stride + np.minimum(stays.start + stays.late, stays.end)
    last = np.where(stays.clipped_start, 0, np.searchsorted(line.arrivals, latest, "right"))
    row, event = spread(np.searchsorted(line.arrivals, start, "right"), last)
    return np.concatenate((np.arange(len(start)), row)), np.concatenate((start, line.arrivals[event]))


def tolerated_departures(line: _Line, stays: _Stays) -> tuple[IntArray, IntArray]:
    """Rule ``tolerance``: (row, minute) of the departure as wanted, and of every earlier one that the tolerance allows."""
    end = stays.lot * line.stride + stays.end
    earliest = stays.lot * line.stride + np.maximum(stays.end - stays.early, stays.start)
    first = np.searchsorted(line.departures, earliest, "left")
    row, event = spread(first, np.where(stays.clipped_end, 0, np.searchsorted(line.departures, end, "left")))
    return np.concatenate((np.arange(len(end)), row)), np.concatenate((end, line.departures[event]))


def gate_lets_through(line: _Line, stays: _Stays, row: IntArray, minute: IntArray, clipped: BoolArray) -> BoolArray:
    """Rule ``gate``: the minute is in a gate period, its end points included, or there is no gate, or the end is clipped."""
    inside = _in_period(line.gate_start, line.gate_end, minute, "right") >= 0
    return inside | ~line.has_gate[stays.lot[row]] | clipped[row]


def open_run(line: _Line, minute: IntArray, *, arriving: bool) -> IntArray:
    """Rule ``open``: the number of the open run that the car arrives in or leaves from, -1 where the lot is closed."""
    if arriving:
        return _in_period(line.run_start, line.run_end - 1, minute, "right")
    return _in_period(line.run_start + 1, line.run_end, minute, "right")


FITTING: dict[Rule, Callable[..., object]] = {
    "excused": excused,
    "tolerance": tolerated_arrivals,
    "gate": gate_lets_through,
    "open": open_run,
}


def _in_period(start: IntArray, end: IntArray, minute: IntArray, side: str) -> IntArray:
    """Index of the period [start, end], both included, that holds the minute; -1 where none does."""
    if len(start) == 0:
        return np.full(len(minute), -1)
    index = np.searchsorted(start, minute, side) - 1  # type: ignore[call-overload]
    return np.where((index >= 0) & (end[index] >= minute), index, -1)


def _cuts(line: _Line, stays: _Stays) -> tuple[IntArray, IntArray, IntArray]:
    """(row, arrive, leave) of every allowed cut, minutes of the horizon, sorted by row, then by minutes cut off."""
    row, arrive = tolerated_arrivals(line, stays)
    run = open_run(line, arrive, arriving=True)
    keep = (run >= 0) & gate_lets_through(line, stays, row, arrive, stays.clipped_start)
    row, arrive, run = row[keep], arrive[keep], run[keep]

    out_row, leave = tolerated_departures(line, stays)
    out_run = open_run(line, leave, arriving=False)
    keep = (out_run >= 0) & gate_lets_through(line, stays, out_row, leave, stays.clipped_end)
    order = np.argsort(out_row[keep], kind="stable")
    out_row, leave, out_run = out_row[keep][order], leave[keep][order], out_run[keep][order]

    first = offsets(out_row, len(stays.lot))
    entry, match = spread(first[row], first[row + 1])
    same = (run[entry] == out_run[match]) & (arrive[entry] < leave[match])
    row, arrive, leave = row[entry[same]], arrive[entry[same]], leave[match[same]]
    order = np.lexsort((arrive, arrive - leave, row))
    row = row[order]
    edge = stays.lot[row] * line.stride
    return row, arrive[order] - edge, leave[order] - edge


def _minimal(stay: IntArray, arrive: IntArray, leave: IntArray) -> BoolArray:
    """Cuts that contain no other cut of their stay: those worth trying first wherever capacity is all that counts."""
    order = np.lexsort((-arrive, leave, stay))
    stride = int(arrive.max(initial=0)) + 2
    key = stay[order] * stride + arrive[order] + 1
    latest_before = np.concatenate(([-1], np.maximum.accumulate(key)[:-1])) if len(key) else key
    minimal = np.empty(len(stay), bool)
    minimal[order] = key > np.maximum(latest_before, stay[order] * stride)
    return minimal


def _tables(usable: BoolArray, held: _Stays, let_off: _Stays, stay: IntArray, arrive: IntArray, leave: IntArray) -> Fits:
    number = np.cumsum(usable) - 1
    keep_stay = usable[held.template]
    keep_cut = keep_stay[stay]
    stay, arrive, leave = stay[keep_cut], arrive[keep_cut], leave[keep_cut]
    trim = (arrive - held.start[stay]) + (held.end[stay] - leave)
    stay = (np.cumsum(keep_stay) - 1)[stay]
    keep_excused = usable[let_off.template]
    num_usable = int(usable.sum())
    return Fits(
        stay_start=held.start[keep_stay],
        stay_end=held.end[keep_stay],
        stay_first=offsets(number[held.template[keep_stay]], num_usable),
        cut_arrive=arrive,
        cut_leave=leave,
        cut_trim=trim,
        cut_minimal=_minimal(stay, arrive, leave),
        cut_first=offsets(stay, int(keep_stay.sum())),
        excused_start=let_off.start[keep_excused],
        excused_end=let_off.end[keep_excused],
        excused_first=offsets(number[let_off.template[keep_excused]], num_usable),
    )
