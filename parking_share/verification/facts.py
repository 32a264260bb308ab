"""What both files say, side by side: the scenario worked out afresh, the schedule's claims put into minutes and columns."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from parking_share.calendar import BoolArray, IntArray
from parking_share.scenario import Lot, Resident, Scenario
from parking_share.schedule import Assignment, HeldStay, Schedule
from parking_share.texts import _
from parking_share.verification.ground import Ground
from parking_share.verification.proofs import ReadProof, read_proofs
from parking_share.verification.ragged import groups, ranges
from parking_share.verification.residents import NONE
from parking_share.verification.survey import Survey, survey
from parking_share.verification.violation import Violation, quoted

NO_TIME = -(2**60)
"""Stands for a text that is no time."""


@dataclass(frozen=True)
class Claimed:
    """Stays as the schedule lists them, in its order, columns of shape (n,).

    ``assignment`` says whose they are. ``start`` and ``end`` are minutes, NO_TIME where the text is no time; ``is_period`` says
    whether both make a period of the horizon.
    """

    assignment: IntArray
    start: IntArray
    end: IntArray
    is_period: BoolArray


@dataclass(frozen=True)
class Due:
    """What the placements have to hold, sorted by placement, then time; columns of shape (n,).

    ``row`` is the wanted stay, a row of ``residents.wanted``; ``is_excused`` says whether it is excused at the lot.
    """

    placement: IntArray
    row: IntArray
    is_excused: BoolArray


@dataclass(frozen=True)
class Held:
    """The stays held that are periods of the horizon, in the schedule's order, columns of shape (n,).

    ``row`` is the wanted stay that it lies within, NONE where there is none.
    """

    placement: IntArray
    start: IntArray
    end: IntArray
    row: IntArray

    def take(self, chosen: BoolArray) -> Held:
        """Some of them."""
        return Held(self.placement[chosen], self.start[chosen], self.end[chosen], self.row[chosen])


class Facts(Ground):
    """Everything that the checks ask for, each worked out once.

    A *placement* is an assignment whose resident and lot the scenario knows; they are numbered in the schedule's order.
    """

    def __init__(self, scenario: Scenario, schedule: Schedule) -> None:
        super().__init__(scenario)
        self.schedule = schedule
        self.minute = lru_cache(maxsize=None)(self._minute)

    @cached_property
    def placed(self) -> tuple[IntArray, IntArray, IntArray]:
        """(assignment, resident, lot) of each placement."""
        rows = [
            (number, self.resident_idx[claim.resident], self.lot_idx[claim.lot])
            for number, claim in enumerate(self.schedule.assignments)
            if claim.resident in self.resident_idx and claim.lot in self.lot_idx
        ]
        assignment, resident, lot = np.array(rows, np.int64).reshape(-1, 3).T
        return assignment, resident, lot

    @cached_property
    def placement_of(self) -> IntArray:
        """The placement of each assignment; NONE where it is none."""
        placement = np.full(len(self.schedule.assignments), NONE)
        placement[self.placed[0]] = np.arange(len(self.placed[0]))
        return placement

    @cached_property
    def placed_by_lot(self) -> list[tuple[int, IntArray]]:
        """(lot, its placements) for each lot that the schedule uses."""
        return list(groups(self.placed[2]))

    @cached_property
    def walk_seconds(self) -> IntArray:
        """The walk of each placement."""
        seconds = np.empty(len(self.placed[0]), np.int64)
        for lot, placements in self.placed_by_lot:
            seconds[placements] = self.walks.seconds(lot, self.placed[1][placements])
        return seconds

    @cached_property
    def claimed_stays(self) -> Claimed:
        """The stays that the assignments hold."""
        return self._claimed([claim.stays for claim in self.schedule.assignments])

    @cached_property
    def claimed_excused(self) -> Claimed:
        """The stays that the assignments list as excused."""
        return self._claimed([claim.excused for claim in self.schedule.assignments])

    @cached_property
    def due(self) -> Due:
        """The stays that each placement's resident wants."""
        wanted = self.residents.wanted
        text = self.residents.stays[self.placed[1]]
        placement, row = ranges(wanted.first[text], wanted.first[text + 1])
        is_excused = np.zeros(len(row), np.bool_)
        for lot, rows in groups(self.placed[2][placement]):
            is_excused[rows] = self.hours(lot).excuses(wanted.start[row[rows]], wanted.end[row[rows]])
        return Due(placement, row, is_excused)

    @cached_property
    def held(self) -> Held:
        """The stays that the placements hold."""
        placement, start, end = self.periods_of(self.claimed_stays)
        text = self.residents.stays[self.placed[1][placement]]
        return Held(placement, start, end, self.residents.wanted.containing(text, start, end))

    @cached_property
    def parts(self) -> Held:
        """Those that lie within a stay that the resident wants."""
        return self.held.take(self.held.row != NONE)

    @cached_property
    def parts_by_lot(self) -> list[tuple[int, IntArray]]:
        """(lot, rows of ``parts``) for each lot that the schedule uses."""
        return list(groups(self.placed[2][self.parts.placement]))

    @cached_property
    def proofs(self) -> list[ReadProof]:
        """The proof of each level of the policy."""
        return read_proofs(self, self.schedule.proof)

    @cached_property
    def survey(self) -> Survey:
        """What every lot has for those who are refused; for everybody, at its prices, where a level has a proof."""
        priced = [each.priced for each in self.proofs if each.priced is not None]
        asked = np.full(len(self.scenario.residents), bool(priced))
        asked[[self.resident_idx[row.resident] for row in self.schedule.refusals if row.resident in self.resident_idx]] = True
        return survey(self, asked, priced)

    def periods_of(self, claimed: Claimed) -> tuple[IntArray, IntArray, IntArray]:
        """(placement, start, end) of the claimed stays of placements that are periods of the horizon."""
        placement = self.placement_of[claimed.assignment]
        chosen = claimed.is_period & (placement != NONE)
        return placement[chosen], claimed.start[chosen], claimed.end[chosen]

    def who_where(self, placement: int) -> tuple[Resident, Lot, Assignment]:
        """Resident, lot and assignment of a placement."""
        assignment, resident, lot = (int(column[placement]) for column in self.placed)
        return self.scenario.residents[resident], self.scenario.lots[lot], self.schedule.assignments[assignment]

    def violation(self, placement: int, rule: str, sentence: str, at: int | None = None, amount: int | None = None) -> Violation:
        """A violation by a placement, at a minute; ``sentence`` goes on after its name."""
        resident, lot = self.who_where(placement)[:2]
        message = _(
            "Resident %(resident)s at lot %(lot)s: %(sentence)s.", resident=quoted(resident.id), lot=quoted(lot.id), sentence=sentence
        )
        return Violation(rule, message, resident.id, lot.id, None if at is None else self.iso(at), None if amount is None else int(amount))

    def _claimed(self, lists: list[tuple[HeldStay, ...]]) -> Claimed:
        assignment = np.repeat(np.arange(len(lists)), np.array([len(stays) for stays in lists], np.int64))
        start = np.array([self.minute(stay.arrive) for stays in lists for stay in stays], np.int64)
        end = np.array([self.minute(stay.leave) for stays in lists for stay in stays], np.int64)
        return Claimed(assignment, start, end, (start >= 0) & (start < end) & (end <= self.length))

    def _minute(self, text: str) -> int:
        """The minute of a local date-time with offset; NO_TIME where it is none, has seconds, or a wrong offset."""
        plain = text[:-1] + "+00:00" if text.endswith("Z") else text
        try:
            minute = self.scenario.time.minute_of(plain)
            right = self.iso(minute)
        except (ValueError, OverflowError):
            return NO_TIME
        return minute if plain in (right, f"{right[:16]}:00{right[16:]}") else NO_TIME
