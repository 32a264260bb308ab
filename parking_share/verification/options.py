"""Who could use a lot, each with all that is allowed there: the format's definition, applied to everybody near at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from parking_share.calendar import IntArray
from parking_share.verification.cuts import Cuts, Stays, allowed_cuts
from parking_share.verification.lots import LotHours
from parking_share.verification.ragged import ranges
from parking_share.verification.residents import Residents


@dataclass(frozen=True)
class Options:
    """The residents whose stays a lot can hold, with everything that they could be held by.

    ``resident`` (n,) are those residents, ``walk_seconds`` (n,) their walks, ``wish`` (n,) whose wish of the lot's wishes theirs
    is. The wishes have shape (w,): ``needs`` is the number of the set of kinds needed, ``excused_minutes`` what is
    excused here. ``stay_wish`` (s,) is whose each stay is that the lot has to hold, sorted, at least one a wish; ``cuts`` are the
    cuts of these stays.
    """

    resident: IntArray
    walk_seconds: IntArray
    wish: IntArray
    needs: IntArray
    excused_minutes: IntArray
    stay_wish: IntArray
    cuts: Cuts

    @cached_property
    def first_stay(self) -> IntArray:
        """Where the stays of each wish begin, shape (w,)."""
        return np.flatnonzero(np.diff(self.stay_wish, prepend=-1))

    @cached_property
    def first_arrival(self) -> IntArray:
        """Where the arrivals of each stay begin, shape (s,)."""
        return np.flatnonzero(np.diff(self.cuts.stay, prepend=-1))


def options(residents: Residents, who: IntArray, walk_seconds: IntArray, hours: LotHours) -> Options:
    """Which of ``who`` (n,), near and admitted, have at least one stay that is not excused, and all such stays can be held."""
    number, wish = np.unique(residents.wish[who], return_inverse=True)
    wanted = wanted_stays(residents, number)
    is_excused = hours.excuses(wanted.start, wanted.end)
    excused_minutes = _tally(wanted.wish[is_excused], len(number), (wanted.end - wanted.start)[is_excused])
    due = wanted.take(~is_excused)
    cuts = allowed_cuts(hours, due)
    is_held = _tally(cuts.stay, len(due.wish)) > 0
    usable = (_tally(due.wish, len(number)) > 0) & (_tally(due.wish[~is_held], len(number)) == 0)
    can_use, renumbered = usable[wish], np.cumsum(usable) - 1
    kept = usable[due.wish]
    return Options(
        resident=who[can_use],
        walk_seconds=walk_seconds[can_use],
        wish=renumbered[wish[can_use]],
        needs=residents.wish_needs[number[usable]],
        excused_minutes=excused_minutes[usable],
        stay_wish=renumbered[due.wish[kept]],
        cuts=cuts.of_stays(kept),
    )


def wanted_stays(residents: Residents, number: IntArray) -> Stays:
    """All stays of wishes, by their number (w,) among the residents' wishes."""
    wanted, text = residents.wanted, residents.wish_stays[number]
    wish, row = ranges(wanted.first[text], wanted.first[text + 1])
    return Stays(
        wish=wish,
        start=wanted.start[row],
        end=wanted.end[row],
        clipped_start=wanted.clipped_start[row],
        clipped_end=wanted.clipped_end[row],
        late=residents.wish_late[number[wish]],
        early=residents.wish_early[number[wish]],
    )


def _tally(group: IntArray, num_groups: int, amount: IntArray | None = None) -> IntArray:
    """How many rows each group has, or the sum of their amounts."""
    return np.bincount(group, amount, num_groups).astype(np.int64)
