"""Units behind numbers and in headings: what is of another unit than its column is refused, not read as if it were of that."""

from __future__ import annotations

import re

from parking_share.workbook.text import plain

_WORDS = {
    "min": ("minutes", "minute", "mins", "min", "分钟", "分"),
    "m": ("metres", "meters", "m", "米"),
    "km/h": ("km/h", "公里/小时", "千米/小时"),
    "money": ("元/月", "元", "cny", "yuan"),
    "count": ("个车位", "车位", "个", "辆"),
    "day": ("days", "day", "天"),
    "h": ("hours", "hour", "h", "小时"),
    "s": ("seconds", "second", "s", "秒钟", "秒"),
    "km": ("km", "公里", "千米"),
    "money x 10,000": ("万元",),
}
_UNIT_OF = {word: unit for unit, words in _WORDS.items() for word in words}
_OF_NO_COLUMN = ("h", "s", "km", "money x 10,000")
_WORD = "|".join(map(re.escape, sorted(_UNIT_OF, key=len, reverse=True)))
_BEHIND_NUMBER = re.compile(rf"(?<=[\d.,])\s*({_WORD})\s*$", re.IGNORECASE)
_IN_BRACKETS = re.compile(rf"\(\s*({_WORD})\s*\)", re.IGNORECASE)


def without_unit(text: str) -> str:
    """The number before a unit, if there is one."""
    return _BEHIND_NUMBER.sub("", text)


def is_other_unit(heading: str, written: str) -> bool:
    """Whether what is written is in another unit than its column.

    Parameters
    ----------
    heading
        The column's own in English: ``Longest walk (min)``. Where it says no unit, there is none that every column could have.
    written
        A number with or without a unit behind it, or a heading with or without one in brackets.
    """
    own = _IN_BRACKETS.search(heading)
    own_unit = _UNIT_OF[own[1].lower()] if own else _UNIT_OF.get(heading.lower(), "")
    simple = plain(written)
    found = _IN_BRACKETS.search(simple) or _BEHIND_NUMBER.search(simple)
    unit = _UNIT_OF[found[1].lower()] if found else ""
    return bool(unit) and (unit != own_unit if own_unit else unit in _OF_NO_COLUMN)
