"""The kinds of cells: what each may hold, how it is read, how a value is written so that it is read back the same."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from parking_share.calendar import local_datetime
from parking_share.catalogue import Lang
from parking_share.scenario import Crs
from parking_share.texts import _
from parking_share.wording import did_you_mean, shown
from parking_share.workbook.hours import chinese_rules, read_rules
from parking_share.workbook.text import as_written, fits_cells, label, meant, plain, plain_letters, quoted, trimmed
from parking_share.workbook.units import without_unit

MOST_DIGITS = 15
"""Excel keeps so many digits of a number and makes zeros of the others."""


@dataclass(frozen=True)
class Fault:
    """A cell that holds no value, why, and what is shown in it."""

    message: str
    shown: str = ""


class CellError(ValueError):
    """A cell does not hold what its column is for; the message says what and the way out."""


@dataclass(frozen=True)
class Kind:
    """One kind of cell: ``read`` makes a value of a cell that is not blank, ``write`` what is natural in a cell of a value."""

    read: Callable[[Any], Any]
    write: Callable[[Any, Lang], Any] = lambda value, lang: value
    number_format: str = "General"
    width: int = 14
    choices: tuple[tuple[str, str], ...] = ()  # in English, in Chinese


def is_blank(cell: Any) -> bool:
    """Whether a cell holds nothing but spaces."""
    return cell is None or (isinstance(cell, str) and trimmed(cell) == "")


def read(kind: str, cell: Any) -> Any:
    """The value of a cell that is not blank.

    Raises
    ------
    CellError
        Where it does not hold what it should.
    """
    if isinstance(cell, Fault):
        raise CellError(_(cell.message))
    if isinstance(cell, str):
        cell = trimmed(cell)
        if cell.startswith("'") and cell[1:2] in ("=", "+", "-", "@"):
            cell = cell[1:]  # tables that spreadsheets open safely have this sign before such text
        elif (shown_text := _SHOWN_AS_TEXT.fullmatch(cell)) is not None:
            cell = shown_text[1].replace('""', '"')
        elif cell in _ERRORS:
            raise CellError(_("holds the error %(cell)s; correct it", cell=cell))
    return KINDS[kind].read(cell)


def write(kind: str, value: Any, lang: Lang) -> Any:
    """What to write in a cell so that ``read`` gives ``value`` again: the natural cell if that does, else text that says it exactly."""
    natural = KINDS[kind].write(value, lang)
    try:
        if not is_blank(natural) and read(kind, natural) == value and (not isinstance(natural, str) or fits_cells(natural)):
            return natural
    except CellError:
        pass
    if isinstance(value, str):
        return quoted(value)
    return f"[{', '.join(map(quoted, value))}]" if isinstance(value, list | tuple) else repr(value)


_SHOWN_AS_TEXT = re.compile(r'="((?:[^"]|"")*)"')
"""So programs write text to CSV that must not become a number, such as ="0099"."""

_ERRORS = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!")


def _text(cell: Any) -> str:
    if isinstance(cell, str):
        exact = as_written(cell)
        return cell if exact is None else exact
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, dt.datetime | dt.date | dt.time | dt.timedelta):
        raise CellError(
            _("is a date or a time (%(cell)s) where text is expected; give the cell the format Text and write it again", cell=_iso(cell))
        )
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, int) and abs(cell) >= 10**MOST_DIGITS:
        raise CellError(
            _(
                "has more than %(most_digits)s digits, which Excel rounds; give the cell the format Text and write it again",
                most_digits=MOST_DIGITS,
            )
        )
    return str(cell)


def _id(cell: Any) -> str:
    text = _text(cell)
    return text if isinstance(cell, str) and as_written(cell) is not None else plain_letters(text)


_THOUSANDS = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?", re.ASCII)
_DECIMAL = re.compile(r"-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d{1,3})?", re.ASCII)


def _number(cell: Any) -> float | int:
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        raise CellError(_("must be a number, not %(cell)s; give the cell the format General and write it again", cell=_named(cell)))
    if isinstance(cell, int | float):
        return cell
    text = without_unit(plain(cell).lstrip("¥￥ ").removeprefix("+"))
    if _THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    if not _DECIMAL.fullmatch(text):
        raise CellError(_("must be a number, not %(cell)s", cell=shown(cell)))
    return int(text) if re.fullmatch(r"-?\d{1,18}", text, re.ASCII) else float(text)


def _whole(cell: Any) -> int:
    number = _number(cell)
    if isinstance(number, float) and not number.is_integer():
        raise CellError(_("must be a whole number, not %(cell)s", cell=shown(cell)))
    return int(number)


def _minutes(cell: Any) -> int:
    """Whole minutes, also where Excel has made a time of 0:30."""
    if isinstance(cell, dt.timedelta | dt.time):
        seconds = cell.total_seconds() if isinstance(cell, dt.timedelta) else cell.hour * 3600 + cell.minute * 60 + cell.second
        if seconds % 60 == 0:
            return int(seconds // 60)
        raise CellError(_("must be whole minutes, not %(cell)s", cell=cell))
    if isinstance(cell, str) and (hours := re.fullmatch(r"(\d{1,2}):([0-5]\d)(?::00)?", plain(cell), re.ASCII)):
        return int(hours[1]) * 60 + int(hours[2])
    return _whole(cell)


_DATE = r"(\d{4})\s*(?:-|/|\.|年)\s*(\d{1,2})\s*(?:-|/|\.|月)\s*(\d{1,2})\s*[日号]?"
_CLOCK = r"(\d{1,2})(?::(\d{2})(?::(\d{2}))?|\s*[点时](?:(半)|\s*(\d{1,2})\s*分)?)"
_DATE_ONLY = re.compile(_DATE, re.ASCII)
_MIDNIGHT = re.compile(r"[T ]00?:00(:00)?$", re.ASCII)
_MOMENT = re.compile(rf"{_DATE}(?:(?<=[日号])\s*|\s*[T,]\s*|\s+){_CLOCK}", re.ASCII)


def _date(cell: Any) -> str:
    if isinstance(cell, dt.datetime):
        if cell.time() != dt.time():
            raise CellError(_("must be a date without a time, not %(cell)s", cell=_iso(cell)))
        return cell.date().isoformat()
    if isinstance(cell, dt.date):
        return cell.isoformat()
    text = _MIDNIGHT.sub("", plain(_text(cell)))
    if re.fullmatch(r"\d{8}", text, re.ASCII):
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    if match := _DATE_ONLY.fullmatch(text):
        return "{:0>4}-{:0>2}-{:0>2}".format(*match.groups())
    raise CellError(_("%(cell)s is no date; write year, month and day, such as 2026-11-23", cell=shown(cell)))


def _moment(cell: Any) -> str:
    """A local date-time as the format writes it."""
    if isinstance(cell, dt.datetime):
        return _iso(cell)
    if isinstance(cell, dt.date):
        raise CellError(
            _("says no time; write it too, such as %(isoformat)s 12:00, or 00:00 for the beginning of the day", isoformat=cell.isoformat())
        )
    if isinstance(cell, str) and as_written(cell) is not None:
        return _text(cell)
    text = plain(_text(cell))
    if match := _MOMENT.fullmatch(text):
        year, month, day, hour, minute, second, half, minutes = match.groups()
        minute = "30" if half else minute or minutes or "0"
        return f"{year:0>4}-{month:0>2}-{day:0>2}T{hour:0>2}:{minute:0>2}" + (f":{second}" if second and second != "00" else "")
    if _DATE_ONLY.fullmatch(text):
        raise CellError(
            _("%(cell)s says no time; write it too, such as 2026-11-27 12:00, or 00:00 for the beginning of the day", cell=shown(cell))
        )
    raise CellError(_("%(cell)s is no date and time; write such as 2026-11-27 12:00", cell=shown(cell)))


def _applied(cell: Any) -> str:
    """When somebody applied: a date alone is its beginning."""
    if isinstance(cell, dt.date) and not isinstance(cell, dt.datetime):
        return f"{cell.isoformat()}T00:00"
    if isinstance(cell, str) and _DATE_ONLY.fullmatch(plain(cell)):
        return f"{_date(cell)}T00:00"
    return _moment(cell)


def _iso(cell: Any) -> str:
    """A date or time of Excel, which counts in parts of a day, to the nearest second."""
    if isinstance(cell, dt.datetime):
        rounded = (cell + dt.timedelta(milliseconds=500)).replace(microsecond=0)
        return rounded.isoformat(timespec="seconds" if rounded.second else "minutes")
    return str(cell)


def _write_moment(value: str, lang: Lang) -> Any:
    return local_datetime(value)


def _write_date(value: str, lang: Lang) -> Any:
    return local_datetime(value).date()


def _rules(cell: Any) -> str:
    if not isinstance(cell, str):
        raise CellError(
            _("must be time rules as text, such as 'workday 18:00-08:00' or '工作日 18:00-08:00', not %(cell)s", cell=_named(cell))
        )
    if (exact := as_written(cell)) is not None:
        return exact
    try:
        return read_rules(cell)
    except ValueError as error:
        raise CellError(str(error)) from None


def _country(cell: Any) -> str:
    code = _id(cell)
    return "CN" if label(code) in ("中国", "china") else code.upper() if re.fullmatch("[a-z]{2}", code, re.IGNORECASE) else code


def _ids(cell: Any) -> list[str]:
    if isinstance(cell, str) and cell.startswith("["):
        try:
            exact = json.loads(cell)
        except ValueError:
            exact = None
        if isinstance(exact, list) and all(isinstance(item, str) for item in exact):
            return exact
    parts = re.split(r"[|,;，、；\n]", _id(cell))
    return [trimmed(part) for part in parts if trimmed(part)]


def _choice(words: dict[str, tuple[Any, ...]]) -> Callable[[Any], Any]:
    """A reader of one of several words; the first of each is shown."""
    values = {label(str(word)): value for value, synonyms in words.items() for word in (value, *synonyms)}
    offered = " or ".join("/".join(synonyms[:2]) for synonyms in words.values())

    def read_choice(cell: Any) -> str:
        found = meant(_text(cell), values)
        if found is None:
            raise CellError(
                _(
                    "must be %(offered)s, not %(cell)s%(did_you_mean)s",
                    offered=offered,
                    cell=shown(cell),
                    did_you_mean=did_you_mean(_text(cell), list(values)),
                )
            )
        return found

    return read_choice


def _shown_choice(words: dict[str, tuple[Any, ...]]) -> Callable[[Any, Lang], Any]:
    return lambda value, lang: words[value][lang == "zh"] if value in words else value


_CRS: dict[str, tuple[str, ...]] = {name: (name, name) for name in get_args(Crs)} | {
    "WGS84": ("WGS84", "WGS84", "WGS-84"),
    "GCJ02": ("GCJ02", "GCJ02", "GCJ-02", "火星坐标", "高德", "腾讯"),
    "BD09": ("BD09", "BD09", "BD-09", "百度"),
    "local": ("local", "本地", "本地坐标", "平面坐标"),
}
_DAYS = {"workday": ("workday", "工作日", "上班", "调休上班"), "restday": ("restday", "休息日", "节假日", "放假", "holiday", "休息")}
_YES_NO = {"yes": ("yes", "是", "true", "y", "√", "✓", "1"), "no": ("no", "否", "false", "n", "×", "x", "0")}
_OBJECTIVES: dict[str, tuple[str, ...]] = {
    "priority": ("priority", "优先分"),
    "served": ("served", "安排人数"),
    "keep": ("keep", "保留原停车场"),
    "walk": ("walk", "步行"),
    "trim": ("trim", "缩短", "缩减"),
    "lottery": ("lottery", "抽签"),
}


_yes_no = _choice(_YES_NO)
_objective = _choice(_OBJECTIVES)


def _objectives(cell: Any) -> list[str]:
    return [_objective(part) for part in _ids(cell)]


def _listed(value: Sequence[str], lang: Lang) -> str:
    return ("、" if lang == "zh" else ", ").join(value)


def _pairs(words: dict[str, tuple[Any, ...]]) -> tuple[tuple[str, str], ...]:
    return tuple((synonyms[0], synonyms[1]) for synonyms in words.values())


def _write_number(value: Any, lang: Lang) -> Any:
    """A number; as text where it has more digits than Excel keeps."""
    return value if isinstance(value, int) or float(f"{value:.{MOST_DIGITS}g}") == value else repr(value)


KINDS: dict[str, Kind] = {
    "id": Kind(_id, number_format="@"),
    "plate": Kind(_id, number_format="@"),
    "text": Kind(_text, number_format="@", width=20),
    "country": Kind(_country, number_format="@"),
    "whole": Kind(_whole, _write_number, width=11),
    "minutes": Kind(_minutes, _write_number, width=11),
    "number": Kind(_number, _write_number, width=12),
    "date": Kind(_date, _write_date, "yyyy-mm-dd", 13),
    "moment": Kind(_moment, _write_moment, "yyyy-mm-dd hh:mm", 18),
    "applied": Kind(_applied, _write_moment, "yyyy-mm-dd hh:mm", 18),
    "rules": Kind(_rules, lambda value, lang: chinese_rules(value) if lang == "zh" else value, "@", 42),
    "ids": Kind(_ids, _listed, "@", 20),
    "objectives": Kind(_objectives, lambda value, lang: _listed([_OBJECTIVES[name][lang == "zh"] for name in value], lang), "@", 28),
    "crs": Kind(_choice(_CRS), _shown_choice(_CRS), "@", choices=_pairs(_CRS)),
    "day_class": Kind(_choice(_DAYS), _shown_choice(_DAYS), "@", choices=_pairs(_DAYS)),
    "yes_no": Kind(
        lambda cell: _yes_no(cell) == "yes", lambda value, lang: _YES_NO["yes" if value else "no"][lang == "zh"], choices=_pairs(_YES_NO)
    ),
}


def _named(cell: Any) -> str:
    if isinstance(cell, bool):
        return str(cell).upper()
    return (
        _("a date or a time (%(cell)s)", cell=_iso(cell))
        if isinstance(cell, dt.datetime | dt.date | dt.time | dt.timedelta)
        else _("the number %(cell)s", cell=cell)
    )
