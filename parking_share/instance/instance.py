"""The problem in integers: who can use which lot, with which cuts, and how many cars each lot holds at each minute."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from parking_share.arrays import factorize
from parking_share.calendar import BoolArray, IntArray
from parking_share.catalogue import MINIMISED, Objective, Reason
from parking_share.errors import InputError, Problem
from parking_share.instance.admission import Pairs, admitted
from parking_share.instance.capacity import Capacities, capacities
from parking_share.instance.fitting import Fits, TooManyCuts, Wishes, fit
from parking_share.instance.moves import MoveCap, current_lots, max_moves
from parking_share.memory import collector_paused
from parking_share.profiles import lot_profile
from parking_share.scenario import Lot, Resident, Scenario
from parking_share.texts import _
from parking_share.walking import walks_within_limit


@dataclass(frozen=True)
class Instance:
    """A scenario expanded.

    An *option* is a resident at a lot that the resident can use; ``resident``, ``lot``, ``walk_seconds`` and
    ``template`` have shape (options,), sorted by resident, then lot, all of them indices in scenario order.
    ``fits`` holds the stays and cuts of each template. ``reasons`` (residents,) says why a resident who is not served
    is not. ``move_cap`` is the cap on moves, None where there is none that matters.
    """

    scenario: Scenario
    resident: IntArray
    lot: IntArray
    walk_seconds: IntArray
    template: IntArray
    fits: Fits
    capacities: Capacities
    reasons: tuple[Reason, ...]
    move_cap: MoveCap | None = None
    _gains: dict[Objective, IntArray] = field(default_factory=dict, init=False, repr=False)

    @property
    def num_options(self) -> int:
        """Number of (resident, lot) options."""
        return len(self.resident)

    @property
    def num_residents(self) -> int:
        """Number of residents, those without an option too."""
        return len(self.reasons)

    def gains(self, objective: Objective) -> IntArray:
        """What each option adds to a level, to be maximised; for ``trim`` without the minutes cut, which are the cuts'."""
        if objective not in self._gains:
            value = LEVELS[objective](self)
            self._gains[objective] = np.negative(value) if objective in MINIMISED else value
        return self._gains[objective]

    def with_gains(self, objective: Objective, gains: IntArray) -> Instance:
        """The same instance, but on a level options add what ``gains`` (options,) say, to be maximised."""
        result = replace(self)
        result._gains[objective] = gains
        return result


@collector_paused()
def expand(scenario: Scenario) -> Instance:
    """Expand a scenario into options and capacity profiles.

    Raises
    ------
    InputError
        Where tolerances allow more cuts than memory should hold; see ``fitting.MOST_CUTS``.
    """
    resident, lot, walk = walks_within_limit(scenario)
    near = Pairs(scenario, resident, lot)
    admits = admitted(near)
    needs_of, needs = near.needs

    wish_of, wishes = _wishes(scenario)
    profiles = [lot_profile(scenario.time, entry) for entry in scenario.lots]
    num_lots = max(len(scenario.lots), 1)
    code, template = np.unique(wish_of[resident[admits]] * num_lots + lot[admits], return_inverse=True)
    try:
        usable, fits = fit(profiles, wishes, code // num_lots, code % num_lots)
    except TooManyCuts as error:
        option = np.flatnonzero(admits)[np.argmax(template == error.template)]
        raise InputError([_too_many_cuts(scenario.residents[resident[option]], scenario.lots[lot[option]], error.limit)]) from None

    can_use = usable[template]
    chosen = np.flatnonzero(admits)[can_use]
    return Instance(
        scenario=scenario,
        resident=resident[chosen],
        lot=lot[chosen],
        walk_seconds=walk[chosen],
        template=(np.cumsum(usable) - 1)[template[can_use]],
        fits=fits,
        capacities=capacities(scenario, profiles, needs, lot[chosen], needs_of[resident[chosen]]),
        reasons=_reasons(len(scenario.residents), resident, resident[admits], resident[chosen]),
        move_cap=max_moves(scenario, resident[chosen], lot[chosen]),
    )


def _too_many_cuts(resident: Resident, lot: Lot, limit: int) -> Problem:
    return Problem(
        "",
        _(
            "with all tolerances, stays could be cut in more than %(limit)s ways; "
            "most of them come from residents such as '%(resident)s' at lots such as '%(lot)s': "
            "lower their late_arrival_minutes and early_leave_minutes, or write fewer periods of own use",
            limit=f"{limit:,}",
            resident=resident.id,
            lot=lot.id,
        ),
    )


def _wishes(scenario: Scenario) -> tuple[IntArray, Wishes]:
    """Number of each resident's (stays, tolerances) among the distinct ones, and these."""
    wish_of, distinct = factorize([(r.stays, r.late_arrival_minutes, r.early_leave_minutes) for r in scenario.residents])
    text, texts = factorize([stays for stays, _, _ in distinct])
    late, early = np.array([tolerances for _, *tolerances in distinct], np.int64).reshape(-1, 2).T
    return wish_of, Wishes([scenario.time.stay_periods(stays) for stays in texts], text, late, early)


def _reasons(num_residents: int, in_walk: IntArray, admits: IntArray, can_use: IntArray) -> tuple[Reason, ...]:
    """The refusal reason of each resident: how many of the three sieves some lot passes."""
    names: tuple[Reason, ...] = ("no-lot-in-walk", "not-admitted", "no-matching-hours", "full")
    passed = np.zeros(num_residents, np.int64)
    for sieve in (in_walk, admits, can_use):
        passed += np.bincount(sieve, minlength=num_residents) > 0
    return tuple(names[count] for count in passed)


def priority(instance: Instance) -> IntArray:
    """Level ``priority``: the resident's points."""
    return np.array([resident.priority for resident in instance.scenario.residents], np.int64)[instance.resident]


def served(instance: Instance) -> IntArray:
    """Level ``served``: one for each resident."""
    return np.ones(instance.num_options, np.int64)


def keep(instance: Instance) -> IntArray:
    """Level ``keep``: one where the lot is the resident's current one."""
    is_current: BoolArray = current_lots(instance.scenario)[instance.resident] == instance.lot
    return is_current.astype(np.int64)


def walk(instance: Instance) -> IntArray:
    """Level ``walk``: walk seconds."""
    return instance.walk_seconds


def trim(instance: Instance) -> IntArray:
    """Level ``trim``: excused minutes; minutes cut come on top, cut by cut."""
    return instance.fits.excused_minutes[instance.template]


def lottery(instance: Instance) -> IntArray:
    """Level ``lottery``: the resident's ticket."""
    return tickets(instance.scenario)[instance.resident]


def tickets(scenario: Scenario) -> IntArray:
    """Lottery tickets (residents,): first 6 hex digits of SHA-256 of ``lottery_seed:id``."""
    seed = scenario.policy.lottery_seed
    digests = (hashlib.sha256(f"{seed}:{resident.id}".encode()).hexdigest() for resident in scenario.residents)
    return np.array([int(digest[:6], 16) for digest in digests], np.int64)


LEVELS: dict[Objective, Callable[[Instance], IntArray]] = {
    "priority": priority,
    "served": served,
    "keep": keep,
    "walk": walk,
    "trim": trim,
    "lottery": lottery,
}
