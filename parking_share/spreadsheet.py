"""What spreadsheets need: CSV in the right encoding with no text that they would run, and columns wide enough for a text."""

from __future__ import annotations

from unicodedata import east_asian_width

import pandas as pd

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""With these begins what a spreadsheet runs, whatever it was meant to be."""


def to_csv(frame: pd.DataFrame) -> bytes:
    """A frame as CSV: UTF-8 with byte-order mark, no index, text that begins as a formula behind an apostrophe.

    Plates and names come from applicants; ``=HYPERLINK(...)`` must stay text. Numbers keep their sign.
    """
    safe = frame.copy()
    for column in safe.columns[[not pd.api.types.is_numeric_dtype(kind) for kind in safe.dtypes]]:
        text = safe[column].astype(str)
        safe[column] = text.where(~text.str.startswith(FORMULA_STARTS), "'" + text)
    return safe.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def text_width(text: str) -> int:
    """Width of a line of text in characters, as columns are measured: a Chinese one takes two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
