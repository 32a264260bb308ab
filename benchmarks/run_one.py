"""One solver on one instance, in a process of its own: ``python benchmarks/run_one.py INSTANCE SOLVER SECONDS [FOLDER]`` prints
the outcome as JSON; with ``size`` as the solver, how big the instance is. Big instances are kept in the folder, if one is given.
"""

from __future__ import annotations

import json
import math
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

from instances import CASES
from models import PlainModel, gain_of, plain_model, plain_size
from outcome import FEWER_ROWS, HEURISTICS, OURS, Outcome, Size

from parking_share.baseline import first_come_first_served, lottery
from parking_share.catalogue import MINIMISED, Objective
from parking_share.instance import Instance, expand
from parking_share.memory import share_arenas
from parking_share.plan import Plan, level_value, to_schedule
from parking_share.scenario import Scenario

BASELINES: dict[str, Callable[[Instance], Plan]] = dict(zip(HEURISTICS, (first_come_first_served, lottery), strict=True))


def measure(case: str, solver: str, limit: float, folder: Path) -> Outcome:
    """Run one solver; ``limit`` seconds are for the search, after reading, expanding and building.

    Time and memory are taken before the schedule is verified.
    """
    start = time.perf_counter()
    scenario = CASES[case].scenario(folder)
    read_seconds = time.perf_counter() - start
    if solver == OURS:
        outcome = run_ours(scenario, case, limit)
        return replace(outcome, phases={"read": read_seconds} | outcome.phases)
    instance = expand(scenario)
    if solver.removesuffix(FEWER_ROWS).endswith("-lp"):
        return _with_usage(run_relaxation(instance, case, solver, limit))
    outcome, plan = run_baseline(instance, case, solver) if solver in BASELINES else run_other(instance, case, solver, limit)
    outcome = _with_usage(outcome)
    return replace(outcome, note=outcome.note or _broken_rules(instance, plan))


def _with_usage(outcome: Outcome) -> Outcome:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return replace(outcome, cpu_seconds=usage.ru_utime + usage.ru_stime, peak_mb=usage.ru_maxrss / 1024)


def measure_size(case: str, folder: Path) -> Size:
    """Expand an instance and count its plain programs, without writing them down or solving them."""
    scenario = CASES[case].scenario(folder)
    start = time.perf_counter()
    instance = expand(scenario)
    seconds = time.perf_counter() - start
    columns, rows, entries = plain_size(instance)
    _, fewer_rows, fewer_entries = plain_size(instance, every_interval=False)
    return Size(
        instance=case,
        what=CASES[case].what,
        objectives=scenario.policy.objectives,
        lots=len(scenario.lots),
        spaces=sum(lot.spaces for lot in scenario.lots),
        residents=len(scenario.residents),
        options=instance.num_options,
        columns=columns,
        rows=rows,
        entries=entries,
        expand_seconds=seconds,
        fewer_rows=fewer_rows,
        fewer_entries=fewer_entries,
        factor=CASES[case].factor,
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


def run_ours(scenario: Scenario, case: str, limit: float) -> Outcome:
    """parking-share: ``solve()``, whose search alone is what is compared; the verifier says how each level is proved."""
    from parking_share.optimize import Progress
    from parking_share.solving import solve
    from parking_share.verification import judge

    first = scenario.policy.objectives[0]
    left_first: list[float] = []

    def watch(progress: Progress) -> None:
        if progress.objective == first:
            left_first.append(time.perf_counter())

    start = time.perf_counter()
    result = solve(scenario, time_limit=limit, on_progress=watch)
    whole = time.perf_counter() - start
    levels, phases = result.schedule.levels, result.phases
    values, bounds = tuple(level.value for level in levels), tuple(level.bound for level in levels)
    searched_from = start + phases["expand"] + phases["first come first served"]
    outcome = _with_usage(
        Outcome(
            instance=case,
            solver=OURS,
            first_value=values[0],
            first_bound=bounds[0],
            first_seconds=left_first[-1] - searched_from if left_first and values[0] == bounds[0] else phases["optimise"],
            values=values,
            bounds=bounds,
            seconds=phases["optimise"],
        )
    )
    start = time.perf_counter()
    judgement = judge(scenario, result.schedule)
    verified = time.perf_counter() - start
    return replace(
        outcome,
        note=f"breaks {len(judgement.violations)} rules, the first: {judgement.violations[0].message}" if judgement.violations else "",
        phases=phases | {"to schedule": whole - sum(phases.values()), "verify": verified},
        proofs=tuple((verdict.outcome, verdict.proved_bound) for verdict in judgement.verdicts),
    )


def run_relaxation(instance: Instance, case: str, solver: str, limit: float) -> Outcome:
    """The linear relaxation of the first level: a bound without a schedule."""
    from solvers import solve

    model, build_seconds = _built(instance, solver)
    objective = instance.scenario.policy.objectives[0]
    start = time.perf_counter()
    answer = solve(model.level(objective, {}), solver.removesuffix(FEWER_ROWS), limit)
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
        first_bound=bounds[0] if bounds else None,
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
    violations = verify(instance.scenario, to_schedule(instance, plan, [None] * len(objectives), None, "optimal", 0.0))
    return f"breaks {len(violations)} rules, the first: {violations[0].message}" if violations else ""


def main() -> None:
    """Read the command's words, measure, print."""
    case, solver, limit, *folder = sys.argv[1:]
    with tempfile.TemporaryDirectory() as own:
        shared = Path(*folder) if folder else Path(own)
        found = measure_size(case, shared) if solver == "size" else measure(case, solver, float(limit), shared)
        print(json.dumps(asdict(found)))


if __name__ == "__main__":
    share_arenas()  # as every command does
    main()
