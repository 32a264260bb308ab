"""What a schedule is worth on each objective level: one function a level."""

from __future__ import annotations

from collections.abc import Callable

from parking_share.catalogue import Objective
from parking_share.verification.facts import Facts


def priority(facts: Facts) -> int:
    """Priority points of those served."""
    return int(facts.residents.priority[facts.placed[1]].sum())


def served(facts: Facts) -> int:
    """Residents served."""
    return len(facts.placed[1])


def keep(facts: Facts) -> int:
    """Residents served by their current lot."""
    _, resident, lot = facts.placed
    return int((facts.residents.current_lot[resident] == lot).sum())


def walk(facts: Facts) -> int:
    """Walk seconds of those served, all together."""
    return sum(facts.walk_seconds.tolist())


def trim(facts: Facts) -> int:
    """Minutes of their stays that are cut or excused: wanted and not held."""
    wanted, row = facts.residents.wanted, facts.due.row
    held = facts.parts.end - facts.parts.start
    return int((wanted.end[row] - wanted.start[row]).sum() - held.sum())


def lottery(facts: Facts) -> int:
    """Sum of the tickets: each the first 6 hex digits of SHA-256 of ``seed:id``, as a number."""
    return int(facts.residents.ticket[facts.placed[1]].sum())


LEVEL_VALUES: dict[Objective, Callable[[Facts], int]] = {
    "priority": priority,
    "served": served,
    "keep": keep,
    "walk": walk,
    "trim": trim,
    "lottery": lottery,
}
