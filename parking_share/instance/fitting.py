"""How the stays of a resident fit a lot's hours: which are excused, and which cuts of the others are allowed.

A *template* is a distinct pair of (stays, tolerances) and lot; residents with the same wishes share it. There may be
millions of them, so they are fitted some at a time, and what most stays need, one way to be held, takes no search.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parking_share.arrays import offsets, spread
from parking_share.calendar import BoolArray, IntArray, Periods
from parking_share.catalogue import Rule
from parking_share.instance.hours import (
    Allowed,
    Ends,
    EndTable,
    Line,
    TooManyMinutes,
    excused,
    gate_lets_through,
    line_of,
    open_run,
    tolerated_arrivals,
)
from parking_share.profiles import LotProfile

CHUNK = 1 << 18
"""Stays fitted at a time: enough to keep numpy busy, few enough for the processor's cache."""

MOST_CUTS = 30_000_000
MOST_CUTS_A_STAY = 10
"""More cuts than the one, and on average more a stay than the other, are refused: 300,000 residents of a city, with
tolerances of up to 90 minutes, have 8 million in a week, little more than one a stay, and each takes some 50 bytes."""

FITTING: dict[Rule, Callable[..., object]] = {
    "excused": excused,
    "tolerance": tolerated_arrivals,
    "gate": gate_lets_through,
    "open": open_run,
}


class TooManyCuts(Exception):
    """A template leaves so many ways to cut its stays that they would not fit into memory."""

    def __init__(self, template: int, limit: int) -> None:
        self.template, self.limit = template, limit


@dataclass(frozen=True)
class Fits:
    """Templates whose stays can all be held, as flat tables sorted by template, then time.

    ``stay_*`` (n,) the stays to be held; ``cut_*`` (m,) their allowed cuts, shortest first in minutes cut off
    (``cut_trim``); ``cut_minimal`` marks those that contain no other cut of their stay: those worth trying first
    wherever capacity is all that counts. ``excused_*`` (k,) the stays not held. Minutes are absolute, periods half-open.
    ``stay_first`` (templates + 1,), ``cut_first`` (stays + 1,) and ``excused_first`` (templates + 1,) are offsets.
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
class Wishes:
    """What residents may have in common: when they want to be there, and how far a stay may be cut, minutes.

    ``text`` (n,) is the number of each wish's stays in ``periods``; ``late`` and ``early`` (n,) are its tolerances.
    """

    periods: list[Periods]
    text: IntArray
    late: IntArray
    early: IntArray


def fit(profiles: list[LotProfile], wishes: Wishes, template_wish: IntArray, template_lot: IntArray) -> tuple[BoolArray, Fits]:
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

    Raises
    ------
    TooManyCuts
        Where tolerances and lots' hours allow more than MOST_CUTS, and more than MOST_CUTS_A_STAY a stay on average.
    """
    line, stays = line_of(profiles), _wish_stays(wishes)
    stay_first = np.concatenate(([0], np.cumsum(np.diff(stays.first)[template_wish])))
    num_stays = int(stay_first[-1])
    most = left = max(MOST_CUTS, MOST_CUTS_A_STAY * num_stays)
    arrivals = EndTable(line, stays.arrivals, num_stays, most, arriving=True)
    departures = EndTable(line, stays.departures, num_stays, most, arriving=False)
    edges = np.searchsorted(stay_first, np.arange(0, max(num_stays, 1), CHUNK)).tolist()
    usable, fits = [], []
    for begin, end in zip(edges, [*edges[1:], len(template_lot)], strict=True):
        meeting = _meeting(line, stays, template_wish[begin:end], line.stretch_of[template_lot[begin:end]])
        try:
            can_use, part = _fit_some(meeting, arrivals, departures, end - begin, left)
        except TooManyMinutes as error:
            raise TooManyCuts(begin + int(meeting.template[error.cell]), most) from None
        left -= len(part.cut_arrive)
        usable.append(can_use)
        fits.append(_narrowed(part))
    return np.concatenate(usable), _joined(fits)


@dataclass(frozen=True)
class _WishStays:
    """Stays of all wishes, one row each; ``first`` (wishes + 1,) are offsets."""

    first: IntArray
    start: IntArray
    end: IntArray
    arrivals: Ends
    departures: Ends


def _wish_stays(wishes: Wishes) -> _WishStays:
    text_first = np.cumsum([0, *(len(each) for each in wishes.periods)])
    wish, row = spread(text_first[wishes.text], text_first[wishes.text + 1])

    def column(name: str, dtype: type) -> NDArray[Any]:
        return np.concatenate([np.empty(0, dtype), *(getattr(each, name) for each in wishes.periods)])[row]

    start, end = column("start", np.int64), column("end", np.int64)
    clipped_start, clipped_end = column("clipped_start", np.bool_), column("clipped_end", np.bool_)
    # A car arrives before the stay's end and leaves after its beginning, however far the tolerance goes.
    late, early = (np.minimum(minutes[wish], end - start - 1) for minutes in (wishes.late, wishes.early))
    return _WishStays(
        first=offsets(wish, len(wishes.text)),
        start=start,
        end=end,
        arrivals=Ends(start, np.where(clipped_start, start, start + late), clipped_start),
        departures=Ends(end, np.where(clipped_end, end, end - early), clipped_end),
    )


@dataclass(frozen=True)
class _Meeting:
    """Stays that meet the hours of a lot, (n,), sorted by template, then time; ``row`` is that of the wishes' table."""

    line: Line
    template: IntArray
    stretch: IntArray
    row: IntArray
    start: IntArray
    end: IntArray


def _meeting(line: Line, stays: _WishStays, template_wish: IntArray, template_stretch: IntArray) -> _Meeting:
    template, row = spread(stays.first[template_wish], stays.first[template_wish + 1])
    return _Meeting(line, template, template_stretch[template], row, stays.start[row], stays.end[row])


def _fit_some(stays: _Meeting, arrivals: EndTable, departures: EndTable, num_templates: int, most_cuts: int) -> tuple[BoolArray, Fits]:
    """Fit templates whose stays are given. Raises TooManyMinutes, with the number of the stay to blame."""
    is_excused = excused(stays.line, stays.stretch, stays.start, stays.end)
    pairs = _pairs(arrivals.look_up(stays.stretch, stays.row), departures.look_up(stays.stretch, stays.row))
    num_cuts = np.where(is_excused, 0, pairs.num_cuts)
    num_held = np.bincount(stays.template[~is_excused], minlength=num_templates)
    num_failed = np.bincount(stays.template[~is_excused & (num_cuts == 0)], minlength=num_templates)
    usable = (num_held > 0) & (num_failed == 0)

    of_usable = usable[stays.template]
    kept, let_off = np.flatnonzero(of_usable & ~is_excused), np.flatnonzero(of_usable & is_excused)
    if int(num_cuts[kept].sum()) > most_cuts:
        raise TooManyMinutes(int(kept[np.argmax(num_cuts[kept])]))
    number = np.cumsum(usable) - 1
    num_usable = int(usable.sum())
    return usable, Fits(
        stay_start=stays.start[kept],
        stay_end=stays.end[kept],
        stay_first=offsets(number[stays.template[kept]], num_usable),
        **_cuts(stays, kept, pairs),
        excused_start=stays.start[let_off],
        excused_end=stays.end[let_off],
        excused_first=offsets(number[stays.template[let_off]], num_usable),
    )


@dataclass(frozen=True)
class _Pairs:
    """Which departures follow which arrivals, in the same open run.

    ``arrive`` (m,) are the arrivals of all stays, ``first`` (stays + 1,) their offsets; arrival i goes with
    ``num_departures[i]`` entries of ``leave``, from ``departure[i]`` on. ``num_cuts`` (stays,) counts the pairs.
    """

    first: IntArray
    arrive: IntArray
    departure: IntArray
    num_departures: IntArray
    num_cuts: IntArray
    leave: IntArray


def _pairs(arriving: tuple[Allowed, IntArray], leaving: tuple[Allowed, IntArray]) -> _Pairs:
    (arrivals, in_cell), (departures, out_cell) = arriving, leaving
    stay, entry = spread(arrivals.first[in_cell], arrivals.first[in_cell] + arrivals.count[in_cell])
    arrive, run = arrivals.minute[entry], arrivals.run[entry]
    departure, num = departures.first[out_cell[stay]], departures.count[out_cell[stay]]
    # Mostly there is one departure: it fits or not. Otherwise those that fit stand together, and two searches find them.
    one, many = np.flatnonzero(num == 1), np.flatnonzero(num > 1)
    only = departure[one]
    num[one] = (departures.run[only] == run[one]) & (departures.minute[only] > arrive[one])
    departure[many], num[many] = departures.after(out_cell[stay[many]], arrive[many], run[many])
    first = np.concatenate(([0], np.cumsum(arrivals.count[in_cell])))
    num_cuts = np.diff(np.concatenate(([0], np.cumsum(num)))[first])
    return _Pairs(first, arrive, departure, num, num_cuts, departures.minute)


def _cuts(stays: _Meeting, kept: IntArray, pairs: _Pairs) -> dict[str, NDArray[Any]]:
    """The columns of the allowed cuts of some stays, sorted by stay, then by minutes cut off."""
    stay_of_entry, entry = spread(pairs.first[kept], pairs.first[kept + 1])
    of_entry, departure = spread(pairs.departure[entry], pairs.departure[entry] + pairs.num_departures[entry])
    stay = stay_of_entry[of_entry]  # by number in ``kept``
    edge = (stays.stretch[kept] * stays.line.stride)[stay]
    arrive, leave = pairs.arrive[entry[of_entry]] - edge, pairs.leave[departure] - edge
    num_cuts = pairs.num_cuts[kept]
    minimal = np.ones(len(stay), bool)
    several = np.flatnonzero(num_cuts[stay] > 1)
    order = several[np.lexsort((arrive[several], arrive[several] - leave[several], stay[several]))]
    arrive[several], leave[several] = arrive[order], leave[order]
    minimal[several] = _minimal(stay[several], arrive[several], leave[several])
    return {
        "cut_arrive": arrive,
        "cut_leave": leave,
        "cut_trim": (arrive - stays.start[kept][stay]) + (stays.end[kept][stay] - leave),
        "cut_minimal": minimal,
        "cut_first": np.concatenate(([0], np.cumsum(num_cuts))),
    }


def _minimal(stay: IntArray, arrive: IntArray, leave: IntArray) -> BoolArray:
    """Cuts that contain no other cut of their stay."""
    order = np.lexsort((-arrive, leave, stay))
    stride = int(arrive.max(initial=0)) + 2
    key = stay[order] * stride + arrive[order] + 1
    latest_before = np.concatenate(([-1], np.maximum.accumulate(key)[:-1])) if len(key) else key
    minimal = np.empty(len(stay), bool)
    minimal[order] = key > np.maximum(latest_before, stay[order] * stride)
    return minimal


def _narrowed(part: Fits) -> Fits:
    """The same in half the memory, to wait there: a part's minutes and offsets are small numbers."""
    return Fits(
        **{name: column.astype(np.int32, copy=False) if column.dtype == np.int64 else column for name, column in vars(part).items()}
    )


def _joined(parts: list[Fits]) -> Fits:
    """Tables of consecutive templates as one; the parts are used up, so that memory holds most of it once only."""
    columns: dict[str, NDArray[Any]] = {}
    for field in fields(Fits):
        pieces = [vars(part).pop(field.name) for part in parts]
        if field.name.endswith("_first"):
            pieces = [np.diff(piece) for piece in pieces]
            columns[field.name] = np.concatenate(([0], np.cumsum(np.concatenate(pieces), dtype=np.int64)))
        else:
            columns[field.name] = np.concatenate(pieces, dtype=bool if field.name == "cut_minimal" else np.int64)
    return Fits(**columns)
