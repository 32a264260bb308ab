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
from parking_share.optimize.linear import FloatArray, LinearOptimum
from parking_share.optimize.master import Master
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
"""Of two roundings whose shares have a cosine above this, only the one that cuts deeper joins."""
BROKEN = 1e-4
"""By how much a vertex must break a rounding at least."""


def separate(instance: Instance, master: Master, solved: LinearOptimum, roundings: Roundings) -> Roundings:
    """The roundings, and new ones that the vertex of a program breaks; the same object where none is found."""
    option, _ = master.taken(solved.x)
    amount = np.zeros(instance.num_options)
    amount[master.selection.option] = option
    is_whole = amount > 1 - 1e-6
    shares, known, found = Shares(instance), set[bytes](), list[tuple[float, Rounding, Share]]()
    for candidate in _candidates(master, solved):
        rounding, share = shares.completed(candidate, roundings, is_whole)
        key = share.option.tobytes() + share.coefficient.tobytes()
        broken = float(share.coefficient @ amount[share.option]) - share.limit
        if broken > BROKEN and key not in known:
            known.add(key)
            found.append((broken / float(np.linalg.norm(share.coefficient)), rounding, share))
    if not found:
        return roundings
    return roundings.plus(_different([each[1:] for each in sorted(found, key=lambda each: -each[0])], instance.num_options))


def _different(found: list[tuple[Rounding, Share]], num_options: int) -> list[tuple[Rounding, Share]]:
    """Of roundings, best first, those that are not much like a better one."""
    rows = sparse.vstack([share.row(num_options) for _, share in found], format="csr")
    norm = np.sqrt(rows.power(2).sum(axis=1))
    alike = (rows @ rows.T).toarray() > ALIKE * norm[:, None] * norm
    chosen: list[int] = []
    for number in range(len(found)):
        if len(chosen) < MOST_FOUND and not alike[number, chosen].any():
            chosen.append(number)
    return [found[number] for number in chosen]


def _candidates(master: Master, solved: LinearOptimum) -> Iterator[Rounding]:
    """Roundings by the rows of the inverse basis that belong to fractional variables, each and its negative."""
    known = set[bytes]()
    for weights in _fractional_rows(master, solved):
        for signed in (weights, -weights):
            part = signed - np.floor(signed + 1e-7)
            part[part < 1e-6] = 0.0
            for divisor in DIVISORS:
                whole = np.round(part * divisor)
                if np.abs(part * divisor - whole).max() < 1e-5:
                    break
            else:
                continue
            whole_weights = whole.astype(np.int64) % divisor
            key = whole_weights.tobytes()
            rounding = None if key in known else _rounding(master, divisor, whole_weights)
            known.add(key)
            if rounding is not None:
                yield rounding


def _rounding(master: Master, divisor: int, weight: IntArray) -> Rounding | None:
    """Weights (rows of the program,) as a rounding; None where levels kept as rows have one, for other plans need not reach them.

    Weights of stays are left out: a share counts the cheapest cut of each.
    """
    of_minutes, of_residents, _, of_roundings, of_levels = np.split(weight, master.row_edges)
    if of_levels.any() or not (of_minutes.any() or of_roundings.any()):
        return None
    minute, resident, earlier = (np.flatnonzero(each) for each in (of_minutes, of_residents, of_roundings))
    return Rounding(
        divisor=divisor,
        minute=master.minutes[minute],
        minute_weight=of_minutes[minute],
        resident=master.residents[resident],
        resident_weight=of_residents[resident],
        earlier=earlier,
        earlier_weight=of_roundings[earlier],
    )


def _fractional_rows(master: Master, solved: LinearOptimum) -> Iterator[FloatArray]:
    """For each basic variable that is a fraction, its row of the inverse basis as weights of the program's rows."""
    program = master.program
    shape = (len(program.row_upper), len(program.objective))
    column, row = np.flatnonzero(solved.is_basic_column), np.flatnonzero(~solved.is_basic_row)
    fraction = np.flatnonzero(np.abs(solved.x[column] - np.round(solved.x[column])) > 1e-6)
    if len(column) != len(row) or not len(fraction):
        return
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
            full = np.zeros(shape[0])
            full[row] = weights
            yield full
