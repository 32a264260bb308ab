"""The fewest spaces more as a question of who gets a place: every lot is given more than enough, and each space more has an owner.

An owner wants the space whenever it is there, and counts little; residents count more than all owners together. The best schedule then
serves as many residents as can be, and among these schedules keeps as many owners as can be: the spaces that owners have left are the
fewest that it takes. Whoever need not be served may stay away, at a place with room for so many.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, repeat
from typing import Self

import numpy as np

from parking_share.arrays import spread
from parking_share.calendar import BoolArray, IntArray
from parking_share.catalogue import Reason, Rule
from parking_share.instance import Capacities, Fits, Instance, expand
from parking_share.plan import Plan, part_of, stays_of
from parking_share.profiles import lot_profile
from parking_share.scenario import Lot, Resident, Scenario

NOBODY = "\x00"
"""No id of a lot or community is this, for it has a control character."""


@dataclass(frozen=True)
class Enlarged:
    """A scenario of some residents, with spaces more, as an instance with one level, ``served``.

    ``more`` (lots,) are the spaces that have owners. The first ``num_asked`` residents of the instance are those of the scenario, and count
    ``weight`` each; the others are the owners, ``owner_lot`` (owners,), and count 1. The instance's last lot is the place to stay away at.
    ``free`` and ``unclamped`` (s,) are what each step of a capacity offers with no space more: the one is never below 0, the other is where
    own use, closures and spaces held back come to more than there is.
    """

    instance: Instance
    more: IntArray
    num_asked: int
    owner_lot: IntArray
    weight: int
    free: IntArray
    unclamped: IntArray

    @property
    def clamped(self) -> BoolArray:
        """The lots (lots,) where at some time the first space more is of no use to somebody."""
        profile = self.instance.capacities.step_at[self.free > self.unclamped] // self.instance.capacities.stride
        return np.bincount(self.instance.capacities.lot[profile], minlength=len(self.more) + 1)[:-1] > 0

    @property
    def owner(self) -> IntArray:
        """The option of each owner (owners,)."""
        return np.flatnonzero(self.instance.resident >= self.num_asked)

    def served(self, plan: Plan) -> int:
        """How many residents of the scenario a plan serves, or would, if all who may stay away did."""
        placed = int(np.count_nonzero(self.instance.resident[plan.option] < self.num_asked))
        return placed - int(self.instance.scenario.lots[-1].spaces)

    def spaces_for(self, plan: Plan) -> IntArray:
        """The fewest spaces more (lots,) with which the residents of a plan can park as it says."""
        instance, capacities = self.instance, self.instance.capacities
        placed = part_of(instance, plan, instance.resident[plan.option] < self.num_asked)
        option = placed.option[stays_of(instance, placed.option)[0]]
        first, last = (np.searchsorted(capacities.option_of, option, side) for side in ("left", "right"))
        held, at = spread(first, last)
        profile, cut = capacities.profile_of[at], placed.cut[held]
        arrive, leave = (profile * capacities.stride + column[cut] for column in (instance.fits.cut_arrive, instance.fits.cut_leave))
        minute = np.union1d(arrive, capacities.step_at)  # it is fullest where somebody comes, or where there is less room
        present = np.searchsorted(np.sort(arrive), minute, "right") - np.searchsorted(np.sort(leave), minute, "right")
        step = np.searchsorted(capacities.step_at, minute, "right") - 1
        more = np.zeros(len(self.more) + 1, np.int64)
        lacks = np.where(present > self.free[step], present - self.unclamped[step], 0)
        np.maximum.at(more, capacities.lot[minute // capacities.stride], lacks)
        return more[:-1]


def enlarge(scenario: Scenario, residents: Sequence[Resident], more: IntArray, away: int, plain: BoolArray) -> Enlarged:
    """Expand a scenario with spaces more.

    Where own use, closures and spaces held back come to more than there is, the first space more is of no use to residents. Owners cannot
    say in which order they leave: there, more may seem possible than is, never less. In ``plain`` lots it is less: there nobody more
    parks at such times.

    Parameters
    ----------
    residents
        Those who are to be served.
    more
        (lots,) spaces to add; those that would be of no use at any time have no owner.
    away
        How many of the residents may stay away.
    plain
        (lots,) see above.
    """
    lots = tuple(with_more(lot, spaces) for lot, spaces in zip(scenario.lots, more.tolist(), strict=True))
    added = [_Added.of(scenario, *each) for each in zip(scenario.lots, lots, plain.tolist(), strict=True)]
    place = Lot(id="away", location=scenario.lots[0].location, spaces=away).model_copy(update={"id": NOBODY, "serves": (NOBODY,)})
    policy = scenario.policy.model_copy(update={"objectives": ("served",), "max_moves": None})
    expanded = expand(scenario.model_copy(update={"lots": (*lots, place), "residents": tuple(residents), "policy": policy}))
    shapes = [(lot, *shape) for lot, each in enumerate(added) for shape in each.owners()]
    count = np.array([owners for _, owners, _ in shapes], np.int64)
    owner_lot = np.repeat(np.array([lot for lot, _, _ in shapes], np.int64), count)
    newcomers = _Newcomers(owner_lot, np.repeat(np.arange(len(shapes)), count), len(residents) if away else 0)
    capacities, free, unclamped = _with_spaces(expanded.capacities, added)
    instance = replace(
        _with_options(replace(expanded, capacities=capacities), newcomers),
        fits=_with_templates(expanded.fits, [*(periods for _, _, periods in shapes), np.array([[0, 1]])]),
    )
    weight = len(owner_lot) + 1
    return Enlarged(
        instance=instance.with_gains("served", np.where(instance.resident < len(residents), weight, 1)),
        more=np.bincount(owner_lot, minlength=len(more)),
        num_asked=len(residents),
        owner_lot=owner_lot,
        weight=weight,
        free=free,
        unclamped=unclamped,
    )


def with_more(lot: Lot, spaces: int) -> Lot:
    """A lot with so many spaces more."""
    return lot.model_copy(update={"spaces": lot.spaces + spaces})


@dataclass(frozen=True)
class _Added:
    """``more`` spaces for a lot: ``at`` (n,) begins a step, on which it offers ``before`` without them, and ``owned`` in addition."""

    at: IntArray
    length: int
    more: int
    before: IntArray
    owned: IntArray
    exclusive: int

    @classmethod
    def of(cls, scenario: Scenario, lot: Lot, larger: Lot, is_plain: bool) -> Self:
        """What becomes of a lot that gets larger."""
        now, then, more = lot_profile(scenario.time, lot), lot_profile(scenario.time, larger), larger.spaces - lot.spaces
        exclusive = sum(kind.spaces for kind in lot.kinds if kind.exclusive)
        owned = then.shareable - now.shareable  # on the same steps: how many spaces there are is nothing that these depend on
        if is_plain:
            owned = np.where((owned == more) & (now.shareable >= exclusive), owned, 0)
        return cls(now.at, now.length, more, now.shareable, owned, exclusive)

    def owners(self) -> Iterator[tuple[int, IntArray]]:
        """How many owners have the same periods (n, 2), and these: where m are missing, the k-th space is there if k > m."""
        missing = self.more - self.owned
        for fewer, most in pairwise(np.unique(np.append(missing, self.more)).tolist()):
            edges = np.flatnonzero(np.diff(missing <= fewer, prepend=False, append=False))
            yield most - fewer, np.append(self.at, self.length)[edges].reshape(-1, 2)

    def unclamped(self, rule: Rule) -> IntArray:
        """What the rule allows on each step without the spaces more, below 0 where it takes some of them before there is room for anybody.

        In plain lots it is less, which does not matter: nobody more is there.
        """
        return self.before - (self.more - self.owned) - (self.exclusive if rule == "exclusive" else 0)

    def free(self, rule: Rule) -> IntArray:
        """The same, but never below 0."""
        return np.maximum(0, self.before - (self.exclusive if rule == "exclusive" else 0))


def _with_spaces(capacities: Capacities, added: list[_Added]) -> tuple[Capacities, IntArray, IntArray]:
    """The capacities with room for all owners, and what each of their steps offers with no space more, and offers unclamped."""
    first = np.searchsorted(capacities.step_at, np.arange(len(capacities.lot) + 1) * capacities.stride)
    spaces = capacities.step_spaces.copy()
    free, unclamped = spaces.copy(), spaces.copy()
    for profile, (lot, rule) in enumerate(zip(capacities.lot.tolist(), capacities.rule, strict=True)):
        if rule != "kind-capacity" and lot < len(added):
            steps = slice(first[profile], first[profile + 1])
            free[steps], unclamped[steps] = added[lot].free(rule), added[lot].unclamped(rule)
            spaces[steps] = free[steps] + added[lot].owned
    return replace(capacities, step_spaces=spaces), free, unclamped


@dataclass(frozen=True)
class _Newcomers:
    """Owners, ``lot`` and number of their periods (owners,), and how many may ``stay_away``."""

    lot: IntArray
    periods: IntArray
    stay_away: int


def _with_options(instance: Instance, newcomers: _Newcomers) -> Instance:
    """With the owners' options, and with everyone's to stay away, at the last lot; their templates are to follow."""
    full: Reason = "full"
    asked, capacities, last = instance.num_residents, instance.capacities, len(instance.scenario.lots) - 1
    owners, stays_away = len(newcomers.lot), np.arange(newcomers.stay_away)
    num_shapes = int(newcomers.periods.max(initial=-1)) + 1
    lot = np.concatenate((newcomers.lot, np.full(len(stays_away), last)))
    template = len(instance.fits.stay_first) - 1 + np.concatenate((newcomers.periods, np.full(len(stays_away), num_shapes)))
    resident = np.concatenate((instance.resident, asked + np.arange(owners), stays_away))
    order = np.lexsort((np.concatenate((instance.lot, lot)), resident))
    place = np.argsort(order)

    # Whoever needs no kind counts in every profile of a lot but those of kinds.
    profile = np.flatnonzero([rule != "kind-capacity" for rule in capacities.rule])
    added, at = spread(np.searchsorted(capacities.lot[profile], lot, "left"), np.searchsorted(capacities.lot[profile], lot, "right"))
    option_of = place[np.concatenate((capacities.option_of, instance.num_options + added))]
    profile_of = np.concatenate((capacities.profile_of, profile[at]))
    sequence = np.lexsort((profile_of, option_of))
    return replace(
        instance,
        resident=resident[order],
        lot=np.concatenate((instance.lot, lot))[order],
        walk_seconds=np.concatenate((instance.walk_seconds, np.zeros_like(lot)))[order],
        template=np.concatenate((instance.template, template))[order],
        capacities=replace(capacities, option_of=option_of[sequence], profile_of=profile_of[sequence]),
        reasons=(*instance.reasons, *repeat(full, owners)),
    )


def _with_templates(fits: Fits, periods: list[IntArray]) -> Fits:
    """With one template more for each list of periods (n, 2), which are held as they are."""
    start, end = np.concatenate(periods).T
    return replace(
        fits,
        stay_start=np.append(fits.stay_start, start),
        stay_end=np.append(fits.stay_end, end),
        stay_first=np.append(fits.stay_first, fits.stay_first[-1] + np.cumsum([len(each) for each in periods])),
        cut_arrive=np.append(fits.cut_arrive, start),
        cut_leave=np.append(fits.cut_leave, end),
        cut_trim=np.append(fits.cut_trim, np.zeros_like(start)),
        cut_minimal=np.append(fits.cut_minimal, np.ones(len(start), bool)),
        cut_first=np.append(fits.cut_first, fits.cut_first[-1] + 1 + np.arange(len(start))),
        excused_first=np.append(fits.excused_first, np.repeat(fits.excused_first[-1], len(periods))),
    )
