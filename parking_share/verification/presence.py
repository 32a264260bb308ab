"""Who a schedule says is in a lot, and when."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from parking_share.calendar import BoolArray, IntArray
from parking_share.scenario import Lot, Resident
from parking_share.verification.lots import LotHours, Period


class Presence:
    """All stays that a schedule has in one lot, those that nobody wanted too."""

    def __init__(self, lot: Lot, hours: LotHours) -> None:
        self.lot, self.hours = lot, hours
        self._residents: list[Resident] = []
        self._periods: list[Period] = []

    def add(self, resident: Resident, start: int, end: int) -> None:
        """Note a stay [start, end) within the horizon."""
        self._residents.append(resident)
        self._periods.append((start, end))

    @cached_property
    def periods(self) -> IntArray:
        """All stays, shape (n, 2), minutes."""
        return np.array(self._periods, np.int64).reshape(-1, 2)

    def needing(self, kinds: set[str]) -> BoolArray:
        """Which stays, shape (n,), are of residents who need at least one of the kinds."""
        return np.array([not kinds.isdisjoint(resident.needs) for resident in self._residents], np.bool_)
