"""Wall-clock times to absolute minutes and back, across clock changes."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from parking_share.calendar.rules import MINUTES_PER_DAY

EPOCH = dt.date(1970, 1, 1).toordinal()
"""Proleptic ordinal of 1970-01-01."""
_UTC = dt.UTC


class Clock:
    """Minutes since ``start`` 00:00 local time in ``zone``.

    A wall-clock time that a clock change skips is the first instant after the gap; an ambiguous one the earlier of two.
    """

    def __init__(self, start: dt.date, zone: ZoneInfo) -> None:
        self.zone = zone
        self.start_ordinal = start.toordinal()
        self._origin = _utc_minute(self.start_ordinal, 0, zone)
        self._days: dict[int, NDArray[np.int64] | int] = {}
        self._dates = lru_cache(maxsize=None)(self._between)

    def minute(self, ordinal: int, minute_of_day: int) -> int:
        """The instant of a local date (proleptic ordinal) and minute of day (0 to 1440)."""
        day = self._day(ordinal)
        return day + minute_of_day if isinstance(day, int) else int(day[minute_of_day])

    def minutes(self, ordinals: NDArray[np.int64], minute_of_day: int) -> NDArray[np.int64]:
        """The instants of one time of day on consecutive dates."""
        midnights, changing = self._dates(int(ordinals[0]), int(ordinals[-1]))
        instants = midnights + minute_of_day
        for index in changing:
            instants[index] = self.minute(int(ordinals[index]), minute_of_day)
        return instants

    def _between(self, first: int, last: int) -> tuple[NDArray[np.int64], list[int]]:
        """Instants of 00:00 on the dates from ``first`` to ``last``, and the positions of those on which the clock changes."""
        days = [self._day(ordinal) for ordinal in range(first, last + 1)]
        midnights = np.array([day if isinstance(day, int) else day[0] for day in days], np.int64)
        return midnights, [index for index, day in enumerate(days) if not isinstance(day, int)]

    def local(self, minute: int) -> dt.datetime:
        """The local date-time, with its offset, of an instant."""
        utc = dt.datetime(1970, 1, 1, tzinfo=_UTC) + dt.timedelta(minutes=self._origin + int(minute))
        return utc.astimezone(self.zone)

    def minute_of(self, moment: dt.datetime) -> int:
        """The instant of a local (naive) or absolute (with offset) date-time; whole minutes, seconds are cut off."""
        if moment.tzinfo is None:
            return self.minute(moment.toordinal(), moment.hour * 60 + moment.minute)
        return int(moment.timestamp() // 60) - self._origin

    def _day(self, ordinal: int) -> NDArray[np.int64] | int:
        """Instants of a date's minutes: a number to add to the minute, or a table where the clock changes that day."""
        if ordinal not in self._days:
            offsets = {_offset(ordinal + step, 0, self.zone, fold) for step in (0, 1) for fold in (0, 1)}
            if len(offsets) == 1:
                self._days[ordinal] = _utc_minute(ordinal, 0, self.zone) - self._origin
            else:
                table = [_utc_minute(ordinal, minute, self.zone) for minute in range(MINUTES_PER_DAY + 1)]
                self._days[ordinal] = np.array(table, np.int64) - self._origin
        return self._days[ordinal]


def _offset(ordinal: int, minute: int, zone: ZoneInfo, fold: int) -> int:
    """Minutes that local time is ahead of UTC at a wall-clock time."""
    wall = dt.datetime.fromordinal(ordinal) + dt.timedelta(minutes=minute)
    offset = wall.replace(tzinfo=zone, fold=fold).utcoffset()
    assert offset is not None
    return offset // dt.timedelta(minutes=1)


def _utc_minute(ordinal: int, minute: int, zone: ZoneInfo) -> int:
    wall = (ordinal - EPOCH) * MINUTES_PER_DAY + minute
    before, after = (_offset(ordinal, minute, zone, fold) for fold in (0, 1))
    if before >= after:  # no change, or an ambiguous time: the earlier instant
        return wall - before
    low, high = wall - after, wall - before  # a gap: the clock changes in (low, high]
    while low + 1 < high:
        middle = (low + high) // 2
        moment = dt.datetime.fromtimestamp(middle * 60, _UTC).astimezone(zone).utcoffset()
        assert moment is not None
        low, high = (low, middle) if moment // dt.timedelta(minutes=1) == after else (middle, high)
    return high
