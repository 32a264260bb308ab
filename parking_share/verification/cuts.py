"""How a lot can hold stays: which cuts of each the format allows there."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np

from parking_share.calendar import BoolArray, IntArray
from parking_share.verification.lots import LotHours
from parking_share.verification.ragged import ranges


@dataclass(frozen=True)
class Stays:
    """Stays as wanted, columns of shape (n,).

    ``wish`` is whose they are, ``start`` and ``end`` are minutes, ``clipped_start`` and ``clipped_end`` say whether these are
    the horizon's edge, ``late`` and ``early`` are the tolerances in minutes.
    """

    wish: IntArray
    start: IntArray
    end: IntArray
    clipped_start: BoolArray
    clipped_end: BoolArray
    late: IntArray
    early: IntArray

    def take(self, chosen: BoolArray) -> Stays:
        """Some of them."""
        return Stays(*(getattr(self, column.name)[chosen] for column in fields(self)))


@dataclass(frozen=True)
class Cuts:
    """All allowed cuts [a', b') of stays, without writing down every pair.

    Arrival i (n,) is of stay ``stay[i]``, at minute ``arrive[i]``, ``late[i]`` minutes later than wanted. What may go with it
    are the leaves ``first_leave[i]`` to ``last_leave[i]``, at least one: at minutes ``leave`` (m,), ``early`` (m,) minutes
    earlier than wanted. Sorted by stay, then minute.
    """

    stay: IntArray
    arrive: IntArray
    late: IntArray
    first_leave: IntArray
    last_leave: IntArray
    leave: IntArray
    early: IntArray

    @cached_property
    def ranges(self) -> IntArray:
        """The first and last leaves of all arrivals, in turn, as ``reduceat`` asks for them; its every other result is a range's."""
        return np.column_stack((self.first_leave, self.last_leave)).ravel()

    def of_stays(self, chosen: BoolArray) -> Cuts:
        """Those of some stays, which are numbered anew."""
        kept = chosen[self.stay]
        return Cuts(
            stay=(np.cumsum(chosen) - 1)[self.stay[kept]],
            arrive=self.arrive[kept],
            late=self.late[kept],
            first_leave=self.first_leave[kept],
            last_leave=self.last_leave[kept],
            leave=self.leave,
            early=self.early,
        )


def arrivals(hours: LotHours, stays: Stays) -> tuple[IntArray, IntArray]:
    """(stay, a'): a, or a minute in (a, a + late] at which c rises or a gate period begins; a alone where it is clipped."""
    first = np.searchsorted(hours.late_arrivals, stays.start, "right")
    last = np.searchsorted(hours.late_arrivals, np.minimum(stays.start + stays.late, stays.end), "right")
    # Each range begins one early: that place is a's own.
    stay, event = ranges(first - 1, np.where(stays.clipped_start, first, last))
    return stay, np.where(event < first[stay], stays.start[stay], np.append(hours.late_arrivals, 0)[event])


def leaves(hours: LotHours, stays: Stays) -> tuple[IntArray, IntArray]:
    """(stay, b'): b, or a minute in [b - early, b) at which c falls or a gate period ends; b alone where it is clipped."""
    last = np.searchsorted(hours.early_leaves, stays.end, "left")
    first = np.searchsorted(hours.early_leaves, stays.end - stays.early, "left")
    # Each range ends one late: that place is b's own.
    stay, event = ranges(np.where(stays.clipped_end, last, first), last + 1)
    return stay, np.where(event == last[stay], stays.end[stay], np.append(hours.early_leaves, 0)[event])


def allowed_cuts(hours: LotHours, stays: Stays) -> Cuts:
    """Every [a', b') with b' > a', the lot open throughout, and the gate open at both ends where they are not clipped."""
    stay, arrive = arrivals(hours, stays)
    leave_stay, leave = leaves(hours, stays)
    if not hours.gate_always_open:
        passes = hours.gate_lets_through(arrive) | stays.clipped_start[stay]
        stay, arrive = stay[passes], arrive[passes]
        passes = hours.gate_lets_through(leave) | stays.clipped_end[leave_stay]
        leave_stay, leave = leave_stay[passes], leave[passes]
    line = leave_stay * (hours.length + 1) + leave
    edge = stay * (hours.length + 1)
    first = np.searchsorted(line, edge + arrive, "right")
    last = np.searchsorted(line, edge + hours.open_until(arrive), "right")
    possible = first < last
    stay, arrive = stay[possible], arrive[possible]
    early = stays.end[leave_stay] - leave
    return Cuts(stay, arrive, arrive - stays.start[stay], first[possible], last[possible], leave, early)
