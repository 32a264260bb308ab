"""A linear program with fewer entries: columns that are present at the same minutes share their entries there.

Few minutes of a lot can bind, and most who could use it are present at the same ones. So for each *pattern*, a set of capacity rows in
which columns stand, there is a column z that is the sum of these columns, and it stands in the rows instead of them:

    sum of x over the columns of the pattern  -  z  =  0

That is the same program with a third of the entries in a town, which is what a step of the simplex method pays for.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import sparse

from parking_share.arrays import fingerprints, spread
from parking_share.calendar import IntArray
from parking_share.optimize.program import Program

WORTH_WHILE = 0.5
"""Up to so many patterns for each column there is something to gain."""


def condensed(program: Program) -> Program:
    """The program with patterns; the same object where there are too many.

    Its columns and rows are those of the one given, then a column and a row for each pattern. The column of a pattern never gets to its
    bound and its row is an equation: where the simplex method begins with all of the former basic and the latter tight, they stay so.
    """
    num_rows, num_columns = len(program.row_upper), len(program.objective)
    last = np.searchsorted(program.entry_row, program.num_capacity_rows)
    at = (program.entry_row[:last], program.entry_column[:last])
    present = sparse.csc_array((program.entry_value[:last], at), shape=(program.num_capacity_rows, num_columns))
    column = np.flatnonzero(np.diff(present.indptr))
    first, pattern = _patterns(present, column)
    if len(first) > WORTH_WHILE * num_columns:
        return program
    new = np.arange(len(first))
    shared = present[:, first].tocsr()
    row = (
        np.repeat(np.arange(program.num_capacity_rows), np.diff(shared.indptr)),
        program.entry_row[last:],
        num_rows + np.concatenate((pattern, new)),
    )
    of_column = (num_columns + shared.indices.astype(np.int64), program.entry_column[last:], np.concatenate((column, num_columns + new)))
    value = (shared.data, program.entry_value[last:], np.repeat((1.0, -1.0), (len(column), len(new))))
    order = np.argsort(np.concatenate(row), kind="stable")
    nothing = np.zeros(len(new))
    return replace(
        program,
        objective=np.concatenate((program.objective, nothing)),
        lower=np.concatenate((program.lower, nothing - 1.0)),
        upper=np.concatenate((program.upper, nothing + np.inf)),
        bounding_row=np.concatenate((program.bounding_row, np.full(len(new), -1))),
        row_lower=np.concatenate((program.row_lower, nothing)),
        row_upper=np.concatenate((program.row_upper, nothing)),
        entry_row=np.concatenate(row)[order],
        entry_column=np.concatenate(of_column)[order],
        entry_value=np.concatenate(value)[order],
    )


def _patterns(present: sparse.csc_array, column: IntArray) -> tuple[IntArray, IntArray]:
    """Of columns (k,), one of each pattern (p,), and the pattern (k,) of each: told apart by fingerprints, then compared."""
    edge = present.indptr.astype(np.int64)
    found = fingerprints(present.indices.astype(np.int64), edge)[column]
    _, first, pattern = np.unique(found, return_index=True, return_inverse=True)
    start, length = edge[column], np.diff(edge)[column]
    like = start[first[pattern]]
    _, mine = spread(start, start + length)
    _, theirs = spread(like, like + length)
    is_same = np.array_equal(length, length[first[pattern]]) and np.array_equal(present.indices[mine], present.indices[theirs])
    return (column[first], pattern) if is_same else (column, np.arange(len(column)))
