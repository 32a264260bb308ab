"""The one-line language of recurring times: ``workday 18:40-07:40; restday 18:00-09:00``.

    rules  = rule *( SP? ";" SP? rule )
    rule   = [ season SP ] days SP HH:MM "-" HH:MM [ "+" nights ] [ SP "x" count ]
    days   = day *( "," day )
    day    = "daily" | "workday" | "restday" | "Mo".."Su" | "Mo-Fr" | YYYY-MM-DD | YYYY-MM-DD/YYYY-MM-DD
    season = MM-DD/MM-DD

Only text is handled here; what a rule means on a calendar is in ``calendar.py``.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

from parking_share.errors import RuleError
from parking_share.texts import _

WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MINUTES_PER_DAY = 1440
MAX_NIGHTS = 3660
MAX_COUNT = 1_000_000_000

Season = tuple[tuple[int, int], tuple[int, int]]
"""(month, day) of the first and last day of a season, inclusive; may wrap the year."""

_SEASON = re.compile(r"(\d\d-\d\d)/(\d\d-\d\d)", re.ASCII)
_DATES = re.compile(r"(\d{4}-\d\d-\d\d)(?:/(\d{4}-\d\d-\d\d))?", re.ASCII)
_WEEKDAY = re.compile(rf"({'|'.join(WEEKDAYS)})(?:-({'|'.join(WEEKDAYS)}))?", re.ASCII)
_TIMES = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)(?:\+(\d{1,5}))?", re.ASCII)
_COUNT = re.compile(r"x(\d{1,10})", re.ASCII)
_LEAP_YEAR = 2000


@dataclass(frozen=True)
class DaySelector:
    """Which dates one ``day`` of a rule selects: a day class, a set of weekdays, or an inclusive range of dates."""

    day_class: str | None = None  # "workday" or "restday"
    weekdays: frozenset[int] = frozenset()  # Monday is 0
    dates: tuple[int, int] | None = None  # proleptic ordinals, inclusive


@dataclass(frozen=True)
class TimeRule:
    """One rule, parsed.

    ``start_minute`` and ``end_minute`` are wall-clock minutes since 00:00 (the end at most 1440) and the period ends
    ``nights`` dates after the one it starts on. ``season`` is a pair of (month, day), inclusive, and may wrap the year.
    ``count`` is the number of spaces that an own-use rule takes; None means all of them.
    """

    days: tuple[DaySelector, ...]
    start_minute: int
    end_minute: int
    nights: int
    season: Season | None = None
    count: int | None = None

    @property
    def last_minute(self) -> int:
        """Wall-clock minutes from 00:00 of the date on which a period begins to its end."""
        return self.end_minute + self.nights * MINUTES_PER_DAY


@lru_cache(maxsize=1 << 17)
def parse_rules(text: str, *, allow_count: bool = False) -> tuple[TimeRule, ...]:
    """Parse time rules; the empty string is no rule.

    Raises
    ------
    RuleError
        With the text, the position in it (0-based) and what was expected there.
    """
    if text == "":
        return ()
    rules = []
    position = 0
    for segment in text.split(";"):
        start, rule_text = position, segment
        if position > 0 and rule_text.startswith(" "):
            start, rule_text = start + 1, rule_text[1:]
        position += len(segment) + 1
        if rule_text.endswith(" ") and position <= len(text):
            rule_text = rule_text[:-1]
        rules.append(_parse_rule(text, start, rule_text, allow_count))
    return tuple(rules)


def shift_rules(text: str, begin_minutes: int = 0, end_minutes: int = 0) -> str:
    """Time rules whose periods begin and end so many minutes later, or earlier where negative; days, seasons and counts stay.

    Where rules of the same days meet or overlap, only the first beginning and the last end move: all spaces until 18:00 and four until
    20:00 are used for longer until 20:30. A rule of which nothing is left is left out.

    Raises
    ------
    ValueError
        Where a rule would begin on another date than it does, which its days would not select.
    """
    shifted = []
    rules = parse_rules(text, allow_count=True)
    for rule, segment in zip(rules, text.split(";") if text else (), strict=True):
        others = [each for each in rules if each is not rule and (each.days, each.season) == (rule.days, rule.season)]
        begins_within = any(each.start_minute < rule.start_minute <= each.last_minute for each in others)
        ends_within = any(each.start_minute <= rule.last_minute < each.last_minute for each in others)
        start = rule.start_minute + (0 if begins_within else begin_minutes)
        end = rule.last_minute + (0 if ends_within else end_minutes)
        if not 0 <= start < MINUTES_PER_DAY:
            raise ValueError(
                _(
                    "'%(segment)s' would begin on another date, %(minutes)s minutes from where it does",
                    segment=segment.strip(),
                    minutes=abs(begin_minutes),
                )
            )
        if end > start:
            shifted.append(_TIMES.sub(_times_text(start, end), segment.strip()))
    return "; ".join(shifted)


def _times_text(start: int, end: int) -> str:
    """The times of a rule that begins and ends so many minutes after its date's 00:00; nights only where they are not understood."""
    nights, minute = divmod(end, MINUTES_PER_DAY)
    if minute == 0:  # 24:00 of the night before
        nights, minute = nights - 1, MINUTES_PER_DAY
    written = "" if nights == int(minute <= start) else f"+{nights}"
    return f"{start // 60:02d}:{start % 60:02d}-{minute // 60:02d}:{minute % 60:02d}{written}"


def _parse_rule(text: str, position: int, rule_text: str, allow_count: bool) -> TimeRule:
    words: list[tuple[int, str]] = []
    for word in rule_text.split(" "):
        words.append((position, word))
        position += len(word) + 1
    if rule_text == "":
        raise RuleError(text, min(words[0][0], len(text)), _("the rule is empty; remove the extra ';' or write a rule"))
    for at, word in words:
        if word == "":
            raise RuleError(text, at, _("one space only between the parts of a rule, and none around it"))
    season = _season(text, *words.pop(0)) if _SEASON.fullmatch(words[0][1]) else None
    if not words:
        raise RuleError(text, len(text), _("days after the season, such as 'workday 08:00-18:00'"))
    days = _days(text, *words.pop(0))
    if not words:
        raise RuleError(text, position - 1, _("times after the days, such as '18:00-08:00'"))
    start_minute, end_minute, nights = _times(text, *words.pop(0))
    count = _count(text, *words.pop(0), allow_count) if words else None
    if words:
        raise RuleError(text, words[0][0], _("nothing after '%(word)s'; use ';' between rules", word=rule_text.split(" ")[-len(words) - 1]))
    return TimeRule(days, start_minute, end_minute, nights, season, count)


def _season(text: str, position: int, word: str) -> Season:
    match = _SEASON.fullmatch(word)
    assert match is not None
    pair = []
    for group in (1, 2):
        month, day = (int(part) for part in match[group].split("-"))
        try:
            dt.date(_LEAP_YEAR, month, day)
        except ValueError:
            raise RuleError(text, position + match.start(group), _("'%(day)s' is no day of the year (MM-DD)", day=match[group])) from None
        pair.append((month, day))
    return pair[0], pair[1]


def _days(text: str, position: int, word: str) -> tuple[DaySelector, ...]:
    days = []
    for day in word.split(","):
        days.append(_day(text, position, day))
        position += len(day) + 1
    return tuple(days)


def _day(text: str, position: int, day: str) -> DaySelector:
    if day == "daily":
        return DaySelector(weekdays=frozenset(range(7)))
    if day in ("workday", "restday"):
        return DaySelector(day_class=day)
    if match := _WEEKDAY.fullmatch(day):
        first = WEEKDAYS.index(match[1])
        last = WEEKDAYS.index(match[2] or match[1])
        return DaySelector(weekdays=frozenset((first + step) % 7 for step in range((last - first) % 7 + 1)))
    if match := _DATES.fullmatch(day):
        try:
            first = dt.date.fromisoformat(match[1]).toordinal()
            last = dt.date.fromisoformat(match[2] or match[1]).toordinal()
        except ValueError:
            raise RuleError(text, position, _("'%(day)s' is no date of the calendar (YYYY-MM-DD)", day=day)) from None
        if last < first:
            raise RuleError(text, position, _("the dates '%(day)s' are reversed; write the earlier one first", day=day))
        return DaySelector(dates=(first, last))
    raise RuleError(
        text,
        position,
        _("'%(day)s' is no day; expected daily, workday, restday, Mo..Su, a range such as Mo-Fr, or a date YYYY-MM-DD", day=day),
    )


def _times(text: str, position: int, word: str) -> tuple[int, int, int]:
    match = _TIMES.fullmatch(word)
    if match is None:
        raise RuleError(text, position, _("'%(word)s' are no times; expected HH:MM-HH:MM, such as 18:00-08:00", word=word))
    hours = int(match[1]), int(match[3])
    minutes = int(match[2]), int(match[4])
    start, end = (hour * 60 + minute for hour, minute in zip(hours, minutes, strict=True))
    if start >= MINUTES_PER_DAY or minutes[0] > 59:
        raise RuleError(text, position, _("'%(word)s' is no time of day (00:00 to 23:59)", word=word[:5]))
    if end > MINUTES_PER_DAY or minutes[1] > 59:
        raise RuleError(text, position + 6, _("'%(word)s' is no time of day (00:00 to 24:00)", word=word[6:11]))
    nights = int(match[5]) if match[5] else int(end <= start)
    if nights > MAX_NIGHTS:
        raise RuleError(text, position + match.start(5), _("at most %(most)s nights", most=MAX_NIGHTS))
    if nights == 0 and end <= start:
        raise RuleError(text, position, _("'%(word)s' ends before it begins; leave out '+0'", word=word))
    return start, end, nights


def _extra(word: str, allow_count: bool) -> str:
    if allow_count:
        return _("'%(word)s' is not expected here; use ';' between rules or 'x4' for 4 spaces", word=word)
    return _("'%(word)s' is not expected here; use ';' between rules", word=word)


def _count(text: str, position: int, word: str, allow_count: bool) -> int:
    match = _COUNT.fullmatch(word)
    if match is None:
        raise RuleError(text, position, _extra(word, allow_count))
    if not allow_count:
        raise RuleError(text, position, _("'%(word)s' (a number of spaces) is only for own_use; remove it", word=word))
    count = int(match[1])
    if not 1 <= count <= MAX_COUNT:
        raise RuleError(text, position, _("'%(word)s': the number of spaces must be from 1 to %(most)s", word=word, most=MAX_COUNT))
    return count
