"""Why a resident is refused, worked out afresh: the first of the format's reasons that holds."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import lru_cache

from parking_share.catalogue import Reason
from parking_share.scenario import Resident
from parking_share.verification.admission import admits
from parking_share.verification.facts import Facts, Wanted
from parking_share.verification.lots import LotHours


class Reasons:
    """Reasons of one scenario."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._can_hold = lru_cache(maxsize=None)(self._all_held)

    def reason(self, resident: Resident) -> Reason:
        """The reason for a resident who is not served."""
        lots, walks = self._facts.scenario.lots, self._facts.walks
        limit = walks.allowed(resident)
        reason: Reason = "no-lot-in-walk"
        for lot_idx in walks.perhaps_near(resident):
            lot = lots[lot_idx]
            if walks.seconds(resident, lot) > limit:
                continue
            if not admits(resident, lot):
                reason = "not-admitted" if reason == "no-lot-in-walk" else reason
            elif self._can_hold(resident.stays, resident.late_arrival_minutes, resident.early_leave_minutes, lot_idx):
                return "full"
            else:
                reason = "no-matching-hours"
        return reason

    def _all_held(self, stays: str, late: int, early: int, lot_idx: int) -> bool:
        """Whether a lot can hold every stay that is not excused there, and there is one."""
        hours = self._facts.hours(lot_idx)
        due = self._facts.due(self._facts.wanted(stays), hours)
        return bool(due) and all(can_be_held(stay, late, early, hours) for stay in due)


def can_be_held(stay: Wanted, late: int, early: int, hours: LotHours) -> bool:
    """Whether one of the allowed cuts [a', b') lies in an open period, with the gate open at both ends."""
    first, last = stay.start, stay.end
    if hours.gate_always_open and hours.open_until(first) >= last:
        return True  # uncut, without a look at the cuts
    arrivals, leaves = [first], [last]
    if not stay.clipped_start:
        latest = bisect_right(hours.late_arrivals, min(first + late, last))
        arrivals += hours.late_arrivals[bisect_right(hours.late_arrivals, first) : latest]
        arrivals = [minute for minute in arrivals if hours.gate_lets_through(minute)]
    if not stay.clipped_end:
        leaves += hours.early_leaves[bisect_left(hours.early_leaves, max(last - early, first)) : bisect_left(hours.early_leaves, last)]
        leaves = sorted(minute for minute in leaves if hours.gate_lets_through(minute))
    for arrive in arrivals:
        # The earliest leave after an arrival needs the shortest open period.
        index = bisect_right(leaves, arrive)
        if index < len(leaves) and leaves[index] <= hours.open_until(arrive):
            return True
    return False
