"""Prices near the best by subgradient steps: the bound of weak duality, and the steps that lower it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parking_share.calendar import IntArray
from parking_share.instance import Instance
from parking_share.optimize.budget import Budget
from parking_share.optimize.pricing import Pricing
from parking_share.optimize.program import FloatArray

FIRST_STEP, LAST_STEP = 0.1, 0.002
"""The first step as a share of the mean gain, and the last as a share of the first."""
STEADY = 0.0005
"""By how much of it the bound may still fall in the last quarter of the steps."""
MEAN_DECAY, SQUARE_DECAY = 0.8, 0.99
"""How much of the averages each step keeps."""


class Market:
    """The residents at a glance: options that would pay the same at any prices are priced once.

    Parameters
    ----------
    pricing
        Of the selection whose prices are sought.
    gain
        (n,) of each option of the selection.
    """

    def __init__(self, instance: Instance, pricing: Pricing, gain: FloatArray) -> None:
        selection = pricing.selection
        self.gain = gain
        self.pattern, column = pricing.patterns()
        stands_for = np.zeros(len(selection.option), bool)
        stands_for[column] = True
        self.pricing = Pricing(instance, selection.keep_options(stands_for), pricing.minutes)
        resident = instance.resident[selection.option]
        self._first = np.flatnonzero(np.diff(resident, prepend=-1))
        self._row = np.cumsum(np.diff(resident, prepend=-1) > 0) - 1

    def respond(self, price: FloatArray) -> Response:
        """The bound of weak duality at prices (m,), none of them negative, and what everyone would take at them."""
        if not len(self.gain):
            return Response(float(self.pricing.spaces @ price), np.empty(0, np.int64), np.zeros(len(price)))
        paid, cheapest = self.pricing.cheapest(self.pricing.paid_by_picks(price))
        reduced = self.gain - paid[self.pattern]
        surplus = np.maximum(np.maximum.reduceat(reduced, self._first), 0.0)
        best = np.flatnonzero((reduced >= surplus[self._row]) & (reduced > 0))
        taken = best[np.diff(self._row[best], prepend=-1) > 0]
        count = np.bincount(self.pattern[taken], minlength=len(paid)).astype(float)
        load = self.pricing.load(np.where(cheapest, count[self.pricing.selection.pick_column], 0.0))
        return Response(float(self.pricing.spaces @ price + surplus.sum()), taken, load)

    def reduced(self, price: FloatArray) -> FloatArray:
        """Gain minus price of each option (n,)."""
        paid, _ = self.pricing.cheapest(self.pricing.paid_by_picks(price))
        return self.gain - paid[self.pattern]


@dataclass(frozen=True)
class Response:
    """What everyone would take at some prices, each for itself.

    ``bound``, which no schedule exceeds: sum of spaces x price, plus every resident's surplus, the gain that is left
    after paying for its best option, if any is. ``taken`` are the columns taken, ``load`` (m,) how many are present then.
    """

    bound: float
    taken: IntArray
    load: FloatArray


def ascend(market: Market, steps: int, budget: Budget) -> FloatArray:
    """Prices (m,) near the best: subgradient steps on the bound of ``respond``, from no prices on.

    Each minute has a step of its own size, from moving averages of its overload and of its square (Kingma and Ba 2015);
    all sizes shrink geometrically. As long as the last quarter of the steps made the bound smaller by more than ``STEADY`` of it, as many
    follow, a third as large.
    """
    price = np.zeros(len(market.pricing.minutes))
    best, best_price = np.inf, price
    size = FIRST_STEP * float(np.abs(market.gain).mean()) if len(market.gain) else 0.0
    while True:
        mean, square = np.zeros(len(price)), np.zeros(len(price))
        earlier = np.inf
        for step in range(steps):
            if budget.is_over():
                return best_price
            response = market.respond(price)
            if response.bound < best:
                best, best_price = response.bound, price
            if step == 3 * steps // 4:
                earlier = best
            overload = response.load - market.pricing.spaces
            mean += (1 - MEAN_DECAY) * (overload - mean)
            square += (1 - SQUARE_DECAY) * (overload**2 - square)
            direction = mean / (1 - MEAN_DECAY ** (step + 1)) / (np.sqrt(square / (1 - SQUARE_DECAY ** (step + 1))) + 1e-3)
            price = np.maximum(0.0, price + size * LAST_STEP ** (step / steps) * direction)
        if not earlier - best > STEADY * abs(best):
            return best_price
        price, size = best_price, size / 3
