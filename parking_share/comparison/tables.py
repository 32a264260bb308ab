"""A comparison as tables for notebooks and spreadsheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import Field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from parking_share.atomic import write_atomically
from parking_share.comparison.groups import GroupRow
from parking_share.comparison.inputs import InputRow, as_text
from parking_share.comparison.levels import LevelRow
from parking_share.comparison.lots import LotRow
from parking_share.comparison.pair import Pair
from parking_share.comparison.people import Person
from parking_share.spreadsheet import to_csv

if TYPE_CHECKING:
    from parking_share.comparison.comparison import Comparison

SIDES = ("base", "variant", "difference")


def frames_of(comparison: Comparison) -> dict[str, pd.DataFrame]:
    """The tables by name.

    ``inputs`` has one row for each key that differs alike in one or many: values as text, ``ids`` joined by ``|``.
    ``levels``, ``communities``, ``priorities``, ``lots`` and ``people`` have one row for each of the comparison; a figure is three
    columns there: ``NAME_base``, ``NAME_variant``, ``NAME_difference`` (variant - base). ``figures`` has one row for each figure of the
    whole: ``figure``, ``base``, ``variant``, ``difference``. Where there is no figure, the cell is empty.
    """
    return {
        "inputs": _inputs(comparison.inputs),
        "levels": _frame(LevelRow, comparison.levels),
        "figures": _figures(comparison),
        "communities": _frame(GroupRow, comparison.communities.rows).rename(columns={"key": "community"}).astype({"community": "str"}),
        "priorities": _frame(GroupRow, comparison.priorities.rows).rename(columns={"key": "priority"}).drop(columns="name"),
        "lots": _frame(LotRow, comparison.lots.rows),
        "people": _frame(Person, comparison.people),
    }


def write_comparison(comparison: Comparison, folder: str | Path) -> list[Path]:
    """Write the tables as inputs.csv, levels.csv and so on; return their paths. As ``frames.write_tables``, which says of what form.

    Raises
    ------
    OSError
        If the folder cannot be made or written.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, frame in frames_of(comparison).items():
        written.append(folder / f"{name}.csv")
        write_atomically(written[-1], to_csv(frame))
    return written


def _inputs(rows: Sequence[InputRow]) -> pd.DataFrame:
    """Values are of many kinds, so that they are text here."""
    texts = {side: [as_text(getattr(row, side)) for row in rows] for side in ("base", "variant")}
    columns = {name: [getattr(row, name) for row in rows] for name in ("part", "key", "presence")} | texts
    return pd.DataFrame(
        {name: pd.Series(values, dtype="str") for name, values in columns.items()}
        | {"told": pd.Series([row.told for row in rows], dtype="boolean")}
        | {"difference": _numbers([row.difference for row in rows], "Float64")}
        | {name: _numbers([getattr(row, name) for row in rows], "Int64") for name in ("number", "among")}
        | {"ids": pd.Series(["|".join(row.ids) for row in rows], dtype="str")}
    )


def _figures(comparison: Comparison) -> pd.DataFrame:
    pairs = {"residents": comparison.residents, "served": comparison.served}
    pairs |= {f"refused: {reason}": pair for reason, pair in comparison.refused.items()}
    pairs |= {f"stays: {name}": pair for name, pair in comparison.stays.items()}
    pairs |= {f"walk_seconds: {name}": pair for name, pair in comparison.walk_seconds.items()}
    columns = {side: _numbers([getattr(pair, side) for pair in pairs.values()], "Int64") for side in SIDES}
    return pd.DataFrame({"figure": pd.Series(list(pairs), dtype="str")} | columns)


def _frame(row: type, rows: Sequence[Any]) -> pd.DataFrame:
    """A column for each field of a kind of rows, three for each pair."""
    columns: dict[str, pd.Series] = {}
    for field in fields(row):
        values = [getattr(each, field.name) for each in rows]
        if field.type == Pair.__name__:  # annotations are text
            kind = "Float64" if field.name.endswith("_hours") else "Int64"
            columns |= {f"{field.name}_{side}": _numbers([getattr(pair, side) for pair in values], kind) for side in SIDES}
        else:
            columns[field.name] = _column(field, values)
    return pd.DataFrame(columns)


def _column(field: Field[Any], values: list[Any]) -> pd.Series:
    if "bool" in field.type:
        return pd.Series(values, dtype="boolean")
    if "int" in field.type or (field.name == "key" and all(isinstance(value, int) for value in values)):
        return _numbers(values, "Int64")
    return pd.Series([value or "" for value in values], dtype="str")


def _numbers(values: list[Any], kind: str) -> pd.Series:
    return pd.Series(values, dtype=kind)
