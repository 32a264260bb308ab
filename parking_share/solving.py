"""From a validated scenario to a schedule."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from parking_share.baseline import first_come_first_served, lottery
from parking_share.catalogue import Objective
from parking_share.comparison import Changes, changes
from parking_share.errors import InputError, Problem
from parking_share.instance import Instance, expand
from parking_share.optimize import Budget, Progress, optimise
from parking_share.plan import Plan, gain_of, level_value, to_schedule
from parking_share.proving import proofs_of
from parking_share.scenario import Scenario
from parking_share.schedule import LevelProof, Schedule
from parking_share.starting import start_from
from parking_share.texts import _

if TYPE_CHECKING:
    import pandas as pd

Method = Literal["optimal", "fcfs", "lottery"]
Ended = Literal["proved", "interrupted", "time limit", "not proved", "baseline"]
DEFAULT_TIME_LIMIT = 300.0


@dataclass(frozen=True)
class Result:
    """What ``solve`` found.

    ``first_come_first_served`` holds, for comparison, the level values of that baseline on the same scenario.
    ``ended`` says why the search did, ``phases`` how many seconds each part took, ``changes`` what is different from the
    schedule that it started from, if any.
    """

    scenario: Scenario
    schedule: Schedule
    first_come_first_served: dict[Objective, int]
    ended: Ended
    phases: dict[str, float]
    changes: Changes | None = None

    def to_frame(self) -> pd.DataFrame:
        """One row a held stay; see ``Schedule.to_frame``."""
        return self.schedule.to_frame()


def solve(
    scenario: Scenario,
    method: Method = "optimal",
    time_limit: float | None = DEFAULT_TIME_LIMIT,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    *,
    start: Schedule | None = None,
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
    start
        A schedule to begin with, of this scenario or of one much like it, such as before a lot was closed. It is only a
        beginning: the best schedule is the same as without it. What of it does not fit is ignored.

    Raises
    ------
    ValueError
        For a method or a time limit that is none, and for a start of a baseline, which has none.
    InputError
        For a lottery without a seed.
    """
    if method not in get_args(Method):
        raise ValueError(f"method must be one of {', '.join(get_args(Method))}, not {method!r}")
    if time_limit is not None and not 0 <= time_limit < math.inf:
        raise ValueError(f"time_limit must be a finite number of seconds, or None, not {time_limit!r}")
    if method == "lottery" and not scenario.policy.lottery_seed:
        raise InputError([Problem("policy.lottery_seed", _("is required by the method 'lottery'; write a public text, such as a date"))])
    if start is not None and method != "optimal":
        raise ValueError(f"start is for the method 'optimal'; {method!r} does not search")
    began = time.perf_counter()
    budget = Budget(time_limit)
    with budget.interruptible():
        instance = expand(scenario)
        expanded = time.perf_counter()
        in_turn = first_come_first_served(instance)
        compared = time.perf_counter()
        beginning = None if start is None else start_from(instance, start)
        started = time.perf_counter()
        objectives = scenario.policy.objectives
        bounds: list[int | None] = [None] * len(objectives)
        proof: tuple[LevelProof | None, ...] | None = None
        budget.start()
        if method == "optimal":
            if beginning is None:
                search = optimise(instance, in_turn, budget, on_progress)
            else:
                first = _better(instance, in_turn, beginning.plan)
                search = optimise(instance, first, budget, on_progress, beginning.prices, beginning.roundings)
            solved = time.perf_counter()
            proof = proofs_of(search)
            plan, bounds = search.plan, search.bounds_as_stated()
        else:
            plan = in_turn if method == "fcfs" else lottery(instance)
            solved = time.perf_counter()
        proved = time.perf_counter()
        schedule = to_schedule(instance, plan, bounds, proof, method, began)
    return Result(
        scenario=scenario,
        schedule=schedule,
        first_come_first_served=_values(instance, in_turn),
        ended=_ended(schedule, method, budget),
        phases={
            "expand": expanded - began,
            "first come first served": compared - expanded,
            **({} if start is None else {"start": started - compared}),
            "optimise": solved - started,
            "prove": proved - solved,
        },
        changes=None if start is None else changes(start, schedule),
    )


def _ended(schedule: Schedule, method: Method, budget: Budget) -> Ended:
    if method != "optimal":
        return "baseline"
    if schedule.status == "optimal":
        return "proved"
    if budget.interrupted:
        return "interrupted"
    return "time limit" if budget.is_over() else "not proved"


def _better(instance: Instance, *plans: Plan) -> Plan:
    """The best of some plans, the first of equal ones."""
    return max(plans, key=lambda plan: [gain_of(instance, plan, objective) for objective in instance.scenario.policy.objectives])


def _values(instance: Instance, plan: Plan) -> dict[Objective, int]:
    return {objective: level_value(instance, plan, objective) for objective in instance.scenario.policy.objectives}
