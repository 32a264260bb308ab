"""How full every lot is, in a form in which one more car is a handful of operations."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from parking_share.arrays import offsets, spread
from parking_share.calendar import IntArray
from parking_share.filling.moments import Moments
from parking_share.instance import Instance
from parking_share.plan import Plan, stays_of

WORD = 62
"""Bits made at once: as many as leave room for one more and a sign in 64."""


class Spaces:
    """The cars in every lot, counted at its deciding moments in each of its profiles.

    All counters of a lot stand side by side in Python integers: bit ``row * moments + moment`` of the k-th integer is the
    k-th binary digit, lowest first, of the counter of one profile at one moment. A counter begins at 2**n less the spaces,
    so that its highest digit, n, is set exactly where no space is left. ``full`` holds it for each lot: a car fits where it
    meets no bit of ``full``.
    """

    def __init__(self, instance: Instance, option: IntArray, plan: Plan | None = None) -> None:
        """Lots that are empty, or hold a plan, for those who may use them by ``option``."""
        capacities, num_lots = instance.capacities, len(instance.scenario.lots)
        self._instance = instance
        self.moments = Moments.of(instance, option)
        self._first_profile = offsets(capacities.option_of, instance.num_options)
        num_moments = np.diff(self.moments.first)[capacities.lot]
        first_row = offsets(capacities.lot, num_lots)
        shift = (np.arange(len(capacities.lot)) - first_row[capacities.lot]) * num_moments
        # Each lot begins a byte of its own, so that all lots' bits can be made as one array.
        num_bytes = -(-np.diff(first_row) * np.diff(self.moments.first) // 8)
        self._first_byte = np.append(0, np.cumsum(num_bytes))
        self._first_bit = 8 * self._first_byte[capacities.lot] + shift
        self._row = np.array([1 << bits for bits in shift.tolist()], object)
        free = self._capacity()
        if plan is not None:
            free -= self._cars(plan)
        self._digits = self._counters(free)
        self.full = [digits[-1] for digits in self._digits]

    def cars(self, option: IntArray, group: IntArray, arrive: IntArray, leave: IntArray) -> NDArray[np.object_]:
        """The bits of a car during periods that do not overlap, one integer for each group of periods; shape (g,).

        Parameters
        ----------
        option
            (g,) the option of each group, which says the lot and the profiles.
        group, arrive, leave
            (n,) the group of each period, ascending and none left out, and its minutes; nothing where it ends before it begins.
        """
        start, end = self.moments.covered(self._instance.lot[option[group]], arrive, leave)
        end = np.maximum(start, end)
        first = np.flatnonzero(np.diff(group, prepend=-1))
        bits = np.zeros(len(option), object)
        for low in range(0, int(end.max(initial=0)), WORD):
            word = np.left_shift(1, np.clip(end - low, 0, WORD)) - np.left_shift(1, np.clip(start - low, 0, WORD))
            bits |= np.add.reduceat(word, first).astype(object) << low
        position, profile = self._profiles(option)
        # As a factor, the first bits of the profiles in which the option counts repeat the car in each of them.
        repeated: NDArray[np.object_] = bits * np.add.reduceat(self._row[profile], np.flatnonzero(np.diff(position, prepend=-1)))
        return repeated

    def add(self, lot: int, cars: int) -> None:
        """Count one car more at each of the bits ``cars``."""
        digits = self._digits[lot]
        for place, digit in enumerate(digits):
            digits[place] = digit ^ cars
            cars &= digit
            if not cars:
                break
        self.full[lot] = digits[-1]

    def take_away(self, lot: int, cars: int) -> None:
        """Count one car less at each of the bits ``cars``."""
        digits = self._digits[lot]
        for place, digit in enumerate(digits):
            digits[place] = digit ^ cars
            cars &= ~digit
            if not cars:
                break
        self.full[lot] = digits[-1]

    def _profiles(self, option: IntArray) -> tuple[IntArray, IntArray]:
        """(position within ``option``, profile) of the profiles that options count in."""
        position, row = spread(self._first_profile[option], self._first_profile[option + 1])
        return position, self._instance.capacities.profile_of[row]

    def _capacity(self) -> IntArray:
        """Spaces at each bit of all lots, side by side."""
        capacities, moments = self._instance.capacities, self.moments
        first, last = moments.first[capacities.lot], moments.first[capacities.lot + 1]
        profile, moment = spread(first, last)
        spaces = np.ones(8 * int(self._first_byte[-1]), np.int64)  # one for the bits that fill up a byte
        at = profile * moments.stride + moments.at[moment] % moments.stride
        spaces[self._first_bit[profile] + moment - first[profile]] = capacities.spaces(at)
        return spaces

    def _cars(self, plan: Plan) -> IntArray:
        """Cars of a plan at each bit of all lots."""
        fits, option = self._instance.fits, plan.option[stays_of(self._instance, plan.option)[0]]
        start, end = self.moments.covered(self._instance.lot[option], fits.cut_arrive[plan.cut], fits.cut_leave[plan.cut])
        which, profile = self._profiles(option)
        size = 8 * int(self._first_byte[-1]) + 1
        come, go = (np.bincount(self._first_bit[profile] + edge[which], minlength=size) for edge in (start, end))
        cars: IntArray = np.cumsum(come - go)[:-1]
        return cars

    def _counters(self, free: IntArray) -> list[list[int]]:
        """The digits of each lot's counters, from its free spaces."""
        assert free.min(initial=0) >= 0, "the plan takes more spaces than there are"
        num_digits = int(free.max(initial=0)).bit_length()
        count = (1 << num_digits) - free
        columns = [np.packbits(count >> place & 1 == 1, bitorder="little").tobytes() for place in range(num_digits + 1)]
        edges = self._first_byte.tolist()
        return [[int.from_bytes(column[a:b], "little") for column in columns] for a, b in pairwise(edges)]
