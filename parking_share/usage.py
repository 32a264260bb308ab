"""How lots are used over time: residents present, own use, closures and shareable spaces, as steps in which nothing changes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from parking_share.arrays import offsets
from parking_share.calendar import IntArray
from parking_share.profiles import LotProfile, lot_profile
from parking_share.scenario import Scenario
from parking_share.schedule import Schedule


@dataclass(frozen=True)
class Usage:
    """One lot over the horizon: step i lasts from minute ``start[i]`` to ``end[i]``; all else are spaces on each step, shape (n,)."""

    start: IntArray
    end: IntArray
    present: IntArray
    own_use: IntArray
    closed: IntArray
    shareable: IntArray

    @cached_property
    def fullest(self) -> int:
        """The step with the least room, in spaces left and among those in the share of spaces taken; one without residents if all are."""
        return int(np.lexsort((-self.present, self.shareable - self.present, self.present == 0))[0])

    @property
    def least_left(self) -> int | None:
        """Fewest shareable spaces left over at any minute at which the lot is open to residents; None where it never is."""
        is_open = self.shareable > 0
        return int((self.shareable - self.present)[is_open].min()) if is_open.any() else None

    @property
    def shareable_minutes(self) -> int:
        """Shareable spaces times the minutes for which they are."""
        return int(self.shareable @ (self.end - self.start))

    @property
    def used_minutes(self) -> int:
        """Minutes of all residents present."""
        return int(self.present @ (self.end - self.start))


def usages(scenario: Scenario, lot: IntArray, arrive: IntArray, leave: IntArray) -> list[Usage]:
    """Each lot's use by stays: number of the lot in the scenario and two minutes, shape (n,) each."""
    order = np.argsort(lot, kind="stable")
    bounds = offsets(lot[order], len(scenario.lots))
    return [
        _usage(lot_profile(scenario.time, each), arrive[order[first:last]], leave[order[first:last]])
        for each, (first, last) in zip(scenario.lots, pairwise(bounds), strict=True)
    ]


def held_stays(scenario: Scenario, schedule: Schedule) -> tuple[IntArray, IntArray, IntArray]:
    """The stays that a schedule of the scenario holds, as ``usages`` wants them: lot, arrival, departure, shape (n,) each."""
    number = {lot.id: index for index, lot in enumerate(scenario.lots)}
    minute = scenario.time.minute_of
    stays = [(number[each.lot], minute(stay.arrive), minute(stay.leave)) for each in schedule.assignments for stay in each.stays]
    lot, arrive, leave = np.array(stays, np.int64).reshape(-1, 3).T
    return lot, arrive, leave


def _usage(profile: LotProfile, arrive: IntArray, leave: IntArray) -> Usage:
    arrive, leave = (np.sort(np.clip(minutes, 0, profile.length)) for minutes in (arrive, leave))
    at = np.unique(np.concatenate((profile.at, arrive, leave)))
    at = at[at < profile.length]
    step = np.searchsorted(profile.at, at, side="right") - 1
    present = np.searchsorted(arrive, at, side="right") - np.searchsorted(leave, at, side="right")
    return Usage(at, np.append(at[1:], profile.length), present, profile.own_use[step], profile.closed[step], profile.shareable[step])
