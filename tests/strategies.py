"""Hypothesis strategies for time rules and for the horizons on which they are tried."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import strategies as st

# (time zone, a date near which the clock changes or the calendar is special)
PLACES = [
    ("Europe/Berlin", "2026-03-29"),  # forward at 02:00
    ("Europe/Berlin", "2026-10-25"),  # back at 03:00
    ("America/Sao_Paulo", "2018-11-04"),  # forward at 00:00: the date begins at 01:00
    ("America/Sao_Paulo", "2018-02-18"),  # back at 00:00: 23:00 to 24:00 happens twice on the 17th
    ("Africa/Cairo", "2024-04-26"),  # forward at 00:00
    ("Australia/Lord_Howe", "2026-10-04"),  # forward by half an hour
    ("Pacific/Apia", "2011-12-30"),  # a whole date is skipped
    ("Asia/Shanghai", "2026-02-14"),
    ("Asia/Kathmandu", "2024-02-29"),
    ("America/New_York", "2025-12-31"),
]
_WEEKDAYS = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]


@st.composite
def horizons(draw: st.DrawFn) -> dict[str, Any]:
    """One to five dates in a time zone, at or around a special date."""
    timezone, date = draw(st.sampled_from(PLACES))
    start = dt.date.fromisoformat(date) - dt.timedelta(days=draw(st.integers(0, 3)))
    return {"start": start.isoformat(), "days": draw(st.integers(1, 5)), "timezone": timezone}


@st.composite
def rule_texts(draw: st.DrawFn, start: str, allow_count: bool = False, min_size: int = 0) -> str:
    """Valid rules, most of which do something near the date ``start``."""
    separator = draw(st.sampled_from([";", "; ", " ;", " ; "]))
    return separator.join(draw(st.lists(_rule(dt.date.fromisoformat(start), allow_count), min_size=min_size, max_size=3)))


@st.composite
def _rule(draw: st.DrawFn, start: dt.date, allow_count: bool) -> str:
    words = [f"{draw(_month_day(start))}/{draw(_month_day(start))}"] if draw(st.integers(0, 3)) == 0 else []
    words.append(",".join(draw(st.lists(_day(start), min_size=1, max_size=3))))
    first, last = draw(_time(1439)), draw(_time(1440))
    nights = draw(st.sampled_from(["", "", "", "+1", "+2"] + (["+0"] if last > first else [])))
    words.append(f"{first}-{last}{nights}")
    if allow_count and draw(st.booleans()):
        words.append(f"x{draw(st.integers(1, 4))}")
    return " ".join(words)


def _time(latest: int) -> st.SearchStrategy[str]:
    special = st.sampled_from([0, 1, 59, 60, 90, 119, 120, 150, 179, 180, 181, 720, 1380, 1410, 1439, latest])
    return (special | st.integers(0, latest)).map(lambda minute: f"{minute // 60:02}:{minute % 60:02}")


def _date(start: dt.date) -> st.SearchStrategy[dt.date]:
    return st.integers(-3, 7).map(lambda step: start + dt.timedelta(days=step))


def _month_day(start: dt.date) -> st.SearchStrategy[str]:
    return _date(start).map(lambda date: date.isoformat()[5:]) | st.sampled_from(["01-01", "02-29", "12-31", "06-30"])


def _day(start: dt.date) -> st.SearchStrategy[str]:
    names = st.sampled_from(["daily", "workday", "restday", *_WEEKDAYS])
    ranges = st.tuples(st.sampled_from(_WEEKDAYS), st.sampled_from(_WEEKDAYS)).map("-".join)
    dates = _date(start).map(dt.date.isoformat)
    spans = st.tuples(_date(start), st.integers(0, 4)).map(lambda span: f"{span[0]}/{span[0] + dt.timedelta(days=span[1])}")
    return names | ranges | dates | spans
