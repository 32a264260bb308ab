"""Tables that a scenario refers to: residents from CSV or Parquet, walks from CSV."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any, overload

from parking_share.errors import Problem
from parking_share.scenario import LARGEST, Location, Resident, WalkMatrix
from parking_share.texts import N_, _
from parking_share.wording import NO_SUCH, Place, dotted, unknown_key

_HOME = {f"home_{key}": key for key in Location.model_fields}
COLUMNS = [key for key in Resident.model_fields if key != "home"] + list(_HOME)
_LISTS = {"needs", "excluded_lots"}
_WHOLE = {"late_arrival_minutes", "early_leave_minutes", "priority"}
_NUMBERS = {"height_m", "max_walk_minutes", "max_monthly_fee", *_HOME}
_WHOLE_NUMBER = re.compile(r"-?\d{1,18}", re.ASCII)
_NUMBER = re.compile(r"-?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d{1,3})?", re.ASCII)


class ResidentTable(Sequence[dict[str, Any]]):
    """Residents in columns, seen as rows of plain data that are made only while they are looked at.

    A row is what the scenario would hold: typed values, a nested home, empty cells left out.
    """

    def __init__(self, columns: dict[str, list[Any]]) -> None:
        self._len = len(next(iter(columns.values()), []))
        values = {key: _values(key, cells) for key, cells in columns.items()}
        self._columns = {key: cells for key, cells in values.items() if key not in _HOME}
        self._homes = {_HOME[key]: cells for key, cells in values.items() if key in _HOME}

    def __len__(self) -> int:
        return self._len

    @overload
    def __getitem__(self, at: int) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, at: slice) -> list[dict[str, Any]]: ...
    def __getitem__(self, at: int | slice) -> dict[str, Any] | list[dict[str, Any]]:
        if isinstance(at, int):
            at = range(self._len)[at]
            return self[at : at + 1][0]
        if not self._homes:
            return _filled(self._columns, at)
        homes = [home or None for home in _filled(self._homes, at)]
        return _filled({key: cells[at] for key, cells in self._columns.items()} | {"home": homes})


def _filled(columns: dict[str, list[Any]], at: slice = slice(None)) -> list[dict[str, Any]]:
    """Some rows of columns, of each row the cells that are not empty."""
    rows = zip(*(cells[at] for cells in columns.values()), strict=True)
    return [{key: cell for key, cell in zip(columns, row, strict=True) if cell is not None} for row in rows]


def read_residents(path: Path, problems: list[Problem]) -> tuple[ResidentTable, Callable[[int], Place]]:
    """Residents as plain data, one column a key, and a function from row and key to a place in the file."""
    name = path.name
    numbers: Sequence[int]
    if path.suffix.lower() == ".parquet":
        unit, columns = N_("%(name)s row %(number)s"), _parquet(path, problems)
        numbers = range(1, len(next(iter(columns.values()), [])) + 1)
    else:
        unit, numbered = N_("%(name)s line %(number)s"), list(read_csv(path, COLUMNS, _required(Resident), problems))
        numbers = [at for at, _ in numbered]
        columns = {key: [row[key] for _, row in numbered] for key in (numbered[0][1] if numbered else ())}

    def place_of(index: int) -> Place:
        def place(loc: tuple[str | int, ...]) -> str:
            column = dotted(loc).replace("home.", "home_")
            at = _(unit, name=name, number=numbers[index])
            return f"{at}, {column}" if column else at

        return place

    return ResidentTable(columns), place_of


def _in_line(path: Path, line: int, column: str = "") -> str:
    at = _("%(name)s line %(number)s", name=path.name, number=line)
    return f"{at}, {column}" if column else at


def _required(model: type[Resident]) -> list[str]:
    return [key for key, field in model.model_fields.items() if field.is_required()]


def _values(column: str, cells: list[Any]) -> list[Any]:
    """A column's values; equal cells, which are common, are converted once and share one object."""
    if column in ("id", "plate") and {type(cell) for cell in cells} <= {str, type(None)}:  # everybody's own
        return [cell or None for cell in cells]
    try:
        value = {cell: _value(column, cell) for cell in set(cells)}
    except TypeError:  # cells that are lists
        return [_value(column, cell) for cell in cells]
    return [value[cell] for cell in cells]


def _value(column: str, cell: Any) -> Any:
    """A cell's value; what does not convert stays as it is, for the model to refuse in its own words."""
    if cell is None or cell == "" or cell != cell:
        return None
    if column in _LISTS:
        return cell.split("|") if isinstance(cell, str) else cell
    if column in _WHOLE:
        if isinstance(cell, str):
            return int(cell) if _WHOLE_NUMBER.fullmatch(cell) else cell
        return int(cell) if isinstance(cell, float) and cell.is_integer() else cell
    if column in _NUMBERS:
        return float(cell) if isinstance(cell, str) and _NUMBER.fullmatch(cell) else cell
    if isinstance(cell, dt.datetime):
        return cell.replace(microsecond=0).isoformat()
    if isinstance(cell, int) and not isinstance(cell, bool):
        return str(cell)
    return cell


def _parquet(path: Path, problems: list[Problem]) -> dict[str, list[Any]]:
    """The columns of a Parquet file, read one by one to hold little of it twice; none where it cannot be used."""
    import pyarrow
    import pyarrow.parquet

    columns: dict[str, list[Any]] = {}
    before = len(problems)
    try:
        with pyarrow.parquet.ParquetFile(path) as file:
            names = file.schema_arrow.names
            if _columns_hold(path.name, names, COLUMNS, _required(Resident), problems):
                columns = {key: _cells(path.name, key, file.read(columns=[key]).column(0), problems) for key in names}
    except (pyarrow.ArrowException, OSError) as error:
        problems.append(Problem(path.name, _("cannot be read as Parquet: %(what)s", what=str(error).splitlines()[0])))
    return columns if len(problems) == before else {}


def _cells(name: str, key: str, column: Any, problems: list[Problem]) -> list[Any]:
    try:
        cells: list[Any] = column.to_pylist()
    except UnicodeDecodeError:
        problems.append(
            Problem(
                _("%(name)s, column '%(column)s'", name=name, column=key),
                _("holds text that is not UTF-8; write the file again with its text as UTF-8"),
            )
        )
        return []
    return cells


def read_csv(path: Path, known: list[str], required: list[str], problems: list[Problem]) -> Iterator[tuple[int, dict[str, Any]]]:
    """(line number, cells by column) of each row that is not blank; UTF-8, a byte-order mark allowed."""
    name = path.name
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.append(Problem(name, _("is not UTF-8 text (byte %(byte)s); save it as CSV UTF-8", byte=error.start + 1)))
        return
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        if not _columns_hold(name, header, known, required, problems):
            return
        for row in reader:
            if not any(row):
                continue
            if len(row) != len(header):
                problems.append(
                    Problem(
                        _in_line(path, reader.line_num),
                        _("has %(cells)s cells where the header has %(all)s", cells=len(row), all=len(header)),
                    )
                )
            else:
                yield reader.line_num, dict(zip(header, row, strict=True))
    except csv.Error as error:
        problems.append(Problem(_in_line(path, reader.line_num), _("is not CSV: %(what)s", what=error)))


def _columns_hold(name: str, header: list[str], known: list[str], required: list[str], problems: list[Problem]) -> bool:
    before = len(problems)
    for column in dict.fromkeys(header):
        if column not in known:
            problems.append(Problem(_("%(name)s, column '%(column)s'", name=name, column=column), unknown_key(column, known)))
        elif header.count(column) > 1:
            problems.append(Problem(_("%(name)s, column '%(column)s'", name=name, column=column), _("stands twice; keep one")))
    problems.extend(
        Problem(name, _("the column '%(column)s' is required; add it", column=column)) for column in required if column not in header
    )
    return len(problems) == before


def read_matrix(path: Path, origins: set[str], lots: set[str], problems: list[Problem]) -> WalkMatrix:
    """Walks that replace computed ones: columns ``from``, ``lot``, ``minutes`` (may be fractional)."""
    columns = ["from", "lot", "minutes"]
    found: list[tuple[int, str, str]] = []
    rows = read_csv(path, columns, columns, problems)
    matrix = walk_matrix(rows, origins, lots, found, lambda line: _("line %(line)s", line=line))
    problems.extend(Problem(_in_line(path, line, key), message) for line, key, message in found)
    return matrix


def walk_matrix(
    rows: Iterable[tuple[int, dict[str, Any]]],
    origins: set[str],
    lots: set[str],
    problems: list[tuple[int, str, str]],
    name_of: Callable[[int], str],
) -> WalkMatrix:
    """Walks of numbered rows, each with texts for ``from``, ``lot`` and ``minutes``.

    Each problem is added with the number of its row, its column (empty: the whole row) and what is wrong; ``name_of`` names a row in it.
    """
    seen: dict[tuple[str, str], int] = {}
    seconds: list[int] = []
    for number, row in rows:
        pair = row["from"], row["lot"]
        if pair[0] not in origins:
            problems.append((number, "from", _("'%(id)s' is neither a resident nor a community of the scenario", id=pair[0])))
        if pair[1] not in lots:
            problems.append((number, "lot", _(NO_SUCH["lot"], id=pair[1])))
        if pair in seen:
            where = name_of(seen[pair])
            told = _("'%(origin)s' to '%(lot)s' stands already in %(place)s; keep one", origin=pair[0], lot=pair[1], place=where)
            problems.append((number, "", told))
            continue
        seen[pair] = number
        walk = whole_seconds(row["minutes"])
        if walk is None:
            problems.append((number, "minutes", _("must be a number of at least 0, not '%(minutes)s'", minutes=row["minutes"])))
        seconds.append(walk or 0)
    return WalkMatrix([origin for origin, _ in seen], [lot for _, lot in seen], seconds)


def whole_seconds(minutes: str) -> int | None:
    """Decimal minutes as whole seconds, halves up; None where it is no number from 0 to a billion."""
    if not _NUMBER.fullmatch(minutes) or not 0 <= (number := Decimal(minutes)) <= LARGEST:
        return None
    return int((number * 60).to_integral_value(ROUND_HALF_UP))
