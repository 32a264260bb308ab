"""From a validated scenario to a schedule."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from parking_share.baseline import first_come_first_served, lottery
from parking_share.catalogue import Objective
from parking_share.instance import Instance, expand
from parking_share.optimize import Budget, Progress, optimise
from parking_share.plan import Plan, level_value, to_schedule
from parking_share.scenario import Scenario
from parking_share.schedule import Schedule

if TYPE_CHECKING:
    import pandas as pd

Method = Literal["optimal", "fcfs", "lottery"]
DEFAULT_TIME_LIMIT = 300.0


@dataclass(frozen=True)
class Result:
    """What ``solve`` found.

    ``first_come_first_served`` holds, for comparison, the level values of that baseline on the same scenario.
    ``interrupted`` says that the user ended the search, ``phases`` how many seconds each part took.
    """

    scenario: Scenario
    schedule: Schedule
    first_come_first_served: dict[Objective, int]
    interrupted: bool
    phases: dict[str, float]

    def to_frame(self) -> pd.DataFrame:
        """One row a held stay; see ``Schedule.to_frame``."""
        return self.schedule.to_frame()


def solve(
    scenario: Scenario,
    method: Method = "optimal",
    time_limit: float | None = DEFAULT_TIME_LIMIT,
    on_progress: Callable[[Progress], None] = lambda progress: None,
) -> Result:
    """Decide who parks where and when.

    Parameters
    ----------
    scenario
        From ``read_scenario`` or ``Scenario.from_dict``.
    method
        ``optimal``, or a baseline: ``fcfs`` (first come first served) or ``lottery`` (order of tickets).
    time_limit
        Seconds for the search; None for no limit. When it ends or the user presses Ctrl-C, the best schedule so far is
        returned as ``feasible``, with its bounds. The expansion before it is not limited.
    on_progress
        Called with each level's value and bound as they improve.
    """
    start = time.perf_counter()
    budget = Budget(time_limit)
    with budget.interruptible():
        instance = expand(scenario)
        expanded = time.perf_counter()
        in_turn = first_come_first_served(instance)
        compared = time.perf_counter()
        objectives = scenario.policy.objectives
        bounds: list[int | None] = [None] * len(objectives)
        if method == "optimal":
            plan, bounds = optimise(instance, in_turn, budget, on_progress)
        else:
            plan = in_turn if method == "fcfs" else lottery(instance)
        solved = time.perf_counter()
        schedule = to_schedule(instance, plan, bounds, method, start)
    return Result(
        scenario=scenario,
        schedule=schedule,
        first_come_first_served=_values(instance, in_turn),
        interrupted=budget.interrupted,
        phases={"expand": expanded - start, "first come first served": compared - expanded, "optimise": solved - compared},
    )


def _values(instance: Instance, plan: Plan) -> dict[Objective, int]:
    return {objective: level_value(instance, plan, objective) for objective in instance.scenario.policy.objectives}
