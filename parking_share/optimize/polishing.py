"""A plan made better a few lots at a time, those first where it wastes most.

Against prices, a plan wastes whatever keeps it from the bound that they prove: spaces left free that have a price, surpluses of those
who are not served, and what those who are lose against their best option and cut. Nothing else does, so a few lots, arranged
anew, gain no more than they waste: most need not be looked at, and the others are gathered where waste is near to waste. No bound that is
stated rests on this.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from parking_share.arrays import is_among
from parking_share.calendar import BoolArray, IntArray
from parking_share.catalogue import Objective
from parking_share.instance import Instance
from parking_share.optimize.budget import Budget
from parking_share.optimize.levels import Level
from parking_share.optimize.neighbourhood import Incumbent, improve
from parking_share.optimize.pricing import Pricing
from parking_share.optimize.program import FloatArray
from parking_share.optimize.sifting import Optimum
from parking_share.plan import Plan, gain_of, joined, part_of

SIZES = (2, 3, 4, 6, 8, 12, 16, 24, 32, 48)
"""How many lots are arranged anew together: few as long as that makes the plan better, then more."""
SIDE_BY_SIDE, THREADS = 6, 2
"""So many neighbourhoods take their turns together, by so many threads; neither depends on the machine, so that the plan does not."""
LEAST_PICKS = 400
"""With so few cuts of stays to choose from, nothing is gained that is worth the time."""
MOST_LOTS = 0.25
"""How many of the lots, as a share: more are nearly everything, which has a program of its own."""
NEARNESS = 10
"""What every lot counts as wasting besides, in averages of all, when lots are gathered: with less, the same few are each time."""
LEAST_GAIN = 1.0
"""Plans differ by whole numbers."""
PROMISING = 0.1
"""How far an option may be from its resident's best to be looked at, as a share of the largest gain."""


@dataclass(frozen=True)
class Waste:
    """What a plan wastes against prices: in each lot (lots,), and with each resident who is not served (residents,).

    Of roundings it is counted with each lot that has a share: a sum over lots is never too low.
    """

    lots: FloatArray
    residents: FloatArray


class Wasting:
    """How much plans waste against the prices of an optimum."""

    def __init__(self, instance: Instance, best: Optimum) -> None:
        self._instance, self._best = instance, best
        _, self._cheapest = best.pricing.cheapest(best.dearer)
        self._lots_of_roundings = best.roundings.lots(instance)
        has_price = best.prices != 0
        self._prices, self._pricing = best.prices[has_price], Pricing(instance, best.pricing.selection, best.pricing.minutes[has_price])
        self._lot_of_minutes = instance.capacities.lot[self._pricing.minutes // instance.capacities.stride]

    def of(self, plan: Plan) -> Waste:
        """The waste of a plan; a cut of it that is not in play counts as the cheapest one that is."""
        instance, best = self._instance, self._best
        pricing, selection = self._pricing, best.pricing.selection
        taken, held = is_among(selection.option, plan.option), selection.held_by(instance, plan)
        is_known = np.zeros(len(selection.picks_per_slot()), bool)
        is_known[selection.pick_slot[held]] = True
        held |= self._cheapest & taken[selection.pick_column] & ~is_known[selection.pick_slot]
        lot = np.concatenate(
            (
                self._lot_of_minutes,
                instance.lot[selection.option[taken]],
                instance.lot[selection.option[selection.pick_column[held]]],
            )
        )
        free = pricing.spaces - pricing.load(held.astype(float))
        wasted = np.concatenate((self._prices * free, -best.reduced[taken], best.dearer[held]))
        lots: FloatArray = np.bincount(lot, wasted, len(instance.scenario.lots)).astype(float)
        of_roundings = best.rounding_prices * (best.roundings.limit - best.roundings.load(plan.option, np.ones(len(plan.option))))
        lots += of_roundings @ self._lots_of_roundings
        residents = best.surplus.copy()
        residents[instance.resident[plan.option]] = 0.0
        return Waste(lots, residents)


class Neighbours:
    """Which lots residents could use, and so which lots are near each other: they share residents."""

    def __init__(self, instance: Instance) -> None:
        shape = instance.num_residents, len(instance.scenario.lots)
        self._could = sparse.csr_array((np.ones(instance.num_options), (instance.resident, instance.lot)), shape=shape)
        self._shared = sparse.csr_array(self._could.T @ self._could)
        self._spread = sparse.csr_array(sparse.diags_array(1 / np.maximum(self._could.sum(axis=1), 1)) @ self._could)

    def per_lot(self, waste: Waste) -> FloatArray:
        """What is wasted (lots,), that of the unserved shared out evenly among the lots that they could use."""
        return np.maximum(waste.lots + waste.residents @ self._spread, 0.0)

    def within(self, waste: Waste, inside: BoolArray) -> float:
        """What lots arranged anew can gain at most."""
        return float(waste.lots[inside].sum() + waste.residents[self._could @ inside.astype(float) > 0].sum())

    def gathered(self, first: int, size: int, worth: FloatArray) -> BoolArray:
        """A lot and others (lots,), one after another, that share many residents with those so far and are ``worth`` (lots,) much."""
        inside, shared, lot = np.zeros(len(worth), bool), np.zeros(len(worth)), first
        for _ in range(size):
            inside[lot] = True
            near, count = self._row(lot)
            shared[near] += count
            value = np.where(inside, 0.0, np.sqrt(shared) * worth)
            lot = int(np.argmax(value))
            if value[lot] <= 0:
                break
        return inside

    def around(self, lots: IntArray) -> BoolArray:
        """Which lots (lots,) are among some or share residents with them."""
        near = np.zeros(self._shared.shape[0], bool)
        near[self._shared[lots].indices] = True
        return near

    def _row(self, lot: int) -> tuple[IntArray, FloatArray]:
        start, end = self._shared.indptr[lot : lot + 2]
        return self._shared.indices[start:end].astype(np.int64), self._shared.data[start:end]


@dataclass
class Turns:
    """Which neighbourhoods of a ``size`` are next: those of lots ``left`` (lots,) whose plan wastes most, unless ``tried`` before."""

    neighbours: Neighbours
    size: int
    left: BoolArray
    tried: set[bytes]

    def next(self, waste: Waste, least: float, most: int) -> list[BoolArray]:
        """At most so many (lots,) that share no residents and may gain at ``least`` so much; none when all had their turn."""
        worth = self.neighbours.per_lot(waste)
        together, taken = list[BoolArray](), np.zeros(len(worth), bool)
        for first in np.argsort(-worth, kind="stable"):
            if not self.left[first] or taken[first] or len(together) == most:
                continue
            inside = self.neighbours.gathered(int(first), self.size, worth + NEARNESS * worth.mean())
            if np.any(inside & taken):
                continue
            self.left[first] = False
            if inside.tobytes() not in self.tried and self.neighbours.within(waste, inside) >= least:
                self.tried.add(inside.tobytes())
                together.append(inside)
                taken |= self.neighbours.around(np.flatnonzero(inside))
        return together


def polish(instance: Instance, level: Level, best: Optimum, incumbent: Incumbent, objectives: Sequence[Objective], budget: Budget) -> None:
    """Make the best plan better, a few lots at a time, as far as prices let that promise anything.

    Parameters
    ----------
    level
        The one that is optimised, over the selection of ``best``.
    best
        Has the prices.
    objectives
        The levels down to this one, highest first.
    """
    selection = best.pricing.selection.keep_options(best.reduced > -PROMISING * float(np.abs(level.gains.option).max()))
    wasting, neighbours, count = Wasting(instance, best), Neighbours(instance), len(instance.scenario.lots)
    lot, per_lot = instance.lot[selection.option], len(selection.pick_cut) / count
    most = SIDE_BY_SIDE if instance.move_cap is None else 1  # together they might move too many

    def improved(inside: BoolArray) -> Plan:
        """The part of the plan in some lots, as good as it was or better."""
        found = [plan]
        improve(instance, near, plan, inside, objectives, budget, found.append, most_turns=1)
        best_found = max(found, key=lambda each: gain_of(instance, each, objectives[-1]))
        return part_of(instance, best_found, inside[instance.lot[best_found.option]])

    with ThreadPoolExecutor(THREADS) as pool:
        for size in (size for size in SIZES if size * per_lot >= LEAST_PICKS and size <= MOST_LOTS * count):
            plan, turns = incumbent.plan, Turns(neighbours, size, np.ones(count, bool), set())
            while together := turns.next(wasting.of(plan), LEAST_GAIN - best.tolerance, most):
                touched = np.any(together, axis=0)
                near, others = selection.keep_options(touched[lot]), part_of(instance, plan, ~touched[instance.lot[plan.option]])
                incumbent.offer(joined(instance, *pool.map(improved, together), others))
                if budget.is_over():
                    return
                if plan is not incumbent.plan:
                    changed = np.unique(instance.lot[np.setxor1d(plan.option, incumbent.plan.option)])
                    turns.left |= neighbours.around(changed)
                    turns.tried.clear()
                    plan = incumbent.plan
                    incumbent.report(objectives[-1], best.bound)
