"""Lots and communities that cells call by their names: the ids of those, where a name is that of one alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from parking_share.workbook.table import Table
from parking_share.workbook.text import plain_letters, trimmed

_REFERENCES = (
    *(("residents", "community", "communities"), ("lots", "serves", "communities"), ("walks", "from", "communities")),
    *(("residents", "current_lot", "lots"), ("residents", "fixed_lot", "lots"), ("residents", "excluded_lots", "lots")),
    *(("lots.closures", "lot", "lots"), ("lots.kinds", "lot", "lots"), ("walks", "lot", "lots")),
)
"""Sheet and column of what refers to entries, and the sheet of these."""


def ids_for_names(tables: Mapping[str, Table]) -> None:
    """Put ids where references have names. What is an id stays; a name of several entries stays, too, and is refused later."""
    residents = set(tables["residents"].values["id"]) if "residents" in tables else set()
    known = {section: unique_names(tables[section]) for section in ("communities", "lots") if section in tables}
    for sheet, column, section in _REFERENCES:
        if sheet not in tables or column not in tables[sheet].values:
            continue
        ids = {name: id_ for name, id_ in known.get(section, {}).items() if column != "from" or name not in residents}
        values = tables[sheet].values[column]
        tables[sheet].values[column] = [_id(value, ids) for value in values] if ids else values


def unique_names(table: Table) -> dict[str, str]:
    """The id of the only entry of each name, written as ids are compared; names that are ids, too, are left out."""
    entries = [(plain_letters(trimmed(name)), id_) for name, id_ in _named(table)]
    counts = Counter(name for name, _id in entries)
    taken = set(table.values["id"])
    return {name: id_ for name, id_ in entries if id_ is not None and counts[name] == 1 and name not in taken}


def ids_named(table: Table, name: str) -> list[str]:
    """The ids of all entries of a name."""
    return [id_ for each, id_ in _named(table) if id_ is not None and plain_letters(trimmed(each)) == name]


def _named(table: Table) -> list[tuple[str, str | None]]:
    """Name and id of the entries that have a name."""
    return [(name, id_) for name, id_ in zip(table.values.get("name", []), table.values["id"], strict=False) if name and trimmed(name)]


def _id(value: Any, ids: dict[str, str]) -> Any:
    return [ids.get(each, each) for each in value] if isinstance(value, list) else ids.get(value, value)
