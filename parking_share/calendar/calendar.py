"""The calendar of a scenario: time rules and local date-times become absolute minutes. Nothing else touches dates."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from parking_share.calendar.clock import Clock
from parking_share.calendar.days import DayClasses
from parking_share.calendar.periods import IntArray, Periods, clip, merge
from parking_share.calendar.rules import DaySelector, Season, TimeRule, parse_rules

_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_LOCAL_DATETIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?", re.ASCII)
FIRST_YEAR, LAST_YEAR = 1973, 2200  # from 1973 on every zone is a whole number of minutes from UTC
_NOT_SELECTED, _SELECTED, _UNKNOWN = 0, 1, 2


class Calendar:
    """Days, clock and horizon of one scenario.

    Parameters
    ----------
    start
        First date of the horizon, YYYY-MM-DD.
    days
        Length of the horizon in dates, 1 to 366.
    timezone
        IANA name.
    country, subdivision
        The official calendar to follow; None: Saturday and Sunday rest.
    holidays, workdays
        Dates (YYYY-MM-DD) that go before the official calendar.

    Attributes
    ----------
    length
        Minutes from the horizon's start to its end; every instant of the horizon is in [0, length).
    """

    def __init__(
        self,
        start: str,
        days: int,
        timezone: str,
        country: str | None = None,
        subdivision: str | None = None,
        holidays: Iterable[str] = (),
        workdays: Iterable[str] = (),
    ) -> None:
        self._made_of = (start, days, timezone, country, subdivision, tuple(holidays), tuple(workdays))
        first = dt.date.fromisoformat(start)
        self.days = days
        self.start_ordinal = first.toordinal()
        self.clock = Clock(first, ZoneInfo(timezone))
        self.length = self.clock.minute(self.start_ordinal + days, 0)
        ordinals = (frozenset(dt.date.fromisoformat(day).toordinal() for day in group) for group in self._made_of[-2:])
        self.day_classes = DayClasses(country, subdivision, *ordinals)
        self.stay_periods = lru_cache(maxsize=None)(self._stay_periods)
        self.rule_periods = lru_cache(maxsize=None)(self._rule_periods)
        self.minute_of = lru_cache(maxsize=None)(self._minute_of)  # many stays begin or end at the same time
        self._selected = lru_cache(maxsize=None)(self._select)
        self._knows_all = lru_cache(maxsize=None)(self._all_known)

    def __reduce__(self) -> tuple[type[Calendar], tuple[Any, ...]]:
        """Pickled as what it is made of: what it remembers is worked out again."""
        return Calendar, self._made_of

    def _stay_periods(self, text: str) -> Periods:
        """The periods of all rules of ``text`` together: merged, then clipped to the horizon."""
        spans = [self._span(rule) for rule in parse_rules(text, allow_count=True)]
        if not spans:
            return clip(np.empty(0, np.int64), np.empty(0, np.int64), self.length)
        starts, ends = (np.concatenate(part) for part in zip(*spans, strict=True))
        return clip(*merge(starts, ends), self.length)

    def _rule_periods(self, text: str) -> tuple[tuple[int | None, Periods], ...]:
        """(count, periods) of each rule of ``text`` by itself; one rule's touching or overlapping periods are one."""
        return tuple((rule.count, clip(*merge(*self._span(rule)), self.length)) for rule in parse_rules(text, allow_count=True))

    def unknown_dates(self, text: str) -> list[str]:
        """Dates whose class the rules ask for and the official calendar does not know."""
        unknown: set[int] = set()
        for rule in parse_rules(text, allow_count=True):
            if self._knows_all(rule.nights):
                continue
            ordinals, _, _, is_selected = self._reaching(rule)
            unknown.update(ordinals[is_selected == _UNKNOWN].tolist())
        return [dt.date.fromordinal(ordinal).isoformat() for ordinal in sorted(unknown)]

    def _all_known(self, nights: int) -> bool:
        """Whether the class of every date is known whose period could reach into the horizon after so many nights."""
        return all(self.day_classes.is_workday(ordinal) is not None for ordinal in self._dates_asked(nights).tolist())

    def _dates_asked(self, nights: int) -> IntArray:
        """Every date whose period could reach into the horizon, if it ends so many nights later."""
        return np.arange(self.start_ordinal - nights - 1, self.start_ordinal + self.days)

    def known_years(self) -> tuple[int, int]:
        """First and last year of the official calendar."""
        return self.day_classes.known_years()

    def _span(self, rule: TimeRule) -> tuple[IntArray, IntArray]:
        """Unclipped periods of a rule, one for each selected date, as far as they reach into the horizon."""
        _, start, end, is_selected = self._reaching(rule)
        chosen = is_selected == _SELECTED
        return start[chosen], end[chosen]

    def _reaching(self, rule: TimeRule) -> tuple[IntArray, IntArray, IntArray, IntArray]:
        """(date, start, end, selected or not or unknown) of the dates whose period, if selected, reaches into the horizon."""
        ordinals = self._dates_asked(rule.nights)
        start = self.clock.minutes(ordinals, rule.start_minute)
        end = self.clock.minutes(ordinals + rule.nights, rule.end_minute)
        reaches = (end > np.maximum(start, 0)) & (start < self.length)
        ordinals = ordinals[reaches]
        if len(ordinals) == 0:
            return ordinals, ordinals, ordinals, ordinals
        is_selected = self._selected(rule.days, rule.season, int(ordinals[0]), int(ordinals[-1]))
        return ordinals, start[reaches], end[reaches], is_selected[ordinals - ordinals[0]]

    def _select(self, days: tuple[DaySelector, ...], season: Season | None, first: int, last: int) -> IntArray:
        """For each date from ``first`` to ``last``, whether days and season select it."""
        return np.array([self._selects(days, season, ordinal) for ordinal in range(first, last + 1)], np.int64)

    def _selects(self, days: tuple[DaySelector, ...], season: Season | None, ordinal: int) -> int:
        """Whether a date is selected; unknown where only an unknown day class could tell."""
        date = dt.date.fromordinal(ordinal)
        if season is not None:
            first, last = season
            today = (date.month, date.day)
            inside = first <= today <= last if first <= last else today >= first or today <= last
            if not inside:
                return _NOT_SELECTED
        answer = _NOT_SELECTED
        for day in days:
            if day.day_class is not None:
                is_workday = self.day_classes.is_workday(ordinal)
                if is_workday is None:
                    answer = _UNKNOWN
                elif is_workday == (day.day_class == "workday"):
                    return _SELECTED
            elif date.weekday() in day.weekdays or (day.dates is not None and day.dates[0] <= ordinal <= day.dates[1]):
                return _SELECTED
        return answer

    def _minute_of(self, text: str) -> int:
        """The instant of a local or absolute ISO date-time. Raises ValueError where it does not parse."""
        return self.clock.minute_of(dt.datetime.fromisoformat(text))

    def iso(self, minute: int) -> str:
        """An instant as local date-time with its offset, such as ``2026-11-23T18:40+08:00``."""
        return self.clock.local(minute).isoformat(timespec="minutes")

    def day_starts(self) -> list[tuple[int, str, bool | None]]:
        """(instant of 00:00, date, is a workday) of each date of the horizon; None where the class is unknown."""
        ordinals = range(self.start_ordinal, self.start_ordinal + self.days)
        return [
            (self.clock.minute(ordinal, 0), dt.date.fromordinal(ordinal).isoformat(), self.day_classes.is_workday(ordinal))
            for ordinal in ordinals
        ]


def iso_date(ordinal: int) -> str:
    """A date of a rule (proleptic ordinal) as YYYY-MM-DD."""
    return dt.date.fromordinal(ordinal).isoformat()


def check_date(text: str) -> str:
    """Return ``text`` if it is a date YYYY-MM-DD of the years 1973 to 2200. Raises ValueError otherwise."""
    if _DATE.fullmatch(text) is None or not FIRST_YEAR <= dt.date.fromisoformat(text).year <= LAST_YEAR:
        raise ValueError
    return text


def check_local_datetime(text: str) -> str:
    """Return ``text`` if it is a local date-time YYYY-MM-DDTHH:MM[:SS] without offset. Raises ValueError otherwise."""
    if _LOCAL_DATETIME.fullmatch(text) is None:
        raise ValueError
    local_datetime(text)
    check_date(text[:10])
    return text


def local_datetime(text: str) -> dt.datetime:
    """A local date-time that ``check_local_datetime`` lets through, in a form that compares by time, not by spelling."""
    return dt.datetime.fromisoformat(text)


def check_timezone(text: str) -> str:
    """Return ``text`` if it is an IANA time zone. Raises ValueError otherwise."""
    try:
        ZoneInfo(text)
    except (KeyError, OSError, ValueError):
        raise ValueError from None
    return text


__all__ = ["Calendar", "check_date", "check_local_datetime", "check_timezone", "iso_date"]
