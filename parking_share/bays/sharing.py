"""Which residents could share one bay, those who are never there at the same time, and a best choice among all such groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parking_share.bays.ground import Bits, Ground
from parking_share.bays.packing import Item
from parking_share.optimize.keeping import Sharing, most_kept

MOST_SHARINGS = 20_000
"""With more ways to share a bay than these, what packing finds is taken, and the bound is the number of residents."""


@dataclass(frozen=True)
class Groups:
    """Residents, by number, who share one bay each, with the bays for them as bits; and how many could have one bay at most."""

    groups: list[tuple[tuple[int, ...], Bits]]
    bound: int


def best_groups(ground: Ground, items: Sequence[Item]) -> Groups:
    """The choice that gives most residents, one item each, a bay of their own or a shared one; no groups where there are too many ways."""
    classes: dict[Item, list[int]] = {}
    for number, item in enumerate(items):
        classes.setdefault(item, []).append(number)
    sorts = [sum(1 << bay for bay, kinds in enumerate(ground.bays) if kinds == sort) for sort in dict.fromkeys(ground.bays)]
    sharings: list[Sharing] = []
    for members, touched, bays in _disjoint(list(classes)):
        runs = tuple(number for number in range(len(ground.runs)) if touched >> number & 1)
        sharings += [Sharing(members, number, runs) for number, sort in enumerate(sorts) if bays & sort]
        if len(sharings) > MOST_SHARINGS:
            return Groups([], len(items))
    sizes = [len(residents) for residents in classes.values()]
    uses, bound = most_kept(sharings, sizes, [sort.bit_count() for sort in sorts], [run.most for run in ground.runs])
    waiting = [iter(residents) for residents in classes.values()]
    return Groups(
        [
            (tuple(next(waiting[number]) for number in sharing.classes), sorts[sharing.sort])
            for sharing, times in zip(sharings, uses, strict=False)  # no uses where none were found
            for _ in range(times)
        ],
        bound,
    )


def _disjoint(items: list[Item]) -> Iterator[tuple[tuple[int, ...], Bits, Bits]]:
    """All sets of items that can share one bay: (numbers, runs touched, bays), none before the sets that it goes on from."""
    waiting: list[tuple[tuple[int, ...], Bits, Bits, Bits]] = [((), 0, 0, -1)]
    while waiting:
        members, moments, touched, bays = waiting.pop()
        if members:
            yield members, touched, bays
        for number in range(members[-1] + 1 if members else 0, len(items)):
            item = items[number]
            if not item.moments & moments and item.bays & bays:
                waiting.append(((*members, number), moments | item.moments, touched | item.touched, bays & item.bays))
