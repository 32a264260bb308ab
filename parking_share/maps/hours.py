"""Opening hours of OpenStreetMap as own use: when a lot is open for those whom it belongs to, it is theirs.

The specification (https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification) can say far more than lots do. What is read here
is weekdays and times, ``24/7``, ``off`` and public holidays; the rest is refused in words, and never guessed.
"""

from __future__ import annotations

import re

from parking_share.calendar import parse_rules
from parking_share.texts import _

ALWAYS = "daily 00:00-24:00"
WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_WORKING, _RESTING = range(5), (5, 6)
_RULE = re.compile(r"(?:(?P<days>(?:Mo|Tu|We|Th|Fr|Sa|Su|PH)(?:[-, ]*(?:Mo|Tu|We|Th|Fr|Sa|Su|PH))*):?\s*)?(?P<times>off|closed|[\d:,+ -]+)")
_PARTS = re.compile(r"(^|;|(?<=\d),(?=\s*[A-Z]))((?:[^;,]|,(?!(?<=\d,)\s*[A-Z]))*)")
"""Rules, each with what stands before it: a comma between times and a day begins another rule."""
_TIME = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")
_HOLIDAYS = -1


class NotReadable(ValueError):
    """Opening hours that say something that own use cannot; the message is a clause of the user's words."""


def own_use_of(opening_hours: str) -> str:
    """The time rules of own use that opening hours say.

    After ``;`` a rule replaces earlier ones on the same days, after ``,`` it adds to them. Monday to Friday alike are workdays, and
    Saturday and Sunday alike restdays: an office that writes so works on an adjusted weekend, and not on a public holiday; that these
    are closed need not be said then. Hours of other weekdays are those of the weekday, whatever the date is.

    Raises
    ------
    NotReadable
        With what cannot be read, or said.
    """
    if opening_hours.strip() == "24/7":
        return ALWAYS
    hours: dict[int, tuple[str, ...]] = {}
    for mark, text in _PARTS.findall(opening_hours):
        if not text.strip():
            continue
        match = _RULE.fullmatch(text.strip())
        if match is None:
            raise NotReadable(_("'%(text)s' is more than days and times", text=text.strip()))
        times = _times(match["times"])
        for day in _days(match["days"] or "Mo-Su"):
            hours[day] = hours.get(day, ()) + times if mark == "," else times
    if not hours.keys() - {_HOLIDAYS}:
        raise NotReadable(_("it names no hours of weekdays"))
    if not any(hours.values()):
        raise NotReadable(_("it is never open, so nobody can say whose it is"))
    return _rules(hours)


def _days(text: str) -> set[int]:
    """Weekdays, Monday 0, and public holidays, of a list such as ``Mo-We,Fr,PH``."""
    days: set[int] = set()
    for part in filter(None, re.split(r"[,\s]+", re.sub(r"\s*-\s*", "-", text))):
        first, _dash, last = part.partition("-")
        if "PH" in (first, last):
            if last:
                raise NotReadable(_("'%(part)s' is no range of days", part=part))
            days.add(_HOLIDAYS)
            continue
        if not {first, last or first} <= set(WEEKDAYS):
            raise NotReadable(_("'%(part)s' are no days", part=part))
        begin, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
        days |= {(begin + step) % 7 for step in range((end - begin) % 7 + 1)}
    return days


def _times(text: str) -> tuple[str, ...]:
    """Times as time rules write them; none where it is closed."""
    if text in ("off", "closed"):
        return ()
    found = []
    for part in text.split(","):
        match = _TIME.fullmatch(part.strip())
        if match is None:
            raise NotReadable(_("'%(part)s' are no times such as 08:00-18:00", part=part.strip()))
        begin_hour, begin, end_hour, end = (int(number) for number in match.groups())
        # 26:00 is 2 o'clock of the night after.
        over = f"{end_hour - 24:02d}:{end:02d}+1" if end_hour > 24 or (end_hour == 24 and end) else f"{end_hour:02d}:{end:02d}"
        found.append(f"{begin_hour:02d}:{begin:02d}-{over}")
        try:
            parse_rules(f"daily {found[-1]}")
        except ValueError:
            raise NotReadable(_("'%(part)s' are no times such as 08:00-18:00", part=part.strip())) from None
    return tuple(found)


def _rules(hours: dict[int, tuple[str, ...]]) -> str:
    """Time rules of the hours of weekdays."""
    of_weekday = [hours.get(day, ()) for day in range(7)]
    is_by_class = len({of_weekday[day] for day in _WORKING}) == 1 and len({of_weekday[day] for day in _RESTING}) == 1
    on_holidays = hours.get(_HOLIDAYS)
    if on_holidays is not None and (not is_by_class or on_holidays != of_weekday[5]):
        raise NotReadable(_("its hours on public holidays are not those of its rest days"))
    if is_by_class and of_weekday[0] == of_weekday[5]:
        as_rule = {"daily": of_weekday[0]}
    elif is_by_class:
        as_rule = {"workday": of_weekday[0], "restday": of_weekday[5]}
    else:
        named: dict[tuple[str, ...], list[str]] = {}
        for day, times in enumerate(of_weekday):
            named.setdefault(times, []).append(WEEKDAYS[day])
        as_rule = {",".join(days): times for times, days in named.items()}
    return "; ".join(f"{days} {each}" for days, times in as_rule.items() for each in times)
