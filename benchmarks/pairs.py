"""Which solver is started on which instance: all of them, but for those that a smaller instance has shown to get nowhere."""

from __future__ import annotations

from collections.abc import Sequence

from instances import CASES
from outcome import FEWER_ROWS, HEURISTICS, NOT_STARTED, OURS, SOLVERS, Outcome, Size

MOST_ENTRIES = 60_000_000
"""Of a program that is written down at all: HiGHS took 330 bytes an entry on the town's relaxation, which comes to 20 GB."""
CLEARLY_SMALLER = 0.5
"""A program is clearly smaller than another if it has at most this share of its entries."""

NEAR = 0.01
"""A solver that does not finish a level, but comes within this share of its bound, gets another chance on a bigger instance."""


def solvers_for(instance: str) -> list[str]:
    """The solvers that have a row in an instance's table, started or not."""
    return [solver for solver in SOLVERS if CASES[instance].fewer_rows or not solver.endswith(FEWER_ROWS)]


def reason_not_to_start(solver: str, size: Size, limit: float, sizes: Sequence[Size], outcomes: Sequence[Outcome]) -> str:
    """Why a solver is left out on an instance, empty if it is started.

    Parameters
    ----------
    size
        Of the instance.
    limit
        Seconds that it would have.
    sizes, outcomes
        Of everything measured so far in this run, this instance's relaxations included.
    """
    if solver == OURS or solver in HEURISTICS:
        return ""
    entries = size.entries_for(solver)
    if entries > MOST_ENTRIES:
        return f"{NOT_STARTED}its program of {entries:,} entries would not fit into memory"
    relaxations = [other for other in outcomes if other.instance == size.instance and _is_relaxation_of(other.solver, solver)]
    if relaxations and all(other.first_bound is None for other in relaxations):
        return f"{NOT_STARTED}not even the relaxation of its program was solved within the limit"
    for smaller in sizes:
        share = smaller.entries_for(solver) / entries
        if CASES[smaller.instance].family != CASES[size.instance].family or share > CLEARLY_SMALLER:
            continue
        there = next((other for other in outcomes if (other.instance, other.solver) == (smaller.instance, solver)), None)
        if there is None or not there.was_started:
            continue
        if not _got_somewhere(there):
            return f"{NOT_STARTED}did not get near the end of the first level of {smaller.instance}"
        if not there.values and there.first_seconds is not None and there.first_seconds > limit * share:
            took = f"{there.first_seconds:.1f} s on {smaller.instance}, with {share:.0%} of the entries"
            return f"{NOT_STARTED}took {took}"
    return ""


def _got_somewhere(outcome: Outcome) -> bool:
    """Whether a relaxation was solved, or a first level nearly."""
    value, bound = outcome.first_value, outcome.first_bound
    if value is None or bound is None:
        return bound is not None and not outcome.values
    return abs(bound - value) <= NEAR * abs(bound)


def _is_relaxation_of(relaxation: str, solver: str) -> bool:
    """Whether one is a relaxation of the very program that the other gets."""
    is_fewer = solver.endswith(FEWER_ROWS)
    names = [name for name in SOLVERS if name.removesuffix(FEWER_ROWS).endswith("-lp") and name.endswith(FEWER_ROWS) == is_fewer]
    return relaxation in names and solver not in names
