"""Time rules, calendar and capacity of the format once more, slow and plain, minute by minute, sharing no code with the package.

Everything takes a scenario as plain data that is already known to be valid.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import holidays
import numpy as np

Pair = tuple[int, int]
Data = dict[str, Any]

WEEKDAYS = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]
CHINA_KNOWN_TO = 2026  # the last year whose adjusted workdays the State Council has published


def get(data: Data, key: str, default: Any = None) -> Any:
    """The value of a key; missing and null both mean the default."""
    value = data.get(key)
    return default if value is None else value


# ---------------------------------------------------------------------------------------------------------------- time


@lru_cache(maxsize=64)
def _wall_clock(start: str, days: int, timezone: str, margin: int) -> tuple[int, list[dt.datetime]]:
    """Furthest wall-clock time shown up to each minute, from ``margin`` dates ahead of the horizon to ``margin`` behind it.

    The first number is the place of the horizon's start in the list.
    """
    zone, utc = ZoneInfo(timezone), dt.UTC
    first = dt.datetime.fromisoformat(start)
    minute = dt.datetime(first.year, first.month, first.day, tzinfo=utc) - dt.timedelta(days=margin + 1)
    shown: list[dt.datetime] = []
    for _ in range((days + 2 * margin + 2) * 1440):
        local = minute.astimezone(zone).replace(tzinfo=None)
        shown.append(max(local, shown[-1]) if shown else local)
        minute += dt.timedelta(minutes=1)
    return bisect_left(shown, first), shown


def instant(data: Data, local: dt.datetime, margin: int = 0) -> int:
    """Minutes from the horizon's start to the first moment at which the clock shows ``local`` or later.

    For a time that the clock shows twice that is the earlier moment, for one that it skips the end of the gap.
    """
    horizon = data["horizon"]
    zone = get(horizon, "timezone", "Asia/Shanghai")
    origin, shown = _wall_clock(horizon["start"], get(horizon, "days", 7), zone, max(margin, 3) + 2)
    return bisect_left(shown, local) - origin


def length(data: Data) -> int:
    start = dt.datetime.fromisoformat(data["horizon"]["start"])
    return instant(data, start + dt.timedelta(days=get(data["horizon"], "days", 7)))


def is_workday(data: Data, date: dt.date) -> bool:
    """The class of a date. Raises LookupError where nobody knows it."""
    calendar = get(data, "calendar", {})
    if date.isoformat() in get(calendar, "workdays", []):
        return True
    if date.isoformat() in get(calendar, "holidays", []):
        return False
    country = get(calendar, "country")
    if country is None:
        return date.weekday() < 5
    official = _official(country, get(calendar, "subdivision"))
    known_to = min(official.end_year, CHINA_KNOWN_TO) if official.country == "CN" else official.end_year
    if not official.start_year <= date.year <= known_to:
        raise LookupError(date.isoformat())
    return bool(official.is_working_day(date))


@lru_cache(maxsize=32)
def _official(country: str, subdivision: str | None) -> Any:
    return holidays.country_holidays(country, subdiv=subdivision)


@dataclass(frozen=True)
class Rule:
    season: tuple[str, str] | None
    days: list[str]
    start: int
    end: int
    nights: int
    count: int | None


def parse(text: str) -> list[Rule]:
    """The rules of a valid text."""
    return [_parse_rule(part.strip().split(" ")) for part in text.split(";")] if text else []


def _parse_rule(words: list[str]) -> Rule:
    season = None
    if len(words[0]) == 11 and words[0][5] == "/":
        season = (words[0][:5], words[0][6:])
        words = words[1:]
    start, end = _minute_of_day(words[1][:5]), _minute_of_day(words[1][6:11])
    nights = int(words[1][12:]) if "+" in words[1] else int(end <= start)
    return Rule(season, words[0].split(","), start, end, nights, int(words[2][1:]) if len(words) > 2 else None)


def _minute_of_day(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])


def selects(data: Data, rule: Rule, date: dt.date) -> bool:
    """Whether a rule applies on a date. Raises LookupError where only an unknown day class could tell."""
    if rule.season is not None:
        first, last = rule.season
        today = f"{date.month:02}-{date.day:02}"
        if not (first <= today <= last if first <= last else today >= first or today <= last):
            return False
    classes = [day for day in rule.days if day in ("workday", "restday")]
    if any(_is_on(day, date) for day in rule.days if day not in classes):
        return True
    return any(is_workday(data, date) == (day == "workday") for day in classes)


def _is_on(day: str, date: dt.date) -> bool:
    if day == "daily":
        return True
    if day[:2] in WEEKDAYS:
        first, last = WEEKDAYS.index(day[:2]), WEEKDAYS.index(day[-2:])
        selected = {first}
        while first != last:
            first = (first + 1) % 7
            selected.add(first)
        return date.weekday() in selected
    return day[:10] <= date.isoformat() <= day[-10:]


def rule_periods(data: Data, rule: Rule) -> list[Pair]:
    """The unclipped periods of a rule that reach into the horizon."""
    first = dt.date.fromisoformat(data["horizon"]["start"])
    horizon, periods = length(data), []
    for step in range(-rule.nights - 2, get(data["horizon"], "days", 7) + 1):
        date = first + dt.timedelta(days=step)
        midnight = dt.datetime(date.year, date.month, date.day)
        start = instant(data, midnight + dt.timedelta(minutes=rule.start), rule.nights)
        end = instant(data, midnight + dt.timedelta(days=rule.nights, minutes=rule.end), rule.nights)
        if max(start, 0) < min(end, horizon) and selects(data, rule, date):
            periods.append((start, end))
    return periods


def presence(periods: Iterable[Pair], horizon: int) -> np.ndarray:
    """For every minute of the horizon, whether it is in one of the periods."""
    inside = np.zeros(horizon, dtype=bool)
    for start, end in periods:
        inside[max(start, 0) : max(end, 0)] = True
    return inside


def runs(inside: np.ndarray) -> list[Pair]:
    """The unbroken runs of minutes, as [start, end)."""
    found, start = [], None
    for minute, here in enumerate([*inside.tolist(), False]):
        if here and start is None:
            start = minute
        if not here and start is not None:
            found.append((start, minute))
            start = None
    return found


def merged(data: Data, text: str) -> tuple[list[Pair], bool, bool]:
    """Merged periods of a text within the horizon; whether its start has clipped the first, whether its end the last."""
    horizon = length(data)
    periods = [period for rule in parse(text) for period in rule_periods(data, rule)]
    inside = runs(presence(periods, horizon))
    return inside, any(start < 0 for start, _ in periods), any(end > horizon for _, end in periods)


# ------------------------------------------------------------------------------------------------------------ capacity


def own_use(data: Data, lot: Data) -> np.ndarray:
    """own(t) at every minute."""
    horizon = length(data)
    own = np.zeros(horizon, dtype=int)
    for rule in parse(get(lot, "own_use", "")):
        own += presence(rule_periods(data, rule), horizon) * (lot["spaces"] if rule.count is None else rule.count)
    return own


def closed(data: Data, lot: Data, whole_only: bool = False) -> np.ndarray:
    """closed(t) at every minute; if ``whole_only``, of closures of the whole lot alone."""
    horizon = length(data)
    total = np.zeros(horizon, dtype=int)
    for closure in get(lot, "closures", []):
        edges = [dt.datetime.fromisoformat(closure[key]) for key in ("from", "to")]
        start, end = (_instant_anywhere(data, edge) for edge in edges)
        spaces = get(closure, "spaces")
        if spaces is None or not whole_only:
            total += presence([(start, end)], horizon) * (lot["spaces"] if spaces is None else spaces)
    return total


def _instant_anywhere(data: Data, local: dt.datetime) -> int:
    """As ``instant``; a time far outside the horizon becomes one that is a little outside."""
    start = dt.datetime.fromisoformat(data["horizon"]["start"])
    end = start + dt.timedelta(days=get(data["horizon"], "days", 7))
    day = dt.timedelta(days=1)
    return instant(data, min(max(local, start - day), end + day))


def capacity(data: Data, lot: Data) -> np.ndarray:
    """c(t) at every minute."""
    own = own_use(data, lot)
    recall = min(get(lot, "recall_minutes", 0), len(own))
    ahead = np.concatenate((own, np.zeros(recall, dtype=int)))
    recalled = np.lib.stride_tricks.sliding_window_view(ahead, recall + 1).max(axis=1)
    shareable: np.ndarray = np.maximum(0, lot["spaces"] - get(lot, "held_back", 0) - closed(data, lot) - recalled)
    return shareable
