"""What limits how many cars are in a lot: a capacity profile for all of them, one for each kind, one for the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from parking_share.arrays import spread
from parking_share.calendar import IntArray
from parking_share.catalogue import Rule
from parking_share.profiles import LotProfile
from parking_share.scenario import Lot, Scenario


@dataclass(frozen=True)
class Capacities:
    """Capacity profiles of all lots, step functions of time on one line: minute t of profile f is ``f * stride + t``.

    ``lot`` (p,) and ``rule`` (p,) say what each profile limits, and ``label`` (p,) its kind. ``step_at`` (s,), sorted,
    are the minutes on the line where a step begins and ``step_spaces`` (s,) its capacity. ``option_of`` and
    ``profile_of`` (q,) list which options count in which profiles, sorted by option.
    """

    stride: int
    lot: IntArray
    rule: tuple[Rule, ...]
    label: tuple[str, ...]
    step_at: IntArray
    step_spaces: IntArray
    option_of: IntArray
    profile_of: IntArray

    def spaces(self, minute: IntArray) -> IntArray:
        """Capacity at minutes of the line, any shape."""
        return self.step_spaces[np.searchsorted(self.step_at, minute, side="right") - 1]


@dataclass(frozen=True)
class _Limit:
    """One profile of one lot, and the sets of needs (by number) that count in it."""

    rule: Rule
    label: str
    spaces: IntArray
    counts: list[int]


def capacity(lot: Lot, profile: LotProfile, needs: list[frozenset[str]]) -> Iterator[_Limit]:
    """Rule ``capacity``: everyone counts, up to the shareable spaces."""
    yield _Limit("capacity", "", profile.shareable, list(range(len(needs))))


def kind_capacity(lot: Lot, profile: LotProfile, needs: list[frozenset[str]]) -> Iterator[_Limit]:
    """Rule ``kind-capacity``: those who need a kind count, up to its spaces at all times."""
    for kind in lot.kinds:
        counts = [number for number, needed in enumerate(needs) if kind.kind in needed]
        yield _Limit("kind-capacity", kind.kind, np.full(len(profile.at), kind.spaces), counts)


def exclusive(lot: Lot, profile: LotProfile, needs: list[frozenset[str]]) -> Iterator[_Limit]:
    """Rule ``exclusive``: those who need no exclusive kind count, up to the shareable spaces beyond the exclusive ones."""
    spaces = {kind.kind: kind.spaces for kind in lot.kinds if kind.exclusive}
    if spaces:
        rest = np.maximum(0, profile.shareable - sum(spaces.values()))
        yield _Limit("exclusive", "", rest, [number for number, needed in enumerate(needs) if not needed & spaces.keys()])


LIMITS: dict[Rule, Callable[[Lot, LotProfile, list[frozenset[str]]], Iterator[_Limit]]] = {
    "capacity": capacity,
    "kind-capacity": kind_capacity,
    "exclusive": exclusive,
}


def capacities(
    scenario: Scenario, profiles: list[LotProfile], needs: list[frozenset[str]], option_lot: IntArray, option_needs: IntArray
) -> Capacities:
    """Build the profiles of all lots, and list which options count in which.

    Parameters
    ----------
    needs
        Distinct sets of needed kinds.
    option_lot, option_needs
        (n,) the lot of each option and the number of its resident's set of needs.
    """
    stride = (profiles[0].length if profiles else 0) + 2
    flat = [
        (index, limit)
        for index, (lot, profile) in enumerate(zip(scenario.lots, profiles, strict=True))
        for limits in LIMITS.values()
        for limit in limits(lot, profile, needs)
    ]
    step_at = [profiles[index].at + number * stride for number, (index, _) in enumerate(flat)]

    # All (lot, set of needs) cells that count in a profile, sorted, so that an option finds its profiles by its cell.
    cells = sorted((index * len(needs) + count, number) for number, (index, limit) in enumerate(flat) for count in limit.counts)
    cell, profile_of_cell = np.array(cells, np.int64).reshape(-1, 2).T
    wanted = option_lot * len(needs) + option_needs
    option, at = spread(np.searchsorted(cell, wanted, "left"), np.searchsorted(cell, wanted, "right"))
    return Capacities(
        stride=stride,
        lot=np.array([index for index, _ in flat], np.int64),
        rule=tuple(limit.rule for _, limit in flat),
        label=tuple(limit.label for _, limit in flat),
        step_at=np.concatenate(step_at) if step_at else np.empty(0, np.int64),
        step_spaces=np.concatenate([limit.spaces for _, limit in flat]) if flat else np.empty(0, np.int64),
        option_of=option,
        profile_of=profile_of_cell[at],
    )
