"""What a proof's prices prove, in exact whole numbers: the formula of docs/proof.md, one lot at a time."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import compress
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from parking_share.calendar import IntArray
from parking_share.catalogue import Objective
from parking_share.verification.cuts import Cuts
from parking_share.verification.gains import GAINS
from parking_share.verification.options import Options
from parking_share.verification.profiles import Profile
from parking_share.verification.residents import Residents

Exact = NDArray[Any]
"""Whole numbers of a fixed size where it is sure that they fit, else Python's."""

_FITS = 2**61


class PriceList(NamedTuple):
    """Prices of minutes (n,) of one profile; the minutes ascend."""

    profile: Profile
    minutes: IntArray
    prices: tuple[int, ...]

    def of_all_spaces(self) -> int:
        """sum c(t) p(t)."""
        spaces = self.profile.spaces_at(self.minutes).tolist()
        return sum(count * price for count, price in zip(spaces, self.prices, strict=True))


class Paid:
    """What is paid for being in a lot from one minute to another, by those who count in certain profiles."""

    def __init__(self, lists: list[PriceList], dtype: type) -> None:
        minutes = np.concatenate([np.empty(0, np.int64), *(each.minutes for each in lists)])
        prices: Exact = np.array([price for each in lists for price in each.prices], dtype)
        order = np.argsort(minutes)
        self._minutes = minutes[order]
        self._sums = np.concatenate((np.zeros(1, dtype), np.cumsum(prices[order])))

    def before(self, minute: IntArray) -> Exact:
        """The prices of all minutes before each of ``minute`` (n,); two of these differ by what is paid between them."""
        return self._sums[np.searchsorted(self._minutes, minute, "left")]


class Priced:
    """The weights and prices of one level, known to be well formed.

    Parameters
    ----------
    weights
        Of the level and of those above it.
    prices
        By the number of the lot.
    residents
        Of the scenario.
    longest_walk, length
        No option has a walk of more seconds, and no resident's stays together more minutes.
    """

    def __init__(
        self, weights: Mapping[Objective, int], prices: Mapping[int, list[PriceList]], residents: Residents, longest_walk: int, length: int
    ) -> None:
        self.weights, self._prices, self._residents = weights, prices, residents
        most = {"priority": 1000, "served": 1, "keep": 1, "walk": longest_walk, "trim": 2 * length, "lottery": 16**6}
        largest = sum(weight * (1 + most[name]) for name, weight in weights.items())
        largest += sum(sum(each.prices) for lists in prices.values() for each in lists)
        self.dtype: type = np.int64 if largest < _FITS else object

    def of_all_spaces(self) -> int:
        """sum c(t) p(t) over all profiles."""
        return sum(each.of_all_spaces() for lists in self._prices.values() for each in lists)

    def reduced_values(self, lot: int, options: Options) -> Exact:
        """For each option of a lot, V less the price: the weighted gains less what the cheapest cuts of its stays pay."""
        return self._values(lot, options) - self._least_prices(lot, options)[options.wish]

    def _values(self, lot: int, options: Options) -> Exact:
        """V (n,): the weighted sum of what each option gains on every level; what is cut comes with the prices."""
        total: Exact = np.zeros(len(options.resident), self.dtype)
        for name, weight in self.weights.items():
            if weight:
                total += GAINS[name](self._residents, lot, options).astype(self.dtype) * weight
        return total

    def _least_prices(self, lot: int, options: Options) -> Exact:
        """For each wish of a lot, the sum over its stays of the price of the cheapest cut."""
        lists = self._prices.get(lot, [])
        payers: dict[tuple[bool, ...], list[int]] = {}
        for number in np.unique(options.needs).tolist():
            payers.setdefault(tuple(each.profile.counts(self._residents.needed[number]) for each in lists), []).append(number)
        cheapest: Exact = np.empty(len(options.cuts.stay), self.dtype)
        for counts, numbers in payers.items():
            found = self._cheapest(options.cuts, Paid(list(compress(lists, counts)), self.dtype))
            is_theirs = np.isin(options.needs, numbers)[options.stay_wish[options.cuts.stay]] if len(payers) > 1 else slice(None)
            cheapest[is_theirs] = found[is_theirs]
        of_stays = np.minimum.reduceat(cheapest, options.first_arrival)
        sums: Exact = np.add.reduceat(of_stays, options.first_stay)
        return sums

    def _cheapest(self, cuts: Cuts, paid: Paid) -> Exact:
        """For each arrival the price of the cheapest cut that begins with it, with what is cut off at the weight of ``trim``."""
        trim = self.weights.get("trim", 0)
        leaving, arriving = paid.before(cuts.leave), -paid.before(cuts.arrive)
        if trim:
            leaving = leaving + cuts.early.astype(self.dtype) * trim
            arriving = arriving + cuts.late.astype(self.dtype) * trim
        # One more at the end, which is in no range, since a range may end behind the last leave.
        cheapest: Exact = arriving + np.minimum.reduceat(np.append(leaving, leaving[-1:]), cuts.ranges)[::2]
        return cheapest
