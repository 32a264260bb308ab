"""Roundings that cut off the fractions of a city's linear optimum: in the few lots concerned rather than in all at once."""

from __future__ import annotations

import math

import numpy as np

from parking_share.calendar import BoolArray
from parking_share.instance import Instance
from parking_share.optimize.budget import Budget
from parking_share.optimize.levels import Level
from parking_share.optimize.linear import LinearOptimum
from parking_share.optimize.master import Master
from parking_share.optimize.mending import Part
from parking_share.optimize.region import as_good_lots, fractional_lots
from parking_share.optimize.rounding import Roundings
from parking_share.optimize.separation import separate
from parking_share.optimize.sifting import Optimum, Working

REACH = 2
"""Lots that fractions could move to at no cost are among these few, so many steps away."""
MOST, MOST_STUCK = 0.3, 80_000
"""With no more than this share of all options in these lots they are solved by themselves; with so many, once all lots get no further."""
PATIENCE = 30
"""How many times in a row roundings may leave the value of these lots as it is, if it is whole."""


class Cutting:
    """One level whose fractions are cut off, again and again.

    Parameters
    ----------
    working
        Has the roundings so far; those that are found join.
    is_again
        Whether roundings of a level below have shown that a vertex of this one is no plan.
    """

    def __init__(self, instance: Instance, level: Level, working: Working, budget: Budget, *, is_again: bool) -> None:
        self.instance, self.level, self.working, self.budget, self.is_again = instance, level, working, budget, is_again
        self._value, self._was_part = math.inf, False

    def roundings(self, found: Optimum, master: Master, vertex: LinearOptimum) -> Roundings:
        """All roundings, with new ones that an optimum breaks, if there are any; ``master`` and ``vertex`` are of its small program.

        They are sought where the optimum takes fractions, everything else being paid for, as deep as it goes: the city is not solved for
        each. Where these lots are too many, or nothing is found there, or the last ones found so were of no use, they are those that the
        vertex breaks: these reach further.

        Raises
        ------
        Infeasible
            Where the roundings leave nothing.
        """
        falls, self._value = found.value < self._value - 1e-4, found.value
        is_stuck = self.is_again or (found.has_no_plan() and not falls)
        inside = self._inside(found, is_stuck=is_stuck) if falls or not self._was_part else None
        part = None if inside is None else Part(self.instance, self.level, found, inside, self.working)
        self._was_part = part is not None and part.separated(self.budget, PATIENCE)
        return self.working.roundings if self._was_part else separate(self.instance, master, vertex, self.working.roundings)

    def _inside(self, found: Optimum, *, is_stuck: bool) -> BoolArray | None:
        """The lots (lots,) of which an optimum takes fractions, and as far around them as they are few; None where they are not."""
        if found.is_mostly_fractional():
            return None
        lot = self.instance.lot[found.pricing.selection.option]
        most = max(MOST * len(lot), MOST_STUCK if is_stuck else 0)
        last, inside = None, fractional_lots(self.instance, found)
        for _ in range(REACH + 1):
            if np.count_nonzero(inside[lot]) > most:
                break
            last, inside = inside, as_good_lots(self.instance, found, inside)
        return last
