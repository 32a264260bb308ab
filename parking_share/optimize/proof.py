"""From the prices of linear programs to proofs in whole numbers.

A proof of a level is weights w_1 .. w_k of the levels down to it and prices p of the minutes of the capacity line, whole
and not negative. For every plan that gains z_j on the levels above (weak duality):

    w_k gain_k  <=  sum c(t) p(t) + sum limit q  +  sum over residents of max(0, max over lots of (V - price))  -  sum_{j<k} w_j z_j

V is the weighted gain, the price that of the cheapest cuts and of shares in roundings, whose prices are q. The prices of a
level found on the face of those above have signs; so many
 times the proof of the level above is added that nothing negative is left and nothing off the face pays.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from parking_share.calendar import BoolArray, IntArray
from parking_share.catalogue import MINIMISED
from parking_share.instance import Instance
from parking_share.optimize.levels import gains_of
from parking_share.optimize.pricing import Pricing
from parking_share.optimize.program import FloatArray
from parking_share.optimize.search import Done, Search
from parking_share.optimize.selection import Selection, select

LARGEST_FACTOR = 5_000
"""Prices of a vertex are fractions with small denominators: all up to this one are tried."""
LARGEST_DENOMINATOR = 1 << 20
"""The largest common denominator of all that is worth its digits."""
FINE = 1 << 16
"""The denominator where none of these fits; rounding to it only weakens a bound."""
EXACT = 1 << 61
"""Numbers up to here fit into 64 bits, with room for the error of an estimate."""
MULTIPLES = (0, *(1 << step for step in range(36)))
"""How many times the proof of the level above may be added, roughly."""


@dataclass(frozen=True)
class Proof:
    """A proof of one level's ``bound``, which its gain cannot exceed.

    ``weight`` (levels,) of each level, 0 for those below it; ``minute`` (m,) of the capacity line that have a price, sorted,
    and ``price`` (m,) of each; ``rounding_price`` (r,) of the search's roundings.
    """

    weight: IntArray
    minute: IntArray
    price: IntArray
    rounding_price: IntArray
    bound: int


def prove(search: Search) -> list[Proof | None]:
    """A proof for each level that was optimised, None for the others."""
    proofs: list[Proof | None] = []
    above: Proof | None = None
    for index, (bound, done) in enumerate(zip(search.bounds, search.done, strict=True)):
        proof = None
        if bound is not None and done:
            proof = _of_level(search, index, done, above, proofs)
            above = proof or above
        if bound is not None and (proof is None or (proof.bound > 0 and search.objectives[index] in MINIMISED)):
            proof = _without_prices(search, index)
        proofs.append(proof)
    return proofs


def _without_prices(search: Search, index: int) -> Proof:
    """What holds without any price: nobody gains more than by the best option."""
    instance, weight, nothing = search.instance, np.zeros(len(search.objectives), np.int64), np.empty(0, np.int64)
    weight[index] = 1
    best = np.zeros(instance.num_residents, np.int64)
    np.maximum.at(best, instance.resident, instance.gains(search.objectives[index]))
    return Proof(weight, nothing, nothing, np.zeros(len(search.roundings), np.int64), int(best.sum()))


@dataclass(frozen=True)
class _Prices:
    """Weights and prices on their way to a proof, whole but signed; shapes as in ``Proof``."""

    weight: IntArray
    minute: IntArray
    price: IntArray
    rounding_price: IntArray

    @classmethod
    def of(cls, proof: Proof) -> _Prices:
        """Those of a proof."""
        return cls(proof.weight, proof.minute, proof.price, proof.rounding_price)

    def plus(self, other: _Prices, times: int) -> _Prices:
        """These and so many times others."""
        minute, at = np.unique(np.concatenate((self.minute, other.minute)), return_inverse=True)
        price = np.zeros(len(minute), np.int64)
        np.add.at(price, at, np.concatenate((self.price, times * other.price)))
        return _Prices(self.weight + times * other.weight, minute, price, self.rounding_price + times * other.rounding_price)

    def within(self, minutes: BoolArray, roundings: BoolArray) -> _Prices:
        """All weights, but only some of the prices."""
        return _Prices(self.weight, self.minute[minutes], self.price[minutes], np.where(roundings, self.rounding_price, 0))


class _Side:
    """Some prices of the minutes of a pricing, signed or not: what every option is left with, and what each limit is worth.

    ``size`` is an estimate of the largest number that comes up, but for sums over residents or minutes (``exact_total``).
    """

    def __init__(self, search: Search, pricing: Pricing, prices: _Prices) -> None:
        instance, selection = search.instance, pricing.selection
        option, pick = np.zeros(len(selection.option), np.int64), np.zeros(len(selection.pick_cut), np.int64)
        for objective, of_level in zip(search.objectives, prices.weight.tolist(), strict=True):
            if of_level:
                gains = gains_of(instance, selection, objective)
                option += of_level * gains.option.astype(np.int64)
                pick += of_level * gains.pick.astype(np.int64)
        paid, _ = pricing.cheapest(pricing.paid_by_picks(prices.price) - pick)
        paid = paid + search.roundings.paid(prices.rounding_price, selection.option)
        self.left, self.weight = option - paid, prices.weight
        self.price = np.concatenate((prices.price, prices.rounding_price))
        self.limit = np.concatenate((pricing.spaces, search.roundings.limit)).astype(np.int64)
        self.reached: int = sum(weight * gain for weight, gain in zip(prices.weight.tolist(), search.gains(search.plan), strict=True))
        # Sums along the whole capacity line may wrap around: what is paid in a lot, a difference of two, is exact as long as that fits.
        price, left, shares = np.abs(self.price.astype(float)), np.abs(self.left.astype(float)), search.roundings.share.data
        in_lots = np.bincount(instance.capacities.lot[pricing.minutes // instance.capacities.stride], price[: len(pricing.minutes)])
        in_roundings = price[len(pricing.minutes) :].sum() * shares.max(initial=1.0)
        self.size = float(in_lots.max(initial=0.0) + in_roundings + (price * self.limit).max(initial=0.0) + left.max(initial=0.0))


def _surplus(instance: Instance, selection: Selection, left: IntArray) -> int:
    """Sum over residents of what the best option leaves, if anything."""
    if not len(left):
        return 0
    first = np.flatnonzero(np.diff(instance.resident[selection.option], prepend=-1))
    return exact_total(np.maximum(np.maximum.reduceat(left, first), 0))


def exact_total(values: IntArray) -> int:
    """An exact sum that may be larger than 64 bits."""
    return (int((values >> 32).sum()) << 32) + int((values & 0xFFFFFFFF).sum())


def _of_level(search: Search, index: int, done: Done, above: Proof | None, proofs: list[Proof | None]) -> Proof | None:
    """The tightest proof of a level by its own prices and multiples of the proof of the level above."""
    own = _own(search, index, done, proofs)
    base = _Prices.of(above) if above else _Prices(0 * own.weight, own.minute[:0], own.price[:0], 0 * own.rounding_price)
    has_trim = any(
        objective == "trim" and of_level for objective, of_level in zip(search.objectives, (own.weight + base.weight).tolist(), strict=True)
    )
    selection = select(search.instance, np.arange(search.instance.num_options), minimal=not has_trim)
    own, base = own.plus(base, 0), base.plus(own, 0)  # both on the same minutes
    pricing = Pricing(search.instance, selection, own.minute)
    times = _multiple(search, selection, _Side(search, pricing, own), _Side(search, pricing, base))
    return _exact(search, pricing, index, own.plus(base, times))


def _own(search: Search, index: int, done: Done, proofs: list[Proof | None]) -> _Prices:
    """The prices of a level's linear optimum as whole numbers, and what its rows bring along."""
    best, capacities = done.best, search.instance.capacities
    scale = common_denominator(np.concatenate((best.prices, best.rounding_prices, best.multipliers)))
    weight = np.zeros(len(search.objectives), np.int64)
    weight[index] = scale
    of_roundings = np.zeros(len(search.roundings), np.int64)
    of_roundings[: len(best.rounding_prices)] = np.round(best.rounding_prices * scale)
    own = _Prices(weight, best.pricing.minutes, np.round(best.prices * scale).astype(np.int64), of_roundings)
    for row, multiplier in zip(done.rows, best.multipliers.tolist(), strict=True):
        at = list(search.objectives).index(row.objective)
        proof = proofs[at]
        if proof is None or row.region is None:
            own.weight[at] += round(multiplier * scale)
            continue
        # A row that is kept in a region only counts what is left after paying outside: there its own prices join.
        outside = ~row.region[capacities.lot[proof.minute // capacities.stride]]
        beyond = search.roundings.reaching_beyond(search.instance, row.region)
        own = own.plus(_Prices.of(proof).within(outside, beyond), round(multiplier * scale / int(proof.weight[at])))
    return own


def common_denominator(values: FloatArray) -> int:
    """The smallest denominator that makes the values whole; FINE where it would be more than ``LARGEST_DENOMINATOR``."""
    parts = np.unique(np.round(values - np.floor(values), 10))
    common, factors = 1, np.arange(2, LARGEST_FACTOR + 1)
    while common <= LARGEST_DENOMINATOR:
        scaled = parts * common
        off = np.abs(scaled - np.round(scaled))
        if off.max(initial=0.0) <= _off(common):
            return common
        multiples = scaled[np.argmax(off)] * factors
        fits = np.abs(multiples - np.round(multiples)) <= _off(common * factors)
        if not fits.any():
            break
        common *= int(factors[np.argmax(fits)])
    return FINE


def _off(denominator: int | IntArray) -> FloatArray:
    """How far from whole prices times a denominator, or each of some (n,), may be by rounding errors."""
    return np.asarray(1e-9 * np.maximum(denominator, 1_000))


def _multiple(search: Search, selection: Selection, mine: _Side, other: _Side) -> int:
    """How many times the other side makes the bound tightest: the least such number, for the bound is convex in it.

    More, where it costs nothing: what then loses anything at the levels above loses something here too, and the level
    below can build on it.
    """
    if not other.weight.any():
        return 0

    def bound(times: int) -> float | int:
        if mine.size + times * other.size > EXACT:
            return math.inf
        worth = exact_total(np.maximum(mine.price + times * other.price, 0) * mine.limit)
        return worth + _surplus(search.instance, selection, mine.left + times * other.left) - times * other.reached

    tightest, most = min((bound(times), times) for times in MULTIPLES)
    least = most // 2
    while most - least > 1:
        middle = (least + most) // 2
        least, most = (least, middle) if bound(middle) <= tightest else (middle, most)
    return next(times for times in (max(1, 2 * most), most + max(1, most // 8), most) if bound(times) <= tightest)


def _exact(search: Search, pricing: Pricing, index: int, prices: _Prices) -> Proof | None:
    """The proof that weights and prices make, without the negative ones; None where the numbers are too large to be exact."""
    price, of_roundings = np.maximum(prices.price, 0), np.maximum(prices.rounding_price, 0)
    side = _Side(search, pricing, replace(prices, price=price, rounding_price=of_roundings))
    if side.size > EXACT:
        return None
    weight, gained = prices.weight, np.array(search.gains(search.plan), np.int64)
    total = exact_total(side.price * side.limit) + _surplus(search.instance, pricing.selection, side.left)
    above = sum(of_level * gain for of_level, gain in zip(weight[:index].tolist(), gained[:index].tolist(), strict=True))
    bound = (total - above) // int(weight[index])
    return Proof(weight, prices.minute[price > 0], price[price > 0], of_roundings, bound)
