"""Texts for people in their language: what the terminal shows, and what is wrong with their files.

The code is written in English. A text that people read goes through ``_`` where it is made, whole sentences with named places for what
varies, and comes out in the language in use. Pages are made in a language of their own (``report.language``), from the same catalogue.
"""

from __future__ import annotations

import gettext
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from parking_share.catalogue import Lang

DOMAIN = "parking_share"
LOCALES = Path(__file__).parent / "locale"
_language: ContextVar[Lang] = ContextVar("language", default="en")


@cache
def translations(lang: Lang) -> gettext.NullTranslations:
    """The catalogue of a language; English is what the code is written in."""
    return gettext.NullTranslations() if lang == "en" else gettext.translation(DOMAIN, LOCALES, [lang])


def use_language(lang: Lang) -> None:
    """Let texts be in this language from now on, in this thread; English unless it is called."""
    _language.set(lang)


def language_in_use() -> Lang:
    """The language that texts are in now."""
    return _language.get()


def N_(message: str) -> str:
    """Mark a text for translation where it cannot be translated yet."""
    return message


def _(message: str, /, **values: object) -> str:
    """A text in the language in use, its ``%(name)s`` filled in; without values it is taken as it is."""
    text = translations(_language.get()).gettext(message)
    return text % values if values else text


def ngettext(one: str, many: str, n: int, **values: object) -> str:
    """A text about ``n`` things, which it may name as ``%(n)s``."""
    return translations(_language.get()).ngettext(one, many, n) % ({"n": f"{n:,}"} | values)
