"""Tables that a scenario refers to: residents from CSV or Parquet, walks from CSV."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from parking_share.errors import Problem
from parking_share.scenario import LARGEST, Location, Resident, WalkMatrix
from parking_share.wording import Place, dotted, unknown_key

_HOME = {f"home_{key}": key for key in Location.model_fields}
COLUMNS = [key for key in Resident.model_fields if key != "home"] + list(_HOME)
_LISTS = {"needs", "excluded_lots"}
_WHOLE = {"late_arrival_minutes", "early_leave_minutes", "priority"}
_NUMBERS = {"height_m", "max_walk_minutes", "max_monthly_fee", *_HOME}
_WHOLE_NUMBER = re.compile(r"-?\d{1,18}", re.ASCII)
_NUMBER = re.compile(r"-?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d{1,3})?", re.ASCII)

Rows = tuple[list[dict[str, Any]], Callable[[int], Place]]


def read_residents(path: Path, problems: list[Problem]) -> Rows:
    """Residents as plain data, one column a key, and a function from row and key to a place in the file."""
    name = path.name
    if path.suffix.lower() == ".parquet":
        unit, numbered = "row", list(enumerate(_parquet(path, problems), start=1))
    else:
        unit, numbered = "line", list(read_csv(path, COLUMNS, _required(Resident), problems))

    def place_of(index: int) -> Place:
        at = numbered[index][0]

        def place(loc: tuple[str | int, ...]) -> str:
            column = dotted(loc).replace("home.", "home_")
            return f"{name} {unit} {at}" + (f", {column}" if column else "")

        return place

    return [_resident(row) for _, row in numbered], place_of


def _required(model: type[Resident]) -> list[str]:
    return [key for key, field in model.model_fields.items() if field.is_required()]


def _resident(cells: dict[str, Any]) -> dict[str, Any]:
    """One row as the scenario would have it: typed values, a nested home, empty cells left out."""
    row: dict[str, Any] = {}
    home: dict[str, Any] = {}
    for column, cell in cells.items():
        value = _value(column, cell)
        if value is not None:
            if column in _HOME:
                home[_HOME[column]] = value
            else:
                row[column] = value
    if home:
        row["home"] = home
    return row


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


def _parquet(path: Path, problems: list[Problem]) -> Iterator[dict[str, Any]]:
    import pyarrow
    import pyarrow.parquet

    try:
        table = pyarrow.parquet.read_table(path)
    except (pyarrow.ArrowException, OSError) as error:
        problems.append(Problem(path.name, f"cannot be read as Parquet: {str(error).splitlines()[0]}"))
        return
    if _columns_hold(path.name, table.column_names, COLUMNS, _required(Resident), problems):
        yield from table.to_pylist()


def read_csv(path: Path, known: list[str], required: list[str], problems: list[Problem]) -> Iterator[tuple[int, dict[str, Any]]]:
    """(line number, cells by column) of each row that is not blank; UTF-8, a byte-order mark allowed."""
    name = path.name
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.append(Problem(name, f"is not UTF-8 text (byte {error.start + 1}); save it as CSV UTF-8"))
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
                problems.append(Problem(f"{name} line {reader.line_num}", f"has {len(row)} cells where the header has {len(header)}"))
            else:
                yield reader.line_num, dict(zip(header, row, strict=True))
    except csv.Error as error:
        problems.append(Problem(f"{name} line {reader.line_num}", f"is not CSV: {error}"))


def _columns_hold(name: str, header: list[str], known: list[str], required: list[str], problems: list[Problem]) -> bool:
    before = len(problems)
    for column in dict.fromkeys(header):
        if column not in known:
            problems.append(Problem(f"{name}, column '{column}'", unknown_key(column, known)))
        elif header.count(column) > 1:
            problems.append(Problem(f"{name}, column '{column}'", "stands twice; keep one"))
    problems.extend(Problem(name, f"the column '{column}' is required; add it") for column in required if column not in header)
    return len(problems) == before


def read_matrix(path: Path, origins: set[str], lots: set[str], problems: list[Problem]) -> WalkMatrix:
    """Walks that replace computed ones: columns ``from``, ``lot``, ``minutes`` (may be fractional)."""
    columns = ["from", "lot", "minutes"]
    seen: dict[tuple[str, str], int] = {}
    seconds: list[int] = []
    for line, row in read_csv(path, columns, columns, problems):
        place = f"{path.name} line {line}"
        pair = row["from"], row["lot"]
        if pair[0] not in origins:
            problems.append(Problem(f"{place}, from", f"'{pair[0]}' is neither a resident nor a community of the scenario"))
        if pair[1] not in lots:
            problems.append(Problem(f"{place}, lot", f"'{pair[1]}' is no lot of the scenario"))
        if pair in seen:
            problems.append(Problem(place, f"'{pair[0]}' to '{pair[1]}' stands already in line {seen[pair]}; keep one"))
            continue
        seen[pair] = line
        walk = whole_seconds(row["minutes"])
        if walk is None:
            problems.append(Problem(f"{place}, minutes", f"must be a number of at least 0, not '{row['minutes']}'"))
        seconds.append(walk or 0)
    return WalkMatrix([origin for origin, _ in seen], [lot for _, lot in seen], seconds)


def whole_seconds(minutes: str) -> int | None:
    """Decimal minutes as whole seconds, halves up; None where it is no number from 0 to a billion."""
    if not _NUMBER.fullmatch(minutes) or not 0 <= (number := Decimal(minutes)) <= LARGEST:
        return None
    return int((number * 60).to_integral_value(ROUND_HALF_UP))
