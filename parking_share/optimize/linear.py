"""Linear programs as arrays, and the solvers of MathOpt that take them.

MathOpt's protocol buffers are filled column by column: a million entries take about a second, where its modelling
layer, one Python object a variable, takes a minute.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.glop import parameters_pb2
from ortools.math_opt import model_pb2, result_pb2, solution_pb2
from ortools.math_opt.core.python import solver as core
from ortools.math_opt.python import mathopt
from ortools.util.python.solve_interrupter import SolveInterrupter

from parking_share.calendar import BoolArray, IntArray
from parking_share.optimize.budget import Budget

FloatArray = NDArray[np.float64]
FEW = 100
"""So few new columns and rows are done with before GLOP's steepest edges are worked out, which takes longer than its pricing by Devex."""
MANY = 0.1
"""With more new columns and rows than this share of the columns, GLOP begins anew: it reduces the program then, and is faster."""


@dataclass(frozen=True)
class Program:
    """maximise ``objective @ x`` where ``row_lower <= A x <= row_upper`` and ``lower <= x <= upper``.

    ``objective``, ``lower``, ``upper`` (n,); ``bounding_row`` (n,) the row that bounds a column instead of ``upper``, -1 where there is
    none; ``row_lower``, ``row_upper`` (m,); A is given by its entries ``entry_row``, ``entry_column``,
    ``entry_value`` (z,), sorted by row, then column, no place twice.
    """

    objective: FloatArray
    lower: FloatArray
    upper: FloatArray
    bounding_row: IntArray
    row_lower: FloatArray
    row_upper: FloatArray
    entry_row: IntArray
    entry_column: IntArray
    entry_value: FloatArray


@dataclass(frozen=True)
class Basis:
    """Status of columns and rows at a vertex, by the numbers that name them, sorted: where the next program starts from."""

    columns: IntArray
    column_status: IntArray
    rows: IntArray
    row_status: IntArray


@dataclass(frozen=True)
class LinearOptimum:
    """An optimal vertex: ``value``, ``x`` (n,), ``row_price`` (m,), and the basis, by name and, in the program's order, as flags."""

    value: float
    x: FloatArray
    row_price: FloatArray
    basis: Basis
    is_basic_column: BoolArray
    is_basic_row: BoolArray


class Infeasible(Exception):
    """A linear program has no solution."""


def solve_linear(
    program: Program, budget: Budget, keys: tuple[IntArray, IntArray], basis: Basis | None, *, same_columns: bool = False
) -> LinearOptimum | None:
    """Solve a linear program to optimality with GLOP; None where the budget ended first, or GLOP finds no optimum.

    Parameters
    ----------
    keys
        (n,) and (m,) numbers that name the columns and rows.
    basis
        Of a program like this one, to start from.
    same_columns
        Whether only rows are new since the basis was optimal: it is dual feasible then.

    Raises
    ------
    Infeasible
        Where there is no solution.
    """
    settings, glop = mathopt.ModelSolveParameters().to_proto(), parameters_pb2.GlopParameters(use_dual_simplex=same_columns)
    if basis is not None:
        num_new = sum(np.count_nonzero(~np.isin(new, old)) for new, old in zip(keys, (basis.columns, basis.rows), strict=True))
        if num_new > MANY * len(program.objective):
            return solve_linear(program, budget, keys, None)
        _start_from(settings.initial_basis, program, keys, basis)
        if not same_columns and num_new < FEW:
            glop.feasibility_rule = glop.optimization_rule = parameters_pb2.GlopParameters.DEVEX
    result = run(to_proto(program), mathopt.SolverType.GLOP, mathopt.SolveParameters(threads=1, glop=glop), settings, budget)
    assert result is not None  # GLOP listens
    reason = result.termination.reason
    if reason != result_pb2.TERMINATION_REASON_OPTIMAL:
        # A start that numerics spoil is no reason to give up; without one, say that there is no optimum to build on.
        if basis is not None and not budget.is_over():
            return solve_linear(program, budget, keys, None)
        if reason in (result_pb2.TERMINATION_REASON_INFEASIBLE, result_pb2.TERMINATION_REASON_INFEASIBLE_OR_UNBOUNDED):
            raise Infeasible
        return None
    solution = result.solutions[0]
    return LinearOptimum(
        value=solution.primal_solution.objective_value,
        x=dense(solution.primal_solution.variable_values, len(program.objective)),
        row_price=dense(solution.dual_solution.dual_values, len(program.row_upper)),
        basis=Basis(*_by_key(keys[0], solution.basis.variable_status), *_by_key(keys[1], solution.basis.constraint_status)),
        is_basic_column=np.array(solution.basis.variable_status.values, np.int64) == BASIC,
        is_basic_row=np.array(solution.basis.constraint_status.values, np.int64) == BASIC,
    )


def _by_key(keys: IntArray, status: Any) -> tuple[IntArray, IntArray]:
    order = np.argsort(keys)
    return keys[order], np.array(status.values, np.int64)[order]


def _start_from(target: Any, program: Program, keys: tuple[IntArray, IntArray], basis: Basis) -> None:
    """Fill in a basis for columns and rows some of which are new, so that as many are basic as there are rows."""
    column = _status(keys[0], basis.columns, basis.column_status, _AT_LOWER)
    row = _status(keys[1], basis.rows, basis.row_status, BASIC)
    # What was at a bound that is a row now is basic, and the row is tight.
    freed = np.flatnonzero(((column == _AT_UPPER) | (column == _FIXED)) & (program.bounding_row >= 0))
    column[freed], row[program.bounding_row[freed]] = BASIC, _AT_UPPER
    spare = int((column == BASIC).sum() + (row == BASIC).sum()) - len(row)
    if spare > 0:
        column[np.flatnonzero(column == BASIC)[:spare]] = _AT_LOWER
    else:
        row[np.flatnonzero(row != BASIC)[:-spare]] = BASIC
    for vector, status in ((target.variable_status, column), (target.constraint_status, row)):
        vector.ids.extend(range(len(status)))
        vector.values.extend(status.tolist())


_AT_LOWER, BASIC = solution_pb2.BASIS_STATUS_AT_LOWER_BOUND, solution_pb2.BASIS_STATUS_BASIC
_AT_UPPER, _FIXED = solution_pb2.BASIS_STATUS_AT_UPPER_BOUND, solution_pb2.BASIS_STATUS_FIXED_VALUE


def _status(keys: IntArray, known: IntArray, status: IntArray, default: int) -> IntArray:
    at = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return np.where(known[at] == keys, status[at], default) if len(known) else np.full(len(keys), default)


def run(
    model: model_pb2.ModelProto, solver: mathopt.SolverType, parameters: mathopt.SolveParameters, settings: Any, budget: Budget
) -> result_pb2.SolveResultProto | None:
    """Run one of MathOpt's solvers so that Ctrl-C ends it; ``settings`` is a ModelSolveParametersProto.

    SCIP does not take an interrupter (MathOpt 9.15 logs an error of its event handler and goes on), so it is left alone
    when interrupted, and the result is None.
    """
    parameters.time_limit = timedelta(seconds=budget.remaining())
    arguments = mathopt.StreamableSolverInitArguments().to_proto()
    callbacks = mathopt.CallbackRegistration().to_proto()
    listens = solver != mathopt.SolverType.GSCIP

    def solve(interrupter: SolveInterrupter) -> result_pb2.SolveResultProto:
        ear = interrupter.pybind_interrupter if listens else None
        return core.solve(model, solver.value, arguments, parameters.to_proto(), settings, None, callbacks, None, ear)

    return budget.run(solve, listens=listens)


def dense(vector: Any, length: int) -> FloatArray:
    """A sparse vector of MathOpt as an array."""
    values = np.zeros(length)
    values[np.array(vector.ids, np.int64)] = vector.values
    return values


def to_proto(program: Program, *, integer: bool = False) -> model_pb2.ModelProto:
    """A program as MathOpt's protocol buffer; if ``integer``, its columns are 0 or 1."""
    proto = model_pb2.ModelProto()
    columns, rows = len(program.objective), len(program.row_upper)
    proto.variables.ids.extend(range(columns))
    proto.variables.lower_bounds.extend(program.lower.tolist())
    proto.variables.upper_bounds.extend((np.minimum(program.upper, 1.0) if integer else program.upper).tolist())
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
