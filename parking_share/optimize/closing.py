"""Integer optimum of a program whose linear relaxation is fractional: CP-SAT finds, SCIP proves."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import count, islice

import numpy as np
from ortools.math_opt import result_pb2
from ortools.math_opt.python import mathopt
from ortools.sat import sat_parameters_pb2

from parking_share.calendar import IntArray
from parking_share.optimize.budget import Budget
from parking_share.optimize.linear import dense, run
from parking_share.optimize.program import FloatArray, Program, to_proto

FIRST_WORK, FIRST_NODES = 2.0, 500
"""First turns of CP-SAT, in its deterministic time, some seconds each, and of SCIP, in nodes."""
GROWTH = 4
"""How much more each next turn gets; all start from the best found."""


def solve_integer(
    program: Program,
    hint: IntArray,
    budget: Budget,
    gap: float,
    offer: Callable[[FloatArray], None],
    most_turns: int | None = None,
) -> float | None:
    """Maximise over x in {0, 1}; an upper bound of the value, None where none was found.

    Both solvers run on one thread, so that the same program gives the same answer on any machine, unless the budget
    cuts them short.

    Parameters
    ----------
    hint
        (n,) what to start from, 0 or 1; need not be a solution.
    gap
        How close bound and value must be; just below 1 where values are whole numbers.
    offer
        Called with each better solution.
    most_turns
        How many turns the solvers get; None for as many as it takes.
    """
    best, value, bound = hint.astype(float), -math.inf, math.inf
    for solver, parameters in islice(_turns(gap), most_turns):
        if budget.is_over():
            break
        x, found_bound, is_done = _solve(program, best, budget, solver, parameters)
        bound = min(bound, found_bound)
        if x is not None and program.objective @ x > value:
            best, value = x, float(program.objective @ x)
            offer(x)
        if is_done:
            break
    return bound if math.isfinite(bound) else None


def _turns(gap: float) -> Iterator[tuple[mathopt.SolverType, mathopt.SolveParameters]]:
    """SCIP, which proves, and CP-SAT, which searches, in turns that grow."""
    for turn in count():
        share = GROWTH**turn
        yield mathopt.SolverType.GSCIP, mathopt.SolveParameters(threads=1, absolute_gap_tolerance=gap, node_limit=FIRST_NODES * share)
        # CP-SAT's own handler of Ctrl-C lives in the thread that solves and kills the program when the main one gets the signal.
        search = sat_parameters_pb2.SatParameters(
            num_workers=1, random_seed=1, max_deterministic_time=FIRST_WORK * share, catch_sigint_signal=False
        )
        yield mathopt.SolverType.CP_SAT, mathopt.SolveParameters(cp_sat=search)


def _solve(
    program: Program, start: FloatArray, budget: Budget, solver: mathopt.SolverType, parameters: mathopt.SolveParameters
) -> tuple[FloatArray | None, float, bool]:
    """(best x, upper bound, whether another run would find no more) of one run."""
    settings = mathopt.ModelSolveParameters().to_proto()
    hint = settings.solution_hints.add()
    hint.variable_values.ids.extend(range(len(start)))
    hint.variable_values.values.extend(start.tolist())
    result = run(to_proto(program, integer=True), solver, parameters, settings, budget)
    if result is None:
        return None, math.inf, False
    feasible = [solution.primal_solution for solution in result.solutions if solution.HasField("primal_solution")]
    x = np.round(dense(feasible[0].variable_values, len(start))) if feasible else None
    reason = result.termination.reason
    goes_on = reason in (result_pb2.TERMINATION_REASON_FEASIBLE, result_pb2.TERMINATION_REASON_NO_SOLUTION_FOUND)
    is_sound = goes_on or reason == result_pb2.TERMINATION_REASON_OPTIMAL
    return x, result.termination.objective_bounds.dual_bound if is_sound else math.inf, not goes_on
