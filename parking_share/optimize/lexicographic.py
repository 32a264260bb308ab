"""Levels one after another, each optimised among the optima of those before it.

The main road (``descend``) never leaves linear programs: each level is solved on the face of the optima of the last,
and when the last vertex is a plan it is optimal on every level, because no plan can be better than the linear optimum.
Where it is not (one-space lots rented by the hour do that), ``close`` goes again level by level, keeps the value reached
as a row, leaves out every option whose reduced value shows that it cannot be in a plan at least as good, and has CP-SAT
settle the rest.
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
from parking_share.optimize.linear import LinearOptimum, solve_linear
from parking_share.optimize.master import LevelRow, Master, Prices, build, face, is_integral, to_plan, tolerance_of
from parking_share.optimize.selection import Selection, select, with_every_cut
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
    level, None where nothing was proved.
    """

    def __init__(self, instance: Instance, start: Plan, budget: Budget, report: Report) -> None:
        self.instance, self.budget, self._report = instance, budget, report
        self.objectives = instance.scenario.policy.objectives
        self.plan = start
        self.bounds: list[int | None] = [None] * len(self.objectives)

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
    # No stay is cut where nobody needs it, whether or not the policy asks for that.
    return lengthen(instance, search.plan), bounds


def descend(search: Search) -> bool:
    """Solve linear programs down the faces; whether that ended in a plan that is optimal on every level."""
    instance = search.instance
    selection = select(instance, np.arange(instance.num_options), minimal=True)
    prices: list[Prices] = []
    values: list[int] = []
    for objective in search.objectives:
        if objective == "trim":
            selection = _cuts_on_faces(instance, with_every_cut(instance, selection), prices)
        master = build(instance, selection, objective)
        if not master.program.objective.any():
            values.append(0)
            _attain(search, values)
            continue
        optimum = solve_linear(master.program, search.budget)
        if optimum is None:
            return False
        if search.reaches(values):
            search.bounds[len(values)] = _floor(optimum.value)
        values.append(_floor(optimum.value))
        search.offer(to_plan(master, optimum.x) if is_integral(optimum) else _rounded(instance, master, optimum))
        search.report(objective, optimum.value)
        if optimum.value > values[-1] + 1e-6 + 1e-11 * abs(optimum.value):
            return False  # no plan lies on this face, so whatever is optimal on it says nothing about plans
        _attain(search, values)
        selection, level_prices = face(instance, master, optimum)
        prices.append(level_prices)
    return search.reaches(values)


def _attain(search: Search, values: list[int]) -> None:
    """If the best plan reaches the linear optimum of every level so far, those are bounds that it attains."""
    if search.reaches(values):
        search.bounds[: len(values)] = values


def _cuts_on_faces(instance: Instance, selection: Selection, prices: list[Prices]) -> Selection:
    """Of all cuts those that the optima of the levels so far may use: no dearer than the cheapest of their stay."""
    for level in prices:
        paid = level.of_picks(instance, selection)
        cheapest = np.full(int(selection.pick_slot.max(initial=-1)) + 1, np.inf)
        np.minimum.at(cheapest, selection.pick_slot, paid)
        selection = selection.keep_picks(paid <= cheapest[selection.pick_slot] + level.tolerance)
    return selection


def close(search: Search) -> None:
    """Optimise level by level over plans, the levels above kept as rows."""
    instance = search.instance
    option = np.arange(instance.num_options)
    rows: tuple[LevelRow, ...] = ()
    for index, objective in enumerate(search.objectives):
        seen = search.objectives[: index + 1]
        if objective == "trim":
            search.offer(lengthen(instance, search.plan))
        selection = select(instance, option, minimal="trim" not in seen)
        master = build(instance, selection, objective, rows)
        optimum = solve_linear(master.program, search.budget)
        if optimum is None:
            return
        bound = _floor(optimum.value)
        search.offer(to_plan(master, optimum.x) if is_integral(optimum) else _rounded(instance, master, optimum))
        search.bounds[index] = bound
        search.report(objective, bound)
        if search.gain(search.plan, objective) < bound:
            bound = _settle(search, objective, rows, selection, master, optimum)
        reached = search.gain(search.plan, objective)
        search.bounds[index] = max(bound, reached)
        search.report(objective, search.bounds[index] or 0)
        option = selection.option[_can_reach(master, optimum, reached)]
        rows += (LevelRow(objective, reached),)


def _settle(
    search: Search, objective: Objective, rows: tuple[LevelRow, ...], selection: Selection, master: Master, optimum: LinearOptimum
) -> int:
    """Solve a level over plans with CP-SAT; the bound that holds afterwards."""
    from parking_share.optimize.closing import solve_integer  # loads pandas, and is seldom needed

    instance = search.instance
    option = selection.option[_can_reach(master, optimum, search.gain(search.plan, objective))]
    small = build(instance, selection.keep_options(np.isin(selection.option, option)), objective, rows)
    result = solve_integer(small.program, small.hint(search.plan), search.budget)
    if result.x is not None:
        search.offer(to_plan(small, result.x))
    bound = _floor(optimum.value)
    return bound if result.bound is None else min(bound, result.bound)


def _can_reach(master: Master, optimum: LinearOptimum, gain: int) -> BoolArray:
    """Reduced-cost fixing: the options (n,) that can be in a plan that gains at least ``gain`` on this level."""
    reduced = optimum.reduced[: len(master.selection.option)]
    return optimum.value + reduced >= gain - tolerance_of(master.program) * max(1.0, abs(optimum.value) * 1e-3)


def _rounded(instance: Instance, master: Master, optimum: LinearOptimum) -> Plan:
    """A plan near a fractional vertex: lots filled in order of how much of each option the vertex takes."""
    taken = optimum.x[: len(master.selection.option)]
    order = np.lexsort((-optimum.reduced[: len(taken)], -taken))
    return fill(instance, master.selection.option[order].tolist())


def _floor(value: float) -> int:
    """A bound on whole numbers from a linear optimum, beyond the error of floating point."""
    return math.floor(value + 1e-6 + 1e-11 * abs(value))
