"""Whole residents where a linear optimum takes fractions: the region that does so is solved as an integer program."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from parking_share.calendar import BoolArray
from parking_share.instance import Instance
from parking_share.optimize.budget import Budget
from parking_share.optimize.closing import solve_integer
from parking_share.optimize.levels import Level
from parking_share.optimize.linear import FloatArray
from parking_share.optimize.region import Loss, Region, Relaxed, fractional_lots, load_of, relax, stay_outside
from parking_share.optimize.sifting import SMALL, Optimum
from parking_share.plan import Plan

WHOLE = 0.9
"""Gap at which a program of whole numbers is solved."""
SHARE = 0.4
"""Of the time left, what one program of a region may take."""


@dataclass(frozen=True)
class Settled:
    """What is known of a settled level: its ``bound``, which no plan's gain exceeds, and what every plan as good loses."""

    bound: int
    loss: Loss


def whole(bound: float) -> int:
    """A bound on whole numbers, rounded down, beyond the error of floating point."""
    return math.floor(bound + 1e-6 + 1e-14 * abs(bound))


class Settling:
    """One level being settled.

    Parameters
    ----------
    offer
        Told each plan found; says what the best plan so far gains on the level, minus infinity where it does not reach the
        levels above.
    """

    def __init__(self, instance: Instance, level: Level, best: Optimum, budget: Budget, offer: Callable[[Plan | None], float]) -> None:
        self.instance, self.level, self.best, self.budget, self.offer = instance, level, best, budget, offer

    def settle(self, inside: BoolArray, hint: Callable[[], Plan]) -> Settled:
        """Solve the lots ``inside`` and those with fractions, then larger regions while that promises a better plan or bound.

        Parameters
        ----------
        hint
            The best plan so far.
        """
        best, selection = self.best, self.best.pricing.selection
        inside = inside | fractional_lots(self.instance, best)
        bound = whole(best.bound)
        everything = Region.of(self.instance, selection, np.ones_like(inside))
        while True:
            region = Region.of(self.instance, selection, inside)
            if len(selection.option) <= SMALL or 2 * inside.sum() > len(inside):
                region = everything
            if not region.is_everything:
                self._run(stay_outside(self.instance, self.level, best, region), hint(), WHOLE)
            loss = best.bound - self.offer(None)
            if loss < best.tolerance:
                return Settled(bound, Loss(everything, loss, loss))
            if not all(row.is_within(region.inside, self.instance) for row in self.level.rows):
                region = everything
            relaxed = relax(self.instance, self.level, best, Loss(region, loss, loss))
            proved, last = self._run(relaxed, hint(), WHOLE if region.is_everything else 0.0)
            proved += relaxed.elsewhere
            bound = min(bound, whole(proved)) if math.isfinite(proved) else bound
            gained = self.offer(None)
            loss = best.bound - gained
            if region.is_everything or last is None or self.budget.is_over():
                return Settled(bound, Loss(everything, loss, loss))
            if gained >= bound:
                rest = proved - gained
                return Settled(bound, Loss(region, loss, 0.0 if rest < best.tolerance else rest))
            grown = inside | self._misfits(last, region)
            if (grown == inside).all():
                return Settled(bound, Loss(everything, loss, loss))
            inside = grown

    def _run(self, relaxed: Relaxed, hint: Plan, gap: float) -> tuple[float, Plan | None]:
        """Solve a program; its proved bound, infinite if none, and its last solution as a plan, which may overfill lots outside."""
        found: list[Plan] = []

        def take(x: FloatArray) -> None:
            plan = relaxed.plan(self.instance, x)
            found.append(plan)
            if np.all(load_of(self.instance, self.best, plan) <= self.best.pricing.spaces + 0.5):
                self.offer(plan)

        budget = self.budget if relaxed.region.is_everything else self.budget.part(SHARE)
        bound = solve_integer(relaxed.small.program, relaxed.small.columns_of(self.instance, hint), budget, gap, take)
        return math.inf if bound is None else bound, found[-1] if found else None

    def _misfits(self, plan: Plan, region: Region) -> BoolArray:
        """Lots (lots,) outside that a plan overfills, or leaves with spaces free at minutes that have a price."""
        best, capacities = self.best, self.instance.capacities
        load = load_of(self.instance, best, plan)
        wrong = (load > best.pricing.spaces + 0.5) | ((best.prices > best.tolerance) & (load < best.pricing.spaces - 0.5))
        lots = np.zeros(len(region.inside), bool)
        lots[capacities.lot[best.pricing.minutes[wrong] // capacities.stride]] = True
        return lots
