"""Roundings: inequalities that every schedule keeps, and what the options of a lot count in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

import numpy as np

from parking_share.calendar import IntArray
from parking_share.verification.amounts import Exact, MinuteAmounts, least_amounts
from parking_share.verification.options import Options
from parking_share.verification.residents import Residents


@dataclass(frozen=True)
class ReadRounding:
    """One rounding, known to be well formed.

    Parameters
    ----------
    divisor, price
        As the proof gives them.
    minutes
        Weights of minutes, by the number of the lot.
    residents, weights
        Numbers of the residents (n,) with a weight, ascending, and the weights (n,), Python's whole numbers.
    moves
        Weight of the cap on moves.
    earlier
        Weights of earlier roundings, by their number.
    limit
        What all options of a schedule together count at most.
    most
        What one option counts at most.
    """

    divisor: int
    price: int
    minutes: Mapping[int, list[MinuteAmounts]]
    residents: IntArray
    weights: Exact
    moves: int
    earlier: Mapping[int, int]
    limit: int
    most: int

    @property
    def largest(self) -> int:
        """Nothing that comes up while the shares of an option are worked out is larger, nor is anything that it is multiplied with."""
        return self.divisor * (self.most + 1)

    def of_residents(self, resident: IntArray, dtype: type) -> Exact:
        """The weights of some residents (m,)."""
        found: Exact = np.zeros(len(resident), dtype)
        if len(self.residents):
            place = np.minimum(np.searchsorted(self.residents, resident), len(self.residents) - 1)
            has_weight = self.residents[place] == resident
            found[has_weight] = self.weights[place[has_weight]]
        return found


def rounding(
    divisor: int,
    price: int,
    minutes: Mapping[int, list[MinuteAmounts]],
    residents: Mapping[int, int],
    moves: tuple[int, int],
    earlier: Mapping[int, int],
    before: Sequence[ReadRounding],
) -> ReadRounding:
    """A rounding with its limit; ``moves`` are the weight of the cap on moves and the cap, ``before`` the earlier roundings.

    limit = floor((sum c(t) a(t) + sum b(i) + m cap + sum e(k) limit_k) / d). A resident's stays are disjoint and no profile is
    listed twice, so no option counts more than floor((sum a(t) + max b(i) + m + sum e(k) most_k) / d).
    """
    of_moves, cap = moves
    lists = [each for of_lot in minutes.values() for each in of_lot]
    limit = sum(each.of_all_spaces() for each in lists) + sum(residents.values()) + of_moves * cap
    most = sum(sum(each.amounts) for each in lists) + max(residents.values(), default=0) + of_moves
    limit += sum(weight * before[number].limit for number, weight in earlier.items())
    most += sum(weight * before[number].most for number, weight in earlier.items())
    who = sorted(residents)
    weights = np.array([residents[number] for number in who], object)
    return ReadRounding(divisor, price, minutes, np.array(who, np.int64), weights, of_moves, earlier, limit // divisor, most // divisor)


class Roundings:
    """The roundings of one level, in the order of its proof."""

    def __init__(self, roundings: Sequence[ReadRounding], residents: Residents) -> None:
        self._roundings, self._residents = roundings, residents
        self._of_lot: dict[int, list[int]] = {}
        self._of_all_lots: list[int] = []
        self._later: list[list[int]] = [[] for _ in roundings]
        for number, each in enumerate(roundings):
            for lot in each.minutes:
                self._of_lot.setdefault(lot, []).append(number)
            for earlier in each.earlier:
                self._later[earlier].append(number)
            if max(each.weights.tolist(), default=0) + each.moves >= each.divisor:
                self._of_all_lots.append(number)

    @property
    def largest(self) -> int:
        """No number that comes up while the prices of an option are worked out is larger."""
        return max((each.largest for each in self._roundings), default=0) + sum(each.price * (each.most + 1) for each in self._roundings)

    def of_limits(self) -> int:
        """sum q limit: what all options of a schedule together pay at most."""
        return sum(each.price * each.limit for each in self._roundings)

    def paid(self, lot: int, options: Options, dtype: type) -> Exact:
        """sum q share for each option of a lot (n,)."""
        total: Exact = np.zeros(len(options.resident), dtype)
        for number, share in self._shares(lot, options, dtype):
            total += share * self._roundings[number].price
        return total

    def _shares(self, lot: int, options: Options, dtype: type) -> Iterator[tuple[int, Exact]]:
        """The number of each rounding in which some option of a lot counts, and what each counts (n,).

        To count, an option needs minutes with weights, or an earlier rounding in which it counts, or its resident a weight that
        reaches the divisor, together with that of moves. So most roundings need not be looked at in most lots.
        """
        found: dict[int, Exact] = {}
        waiting = [*self._of_lot.get(lot, ()), *self._of_all_lots]
        heapify(waiting)
        while waiting:
            number = heappop(waiting)
            while waiting and waiting[0] == number:
                heappop(waiting)
            share = self._share(number, lot, options, found, dtype)
            if share.any():
                found[number] = share
                yield number, share
                for later in self._later[number]:
                    heappush(waiting, later)

    def _share(self, number: int, lot: int, options: Options, found: Mapping[int, Exact], dtype: type) -> Exact:
        """floor((minutes, stay by stay the cheapest cut's + b(i) + m if moved + sum e(k) share_k) / d) for each option of a lot (n,)."""
        each = self._roundings[number]
        total = each.of_residents(options.resident, dtype)
        if each.moves:
            total += self._residents.is_move(options.resident, lot).astype(dtype) * each.moves
        if lot in each.minutes:
            total += least_amounts(each.minutes[lot], options, self._residents.needed, dtype)[options.wish]
        for earlier, weight in each.earlier.items():
            if earlier in found:
                total += found[earlier] * weight
        return total // each.divisor
