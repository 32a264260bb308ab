"""A linear or integer program as arrays, and as MathOpt takes it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt import model_pb2

from parking_share.calendar import IntArray

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Program:
    """maximise ``objective @ x`` where ``row_lower <= A x <= row_upper`` and ``lower <= x <= upper``.

    ``objective``, ``lower``, ``upper`` (n,); ``bounding_row`` (n,) the row that bounds a column instead of ``upper``, -1 where there is
    none; ``row_lower``, ``row_upper`` (m,), the first ``num_capacity_rows`` of which count who is present, each 1 or not at all; A is
    given by its entries ``entry_row``, ``entry_column``, ``entry_value`` (z,), sorted by row, then column, no place twice.
    """

    objective: FloatArray
    lower: FloatArray
    upper: FloatArray
    bounding_row: IntArray
    num_capacity_rows: int
    row_lower: FloatArray
    row_upper: FloatArray
    entry_row: IntArray
    entry_column: IntArray
    entry_value: FloatArray


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
