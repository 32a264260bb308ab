"""The rules about everybody in a lot at once: residents present against spaces, at every minute."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from parking_share.calendar import IntArray
from parking_share.verification.facts import Facts
from parking_share.verification.presence import Presence
from parking_share.verification.violation import Violation, quoted


def capacity(facts: Facts) -> Iterator[Violation]:
    """Residents present <= c(t)."""
    for presence in facts.presences:
        spaces = np.array(presence.hours.spaces)
        yield from _too_many(facts, presence, "capacity", presence.periods, spaces, "cars present", "shareable spaces")


def kind_capacity(facts: Facts) -> Iterator[Violation]:
    """Residents present who need kind k <= the spaces of kind k."""
    for presence in facts.presences:
        for kind in presence.lot.kinds:
            stays = presence.periods[presence.needing({kind.kind})]
            spaces = np.full(len(presence.hours.at), kind.spaces)
            cars, of_kind = f"cars present that need {quoted(kind.kind)}", f"spaces of kind {quoted(kind.kind)}"
            yield from _too_many(facts, presence, "kind-capacity", stays, spaces, cars, of_kind)


def exclusive(facts: Facts) -> Iterator[Violation]:
    """Residents present who need no exclusive kind <= max(0, c(t) - spaces of all exclusive kinds)."""
    for presence in facts.presences:
        kinds = {kind.kind: kind.spaces for kind in presence.lot.kinds if kind.exclusive}
        if not kinds:
            continue
        stays = presence.periods[~presence.needing(set(kinds))]
        spaces = np.maximum(0, np.array(presence.hours.spaces) - sum(kinds.values()))
        cars = f"cars present that need none of {', '.join(map(quoted, kinds))}"
        yield from _too_many(facts, presence, "exclusive", stays, spaces, cars, "spaces that are not kept for those who do")


def _too_many(facts: Facts, presence: Presence, rule: str, periods: IntArray, spaces: IntArray, cars: str, of: str) -> Iterator[Violation]:
    """One violation for each stretch of time in which more are present than ``spaces`` (aligned with ``hours.at``)."""
    hours = presence.hours
    at = np.unique(np.concatenate((np.array(hours.at), periods.ravel())))
    change = np.zeros(len(at), np.int64)
    np.add.at(change, np.searchsorted(at, periods[:, 0]), 1)
    np.subtract.at(change, np.searchsorted(at, periods[:, 1]), 1)
    present = np.cumsum(change)
    available = spaces[np.searchsorted(np.array(hours.at), at, side="right") - 1]
    excess = present - available
    edges = np.flatnonzero(np.diff(np.concatenate(([False], excess > 0, [False]))))
    for first, last in edges.reshape(-1, 2):
        worst = first + int(np.argmax(excess[first:last]))
        start, end = int(at[first]), int(at[last])
        most = int(excess[worst])
        figures = f"{cars} at {facts.iso(at[worst])}: {present[worst]}, {of}: {available[worst]}"
        message = f"Lot {quoted(presence.lot.id)}, {facts.span(start, end)}: {most} too many ({figures})."
        yield Violation(rule, message, None, presence.lot.id, facts.iso(start), most)
