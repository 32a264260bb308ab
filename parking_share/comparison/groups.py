"""Residents and those served by community or by priority, in two solved scenarios."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from parking_share.comparison.moves import lots_of
from parking_share.comparison.pair import Changed, Pair
from parking_share.comparison.solved import Solved
from parking_share.scenario import Resident

K = TypeVar("K", str, int)


@dataclass(frozen=True)
class GroupRow(Generic[K]):
    """A community (``key`` is its id) or a priority: ``gained`` are served in it only in the variant, ``lost`` only in the base.

    The difference of ``served`` is gained - lost.
    """

    key: K
    name: str
    residents: Pair
    served: Pair
    gained: int
    lost: int

    @property
    def size(self) -> tuple[float, ...]:
        """By people who gain or lose, then by how many there are."""
        return self.gained + self.lost, self.residents.distance


def community_rows(base: Solved, variant: Solved) -> Changed[GroupRow[str]]:
    """By community: those of the base in its order, then those that only the variant has."""
    names = {each.id: each.name for solved in (base, variant) for each in solved.scenario.communities}
    return _rows(base, variant, names, lambda resident: resident.community)


def priority_rows(base: Solved, variant: Solved) -> Changed[GroupRow[int]]:
    """By priority points, most first."""
    points = {resident.priority for solved in (base, variant) for resident in solved.scenario.residents}
    return _rows(base, variant, dict.fromkeys(sorted(points, reverse=True), ""), lambda resident: resident.priority)


def _rows(base: Solved, variant: Solved, names: Mapping[K, str], key: Callable[[Resident], K]) -> Changed[GroupRow[K]]:
    lived, served = zip(*(_counted(solved, key) for solved in (base, variant)), strict=True)
    gained = _count(group for resident, group in served[1].items() if served[0].get(resident) != group)
    lost = _count(group for resident, group in served[0].items() if served[1].get(resident) != group)
    count = [_count(each.values()) for each in served]
    rows = [
        GroupRow(group, name, Pair(lived[0][group], lived[1][group]), Pair(count[0][group], count[1][group]), gained[group], lost[group])
        for group, name in names.items()
    ]
    changed = tuple(row for row in rows if row.residents.differs or row.gained or row.lost)
    return Changed(changed, len(rows) - len(changed))


def _counted(solved: Solved, key: Callable[[Resident], K]) -> tuple[Counter[K], dict[str, K]]:
    """Residents of each group, and the group of each resident who is served."""
    lots = lots_of(solved.schedule)
    groups = {resident.id: key(resident) for resident in solved.scenario.residents}
    return _count(groups.values()), {resident: group for resident, group in groups.items() if resident in lots}


def _count(groups: Iterable[K]) -> Counter[K]:
    return Counter(groups)
