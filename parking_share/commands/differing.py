"""What differs in the inputs of two scenarios, on the terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.table import Table

from parking_share.commands.common import escape
from parking_share.commands.terminal import left, plain_table
from parking_share.comparison import InputRow
from parking_share.comparison.inputs import SCENARIO, WITHHELD, as_text
from parking_share.texts import N_, _

NAMED = 3
NOTHING = N_("none")


def inputs_table(rows: Iterable[InputRow]) -> Table:
    """One line a row: what it is about, its key, ``40 -> 20``, and where."""
    table = plain_table(left(_("what differs"), _("base -> variant"), _("where")))
    for column in table.columns:
        column.overflow = "fold"  # ids and hours are told whole
    table.columns[0].no_wrap = True
    for row in rows:
        part = () if row.part == SCENARIO else (row.part,)
        table.add_row(" ".join((*part, row.key)), escape(_values(row)), escape(_where(row)))
    return table


def _values(row: InputRow) -> str:
    if row.presence != "both":
        return _("only in the variant") if row.presence == "added" else _("only in the base")
    if row.told and row.base == []:
        return _("added: %(values)s", values=as_text(row.variant))
    if row.told and row.variant == []:
        return _("gone: %(values)s", values=as_text(row.base))
    if row.told:
        return f"{as_text(row.base, _(NOTHING))} -> {as_text(row.variant, _(NOTHING))}"
    if row.difference is not None:
        return _("%(difference)s each", difference=f"{row.difference:+,.10g}")
    return _("not shown") if row.key in WITHHELD else _("various")


def _where(row: InputRow) -> str:
    """Which they are; of many how many, and the first."""
    if row.number <= NAMED:
        return ", ".join(row.ids)
    counts = {"part": f"{row.number:,}", "all": f"{row.among:,}"}
    return _("%(part)s of %(all)s: %(ids)s, ...", **counts, ids=", ".join(row.ids[:NAMED]))
