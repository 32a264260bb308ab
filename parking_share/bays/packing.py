"""Residents, or single stays, put into bays one after another, each where it fits best."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from parking_share.bays.ground import Bits, Ground


@dataclass(frozen=True)
class Item:
    """What needs one bay: the moments of it, the runs during which somebody is there then, the bays that it may have, all as bits."""

    moments: Bits
    touched: Bits
    bays: Bits


@dataclass
class Packing:
    """Bays being filled, so that every run of the institution still finds one of its own.

    Parameters
    ----------
    taken
        Moments at which each bay is taken.
    touched
        Runs during which residents use each bay.
    """

    ground: Ground
    taken: list[Bits]
    touched: list[Bits]

    @classmethod
    def empty(cls, ground: Ground) -> Packing:
        """All bays free."""
        return cls(ground, [0] * len(ground.bays), [0] * len(ground.bays))

    @classmethod
    def stacked(cls, ground: Ground) -> Packing:
        """The institution has the bays with the highest numbers at each moment, ordinary ones first."""
        packing = cls.empty(ground)
        for moment, spaces in enumerate(ground.taken):
            for bay in range(len(ground.bays) - spaces, len(ground.bays)):
                packing.taken[bay] |= 1 << moment
        return packing

    @cached_property
    def uses(self) -> list[int]:
        """Bays that residents use during each run."""
        return [sum(touched >> number & 1 for touched in self.touched) for number in range(len(self.ground.runs))]

    @cached_property
    def turn(self) -> list[int]:
        """Bays in the order in which they are tried: those with the fewest kinds first."""
        return sorted(range(len(self.taken)), key=lambda bay: len(self.ground.bays[bay]))

    def best(self, item: Item) -> int | None:
        """The bay where an item fits best: of the fewest kinds, then with the fewest runs that it would be the first to touch, then
        the one longest in use; None where there is none."""
        full = sum(1 << number for number, run in enumerate(self.ground.runs) if self.uses[number] >= run.most)
        found, merit = None, (0, 0, 0)
        for bay in self.turn:
            if item.bays >> bay & 1 and not self.taken[bay] & item.moments and not item.touched & ~self.touched[bay] & full:
                value = (
                    -len(self.ground.bays[bay]),
                    -(item.touched & ~self.touched[bay]).bit_count(),
                    self.taken[bay].bit_count(),
                )
                if found is None or value > merit:
                    found, merit = bay, value
        return found

    def put(self, bay: int, item: Item) -> None:
        """Put an item into a bay."""
        fresh = item.touched & ~self.touched[bay]
        self.taken[bay] |= item.moments
        self.touched[bay] |= item.touched
        while fresh:
            lowest = fresh & -fresh
            self.uses[lowest.bit_length() - 1] += 1
            fresh ^= lowest
