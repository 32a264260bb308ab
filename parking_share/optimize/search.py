"""State of a solve: the best plan so far and what is proved of it, and how that is reported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from parking_share.catalogue import MINIMISED, Objective
from parking_share.instance import Instance
from parking_share.optimize.budget import Budget
from parking_share.optimize.levels import LevelRow
from parking_share.optimize.region import Loss
from parking_share.optimize.rounding import Roundings
from parking_share.optimize.sifting import Optimum
from parking_share.plan import Plan, gain_of


@dataclass(frozen=True)
class Progress:
    """How far a solve is: the level being optimised, its best value so far and the bound on it."""

    objective: Objective
    value: int
    bound: float


Report = Callable[[Progress], None]


@dataclass(frozen=True)
class Done:
    """A level that was optimised: its linear optimum, what plans as good as the one found lose against it, and its rows."""

    best: Optimum
    loss: Loss
    rows: tuple[LevelRow, ...]


class Search:
    """State of one solve: the best plan so far, and what is proved of it.

    Values are gains here: numbers to be maximised, so that a walk of 90 seconds is -90. ``bounds`` has one entry a
    level, None where nothing was proved; ``done`` too, None also where nothing can be gained. ``roundings`` are all that were found.
    """

    def __init__(self, instance: Instance, start: Plan, budget: Budget, report: Report) -> None:
        self.instance, self.budget, self._report = instance, budget, report
        self.objectives = instance.scenario.policy.objectives
        self.plan = start
        self.bounds: list[int | None] = [None] * len(self.objectives)
        self.done: list[Done | None] = [None] * len(self.objectives)
        self.roundings = Roundings.none(instance)

    def gain(self, objective: Objective) -> int:
        """What the best plan is worth on a level."""
        return gain_of(self.instance, self.plan, objective)

    def gains(self, plan: Plan) -> tuple[int, ...]:
        """What a plan is worth on all levels: plans compare as these tuples do."""
        return tuple(gain_of(self.instance, plan, objective) for objective in self.objectives)

    def offer(self, plan: Plan) -> None:
        """Keep a plan if it is better than the best so far."""
        if self.gains(plan) > self.gains(self.plan):
            self.plan = plan

    def bounds_as_stated(self) -> list[int | None]:
        """The bounds as a schedule states them: walks and minutes cut are not negative there."""
        return [
            bound if bound is None or objective not in MINIMISED else -bound
            for bound, objective in zip(self.bounds, self.objectives, strict=True)
        ]

    def report(self, objective: Objective, bound: float) -> None:
        """Say how far a level is."""
        sign = -1 if objective in MINIMISED else 1
        self._report(Progress(objective, sign * self.gain(objective), sign * bound))
