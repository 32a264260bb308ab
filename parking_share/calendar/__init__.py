"""Dates live here and nowhere else: time rules, day classes, clock changes, periods."""

from parking_share.calendar.calendar import Calendar, check_date, check_local_datetime, check_timezone, iso_date, local_datetime
from parking_share.calendar.periods import BoolArray, FloatArray, IntArray, Periods, clip, merge
from parking_share.calendar.rules import DaySelector, TimeRule, parse_rules, shift_rules

__all__ = [
    "BoolArray",
    "Calendar",
    "DaySelector",
    "FloatArray",
    "IntArray",
    "Periods",
    "TimeRule",
    "check_date",
    "check_local_datetime",
    "check_timezone",
    "clip",
    "iso_date",
    "local_datetime",
    "merge",
    "parse_rules",
    "shift_rules",
]
