"""Periods of absolute minutes as what clocks on the wall show: for each date the times of day from which to which they last."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from parking_share.calendar.calendar import Calendar
from parking_share.calendar.clock import EPOCH, Clock
from parking_share.calendar.periods import IntArray
from parking_share.calendar.rules import MINUTES_PER_DAY


@dataclass(frozen=True)
class WallWindows:
    """Windows within one date each, by period, date and time; shape (n,) each.

    ``period`` is the number of the period that a window is part of, ``ordinal`` the date (proleptic), ``begin`` and ``end`` minutes
    of that day as clocks show them, 0 to 1440, half-open.
    """

    period: IntArray
    ordinal: IntArray
    begin: IntArray
    end: IntArray


def wall_windows(calendar: Calendar, start: IntArray, end: IntArray) -> WallWindows:
    """Periods [start, end) within the horizon, shape (n,) each, cut at every midnight.

    Where clocks go forward within a period, its window goes on over the times that do not exist. Where they go back, the times that
    come twice stand there once: what reads clocks only cannot tell the first from the second.
    """
    at, ordinal, minute = _spans(calendar.clock, calendar.days)
    first = np.searchsorted(at, start, side="right") - 1
    last = np.searchsorted(at, end, side="left")
    count = np.maximum(last - first, 0)
    period = np.repeat(np.arange(len(start)), count)
    span = np.arange(len(period)) - np.repeat(np.cumsum(count) - count, count) + first[period]
    offset = minute[span] - at[span]
    begin = np.maximum(at[span], start[period]) + offset
    finish = np.minimum(np.append(at, calendar.length)[span + 1], end[period]) + offset
    return _joined(WallWindows(period, ordinal[span], begin, finish))


def iso_dates(ordinals: IntArray) -> list[str]:
    """Dates YYYY-MM-DD of proleptic ordinals, shape (n,)."""
    unique, inverse = np.unique(ordinals, return_inverse=True)
    texts = [dt.date.fromordinal(ordinal).isoformat() for ordinal in unique.tolist()]
    return [texts[index] for index in inverse.tolist()]


def date_ordinals(dates: list[str]) -> IntArray:
    """Proleptic ordinals (n,) of dates YYYY-MM-DD."""
    return np.array(dates, "datetime64[D]").astype(np.int64) + EPOCH


def date_ranges(keys: IntArray, ordinal: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """Put rows together that are alike and on consecutive dates.

    Parameters
    ----------
    keys
        What must be the same in a group, shape (n, k).
    ordinal
        The date of each row, shape (n,).

    Returns
    -------
    (row, first, last)
        A row of each group, its first date and its last, shape (groups,) each; by keys, then date.
    """
    order = np.lexsort((ordinal, *keys.T[::-1]))
    keys, dates = keys[order], ordinal[order]
    begins = np.ones(len(order), bool)
    begins[1:] = (keys[1:] != keys[:-1]).any(axis=1) | (dates[1:] > dates[:-1] + 1)
    first = np.flatnonzero(begins)
    last = np.append(first[1:], len(order)) - 1 if len(first) else first
    return order[first], dates[first], dates[last]


def _joined(parts: WallWindows) -> WallWindows:
    """The windows with the parts of one period and date put together that only a change of the clock has cut."""
    same = (parts.period[1:] == parts.period[:-1]) & (parts.ordinal[1:] == parts.ordinal[:-1])
    if not same.any():
        return parts
    rows: list[list[int]] = []
    columns = (parts.period, parts.ordinal, parts.begin, parts.end)
    for period, ordinal, begin, end in zip(*(column.tolist() for column in columns), strict=True):
        previous = rows[-1] if rows and rows[-1][:2] == [period, ordinal] else None
        if previous is None or end < previous[2]:  # the second is all before the first: 01:45 to 02:00, then 01:00 to 01:15
            rows.append([period, ordinal, begin, end])
        else:
            previous[2], previous[3] = min(previous[2], begin), max(previous[3], end)
    return WallWindows(*np.array(rows, np.int64).T)


def _spans(clock: Clock, days: int) -> tuple[IntArray, IntArray, IntArray]:
    """(instant, date, minute of the day) at which each stretch of the horizon begins in which clocks just go on."""
    rows: list[tuple[int, int, int]] = []
    for ordinal in range(clock.start_ordinal, clock.start_ordinal + days):
        first, after = clock.minute(ordinal, 0), clock.minute(ordinal + 1, 0)
        if after - first == MINUTES_PER_DAY and _offset(clock, first) == _offset(clock, after):
            rows.append((first, ordinal, 0))
            continue
        offset = None
        for instant in range(first, after):
            if (now := _offset(clock, instant)) != offset:
                local = clock.local(instant)
                rows.append((instant, local.toordinal(), local.hour * 60 + local.minute))
                offset = now
    spans = np.array(rows, np.int64).reshape(-1, 3)
    return spans[:, 0], spans[:, 1], spans[:, 2]


def _offset(clock: Clock, instant: int) -> object:
    return clock.local(instant).utcoffset()
