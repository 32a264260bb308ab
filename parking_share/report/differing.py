"""What differs in the inputs of two scenarios, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

from parking_share.comparison import InputRow
from parking_share.comparison.inputs import WITHHELD, as_text
from parking_share.report.comparedcharts import Places
from parking_share.report.keys import item_name, key_name, named, part_name
from parking_share.report.language import N_, Language

NAMED = 5
BLANK = "–"


def input_cells(language: Language, rows: Iterable[InputRow], places: Places) -> tuple[tuple[str, ...], ...]:
    """One row of a table each: what it is about, base, variant, difference, where."""
    names = {"communities": places.home_names, "lots": places.lot_names}
    return tuple((_what(language, row), *_values(language, row), _where(language, row, names.get(row.part, {}))) for row in rows)


def _what(language: Language, row: InputRow) -> str:
    if row.presence == "both":
        return key_name(language, row.part, row.key)
    where = {"added": N_("only in the variant"), "removed": N_("only in the base")}[row.presence]
    return named(language, part_name(language, row.part), language.gettext(where))


def _values(language: Language, row: InputRow) -> tuple[str, str, str]:
    _ = language.gettext
    difference = "" if row.difference is None else language.signed(row.difference, _exact)
    if row.presence != "both":
        there = language.number(row.number)
        return (there, "", "") if row.presence == "removed" else ("", there, "")
    if row.told:
        return _value(language, row.base), _value(language, row.variant), difference
    various = _("not shown") if row.key in WITHHELD else _("various")
    return various, various, difference


def _value(language: Language, value: object) -> str:
    """A list that has nothing more than the other is not none."""
    return as_text(value, BLANK if isinstance(value, list) else language.gettext("none"), partial(item_name, language))


def _exact(value: float) -> str:
    """A number with all its decimals: minutes of a walk limit, or degrees."""
    return f"{value:,.10g}"


def _where(language: Language, row: InputRow, names: Mapping[str, str]) -> str:
    """Which they are; of many how many, and the first."""
    _ = language.gettext
    first = _(", ").join(names.get(id_, id_) for id_ in row.ids[:NAMED])
    if row.number <= NAMED:
        return first
    return _("%(n)s of %(all)s: %(first)s, …") % {"n": language.number(row.number), "all": language.number(row.among), "first": first}
