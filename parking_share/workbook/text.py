"""What is forgiven in cells and headings: full-width characters, stray spaces, and one way of writing text exactly as it is."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from typing import TypeVar

T = TypeVar("T")

_INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060\u00ad\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_SPACES = " \t\n\r\v\f\u00a0\u3000\u2002\u2003\u2009\u202f" + _INVISIBLE
_ASCII = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0x00A0: " "}
_SIGNS = dict.fromkeys("\u2013\u2014\u2212\u2010\u2011\u2012\u2015\u2500\u301c\u223c~", "-") | {"、": ",", "。": ";", "×": "x", "✕": "x"}
_PUNCTUATION = _ASCII | {ord(sign): plain for sign, plain in _SIGNS.items()} | {0xFF5E: "-"}
_LETTERS = {code: plain for code, plain in _ASCII.items() if isinstance(plain, int) and chr(plain).isalnum()}
_GAP = re.compile(r"\s+")
_WIDE_GAP = re.compile("[ \t\u00a0\u3000\u2002\u2003\u2009\u202f]+")
_UNSEEN = re.compile(f"[{_INVISIBLE}]")
_OF_TWO_LANGUAGES = re.compile(r"\s*[/|\n]\s*|(?<=[\u4e00-\u9fff])[\s_-]*(?=[A-Za-z])|(?<=[A-Za-z)])[\s_-]*(?=[\u4e00-\u9fff])")
_PARENTHESES = re.compile(r"\([^()]*\)")

_NOT_IN_CELLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
"""What files of cells do not keep: control characters, and what Excel reads as an escaped one."""


def trimmed(text: str) -> str:
    """Text without spaces, visible or not, around it."""
    return text.strip(_SPACES)


def plain(text: str) -> str:
    """Text with full-width characters and typographic signs as those of ASCII, for numbers, dates and time rules.

    Of several spaces one is left, or a line break if there was one: patterns that allow spaces take too long over thousands.
    """
    return trimmed(_GAP.sub(lambda gap: "\n" if "\n" in gap[0] else " ", text.translate(_PUNCTUATION)))


def plain_letters(text: str) -> str:
    """Text with what looks the same written the same, for ids and plates: full-width digits and Latin letters as those of ASCII, accents
    with their letters (Unicode's form C), spaces of any width as one space, and nothing that cannot be seen."""
    return unicodedata.normalize("NFC", _WIDE_GAP.sub(" ", _UNSEEN.sub("", text.translate(_LETTERS))))


def label(text: str) -> str:
    """A heading or word to compare: small letters, no spaces, no stars, nothing in brackets."""
    bare = _PARENTHESES.sub("", plain(text))
    return re.sub(r"[\s*_:]+", "", bare).lower()


def meant(text: str, known: Mapping[str, T]) -> T | None:
    """What a heading or word stands for, by ``label``; also where it is written in two languages that say the same: ``名称 / name``."""
    whole = known.get(label(text))
    if whole is not None:
        return whole
    parts = [known.get(label(part)) for part in _OF_TWO_LANGUAGES.split(plain(text)) if label(part)]
    return parts[0] if len(parts) > 1 and all(part == parts[0] for part in parts) else None


def is_own(text: str) -> bool:
    """Whether a heading or the name of a sheet says that it is the office's own, which is not read."""
    return plain(text).startswith("#")


def as_written(text: str) -> str | None:
    """The text within straight double quotes, as JSON has it; None where it is not written so."""
    if len(text) < 2 or text[0] != '"' or text[-1] != '"':
        return None
    try:
        return str(json.loads(text))
    except ValueError:
        return None


def quoted(text: str) -> str:
    """Text so that it is read back exactly."""
    exact = json.dumps(text, ensure_ascii=_NOT_IN_CELLS.search(text) is not None)
    return re.sub(r"_(x[0-9A-Fa-f]{4}_)", r"\\u005f\1", exact)


def fits_cells(text: str) -> bool:
    """Whether files of cells keep a text as it is."""
    return _NOT_IN_CELLS.search(text) is None
