"""Levels one after another, each optimised among the optima of those before it.

A level is a linear program, solved exactly. Where its optimum is a plan, no plan is better. Where it takes fractions of
residents, roundings cut these off. What fractions they leave are in a few lots: these are settled in whole residents (``settling``),
and the next level goes on among the plans that are as good: outside, on the face of the linear optimum; inside, with the level kept
as a row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from threadpoolctl import threadpool_limits

from parking_share.arrays import union
from parking_share.catalogue import Objective
from parking_share.filling import fill, lengthen
from parking_share.instance import Instance
from parking_share.optimize import mending
from parking_share.optimize.beginning import SMALL, Prices, at_known_prices, promising, start
from parking_share.optimize.budget import Budget
from parking_share.optimize.dissection import PART, begin_in_parts
from parking_share.optimize.levels import Level, LevelRow
from parking_share.optimize.linear import Basis, Infeasible
from parking_share.optimize.polishing import polish
from parking_share.optimize.pricing import Pricing
from parking_share.optimize.region import Loss, Region, as_good_lots, elsewhere, fractional_lots, narrowed, row_of
from parking_share.optimize.rounding import Rounding, Roundings
from parking_share.optimize.search import Done, Report, Search
from parking_share.optimize.selection import Selection, select, with_every_cut
from parking_share.optimize.settling import Settled, Settling
from parking_share.optimize.sifting import Optimum, Working, linear_optimum, optimum, whole
from parking_share.plan import Plan

PATIENCE = 5
"""How many times in a row roundings may leave the value of the last level as it is, in the hope of a vertex that is a plan."""
DEEP = 30
"""The same where a few lots are solved for themselves."""
REACH = 2
"""Lots that fractions could move to at no cost are among these few, so many steps away."""
RELAXING, AHEAD = 0.2, 0.5
"""Of the time left, what a level's linear program may take: where it is solved at once, for plans are made better without it, too, and
where a level above is still to be settled."""
MOST_RETREATS = 30
"""How many times levels may be optimised again because roundings found below have shown that no plan is as good."""


def optimise(
    instance: Instance,
    start: Plan,
    budget: Budget,
    report: Report,
    prices: Mapping[Objective, Prices] | None = None,
    roundings: Sequence[Rounding] = (),
) -> Search:
    """Find the best plan, and prove what can be proved of it.

    Parameters
    ----------
    start
        A feasible plan, kept if nothing better is found in time.
    prices
        To begin with, of some levels. Any are safe.
    roundings
        To begin with. Any are safe.
    """
    search = Search(instance, start, budget, report)
    # Threads of BLAS would add up sums in an order that depends on the machine, and spin while both cores are busy with parts.
    with threadpool_limits(limits=1, user_api="blas"):
        Climb(search, prices or {}, roundings).run()
    # No stay is cut where nobody needs it, whether or not the policy asks for that.
    search.plan = lengthen(instance, search.plan)
    return search


@dataclass(frozen=True)
class Step:
    """A level solved as a linear program, None where nothing can be gained, what its optima have in common, and the last basis."""

    level: Level
    best: Optimum | None
    face: Selection
    has_every_cut: bool
    basis: Basis | None

    @property
    def is_last(self) -> bool:
        """Whether going on to the next level promises little: the vertex is a plan, or no plan is as good as it.

        Even then the levels below show where good plans are, which is worth their linear programs once; but not where so much is
        fractional that plans are made better a few lots at a time.
        """
        best = self.best
        if best is None:
            return False
        if best.is_mostly_fractional() and len(best.option) > SMALL:
            return True
        return best.is_integral() or (best.has_no_plan() and bool(self.level.rows))


class Climb:
    """The way down the levels, as far as the budget goes.

    Where a vertex takes fractions but its value is whole, some plan may be as good: the levels below are looked at first
    (``ahead``), because a vertex of theirs that is a plan settles all of them at once.
    """

    def __init__(self, search: Search, prices: Mapping[Objective, Prices], sources: Sequence[Rounding] = ()) -> None:
        instance = self.instance = search.instance
        self.search, self.prices = search, dict(prices)
        self.selection = select(instance, np.arange(instance.num_options), minimal=True)
        self.has_every_cut = False
        self.pricing = Pricing(instance, self.selection)
        nothing = np.empty(0, np.int64)
        self.working = Working(nothing, nothing, Roundings.of(instance, sources))
        is_large = instance.num_options > mending.LEAST
        self.mending = mending.Mending(instance, search.plan, search.budget) if prices and is_large else None
        self.is_started = False
        self.rows: tuple[LevelRow, ...] = ()
        self.inside = np.zeros(len(instance.scenario.lots), bool)
        self.ahead: list[Step] = []

    def run(self) -> None:
        """Optimise level after level."""
        index, num_levels = 0, len(self.search.objectives)
        while index < num_levels:
            self._look_ahead(index)
            self.search.roundings = self.working.roundings
            if not self.ahead:
                self._cut_short(index)
                return
            index += self._settle_all(index) or self._settle_first(index)

    def _look_ahead(self, index: int) -> None:
        """Solve levels on faces of faces, from level ``index`` on, as far as it promises something.

        Roundings found on a level show at times that no plan lies on the face of the one above: that is optimised again then.
        """
        retreats, basis = 0, None
        while index + len(self.ahead) < len(self.search.objectives) and not (self.ahead and self.ahead[-1].is_last):
            budget = self.search.budget.part(AHEAD) if self.ahead else self.search.budget
            try:
                step = self._step(self.search.objectives[index + len(self.ahead)], basis, budget)
            except Infeasible:
                last = self._last_ahead()
                if last is None or retreats == MOST_RETREATS:
                    return
                self.ahead, retreats, basis = self.ahead[:last], retreats + 1, self.ahead[last].basis
                continue
            if step is None:
                return
            self.ahead.append(step)
            basis = None

    def _last_ahead(self) -> int | None:
        """Which level ahead is the last that has an optimum: one on which nothing can be gained has the face of the one above."""
        return max((at for at, step in enumerate(self.ahead) if step.best is not None), default=None)

    def _cut_short(self, index: int) -> None:
        """State the bound that the latest prices prove of a level that there was no time to finish; where there is some left, polish."""
        if self.working.so_far is None:
            return
        level, so_far = self.working.so_far
        # Prices found on the face of levels ahead say nothing where the best plan is not on it.
        if level.objective == self.search.objectives[index] and so_far.pricing.selection is self.selection:
            self.search.offer(_plan_near(self.instance, so_far, self.has_every_cut))
            self.search.bounds[index] = max(whole(so_far.bound), self.search.gain(self.search.objectives[index]))
            self.search.done[index] = Done(so_far, Loss.none(self.instance), self.rows)
            if self.working.is_crowded:
                polish(self.instance, level, so_far, self.search, self.search.objectives[: index + 1], self.search.budget)

    def _step(self, objective: Objective, basis: Basis | None, budget: Budget) -> Step | None:
        """Solve the next level on the face of those ahead, from the basis of an earlier attempt; None where the budget ended first."""
        instance, search = self.instance, self.search
        selection, every = (self.ahead[-1].face, self.ahead[-1].has_every_cut) if self.ahead else (self.selection, self.has_every_cut)
        if objective == "trim" and not every:
            done = [level for level in search.done if level is not None]
            done += [Done(step.best, Loss.none(instance), ()) for step in self.ahead if step.best is not None]
            selection, every = _cuts_in_play(instance, with_every_cut(instance, selection), done), True
        level = Level.of(instance, selection, objective, self.rows)
        if not level.gains.any():
            return Step(level, None, selection, every, None)
        if self.pricing.selection is not selection:
            self.pricing = Pricing(instance, selection)
        patience = PATIENCE if objective == search.objectives[-1] else 0
        told = partial(search.report, objective)
        # Another level's vertex is no good to begin with: GLOP takes longer from there than from nothing.
        self.working.basis = None
        best = self._mended(level, patience)
        if best is None:
            self._begin(level)
            if basis is not None:
                self.working = self.working.gone_back_to(instance, basis)
            guess = self.ahead[-1].best if self.ahead else self.working.so_far and self.working.so_far[1]
            budget = search.budget.part(RELAXING) if self.working.is_crowded else budget
            # By the time stays are cut nearly everyone's lot is settled: a city's program takes a second.
            if basis is None and guess is not None and objective != "trim" and not self.working.is_crowded:
                begin_in_parts(instance, self.pricing, self.working, level, guess, budget)
            resumes, is_large = basis is not None, instance.num_options > mending.LEAST and not level.rows
            if is_large and any(step.best.has_no_plan() for step in self.ahead if step.best):
                # No plan is on this face, but its vertex is near good ones.
                best = linear_optimum(instance, self.pricing, self.working, level, budget)
            else:
                excluded = self._excluded if is_large else lambda roundings: False
                best = optimum(instance, self.pricing, self.working, level, budget, patience, told, resumes=resumes, excluded=excluded)
                if best is not None and is_large and (resumes or best.has_no_plan()):
                    best = self._deepened(level, best, budget, patience, told)
        if best is None:
            return None
        return Step(level, best, narrowed(instance, best, Loss.none(instance)), every, self.working.basis)

    def _excluded(self, roundings: Roundings) -> bool:
        """Whether roundings show that no plan lies on the face of the last level ahead: with them, its optimum is less.

        In a city that takes GLOP a tenth of the time that it takes to see that a program of the level below has no solution.
        """
        last = self._last_ahead()
        step = None if last is None else self.ahead[last]
        if step is None or step.best is None or step.basis is None:
            return False
        working = replace(self.working.gone_back_to(self.instance, step.basis), roundings=roundings, so_far=None)
        above = linear_optimum(self.instance, step.best.pricing, working, step.level, self.search.budget, resumes=True)
        return above is not None and above.value < step.best.value - 1e-4

    def _deepened(self, level: Level, best: Optimum, budget: Budget, patience: int, told: Callable[[float], None]) -> Optimum:
        """An optimum with more roundings, found where it takes fractions, everything else being paid for: a city is not solved for each.

        Worth while where its value is no whole number, or roundings found below have shown that no plan is as good.
        """
        while not (best.is_integral() or best.is_mostly_fractional()):
            inside = fractional_lots(self.instance, best)
            for _ in range(REACH):
                inside = as_good_lots(self.instance, best, inside)
            part = mending.Part(self.instance, level, best, inside, self.working)
            if np.count_nonzero(part.stays) > PART or not part.separated(budget, DEEP):
                break
            again = optimum(self.instance, self.pricing, self.working, level, budget, patience, told, resumes=True)
            if again is None:
                break
            best = again
        return best

    def _mended(self, level: Level, patience: int) -> Optimum | None:
        """The level's optimum by mending an earlier one, None where there is none, or too little of it fits, or rows are to be kept."""
        prices, earlier, self.mending = self.prices.get(level.objective), self.mending, None
        if level.rows:
            return None
        known = at_known_prices(self.instance, self.pricing, level, prices, self.working.roundings) if prices and earlier else None
        best = earlier.optimum(level, known, self.working, patience) if earlier and known else None
        self.mending = earlier if best else None
        return best

    def _begin(self, level: Level) -> None:
        """Make the small programs ready, as far as they are not: from prices that are known, or else by seeking prices for all levels."""
        instance, search, working = self.instance, self.search, self.working
        if not self.is_started:
            found = promising(instance, self.selection, search.objectives, self.prices, working.roundings)
            if found is not None:
                working.option = union(found, search.plan.option)
                is_priced = np.zeros(len(self.pricing.minutes), bool)
                for each in self.prices.values():
                    is_priced |= self.pricing.moved(each.minute, each.price) != 0
                working.minutes = self.pricing.minutes[is_priced]
            else:
                pricing = Pricing(instance, self.selection) if self.ahead else self.pricing
                self.working = working = start(instance, pricing, search.objectives, search.budget, working.roundings)
        self.is_started = True
        prices = self.prices.pop(level.objective, None)
        known = at_known_prices(instance, self.pricing, level, prices, working.roundings) if prices else None
        if known is not None:
            working.so_far = level, known

    def _settle_all(self, index: int) -> int:
        """If the last vertex ahead is a plan, it is optimal on all levels ahead; how many that settles."""
        solved = [step.best for step in self.ahead if step.best is not None]
        if solved and not solved[-1].is_integral():
            return 0
        if solved:
            self.search.offer(solved[-1].to_plan())
        steps, count = self.ahead, 0
        while self.ahead and len(self.ahead) == len(steps) - count:
            step = self.ahead[0]
            nothing = Settled(whole(step.best.bound), Loss.none(self.instance)) if step.best else None
            self._settled(index + count, step, nothing, self.search.gain(step.level.objective))
            count += 1
        return count

    def _settle_first(self, index: int) -> int:
        """See to it that the best plan reaches the bound of the first level ahead, as far as the budget goes."""
        search, step = self.search, self.ahead[0]
        objective = step.level.objective
        if step.best is None:
            self._settled(index, step, None, search.gain(objective))
            return 1
        below = [other.best for other in self.ahead if other.best is not None and other.has_every_cut == step.has_every_cut]
        best = step.best.moved_to(self.instance, below[-1])
        search.offer(_plan_near(self.instance, best, step.has_every_cut))
        search.report(objective, best.bound)
        settling = Settling(self.instance, search.objectives[: index + 1], step.level, best, search, search.budget)
        settled = settling.settle(self.inside)
        self._settled(index, step, settled, search.gain(objective))
        return 1

    def _settled(self, index: int, step: Step, settled: Settled | None, reached: int) -> None:
        """Take note of a level's bound, and go on among the plans that are as good as the best."""
        search, instance = self.search, self.instance
        search.bounds[index] = bound = max(settled.bound, reached) if settled else 0
        search.report(step.level.objective, bound)
        self.selection, self.has_every_cut = step.face, step.has_every_cut
        self.ahead = self.ahead[1:]
        if settled is None or step.best is None:
            return
        loss, gap = settled.loss, step.best.bound - reached
        everything = Region.of(instance, np.ones_like(self.inside))
        if gap > max(loss.inside, loss.outside) + step.best.tolerance:  # better on a level above, and worse here
            loss = Loss(everything, gap, gap)
        search.done[index] = Done(step.best, loss, step.level.rows)
        if gap <= step.best.tolerance:
            return
        self.ahead = []
        self.selection = narrowed(instance, step.best, loss)
        if loss.outside > 0:
            self.rows += (row_of(instance, step.level, step.best, everything, reached),)
        else:
            at_least = reached - elsewhere(instance, step.best, loss.region) - step.best.tolerance
            self.rows += (row_of(instance, step.level, step.best, loss.region, at_least),)
            self.inside |= loss.region.inside


def _cuts_in_play(instance: Instance, selection: Selection, levels: Sequence[Done]) -> Selection:
    """Of all cuts those that plans as good on the levels so far may use: not much dearer than the cheapest of their stay."""
    stays = np.ones(len(selection.pick_cut), bool)
    for level in levels:
        pricing = Pricing(instance, selection, level.best.pricing.minutes)
        paid = pricing.paid_by_picks(level.best.prices)
        may_lose = level.loss.of_picks(instance, selection)
        stays &= paid <= pricing.least(np.where(stays, paid, np.inf)) + level.best.tolerance + may_lose
    return selection.keep_picks(stays)


def _plan_near(instance: Instance, best: Optimum, has_every_cut: bool) -> Plan:
    """A plan near a vertex: lots filled in order of how much of each option it takes."""
    order = np.lexsort((-best.reduced, -best.option))
    plan = fill(instance, best.pricing.selection.option[order], shortest=True)
    return lengthen(instance, plan) if has_every_cut else plan
