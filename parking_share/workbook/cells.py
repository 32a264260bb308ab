"""The sheets of an Excel workbook (.xlsx, .xlsm) as rows of cells. Nothing in it is run, no formula worked out."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parking_share.errors import InputError, Problem
from parking_share.spreadsheet import FORMULA_STARTS
from parking_share.texts import N_, _
from parking_share.workbook.archive import Markings, markings, refuse_what_is_no_workbook
from parking_share.workbook.grid import Area, CellCount, Grid, column_number
from parking_share.workbook.kinds import Fault, is_blank

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

LAST_ROW = 1_048_576
DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, OSError, EOFError, SyntaxError),  # the packed file; its XML (ParseError is a SyntaxError)
    *(KeyError, IndexError, AttributeError, TypeError, ValueError, OverflowError, AssertionError, NotImplementedError, RecursionError),
)
"""What openpyxl raises at workbooks whose parts do not fit together."""

_NO_VALUE = Fault(
    N_("is a formula without a value, since the program that wrote the file did not work it out; open it in Excel and save it")
)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ZEROS = re.compile(r"0{2,64}")
_QUOTED_FORMAT = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


def need_openpyxl() -> None:
    """Raises InputError where the package for Excel is not installed."""
    try:
        import openpyxl  # noqa: F401
    except ImportError:
        message = _("Excel workbooks need the package openpyxl: pip install 'parking-share[excel]'. CSV files can be read without it")
        raise InputError([Problem("", message)]) from None


def keep_text(cell: Any) -> None:
    """Let the text of a cell stay text, whatever it begins with, also when somebody edits it."""
    cell.data_type, cell.number_format, cell.quotePrefix = "s", "@", cell.value.startswith(FORMULA_STARTS)


def read_sheets(path: Path) -> list[Grid]:
    """Every sheet of a workbook, charts aside.

    Raises
    ------
    InputError
        Where it is no workbook that can be read, with the way out.
    OSError
        If the file cannot be read.
    """
    refuse_what_is_no_workbook(path)
    need_openpyxl()
    marks = markings(path)
    try:
        values = open_book(path, read_only=True, data_only=True)
        formulas = open_book(path, read_only=True, data_only=False) if any(mark.has_formulas for mark in marks.values()) else None
        counts = CellCount(), CellCount()
        return [
            _grid(sheet, marks.get(sheet.title, Markings()), formulas[sheet.title] if formulas else None, counts)
            for sheet in values.worksheets
        ]
    except DAMAGED as error:
        raise InputError(
            [Problem(path.name, _("is damaged (%(error)s); open it in Excel or WPS and save it again", error=error))]
        ) from None


def open_book(path: Path, read_only: bool, data_only: bool) -> Workbook:
    """A workbook, charts as far as openpyxl carries them over. Raises what is ``DAMAGED``."""
    from openpyxl.reader.excel import ExcelReader

    class Reader(ExcelReader):
        def read_chartsheet(self, sheet: Any, rel: Any) -> None:
            with contextlib.suppress(AttributeError):  # of openpyxl, at a sheet without its chart
                super().read_chartsheet(sheet, rel)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about parts that are not read
        reader = Reader(path, read_only=read_only, data_only=data_only, keep_links=False)
        reader.read()
    return reader.wb


def _grid(sheet: Any, marks: Markings, formulas: Any, counts: tuple[CellCount, CellCount]) -> Grid:
    known = _formula_cells(formulas, counts[1]) if marks.has_formulas else set()
    rows = []
    for number, cells in enumerate(_rows(sheet, counts[0]), start=1):
        values = tuple(_value(cell, known) for cell in cells)
        if not all(map(is_blank, values)):
            rows.append((number, values))
    return Grid(sheet.title, sheet.title, rows, tuple(map(_area, marks.merged)), sheet.sheet_state != "visible")


def _rows(sheet: Any, count: CellCount) -> Iterator[tuple[Any, ...]]:
    sheet.reset_dimensions()  # what a file says of them may be wrong
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about dates out of range, which are errors here
        for cells in sheet.iter_rows(max_row=LAST_ROW):
            count.add(sheet.title, len(cells))
            yield cells


def _formula_cells(sheet: Any, count: CellCount) -> set[tuple[int, int]]:
    """Row and column of every cell with a formula."""
    return {(cell.row, cell.column) for cells in _rows(sheet, count) for cell in cells if cell.data_type == "f"}


def _value(cell: Any, formulas: set[tuple[int, int]]) -> Any:
    """What a cell holds, as it is shown where that is something else than what Excel counts with."""
    value = cell.value
    if value is None:  # of a formula with an empty text as its value the type is text
        return _NO_VALUE if formulas and cell.data_type == "n" and _at(cell) in formulas else None
    if isinstance(value, str):
        if cell.data_type == "e":
            return Fault(_("holds the error %(value)s; correct it", value=value), value)
        return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), value) if "_x" in value else value
    if isinstance(value, bool):
        return value
    if isinstance(value, int) and value >= 0 and _ZEROS.fullmatch(cell.number_format or ""):
        return str(value).zfill(len(cell.number_format))
    if isinstance(value, dt.datetime) and value.time() == dt.time() and not re.search("[hH]", _QUOTED_FORMAT.sub("", cell.number_format)):
        return value.date()
    return value


def _at(cell: Any) -> tuple[int, int] | None:
    """Row and column; those of a cell that is not in the file are not known."""
    return (cell.row, cell.column) if hasattr(cell, "row") else None


def _area(reference: str) -> Area:
    first, last = (re.fullmatch(r"([A-Z]+)(\d+)", corner) for corner in reference.split(":"))
    assert first is not None
    assert last is not None
    return Area(int(first[2]), column_number(first[1]), int(last[2]), column_number(last[1]))
