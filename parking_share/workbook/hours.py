"""Time rules as an office writes them, in Chinese or English, to the language of the format, and to Chinese.

Forgiving about words and signs, strict about meaning: what can be read in two ways (周末, 晚上12点, no days) is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from parking_share.calendar import parse_rules
from parking_share.calendar.rules import WEEKDAYS
from parking_share.texts import _
from parking_share.workbook.text import plain

_WORDS = {
    "workday": ("工作日", "上班日", "workdays", "workday", "working days", "working day"),
    "restday": ("节假日", "休息日", "非工作日", "restdays", "restday", "rest days", "rest day"),
    "daily": ("每天", "每日", "天天", "daily", "every day", "everyday"),
}
_DAY_WORDS = {word: day for day, words in _WORDS.items() for word in words}
_TO = r"\s*(?:-{1,2}|至|到|to\b)\s*"
_YMD = r"\d{4}\s*(?:-|/|\.|年)\s*\d{1,2}\s*(?:-|/|\.|月)\s*\d{1,2}(?:\s*[日号])?"
_WEEK = "周|星期|礼拜"
_ENGLISH = "(?:mon(?:day)?|mo|tue(?:s(?:day)?)?|tu|wed(?:nesday)?|we|thu(?:rs(?:day)?)?|th|fri(?:day)?|fr|sat(?:urday)?|sa|sun(?:day)?|su)"
_DATE_OF_END = "次日|第二天|翌日|当天|当日"
_PART_OF_DAY = "凌晨|清晨|早上|早晨|上午|早|下午|傍晚|晚上|晚"
_AM_PM = r"[ap]\.?m(?![a-z])\.?"
_HOUR = rf"\d{{1,2}}(?::\d{{2}})?\s*{_AM_PM}|(?:(?:{_PART_OF_DAY})\s*)?\d{{1,2}}(?::\d{{2}}|\s*[点时](?:半|整|\s*\d{{1,2}}\s*分)?)"
_TIME = rf"(?:(?:{_DATE_OF_END})\s*)?(?:{_HOUR})"
_AND = r"\s*(?:,|和|及|与)\s*"
_NAME = "[一二三四五六日天]"
_NAMES = rf"(?:{_WEEK})?(?:{_NAME}{_TO}(?:{_WEEK})?{_NAME}|(?={_NAME})一?二?三?四?五?六?(?:日|(?<![一二三四五六])天)?)"

_TOKENS = re.compile(
    rf"""(?P<space>\s+)
    |(?P<dates>{_YMD}(?:(?:/|{_TO})(?:{_YMD}|(?:\d{{1,2}}\s*月\s*)?\d{{1,2}}\s*[日号]))?)
    |(?P<season>\d\d-\d\d/\d\d-\d\d
        |\d{{1,2}}\s*月\s*\d{{1,2}}\s*[日号]{_TO}\d{{1,2}}\s*月\s*\d{{1,2}}\s*[日号]
        |\d{{1,2}}\s*月?{_TO}\d{{1,2}}\s*月(?!\s*\d)份?)
    |(?P<week>(?={_WEEK}){_NAMES}(?:{_AND}{_NAMES})*)
    |(?P<weekday>{_ENGLISH}(?:{_TO}{_ENGLISH})?(?![a-z]))
    |(?P<day>{"|".join(sorted(map(re.escape, _DAY_WORDS), key=len, reverse=True))})
    |(?P<times>{_TIME}{_TO}{_TIME}(?:\s*\+\s*\d{{1,5}})?)
    |(?P<whole>全天|整天|全日|24\s*(?:小时|hours?)|all\s+day)
    |(?P<count>[x*]\s*\d{{1,10}}|\d{{1,10}}\s*(?:个车位|车位|个|位|spaces?))
    |(?P<end>;)
    |(?P<colon>:)
    |(?P<comma>,|和|及|and\b|&)""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_CLOCK = re.compile(
    rf"""({_DATE_OF_END})?\s*({_PART_OF_DAY})?\s*(\d{{1,2}})
    (?=:|\s*[点时]|\s*{_AM_PM})(?::(\d{{2}})|\s*[点时](半|整|\s*\d{{1,2}})?)?\s*({_AM_PM})?""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_BOTH_DAYS = rf"(?:{_WEEK})六\s*(?:[,和及与/]|{_TO})?\s*(?:{_WEEK})?[日天]|sat(?:urday)?\s*(?:[,/&-]|and)\s*sun(?:day)?"
_WEEKEND = re.compile(rf"(?:周末|双休日|weekends?)\s*\(\s*({_BOTH_DAYS})\s*\)", re.IGNORECASE | re.ASCII)
_SLASHED = re.compile(rf"((?:{_WEEK})六|sat(?:urday)?)\s*/\s*(?=(?:{_WEEK})?[日天]|sun)", re.IGNORECASE | re.ASCII)
_MORNING, _EVENING = ("凌晨", "清晨", "早上", "早晨", "上午", "早"), ("下午", "傍晚", "晚上", "晚")
_LAST_DAY = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_ZH_DAYS = {"workday": "工作日", "restday": "休息日", "daily": "每天"} | {
    day: f"周{name}" for day, name in zip(WEEKDAYS, "一二三四五六日", strict=True)
}


@dataclass
class _Rule:
    season: str = ""
    days: list[str] = field(default_factory=list)
    times: str = ""
    count: str = ""

    def text(self) -> str:
        return " ".join(part for part in (self.season, ",".join(self.days), self.times, self.count) if part)


@lru_cache(maxsize=1 << 17)
def read_rules(text: str) -> str:
    """Time rules of the format for what a cell says; text that is of the format already stays as it is.

    Raises
    ------
    ValueError
        With a sentence, where it is not understood or could mean two things.
    """
    try:
        parse_rules(text, allow_count=True)
    except ValueError:
        return "; ".join(rule.text() for rule in _rules(text))
    return text


def _rules(text: str) -> list[_Rule]:
    """The rules of a text, one token after another."""
    simple, at = _SLASHED.sub(r"\1,", _WEEKEND.sub(r"\1", plain(text))), 0
    rules = [_Rule()]
    ended = True  # by ';': what follows says its own days
    before = None
    while at < len(simple):
        token = _TOKENS.match(simple, at)
        if token is None:
            raise ValueError(_not_understood(text, simple[at:]))
        rule = rules[-1]
        match token.lastgroup:
            case "end":
                _whole(rule, text)
                ended = True
            case "times" | "whole":
                if rule.times and not ended:  # another period of the same days
                    rules.append(_Rule(rule.season, rule.days))
                elif rule.times or not rule.days:
                    raise ValueError(
                        _(
                            "'%(text)s' says no days; write such as 'daily %(token)s' or '每天 %(token2)s'",
                            text=_short(text),
                            token=token[0],
                            token2=token[0],
                        )
                    )
                rules[-1].times = "00:00-24:00" if token.lastgroup == "whole" else _times(token[0], text)
                ended = False
            case "count":
                if not rule.times or rule.count or ended:
                    raise ValueError(_not_understood(text, simple[at:]))
                if len(rules) > 1 and rules[-2].days is rule.days and not rules[-2].count:
                    raise ValueError(
                        _(
                            "'%(text)s' leaves open if '%(token)s' is of '%(times)s', too; write it after each period, or the days again",
                            text=_short(text),
                            token=token[0],
                            times=rules[-2].times,
                        )
                    )
                rule.count = "x" + re.sub(r"\D", "", token[0])
            case "colon":
                if rule.times or not rule.days:
                    raise ValueError(_not_understood(text, simple[at:]))
            case "season":
                rules.append(_Rule(_season(token[0])))
                _whole(rule, text)
                ended = False
            case "dates" | "week" | "weekday" | "day":
                if rule.times:
                    if rule.season and not ended:
                        raise ValueError(
                            _(
                                "'%(text)s' leaves open if '%(token)s' is of the season; write that again, or ';'",
                                text=_short(text),
                                token=token[0],
                            )
                        )
                    rules.append(_Rule())
                    ended = False
                found = _days(token[0], str(token.lastgroup))
                if rules[-1].days and "daily" in (*rules[-1].days, *found):
                    if found != ["daily"] or before == "comma":
                        raise ValueError(_not_understood(text, simple[at:]))
                    found = []  # 周一至周五每天: each of these
                rules[-1].days += found
        at = token.end()
        before = before if token.lastgroup == "space" else token.lastgroup
    _whole(rules[-1], text)
    return [rule for rule in rules if rule.times]


def _whole(rule: _Rule, text: str) -> None:
    if (rule.days or rule.season) and not rule.times:
        raise ValueError(
            _("'%(text)s' says no times after '%(text2)s'; write such as '18:00-08:00' or '全天'", text=_short(text), text2=rule.text())
        )


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:77] + "..."


def _not_understood(text: str, rest: str) -> str:
    shown = rest if len(rest) <= 40 else rest[:37] + "..."
    examples = _("'workday 18:00-08:00; restday 00:00-24:00' or '工作日 18:00-08:00；休息日 全天'")
    if rest.startswith(("周末", "双休日", "weekend")):
        examples = _("'周六、周日' (Sa,Su) or '休息日' (restday), which is not the same")
    return _(
        "'%(text)s' is not understood from '%(shown)s' on; write such as %(examples)s", text=_short(text), shown=shown, examples=examples
    )


def _days(token: str, kind: str) -> list[str]:
    if kind == "day":
        return [_DAY_WORDS[token.lower()]]
    if kind == "weekday":
        return ["-".join(name[:2].capitalize() for name in re.split(_TO, token, flags=re.IGNORECASE | re.ASCII))]
    if kind == "week":
        parts = re.split(_AND, re.sub(_WEEK, "", token))
        return [day for part in parts for day in _weekdays(part)]
    numbers = [int(number) for number in re.findall(r"\d+", token)]
    first, last = numbers[:3], numbers[3:]
    last = first[: 3 - len(last)] + last  # what the end leaves out is as in the beginning
    return ["/".join(f"{year:04}-{month:02}-{day:02}" for year, month, day in ([first, last] if len(numbers) > 3 else [first]))]


def _weekdays(part: str) -> list[str]:
    """The days of ``五``, ``一至五`` (one range) or ``一三五`` (three days)."""
    names = [WEEKDAYS["一二三四五六日".index(name)] for name in re.findall(_NAME, part.replace("天", "日"))]
    return ["-".join(names)] if re.search(_TO, part) else names


def _season(token: str) -> str:
    numbers = [int(number) for number in re.findall(r"\d+", token)]
    if len(numbers) == 2:  # months alone
        first, last = numbers
        numbers = [first, 1, last, _LAST_DAY[last - 1] if 1 <= last <= 12 else 0]
    return "{:02}-{:02}/{:02}-{:02}".format(*numbers)


def _times(token: str, text: str) -> str:
    first, last = _CLOCK.finditer(token)
    if first[1]:
        raise ValueError(_("'%(text)s': '%(first)s' can only stand before the end of a period", text=_short(text), first=first[1]))
    start, end = _time(first, text), _time(last, text)
    hour, is_bare = int(last[3]), not (last[1] or _part_of_day(last))
    is_later_in_the_afternoon = hour + 12 > int(start[:2])
    is_of_12, is_padded = int(first[3]) <= 12, first[3].startswith("0")
    has_zero = last[3].startswith("0") and not (is_padded and _part_of_day(first))
    if last[6] and not _part_of_day(first) and is_of_12 and not (is_padded and int(first[3]) + 12 >= int(end[:2])):
        raise ValueError(_two_ways(first, text))
    written = re.search(r"\+\s*(\d+)", token)
    could_be_evening = not written and is_bare and hour < 12 and is_of_12 and not has_zero and is_later_in_the_afternoon
    if _part_of_day(first) in _EVENING and could_be_evening:
        raise ValueError(
            _(
                "'%(text)s': '%(strip)s' can be the evening or the next morning; write %(early)s or %(late)s",
                text=_short(text),
                strip=last[0].strip(),
                early=end,
                late=f"{hour + 12}{end[2:]}",
            )
        )
    counts_to_24 = has_zero or not is_of_12 or (not _part_of_day(first) and len(last[3]) == 2 and last[4])
    if is_bare and not written and end <= start and 1 <= hour <= 12 and is_later_in_the_afternoon and not counts_to_24:
        raise ValueError(
            _(
                "'%(text)s': '%(last)s' can be of the same day or of the next; write %(later)s, or '次日%(last)s'",
                text=_short(text),
                last=last[0].strip(),
                later=f"{hour + 12}{end[2:]}",
            )
        )
    nights = f"+{written[1]}" if written else ""
    if not written and last[1] in ("次日", "第二天", "翌日") and end > start:
        nights = "+1"
    if not written and last[1] in ("当天", "当日") and end <= start:
        nights = "+0"
    return f"{start}-{end}{nights}"


def _part_of_day(match: re.Match[str]) -> str | None:
    """In which part of the day a time is said to be; 12 am and 12 pm are left to be said clearer, as 晚上12点 is."""
    return {"a": "早上", "p": "下午"}[match[6][0].lower()] if match[6] else match[2]


def _two_ways(match: re.Match[str], text: str) -> str:
    return _(
        "'%(text)s': '%(strip)s' can be read in two ways; write a time such as 00:00 or 12:00",
        text=_short(text),
        strip=match[0].strip(),
    )


def _time(match: re.Match[str], text: str) -> str:
    part, hour = _part_of_day(match), int(match[3])
    minute = 30 if match[5] == "半" else int(match[4] or (match[5] or "0").replace("整", "0"))
    if (part in _EVENING and hour == 0) or (part in ("晚上", "晚") and hour < 5):  # 晚上1点: after midnight?
        raise ValueError(_two_ways(match, text))
    if part in _EVENING and hour < 12:
        hour += 12
    elif (part in _MORNING and hour >= 12) or (part in _EVENING and hour == 12) or (part in _EVENING and hour > 23):
        raise ValueError(_two_ways(match, text))
    return f"{hour:02}:{minute:02}"


def chinese_rules(text: str) -> str:
    """Valid time rules in Chinese where they are read back the same, else as they are."""
    parts = []
    for rule in text.split(";"):
        words = rule.strip().split(" ")
        days = 1 if re.match(r"\d\d-\d\d/", words[0]) else 0
        if days < len(words):
            words[days] = "、".join("至".join(_ZH_DAYS.get(end, end) for end in _ends(day)) for day in words[days].split(","))
        parts.append(" ".join("全天" if word == "00:00-24:00" else word for word in words))
    chinese = "；".join(parts)
    try:
        return chinese if read_rules(chinese) == text else text
    except ValueError:
        return text


def _ends(day: str) -> list[str]:
    """First and last of a range of weekdays; anything else by itself."""
    return day.split("-") if re.fullmatch(r"[A-Z][a-z]-[A-Z][a-z]", day) else [day]
