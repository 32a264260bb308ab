"""What limits how many cars are in a lot at once: for each rule the spaces, and who takes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from parking_share.calendar import IntArray
from parking_share.scenario import Lot
from parking_share.schedule import CapacityRule
from parking_share.verification.lots import LotHours


@dataclass(frozen=True)
class Profile:
    """The spaces of one rule in one lot, and who counts.

    ``spaces`` are aligned with ``hours.at``. ``counts`` says whether a resident with a set of needs counts.
    """

    rule: CapacityRule
    kind: str
    hours: LotHours
    spaces: IntArray
    counts: Callable[[frozenset[str]], bool]

    def spaces_at(self, minute: IntArray) -> IntArray:
        """Spaces at minutes (n,) of the horizon."""
        return self.spaces[np.searchsorted(self.hours.at, minute, "right") - 1]


def capacity(lot: Lot, hours: LotHours) -> list[Profile]:
    """Residents present <= c(t)."""
    return [Profile("capacity", "", hours, hours.spaces, lambda needs: True)]


def kind_capacity(lot: Lot, hours: LotHours) -> list[Profile]:
    """Residents present who need kind k <= the spaces of kind k."""

    def of_kind(kind: str, spaces: int) -> Profile:
        return Profile("kind-capacity", kind, hours, np.full(len(hours.at), spaces), lambda needs: kind in needs)

    return [of_kind(entry.kind, entry.spaces) for entry in lot.kinds]


def exclusive(lot: Lot, hours: LotHours) -> list[Profile]:
    """Residents present who need no exclusive kind <= max(0, c(t) - spaces of all exclusive kinds)."""
    kinds = {entry.kind: entry.spaces for entry in lot.kinds if entry.exclusive}
    spaces = np.maximum(0, hours.spaces - sum(kinds.values()))
    return [Profile("exclusive", "", hours, spaces, kinds.keys().isdisjoint)] if kinds else []


PROFILES: dict[CapacityRule, Callable[[Lot, LotHours], list[Profile]]] = {
    "capacity": capacity,
    "kind-capacity": kind_capacity,
    "exclusive": exclusive,
}
