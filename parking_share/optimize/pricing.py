"""Prices: what every option pays at once, and how full every minute gets, without ever building a matrix.

With the prices p of the minutes summed up along the capacity line, a stay pays the difference of two sums, and an option
the sum over its stays of the cheapest cut: prefix sums price all options, difference arrays count all loads.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parking_share.calendar import BoolArray, IntArray
from parking_share.instance import Instance
from parking_share.optimize.budget import Budget
from parking_share.optimize.linear import FloatArray
from parking_share.optimize.rows import binding_minutes, presence_of
from parking_share.optimize.selection import Selection

FIRST_STEP, LAST_STEP = 0.1, 0.005
"""The first step as a share of the mean gain, and the last as a share of the first."""
MEAN_DECAY, SQUARE_DECAY = 0.5, 0.99
"""How much of the averages each step keeps."""


class Pricing:
    """All that a selection asks of the minutes at which a capacity can bind.

    Attributes
    ----------
    minutes, spaces
        (m,) those minutes of the capacity line, sorted, and the capacity at each.
    """

    def __init__(self, instance: Instance, selection: Selection) -> None:
        self.selection = selection
        presence = presence_of(instance, selection, np.arange(len(selection.pick_cut)))
        self.minutes = np.union1d(binding_minutes(instance.capacities, presence), selection.must_fill)
        self.spaces = instance.capacities.spaces(self.minutes).astype(float)
        first, last = (np.searchsorted(self.minutes, edge) for edge in (presence.start, presence.end))
        counts = last > first
        self._pick, self._first, self._last = (column[counts] for column in (presence.column, first, last))
        self._slot_first = np.flatnonzero(np.diff(selection.pick_slot, prepend=-1))
        self._slot_option = selection.pick_column[self._slot_first]

    def paid_by_picks(self, price: FloatArray) -> FloatArray:
        """What each pick pays (k,) at prices of the minutes (m,)."""
        total = np.concatenate(([0.0], np.cumsum(price)))
        paid = total[self._last] - total[self._first]
        return _sums(self._pick, paid, len(self.selection.pick_cut))

    def cheapest(self, cost: FloatArray) -> tuple[FloatArray, BoolArray]:
        """Sum over each option's stays of the least cost of a pick (n,), and which picks (k,) are the first to cost that."""
        least = np.minimum.reduceat(cost, self._slot_first) if len(cost) else cost
        of_option = _sums(self._slot_option, least, len(self.selection.option))
        is_least = cost <= least[self.selection.pick_slot]
        index = np.flatnonzero(is_least)
        first = np.zeros(len(cost), bool)
        first[index[np.diff(self.selection.pick_slot[index], prepend=-1) > 0]] = True
        return of_option, first

    def least(self, cost: FloatArray) -> FloatArray:
        """For each pick (k,) the least cost of a pick of its stay."""
        return np.minimum.reduceat(cost, self._slot_first)[self.selection.pick_slot] if len(cost) else cost

    def load(self, taken: FloatArray) -> FloatArray:
        """How many are present at each minute (m,) if each pick (k,) is taken so much."""
        weight = taken[self._pick]
        used = weight != 0
        change = _sums(self._first[used], weight[used], len(self.minutes) + 1) - _sums(
            self._last[used], weight[used], len(self.minutes) + 1
        )
        return np.cumsum(change)[:-1]


def _sums(group: IntArray, weight: FloatArray, count: int) -> FloatArray:
    """Sum of the weights of each group 0 .. count - 1."""
    return np.bincount(group, weights=weight, minlength=count).astype(np.float64, copy=False)


@dataclass(frozen=True)
class Response:
    """What everyone would take at some prices, each for itself.

    ``bound``, which no schedule exceeds: sum of spaces x price, plus every resident's surplus, the gain that is left
    after paying for its best option, if any is. ``option`` (n,) and ``pick`` (k,) say what is taken.
    """

    bound: float
    option: BoolArray
    pick: BoolArray


def respond(pricing: Pricing, gain: FloatArray, resident: IntArray, price: FloatArray) -> Response:
    """The bound of weak duality at prices (m,), none of them negative, and who takes what at them.

    Parameters
    ----------
    gain
        (n,) of each option of the selection.
    resident
        (n,) whose option it is, ascending.
    """
    first = np.flatnonzero(np.diff(resident, prepend=-1))
    row = np.cumsum(np.diff(resident, prepend=-1) > 0) - 1
    paid, cheapest = pricing.cheapest(pricing.paid_by_picks(price))
    reduced = gain - paid
    surplus = np.maximum(np.maximum.reduceat(reduced, first), 0.0) if len(gain) else np.empty(0)
    best = np.flatnonzero((reduced >= surplus[row]) & (surplus[row] > 0))
    option = np.zeros(len(gain), bool)
    option[best[np.diff(row[best], prepend=-1) > 0]] = True
    return Response(float(pricing.spaces @ price + surplus.sum()), option, cheapest & option[pricing.selection.pick_column])


def ascend(pricing: Pricing, gain: FloatArray, resident: IntArray, steps: int, budget: Budget) -> FloatArray:
    """Prices (m,) near the best: subgradient steps on the bound of ``respond``.

    Each minute has a step of its own size, from moving averages of its overload and of its square (Kingma and Ba 2015);
    all sizes shrink geometrically.
    """
    price = np.zeros(len(pricing.minutes))
    best, best_price = np.inf, price
    mean, square = np.zeros(len(price)), np.zeros(len(price))
    size = FIRST_STEP * float(np.abs(gain).mean()) if len(gain) else 0.0
    for step in range(steps):
        if budget.is_over():
            break
        response = respond(pricing, gain, resident, price)
        if response.bound < best:
            best, best_price = response.bound, price
        overload = pricing.load(response.pick.astype(float)) - pricing.spaces
        mean += (1 - MEAN_DECAY) * (overload - mean)
        square += (1 - SQUARE_DECAY) * (overload**2 - square)
        direction = mean / (1 - MEAN_DECAY ** (step + 1)) / (np.sqrt(square / (1 - SQUARE_DECAY ** (step + 1))) + 1e-3)
        price = np.maximum(0.0, price + size * LAST_STEP ** (step / steps) * direction)
    return best_price
