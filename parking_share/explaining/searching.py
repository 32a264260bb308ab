"""The smallest change of a ladder that gets a resident a place, found by search and confirmed by solving."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from parking_share.explaining.changing import Change, Ladder
from parking_share.explaining.deciding import Answer, Case, Decision

RANK: dict[Answer, int] = {"undecided": -1, "no": 0, "tie": 1, "yes": 2}


@dataclass(frozen=True)
class Finding:
    """What the search on one ladder came to.

    ``answer`` is that of ``change``: "yes" for the smallest change found that gets the resident a place; "tie" where none does, for the
    smallest that leads to a tie where there was none; else that of the largest one, or "undecided" where the time did not suffice.
    ``smaller`` is the next smaller step, None for no change at all, and ``smaller_answer`` its answer, None where no step helps.
    """

    change: Change
    answer: Answer
    smaller: Change | None = None
    smaller_answer: Answer | None = None

    @property
    def helps(self) -> bool:
        """Whether the change leads to a better answer than there is without it."""
        return self.smaller_answer is not None


def smallest(case: Case, ladder: Ladder, now: Answer) -> Finding:
    """Search a ladder for the smallest change that gets the resident a place, or else for the smallest that leads to a tie.

    Parameters
    ----------
    now
        The answer without a change; a tie that is there already is no achievement.
    """
    changes = ladder.changes
    known: dict[int, Answer] = {-1: now}

    def answer(step: int) -> Answer:
        if step not in known:
            change = changes[step]
            decision: Decision = case.with_change(change.applied(case.scenario, case.resident_id), only_resident=not change.is_of_lot)
            known[step] = decision.answer
        return known[step]

    last = len(changes) - 1
    found = _by_halving(answer, last) if ladder.is_monotone else _one_by_one(answer, last)
    at = last if found is None else found
    if "undecided" in known.values() and (found is None or known[at] != "yes"):
        return Finding(changes[at], "undecided")
    if found is None or RANK[known[at]] <= RANK[now]:
        return Finding(changes[last], known[last])
    return Finding(changes[at], known[at], changes[at - 1] if at else None, known[at - 1])


def _by_halving(answer: Callable[[int], Answer], last: int) -> int | None:
    """The first step with the best answer there is, where answers never become worse; None where the last is no better than none."""
    goal = RANK[answer(last)]
    if goal <= RANK["no"] or RANK[answer(-1)] >= goal:
        return None
    low, high = -1, last
    while high - low > 1:
        middle = (low + high) // 2
        if RANK[answer(middle)] >= goal:
            high = middle
        else:
            low = middle
    return high


def _one_by_one(answer: Callable[[int], Answer], last: int) -> int | None:
    """The first step that gets the resident a place, else the first that leads to a tie, else None."""
    tie = None
    for step in range(last + 1):
        if answer(step) == "yes":
            return step
        if answer(step) == "tie" and tie is None:
            tie = step
    return tie
