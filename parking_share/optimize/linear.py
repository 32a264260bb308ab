"""Linear programs as arrays, and the solvers of MathOpt that take them.

MathOpt's protocol buffers are filled column by column: a million entries take about a second, where its modelling
layer, one Python object a variable, takes a minute.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt import model_pb2, result_pb2
from ortools.math_opt.core.python import solver as core
from ortools.math_opt.python import mathopt

from parking_share.calendar import IntArray
from parking_share.optimize.budget import Budget

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Program:
    """maximise ``objective @ x`` where ``row_lower <= A x <= row_upper`` and 0 <= x <= ``upper``.

    ``objective``, ``upper`` (n,); ``row_lower``, ``row_upper`` (m,); A is given by its entries ``entry_row``, ``entry_column``,
    ``entry_value`` (z,), sorted by row, then column, no place twice.
    """

    objective: FloatArray
    upper: FloatArray
    row_lower: FloatArray
    row_upper: FloatArray
    entry_row: IntArray
    entry_column: IntArray
    entry_value: FloatArray


@dataclass(frozen=True)
class LinearOptimum:
    """An optimal vertex: ``value``, ``x`` (n,), ``row_price`` (m,) and ``reduced`` (n,), the reduced values."""

    value: float
    x: FloatArray
    row_price: FloatArray
    reduced: FloatArray


def solve_linear(program: Program, budget: Budget, solver: mathopt.SolverType = mathopt.SolverType.GLOP) -> LinearOptimum | None:
    """Solve a linear program to optimality; None where the budget ended first.

    Raises
    ------
    RuntimeError
        If the solver fails, or finds the program infeasible or unbounded, which no program built here is.
    """
    if len(program.objective) == 0:
        return LinearOptimum(0.0, np.empty(0), np.zeros(len(program.row_upper)), np.empty(0))
    parameters = mathopt.SolveParameters(threads=1, time_limit=timedelta(seconds=budget.remaining()))
    result = _run(_proto(program, integer=False), parameters, budget, solver)
    reason = result.termination.reason
    if reason != result_pb2.TERMINATION_REASON_OPTIMAL:
        if budget.is_over() or reason == result_pb2.TERMINATION_REASON_NO_SOLUTION_FOUND:
            return None
        raise RuntimeError(f"the linear program ended as {result_pb2.TerminationReasonProto.Name(reason)}: {result.termination.detail}")
    solution = result.solutions[0]
    return LinearOptimum(
        value=solution.primal_solution.objective_value,
        x=_dense(solution.primal_solution.variable_values, len(program.objective)),
        row_price=_dense(solution.dual_solution.dual_values, len(program.row_upper)),
        reduced=_dense(solution.dual_solution.reduced_costs, len(program.objective)),
    )


def _run(
    model: model_pb2.ModelProto, parameters: mathopt.SolveParameters, budget: Budget, solver: mathopt.SolverType
) -> result_pb2.SolveResultProto:
    arguments = mathopt.StreamableSolverInitArguments().to_proto()
    settings = mathopt.ModelSolveParameters().to_proto()
    callbacks = mathopt.CallbackRegistration().to_proto()
    return budget.run(
        lambda interrupter: core.solve(
            model, solver.value, arguments, parameters.to_proto(), settings, None, callbacks, None, interrupter.pybind_interrupter
        )
    )


def _dense(vector: object, length: int) -> FloatArray:
    dense = np.zeros(length)
    dense[np.array(vector.ids, np.int64)] = vector.values  # type: ignore[attr-defined]
    return dense


def _proto(program: Program, *, integer: bool) -> model_pb2.ModelProto:
    proto = model_pb2.ModelProto()
    columns, rows = len(program.objective), len(program.row_upper)
    proto.variables.ids.extend(range(columns))
    proto.variables.lower_bounds.extend([0.0] * columns)
    proto.variables.upper_bounds.extend(program.upper.tolist())
    proto.variables.integers.extend([integer] * columns)
    used = np.flatnonzero(program.objective)
    proto.objective.maximize = True
    proto.objective.linear_coefficients.ids.extend(used.tolist())
    proto.objective.linear_coefficients.values.extend(program.objective[used].tolist())
    proto.linear_constraints.ids.extend(range(rows))
    proto.linear_constraints.lower_bounds.extend(program.row_lower.tolist())
    proto.linear_constraints.upper_bounds.extend(program.row_upper.tolist())
    proto.linear_constraint_matrix.row_ids.extend(program.entry_row.tolist())
    proto.linear_constraint_matrix.column_ids.extend(program.entry_column.tolist())
    proto.linear_constraint_matrix.coefficients.extend(program.entry_value.tolist())
    return proto
