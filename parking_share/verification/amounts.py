"""Amounts that minutes of a lot have for whoever is there: prices of a proof, or weights of a rounding; in exact whole numbers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from parking_share.calendar import IntArray
from parking_share.verification.cuts import Cuts
from parking_share.verification.options import Options
from parking_share.verification.profiles import Profile

Exact = NDArray[Any]
"""Whole numbers of a fixed size where it is sure that they fit, else Python's."""

_FITS = 2**61


class MinuteAmounts(NamedTuple):
    """Amounts of minutes (n,) of one profile; the minutes ascend."""

    profile: Profile
    minutes: IntArray
    amounts: tuple[int, ...]

    def of_all_spaces(self) -> int:
        """sum c(t) p(t)."""
        spaces = self.profile.spaces_at(self.minutes).tolist()
        return sum(count * amount for count, amount in zip(spaces, self.amounts, strict=True))


class Paid:
    """What is paid for being in a lot from one minute to another, by those who count in certain profiles."""

    def __init__(self, lists: Sequence[MinuteAmounts], dtype: type) -> None:
        minutes = np.concatenate([np.empty(0, np.int64), *(each.minutes for each in lists)])
        amounts: Exact = np.array([amount for each in lists for amount in each.amounts], dtype)
        order = np.argsort(minutes)
        self._minutes = minutes[order]
        self._sums = np.concatenate((np.zeros(1, dtype), np.cumsum(amounts[order])))

    def before(self, minute: IntArray) -> Exact:
        """The amounts of all minutes before each of ``minute`` (n,); two of these differ by what is paid between them."""
        return self._sums[np.searchsorted(self._minutes, minute, "left")]


def size_for(largest: int) -> type:
    """The kind of number that holds everything up to ``largest``."""
    return np.int64 if largest < _FITS else object


def least_amounts(lists: Sequence[MinuteAmounts], options: Options, needed: Sequence[frozenset[str]], dtype: type, trim: int = 0) -> Exact:
    """For each wish of a lot's ``options``, the sum over its stays of what the cheapest cut pays.

    Parameters
    ----------
    lists
        Amounts of minutes of the lot's profiles. Whoever counts in several pays in each.
    needed
        The distinct sets of kinds that residents need.
    trim
        What each minute costs by which a cut is shorter than the stay.
    """
    payers: dict[tuple[bool, ...], list[int]] = {}
    for number in np.unique(options.needs).tolist():
        payers.setdefault(tuple(each.profile.counts(needed[number]) for each in lists), []).append(number)
    cheapest: Exact = np.empty(len(options.cuts.stay), dtype)
    for counts, numbers in payers.items():
        found = _cheapest(options.cuts, Paid(list(compress(lists, counts)), dtype), dtype, trim)
        is_theirs = np.isin(options.needs, numbers)[options.stay_wish[options.cuts.stay]] if len(payers) > 1 else slice(None)
        cheapest[is_theirs] = found[is_theirs]
    of_stays = np.minimum.reduceat(cheapest, options.first_arrival)
    sums: Exact = np.add.reduceat(of_stays, options.first_stay)
    return sums


def _cheapest(cuts: Cuts, paid: Paid, dtype: type, trim: int) -> Exact:
    """For each arrival what the cheapest cut pays that begins with it, with what is cut off at the weight of ``trim``."""
    leaving, arriving = paid.before(cuts.leave), -paid.before(cuts.arrive)
    if trim:
        leaving = leaving + cuts.early.astype(dtype) * trim
        arriving = arriving + cuts.late.astype(dtype) * trim
    # One more at the end, which is in no range, since a range may end behind the last leave.
    cheapest: Exact = arriving + np.minimum.reduceat(np.append(leaving, leaving[-1:]), cuts.ranges)[::2]
    return cheapest
