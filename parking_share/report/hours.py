"""Hours in words: time rules, and what the schedule cuts of a resident's stays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache

import numpy as np

from parking_share.calendar import Calendar, DaySelector, TimeRule, iso_date, parse_rules
from parking_share.report.language import Language
from parking_share.schedule import HeldStay
from parking_share.texts import N_
from parking_share.workbook.hours import chinese_rules

_DAY_CLASSES = {"workday": N_("on workdays"), "restday": N_("on rest days")}
_SHOWN_DAYS = 7
_DAYS_A_WEEK = 7


def rules_in_words(language: Language, text: str) -> str:
    """Time rules as a phrase: ``on workdays from 18:40 to 07:40 the next day; on Sat from 09:00 to 12:00``."""
    return language.gettext("; ").join(_rule(language, rule) for rule in parse_rules(text))


def rules_as_written(language: Language, text: str) -> str:
    """Time rules as an office writes them: in Chinese ``工作日 18:00-08:00；休息日 全天``, in English in the words of the format."""
    return chinese_rules(text) if language.lang == "zh" else text


def clock_after(arrive: str, moment: str) -> str:
    """Time of day of a moment after an arrival, both local date-times.

    ``07:30`` is the first time that clocks show that after the arrival, on the same day or the next; ``07:30 +2`` is two days later.
    """
    days = _days_apart(arrive[:10], moment[:10])
    is_first = days == 0 or (days == 1 and moment[11:16] <= arrive[11:16])
    return moment[11:16] if is_first else f"{moment[11:16]} +{days}"


def clock_after_in_words(language: Language, arrive: str, moment: str) -> str:
    """The same for those who read it once: ``07:30 the next day``."""
    days, time, _ = _days_apart(arrive[:10], moment[:10]), moment[11:16], language.gettext
    if days == 0:
        return time
    return _("%(time)s the next day") % {"time": time} if days == 1 else _("%(time)s, %(n)d days later") % {"time": time, "n": days}


def cuts_in_words(language: Language, time: Calendar, stays: str, held: Iterable[HeldStay]) -> str:
    """Sentences about the hours at which a resident comes later or leaves earlier than wanted; empty where stays are held as wanted.

    Parameters
    ----------
    time
        The scenario's calendar.
    stays
        The resident's time rules.
    held
        The stays as the schedule holds them; excused ones are not among them.
    """
    wanted = time.stay_periods(stays)
    arrivals, leaves = [], []
    for stay in held:
        minutes = time.minute_of(stay.arrive), time.minute_of(stay.leave)
        own = int(np.searchsorted(wanted.start, minutes[0], side="right")) - 1
        arrivals.append((time.iso(int(wanted.start[own])), stay.arrive))
        leaves.append((time.iso(int(wanted.end[own])), stay.leave))
    _ = language.gettext
    always = _(" Come at %(held)s or later (you asked for %(wanted)s)."), _(" Leave by %(held)s (you asked for %(wanted)s).")
    some = (
        _(" Come at %(held)s or later (you asked for %(wanted)s) on: %(days)s."),
        _(" Leave by %(held)s (you asked for %(wanted)s) on: %(days)s."),
    )
    return "".join("".join(_cuts(language, *each)) for each in zip((arrivals, leaves), always, some, strict=True))


@cache
def _days_apart(first: str, last: str) -> int:
    return int((np.datetime64(last, "D") - np.datetime64(first, "D")).astype(np.int64))


def _cuts(language: Language, moments: Iterable[tuple[str, str]], always: str, some: str) -> Iterator[str]:
    """A sentence for each wanted hour and the other one at which it is held, both as local date-times."""
    days: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for wanted, held in moments:
        days[wanted[11:16]][held[11:16]].append(held[:10])
    for wanted, by_hour in sorted(days.items()):
        for held, dates in sorted(by_hour.items()):
            if held != wanted:
                sentence = always if len(by_hour) == 1 else some
                yield sentence % {"held": held, "wanted": wanted, "days": _dates(language, dates)}


def _dates(language: Language, dates: list[str]) -> str:
    shown = language.gettext(", ").join(language.date(date) for date in dates[:_SHOWN_DAYS])
    if len(dates) <= _SHOWN_DAYS:
        return shown
    return language.gettext("%(days)s and on %(n)d more days") % {"days": shown, "n": len(dates) - _SHOWN_DAYS}


def _rule(language: Language, rule: TimeRule) -> str:
    _ = language.gettext
    facts = {"from": _clock(rule.start_minute), "to": _clock(rule.end_minute), "n": rule.nights}
    if rule.nights == 0:
        hours = _("from %(from)s to %(to)s") % facts
    elif rule.nights == 1:
        hours = _("from %(from)s to %(to)s the next day") % facts
    else:
        hours = _("from %(from)s to %(to)s %(n)d days later") % facts
    days = _(", ").join(_days(language, day) for day in rule.days)
    if rule.season is not None:
        first, last = (language.day_of_year(*day) for day in rule.season)
        days = _("%(first)s to %(last)s, %(days)s") % {"first": first, "last": last, "days": days}
    return _("%(days)s %(hours)s") % {"days": days, "hours": hours}


def _days(language: Language, day: DaySelector) -> str:
    _ = language.gettext
    if day.day_class is not None:
        return _(_DAY_CLASSES[day.day_class])
    if day.dates is not None:
        first, last = (language.date(iso_date(ordinal)) for ordinal in day.dates)
        return _("on %(day)s") % {"day": first} if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}
    if len(day.weekdays) == _DAYS_A_WEEK:
        return _("every day")
    first_day = next(each for each in day.weekdays if (each - 1) % _DAYS_A_WEEK not in day.weekdays)  # weekdays of a rule are a range
    last_day = (first_day + len(day.weekdays) - 1) % _DAYS_A_WEEK
    first, last = language.weekday(first_day), language.weekday(last_day)
    return _("on %(day)s") % {"day": first} if first_day == last_day else _("%(first)s to %(last)s") % {"first": first, "last": last}


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
