"""Integer optimum of a program whose linear relaxation is fractional, by CP-SAT."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from parking_share.calendar import IntArray
from parking_share.optimize.budget import Budget
from parking_share.optimize.linear import FloatArray, Program

WORKERS = 8
"""Fixed, and interleaved, so that the same program gives the same answer on any number of cores."""


@dataclass(frozen=True)
class IntegerOptimum:
    """Best integral ``x`` found, if any, and an upper ``bound`` of the program's value, if any."""

    x: FloatArray | None
    bound: int | None


def solve_integer(program: Program, hint: IntArray, budget: Budget) -> IntegerOptimum:
    """Maximise over integral x. All data of the program must be whole numbers.

    Parameters
    ----------
    hint
        (n,) a solution to start from, 0 or 1.
    """
    model = cp_model.CpModel()
    variables = [model.new_bool_var("") for _ in range(len(program.objective))]
    first = np.searchsorted(program.entry_row, np.arange(len(program.row_upper) + 1))
    for row, (lower, upper) in enumerate(zip(program.row_lower, program.row_upper, strict=True)):
        entries = slice(first[row], first[row + 1])
        columns = [variables[column] for column in program.entry_column[entries].tolist()]
        expression = cp_model.LinearExpr.weighted_sum(columns, program.entry_value[entries].astype(np.int64).tolist())
        model.add_linear_expression_in_domain(expression, cp_model.Domain(_whole(lower), _whole(upper)))
    model.maximize(cp_model.LinearExpr.weighted_sum(variables, program.objective.astype(np.int64).tolist()))
    for variable, value in zip(variables, hint.tolist(), strict=True):
        model.add_hint(variable, value)

    solver = cp_model.CpSolver()
    solver.parameters.num_workers = WORKERS
    solver.parameters.interleave_search = True
    solver.parameters.random_seed = 1
    # Its own handler of Ctrl-C lives in the thread that solves and kills the program when the main one hears the signal.
    solver.parameters.catch_sigint_signal = False
    solver.parameters.max_time_in_seconds = budget.remaining()
    status = budget.run(lambda interrupter: solver.solve(model), solver.stop_search)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    x = np.array([solver.boolean_value(variable) for variable in variables], float) if found else None
    return IntegerOptimum(x, math.floor(solver.best_objective_bound + 1e-6) if found else None)


def _whole(limit: float) -> int:
    if np.isinf(limit):
        return cp_model.INT_MAX if limit > 0 else cp_model.INT_MIN
    return int(limit)
