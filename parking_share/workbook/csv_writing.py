"""A scenario as CSV files, one a sheet, which ``reading.read_workbook`` reads back as the same scenario."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd

from parking_share.atomic import write_atomically
from parking_share.catalogue import Lang
from parking_share.scenario import Scenario
from parking_share.spreadsheet import FORMULA_STARTS, to_csv
from parking_share.workbook.columns import SHEETS, Column
from parking_share.workbook.rows import cells, columns_of, entries, setting_cells, setting_headings
from parking_share.workbook.text import quoted

_NUMBERS: dict[str, Any] = {"whole": "Int64", "minutes": "Int64", "number": "Float64"}


def csv_names(lang: Lang) -> list[str]:
    """Names of the files."""
    return [f"{sheet.title(lang)}.csv" for sheet in SHEETS]


def write_csv_files(scenario: Scenario, folder: str | Path, lang: Lang = "en") -> list[Path]:
    """Write a scenario as a folder of CSV files that Excel opens, UTF-8 with byte-order mark; returns what was written.

    Raises
    ------
    OSError
        If the folder cannot be made or a file not be written.
    """
    folder, parts = Path(folder), entries(scenario)
    folder.mkdir(exist_ok=True)
    written = [folder / name for name in csv_names(lang)]
    for sheet, path in zip(SHEETS, written, strict=True):
        rows = parts[sheet.key]
        if sheet.key == "settings":
            table = pd.DataFrame([map(_text, row) for _, row in setting_cells(rows[0], lang)], columns=setting_headings(lang), dtype="str")
        else:
            columns = columns_of(sheet, rows, scenario.crs)
            values = list(cells(columns, rows, lang))
            table = pd.DataFrame({column.heading(lang): _column(column, [row[at] for row in values]) for at, column in enumerate(columns)})
        write_atomically(path, to_csv(table))
    return written


def _column(column: Column, values: list[Any]) -> Any:
    """The cells of a column: numbers stay numbers, of which nothing is a formula."""
    if column.kind in _NUMBERS:
        return pd.array([None if value is None else float(value) for value in values], dtype=_NUMBERS[column.kind])
    return pd.array([_text(value) for value in values], dtype="str")


def _text(cell: Any) -> str:
    """A cell as text; what a spreadsheet would run is in quotes that the reader knows."""
    if cell is None:
        return ""
    if isinstance(cell, dt.datetime):
        return cell.isoformat(" ", "seconds" if cell.second else "minutes")
    if isinstance(cell, str):
        return quoted(cell) if cell.startswith(FORMULA_STARTS) else cell
    return str(cell)
