"""A comparison on the terminal: inputs, levels, residents, walks, then what differs by community, priority, lot and person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from parking_share.catalogue import REASONS
from parking_share.commands.common import escape
from parking_share.commands.differing import inputs_table
from parking_share.commands.terminal import clock, plain_table
from parking_share.comparison import PERSON_CHANGES, UNLIKE, Comparison, GroupRow, LevelRow, LotRow, Pair, Person, PersonChange, Side
from parking_share.comparison.pair import most

SHOWN_ROWS = 20
BLANK = "–"
CHANGE = "+/-"
_PAIR = ("base", "variant", "difference")


def print_comparison(console: Console, comparison: Comparison, schedule_files: Sequence[Path]) -> None:
    """Print what a planner wants to know; tables have at most 20 rows and say how many more there are."""
    for role, side, file in zip(_PAIR, (comparison.base, comparison.variant), schedule_files, strict=False):
        console.print(_side(role, side, file))
    for what in comparison.unlike:
        console.print(f"[yellow]note:[/] {UNLIKE[what]}")
    console.print(f"[bold]{_verdict(comparison)}[/]\nAll differences are variant - base; rows in which nothing differs are left out.\n")
    if comparison.inputs:
        _print(console, inputs_table(most(comparison.inputs, SHOWN_ROWS)), "inputs", len(comparison.inputs))
    console.print(_levels(comparison.levels))
    console.print(_figures(comparison))
    communities, priorities, lots = comparison.communities, comparison.priorities, comparison.lots
    _print(console, _groups("community", communities.most(SHOWN_ROWS)), "communities", len(communities.rows), communities.unchanged)
    _print(console, _groups("priority", priorities.most(SHOWN_ROWS)), "priorities", len(priorities.rows), priorities.unchanged)
    _print(console, _lots(lots.most(SHOWN_ROWS)), "lots", len(lots.rows), lots.unchanged)
    console.print(_people_counted(comparison))
    if comparison.people:
        _print(console, _people(comparison.people[:SHOWN_ROWS]), "residents", len(comparison.people))


def _side(role: str, side: Side, file: Path) -> str:
    return f"{role:<8} {escape(side.name or side.scenario)} ({escape(file.name)}: {escape(side.method)}, {side.status})"


def _verdict(comparison: Comparison) -> str:
    """Which of the two is better by the order of their levels."""
    if comparison.verdict == "unlike":
        return "Which one is better is not said: their levels are not the same."
    for row in comparison.levels:
        if row.objective == comparison.decisive:
            return f"The variant is {row.effect}: {row.objective} {figure(row.value.base)} -> {figure(row.value.variant)} decides."
    return "Nothing differs." if comparison.is_empty else "No level differs."


def _levels(rows: Sequence[LevelRow]) -> Table:
    columns = ("level", "better", *_PAIR, "variant is", "proved")
    table = plain_table({name: "right" if name in _PAIR else "left" for name in columns})
    for row in rows:
        table.add_row(row.objective, row.better, *_cells(row.value), row.effect or BLANK, _proved(row))
        if row.bound.base not in (None, row.value.base) or row.bound.variant not in (None, row.value.variant):
            table.add_row("  bound", "", *_cells(row.bound))
    return table


def _proved(row: LevelRow) -> str:
    """Of which of the two the level is proved optimal."""
    sides = [name for name, is_proved in (("base", row.base_proved), ("variant", row.variant_proved)) if is_proved]
    return "both" if len(sides) == 2 else " ".join(sides) or "neither"


def _figures(comparison: Comparison) -> Table:
    table = plain_table({"": "left", **dict.fromkeys(_PAIR, "right")})
    for name, pair in {"residents": comparison.residents, "served": comparison.served}.items():
        table.add_row(name, *_cells(pair))
    for reason, pair in comparison.refused.items():
        if pair.base or pair.variant:
            table.add_row(f"refused: {REASONS[reason]}", *_cells(pair))
    for name, words in {"held": "stays held", "excused": "stays excused, the lot being closed"}.items():
        if comparison.stays["excused"].base or comparison.stays["excused"].variant:
            table.add_row(words, *_cells(comparison.stays[name]))
    for name, words in {"mean": "on average", "percentile_90": "for 90 %, at most", "longest": "at most"}.items():
        table.add_row(f"walk {words} (min:s)", *_cells(comparison.walk_seconds[name], lambda seconds: clock(int(seconds))))
    return table


def _groups(title: str, rows: Sequence[GroupRow[str]] | Sequence[GroupRow[int]]) -> Table:
    table = plain_table({title: "left", **dict.fromkeys(("residents", "served", CHANGE, "gain", "lose"), "right")})
    for row in rows:
        name = f"{row.key} {row.name}".rstrip()
        counts = (_both(row.residents), _both(row.served), signed(row.served.difference))
        table.add_row(escape(name), *counts, f"{row.gained:,}", f"{row.lost:,}")
    return table


def _lots(rows: Sequence[LotRow]) -> Table:
    columns = ("spaces", "placed", CHANGE, "fullest", "left", "used h", CHANGE)
    table = plain_table({"lot": "left", "": "left"})
    for name in columns:
        table.add_column(name, justify="right")
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
        presence = "" if row.presence == "both" else row.presence
        name = f"{row.lot} {row.name}".rstrip()
        table.add_row(escape(name), presence, _both(row.spaces), *residents, fullest, _both(row.least_left), *hours)
    return table


def _people_counted(comparison: Comparison) -> str:
    changes = comparison.changes
    text = f"of those served: {changes.stay:,} stay, {changes.move:,} move, {changes.leave:,} leave, {changes.enter:,} enter"
    count = Counter(person.change for person in comparison.people)
    only: tuple[tuple[PersonChange, str], ...] = (("added", "variant"), ("removed", "base"))
    return text + "".join(f"; {count[change]:,} residents are only in the {where}" for change, where in only if count[change])


def _people(rows: Sequence[Person]) -> Table:
    table = plain_table({"resident": "left", "": "left", "base": "left", "variant": "left", "walk (min:s)": "right"})
    for person in rows:
        walks = [BLANK if walk is None else clock(walk) for walk in (person.base_walk_seconds, person.variant_walk_seconds)]
        base = _place(person.base_lot, person.base_reason, is_there=person.change != "added")
        variant = _place(person.variant_lot, person.variant_reason, is_there=person.change != "removed")
        table.add_row(escape(person.resident), PERSON_CHANGES[person.change], base, variant, " -> ".join(walks))
    return table


def _place(lot: str | None, reason: str | None, *, is_there: bool) -> str:
    """A resident's lot, or why there is none."""
    if lot is not None:
        return escape(lot)
    return f"refused: {reason}" if is_there else BLANK


def _print(console: Console, table: Table, what: str, count: int, unchanged: int | None = None) -> None:
    """A table and what is left out of it."""
    if count:
        console.print(table)
    left_out = [f"{count - SHOWN_ROWS:,} more {what} that differ; --tables writes all"] if count > SHOWN_ROWS else []
    if unchanged:
        left_out.append(f"{unchanged:,} of {count + unchanged:,} {what} do not differ")
    if left_out:
        console.print(f"[dim]{', '.join(left_out)}[/]")
    console.print()


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
