"""Small programs in whole numbers, by GLOP, and SCIP on one thread and with a limit of nodes: the same one has the same answer anywhere."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import mul
from typing import TypeVar

import numpy as np
from ortools.math_opt import model_pb2, result_pb2
from ortools.math_opt.core.python import solver as core
from ortools.math_opt.python import mathopt

from parking_share.optimize.budget import Budget
from parking_share.optimize.linear import dense

T = TypeVar("T")
NODES = 500
"""The most nodes of the search; one is enough for nearly all programs of bays."""
PARAMETERS = {
    mathopt.SolverType.GLOP: mathopt.SolveParameters(threads=1),
    mathopt.SolverType.GSCIP: mathopt.SolveParameters(
        threads=1,
        random_seed=1,
        node_limit=NODES,
        absolute_gap_tolerance=1 - 1e-4,  # just below 1: values are whole numbers
    ),
}
PARAMETERS[mathopt.SolverType.GSCIP].gscip.bool_params["misc/catchctrlc"] = False  # else Ctrl-C would end one search early, and no more
TINY = 1e-6
"""Amounts are whole or fractions, and costs nothing or something, that are no smaller than this."""


@dataclass(frozen=True)
class Row:
    """``lower <= sum(value * x[column]) <= upper``; columns ascend, no one twice."""

    columns: Sequence[int]
    values: Sequence[float]
    lower: float
    upper: float


def solve_whole(objective: Sequence[float], most: Sequence[int], rows: Sequence[Row]) -> tuple[list[int] | None, float]:
    """Maximise ``objective @ x`` over whole x, 0 <= x <= most; the values of the objective are whole numbers.

    First without asking for whole numbers: that takes GLOP a tenth of the time, and its vertex often has them anyway. Where it does not,
    what is whole there stays, and SCIP shares out the little that is left; it begins from nothing where that falls short of GLOP's bound.

    Returns
    -------
    list of int or None
        The best x found; None where none was.
    float
        An upper bound of the objective.
    """
    relaxed = _solve(_proto(objective, most, rows, integer=False), mathopt.SolverType.GLOP)
    if relaxed.termination.reason == result_pb2.TERMINATION_REASON_OPTIMAL:
        vertex, columns = relaxed.solutions[0], len(objective)
        x = dense(vertex.primal_solution.variable_values, columns)
        value = vertex.primal_solution.objective_value
        bound = math.floor(value + TINY + 1e-9 * abs(value))
        least = np.floor(x + TINY).astype(int).tolist()
        if np.abs(x - least).max(initial=0.0) < TINY:
            return least, bound
        found, _ = _searched(objective, most, rows, least)
        if found is not None and round(sum(map(mul, objective, found))) == bound:
            return found, bound
    return _searched(objective, most, rows, [0] * len(objective))


def _searched(objective: Sequence[float], most: Sequence[int], rows: Sequence[Row], least: Sequence[int]) -> tuple[list[int] | None, float]:
    """The same with ``least <= x`` by SCIP alone."""
    proto = _proto(objective, most, rows, integer=True)
    proto.variables.lower_bounds[:] = map(float, least)
    result = _solve(proto, mathopt.SolverType.GSCIP)
    found = [solution.primal_solution for solution in result.solutions if solution.HasField("primal_solution")]
    x = [round(value) for value in dense(found[0].variable_values, len(objective)).tolist()] if found else None
    return x, result.termination.objective_bounds.dual_bound


def _proto(objective: Sequence[float], most: Sequence[int], rows: Sequence[Row], *, integer: bool) -> model_pb2.ModelProto:
    proto = model_pb2.ModelProto()
    columns = len(objective)
    proto.variables.ids.extend(range(columns))
    proto.variables.lower_bounds.extend([0.0] * columns)
    proto.variables.upper_bounds.extend(map(float, most))
    proto.variables.integers.extend([integer] * columns)
    proto.objective.maximize = True
    proto.objective.linear_coefficients.ids.extend(column for column, value in enumerate(objective) if value)
    proto.objective.linear_coefficients.values.extend(float(value) for value in objective if value)
    proto.linear_constraints.ids.extend(range(len(rows)))
    proto.linear_constraints.lower_bounds.extend(row.lower for row in rows)
    proto.linear_constraints.upper_bounds.extend(row.upper for row in rows)
    matrix = proto.linear_constraint_matrix
    for number, row in enumerate(rows):
        matrix.row_ids.extend([number] * len(row.columns))
        matrix.column_ids.extend(row.columns)
        matrix.coefficients.extend(row.values)
    return proto


def _solve(proto: model_pb2.ModelProto, solver: mathopt.SolverType) -> result_pb2.SolveResultProto:
    arguments = mathopt.StreamableSolverInitArguments().to_proto()
    settings, callbacks = mathopt.ModelSolveParameters().to_proto(), mathopt.CallbackRegistration().to_proto()
    parameters = PARAMETERS[solver].to_proto()
    return apart(lambda: core.solve(proto, solver.value, arguments, parameters, settings, None, callbacks, None, None))


def apart(solve: Callable[[], T]) -> T:
    """Solve in a thread of its own: Ctrl-C that comes while a solver hands over its result would get lost there."""
    result = Budget().run(lambda _: solve(), listens=False)
    assert result is not None, "nobody ends this budget early"
    return result
