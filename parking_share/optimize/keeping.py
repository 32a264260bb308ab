"""As many residents as possible with one bay each for the whole horizon: which of them share a bay, as an integer program."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from parking_share.optimize.whole import Row, solve_whole


@dataclass(frozen=True)
class Sharing:
    """Residents, by class, who could share one bay.

    Parameters
    ----------
    classes
        Numbers of the classes, one resident of each.
    sort
        Number of the sort of bay.
    touched
        Numbers of the runs during which they use it.
    """

    classes: tuple[int, ...]
    sort: int
    touched: tuple[int, ...]


def most_kept(sharings: Sequence[Sharing], residents: Sequence[int], bays: Sequence[int], most: Sequence[int]) -> tuple[list[int], int]:
    """Maximise the residents that have one bay::

        max   sum(residents of s * z_s)
        s.t.  sum(z_s: s has a resident of class p) <= residents[p]
              sum(z_s: s is for sort k) <= bays[k]
              sum(z_s: s touches run i) <= most[i]
              z_s >= 0, whole

    Parameters
    ----------
    residents
        How many each class has: those who are there at the same times and may have the same bays.
    bays
        How many there are of each sort.
    most
        Bays that may be used during each run.

    Returns
    -------
    list of int
        How often each sharing is used; empty where none was found.
    int
        A bound: no more residents than these can have one bay each.
    """
    limits = {"class": residents, "sort": bays, "run": most}
    terms: dict[tuple[str, int], list[int]] = {}
    for column, each in enumerate(sharings):
        for what, numbers in (("class", each.classes), ("sort", (each.sort,)), ("run", each.touched)):
            for number in numbers:
                terms.setdefault((what, number), []).append(column)
    rows = [Row(columns, [1.0] * len(columns), 0.0, limits[what][number]) for (what, number), columns in terms.items()]
    sizes = [len(each.classes) for each in sharings]
    uses, bound = solve_whole(sizes, [min(residents[number] for number in each.classes) for each in sharings], rows)
    # Never more than all; floating point may be off by a little.
    return uses or [], math.floor(min(sum(residents), bound) + 1e-6)
