"""Small programs in whole numbers, by SCIP on one thread and with a limit of nodes: the same program has the same answer anywhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from ortools.math_opt import model_pb2
from ortools.math_opt.core.python import solver as core
from ortools.math_opt.python import mathopt

from parking_share.optimize.budget import Budget
from parking_share.optimize.linear import dense

T = TypeVar("T")
NODES = 500
"""The most nodes of the search; one is enough for nearly all programs of bays."""
PARAMETERS = mathopt.SolveParameters(
    threads=1,
    random_seed=1,
    node_limit=NODES,
    absolute_gap_tolerance=1 - 1e-4,  # just below 1: values are whole numbers
)
PARAMETERS.gscip.bool_params["misc/catchctrlc"] = False  # else Ctrl-C would end one search early, and the program go on


@dataclass(frozen=True)
class Row:
    """``lower <= sum(value * x[column]) <= upper``; columns ascend, no one twice."""

    columns: Sequence[int]
    values: Sequence[float]
    lower: float
    upper: float


def solve_whole(objective: Sequence[float], most: Sequence[int], rows: Sequence[Row]) -> tuple[list[int] | None, float]:
    """Maximise ``objective @ x`` over whole x, 0 <= x <= most; the values of the objective are whole numbers.

    Returns
    -------
    list of int or None
        The best x found; None where none was.
    float
        An upper bound of the objective.
    """
    proto = model_pb2.ModelProto()
    columns = len(objective)
    proto.variables.ids.extend(range(columns))
    proto.variables.lower_bounds.extend([0.0] * columns)
    proto.variables.upper_bounds.extend(map(float, most))
    proto.variables.integers.extend([True] * columns)
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
    arguments = mathopt.StreamableSolverInitArguments().to_proto()
    settings, callbacks = mathopt.ModelSolveParameters().to_proto(), mathopt.CallbackRegistration().to_proto()
    scip = mathopt.SolverType.GSCIP.value
    result = apart(lambda: core.solve(proto, scip, arguments, PARAMETERS.to_proto(), settings, None, callbacks, None, None))
    found = [solution.primal_solution for solution in result.solutions if solution.HasField("primal_solution")]
    x = [round(value) for value in dense(found[0].variable_values, columns).tolist()] if found else None
    return x, result.termination.objective_bounds.dual_bound


def apart(solve: Callable[[], T]) -> T:
    """Solve in a thread of its own: Ctrl-C that comes while a solver hands over its result would get lost there."""
    result = Budget().run(lambda _: solve(), listens=False)
    assert result is not None, "nobody ends this budget early"
    return result
