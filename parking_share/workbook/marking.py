"""A copy of a workbook in which what is wrong is marked: cells coloured, with a note each, and a sheet that lists everything."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parking_share.atomic import write_atomically
from parking_share.spreadsheet import FORMULA_STARTS
from parking_share.texts import _, language_in_use
from parking_share.workbook.archive import unpacked_bytes
from parking_share.workbook.cells import DAMAGED, keep_text, need_openpyxl, open_book
from parking_share.workbook.columns import PROBLEMS
from parking_share.workbook.grid import Grid, letters
from parking_share.workbook.kinds import Fault, is_blank
from parking_share.workbook.reading import WorkbookError
from parking_share.workbook.table import Cell, sheet_of
from parking_share.workbook.text import fits_cells

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

LARGEST_KEPT = 400_000, 1 << 25
"""Up to so many cells and bytes, unpacked, the copy keeps formats, formulas and drop-downs; above it has values only: it would take GBs."""

MOST_NOTES = 2000
MOST_LISTED = 20_000
MOST_MARKED = 100_000
"""Above so many problems in a file of which only values could be copied there is a list alone: they are mended in the source."""

_MARK, _AUTHOR = "FFFFC7CE", "parking-share"
_EARLIER = "\n\n----\n"
Looks = dict[tuple[type, bool, bool], Any]
"""The style of cells that look the same, made once, since that takes longer than to write them: by type, whether the text could be a
formula, whether the cell is marked."""
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\]")


def marked_copy(error: WorkbookError, source: Path, target: Path) -> bool:
    """Write a workbook with the cells of an error's problems marked; without macros, whatever the source has.

    Parameters
    ----------
    source
        The file that was read; where it is a workbook of moderate size, the copy keeps how it looks.

    Returns
    -------
    bool
        Whether it is a copy; for a large file with more than ``MOST_MARKED`` problems it is only the list of them.

    Raises
    ------
    InputError
        Where openpyxl is not installed.
    OSError
        If the copy cannot be written.
    """
    need_openpyxl()
    titles = {grid.title: _title(grid) for grid in error.grids}
    book = None
    if _can_be_kept(source, error.grids):
        book = _as_it_looks(source, error.grids, _notes(error, titles))
    is_copy = book is not None or len(error.problems) <= MOST_MARKED
    if book is None:
        book = _values_only(error.grids if is_copy else (), titles, _notes(error, titles) if is_copy else {})
    _list_problems(book, error, titles if is_copy else {})
    content = io.BytesIO()
    book.save(content)
    write_atomically(target, content.getvalue())
    return is_copy


def _can_be_kept(source: Path, grids: Sequence[Grid]) -> bool:
    """Whether a file is a workbook, and not so large that everything about it would be too much to hold."""
    most_cells, most_bytes = LARGEST_KEPT
    num_cells = sum(len(cells) for grid in grids for _row, cells in grid.rows)
    return all(grid.title == grid.name for grid in grids) and num_cells <= most_cells and unpacked_bytes(source) <= most_bytes


def _title(grid: Grid) -> str:
    """The name of a grid's sheet in the copy: its own, or for a CSV file what it is recognised as."""
    if grid.title == grid.name:
        return grid.title
    sheet = sheet_of(grid)
    return sheet.en if sheet else _NOT_IN_TITLES.sub("_", grid.name)[:31] or "sheet"


def _notes(error: WorkbookError, titles: dict[str, str]) -> dict[str, dict[tuple[int, int], str]]:
    """What to say at each cell, by title of the sheet, row and column."""
    notes: dict[str, dict[tuple[int, int], str]] = {}
    for problem, cell in zip(error.problems, error.cells, strict=True):
        if cell is not None:
            title, row, column = cell
            of_sheet = notes.setdefault(titles[title], {})
            before = of_sheet.get((row, column))
            of_sheet[row, column] = f"{before}\n{problem.message}" if before else problem.message
    return notes


def _as_it_looks(source: Path, grids: Iterable[Grid], notes: dict[str, dict[tuple[int, int], str]]) -> Workbook | None:
    """The workbook itself, marked; None where it has parts that cannot be carried over."""
    try:
        book = open_book(source, read_only=False, data_only=False)
        for grid in grids:
            sheet = book[grid.title]
            _clear(sheet, grid)
            for number, ((row, column), message) in enumerate(notes.get(sheet.title, {}).items()):
                _mark(sheet.cell(row, column), message if number < MOST_NOTES else "")
        charts: list[Any] = book.chartsheets
        for chart in [each for each in charts if not each._charts]:  # would be written as a damaged part
            book.remove(chart)
        for names in PROBLEMS.values():
            if names in book.sheetnames:
                del book[names]
    except DAMAGED:
        return None
    return book


def _clear(sheet: Any, grid: Grid) -> None:
    """Take away the marks of an earlier copy, and make text of formulas that would call another program (DDE)."""
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    for row, cells in grid.rows:
        for column in range(1, len(cells) + 1):
            cell = sheet.cell(row, column)
            if cell.data_type == "f" and "|" in str(cell.value):
                cell.value, cell.data_type, cell.quotePrefix = str(cell.value), "s", True
            if cell.fill.fill_type == "solid" and cell.fill.fgColor.rgb == _MARK:
                cell.fill = PatternFill()
            if cell.comment is not None and cell.comment.author == f"{_AUTHOR}: problem":
                kept = cell.comment.text.partition(_EARLIER)[2]
                cell.comment = Comment(kept, "") if kept else None


def _mark(cell: Any, message: str) -> None:
    """Colour a cell and say why; a note of the office's own stays below. Inside a merged range the colour is that of the first cell."""
    from openpyxl.cell import MergedCell
    from openpyxl.styles import PatternFill

    cell.fill = PatternFill("solid", fgColor=_MARK)
    if message and not isinstance(cell, MergedCell):
        _note(cell, message)


def _note(cell: Any, message: str) -> None:
    from openpyxl.comments import Comment

    own = f"{_EARLIER}{cell.comment.text}" if cell.comment is not None else ""
    cell.comment = Comment(_kept(message)[:2000] + own, f"{_AUTHOR}: problem", width=360, height=120)


def _values_only(grids: Iterable[Grid], titles: dict[str, str], notes: dict[str, dict[tuple[int, int], str]]) -> Workbook:
    """A workbook of the values of all sheets, every cell where it was."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    looks: Looks = {}
    for grid in grids:
        if titles[grid.title] in PROBLEMS.values():
            continue
        sheet = book.create_sheet(titles[grid.title])
        marks: dict[int, dict[int, str]] = {}
        for number, ((row, column), message) in enumerate(notes.get(sheet.title, {}).items()):
            marks.setdefault(row, {})[column] = message if number < MOST_NOTES else ""
        for area in grid.merged:
            sheet.merged_cells.add(f"{letters(area.left)}{area.top}:{letters(area.right)}{area.bottom}")
        at = 0
        for row, cells in grid.rows:
            for _gap in range(at + 1, row):
                sheet.append([])
            at, marked = row, marks.get(row, {})
            beyond = [None] * (max(marked, default=0) - len(cells))
            sheet.append([_copied(sheet, value, marked.get(column), looks) for column, value in enumerate([*cells, *beyond], start=1)])
    return book


def _copied(sheet: Any, value: Any, message: str | None, looks: Looks) -> Any:
    """A cell of the copy: text stays text, whatever it begins with."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import PatternFill

    if isinstance(value, Fault):
        value = value.shown
    if is_blank(value) and message is None:
        return None
    is_text = isinstance(value, str)
    cell: Any = WriteOnlyCell(sheet, _kept(value) if is_text else value)
    if is_text:
        cell.data_type = "s"
    look = (type(value), is_text and value.startswith(FORMULA_STARTS), message is not None)
    if look not in looks:
        if is_text:
            keep_text(cell)
        elif type(value) is dt.date:
            cell.number_format = "yyyy-mm-dd"
        if message is not None:
            cell.fill = PatternFill("solid", fgColor=_MARK)
        looks[look] = cell._style
    cell._style = looks[look]
    if message:
        _note(cell, message)
    return cell


def _kept(text: str) -> str:
    """Text without characters that a workbook cannot hold."""
    text = text[:32_000]
    return text if fits_cells(text) else "".join(each if fits_cells(each) else "\N{REPLACEMENT CHARACTER}" for each in text)


def _list_problems(book: Workbook, error: WorkbookError, titles: dict[str, str]) -> None:
    """A sheet with every problem, each with a link to its cell where that is in the copy; the one that is opened first."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.worksheet.hyperlink import Hyperlink

    sheet = book.create_sheet(PROBLEMS[language_in_use()], 0)
    for letter, width in zip("AB", (26, 110), strict=True):
        sheet.column_dimensions[letter].width = width
    rest = len(error.problems) - MOST_LISTED
    heading = _("What is wrong (%(n)s); this sheet is not read", n=f"{len(error.problems):,}")
    rows: list[tuple[str, str, Cell | None]] = [(_("Cell"), heading, None)]
    listed = zip(error.problems[:MOST_LISTED], error.cells, strict=False)
    rows += [(problem.place, problem.message, cell) for problem, cell in listed]
    rows += [("", _("... and %(n)s more", n=f"{rest:,}"), None)] if rest > 0 else []
    head, text, link = looks = tuple[Any, ...](WriteOnlyCell(sheet) for _look in range(3))
    for look, font in zip(looks, (Font(bold=True), Font(), Font(color="0563C1", underline="single")), strict=True):
        look.alignment, look.font = Alignment(wrap_text=True, vertical="top"), font
    for number, (where, message, cell) in enumerate(rows, start=1):
        shown: list[Any] = [WriteOnlyCell(sheet, _kept(each)) for each in (where, message)]
        for each, look in zip(shown, (head, head) if number == 1 else (link if cell is not None and titles else text, text), strict=True):
            each.data_type, each._style = "s", look._style
        if cell is not None and titles:
            title = titles[cell[0]].replace("'", "''")
            shown[0].hyperlink = Hyperlink(ref=f"A{number}", location=f"'{title}'!{letters(cell[2])}{cell[1]}")
        sheet.append(shown)
    book.active = 0
