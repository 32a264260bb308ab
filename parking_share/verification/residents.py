"""What the residents ask for, as columns, so that the rules can be put to many of them at once."""

from __future__ import annotations

import hashlib
from functools import cached_property
from operator import attrgetter

import numpy as np

from parking_share.calendar import BoolArray, Calendar, IntArray
from parking_share.scenario import Scenario
from parking_share.verification.ragged import distinct

NONE = -1
"""Stands for a lot that is not given, or that the scenario does not have."""


_ASKED = (
    "community",
    "height_m",
    "max_monthly_fee",
    "priority",
    "current_lot",
    "fixed_lot",
    "needs",
    "stays",
    "late_arrival_minutes",
    "early_leave_minutes",
)


class Residents:
    """Columns of shape (residents,), in scenario order.

    ``height_m`` and ``max_fee`` are NaN where not given. ``current_lot`` and ``fixed_lot`` are numbers of lots, NONE where
    none is known; ``is_fixed`` says whether one is given. ``needs`` is the number of the set of kinds needed, among
    ``needed``. ``wish`` is the number of the distinct wish: its ``wish_stays`` (a number of ``wanted``), ``wish_late``,
    ``wish_early`` and ``wish_needs`` have shape (wishes,).
    """

    def __init__(self, scenario: Scenario) -> None:
        people = self._people = scenario.residents
        self._seed = scenario.policy.lottery_seed
        self.community_idx = {community.id: index for index, community in enumerate(scenario.communities)}
        lot_idx = {lot.id: index for index, lot in enumerate(scenario.lots)}
        columns = zip(*map(attrgetter(*_ASKED), people), strict=True) if people else [()] * len(_ASKED)
        community, height, fee, priority, current, fixed, needs, stays, late, early = columns
        self.community = np.array([self.community_idx[each] for each in community], np.int64)
        self.height_m, self.max_fee = np.array(height, np.float64), np.array(fee, np.float64)
        self.priority = np.array(priority, np.int64)
        self.current_lot, self.fixed_lot = (np.array([lot_idx.get(each, NONE) for each in lots], np.int64) for lots in (current, fixed))
        self.is_fixed = np.array([each is not None for each in fixed], np.bool_)
        self.needs, self.needed = distinct(map(frozenset, needs))
        self.stays, texts = distinct(stays)
        self.late, self.early = np.array(late, np.int64), np.array(early, np.int64)
        self.wish, wishes = distinct(zip(self.stays.tolist(), late, early, self.needs.tolist(), strict=True))
        self.wish_stays, self.wish_late, self.wish_early, self.wish_needs = np.array(wishes, np.int64).reshape(-1, 4).T
        self.wanted = WantedStays(scenario.time, texts)

    @property
    def most_stays(self) -> int:
        """The most stays that anybody wants."""
        return int(np.diff(self.wanted.first).max(initial=0))

    def is_move(self, resident: IntArray, lot: IntArray | int) -> BoolArray:
        """Whether residents (n,) have a current lot and it is another one."""
        current = self.current_lot[resident]
        moved: BoolArray = (current != NONE) & (current != lot)
        return moved

    @cached_property
    def excluded(self) -> dict[str, IntArray]:
        """For each lot that somebody excludes, by id, the numbers of who does."""
        pairs = [(lot_id, index) for index, person in enumerate(self._people) for lot_id in person.excluded_lots]
        found: dict[str, list[int]] = {}
        for lot_id, index in pairs:
            found.setdefault(lot_id, []).append(index)
        return {lot_id: np.array(indices) for lot_id, indices in found.items()}

    @cached_property
    def ticket(self) -> IntArray:
        """Lottery tickets: the first 6 hex digits of SHA-256 of ``seed:id``, as a number."""
        texts = (f"{self._seed}:{person.id}" for person in self._people)
        return np.array([int(hashlib.sha256(text.encode()).hexdigest()[:6], 16) for text in texts], np.int64)


class WantedStays:
    """The stays of distinct texts of time rules, one after the other.

    Text i has the rows ``first[i]`` to ``first[i + 1]``, in time order: ``start`` and ``end`` in minutes of the horizon, and
    ``clipped_start`` and ``clipped_end``, whether these are the horizon's edge.
    """

    def __init__(self, calendar: Calendar, texts: list[str]) -> None:
        periods = [calendar.stay_periods(text) for text in texts]
        self.first = np.cumsum([0, *map(len, periods)])
        self.start = np.concatenate([np.empty(0, np.int64), *(each.start for each in periods)])
        self.end = np.concatenate([np.empty(0, np.int64), *(each.end for each in periods)])
        self.clipped_start = np.concatenate([np.empty(0, np.bool_), *(each.clipped_start for each in periods)])
        self.clipped_end = np.concatenate([np.empty(0, np.bool_), *(each.clipped_end for each in periods)])
        self._stride = calendar.length + 1
        self._order = np.repeat(np.arange(len(texts)), np.diff(self.first)) * self._stride + self.start

    def containing(self, text: IntArray, start: IntArray, end: IntArray) -> IntArray:
        """The row of the text's stay that [start, end) lies within, NONE where there is none; all of shape (n,)."""
        row = np.searchsorted(self._order, text * self._stride + start, "right") - 1
        inside = row >= self.first[text]
        inside[inside] = end[inside] <= self.end[row[inside]]
        return np.where(inside, row, NONE)
