"""Integer optimum of a program whose linear relaxation is fractional: CP-SAT finds, SCIP proves."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from ortools.math_opt.python import mathopt
from ortools.sat import sat_parameters_pb2

from parking_share.calendar import IntArray
from parking_share.optimize.budget import Budget
from parking_share.optimize.linear import FloatArray, Program, dense, run, to_proto

SEARCH_WORK = 4.0
"""CP-SAT's share, in its deterministic time, some seconds each: good plans come early there, and proofs from SCIP."""


@dataclass(frozen=True)
class IntegerOptimum:
    """Best integral ``x`` found, if any, and an upper ``bound`` of the program's value, if any."""

    x: FloatArray | None
    bound: int | None


def solve_integer(program: Program, hint: IntArray, budget: Budget) -> IntegerOptimum:
    """Maximise over x in {0, 1}. All data of the program must be whole numbers.

    Both solvers run on one thread, so that the same program gives the same answer on any machine, unless the budget
    cuts them short.

    Parameters
    ----------
    hint
        (n,) a solution to start from, 0 or 1.
    """
    # CP-SAT's own handler of Ctrl-C lives in the thread that solves and kills the program when the main one gets the signal.
    search = sat_parameters_pb2.SatParameters(num_workers=1, random_seed=1, max_deterministic_time=SEARCH_WORK, catch_sigint_signal=False)
    found = _solve(program, hint.astype(float), budget, mathopt.SolverType.CP_SAT, mathopt.SolveParameters(cp_sat=search))
    if found.x is not None and found.bound is not None and program.objective @ found.x >= found.bound:
        return found
    start = hint.astype(float) if found.x is None else found.x
    proved = _solve(program, start, budget, mathopt.SolverType.GSCIP, mathopt.SolveParameters(threads=1, absolute_gap_tolerance=0.9))
    bounds = [bound for bound in (found.bound, proved.bound) if bound is not None]
    plans = [x for x in (proved.x, found.x) if x is not None]
    best = max(plans, key=lambda x: float(program.objective @ x), default=None)
    return IntegerOptimum(best, min(bounds, default=None))


def _solve(
    program: Program, start: FloatArray, budget: Budget, solver: mathopt.SolverType, parameters: mathopt.SolveParameters
) -> IntegerOptimum:
    if budget.is_over():
        return IntegerOptimum(None, None)
    settings = mathopt.ModelSolveParameters().to_proto()
    hint = settings.solution_hints.add()
    hint.variable_values.ids.extend(range(len(start)))
    hint.variable_values.values.extend(start.tolist())
    result = run(to_proto(program, integer=True), solver, parameters, settings, budget)
    if result is None:
        return IntegerOptimum(None, None)
    bound = result.termination.objective_bounds.dual_bound
    feasible = [solution.primal_solution for solution in result.solutions if solution.HasField("primal_solution")]
    x = np.round(dense(feasible[0].variable_values, len(start))) if feasible else None
    return IntegerOptimum(x, math.floor(bound + 1e-6) if math.isfinite(bound) else None)
