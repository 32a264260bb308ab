"""Whole residents where a linear optimum takes fractions: the region that does so is solved as an integer program."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from parking_share.calendar import BoolArray
from parking_share.catalogue import Objective
from parking_share.instance import Instance
from parking_share.optimize.beginning import SMALL
from parking_share.optimize.budget import Budget
from parking_share.optimize.closing import solve_integer
from parking_share.optimize.levels import Level
from parking_share.optimize.neighbourhood import WHOLE, Incumbent, improve
from parking_share.optimize.polishing import polish
from parking_share.optimize.program import FloatArray
from parking_share.optimize.region import Loss, Region, Relaxed, fractional_lots, load_of, relax
from parking_share.optimize.sifting import Optimum, whole
from parking_share.plan import Plan

LARGE = 30_000
"""From this many options on, an integer program over everything is not tried."""
SHARE = 0.25
"""Of the time left, what one program of a region may take."""
POLISHING = 0.5
"""Of the time left, what may go into making a plan better a few lots at a time where a program over everything proves more than prices."""


@dataclass(frozen=True)
class Settled:
    """What is known of a settled level: its ``bound``, which no plan's gain exceeds, and what every plan as good loses."""

    bound: int
    loss: Loss


class Settling:
    """One level being settled.

    Parameters
    ----------
    objectives
        The levels down to this one.
    best
        Its linear optimum.
    """

    def __init__(
        self,
        instance: Instance,
        objectives: Sequence[Objective],
        level: Level,
        best: Optimum,
        incumbent: Incumbent,
        budget: Budget,
    ) -> None:
        self.instance, self.objectives, self.level, self.best = instance, objectives, level, best
        self.incumbent, self.budget = incumbent, budget

    @property
    def loss(self) -> float:
        """How far the best plan so far is from the linear optimum."""
        return self.best.bound - self.incumbent.gain(self.level.objective)

    def settle(self, inside: BoolArray) -> Settled:
        """Solve the lots ``inside`` (lots,) and those with fractions, then larger regions while that promises a better plan or bound."""
        best, selection = self.best, self.best.pricing.selection
        inside = inside | fractional_lots(self.instance, best)
        everything = Region.of(self.instance, np.ones_like(inside))
        bound = whole(best.bound)
        is_large = len(selection.option) > LARGE
        if not best.is_mostly_fractional() and np.count_nonzero(inside[self.instance.lot[selection.option]]) <= LARGE:
            self._complete()
        if (is_large or best.is_mostly_fractional()) and self.loss >= best.tolerance and not self.budget.is_over():
            self._polish()
        while True:
            region = Region.of(self.instance, inside)
            if len(selection.option) <= SMALL or 2 * inside.sum() > len(inside):
                region = everything
            local = all(row.is_within(region.inside, self.instance) for row in self.level.rows)
            if local and not (region.is_everything or is_large):
                self._improve(inside)
            if self.loss < best.tolerance:
                return Settled(bound, Loss(everything, 0.0, 0.0))
            if not local:
                if is_large:
                    return Settled(bound, Loss(everything, self.loss, self.loss))
                region = everything
            relaxed = relax(self.instance, self.level, best, Loss(region, self.loss, self.loss))
            proved, last = self._run(relaxed)
            bound = min(bound, whole(proved)) if math.isfinite(proved) else bound
            if region.is_everything or last is None or self.budget.is_over():
                return Settled(bound, Loss(everything, self.loss, self.loss))
            rest = min(proved - best.bound, 0.0) + self.loss
            if whole(rest) <= 0:
                return Settled(bound, Loss(region, self.loss, 0.0 if rest < best.tolerance else rest))
            grown = inside | self._misfits(last)
            if (grown == inside).all():
                if is_large:
                    return Settled(bound, Loss(everything, self.loss, self.loss))
                grown = everything.inside
            inside = grown

    def _complete(self) -> None:
        """Make the linear optimum a plan: only lots where it takes fractions are filled anew, everyone whom it places elsewhere stays."""
        instance, best, selection = self.instance, self.best, self.best.pricing.selection
        inside = fractional_lots(instance, best)
        stays = (best.option > 0.5) & ~inside[instance.lot[selection.option]]
        placed = Plan(selection.option[stays], selection.pick_cut[stays[selection.pick_column] & (best.pick > 0.5)])
        reach = [self.incumbent.gain(objective) for objective in self.objectives[:-1]]
        offer, budget = self.incumbent.offer, self.budget.part(SHARE)
        improve(instance, selection, placed, inside, self.objectives, budget, offer, most_turns=1, reach=reach)

    def _polish(self) -> None:
        """Make the best plan better a few lots at a time; as long as it takes where no program proves more than prices."""
        share = SHARE
        if self.best.is_mostly_fractional():
            share = POLISHING if len(self.best.pricing.selection.option) <= SMALL else 1.0
        budget = self.budget.part(share)
        polish(self.instance, self.level, self.best, self.incumbent, self.objectives, budget)

    def _improve(self, inside: BoolArray) -> None:
        """Make the best plan better in some lots."""
        selection, plan = self.best.pricing.selection, self.incumbent.plan
        improve(self.instance, selection, plan, inside, self.objectives, self.budget.part(SHARE), self.incumbent.offer)

    def _run(self, relaxed: Relaxed) -> tuple[float, Plan | None]:
        """Solve a region; the bound that follows, infinite if none, and its last solution as a plan.

        That may overfill lots outside, or move too many.
        """
        found: list[Plan] = []

        def take(x: FloatArray) -> None:
            plan = relaxed.plan(self.instance, x)
            found.append(plan)
            cap = self.instance.move_cap
            fits = np.all(load_of(self.instance, self.best, plan) <= self.best.pricing.spaces + 0.5)
            if fits and (cap is None or cap.allows(plan.option)):
                self.incumbent.offer(plan)

        everything = relaxed.region.is_everything
        hint = relaxed.small.columns_of(self.instance, self.incumbent.plan)
        budget = self.budget if everything else self.budget.part(SHARE)
        bound = solve_integer(relaxed.small.program, hint, budget, WHOLE if everything else 0.0, take)
        return math.inf if bound is None else relaxed.elsewhere + bound, found[-1] if found else None

    def _misfits(self, plan: Plan) -> BoolArray:
        """Lots (lots,) outside that a plan overfills, or leaves with spaces free at minutes that must be full or have a price."""
        best, capacities = self.best, self.instance.capacities
        load = load_of(self.instance, best, plan)
        full = (best.prices > best.tolerance) | np.isin(best.pricing.minutes, best.pricing.selection.must_fill)
        wrong = (load > best.pricing.spaces + 0.5) | (full & (load < best.pricing.spaces - 0.5))
        lots = np.zeros(len(self.instance.scenario.lots), bool)
        lots[capacities.lot[best.pricing.minutes[wrong] // capacities.stride]] = True
        reached = best.roundings.load(plan.option, np.ones(len(plan.option)))
        limit, must = best.roundings.limit, np.isin(np.arange(len(best.roundings)), best.pricing.selection.must_reach)
        misses = (reached > limit + 0.5) | (((best.rounding_prices > best.tolerance) | must) & (reached < limit - 0.5))
        lots |= best.roundings.lots(self.instance)[misses].any(axis=0)
        return lots
