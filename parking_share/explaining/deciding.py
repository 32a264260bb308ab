"""Would a resident get a place? Decided by solving twice: without the resident, and with the resident served.

The best schedule that serves the resident is found on the same levels, with a bonus on the first of them for serving the resident: so
large that no schedule without the resident is as good. It is taken out again before values are compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import Any, Literal

import numpy as np

from parking_share.arrays import is_among
from parking_share.catalogue import Objective
from parking_share.filling import fill
from parking_share.instance import Instance, expand
from parking_share.optimize import Budget, Search, optimise
from parking_share.plan import Plan
from parking_share.proving import proofs_of
from parking_share.scenario import Scenario
from parking_share.schedule import Schedule
from parking_share.starting import Start, start_from

Answer = Literal["yes", "tie", "no", "undecided"]
"""Whether optimal schedules serve a resident: all of them, some of them, none; or the time did not suffice to tell."""


@dataclass(frozen=True)
class Reach:
    """What is known of a level's best gain: so much is reached, and no more than ``bound`` is possible."""

    reached: int
    bound: float

    @property
    def is_exact(self) -> bool:
        """Whether the best is known."""
        return self.reached == self.bound


Levels = tuple[Reach, ...]


@dataclass(frozen=True)
class Decision:
    """Whether a resident gets a place.

    ``objective`` is the level that decides, None for a tie and where nothing is decided; ``gain`` is by how much the best schedules that
    serve the resident are better on it than the best of the others, negative where they are worse, None where it is not known exactly.
    """

    answer: Answer
    objective: Objective | None = None
    gain: int | None = None


def compare(objectives: tuple[Objective, ...], serving: Levels | None, others: Levels) -> Decision:
    """Compare the best schedules that serve a resident with the best others, level by level.

    Parameters
    ----------
    serving, others
        What is known of them; None where no schedule can serve the resident.
    """
    if serving is None:
        return Decision("no")
    for objective, one, other in zip(objectives, serving, others, strict=True):
        gain = one.reached - other.reached if one.is_exact and other.is_exact else None
        if one.reached > other.bound:
            return Decision("yes", objective, gain)
        if one.bound < other.reached:
            return Decision("no", objective, gain)
        if gain is None:  # what is known of the levels below holds for the best value of this one, which is not known
            return Decision("undecided")
    return Decision("tie")


class OutOfTime(Exception):
    """The budget has ended before a solve could begin."""


class Solver:
    """Solves variants of a scenario, beginning with a schedule of it, as long as the budget lasts."""

    def __init__(self, schedule: Schedule, budget: Budget) -> None:
        self._schedule, self.budget = schedule, budget

    def best(self, scenario: Scenario) -> Levels:
        """What is known of the best schedules of a scenario. Raises OutOfTime."""
        self._check_time()
        instance = expand(scenario)
        start = start_from(instance, self._schedule)
        return _levels(self._search(instance, start.plan, start))

    def best_serving(self, scenario: Scenario, resident_id: str, others: Levels) -> Levels | None:
        """What is known of the best schedules that serve a resident; None if there is no such schedule. Raises OutOfTime.

        Parameters
        ----------
        others
            What is known of the schedules that do not.
        """
        self._check_time()
        instance = expand(scenario)
        who = next(index for index, resident in enumerate(scenario.residents) if resident.id == resident_id)
        options = np.flatnonzero(instance.resident == who)
        start = start_from(instance, self._schedule)
        plan = fill(instance, np.concatenate((options, start.plan.option)), shortest=True)
        if not is_among(options, plan.option).any():  # there is no room, not even with nobody else there
            return None
        first = scenario.policy.objectives[0]
        gains = instance.gains(first)
        most = others[0].bound if others[0].bound < inf else int(gains.sum())
        bonus = max(0, int(most) - int(gains[plan.option].sum())) + 1
        with_bonus = instance.with_gains(first, gains + bonus * np.isin(np.arange(len(gains)), options))
        top, *rest = _levels(self._search(with_bonus, plan, start))
        return Reach(top.reached - bonus, top.bound - bonus), *rest

    def _check_time(self) -> None:
        if self.budget.is_over():
            raise OutOfTime

    def _search(self, instance: Instance, plan: Plan, start: Start) -> Search:
        search = optimise(instance, plan, self.budget, lambda progress: None, start.prices, start.roundings)
        if search.bounds != [search.gain(objective) for objective in search.objectives]:
            proofs_of(search)  # prices in whole numbers may prove what floating point has left open
        return search


def _levels(search: Search) -> Levels:
    return tuple(
        Reach(search.gain(objective), inf if bound is None else bound)
        for objective, bound in zip(search.objectives, search.bounds, strict=True)
    )


class Case:
    """One resident of one scenario: would a place be theirs, as things are or after a change?"""

    def __init__(self, solver: Solver, scenario: Scenario, resident_id: str) -> None:
        self.scenario, self.resident_id = scenario, resident_id
        self._solver, self._objectives = solver, scenario.policy.objectives

    @cached_property
    def _others(self) -> Levels:
        """What is known of the schedules that do not serve the resident. Raises OutOfTime."""
        return self._solver.best(without(self.scenario, self.resident_id))

    @cached_property
    def _serving(self) -> Levels | None:
        """What is known of the schedules that do, None where there is none. Raises OutOfTime."""
        return self._solver.best_serving(self.scenario, self.resident_id, self._others)

    @cached_property
    def as_it_is(self) -> Decision:
        """Whether the resident gets a place, without any change."""
        try:
            return compare(self._objectives, self._serving, self._others)
        except OutOfTime:
            return Decision("undecided")

    def with_change(self, changed: Scenario, *, only_resident: bool) -> Decision:
        """Whether the resident gets a place in a changed scenario.

        Parameters
        ----------
        only_resident
            Nothing is different but the resident: schedules that do not serve the resident are as good as before.
        """
        try:
            others = self._others if only_resident else self._solver.best(without(changed, self.resident_id))
            return compare(self._objectives, self._solver.best_serving(changed, self.resident_id, others), others)
        except OutOfTime:
            return Decision("undecided")

    def at(self, lot_id: str) -> Decision:
        """How much better or worse the best schedules are that serve the resident at one lot than the best of all."""
        there = with_resident(self.scenario, self.resident_id, {"fixed_lot": lot_id})
        try:
            best = self._serving if self.as_it_is.answer == "yes" and self._serving is not None else self._others
            return compare(self._objectives, self._solver.best_serving(there, self.resident_id, self._others), best)
        except OutOfTime:
            return Decision("undecided")


def without(scenario: Scenario, resident_id: str) -> Scenario:
    """The scenario without a resident."""
    return scenario.model_copy(update={"residents": tuple(each for each in scenario.residents if each.id != resident_id)})


def with_resident(scenario: Scenario, resident_id: str, changes: Mapping[str, Any]) -> Scenario:
    """The scenario with some keys of a resident changed, to values that the format allows."""
    residents = tuple(each.model_copy(update=changes) if each.id == resident_id else each for each in scenario.residents)
    return scenario.model_copy(update={"residents": residents})


def with_lot(scenario: Scenario, lot_id: str, changes: Mapping[str, Any]) -> Scenario:
    """The scenario with some keys of a lot changed, to values that the format allows."""
    lots = tuple(each.model_copy(update=changes) if each.id == lot_id else each for each in scenario.lots)
    return scenario.model_copy(update={"lots": lots})
