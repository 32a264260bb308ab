"""Which single changes would bring most: all estimated by prices, the best ones solved, as many as it takes to be sure of the order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np
import pandas as pd

from parking_share.advising.bounds import Bounds, first_proof
from parking_share.advising.candidates import KINDS, MORE_WALK_MINUTES, Candidate, Kind, lot_candidates, walk_candidates
from parking_share.catalogue import Objective
from parking_share.comparison import Solved
from parking_share.scenario import Lot
from parking_share.solving import DEFAULT_TIME_LIMIT
from parking_share.texts import _
from parking_share.variants.figures import figures_of
from parking_share.variants.running import run


@dataclass(frozen=True)
class Suggestion:
    """A change, and what it brings on the first level, in its units.

    ``estimate`` is the bound of the changed scenario at the prices of the scenario as it is, less what is reached there; ``at_most`` the
    same with the best prices for the lot that changes. Both are upper bounds of the true ``gain``. That and ``served``, how many more
    residents are served, are None where the change was not solved; ``is_proved`` says whether what was found there is optimal.
    """

    kind: Kind
    subject: str
    name: str
    estimate: int
    at_most: int
    gain: int | None = None
    served: int | None = None
    is_proved: bool = False

    @property
    def change(self) -> str:
        """What changes, in words."""
        return _(KINDS[self.kind])


@dataclass(frozen=True)
class Advice:
    """Suggestions, the best first: those that were solved by their gain, then the others by what they bring at most.

    ``sure`` says how many of the first are certain to be the best ones, in this order: none that was not solved can bring more.
    ``useless`` is the number of changes that prices prove to bring nothing; they are left out. ``is_interrupted``: by Ctrl-C.
    """

    objective: Objective
    suggestions: tuple[Suggestion, ...]
    sure: int
    solved: int
    useless: int
    is_interrupted: bool

    def to_frame(self) -> pd.DataFrame:
        """One row a suggestion, in order."""
        columns = [field.name for field in fields(Suggestion)]
        rows = [asdict(each) | {"change": each.change} for each in self.suggestions]
        return pd.DataFrame(rows, columns=["change", *columns])

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return asdict(self)


Report = Callable[[str], None]


class _Choice:
    """The changes, what each can bring at most as far as is known, and what those that were solved bring."""

    def __init__(self, base: Solved, bounds: Bounds) -> None:
        self._base, self._bounds = base, bounds
        self._value = base.schedule.levels[0].value
        lots, walks = list(lot_candidates(base.scenario)), walk_candidates(base.scenario)
        self.candidates: list[Candidate] = [candidate for candidate, _, _ in lots] + walks
        self._lots: list[tuple[int, Lot]] = [(number, lot) for _, number, lot in lots]
        of_lots = bounds.with_lots(np.array([number for number, _ in self._lots], np.int64), [lot for _, lot in self._lots])
        self._estimate = np.concatenate((of_lots, bounds.with_walks(MORE_WALK_MINUTES))) - self._value
        self._at_most = self._estimate.copy()
        self._is_sharp = np.arange(len(self.candidates)) >= len(lots)
        self._told: dict[int, dict[str, Any]] = {}

    def most_promising(self, count: int) -> list[int]:
        """The changes not solved yet that can bring most, at least something, as many as ``count``."""
        is_left = np.ones(len(self.candidates), bool)
        is_left[list(self._told)] = False
        found: list[int] = []
        while len(found) < count and (is_left & (self._at_most > 0)).any():
            best = int(np.argmax(np.where(is_left, self._at_most, -1)))
            if self._is_sharp[best]:
                found.append(best)
                is_left[best] = False
            else:
                self._at_most[best] = min(self._estimate[best], self._bounds.sharpened(*self._lots[best]) - self._value)
                self._is_sharp[best] = True
        return found

    def take(self, told: dict[int, dict[str, Any]]) -> None:
        """Note the figures of changes that were solved."""
        self._told |= told

    def num_solved(self) -> int:
        """How many changes were solved."""
        return len(self._told)

    def num_sure(self) -> int:
        """How many of those that were solved bring at least as much as any other change can."""
        others = [int(self._at_most[number]) for number in self.most_promising(1)]
        others += [int(self._at_most[number]) for number, told in self._told.items() if not self._is_proved(told)]
        least = max(others, default=0)
        return sum(self._is_proved(told) and self._gain(told) >= least for told in self._told.values())

    def _is_proved(self, told: dict[str, Any]) -> bool:
        objective = self._base.schedule.levels[0].objective
        return bool(told[objective] == told[f"{objective}_bound"])

    def _gain(self, told: dict[str, Any]) -> int:
        return int(told[self._base.schedule.levels[0].objective]) - self._value

    def advice(self, *, is_interrupted: bool = False) -> Advice:
        """What is known now."""
        scenario = self._base.scenario
        named = {each.id: each.name for each in scenario.lots} | {each.id: each.name for each in scenario.communities}
        suggestions = []
        for number in np.flatnonzero(self._at_most > 0).tolist():
            candidate = self.candidates[number]
            told = self._told.get(number)
            suggestions.append(
                Suggestion(
                    kind=candidate.kind,
                    subject=candidate.subject,
                    name=named[candidate.subject],
                    estimate=int(self._estimate[number]),
                    at_most=int(self._at_most[number]),
                    gain=None if told is None else self._gain(told),
                    served=None if told is None else told["served"] - len(self._base.schedule.assignments),
                    is_proved=told is not None and self._is_proved(told),
                )
            )
        suggestions.sort(key=lambda each: (each.gain is None, -(each.gain or 0), -(each.served or 0), -each.at_most))
        objective = self._base.schedule.levels[0].objective
        return Advice(
            objective, tuple(suggestions), self.num_sure(), len(self._told), len(self.candidates) - len(suggestions), is_interrupted
        )


def advise(
    base: Solved,
    top: int = 10,
    *,
    most_solved: int = 40,
    time_limit: float | None = DEFAULT_TIME_LIMIT,
    processes: int | None = None,
    report: Report = lambda progress: None,
) -> Advice:
    """Rank single changes by what they bring on the first level.

    All are estimated by the prices that the schedule carries. The most promising ones are solved, best first, until ``top`` of them
    are certain to be the best: what a change can bring at most shows when no other can do better.

    Parameters
    ----------
    base
        A scenario with a schedule of it that carries a proof of its first level.
    top
        How many of the best changes are wanted.
    most_solved
        At most about so many are solved, even if the order is not certain then.
    time_limit, processes
        See ``run`` (``variants.running``); on Ctrl-C what is known by then is returned.
    report
        Told in words how far it is.

    Raises
    ------
    InputError
        If the schedule carries no such proof.
    """
    proof = first_proof(base.schedule)
    report(_("estimating what each change can bring ..."))
    choice = _Choice(base, Bounds(base.scenario, proof))
    while (sure := choice.num_sure()) < top and choice.num_solved() < most_solved:
        batch = choice.most_promising(top)
        if not batch:
            break
        told = {"solved": choice.num_solved(), "sure": sure, "top": top}
        report(_("solving the most promising changes: %(solved)s solved, %(sure)s of the %(top)s best are certain ...", **told))
        jobs = [[choice.candidates[number].variant] for number in batch]
        try:
            for at, outcome in run(base.scenario, jobs, figures_of, base.schedule, time_limit=time_limit, processes=processes):
                if outcome.ended != "interrupted":
                    choice.take({batch[at]: outcome.told})
        except KeyboardInterrupt:
            return choice.advice(is_interrupted=True)
    return choice.advice()
