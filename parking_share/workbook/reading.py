"""From a workbook, or CSV files, to a validated scenario: everything that is wrong is found in one pass, and told with its cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from parking_share.errors import InputError, Problem
from parking_share.memory import collector_paused
from parking_share.reading import scenario_from_dict
from parking_share.scenario import FORMAT, Scenario, WalkMatrix
from parking_share.tables import walk_matrix
from parking_share.texts import _
from parking_share.workbook.cells import read_sheets
from parking_share.workbook.columns import SHEETS
from parking_share.workbook.csv_files import ENDINGS, read_csv_files
from parking_share.workbook.grid import Grid, place
from parking_share.workbook.naming import ids_for_names
from parking_share.workbook.places import Places, no_such
from parking_share.workbook.table import Cell, Findings, Table, read_settings, read_table, recognise

MATRIX = "walks.csv"
"""Name under which a scenario refers to the walks of its workbook; written with the scenario."""


class WorkbookError(InputError):
    """A workbook has problems; ``grids`` are its sheets and ``cells`` the cell of each problem, for a marked copy."""

    def __init__(self, problems: Sequence[Problem], cells: Sequence[Cell | None], grids: Sequence[Grid]) -> None:
        super().__init__(problems)
        self.cells, self.grids = tuple(cells), tuple(grids)


@dataclass
class _Sheets:
    """What the sheets say, before it is judged."""

    tables: dict[str, Table] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    setting_cells: dict[str, Cell] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)


def read_workbook(paths: str | Path | Sequence[str | Path]) -> Scenario:
    """Read a scenario from an Excel workbook (.xlsx, .xlsm), a folder of CSV files, or several CSV files.

    Parameters
    ----------
    paths
        The workbook, the folder, or the CSV files, one a sheet.

    Raises
    ------
    InputError
        With every problem found, each with its sheet and cell: what is wrong, the way out. Where the file itself could be read it
        is a ``WorkbookError``, of which ``marking.marked_copy`` makes a copy with the cells marked.
    """
    files = files_of(paths)
    try:
        grids = read_csv_files(files) if files[0].suffix.lower() in ENDINGS else read_sheets(files[0])
    except OSError as error:
        raise InputError(
            [Problem(str(error.filename or files[0]), _("cannot be read (%(strerror)s); check the name", strerror=error.strerror))]
        ) from None
    return scenario_of(grids)


def files_of(paths: str | Path | Sequence[str | Path]) -> list[Path]:
    """The files that are meant: one workbook, or CSV files. Raises InputError where it is a mixture or nothing."""
    given = [Path(paths)] if isinstance(paths, str | Path) else [Path(path) for path in paths]
    if len(given) == 1 and given[0].is_dir():
        files = sorted(path for path in given[0].iterdir() if path.suffix.lower() in ENDINGS and not path.name.startswith((".", "~")))
        if not files:
            raise InputError([Problem(str(given[0]), _("has no CSV files; put one a sheet into it, such as residents.csv and lots.csv"))])
        given = files
    problems = [Problem(str(path), _("is a pipe or a device, not a file")) for path in given if path.exists() and not _can_be_read(path)]
    if len(given) != 1 and any(path.suffix.lower() not in ENDINGS for path in given):
        problems.append(Problem("", _("give one workbook, or one folder of CSV files, or several CSV files")))
    if problems or not given:
        raise InputError(problems)
    return given


def _can_be_read(path: Path) -> bool:
    """Whether it is a file, or a folder, of which reading says so itself: reading a pipe could keep us waiting for ever."""
    return path.is_file() or path.is_dir()


@collector_paused()
def scenario_of(grids: Sequence[Grid]) -> Scenario:
    """The scenario that sheets say. Raises WorkbookError with every problem."""
    findings = Findings()
    sheets = _read(recognise(grids, findings), findings)
    data, places = _data(sheets, findings)
    scenario = None
    try:
        scenario = scenario_from_dict(data)
    except InputError as error:
        _translate(error.problems, places, sheets, findings)
    matrix = _walks(sheets, data, findings)
    if findings.problems or scenario is None:
        problems, cells = findings.in_order([grid.title for grid in grids])
        raise WorkbookError(problems, cells, grids)
    if matrix is not None:
        walking = scenario.walking.model_copy(update={"matrix": MATRIX})
        scenario = scenario.model_copy(update={"walking": walking})
        scenario._walk_matrix = matrix
    return scenario


def _read(found: dict[str, Grid], findings: Findings) -> _Sheets:
    sheets = _Sheets()
    for key, grid in found.items():
        if key == "settings":
            sheets.settings, sheets.setting_cells = read_settings(grid, findings)
            sheets.broken |= set() if sheets.setting_cells else {key}
            continue
        table = read_table(key, grid, findings)
        if table is None:
            sheets.broken.add(key)
        else:
            sheets.tables[key] = table
    ids_for_names(sheets.tables)
    sheets.broken |= {sheet.key for sheet in SHEETS if sheet.is_required and sheet.key not in found}
    return sheets


def _data(sheets: _Sheets, findings: Findings) -> tuple[dict[str, Any], Places]:
    """A scenario as plain data, and where each of its values stands."""
    places = Places(sheets.tables, sheets.setting_cells)
    data: dict[str, Any] = {"format": FORMAT, "communities": [], "lots": [], "residents": []}
    for key, value in sheets.settings.items():
        _put(data, key, value)
    for key in ("communities", "lots", "residents"):
        if key in sheets.tables:
            data[key] = list(_entries(sheets.tables[key]))
    _put_lists_of_lots(data, sheets, places, findings)
    if "calendar" in sheets.tables:
        table = sheets.tables["calendar"]
        for index, (date, day_class) in enumerate(zip(table.values["date"], table.values["class"], strict=True)):
            if date is None or day_class is None:
                _required(table, index, ("date", "class"), findings)
            else:
                name = "workdays" if day_class == "workday" else "holidays"
                dates = data.setdefault("calendar", {}).setdefault(name, [])
                places.dates[name, len(dates)] = index
                dates.append(date)
    return data, places


def _put(data: dict[str, Any], key: str, value: Any) -> None:
    """Set what a dotted key leads to."""
    *outer, last = key.split(".")
    for part in outer:
        data = data.setdefault(part, {})
    data[last] = value


def _entries(table: Table, leave_out: str = "") -> Iterator[dict[str, Any]]:
    """Each row as an entry of plain data, blank cells left out."""
    columns = [(key.split("."), values) for key, values in table.values.items() if key != leave_out]
    for index in range(len(table.rows)):
        entry: dict[str, Any] = {}
        for path, values in columns:
            value = values[index]
            if value is not None:
                if len(path) == 1:
                    entry[path[0]] = value
                else:
                    entry.setdefault(path[0], {})[path[1]] = value
        yield entry


def _put_lists_of_lots(data: dict[str, Any], sheets: _Sheets, places: Places, findings: Findings) -> None:
    """Closures and kinds go to their lots, each to the first of that id."""
    first = {lot["id"]: index for index, lot in reversed(list(enumerate(data["lots"]))) if isinstance(lot.get("id"), str)}
    for key in ("lots.closures", "lots.kinds"):
        table = sheets.tables.get(key)
        name = key.rpartition(".")[2]
        for index, entry in enumerate(_entries(table, leave_out="lot") if table else ()):
            lot = table.values["lot"][index] if table else None
            if lot in first:
                entries = data["lots"][first[lot]].setdefault(name, [])
                places.inner[first[lot], name, len(entries)] = index
                entries.append(entry)
            elif table and table.cell(index, "lot") not in findings.faulty and "lots" not in sheets.broken:
                findings.add(table.cell(index, "lot"), _("is required; add it") if lot is None else places.no_such("lots", lot))


def _required(table: Table, index: int, keys: tuple[str, ...], findings: Findings) -> None:
    """Problems of the cells of a row that are blank and must not be."""
    for key in keys:
        if table.values[key][index] is None and table.cell(index, key) not in findings.faulty:
            findings.add(table.cell(index, key), _("is required; add it"))


def _translate(problems: Sequence[Problem], places: Places, sheets: _Sheets, findings: Findings) -> None:
    """Problems of the scenario as problems of cells; what was told of a cell, or follows from a missing sheet, is not told again."""
    names = {"lots": "lot", "communities": "community"}
    told = frozenset(findings.faulty)
    follows = [no_such(name) for key, name in names.items() if key in sheets.broken]
    for problem in problems:
        cell, where = places.cell_of(problem)
        message = places.in_words(problem.message)
        if any(each.fullmatch(problem.message) for each in follows) or (cell is None and where and "settings" in sheets.broken):
            continue
        if cell is None:
            findings.add_elsewhere(where, message)
        elif where:  # of a column that is not there; the cell is only the nearest
            findings.add(cell, ": ".join((where, message)))
        elif cell not in told:
            findings.add(cell, message)


def _walks(sheets: _Sheets, data: dict[str, Any], findings: Findings) -> WalkMatrix | None:
    """The walks of their sheet, checked; None where there is no such sheet."""
    table = sheets.tables.get("walks")
    if table is None or not table.rows:
        return None
    ids = {key: {entry.get("id") for entry in data[key]} for key in ("residents", "communities", "lots")}
    rows = []
    for index, row in enumerate(_entries(table)):
        if len(row) < 3:
            _required(table, index, ("from", "lot", "minutes"), findings)
        else:
            rows.append((index, {key: value if isinstance(value, str) else repr(value) for key, value in row.items()}))
    problems: list[tuple[int, str, str]] = []
    origins, name_of = ids["residents"] | ids["communities"], lambda index: place(*table.cell(index, "from"))
    matrix = walk_matrix(rows, origins, ids["lots"], problems, name_of)
    for index, key, message in problems:
        if not (sheets.broken and key in ("from", "lot")):
            findings.add(table.cell(index, key or "from"), message)
    return matrix
