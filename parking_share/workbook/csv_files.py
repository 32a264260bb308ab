"""The sheets of a scenario as CSV files, one each, in the encodings and with the separators that Excel writes."""

from __future__ import annotations

import codecs
import csv
import io
import re
from pathlib import Path

from parking_share.errors import InputError, Problem
from parking_share.texts import _
from parking_share.workbook.archive import too_large
from parking_share.workbook.grid import CellCount, Grid
from parking_share.workbook.kinds import is_blank

ENDINGS = (".csv", ".tsv", ".txt")
_SEPARATORS = ",;\t"
_ENCODINGS = ("utf-8-sig", "gb18030")
_LOOKED_AT = 1 << 24


def read_csv_files(paths: list[Path]) -> list[Grid]:
    """One sheet of each file.

    Raises
    ------
    InputError
        With every file that is no CSV.
    OSError
        If a file cannot be read.
    """
    grids, problems, count = [], [], CellCount()
    for path in paths:
        try:
            grids.append(Grid(path.name, path.stem, _rows(path, count)))
        except ValueError as error:
            problems.append(Problem(path.name, str(error)))
    if problems:
        raise InputError(problems)
    return grids


def _rows(path: Path, count: CellCount) -> list[tuple[int, tuple[str, ...]]]:
    if message := too_large(path):
        raise ValueError(message)
    content = path.read_bytes()
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise ValueError(_("is a workbook with the name of a CSV file; give it the ending .xlsx, or save it as CSV"))
    text = _text(content)
    if "\0" in text:
        raise ValueError(_("is no text; save it as CSV"))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        rows = []
        for number, row in enumerate(reader, start=1):
            count.add(path.name, len(row))
            if not all(map(is_blank, row)):
                rows.append((number, tuple(row)))
        return rows
    except csv.Error as error:
        raise ValueError(_("is not CSV in line %(line_num)s: %(error)s", line_num=reader.line_num, error=error)) from None


def _text(content: bytes) -> str:
    """UTF-8 with byte-order mark or without, UTF-16 by its mark, else what Chinese Excel writes: GB18030, of which GBK is a part."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = _ENCODINGS
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as error:
            if encoding == _ENCODINGS[0] and _is_meant_as_utf8(content):
                line = content.count(b"\n", 0, error.start) + 1
                raise ValueError(_("has a damaged character in line %(line)s; correct it and save it as CSV UTF-8", line=line)) from None
    raise ValueError(_("is text neither in UTF-8 nor in GB18030 (GBK); save it as CSV UTF-8"))


def _is_meant_as_utf8(content: bytes) -> bool:
    """Whether text that is not quite UTF-8 is no other encoding: it says so, or most of its letters beyond ASCII are right."""
    text = content[:_LOOKED_AT].decode("utf-8", "replace")
    return content.startswith(codecs.BOM_UTF8) or len(re.findall("[^\x00-\x7f\ufffd]", text)) > 2 * text.count("\ufffd")


def _delimiter(text: str) -> str:
    """The separator that stands most often in the first line that has one: a title may stand above the headings."""
    first = next((line for line in io.StringIO(text) if any(sign in line.strip() for sign in _SEPARATORS)), "")
    return max(_SEPARATORS, key=first.count)
