"""What to begin a level with: options nearly best at prices near the best, and the minutes that have such a price."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from parking_share.calendar import IntArray
from parking_share.catalogue import Objective
from parking_share.instance import Instance
from parking_share.optimize.ascent import Market, ascend
from parking_share.optimize.budget import Budget
from parking_share.optimize.levels import Level, gains_of
from parking_share.optimize.pricing import Pricing
from parking_share.optimize.program import FloatArray
from parking_share.optimize.rounding import Roundings
from parking_share.optimize.selection import Selection
from parking_share.optimize.sifting import Optimum, Working, at_prices, of_sign

SMALL = 4_000
"""Up to this many options one program is solved faster than prices are found."""
STEPS = 200
"""Subgradient steps: enough for a bound within a per cent or so, which is all that is asked of them."""
MORE_STEPS = 1_000
"""The same where a plan may have to be made better against these prices alone."""
CROWDED = 0.6
"""With a price at more than this share of the minutes that can bind, small programs would grow to nearly everything."""
BEYOND_SENSE = 100
"""Prices above so many times the largest gain of an option are no use."""
NEAR = 0.002
"""How far from a resident's best an option may be to be among the first, as a share of the largest gain."""


@dataclass(frozen=True)
class Prices:
    """Prices of a level in units of its own gain: ``minute`` (m,) of the capacity line, ascending, ``price`` (m,), of roundings (r,)."""

    minute: IntArray
    price: FloatArray
    rounding_price: FloatArray


def start(
    instance: Instance, pricing: Pricing, objectives: tuple[Objective, ...], budget: Budget, roundings: Roundings | None = None
) -> Working:
    """What to begin with: options nearly best at prices near the best, and the minutes with such a price.

    The prices are sought for all levels at once, each a tenth of the one above, so that few options tie. ``roundings`` are those known.
    Everything, in a crowded scenario, and prices of the first level.
    """
    selection = pricing.selection
    first = Level.of(instance, selection, objectives[0])
    roundings = Roundings.none(instance) if roundings is None else roundings
    if len(selection.option) <= SMALL:
        return Working(selection.option, pricing.minutes, roundings)
    gain = np.zeros(len(selection.option))
    weight = 1.0
    for objective in objectives:
        of_level = gains_of(instance, selection, objective).option
        largest = float(np.abs(of_level).max(initial=0.0))
        if objective != "trim" and largest > 0:
            gain += weight * of_level / largest
            weight /= 10
    market = Market(instance, pricing, gain)
    price = ascend(market, STEPS, budget)
    scale = float(np.abs(first.gains.option).max(initial=0.0))
    is_crowded = scale > 0 and np.count_nonzero(price) > CROWDED * len(price)
    if is_crowded:
        price = ascend(Market(instance, pricing, first.gains.option / scale), MORE_STEPS, budget)
    so_far = at_prices(instance, pricing, first, price * scale, roundings, np.zeros(len(roundings)))
    if is_crowded:
        return Working(selection.option, pricing.minutes, roundings, so_far=(first, so_far), is_crowded=True)
    option = _near_best(instance, selection, market.reduced(price), NEAR)
    return Working(option, pricing.minutes[price > 0], roundings, so_far=(first, so_far))


def at_known_prices(instance: Instance, pricing: Pricing, level: Level, known: Prices, roundings: Roundings) -> Optimum | None:
    """What prices that are known from elsewhere prove, without those beyond all sense; None where they prove less than none do."""
    most = BEYOND_SENSE * float(np.abs(level.gains.option).max(initial=0.0))
    prices, of_roundings = pricing.moved(known.minute, known.price), np.zeros(len(roundings))
    of_roundings[: len(known.rounding_price)] = known.rounding_price
    prices, of_roundings = (np.where(np.abs(each) > most, 0.0, each) for each in (prices, of_roundings))
    prices = of_sign(prices, np.isin(pricing.minutes, pricing.selection.must_fill))
    of_roundings = of_sign(of_roundings, np.isin(np.arange(len(roundings)), pricing.selection.must_reach))
    priced = at_prices(instance, pricing, level, prices, roundings, of_roundings)
    without = at_prices(instance, pricing, level, 0 * prices, roundings, 0 * of_roundings)
    return priced if priced.bound <= without.bound else None


def promising(
    instance: Instance, selection: Selection, objectives: Sequence[Objective], known: Mapping[Objective, Prices], roundings: Roundings
) -> IntArray | None:
    """Options nearly best at ``known`` prices on the first level, among these on the second, and so on; None without use for the first.

    That few tie is what makes them good to begin with, on each of the levels. None also where there are so few that all may be in play.
    """
    if len(selection.option) <= SMALL:
        return None
    for objective in objectives:
        level, prices = Level.of(instance, selection, objective), known.get(objective)
        if objective == "trim" or not level.gains.any():
            continue
        pricing = Pricing(instance, selection)
        if objective == objectives[0] and (prices is None or at_known_prices(instance, pricing, level, prices, roundings) is None):
            return None
        if prices is None:
            break
        # Of whatever sign: what is left is only compared here.
        of_roundings = np.pad(prices.rounding_price, (0, len(roundings) - len(prices.rounding_price)))
        found = at_prices(instance, pricing, level, pricing.moved(prices.minute, prices.price), roundings, of_roundings)
        left = found.reduced + found.surplus[instance.resident[selection.option]]
        near = NEAR * float(np.abs(level.gains.option).max(initial=0.0))
        least = 0.0 if objective == objectives[0] else -np.inf
        selection = selection.keep_options(np.isin(selection.option, _near_best(instance, selection, left, near, least)))
    return selection.option


def _near_best(instance: Instance, selection: Selection, left: FloatArray, near: float, least: float = 0.0) -> IntArray:
    """Options of a selection that leave (n,) their resident as much as the best does, and at ``least`` so much, but for a little."""
    resident = instance.resident[selection.option]
    best = np.full(instance.num_residents, least)
    np.maximum.at(best, resident, left)
    return selection.option[left >= best[resident] - near]
