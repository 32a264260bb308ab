"""Why a lot is full or empty: who could use it, where they are, and what its minutes are worth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from parking_share.calendar import IntArray
from parking_share.catalogue import Objective, Rule
from parking_share.errors import InputError, Problem
from parking_share.explaining.access import Full
from parking_share.explaining.deciding import Decision, OutOfTime, Solver, compare, with_lot
from parking_share.explaining.names import unknown
from parking_share.explaining.occupancy import Occupancy
from parking_share.explaining.prices import PricedMinute, first_level, minutes_of, most_more
from parking_share.explaining.residents import DEFAULT_TIME_LIMIT
from parking_share.optimize import Budget
from parking_share.scenario import Scenario
from parking_share.schedule import Schedule
from parking_share.texts import _
from parking_share.verification.admission import ADMISSION
from parking_share.verification.facts import Facts
from parking_share.verification.options import options

EXAMPLES = 5


@dataclass(frozen=True)
class Group:
    """Some residents: how many, and the first few in scenario order."""

    count: int
    examples: tuple[str, ...]


@dataclass(frozen=True)
class Sieves:
    """What became of all residents, each counted once.

    First those who cannot use the lot: ``too_far``; ``refused_by`` rules of admission, each resident by the first that refuses; ``hours``
    that do not fit. Then those who can: ``here``, ``nearer`` and ``farther`` (or as far) at another lot, ``refused`` altogether.
    """

    too_far: Group
    refused_by: dict[Rule, Group]
    hours: Group
    here: Group
    nearer: Group
    farther: Group
    refused: Group

    @property
    def can_use(self) -> int:
        """How many could use the lot."""
        return self.here.count + self.nearer.count + self.farther.count + self.refused.count


@dataclass(frozen=True)
class LotExplanation:
    """Why a lot is full or empty.

    ``open_minutes`` of ``length`` has something shareable; ``shareable_minutes`` and ``used_minutes`` are space-minutes. ``full`` are the
    periods without a space for those who need no special one. ``prices`` are those of the first level's proof (None: there is none), and
    ``most_more`` is the most that by these one more space can add to that level (None: they do not say). ``one_more`` is what it does
    add, found by solving.
    """

    lot: str
    first_level: Objective
    open_minutes: int
    length: int
    shareable_minutes: int
    used_minutes: int
    sieves: Sieves
    full: tuple[Full, ...]
    prices: tuple[PricedMinute, ...] | None
    most_more: int | None
    one_more: Decision


def explain_lot(
    scenario: Scenario,
    schedule: Schedule,
    lot_id: str,
    time_limit: float | None = DEFAULT_TIME_LIMIT,
    on_progress: Callable[[str], None] = lambda text: None,
) -> LotExplanation:
    """Explain why a lot is full or empty.

    Parameters
    ----------
    schedule
        Of this scenario, without violations.
    time_limit
        Seconds for the solves with and without one more space; None for no limit.
    on_progress
        Called with the step that is being worked on.

    Raises
    ------
    InputError
        For an id that is no lot of the scenario.
    """
    facts = Facts(scenario, schedule)
    number = facts.lot_idx.get(lot_id)
    if number is None:
        raise InputError([Problem("--lot", unknown("lot", lot_id, facts.lot_idx, scenario.id))])
    on_progress(_("looking at everybody within reach"))
    hours = facts.hours(number)
    minutes = np.diff(np.append(hours.at, hours.length))
    rows = facts.placed[2][facts.held.placement] == number
    prices = None if first_level(facts) is None else minutes_of(facts, lot_id)
    periods = Occupancy(facts, number, frozenset()).full_periods(0, facts.length)
    return LotExplanation(
        lot=lot_id,
        first_level=scenario.policy.objectives[0],
        open_minutes=int(minutes[hours.spaces > 0].sum()),
        length=hours.length,
        shareable_minutes=int((minutes * hours.spaces).sum()),
        used_minutes=int((facts.held.end - facts.held.start)[rows].sum()),
        sieves=_sieves(facts, number),
        full=tuple(
            Full(facts.iso(each.start), facts.iso(each.end), each.rule, each.kind, each.spaces, each.residents)
            for each in periods
            if each.spaces > 0
        ),
        prices=prices,
        most_more=most_more(facts, number),
        one_more=_one_more(scenario, schedule, lot_id, time_limit, on_progress),
    )


def _one_more(
    scenario: Scenario, schedule: Schedule, lot_id: str, time_limit: float | None, on_progress: Callable[[str], None]
) -> Decision:
    """What one more space of the lot adds to the optimum: "yes" where it is better, "tie" where nothing changes."""
    spaces = next(lot.spaces for lot in scenario.lots if lot.id == lot_id)
    budget = Budget(time_limit)
    solver = Solver(schedule, budget)
    with budget.interruptible():
        try:
            on_progress(_("solving as it is"))
            before = solver.best(scenario)
            on_progress(_("solving with one more space"))
            after = solver.best(with_lot(scenario, lot_id, {"spaces": spaces + 1}))
        except OutOfTime:
            return Decision("undecided")
    return compare(scenario.policy.objectives, after, before)


def _sieves(facts: Facts, lot: int) -> Sieves:
    """Put everybody through the sieves of one lot."""
    entry, everybody = facts.scenario.lots[lot], np.arange(len(facts.scenario.residents))
    near, walk_seconds = facts.walks.within_limit(lot)
    refused_by: dict[Rule, Group] = {}
    left = np.ones(len(near), bool)
    for rule, admits in ADMISSION.items():
        stopped = left & ~admits(facts.residents, near, lot, entry)
        left &= ~stopped
        if stopped.any():
            refused_by[rule] = _group(facts, near[stopped])
    admitted = near[left]
    can_use = options(facts.residents, admitted, walk_seconds[left], facts.hours(lot)).resident
    placed_at, placed_walk = np.full(len(everybody), -1), np.zeros(len(everybody), np.int64)
    placed_at[facts.placed[1]], placed_walk[facts.placed[1]] = facts.placed[2], facts.walk_seconds
    walk_here = np.zeros(len(everybody), np.int64)
    walk_here[near] = walk_seconds
    at, is_nearer = placed_at[can_use], (placed_walk < walk_here)[can_use]
    elsewhere = (at >= 0) & (at != lot)
    return Sieves(
        too_far=_group(facts, np.setdiff1d(everybody, near)),
        refused_by=refused_by,
        hours=_group(facts, np.setdiff1d(admitted, can_use)),
        here=_group(facts, can_use[at == lot]),
        nearer=_group(facts, can_use[elsewhere & is_nearer]),
        farther=_group(facts, can_use[elsewhere & ~is_nearer]),
        refused=_group(facts, can_use[at < 0]),
    )


def _group(facts: Facts, who: IntArray) -> Group:
    return Group(len(who), tuple(facts.scenario.residents[index].id for index in np.sort(who)[:EXAMPLES].tolist()))
