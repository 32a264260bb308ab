"""From the prices of linear programs to proofs in whole numbers.

A proof of a level is weights w_1 .. w_k of the levels down to it and prices p of the minutes of the capacity line, whole
and not negative. For every plan that gains z_j on the levels above (weak duality):

    w_k gain_k  <=  sum c(t) p(t)  +  sum over residents of max(0, max over lots of (V - price))  -  sum_{j<k} w_j z_j

V is the weighted gain, the price that of the cheapest cuts. The prices of a level found on the face of those above have
signs; so many times the proof of the level above is added that nothing negative is left and nothing off the face pays.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from parking_share.calendar import IntArray
from parking_share.catalogue import MINIMISED, Objective
from parking_share.instance import Instance
from parking_share.optimize.levels import gains_of
from parking_share.optimize.lexicographic import Done, Search
from parking_share.optimize.linear import FloatArray
from parking_share.optimize.pricing import Pricing
from parking_share.optimize.selection import Selection, select

DENOMINATORS = (1, 2, 3, 4, 6, 8, 12, 24, 60, 120, 840)
"""Tried in turn: prices of a vertex are fractions with small denominators."""
FINE = 1 << 16
"""The denominator where none of these fits; rounding to it only weakens a bound."""
EXACT = 1 << 52
"""Whole numbers up to here, and their sums, are exact in floating point."""
MULTIPLES = tuple(sorted({0, *(round(2 ** (step / 4)) for step in range(100))}))
"""How many times the proof of the level above may be added."""


@dataclass(frozen=True)
class Proof:
    """A proof of one level's ``bound``, which its gain cannot exceed.

    ``weight`` (levels,) of each level, 0 for those below it; ``minute`` (m,) of the capacity line that have a price, sorted,
    and ``price`` (m,) of each.
    """

    weight: IntArray
    minute: IntArray
    price: IntArray
    bound: int


def prove(search: Search) -> list[Proof | None]:
    """A proof for each level that was optimised, None for the others."""
    proofs: list[Proof | None] = []
    above: Proof | None = None
    gained = np.array(search.gains(search.plan), np.int64)
    for index, (bound, done) in enumerate(zip(search.bounds, search.done, strict=True)):
        proof = None
        if bound is not None and done:
            proof = _of_level(search.instance, search.objectives, index, done, above, proofs, gained)
            above = proof or above
        if bound is not None and (proof is None or (proof.bound > 0 and search.objectives[index] in MINIMISED)):
            proof = _without_prices(search.instance, search.objectives, index, gained)
        proofs.append(proof)
    return proofs


def _without_prices(instance: Instance, objectives: Sequence[Objective], index: int, gained: IntArray) -> Proof:
    """What holds without any price: nobody gains more than by the best option."""
    weight, nothing = np.zeros(len(gained), np.int64), np.empty(0, np.int64)
    weight[index] = 1
    best = np.zeros(instance.num_residents, np.int64)
    np.maximum.at(best, instance.resident, instance.gains(objectives[index]))
    return Proof(weight, nothing, nothing, int(best.sum()))


class _Side:
    """Some prices, signed or not, and weights: what every option is left with, and what all spaces are worth."""

    def __init__(self, instance: Instance, selection: Selection, weight: IntArray, minutes: IntArray, price: FloatArray) -> None:
        pricing = Pricing(instance, selection, minutes)
        option, pick = np.zeros(len(selection.option)), np.zeros(len(selection.pick_cut))
        for objective, of_level in zip(instance.scenario.policy.objectives, weight.tolist(), strict=True):
            if of_level:
                gains = gains_of(instance, selection, objective)
                option, pick = option + of_level * gains.option, pick + of_level * gains.pick
        paid, _ = pricing.cheapest(pricing.paid_by_picks(price) - pick)
        self.left, self.weight, self.price, self.spaces = option - paid, weight, price, pricing.spaces


def _surplus(instance: Instance, selection: Selection, left: FloatArray) -> float:
    """Sum over residents of what the best option leaves, if anything."""
    if not len(left):
        return 0.0
    first = np.flatnonzero(np.diff(instance.resident[selection.option], prepend=-1))
    return float(np.maximum(np.maximum.reduceat(left, first), 0.0).sum())


def _of_level(
    instance: Instance,
    objectives: Sequence[Objective],
    index: int,
    done: Done,
    above: Proof | None,
    proofs: list[Proof | None],
    gained: IntArray,
) -> Proof | None:
    """The tightest proof of a level by its own prices and multiples of the proof of the level above."""
    best = done.best
    scale = _denominator(np.concatenate((best.prices, best.multipliers)))
    weight, own = np.zeros(len(objectives), np.int64), dict(zip(best.pricing.minutes.tolist(), np.round(best.prices * scale), strict=True))
    weight[index] = scale
    for row, multiplier in zip(done.rows, best.multipliers.tolist(), strict=True):
        # A row that is kept in a region only counts what is left after paying outside: there its own prices join.
        at = list(objectives).index(row.objective)
        proof = proofs[at]
        if proof is None or row.region is None:
            weight[at] += round(multiplier * scale)
            continue
        times = round(multiplier * scale / int(proof.weight[at]))
        weight += times * proof.weight
        outside = ~row.region[instance.capacities.lot[proof.minute // instance.capacities.stride]]
        for minute, price in zip(proof.minute[outside].tolist(), proof.price[outside].tolist(), strict=True):
            own[minute] = own.get(minute, 0.0) + times * price
    base = above or Proof(np.zeros(len(objectives), np.int64), np.empty(0, np.int64), np.empty(0, np.int64), 0)
    minutes = np.union1d(np.fromiter(own, np.int64, len(own)), base.minute)
    price, added = np.zeros(len(minutes)), np.zeros(len(minutes))
    price[np.searchsorted(minutes, np.fromiter(own, np.int64, len(own)))] = np.fromiter(own.values(), float, len(own))
    added[np.searchsorted(minutes, base.minute)] = base.price
    has_trim = any(
        objective == "trim" and of_level for objective, of_level in zip(objectives, (weight + base.weight).tolist(), strict=True)
    )
    selection = select(instance, np.arange(instance.num_options), minimal=not has_trim)
    mine, other = (_Side(instance, selection, w, minutes, p) for w, p in ((weight, price), (base.weight, added)))
    times = _multiple(instance, selection, mine, other, gained)
    return _exact(instance, selection, index, weight + times * base.weight, minutes, np.maximum(price + times * added, 0.0), gained)


def _denominator(values: FloatArray) -> int:
    """The smallest denominator that makes the values whole."""
    for denominator in DENOMINATORS:
        scaled = values * denominator
        if np.all(np.abs(scaled - np.round(scaled)) <= 1e-6 * denominator):
            return denominator
    return FINE


def _multiple(instance: Instance, selection: Selection, mine: _Side, other: _Side, gained: IntArray) -> int:
    """How many times the other side makes the bound tightest.

    A little more than the least such number, where that costs nothing: what then loses anything at the levels above loses
    something here too, and the level below can build on it.
    """
    if not other.weight.any():
        return 0
    reached = float(other.weight.astype(float) @ gained.astype(float))

    def bound(times: int) -> float:
        worth = float(np.maximum(mine.price + times * other.price, 0.0) @ mine.spaces)
        if worth + abs(times * reached) > EXACT:
            return math.inf
        return worth + _surplus(instance, selection, mine.left + times * other.left) - times * reached

    tightest, best = min((bound(times), times) for times in MULTIPLES)
    more = best + max(1, best // 4)
    return more if bound(more) <= tightest + 1e-6 else best


def _exact(
    instance: Instance, selection: Selection, index: int, weight: IntArray, minutes: IntArray, price: FloatArray, gained: IntArray
) -> Proof | None:
    """The proof that weights and prices make, and its bound; None where the numbers are too large to be exact."""
    side = _Side(instance, selection, weight, minutes, price)
    total = float(price @ side.spaces) + _surplus(instance, selection, side.left)
    largest = max(
        total,
        float(price.sum()),
        float(np.abs(weight.astype(float)) @ np.abs(gained.astype(float))),
        float(np.abs(side.left).max(initial=0.0)),
    )
    if largest > EXACT:
        return None
    bound = (int(total) - int(weight[:index] @ gained[:index])) // int(weight[index])
    has_price = price > 0
    return Proof(weight, minutes[has_price], price[has_price].astype(np.int64), bound)
