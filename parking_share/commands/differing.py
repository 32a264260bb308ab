"""What differs in the inputs of two scenarios, on the terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.table import Table

from parking_share.commands.common import escape
from parking_share.commands.terminal import plain_table
from parking_share.comparison import InputRow
from parking_share.comparison.inputs import SCENARIO, WITHHELD, as_text

NAMED = 3
NOTHING = "none"


def inputs_table(rows: Iterable[InputRow]) -> Table:
    """One line a row: what it is about, its key, ``40 -> 20``, and where."""
    table = plain_table({"what differs": "left", "base -> variant": "left", "where": "left"})
    for column in table.columns:
        column.overflow = "fold"  # ids and hours are told whole
    table.columns[0].no_wrap = True
    for row in rows:
        part = () if row.part == SCENARIO else (row.part,)
        table.add_row(" ".join((*part, row.key)), escape(_values(row)), escape(_where(row)))
    return table


def _values(row: InputRow) -> str:
    if row.presence != "both":
        return {"added": "only in the variant", "removed": "only in the base"}[row.presence]
    if row.told and row.base == []:
        return f"added: {as_text(row.variant)}"
    if row.told and row.variant == []:
        return f"gone: {as_text(row.base)}"
    if row.told:
        return f"{as_text(row.base, NOTHING)} -> {as_text(row.variant, NOTHING)}"
    if row.difference is not None:
        return f"{row.difference:+,.10g} each"
    return "not shown" if row.key in WITHHELD else "various"


def _where(row: InputRow) -> str:
    """Which they are; of many how many, and the first."""
    if row.number <= NAMED:
        return ", ".join(row.ids)
    return f"{row.number:,} of {row.among:,}: {', '.join(row.ids[:NAMED])}, ..."
