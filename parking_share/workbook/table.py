"""Sheets recognised, their headings found, their cells read: columns of values, and what is wrong with each cell."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from parking_share.errors import Problem
from parking_share.texts import _
from parking_share.wording import did_you_mean, shown
from parking_share.workbook.columns import BY_KEY, GUIDE, PROBLEMS, SETTING_COLUMNS, SETTINGS, SHEETS, Column, Sheet
from parking_share.workbook.grid import Area, Grid, place
from parking_share.workbook.kinds import CellError, is_blank, read
from parking_share.workbook.text import is_own, label, meant
from parking_share.workbook.units import is_other_unit

FIRST_ROWS = 20
"""The headings are looked for in so many rows that are not blank; a title may stand above them."""

Cell = tuple[str, int, int]
"""Title of a sheet, row, column (from 1)."""


@dataclass
class Findings:
    """Everything that is wrong so far, and where: ``cells`` has the cell of each problem, None where it is of no cell."""

    problems: list[Problem] = field(default_factory=list)
    cells: list[Cell | None] = field(default_factory=list)
    faulty: set[Cell] = field(default_factory=set)

    def add(self, cell: Cell, message: str) -> None:
        """A problem of one cell."""
        self.faulty.add(cell)
        self.problems.append(Problem(place(*cell), message))
        self.cells.append(cell)

    def add_elsewhere(self, where: str, message: str) -> None:
        """A problem of a sheet or a file."""
        self.problems.append(Problem(where, message))
        self.cells.append(None)

    def in_order(self, titles: Sequence[str]) -> tuple[list[Problem], list[Cell | None]]:
        """Problems and their cells: of no cell first, then sheet by sheet, row by row."""
        position = {title: index for index, title in enumerate(titles)}
        order = sorted(range(len(self.cells)), key=lambda at: (position[cell[0]], *cell[1:]) if (cell := self.cells[at]) else (-1,))
        return [self.problems[at] for at in order], [self.cells[at] for at in order]


@dataclass
class Table:
    """A sheet that was recognised: the number of each row, where each column stands, its values, None where a cell is blank or faulty."""

    sheet: Sheet
    title: str
    rows: list[int]
    positions: dict[str, int]
    values: dict[str, list[Any]]

    def cell(self, index: int, key: str) -> Cell:
        """The cell of an entry, or the first of its row where the column is missing."""
        return self.title, self.rows[index], self.positions.get(key, min(self.positions.values(), default=0)) + 1


@cache
def headings(sheet: Sheet) -> dict[str, str]:
    """Key of a column by each heading under which it is understood, as ``label`` makes it."""
    known: dict[str, str] = {}
    for column in sheet.columns:
        for heading in (column.en, column.zh, column.key, column.key.replace(".", "_"), *column.aliases):
            known.setdefault(label(heading), column.key)
    return known


@cache
def _titles() -> dict[str, Sheet]:
    return {label(name): sheet for sheet in SHEETS for name in (sheet.en, sheet.zh, sheet.key.rpartition(".")[2], *sheet.aliases)}


def recognise(grids: Sequence[Grid], findings: Findings) -> dict[str, Grid]:
    """The grid of each sheet, by the sheet's key. What is blank, hidden or marked as the office's own is passed over."""
    found: dict[str, Grid] = {}
    passed_over = {label(name) for names in (GUIDE, PROBLEMS) for name in names.values()}
    for grid in grids:
        sheet = sheet_of(grid)
        is_passed_over = any(is_own(name) or label(name) in passed_over for name in _names(grid))
        if is_passed_over or (sheet is None and (grid.is_hidden or not grid.rows)):
            continue
        if sheet is None:
            known = [name for one in SHEETS for name in (one.en, one.zh)]
            hint = did_you_mean(grid.name, known) or _(
                " (known: %(en)s, or %(zh)s)", en=", ".join(one.en for one in SHEETS), zh="、".join(one.zh for one in SHEETS)
            )
            findings.add_elsewhere(
                grid.title,
                _("is no sheet of a scenario%(hint)s; begin its name with # if it is your own and should not be read", hint=hint),
            )
        elif sheet.key in found:
            findings.add_elsewhere(
                grid.title,
                _("and '%(title)s' are both the sheet %(en)s (%(zh)s); keep one", title=found[sheet.key].title, en=sheet.en, zh=sheet.zh),
            )
        else:
            found[sheet.key] = grid
    for sheet in SHEETS:
        if sheet.is_required and sheet.key not in found:
            findings.add_elsewhere("", _("the sheet %(en)s (%(zh)s) is missing; add it", en=sheet.en, zh=sheet.zh))
    return found


def sheet_of(grid: Grid) -> Sheet | None:
    """The sheet that a name says."""
    return next((sheet for sheet in (meant(name, _titles()) for name in _names(grid)) if sheet is not None), None)


def _names(grid: Grid) -> list[str]:
    """What a sheet may be called; of a CSV file the end of its name is enough: ``my-town-lots.csv``, ``太平街_居民.csv``."""
    names = [grid.name]
    if grid.title != grid.name:
        names += [grid.name.rpartition(sign)[2] for sign in "-_ ." if sign in grid.name]
    return names


def read_table(key: str, grid: Grid, findings: Findings) -> Table | None:
    """The values of a sheet's rows; None where its headings do not let it be read."""
    sheet = BY_KEY[key]
    found = _positions(grid, headings(sheet), [name for column in sheet.columns for name in (column.en, column.zh)], findings)
    if found is None:
        return None
    at, positions = found
    for key, position in positions.items():
        heading = str(grid.rows[at][1][position])
        if is_other_unit(sheet.by_key[key].en, heading):
            message = _(
                "'%(heading)s' is in another unit than '%(en)s' (%(zh)s); convert the numbers and write that heading",
                heading=heading[:80],
                en=sheet.by_key[key].en,
                zh=sheet.by_key[key].zh,
            )
            findings.add((grid.title, grid.rows[at][0], position + 1), message)
    missing = [column for column in map(sheet.by_key.__getitem__, sheet.required()) if column.key not in positions]
    for column in missing:
        findings.add_elsewhere(grid.title, _("the column %(en)s (%(zh)s) is required; add it", en=column.en, zh=column.zh))
    own = _own_columns(grid.rows[at][1])
    body = _filled(grid, at, set(positions.values()), findings)
    body = [(number, cells) for number, cells in body if not all(is_blank(cell) for i, cell in enumerate(cells) if i not in own)]
    table = Table(sheet, grid.title, [number for number, _ in body], positions, {})
    _no_heading(grid, body, at, findings)
    for column_key, position in positions.items():
        cells = [row[position] if position < len(row) else None for _, row in body]
        table.values[column_key] = _column(table, sheet.by_key[column_key], cells, findings)
    return None if missing else table


def _own_columns(header: Sequence[Any]) -> set[int]:
    return {index for index, cell in enumerate(header) if isinstance(cell, str) and is_own(cell)}


def _positions(grid: Grid, known: dict[str, str], offered: list[str], findings: Findings) -> tuple[int, dict[str, int]] | None:
    """Which row holds the headings, and where the column of each key stands; of those ``offered`` the most alike is suggested."""
    counts = [sum(meant(str(cell), known) is not None for cell in cells if not is_blank(cell)) for _, cells in grid.rows[:FIRST_ROWS]]
    best = max(counts, default=0)
    if best == 0:
        example = ", ".join(list(dict.fromkeys(known))[:4])
        findings.add_elsewhere(grid.title, _("has no row of headings, such as %(example)s; take them from a new template", example=example))
        return None
    at = counts.index(best)
    number, header = grid.rows[at]
    positions: dict[str, int] = {}
    for index, cell in enumerate(header):
        if is_blank(cell) or (isinstance(cell, str) and is_own(cell)):
            continue
        key = meant(str(cell), known)
        if key is None:
            hint = did_you_mean(str(cell)[:80], offered)
            message = _(
                "'%(str)s' is no heading of this sheet%(hint)s; begin it with # if the column is your own and should not be read",
                str=str(cell)[:80],
                hint=hint,
            )
            findings.add((grid.title, number, index + 1), message)
        elif key in positions:
            findings.add(
                (grid.title, number, index + 1),
                _(
                    "'%(heading)s' stands twice, first in %(place)s; keep one",
                    heading=str(cell)[:80],
                    place=place(grid.title, number, positions[key] + 1),
                ),
            )
        else:
            positions[key] = index
    return at, positions


def _no_heading(grid: Grid, body: list[tuple[int, tuple[Any, ...]]], at: int, findings: Findings) -> None:
    """A problem of the first cell in each column that has no heading."""
    header = grid.rows[at][1]
    widest = max((len(cells) for _, cells in body), default=0)
    nameless = [index for index in range(widest) if index >= len(header) or is_blank(header[index])]
    for number, cells in body if nameless else ():
        for index in [index for index in nameless if index < len(cells) and not is_blank(cells[index])]:
            nameless.remove(index)
            message = _(
                "stands in a column without a heading; give it one, beginning with # if the column is your own and should not be read"
            )
            findings.add((grid.title, number, index + 1), message)


def _filled(grid: Grid, at: int, used: set[int], findings: Findings) -> list[tuple[int, tuple[Any, ...]]]:
    """The rows below the headings. A cell merged over several rows of one column holds for each of them."""
    below, heading_row = grid.rows[at + 1 :], grid.rows[at][0]
    numbers = [number for number, _ in below]
    for area in grid.merged:
        if area.top <= heading_row or not used & set(range(area.left - 1, area.right)):
            continue
        first, last = bisect_left(numbers, area.top), bisect_right(numbers, area.bottom)
        if area.left != area.right:
            if first < last:
                findings.add(
                    (grid.title, area.top, area.left), _("is merged with cells of other columns; unmerge it and write each cell by itself")
                )
        elif first < last and numbers[first] == area.top:
            _fill(below, first, last, area)
    return below


def _fill(rows: list[tuple[int, tuple[Any, ...]]], first: int, last: int, area: Area) -> None:
    column = area.left - 1
    value = rows[first][1][column] if column < len(rows[first][1]) else None
    for index in range(first + 1, last):
        number, cells = rows[index]
        padded = [*cells, *[None] * (area.left - len(cells))]
        padded[column] = value
        rows[index] = number, tuple(padded)


def _column(table: Table, column: Column, cells: list[Any], findings: Findings) -> list[Any]:
    """The value of each cell; equal cells, which are common, are read once and share one object."""
    known: dict[tuple[type, Any], Any] = {}
    values: list[Any] = []
    for index, cell in enumerate(cells):
        if is_blank(cell):
            values.append(None)
            continue
        found = known.get((type(cell), cell))
        if found is None:
            try:
                found = _read(column, cell)
            except CellError as error:
                found = error
            known[type(cell), cell] = found
        if isinstance(found, CellError):
            findings.add(table.cell(index, column.key), str(found))
            found = None
        values.append(found)
    return values


def _read(column: Column, cell: Any) -> Any:
    """The value of a cell that is not blank. Raises CellError where it does not hold what it should, or that in another unit."""
    if isinstance(cell, str) and column.kind in ("number", "minutes", "whole") and is_other_unit(column.en, cell):
        raise CellError(_("%(cell)s is in another unit than this column; convert the number and leave the unit out", cell=shown(cell)))
    return read(column.kind, cell)


def read_settings(grid: Grid, findings: Findings) -> tuple[dict[str, Any], dict[str, Cell]]:
    """The value of each setting, and its cell: one a row, named in one column, its value in another."""
    known = {label(heading): key for key, names in SETTING_COLUMNS.items() for heading in (*names, key)}
    found = _positions(grid, known, [name for names in SETTING_COLUMNS.values() for name in names], findings)
    values: dict[str, Any] = {}
    cells: dict[str, Cell] = {}
    if found is None:
        return values, cells
    at, positions = found
    if not {"setting", "value"} <= positions.keys():
        findings.add_elsewhere(grid.title, _("needs the columns Setting (设置项) and Value (值); add them"))
        return values, cells
    for number, row in grid.rows[at + 1 :]:
        name, value = (row[positions[key]] if positions[key] < len(row) else None for key in ("setting", "value"))
        named, cell = ((grid.title, number, positions[key] + 1) for key in ("setting", "value"))
        if is_blank(name) and not is_blank(value):
            findings.add(cell, _("is a value without a name of the setting; write it, or begin it with #"))
        if is_blank(name) or (isinstance(name, str) and is_own(name)):
            continue
        key = _setting(str(name), named, cells, findings)
        if key is None:
            continue
        cells[key] = cell
        if not is_blank(value):
            try:
                values[key] = _read(SETTINGS.by_key[key], value)
            except CellError as error:
                findings.add(cell, str(error))
    return values, cells


def _setting(name: str, cell: Cell, known: dict[str, Cell], findings: Findings) -> str | None:
    """The key of the setting that a cell names; None where it names none, or one that is known already."""
    key = meant(name, headings(SETTINGS))
    if key is None:
        hint = did_you_mean(name[:80], [heading for column in SETTINGS.columns for heading in (column.en, column.zh)])
        message = _("'%(str)s' is no setting%(hint)s; begin it with # if it is your own and should not be read", str=name[:80], hint=hint)
        findings.add(cell, message)
        return None
    if key in known:
        findings.add(cell, _("stands twice, first in %(place)s; keep one", place=place(*known[key])))
        return None
    return key
