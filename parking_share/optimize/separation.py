"""Roundings that cut off a vertex: Gomory's fractional cuts, read off the basis and written as sums of the program's own rows.

With its row of the inverse basis, the tight rows add up to a basic variable. Where that is a fraction, the fractional parts of the row are
weights: times their denominator, divided by it again and rounded down, they make an inequality that the vertex breaks (Gomory 1958).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy import sparse
from scipy.sparse import linalg

from parking_share.calendar import IntArray
from parking_share.instance import Instance
from parking_share.optimize.linear import LinearOptimum
from parking_share.optimize.master import Master
from parking_share.optimize.program import FloatArray
from parking_share.optimize.rounding import Rounding, Roundings, Share, Shares

DIVISORS = (2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 24)
"""Denominators that are tried: vertices have small ones, and roundings with large ones are weak."""
AT_ONCE = 64
"""So many rows of the inverse are worked out together."""
MOST_FRACTIONS = 1_000
"""Of more fractional variables than this only so many are looked at."""
MOST_FOUND = 400
"""No more than this are found at a time, those that cut deepest first."""
ALIKE = 0.7
"""Of two roundings whose shares in the program's options have a cosine above this, only the one that cuts deeper joins."""
TINY = 1e-9
"""Weights below this are rounding errors of the inverse."""
BROKEN = 1e-4
"""By how much a vertex must break a rounding at least."""


def separate(instance: Instance, master: Master, solved: LinearOptimum, roundings: Roundings) -> Roundings:
    """The roundings, and new ones that the vertex of a program breaks; the same object where none is found."""
    taken, _ = master.taken(solved.x)
    amount = np.zeros(instance.num_options)
    amount[master.selection.option] = taken
    is_whole = amount > 1 - 1e-6
    in_program = Shares(instance, master.selection.option)
    known, found = set[bytes](), list[tuple[float, Rounding, Share]]()
    for candidate in _candidates(master, solved):
        rounding, share = in_program.completed(candidate, roundings, is_whole)
        key = share.option.tobytes() + share.coefficient.tobytes()
        broken = float(share.coefficient @ amount[share.option]) - share.limit
        if broken > BROKEN and key not in known:
            known.add(key)
            found.append((broken / float(np.linalg.norm(share.coefficient)), rounding, share))
    if not found:
        return roundings
    chosen = _different([each[1:] for each in sorted(found, key=lambda each: -each[0])], instance.num_options)
    shares = Shares(instance, np.arange(instance.num_options))
    return roundings.plus([shares.completed(rounding, roundings, is_whole) for rounding in chosen])


def _different(found: list[tuple[Rounding, Share]], num_options: int) -> list[Rounding]:
    """Of roundings, best first, those that are not much like a better one."""
    rows = sparse.vstack([share.row(num_options) for _, share in found], format="csr")
    norm = np.sqrt(rows.power(2).sum(axis=1))
    alike = (rows @ rows.T).toarray() > ALIKE * norm[:, None] * norm
    chosen: list[int] = []
    for number in range(len(found)):
        if len(chosen) < MOST_FOUND and not alike[number, chosen].any():
            chosen.append(number)
    return [found[number][0] for number in chosen]


def _candidates(master: Master, solved: LinearOptimum) -> Iterator[Rounding]:
    """Roundings by the rows of the inverse basis that belong to fractional variables, each and its negative."""
    known = set[bytes]()
    for row, weight in _fractional_rows(solved):
        for signed in (weight, -weight):
            part = signed - np.floor(signed + 1e-7)
            part[part < 1e-6] = 0.0
            multiples = np.multiply.outer(DIVISORS, part)
            is_whole = np.abs(multiples - np.round(multiples)).max(axis=1, initial=0.0) < 1e-5
            if not is_whole.any():
                continue
            divisor = DIVISORS[int(np.argmax(is_whole))]
            whole = np.round(part * divisor).astype(np.int64) % divisor
            key = row[whole > 0].tobytes() + whole[whole > 0].tobytes()
            if key not in known:
                known.add(key)
                rounding = _rounding(master, divisor, row[whole > 0], whole[whole > 0])
                if rounding is not None:
                    yield rounding


def _rounding(master: Master, divisor: int, row: IntArray, weight: IntArray) -> Rounding | None:
    """Weights (k,) of rows of the program (k,), ascending, as a rounding.

    None where levels kept as rows have one, for other plans need not reach them. Weights of stays are left out: a share counts the
    cheapest cut of each.
    """
    edge = np.searchsorted(row, master.row_edges)
    of_minutes, of_residents, _, of_roundings, of_levels = np.split(weight, edge)
    minute, resident, _, rounding, _ = np.split(row, edge)
    if len(of_levels) or not (len(of_minutes) or len(of_roundings)):
        return None
    return Rounding(
        divisor=divisor,
        minute=master.minutes[minute],
        minute_weight=of_minutes,
        resident=master.residents[resident - master.row_edges[0]],
        resident_weight=of_residents,
        earlier=rounding - master.row_edges[2],
        earlier_weight=of_roundings,
    )


def _fractional_rows(solved: LinearOptimum) -> Iterator[tuple[IntArray, FloatArray]]:
    """For each basic variable that is a fraction, its row of the inverse basis: rows of the master (k,), ascending, and weights."""
    program = solved.program
    column, row = np.flatnonzero(solved.is_basic_column), np.flatnonzero(~solved.is_basic_row)
    given = column[column < len(solved.x)]  # basic columns of the master come before those of patterns
    fraction = np.flatnonzero(np.abs(solved.x[given] - np.round(solved.x[given])) > 1e-6)
    if len(column) != len(row) or not len(fraction):
        return
    shape = (len(program.row_upper), len(program.objective))
    matrix = sparse.csr_array((program.entry_value, (program.entry_row, program.entry_column)), shape=shape)
    try:
        factors = linalg.splu(matrix[row][:, column].T.tocsc())
    except RuntimeError:  # singular within its precision
        return
    if len(fraction) > MOST_FRACTIONS:
        fraction = fraction[np.linspace(0, len(fraction) - 1, MOST_FRACTIONS).astype(np.int64)]
    for first in range(0, len(fraction), AT_ONCE):
        some = fraction[first : first + AT_ONCE]
        unit = np.zeros((len(column), len(some)))
        unit[some, np.arange(len(some))] = 1.0
        for weights in factors.solve(unit).T:
            used = np.flatnonzero((np.abs(weights) > TINY) & (row < len(solved.row_price)))
            yield row[used], weights[used]
