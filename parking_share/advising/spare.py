"""Which lots could take spaces back without anyone losing a place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from parking_share.advising.bounds import Bounds, first_proof
from parking_share.calendar import IntArray
from parking_share.comparison import Solved
from parking_share.scenario import Lot
from parking_share.schedule import LevelProof
from parking_share.solving import DEFAULT_TIME_LIMIT, Result
from parking_share.texts import _
from parking_share.usage import held_stays, usages
from parking_share.variants.changes import Variant
from parking_share.variants.running import run

FEWER = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 512, 1024)
"""For so many spaces less, bounds are worked out by prices."""


@dataclass(frozen=True)
class Spare:
    """A lot that can give back so many ``spaces``, it alone, and everyone who is served now still is, perhaps elsewhere.

    ``is_most`` says whether it is certain that one more would cost somebody the place; it is not where a search was cut short.
    ``shared`` are all spaces of the lot that are not held back: more it cannot give.
    """

    lot: str
    name: str
    spaces: int
    is_most: bool
    shared: int


def spare_spaces(
    base: Solved,
    *,
    time_limit: float | None = DEFAULT_TIME_LIMIT,
    processes: int | None = None,
    report: Callable[[str], None] = lambda progress: None,
) -> tuple[Spare, ...]:
    """For each lot the most spaces that it can give back; lots that certainly can give none are left out.

    Prices prove most of the "no more": where the bound with so many spaces less is below what is reached now, somebody loses the place.
    The rest is found by solving the scenario with only those residents in it who are served now.

    Parameters
    ----------
    base
        A scenario with a schedule of it that carries a proof of its first level.
    time_limit, processes
        See ``run`` (``variants.running``).
    report
        Told in words how far it is.

    Raises
    ------
    InputError
        If the schedule carries no such proof.
    """
    proof = first_proof(base.schedule)
    scenario, served = base.scenario, {each.resident for each in base.schedule.assignments}
    residents = tuple(each for each in scenario.residents if each.id in served)
    policy = scenario.policy.model_copy(update={"objectives": ("served",)})
    only_served = scenario.model_copy(update={"residents": residents, "policy": policy})
    guess = np.array([used.least_left or 0 for used in usages(scenario, *held_stays(scenario, base.schedule))], np.int64)
    enough, too_many = np.zeros(len(guess), np.int64), _too_many(base, proof)
    certain = np.ones(len(guess), bool)
    while len(lots := np.flatnonzero(certain & (enough + 1 < too_many))):
        report(_("asking %(n)s lots how many spaces they can give back ...", n=len(lots)))
        # First for what is left over as it is, then for one more, which is seldom possible, then for half of what is open.
        halfway = (enough + too_many) // 2
        ask = np.where((enough < guess) & (guess < too_many), guess, np.where(enough == guess, guess + 1, halfway))
        jobs = [[_fewer(scenario.lots[lot].id, int(ask[lot]))] for lot in lots.tolist()]
        certain[lots] = False
        for at, outcome in run(only_served, jobs, _served, time_limit=time_limit, processes=processes):
            lot, (reached, bound) = lots[at], outcome.told
            certain[lot] = True
            if reached == len(served):
                enough[lot] = ask[lot]
            elif bound is not None and bound < len(served):
                too_many[lot] = ask[lot]
            else:
                certain[lot] = False
    return tuple(
        Spare(lot.id, lot.name, spaces, is_most, shared(lot))
        for lot, spaces, is_most in zip(scenario.lots, enough.tolist(), certain.tolist(), strict=True)
        if spaces or not is_most
    )


def _too_many(base: Solved, proof: LevelProof) -> IntArray:
    """For each lot (lots,) a number of spaces that it cannot give back: as prices prove, or one more than it shares."""
    lots, level = base.scenario.lots, base.schedule.levels[0]
    most = np.array([shared(lot) + 1 for lot in lots], np.int64)
    if level.objective == "keep":  # all can keep a place, and fewer the one they have
        return most
    number, fewer = (column.reshape(-1) for column in np.meshgrid(np.arange(len(lots)), FEWER, indexing="ij"))
    is_there = fewer < most[number]
    number, fewer = number[is_there], fewer[is_there]
    changed = [
        lots[at].model_copy(update={"spaces": lots[at].spaces - less}) for at, less in zip(number.tolist(), fewer.tolist(), strict=True)
    ]
    loses = Bounds(base.scenario, proof).with_lots(number, changed) < level.value
    np.minimum.at(most, number[loses], fewer[loses])
    return most


def shared(lot: Lot) -> int:
    """The spaces of a lot that are not held back."""
    return max(0, lot.spaces - lot.held_back)


def _fewer(lot: str, spaces: int) -> Variant:
    return Variant.model_validate({"id": "fewer", "lots": [{"ids": [lot], "add": {"spaces": -spaces}}]})


def _served(variant: Variant, result: Result) -> tuple[int, int | None]:
    """How many are served, and the bound on that."""
    level = result.schedule.levels[0]
    return level.value, level.bound
