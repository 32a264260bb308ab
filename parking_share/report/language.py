"""The page's language: translated texts, dates and numbers as people write them, locales of the charts."""

from __future__ import annotations

import gettext
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import numpy as np
import vl_convert

from parking_share.catalogue import Lang
from parking_share.texts import N_, translations

_VEGA_LOCALES: dict[Lang, Literal["en-US", "zh-CN"]] = {"en": "en-US", "zh": "zh-CN"}
_HTML_TAGS: dict[Lang, str] = {"en": "en", "zh": "zh-CN"}
_MONDAY = 4  # weekday of day 0 of the Unix epoch, a Thursday, counted so that Monday is 0


_WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
_MONTHS = (
    *(N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun")),
    *(N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec")),
)


@dataclass(frozen=True)
class Language:
    """Texts and formats of one language; English is what the code is written in."""

    lang: Lang
    translations: gettext.NullTranslations

    @classmethod
    @cache
    def of(cls, lang: Lang) -> Language:
        """Load a language from the package's own catalogues."""
        return cls(lang, translations(lang))

    @property
    def tag(self) -> str:
        """The tag for the ``lang`` attribute of HTML."""
        return _HTML_TAGS[self.lang]

    def gettext(self, message: str) -> str:
        """The translation of a text."""
        return self.translations.gettext(message)

    def date(self, iso: str) -> str:
        """A date YYYY-MM-DD with its weekday, without year: ``Tue 24 Nov``, ``11月24日 周二``."""
        weekday = (int(np.datetime64(iso[:10], "D").astype(np.int64)) - _MONDAY) % 7
        parts = {"weekday": self.gettext(_WEEKDAYS[weekday]), "day": int(iso[8:10]), "month": self.gettext(_MONTHS[int(iso[5:7]) - 1])}
        return self.gettext("%(weekday)s %(day)d %(month)s") % parts

    def weekday(self, number: int) -> str:
        """The short name of a day of the week; Monday is 0."""
        return self.gettext(_WEEKDAYS[number])

    def day_of_year(self, month: int, day: int) -> str:
        """A day of every year: ``1 May``, ``5月1日``."""
        return self.gettext("%(day)d %(month)s") % {"day": day, "month": self.gettext(_MONTHS[month - 1])}

    def moment(self, iso: str) -> str:
        """A local time YYYY-MM-DDTHH:MM as date and time of day."""
        return f"{self.date(iso)} {iso[11:16]}"

    def number(self, value: float) -> str:
        """A number with thousands apart, at most one decimal."""
        return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"

    def signed(self, value: float, words: Callable[[float], str] | None = None) -> str:
        """A difference with its sign, as a number or in other ``words``."""
        words = words or self.number
        text = words(abs(value))
        if text == words(0):  # too little to be shown
            return text
        return f"+{text}" if value > 0 else f"\N{MINUS SIGN}{text}"

    def share(self, part: float, whole: float) -> str:
        """A share as whole per cent, or a dash where there is no whole."""
        return f"{100 * part / whole:.0f}{self.percent}" if whole else "–"

    @property
    def percent(self) -> str:
        """The sign behind a share, with a narrow space before it where the language has one."""
        return "%" if self.lang == "zh" else "\u202f%"

    def duration(self, minutes: float) -> str:
        """Minutes, from two hours on as hours and whole minutes."""
        if minutes < 120:
            return self.gettext("%(n)s min") % {"n": self.number(round(minutes, 1))}
        hours, rest = divmod(round(minutes), 60)
        return self.gettext("%(hours)s h %(minutes)d min") % {"hours": self.number(hours), "minutes": rest}

    def chart_locales(self) -> dict[str, Any]:
        """Options of vega-embed for numbers and times."""
        name = _VEGA_LOCALES[self.lang]
        return {"timeFormatLocale": vl_convert.get_time_format_locale(name), "formatLocale": vl_convert.get_format_locale("en-US")}

    @property
    def axis_date(self) -> str:
        """d3 format of a date on an axis."""
        return "%a %-d %b" if self.lang == "en" else "%-m月%-d日 %a"

    @property
    def tip_time(self) -> str:
        """d3 format of a moment in a tooltip."""
        return self.axis_date + " %H:%M"
