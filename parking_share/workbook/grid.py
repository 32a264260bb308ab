"""A sheet as rows of cells, whatever file it was in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from parking_share.errors import InputError, Problem
from parking_share.texts import _


@dataclass(frozen=True)
class Area:
    """A merged range: rows and columns from 1, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Grid:
    """A sheet.

    Parameters
    ----------
    title
        Its name as the user knows it: of the sheet, or of the CSV file.
    name
        What says which sheet it is: the same, or the CSV file's name without ending.
    rows
        Number of each row that is not blank, from 1, and its cells from the first column on.
    is_hidden
        Whether the workbook hides it.
    """

    title: str
    name: str
    rows: list[tuple[int, tuple[Any, ...]]]
    merged: tuple[Area, ...] = field(default=())
    is_hidden: bool = False


MOST_CELLS = 30_000_000
"""Of all sheets together, up to the last in each row: as many rows as Excel has, of 28 columns each."""


@dataclass
class CellCount:
    """The cells of a workbook, or of several files, as they are read."""

    total: int = 0

    def add(self, title: str, number: int) -> None:
        """So many more, of a sheet. Raises InputError where they are too many."""
        self.total += number
        if self.total > MOST_CELLS:
            message = _(
                "here the sheets have more than %(most_cells)s cells up to the last in each row; copy those with data to new sheets",
                most_cells=f"{MOST_CELLS:,}",
            )
            raise InputError([Problem(title, message)])


def letters(column: int) -> str:
    """The letters of a column, from 1: A, B, ... Z, AA."""
    name = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def column_number(name: str) -> int:
    """The column, from 1, of its letters."""
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return number


def place(title: str, row: int, column: int) -> str:
    """A cell as people point at it: ``Residents!G17``, ``'My lots'!A2``."""
    shown = title if title.replace(".", "").replace("_", "").isalnum() else "'" + title.replace("'", "''") + "'"
    return f"{shown}!{letters(column)}{row}"
