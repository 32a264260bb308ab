"""A comparison on the terminal: inputs, levels, residents, walks, then what differs by community, priority, lot and person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.table import Table

from parking_share.catalogue import REASONS
from parking_share.commands.common import CleanConsole, escape, remark
from parking_share.commands.differing import inputs_table
from parking_share.commands.terminal import Column, changes_in_words, clock, left, plain_table, right
from parking_share.comparison import PERSON_CHANGES, UNLIKE, Comparison, GroupRow, LevelRow, LotRow, Pair, Person, Side
from parking_share.comparison.pair import most
from parking_share.texts import N_, _

SHOWN_ROWS = 20
BLANK = "–"
CHANGE = "+/-"
_PAIR = (N_("base"), N_("variant"), N_("difference"))


def print_comparison(console: CleanConsole, comparison: Comparison, schedule_files: Sequence[Path]) -> None:
    """Print what a planner wants to know; tables have at most 20 rows and say how many more there are."""
    for role, side, file in zip(_PAIR, (comparison.base, comparison.variant), schedule_files, strict=False):
        console.print(_side(role, side, file))
    for what in comparison.unlike:
        remark(console, _("note"), _(UNLIKE[what]))
    console.print(_verdict(comparison), style="bold")
    console.print(_("All differences are variant - base; rows in which nothing differs are left out.") + "\n")
    if comparison.inputs:
        _print(console, inputs_table(most(comparison.inputs, SHOWN_ROWS)), _("inputs"), len(comparison.inputs))
    console.print(_levels(comparison.levels))
    console.print(_figures(comparison))
    communities, priorities, lots = comparison.communities, comparison.priorities, comparison.lots
    _print(console, _groups(_("community"), communities.most(SHOWN_ROWS)), _("communities"), len(communities.rows), communities.unchanged)
    _print(console, _groups(_("priority"), priorities.most(SHOWN_ROWS)), _("priorities"), len(priorities.rows), priorities.unchanged)
    _print(console, _lots(lots.most(SHOWN_ROWS)), _("lots"), len(lots.rows), lots.unchanged)
    console.print(_people_counted(comparison))
    if comparison.people:
        _print(console, _people(comparison.people[:SHOWN_ROWS]), _("residents"), len(comparison.people))


def _side(role: str, side: Side, file: Path) -> str:
    return f"{_(role):<8} {side.name or side.scenario} ({file.name}: {_(side.method)}, {_(side.status)})"


def _verdict(comparison: Comparison) -> str:
    """Which of the two is better by the order of their levels."""
    if comparison.verdict == "unlike":
        return _("Which one is better is not said: their levels are not the same.")
    for row in comparison.levels:
        if row.objective == comparison.decisive:
            values = {"level": _(row.objective), "base": figure(row.value.base), "variant": figure(row.value.variant)}
            if row.effect == "better":
                return _("The variant is better: %(level)s %(base)s -> %(variant)s decides.", **values)
            return _("The variant is worse: %(level)s %(base)s -> %(variant)s decides.", **values)
    return _("Nothing differs.") if comparison.is_empty else _("No level differs.")


def _levels(rows: Sequence[LevelRow]) -> Table:
    table = plain_table([*left(_("level"), _("better")), *_pair_columns(), *left(_("variant is"), _("proved"))])
    for row in rows:
        table.add_row(_(row.objective), _(row.better), *_cells(row.value), _(row.effect) if row.effect else BLANK, _proved(row))
        if row.bound.base not in (None, row.value.base) or row.bound.variant not in (None, row.value.variant):
            table.add_row("  " + _("bound"), "", *_cells(row.bound))
    return table


def _proved(row: LevelRow) -> str:
    """Of which of the two the level is proved optimal."""
    sides = [name for name, is_proved in (("base", row.base_proved), ("variant", row.variant_proved)) if is_proved]
    return _("both") if len(sides) == 2 else " ".join(_(side) for side in sides) or _("neither")


def _figures(comparison: Comparison) -> Table:
    table = plain_table([*left(""), *_pair_columns()])
    for name, pair in {_("residents"): comparison.residents, _("served"): comparison.served}.items():
        table.add_row(name, *_cells(pair))
    for reason, pair in comparison.refused.items():
        if pair.base or pair.variant:
            table.add_row(_("refused: %(reason)s", reason=_(REASONS[reason])), *_cells(pair))
    for name, words in {"held": _("stays held"), "excused": _("stays excused, the lot being closed")}.items():
        if comparison.stays["excused"].base or comparison.stays["excused"].variant:
            table.add_row(words, *_cells(comparison.stays[name]))
    walks = {
        "mean": _("walk on average (min:s)"),
        "percentile_90": _("walk for 90 %, at most (min:s)"),
        "longest": _("walk at most (min:s)"),
    }
    for name, words in walks.items():
        table.add_row(words, *_cells(comparison.walk_seconds[name], lambda seconds: clock(int(seconds))))
    return table


def _groups(title: str, rows: Sequence[GroupRow[str]] | Sequence[GroupRow[int]]) -> Table:
    table = plain_table([*left(title), *right(_("residents"), _("served"), CHANGE, _("gained"), _("lost"))])
    for row in rows:
        name = f"{row.key} {row.name}".rstrip()
        counts = (_both(row.residents), _both(row.served), signed(row.served.difference))
        table.add_row(escape(name), *counts, f"{row.gained:,}", f"{row.lost:,}")
    return table


def _lots(rows: Sequence[LotRow]) -> Table:
    numbers = right(_("spaces"), _("placed"), CHANGE, _("fullest"), _("left"), _("used h"), CHANGE)
    table = plain_table([*left(_("lot"), ""), *numbers])
    for row in rows:
        fullest = " -> ".join(
            BLANK if present is None else f"{present:,.0f}/{shareable:,.0f}"
            for present, shareable in (
                (row.fullest_present.base, row.fullest_shareable.base),
                (row.fullest_present.variant, row.fullest_shareable.variant),
            )
        )
        residents = (_both(row.residents), signed(row.residents.difference))
        hours = (_both(row.used_hours), signed(row.used_hours.difference))
        presence = "" if row.presence == "both" else _(row.presence)
        name = f"{row.lot} {row.name}".rstrip()
        table.add_row(escape(name), presence, _both(row.spaces), *residents, fullest, _both(row.least_left), *hours)
    return table


def _people_counted(comparison: Comparison) -> str:
    changes = comparison.changes
    counted = changes_in_words(changes.stay, changes.move, changes.leave, changes.enter)
    told = [_("of those served: %(changes)s", changes=counted)]
    count = Counter(person.change for person in comparison.people)
    if count["added"]:
        told.append(_("%(n)s residents are only in the variant", n=f"{count['added']:,}"))
    if count["removed"]:
        told.append(_("%(n)s residents are only in the base", n=f"{count['removed']:,}"))
    return _("; ").join(told)


def _people(rows: Sequence[Person]) -> Table:
    table = plain_table([*left(_("resident"), "", _("base"), _("variant")), *right(_("walk (min:s)"))])
    for person in rows:
        walks = [BLANK if walk is None else clock(walk) for walk in (person.base_walk_seconds, person.variant_walk_seconds)]
        base = _place(person.base_lot, person.base_reason, is_there=person.change != "added")
        variant = _place(person.variant_lot, person.variant_reason, is_there=person.change != "removed")
        table.add_row(escape(person.resident), _(PERSON_CHANGES[person.change]), base, variant, " -> ".join(walks))
    return table


def _place(lot: str | None, reason: str | None, *, is_there: bool) -> str:
    """A resident's lot, or why there is none."""
    if lot is not None:
        return escape(lot)
    return _("refused: %(reason)s", reason=_(reason or "")) if is_there else BLANK


def _print(console: CleanConsole, table: Table, what: str, count: int, unchanged: int | None = None) -> None:
    """A table and what is left out of it."""
    if count:
        console.print(table)
    left_out = []
    if count > SHOWN_ROWS:
        left_out.append(_("%(n)s more %(what)s that differ; --tables writes all", n=f"{count - SHOWN_ROWS:,}", what=what))
    if unchanged:
        counts = {"part": f"{unchanged:,}", "all": f"{count + unchanged:,}"}
        left_out.append(_("%(part)s of %(all)s %(what)s do not differ", **counts, what=what))
    if left_out:
        console.print(_("; ").join(left_out), style="dim")
    console.print()


def _pair_columns() -> list[Column]:
    """Columns for the two, and for their difference."""
    return right(*map(_, _PAIR))


def _cells(pair: Pair, words: Callable[[float], str] | None = None) -> tuple[str, str, str]:
    return figure(pair.base, words), figure(pair.variant, words), signed(pair.difference, words)


def _both(pair: Pair) -> str:
    """A figure of both in one cell, once where it is the same."""
    return f"{figure(pair.base)} -> {figure(pair.variant)}" if pair.differs else figure(pair.base)


def figure(value: float | None, words: Callable[[float], str] | None = None) -> str:
    """A figure in words, as a whole number if none are given; a dash where there is none."""
    return BLANK if value is None else words(value) if words else f"{value:,.0f}"


def signed(value: float | None, words: Callable[[float], str] | None = None) -> str:
    """A difference with its sign."""
    if not value:
        return figure(value, words)
    return ("+" if value > 0 else "-") + figure(abs(value), words)
