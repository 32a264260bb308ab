"""Prices: what every option pays at once, and how full every minute gets, without ever building a matrix.

With the prices p of the minutes summed up along the capacity line, a stay pays the difference of two sums, and an option
the sum over its stays of the cheapest cut: prefix sums price all options, difference arrays count all loads.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from parking_share.arrays import fingerprints, offsets, union
from parking_share.calendar import BoolArray, IntArray
from parking_share.instance import Instance
from parking_share.optimize.program import FloatArray
from parking_share.optimize.rows import binding_minutes, presence_of
from parking_share.optimize.selection import Selection

Amounts = NDArray[Any]
"""Prices, or what they come to: floating point, or whole numbers of 64 bits where they have to be exact."""


class Pricing:
    """All that a selection asks of the minutes at which a capacity can bind.

    Parameters
    ----------
    minutes
        Of the capacity line, sorted; None: those at which a capacity can bind, and those that must be filled.

    Attributes
    ----------
    minutes, spaces
        (m,) those minutes, and the capacity at each.
    """

    def __init__(self, instance: Instance, selection: Selection, minutes: IntArray | None = None) -> None:
        self.selection = selection
        presence = presence_of(instance, selection, np.arange(len(selection.pick_cut)))
        if minutes is None:
            minutes = union(binding_minutes(instance.capacities, presence), selection.must_fill)
        self.minutes, self._stride = minutes, instance.capacities.stride
        self.spaces = instance.capacities.spaces(self.minutes).astype(float)
        first, last = (np.searchsorted(self.minutes, edge) for edge in (presence.start, presence.end))
        counts = last > first
        self._pick, self._first, self._last = (column[counts] for column in (presence.column, first, last))
        self._slot_first = np.flatnonzero(np.diff(selection.pick_slot, prepend=-1))
        self._slot_option = selection.pick_column[self._slot_first]

    def paid_by_picks(self, price: Amounts) -> Amounts:
        """What each pick pays (k,) at prices of the minutes (m,)."""
        total = np.concatenate((np.zeros(1, price.dtype), np.cumsum(price)))
        paid = total[self._last] - total[self._first]
        return _sums(self._pick, paid, len(self.selection.pick_cut))

    def cheapest(self, cost: Amounts) -> tuple[Amounts, BoolArray]:
        """Sum over each option's stays of the least cost of a pick (n,), and which picks (k,) are the first to cost that."""
        if len(self._slot_first) == len(cost):  # every stay has a single pick
            return _sums(self._slot_option, cost, len(self.selection.option)), np.ones(len(cost), bool)
        least = np.minimum.reduceat(cost, self._slot_first)
        of_option = _sums(self._slot_option, least, len(self.selection.option))
        is_least = cost <= least[self.selection.pick_slot]
        index = np.flatnonzero(is_least)
        first = np.zeros(len(cost), bool)
        first[index[np.diff(self.selection.pick_slot[index], prepend=-1) > 0]] = True
        return of_option, first

    def least(self, cost: Amounts) -> Amounts:
        """For each pick (k,) the least cost of a pick of its stay."""
        return np.minimum.reduceat(cost, self._slot_first)[self.selection.pick_slot] if len(cost) else cost

    def moved(self, minute: IntArray, price: FloatArray) -> FloatArray:
        """Prices (m,) as near as can be to others, of any minutes (n,): each goes to the next minute of its profile, or else the last."""
        if not len(self.minutes):
            return np.zeros(0)
        after = np.searchsorted(self.minutes, minute)
        at = np.minimum(after, len(self.minutes) - 1)
        at = np.where(self.minutes[at] // self._stride == minute // self._stride, at, np.maximum(after - 1, 0))
        has_minute = self.minutes[at] // self._stride == minute // self._stride
        return _sums(at[has_minute], price[has_minute], len(self.minutes))

    def patterns(self) -> tuple[IntArray, IntArray]:
        """Options that pay the same whatever the prices: (n,) the pattern of each, and an option (its column) of each pattern.

        By sums of hashes of the periods: two patterns in 10^19 would be taken for one, which could only make the prices found worse.
        """
        period = self._first * (len(self.minutes) + 1) + self._last
        of_pick = fingerprints(period, offsets(self._pick, len(self.selection.pick_cut)))
        of_slot = fingerprints(of_pick, offsets(self.selection.pick_slot, len(self._slot_option)))
        of_option = fingerprints(of_slot, offsets(self._slot_option, len(self.selection.option)))
        _, column, pattern = np.unique(of_option, return_index=True, return_inverse=True)
        rank = np.argsort(np.argsort(column))
        return rank[pattern], np.sort(column)

    def load(self, taken: FloatArray) -> FloatArray:
        """How many are present at each minute (m,) if each pick (k,) is taken so much."""
        weight = taken[self._pick]
        used = weight != 0
        change = _sums(self._first[used], weight[used], len(self.minutes) + 1) - _sums(
            self._last[used], weight[used], len(self.minutes) + 1
        )
        return np.cumsum(change)[:-1]


def _sums(group: IntArray, weight: Amounts, count: int) -> Amounts:
    """Sum of the weights of each group 0 .. count - 1."""
    if weight.dtype == np.int64:
        total = np.zeros(count, np.int64)
        np.add.at(total, group, weight)
        return total
    return np.bincount(group, weights=weight, minlength=count).astype(np.float64, copy=False)
