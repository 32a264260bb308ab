"""As many residents as possible with one bay each for the whole horizon: which of them share a bay, as an integer program."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ortools.math_opt.python import mathopt

NODES = 500
"""The most nodes of SCIP's search; not seconds, so that the same lot gets the same answer on any machine. One is enough for nearly all."""


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
    model = mathopt.Model()
    uses = [model.add_integer_variable(lb=0, ub=min(residents[number] for number in each.classes)) for each in sharings]
    limits = {"class": residents, "sort": bays, "run": most}
    terms: dict[tuple[str, int], list[mathopt.Variable]] = {}
    for each, use in zip(sharings, uses, strict=True):
        for what, numbers in (("class", each.classes), ("sort", (each.sort,)), ("run", each.touched)):
            for number in numbers:
                terms.setdefault((what, number), []).append(use)
    for (what, number), counted in terms.items():
        model.add_linear_constraint(mathopt.fast_sum(counted) <= limits[what][number])
    model.maximize(mathopt.fast_sum(len(each.classes) * use for each, use in zip(sharings, uses, strict=True)))
    # Just below 1: values are whole numbers.
    parameters = mathopt.SolveParameters(threads=1, random_seed=1, node_limit=NODES, absolute_gap_tolerance=1 - 1e-4)
    result = mathopt.solve(model, mathopt.SolverType.GSCIP, params=parameters)
    # Never more than all; floating point may be off by a little.
    bound = math.floor(min(sum(residents), result.termination.objective_bounds.dual_bound) + 1e-6)
    if not result.has_primal_feasible_solution():
        return [], bound
    return [round(value) for value in result.variable_values(uses)], bound
