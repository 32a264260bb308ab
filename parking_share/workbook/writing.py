"""A scenario as an Excel workbook, which ``reading.read_workbook`` reads back as the same scenario."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parking_share.atomic import write_atomically
from parking_share.catalogue import Lang
from parking_share.errors import InputError, Problem
from parking_share.scenario import Scenario
from parking_share.spreadsheet import text_width
from parking_share.texts import _
from parking_share.workbook.cells import LAST_ROW, keep_text, need_openpyxl
from parking_share.workbook.columns import BY_KEY, GUIDE, SHEETS, Column, Sheet
from parking_share.workbook.grid import letters, place
from parking_share.workbook.guide import guide_rows, note, starred
from parking_share.workbook.kinds import KINDS, write
from parking_share.workbook.rows import Row, cells, columns_of, entries, setting_cells, setting_headings

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

LONGEST_TEXT = 32_767
"""Characters that a cell of Excel holds."""

MOST_ESCAPED = 12
"""Characters that one may take where a text is written exactly: two escapes."""

SPARE_ROWS = 5000
"""Below the last row, columns to choose from offer their choices in so many more."""

PAGE_WIDTH = 200
"""Characters that are legible beside each other on a page."""

_HEAD, _EDGE = "1F4E5F", "BFD3DA"


def write_workbook(scenario: Scenario, path: str | Path, lang: Lang = "en") -> None:
    """Write a scenario as a workbook with a sheet for each part, drop-downs and notes; read back it is the same scenario.

    Parameters
    ----------
    lang
        Of headings, notes, and the words in cells that have a choice of words, time rules among them.

    Raises
    ------
    InputError
        Where Excel cannot hold it (too many rows, too long a text), or openpyxl is not installed.
    OSError
        If the file cannot be written.
    """
    need_openpyxl()
    from openpyxl import Workbook

    parts = entries(scenario)
    _check_sizes(parts, scenario.crs, lang)
    book = Workbook(write_only=True)
    _write_guide(book, lang)
    _write_settings(book, parts["settings"][0], lang)
    for sheet in SHEETS[1:]:
        _write_sheet(book, sheet, parts[sheet.key], scenario.crs, {key: len(rows) for key, rows in parts.items()}, lang)
    content = io.BytesIO()
    book.save(content)
    write_atomically(path, content.getvalue())


def _check_sizes(parts: dict[str, list[Row]], crs: str, lang: Lang) -> None:
    """Raises InputError with everything that is too much for Excel, before anything is written."""
    problems = [
        Problem(
            BY_KEY[key].en,
            _(
                "has %(n)s rows, and a sheet of Excel holds %(last_row)s; write CSV files instead",
                n=f"{len(rows):,}",
                last_row=f"{LAST_ROW:,}",
            ),
        )
        for key, rows in parts.items()
        if len(rows) >= LAST_ROW
    ]
    for sheet in SHEETS:
        for where, length in _long_texts(sheet, parts[sheet.key], crs, lang):
            message = _(
                "is a text of %(n)s characters, and a cell of Excel holds %(longest_text)s; write CSV files instead",
                n=f"{length:,}",
                longest_text=f"{LONGEST_TEXT:,}",
            )
            problems.append(Problem(where, message))
    if problems:
        raise InputError(problems)


def _long_texts(sheet: Sheet, rows: list[Row], crs: str, lang: Lang) -> Iterator[tuple[str, int]]:
    """Place and length of each text that no cell holds; only what could be one is written out."""
    is_settings = sheet.key == "settings"
    columns = list(sheet.columns) if is_settings else columns_of(sheet, rows, crs)
    for column_at, column in enumerate(columns):
        if column.kind in ("whole", "minutes", "number", "yes_no", "date"):
            continue
        for row_at, row in enumerate(rows):
            value = row.get(column.key)
            size = 0 if value is None else len(value) if isinstance(value, str) else sum(map(len, value)) + 4 * len(value)
            if size * MOST_ESCAPED > LONGEST_TEXT and len(text := str(write(column.kind, value, lang))) > LONGEST_TEXT:
                yield place(sheet.title(lang), *((column_at + 2, 2) if is_settings else (row_at + 2, column_at + 1))), len(text)


def _add_sheet(book: Workbook, title: str, widths: Sequence[int], frozen: str = "") -> Any:
    """A sheet with columns so wide, and rows and columns ``frozen`` above and left of a cell.

    On paper, A4, it has no more pages beside each other than make it legible.
    """
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet: Any = book.create_sheet(title)
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[letters(number)].width = width
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page = sheet.page_setup
    page.orientation, page.paperSize, page.fitToWidth, page.fitToHeight = "landscape", 9, -(-sum(widths) // PAGE_WIDTH), 0
    if frozen:
        sheet.freeze_panes, sheet.print_title_rows, sheet.print_title_cols = frozen, "1:1", "A:A"
    return sheet


def _write_guide(book: Workbook, lang: Lang) -> None:
    from openpyxl.styles import Alignment, Font

    sheet = _add_sheet(book, GUIDE[lang], (18, 26, 58, 70, 22))
    for strong, row in guide_rows(lang):
        styled = [
            _styled(sheet, value, font=Font(bold=strong), alignment=Alignment(wrap_text=len(row) > 1, vertical="top")) for value in row
        ]
        sheet.append(styled)


def _write_settings(book: Workbook, row: Row, lang: Lang) -> None:
    from openpyxl.styles import Alignment

    sheet = _add_sheet(book, BY_KEY["settings"].title(lang), (26, 44, 90), frozen="A2")
    names, values = setting_headings(lang), list(setting_cells(row, lang))
    for number, (column, _value) in enumerate(values, start=2):
        _offer(sheet, column, f"B{number}", {}, lang)
    sheet.append([_heading(sheet, name, "") for name in names])
    for column, (name, value, meaning) in values:
        shown = starred(BY_KEY["settings"], column, name)
        sheet.append(
            [
                _styled(sheet, shown),
                _cell(sheet, column, value, "left"),
                _styled(sheet, meaning, alignment=Alignment(wrap_text=True, vertical="top")),
            ]
        )


def _write_sheet(book: Workbook, description: Sheet, rows: list[Row], crs: str, counts: dict[str, int], lang: Lang) -> None:
    columns = columns_of(description, rows, crs)
    widths = [max(KINDS[column.kind].width, text_width(column.heading(lang)) + 6) for column in columns]
    sheet = _add_sheet(book, description.title(lang), widths, frozen="B2")
    for number, column in enumerate(columns, start=1):
        sheet.column_dimensions[letters(number)].number_format = KINDS[column.kind].number_format  # of cells that are still blank
        _offer(sheet, column, f"{letters(number)}2:{letters(number)}{min(len(rows) + SPARE_ROWS, LAST_ROW)}", counts, lang)
    sheet.append(
        [_heading(sheet, starred(description, column, column.heading(lang)), note(description, column, lang)) for column in columns]
    )
    for values in cells(columns, rows, lang):
        sheet.append([_cell(sheet, column, value) for column, value in zip(columns, values, strict=True)])


def _offer(sheet: Any, column: Column, where: str, counts: dict[str, int], lang: Lang) -> None:
    """A drop-down of the words of a column, or of the ids that it refers to; other words that are understood may be typed all the same."""
    from openpyxl.worksheet.datavalidation import DataValidation

    choices = KINDS[column.kind].choices
    if choices:
        formula = '"' + ",".join(pair[lang == "zh"] for pair in choices) + '"'
    elif column.refers_to:
        last = min(counts.get(column.refers_to, 0) + SPARE_ROWS, LAST_ROW)
        formula = f"'{BY_KEY[column.refers_to].title(lang)}'!$A$2:$A${last}"
    else:
        return
    validation = DataValidation(type="list", formula1=formula, allow_blank=True, showErrorMessage=False)
    validation.add(where)
    sheet.data_validations.append(validation)


def _heading(sheet: Any, text: str, words: str) -> Any:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    cell = _styled(
        sheet, text, font=Font(bold=True, color="FFFFFF"), fill=PatternFill("solid", fgColor=_HEAD),
        alignment=Alignment(vertical="center", wrap_text=True), border=Border(bottom=Side("thin", color=_EDGE)),
    )  # fmt: skip
    if words:
        cell.comment = Comment(words, "parking-share", width=360, height=40 + 20 * (1 + text_width(words) // 45))
    return cell


def _styled(sheet: Any, value: Any, **styles: Any) -> Any:
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value)
    for name, style in styles.items():
        setattr(cell, name, style)
    return cell


def _cell(sheet: Any, column: Column, value: Any, align: str = "") -> Any:
    """A cell in the format of its column; text stays text."""
    from openpyxl.cell import WriteOnlyCell

    if value is None:
        return None
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        keep_text(cell)
    else:
        cell.number_format = KINDS[column.kind].number_format
    if align:
        from openpyxl.styles import Alignment

        cell.alignment = Alignment(horizontal=align, wrap_text=isinstance(value, str))
    return cell
