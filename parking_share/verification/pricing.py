"""What a proof's prices prove, in exact whole numbers: the formula of docs/proof.md, one lot at a time."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from parking_share.catalogue import Objective
from parking_share.verification.amounts import Exact, MinuteAmounts, least_amounts, size_for
from parking_share.verification.gains import GAINS
from parking_share.verification.options import Options
from parking_share.verification.residents import Residents
from parking_share.verification.rounding import ReadRounding, Roundings


class Priced:
    """The weights, prices and roundings of one level, known to be well formed.

    Parameters
    ----------
    weights
        Of the level and of those above it.
    prices
        By the number of the lot.
    roundings
        Each after those that it is made of.
    residents
        Of the scenario.
    longest_walk, length
        No option has a walk of more seconds, and no resident's stays together more minutes.
    """

    def __init__(
        self,
        weights: Mapping[Objective, int],
        prices: Mapping[int, list[MinuteAmounts]],
        roundings: list[ReadRounding],
        residents: Residents,
        longest_walk: int,
        length: int,
    ) -> None:
        self.weights, self._prices, self._residents = weights, prices, residents
        self._roundings = Roundings(roundings, residents)
        most = {"priority": 1000, "served": 1, "keep": 1, "walk": longest_walk, "trim": 2 * length, "lottery": 16**6}
        largest = sum(weight * (1 + most[name]) for name, weight in weights.items())
        largest += max((sum(sum(each.amounts) for each in lists) for lists in prices.values()), default=0)
        self.dtype = size_for(largest + self._roundings.largest)

    def of_all(self) -> int:
        """sum c(t) p(t) over all profiles + sum q limit over all roundings: what all options of a schedule pay at most."""
        return sum(each.of_all_spaces() for lists in self._prices.values() for each in lists) + self._roundings.of_limits()

    def reduced_values(self, lot: int, options: Options) -> Exact:
        """For each option of a lot, V less what it pays: for the cheapest cuts of its stays, and for its shares in roundings."""
        lists, trim = self._prices.get(lot, []), self.weights.get("trim", 0)
        of_wishes = least_amounts(lists, options, self._residents.needed, self.dtype, trim)
        return self._values(lot, options) - of_wishes[options.wish] - self._roundings.paid(lot, options, self.dtype)

    def _values(self, lot: int, options: Options) -> Exact:
        """V (n,): the weighted sum of what each option gains on every level; what is cut comes with the prices."""
        total: Exact = np.zeros(len(options.resident), self.dtype)
        for name, weight in self.weights.items():
            if weight:
                total += GAINS[name](self._residents, lot, options).astype(self.dtype) * weight
        return total
