"""Levels one after another, each optimised among the optima of those before it.

The main road (``descend``) never leaves linear programs: each level is solved on the face of the optima of the last,
and when the last vertex is a plan it is optimal on every level, because no plan can be better than the linear optimum.
Where it is not (one-space lots rented by the hour do that), ``close`` goes again level by level, keeps the value reached
as a row, leaves out every option whose reduced value shows that it cannot be in a plan at least as good, and has CP-SAT
and SCIP settle the rest.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from parking_share.calendar import BoolArray
from parking_share.catalogue import MINIMISED, Objective
from parking_share.filling import fill, lengthen
from parking_share.instance import Instance
from parking_share.optimize.budget import Budget
from parking_share.optimize.closing import solve_integer
from parking_share.optimize.linear import FloatArray
from parking_share.optimize.master import LevelRow, build
from parking_share.optimize.pricing import Pricing
from parking_share.optimize.selection import Selection, select, with_every_cut
from parking_share.optimize.sifting import Level, Optimum, Working, optimum, start
from parking_share.plan import Plan, level_value


@dataclass(frozen=True)
class Progress:
    """How far a solve is: the level being optimised, its best value so far and the bound on it."""

    objective: Objective
    value: int
    bound: float


Report = Callable[[Progress], None]


class Search:
    """State of one solve: the best plan so far, and what is proved of it.

    Values are gains here: numbers to be maximised, so that a walk of 90 seconds is -90. ``bounds`` has one entry a
    level, None where nothing was proved. The plan reaches the linear optimum of the first ``attained`` levels;
    ``selection`` is their face, on which every plan that does so lies, and ``solved`` are their optima.
    """

    def __init__(self, instance: Instance, start: Plan, budget: Budget, report: Report) -> None:
        self.instance, self.budget, self._report = instance, budget, report
        self.objectives = instance.scenario.policy.objectives
        self.plan = start
        self.bounds: list[int | None] = [None] * len(self.objectives)
        self.selection = select(instance, np.arange(instance.num_options), minimal=True)
        self.solved: list[Optimum] = []
        self.attained = 0
        self.working = Working(self.selection.option, np.empty(0, np.int64))

    def gain(self, plan: Plan, objective: Objective) -> int:
        """What a plan is worth on a level."""
        value = level_value(self.instance, plan, objective)
        return -value if objective in MINIMISED else value

    def gains(self, plan: Plan) -> tuple[int, ...]:
        """What a plan is worth on all levels: plans compare as these tuples do."""
        return tuple(self.gain(plan, objective) for objective in self.objectives)

    def offer(self, plan: Plan) -> None:
        """Keep a plan if it is better than the best so far."""
        if self.gains(plan) > self.gains(self.plan):
            self.plan = plan

    def reaches(self, values: Sequence[int]) -> bool:
        """Whether the best plan gains exactly these values on the first levels."""
        return self.gains(self.plan)[: len(values)] == tuple(values)

    def report(self, objective: Objective, bound: float) -> None:
        """Say how far a level is."""
        reached = self.gain(self.plan, objective)
        sign = -1 if objective in MINIMISED else 1
        self._report(Progress(objective, sign * reached, sign * bound))


def optimise(instance: Instance, start: Plan, budget: Budget, report: Report) -> tuple[Plan, list[int | None]]:
    """The best plan found, and for each level of the policy a bound (None where none was computed).

    Parameters
    ----------
    start
        A feasible plan, kept if nothing better is found in time.
    """
    search = Search(instance, start, budget, report)
    if not descend(search):
        close(search)
    bounds = [
        bound if bound is None or objective not in MINIMISED else -bound
        for bound, objective in zip(search.bounds, search.objectives, strict=True)
    ]
    if search.attained == len(search.objectives) and "trim" in search.objectives:
        return search.plan, bounds
    # No stay is cut where nobody needs it, whether or not the policy asks for that.
    return lengthen(instance, search.plan), bounds


def descend(search: Search) -> bool:
    """Solve linear programs down the faces; whether that ended in a plan that is optimal on every level."""
    instance, selection = search.instance, search.selection
    pricing = Pricing(instance, selection)
    search.working = start(instance, pricing, search.objectives, search.budget)
    solved: list[Optimum] = []
    values: list[int] = []
    for objective in search.objectives:
        if objective == "trim":
            selection = _cuts_on_faces(instance, with_every_cut(instance, selection), solved)
        level = Level.of(instance, selection, objective)
        if not level.gains.any():
            values.append(0)
        else:
            if pricing.selection is not selection:
                pricing = Pricing(instance, selection)
            best = optimum(instance, pricing, search.working, level, search.budget)
            if best is None:
                return False
            attains_all_above = search.reaches(values)
            search.offer(_plan_of(instance, best, objective))
            values.append(_bound(search, best, objective))
            if attains_all_above:
                search.bounds[len(values) - 1] = values[-1]
            search.report(objective, best.bound)
            if not best.is_integral() and best.value > values[-1] + 1e-5 + 1e-12 * abs(best.value):
                return False  # no plan lies on this face, so whatever is optimal on it says nothing about plans
            selection = best.face()
            solved.append(best)
        if search.reaches(values):
            search.bounds[: len(values)] = values
            search.attained, search.selection, search.solved = len(values), selection, list(solved)
    return search.attained == len(search.objectives)


def _cuts_on_faces(instance: Instance, selection: Selection, solved: list[Optimum]) -> Selection:
    """Of all cuts those that the optima of the levels so far may use: no dearer than the cheapest of their stay."""
    pricing = Pricing(instance, selection)
    stays = np.ones(len(selection.pick_cut), bool)
    for level in solved:
        # Every minute with a price is full on the face, and so among the minutes here.
        priced = np.abs(level.prices) > level.tolerance
        prices = np.zeros(len(pricing.minutes))
        prices[np.searchsorted(pricing.minutes, level.pricing.minutes[priced])] = level.prices[priced]
        paid = pricing.paid_by_picks(prices)
        stays &= paid <= pricing.least(np.where(stays, paid, np.inf)) + level.tolerance
    return selection.keep_picks(stays)


def close(search: Search) -> None:
    """Optimise the levels that are left over plans on the face of those attained, each kept as a row once it is done."""
    instance, selection = search.instance, search.selection
    rows: tuple[LevelRow, ...] = ()
    for index in range(search.attained, len(search.objectives)):
        objective = search.objectives[index]
        if objective == "trim":
            search.offer(lengthen(instance, search.plan))
            selection = _cuts_on_faces(instance, with_every_cut(instance, selection), search.solved)
        level = Level.of(instance, selection, objective, rows)
        best = optimum(instance, Pricing(instance, selection), search.working, level, search.budget)
        if best is None:
            return
        search.offer(_plan_of(instance, best, objective))
        bound = _bound(search, best, objective)
        search.bounds[index] = bound
        search.report(objective, bound)
        if search.gain(search.plan, objective) < bound:
            bound = _settle(search, objective, rows, best, bound)
        reached = search.gain(search.plan, objective)
        bound = max(bound, reached)
        search.bounds[index] = bound
        search.report(objective, bound)
        selection = selection.keep_options(_can_reach(best, reached))
        rows += (LevelRow(objective, reached),)


def _settle(search: Search, objective: Objective, rows: tuple[LevelRow, ...], best: Optimum, bound: int) -> int:
    """Solve a level over plans; the bound that holds afterwards, at most the one given."""
    instance = search.instance
    selection = best.pricing.selection.keep_options(_can_reach(best, search.gain(search.plan, objective)))
    small = build(instance, selection, Pricing(instance, selection).minutes, objective, rows)

    def offer(x: FloatArray) -> None:
        option, pick = small.taken(x)
        search.offer(Plan(selection.option[option > 0.5], selection.pick_cut[pick > 0.5]))
        search.report(objective, bound)

    proved = solve_integer(small.program, small.columns_of(instance, search.plan), search.budget, offer)
    return bound if proved is None else min(bound, proved)


def _can_reach(best: Optimum, gain: int) -> BoolArray:
    """Reduced-cost fixing: the options (n,) that can be in a plan that gains at least ``gain`` on this level."""
    can: BoolArray = best.bound + best.reduced >= gain - best.tolerance * max(1.0, abs(best.bound) * 1e-3)
    return can


def _plan_of(instance: Instance, best: Optimum, objective: Objective) -> Plan:
    """The plan that a vertex is, or one near it: lots filled in order of how much of each option it takes."""
    if best.is_integral():
        return best.to_plan()
    order = np.lexsort((-best.reduced, -best.option))
    plan = fill(instance, best.pricing.selection.option[order].tolist(), shortest=True)
    return lengthen(instance, plan) if objective == "trim" else plan


def _bound(search: Search, best: Optimum, objective: Objective) -> int:
    """What the prices prove, rounded down to a whole number, beyond the error of floating point.

    An integral vertex has a value without error, which the bound is never below.
    """
    floor = math.floor(best.bound + 1e-6 + 1e-14 * abs(best.bound))
    return max(floor, search.gain(best.to_plan(), objective)) if best.is_integral() else floor
