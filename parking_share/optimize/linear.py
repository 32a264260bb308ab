"""Linear programs as arrays, and the solvers of MathOpt that take them.

MathOpt's protocol buffers are filled column by column: a million entries take about a second, where its modelling
layer, one Python object a variable, takes a minute.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
from ortools.glop import parameters_pb2
from ortools.math_opt import model_pb2, result_pb2, solution_pb2
from ortools.math_opt.core.python import solver as core
from ortools.math_opt.python import mathopt
from ortools.util.python.solve_interrupter import SolveInterrupter
from pybind11_abseil.status import StatusNotOk

from parking_share.calendar import BoolArray, IntArray
from parking_share.optimize.budget import Budget
from parking_share.optimize.condensing import condensed
from parking_share.optimize.program import FloatArray, Program, to_proto

FEW = 0.003
"""New columns and rows up to this share of the columns are done with by Devex before GLOP's steepest edges are worked out: 5 to 20 s in a
city, for what then are ten iterations or a few hundred."""
MANY = 0.1
"""With more new columns and rows than this share of the columns, GLOP begins anew: it reduces the program then, and is faster."""


@dataclass(frozen=True)
class Basis:
    """Status of columns and rows at a vertex, by the numbers that name them, sorted: where the next program starts from."""

    columns: IntArray
    column_status: IntArray
    rows: IntArray
    row_status: IntArray


@dataclass(frozen=True)
class LinearOptimum:
    """An optimal vertex: ``value``, ``x`` (n,), ``row_price`` (m,), and the basis, by name.

    ``program`` is the one that was solved, perhaps with more columns and rows behind those that were given, and the flags say which of
    its columns and rows are basic.
    """

    value: float
    x: FloatArray
    row_price: FloatArray
    basis: Basis
    program: Program
    is_basic_column: BoolArray
    is_basic_row: BoolArray


class Infeasible(Exception):
    """A linear program has no solution."""


def solve_linear(
    program: Program,
    budget: Budget,
    keys: tuple[IntArray, IntArray],
    basis: Basis | None,
    *,
    same_columns: bool = False,
    interior: bool = False,
) -> LinearOptimum | None:
    """Solve a linear program to optimality; None where the budget ended first, or GLOP finds no optimum.

    Parameters
    ----------
    keys
        (n,) and (m,) numbers that name the columns and rows.
    basis
        Of a program like this one, to start from.
    same_columns
        Whether only rows are new since the basis was optimal: it is dual feasible then.
    interior
        Whether HiGHS is asked first where there is no basis: its interior point method, and a crossover to a vertex.

    Raises
    ------
    Infeasible
        Where there is no solution.
    """
    if interior and basis is None:
        found = _by_interior_point(program, budget, keys)
        if found is not None or budget.is_over():
            return found
    whole = program
    settings, glop = mathopt.ModelSolveParameters().to_proto(), parameters_pb2.GlopParameters(use_dual_simplex=same_columns)
    if basis is not None:
        num_new = sum(np.count_nonzero(~np.isin(new, old)) for new, old in zip(keys, (basis.columns, basis.rows), strict=True))
        if num_new > MANY * len(keys[0]):
            return solve_linear(program, budget, keys, None, interior=interior)
        whole = condensed(program)  # from nothing GLOP reduces a program itself
        _start_from(settings.initial_basis, whole, keys, basis)
        if not same_columns and num_new < FEW * len(keys[0]):
            glop.feasibility_rule = glop.optimization_rule = parameters_pb2.GlopParameters.DEVEX
    result = run(to_proto(whole), mathopt.SolverType.GLOP, mathopt.SolveParameters(threads=1, glop=glop), settings, budget)
    assert result is not None  # GLOP listens
    reason = result.termination.reason
    if reason != result_pb2.TERMINATION_REASON_OPTIMAL:
        # A start that numerics spoil is no reason to give up; without one, say that there is no optimum to build on.
        if basis is not None and not budget.is_over():
            return solve_linear(program, budget, keys, None)
        if reason in (result_pb2.TERMINATION_REASON_INFEASIBLE, result_pb2.TERMINATION_REASON_INFEASIBLE_OR_UNBOUNDED):
            raise Infeasible
        return None
    return _vertex(program, keys, result.solutions[0], whole)


def _by_interior_point(program: Program, budget: Budget, keys: tuple[IntArray, IntArray]) -> LinearOptimum | None:
    """What HiGHS finds; None where the budget ended first, or it fails: its crossover does at times, with an error of MathOpt."""
    parameters = mathopt.SolveParameters(lp_algorithm=mathopt.LPAlgorithm.BARRIER)  # it takes no number of threads
    try:
        result = run(to_proto(program), mathopt.SolverType.HIGHS, parameters, mathopt.ModelSolveParameters().to_proto(), budget)
    except StatusNotOk:
        return None
    if result is None or result.termination.reason != result_pb2.TERMINATION_REASON_OPTIMAL or not result.solutions[0].HasField("basis"):
        return None
    return _vertex(program, keys, result.solutions[0], program)


def _vertex(program: Program, keys: tuple[IntArray, IntArray], solution: solution_pb2.SolutionProto, whole: Program) -> LinearOptimum:
    """A solution of the ``whole`` program as an optimum of the program that was given."""
    of_columns = np.array(solution.basis.variable_status.values, np.int64)
    of_rows = np.array(solution.basis.constraint_status.values, np.int64)
    columns, rows = keys
    column, row = np.argsort(columns), np.argsort(rows)
    return LinearOptimum(
        value=solution.primal_solution.objective_value,
        x=dense(solution.primal_solution.variable_values, len(of_columns))[: len(columns)],
        row_price=dense(solution.dual_solution.dual_values, len(of_rows))[: len(rows)],
        basis=Basis(columns[column], of_columns[column], rows[row], of_rows[row]),
        program=whole,
        is_basic_column=of_columns == BASIC,
        is_basic_row=of_rows == BASIC,
    )


def _start_from(target: Any, program: Program, keys: tuple[IntArray, IntArray], basis: Basis) -> None:
    """Fill in a basis for a program some of whose columns and rows are new, so that as many are basic as there are rows."""
    column = _known(keys[0], basis.columns, basis.column_status, _AT_LOWER)
    row = _known(keys[1], basis.rows, basis.row_status, BASIC)
    # What was at a bound that is a row now is basic, and the row is tight.
    bounding_row = program.bounding_row[: len(column)]
    freed = np.flatnonzero(((column == _AT_UPPER) | (column == _FIXED)) & (bounding_row >= 0))
    column[freed], row[bounding_row[freed]] = BASIC, _AT_UPPER
    spare = int((column == BASIC).sum() + (row == BASIC).sum()) - len(row)
    if spare > 0:
        column[np.flatnonzero(column == BASIC)[:spare]] = _AT_LOWER
    else:
        row[np.flatnonzero(row != BASIC)[:-spare]] = BASIC
    # Columns of patterns are basic, and their rows tight.
    for vector, status, other, count in (
        (target.variable_status, column, BASIC, len(program.objective)),
        (target.constraint_status, row, _FIXED, len(program.row_upper)),
    ):
        vector.ids.extend(range(count))
        vector.values.extend(status.tolist() + [other] * (count - len(status)))


_AT_LOWER, BASIC = solution_pb2.BASIS_STATUS_AT_LOWER_BOUND, solution_pb2.BASIS_STATUS_BASIC
_AT_UPPER, _FIXED = solution_pb2.BASIS_STATUS_AT_UPPER_BOUND, solution_pb2.BASIS_STATUS_FIXED_VALUE


def _known(keys: IntArray, known: IntArray, status: IntArray, default: int) -> IntArray:
    at = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return np.where(known[at] == keys, status[at], default) if len(known) else np.full(len(keys), default)


def run(
    model: model_pb2.ModelProto, solver: mathopt.SolverType, parameters: mathopt.SolveParameters, settings: Any, budget: Budget
) -> result_pb2.SolveResultProto | None:
    """Run one of MathOpt's solvers so that Ctrl-C ends it; ``settings`` is a ModelSolveParametersProto.

    SCIP does not take an interrupter (MathOpt 9.15 logs an error of its event handler and goes on), nor does HiGHS, so these are
    left alone when interrupted, and the result is None.
    """
    parameters.time_limit = timedelta(seconds=budget.remaining())
    arguments = mathopt.StreamableSolverInitArguments().to_proto()
    callbacks = mathopt.CallbackRegistration().to_proto()
    listens = solver not in (mathopt.SolverType.GSCIP, mathopt.SolverType.HIGHS)

    def solve(interrupter: SolveInterrupter) -> result_pb2.SolveResultProto:
        ear = interrupter.pybind_interrupter if listens else None
        return core.solve(model, solver.value, arguments, parameters.to_proto(), settings, None, callbacks, None, ear)

    return budget.run(solve, listens=listens)


def dense(vector: Any, length: int) -> FloatArray:
    """A sparse vector of MathOpt as an array."""
    if len(vector.ids) == length:
        return np.array(vector.values)
    values = np.zeros(length)
    values[np.array(vector.ids, np.int64)] = vector.values
    return values
