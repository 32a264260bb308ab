"""One solver on one instance, in a process of its own: ``python benchmarks/run_one.py INSTANCE SOLVER SECONDS`` prints the
outcome as JSON; with ``size`` as the solver, how big the instance is."""

from __future__ import annotations

import json
import math
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, replace

from instances import CASES
from models import PlainModel, gain_of, plain_model
from outcome import Outcome, Size

from parking_share.baseline import first_come_first_served, lottery
from parking_share.catalogue import MINIMISED, Objective
from parking_share.instance import Instance, expand
from parking_share.plan import Plan, level_value, to_schedule

OURS = "parking-share"
BASELINES: dict[str, Callable[[Instance], Plan]] = {"fcfs": first_come_first_served, "lottery": lottery}
FEWER_ROWS = "-fewer-rows"
"""Ending of a solver's name: it gets only the capacity rows that parking-share would keep."""


def measure(case: str, solver: str, limit: float) -> Outcome:
    """Run one solver; ``limit`` seconds are for the search, after reading, expanding and building.

    parking-share is asked twice, for the first level alone and for all of them, each within the limit. The others meet
    the first level on their way to the rest.
    """
    instance = expand(CASES[case].scenario())
    if solver in BASELINES:
        outcome, plan = run_baseline(instance, case, solver)
    elif solver == OURS:
        outcome, plan = run_ours(instance, case, limit)
    elif solver.endswith("-lp"):
        outcome, plan = run_relaxation(instance, case, solver, limit), None
    else:
        outcome, plan = run_other(instance, case, solver, limit)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    outcome = replace(outcome, cpu_seconds=usage.ru_utime + usage.ru_stime, peak_mb=usage.ru_maxrss / 1024)
    return outcome if plan is None else replace(outcome, note=outcome.note or _broken_rules(instance, plan))


def measure_size(case: str) -> Size:
    """Expand an instance and write its plain program down, without solving it."""
    scenario = CASES[case].scenario()
    start = time.perf_counter()
    instance = expand(scenario)
    seconds = time.perf_counter() - start
    program = plain_model(instance).program
    return Size(
        instance=case,
        what=CASES[case].what,
        objectives=scenario.policy.objectives,
        lots=len(scenario.lots),
        spaces=sum(lot.spaces for lot in scenario.lots),
        residents=len(scenario.residents),
        options=instance.num_options,
        columns=len(program.objective),
        rows=len(program.row_upper),
        entries=len(program.entry_row),
        expand_seconds=seconds,
    )


def run_baseline(instance: Instance, case: str, name: str) -> tuple[Outcome, Plan]:
    """First come first served or a lottery: values without bounds."""
    start = time.perf_counter()
    plan = BASELINES[name](instance)
    seconds = time.perf_counter() - start
    values = _values(instance, plan)
    outcome = Outcome(
        case, name, first_value=values[0], first_seconds=seconds, values=values, bounds=(None,) * len(values), seconds=seconds
    )
    return outcome, plan


def run_ours(instance: Instance, case: str, limit: float) -> tuple[Outcome, Plan]:
    """parking-share, first on the first level alone, then on all."""
    from parking_share.optimize import Budget, optimise

    def run(asked: Instance) -> tuple[Plan, list[int | None], float]:
        start = time.perf_counter()
        plan, bounds = optimise(asked, first_come_first_served(asked), Budget(limit), lambda progress: None)
        return plan, bounds, time.perf_counter() - start

    first, (first_bound, *_), first_seconds = run(_first_level_only(instance))
    plan, bounds, seconds = run(instance)
    outcome = Outcome(
        instance=case,
        solver=OURS,
        first_value=_values(instance, first)[0],
        first_bound=first_bound,
        first_seconds=first_seconds,
        values=_values(instance, plan),
        bounds=tuple(bounds),
        seconds=seconds,
    )
    return outcome, plan


def _first_level_only(instance: Instance) -> Instance:
    scenario = instance.scenario
    policy = scenario.policy.model_copy(update={"objectives": scenario.policy.objectives[:1]})
    return replace(instance, scenario=scenario.model_copy(update={"policy": policy}))


def run_relaxation(instance: Instance, case: str, solver: str, limit: float) -> Outcome:
    """The linear relaxation of the first level: a bound without a schedule."""
    from solvers import solve

    model, build_seconds = _built(instance, solver)
    objective = instance.scenario.policy.objectives[0]
    start = time.perf_counter()
    answer = solve(model.level(objective, {}), solver, limit)
    seconds = time.perf_counter() - start
    bound = round(answer.bound, 3) if answer.reason == "optimal" else None
    note = "" if bound is not None else "not finished"
    return Outcome(case, solver, first_bound=bound, first_seconds=seconds, build_seconds=build_seconds, note=note)


def run_other(instance: Instance, case: str, solver: str, limit: float) -> tuple[Outcome, Plan]:
    """Level by level, each starting from the last one's plan, until a level is not proved or the time is over."""
    from solvers import solve

    model, build_seconds = _built(instance, solver)
    plan, found = first_come_first_served(instance), False
    reached: dict[Objective, int] = {}
    bounds: list[float | None] = []
    note = ""
    first_value, first_seconds = None, None
    start = time.perf_counter()
    for objective in instance.scenario.policy.objectives:
        left = limit - (time.perf_counter() - start)
        if left <= 0:
            break
        answer = solve(model.level(objective, reached), solver.removesuffix(FEWER_ROWS), left, model.columns(plan))
        better = plan if answer.x is None else model.plan(answer.x)
        slipped = [earlier for earlier, gain in reached.items() if gain_of(instance, better, earlier) < gain]
        if slipped:
            note = f"its tolerances let {slipped[0]} slip while it optimised {objective}"
            break
        plan, found = better, found or answer.x is not None
        value = level_value(instance, plan, objective)
        bounds.append(_bound(answer.bound, objective))
        if first_seconds is None:
            first_value, first_seconds = (value if found else None), time.perf_counter() - start
        if not found or bounds[-1] != value:
            break
        reached[objective] = gain_of(instance, plan, objective)
    values = _values(instance, plan)
    outcome = Outcome(
        instance=case,
        solver=solver,
        first_value=first_value,
        first_bound=bounds[0],
        first_seconds=first_seconds,
        values=values if found else (None,) * len(values),
        bounds=(*bounds, *[None] * (len(values) - len(bounds))),
        seconds=time.perf_counter() - start,
        build_seconds=build_seconds,
        note=note if found else "no schedule found",
    )
    return outcome, plan


def _built(instance: Instance, solver: str) -> tuple[PlainModel, float]:
    start = time.perf_counter()
    model = plain_model(instance, every_interval=not solver.endswith(FEWER_ROWS))
    return model, time.perf_counter() - start


def _bound(bound: float, objective: Objective) -> float | None:
    """A bound as the schedule would state it: of whole numbers, and of the value instead of the gain."""
    if math.isinf(bound):
        return None
    rounded = math.floor(bound + 1e-6)
    return -rounded if objective in MINIMISED else rounded


def _values(instance: Instance, plan: Plan) -> tuple[int, ...]:
    return tuple(level_value(instance, plan, objective) for objective in instance.scenario.policy.objectives)


def _broken_rules(instance: Instance, plan: Plan) -> str:
    """What the package's verifier, which knows nothing of solvers or models, says of a plan."""
    from parking_share.verification import verify

    objectives = instance.scenario.policy.objectives
    violations = verify(instance.scenario, to_schedule(instance, plan, [None] * len(objectives), "optimal", 0.0))
    return f"breaks {len(violations)} rules, the first: {violations[0].message}" if violations else ""


if __name__ == "__main__":
    case, solver, limit = sys.argv[1:]
    print(json.dumps(asdict(measure_size(case) if solver == "size" else measure(case, solver, float(limit)))))
