"""What changes could bring at most, by the prices of the first level: the bound of each changed scenario, without solving it.

For any prices p >= 0 a scenario's bound is (``docs/proof.md``)

    bound(p) = sum c(t) p(t)  +  sum over residents of max(0, max over lots of (value - price))

so that a change of one lot changes one term of the first sum, and the second only where that lot is, or was, a resident's best. Many
changed lots are expanded at once, as if they stood beside each other, and each pays the prices of the lot it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from parking_share.advising.parts import Beside, beside
from parking_share.arrays import offsets
from parking_share.calendar import IntArray
from parking_share.errors import InputError, Problem
from parking_share.instance import Instance, expand
from parking_share.optimize import Budget
from parking_share.optimize.levels import Gains, Level
from parking_share.optimize.pricing import Pricing
from parking_share.optimize.rounding import Roundings
from parking_share.optimize.selection import select
from parking_share.optimize.sifting import Working, optimum, whole
from parking_share.scenario import Lot, Scenario
from parking_share.schedule import LevelProof, ProfilePrices, Schedule
from parking_share.texts import _
from parking_share.walking import walks_within_limit

LARGEST = 1 << 60
"""What bounds may come to, so that they fit into whole numbers of 64 bits."""

LOTS_AT_ONCE = 500
"""So many changed lots are expanded together."""


@dataclass(frozen=True)
class Best:
    """Of each resident (r,) the lot that leaves most (-1: none), what it leaves, and what the second best lot does; no less than 0."""

    lot: IntArray
    most: IntArray
    second: IntArray

    def without(self, lot: IntArray | int, resident: IntArray | slice = slice(None)) -> IntArray:
        """What residents have at best without a lot."""
        left: IntArray = np.where(self.lot[resident] == lot, self.second[resident], self.most[resident])
        return left


def first_proof(schedule: Schedule) -> LevelProof:
    """The proof of a schedule's first level, by whose prices changes are judged.

    Raises
    ------
    InputError
        If it carries none.
    """
    proof = (schedule.proof or (None,))[0]
    if proof is None or proof.objective != schedule.levels[0].objective:
        raise InputError(
            [Problem(_("the schedule"), _("carries no prices of its first level, by which changes are judged; solve it again"))]
        )
    return proof


class Bounds:
    """The bound that a proof's prices give for a scenario, and for changes of it, on the proof's level, the first.

    All is in whole numbers, inside in units of the level over the proof's weight of it. Roundings, and with them the price of a
    cap on moves, are left out, which makes bounds larger where the proof has some.

    Attributes
    ----------
    bound
        Of the scenario as it is, in units of the level.
    """

    def __init__(self, scenario: Scenario, proof: LevelProof) -> None:
        self._scenario, self._objective = scenario, proof.objective
        self._weight = int(getattr(proof.weights, proof.objective))
        self._price: dict[tuple[str, str, str], ProfilePrices] = {(part.lot, part.rule, part.kind): part for part in proof.prices}
        spaces = max((lot.spaces for lot in scenario.lots), default=0)
        largest = sum(price for part in proof.prices for price in part.prices) * spaces + self._weight * 1000 * len(scenario.residents)
        if largest >= LARGEST:
            raise InputError([Problem(_("the schedule"), _("carries prices too large to reckon with here; solve it again"))])
        index = {lot.id: at for at, lot in enumerate(scenario.lots)}
        self._current = np.array([-1 if r.current_lot is None else index.get(r.current_lot, -1) for r in scenario.residents], np.int64)
        self._reach, self._reached = walks_within_limit(scenario)[:2]
        instance, every = expand(scenario), np.arange(len(scenario.lots))
        left = self._weight * self._value(instance, instance.resident, instance.lot) - self._paid(instance, every)
        self._best = _best(instance.num_residents, instance.resident, instance.lot, left)
        self._worth = self._worth_of(instance, every)
        self._total = int(self._worth.sum() + self._best.most.sum())
        self.bound = self._total // self._weight

    def with_lots(self, number: IntArray, lots: Sequence[Lot]) -> IntArray:
        """For each change of one lot the bound (n,): ``lots`` (n,) are the changed ones, ``number`` (n,) theirs in the scenario."""
        blocks = [slice(first, first + LOTS_AT_ONCE) for first in range(0, len(lots), LOTS_AT_ONCE)]
        return np.concatenate([np.empty(0, np.int64), *(self._with_lots(number[block], lots[block]) for block in blocks)])

    def _with_lots(self, number: IntArray, lots: Sequence[Lot]) -> IntArray:
        part = self._beside(number, lots)
        at, original = part.instance.lot, number[part.instance.lot]
        left = self._weight * self._value(part.instance, part.resident, original) - self._paid(part.instance, number)
        gained = np.maximum(left - self._best.without(original, part.resident), 0)[part.allowed]
        total = np.zeros(len(lots), np.int64)
        np.add.at(total, at[part.allowed], gained)
        return (self._total_without(number) + total + self._worth_of(part.instance, number)) // self._weight

    def sharpened(self, number: int, lot: Lot) -> int:
        """The bound for one changed lot with the best prices for this lot, those of the others as they are: never more than without.

        A change of hours makes options and minutes to which the prices of the lot as it was say nothing. Each resident may take this
        lot or what is best elsewhere; who should take it is a program over this lot alone.
        """
        part = self._beside(np.array([number]), [lot])
        value = self._weight * self._value(part.instance, part.resident, np.full(part.instance.num_options, number))
        gain = value - self._best.without(number, part.resident)
        option = np.flatnonzero((gain > 0) & part.allowed)
        most = _most(part.instance, option, Level(self._objective, Gains(gain[option].astype(float), np.empty(0)), (), ()))
        return (int(self._total_without(np.array([number]))[0]) + most) // self._weight

    def with_walks(self, more_minutes: float) -> IntArray:
        """For each community the bound (c,) if its residents walk so many minutes further."""
        general = self._scenario.policy.max_walk_minutes
        residents = tuple(
            each.model_copy(
                update={"max_walk_minutes": more_minutes + (general if each.max_walk_minutes is None else each.max_walk_minutes)}
            )
            for each in self._scenario.residents
        )
        instance, every = expand(self._scenario.model_copy(update={"residents": residents})), np.arange(len(self._scenario.lots))
        left = self._weight * self._value(instance, instance.resident, instance.lot) - self._paid(instance, every)
        gained = _best(instance.num_residents, instance.resident, instance.lot, left).most - self._best.most
        index = {each.id: at for at, each in enumerate(self._scenario.communities)}
        total = np.full(len(index), self._total)
        np.add.at(total, [index[each.community] for each in residents], gained)
        return total // self._weight

    def _beside(self, number: IntArray, lots: Sequence[Lot]) -> Beside:
        return beside(self._scenario, number, lots, np.unique(self._reach[np.isin(self._reached, number)]))

    def _total_without(self, number: IntArray) -> IntArray:
        """The bound (n,) if each of some lots were not there."""
        lost = np.zeros(len(self._scenario.lots), np.int64)
        has_best = self._best.lot >= 0
        np.add.at(lost, self._best.lot[has_best], (self._best.most - self._best.second)[has_best])
        without: IntArray = self._total - self._worth[number] - lost[number]
        return without

    def _value(self, instance: Instance, resident: IntArray, number: IntArray) -> IntArray:
        """What options (n,) of residents at lots count on the level, both by their numbers in the scenario."""
        if self._objective == "keep":
            is_current: IntArray = (self._current[resident] == number).astype(np.int64)
            return is_current
        return instance.gains(self._objective)  # whoever is served counts alike at every lot

    def _paid(self, instance: Instance, number: IntArray) -> IntArray:
        """What options (n,) pay; ``number`` (lots of the instance,) are the lots of the scenario whose prices they pay."""
        minute, price = self._prices(instance, number)
        pricing = Pricing(instance, select(instance, np.arange(instance.num_options), minimal=True), minute)
        paid: IntArray = pricing.cheapest(pricing.paid_by_picks(price))[0]
        return paid

    def _prices(self, instance: Instance, number: IntArray) -> tuple[IntArray, IntArray]:
        """Minutes of the instance's capacity line that have a price, ascending, and it (m,)."""
        capacities, minutes, prices = instance.capacities, [np.empty(0, np.int64)], [np.empty(0, np.int64)]
        for profile, (lot, rule, label) in enumerate(zip(capacities.lot.tolist(), capacities.rule, capacities.label, strict=True)):
            part = self._price.get((self._scenario.lots[number[lot]].id, rule, label))
            if part is not None:
                minutes.append(profile * capacities.stride + np.array(part.minutes, np.int64))
                prices.append(np.array(part.prices, np.int64))
        return np.concatenate(minutes), np.concatenate(prices)

    def _worth_of(self, instance: Instance, number: IntArray) -> IntArray:
        """What the spaces of each lot of the instance are worth at the prices (lots,)."""
        minute, price = self._prices(instance, number)
        worth = np.zeros(len(instance.scenario.lots), np.int64)
        np.add.at(worth, instance.capacities.lot[minute // instance.capacities.stride], instance.capacities.spaces(minute) * price)
        return worth


def _best(num_residents: int, resident: IntArray, lot: IntArray, left: IntArray) -> Best:
    """From what options (n,) leave their residents."""
    best_lot, most, second = np.full(num_residents, -1), np.zeros(num_residents, np.int64), np.zeros(num_residents, np.int64)
    order = np.lexsort((-left, resident))
    rank = np.arange(len(order)) - offsets(resident[order], num_residents)[resident[order]]
    for place, values in ((0, most), (1, second)):
        chosen = order[rank == place]
        values[resident[chosen]] = np.maximum(left[chosen], 0)
    first = order[rank == 0]
    best_lot[resident[first]] = lot[first]
    return Best(best_lot, most, second)


def _most(instance: Instance, option: IntArray, level: Level) -> int:
    """The most that a level can reach with some options (n,), whole; ``level.gains.option`` (n,) are theirs."""
    if not len(option):
        return 0
    selection = select(instance, option, minimal=True)
    level = Level(level.objective, Gains(level.gains.option, np.zeros(len(selection.pick_cut))), (), ())
    pricing = Pricing(instance, selection)
    best = optimum(instance, pricing, Working(option, pricing.minutes, Roundings.none(instance)), level, Budget())
    assert best is not None
    return whole(best.bound)
