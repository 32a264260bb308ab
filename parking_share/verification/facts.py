"""What both files say, side by side: the scenario worked out afresh, the schedule's claims put into minutes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import NamedTuple

from parking_share.scenario import Lot, Resident, Scenario
from parking_share.schedule import Assignment, HeldStay, Schedule
from parking_share.verification.lots import LotHours, Period, lot_hours
from parking_share.verification.presence import Presence
from parking_share.verification.violation import Violation, quoted
from parking_share.verification.walks import Walks


class Wanted(NamedTuple):
    """A stay as wanted, [start, end) in minutes, and which of its ends are the horizon's edge."""

    start: int
    end: int
    clipped_start: bool
    clipped_end: bool


class Part(NamedTuple):
    """A stay as held, [start, end), within the wanted one that contains it."""

    wanted: Wanted
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Placement:
    """An assignment whose resident and lot the scenario knows.

    ``wanted`` are all stays of the resident and ``due`` those that this lot has to hold. ``parts`` are the held stays that
    lie within a wanted one, ``strays`` those that do not; held stays that are no periods of the horizon are left out.
    """

    resident: Resident
    lot: Lot
    hours: LotHours
    claim: Assignment
    wanted: tuple[Wanted, ...]
    due: tuple[Wanted, ...]
    parts: list[Part] = field(default_factory=list)
    strays: list[Period] = field(default_factory=list)

    def violation(self, rule: str, sentence: str, at: str | None = None, amount: int | None = None) -> Violation:
        """A violation by this placement; ``sentence`` goes on after its name."""
        message = f"Resident {quoted(self.resident.id)} at lot {quoted(self.lot.id)}: {sentence}."
        return Violation(rule, message, self.resident.id, self.lot.id, at, amount)


class Facts:
    """Everything that the checks ask for, each worked out once."""

    def __init__(self, scenario: Scenario, schedule: Schedule) -> None:
        self.scenario, self.schedule = scenario, schedule
        self.length = scenario.time.length
        self.resident_idx = {resident.id: index for index, resident in enumerate(scenario.residents)}
        self.lot_idx = {lot.id: index for index, lot in enumerate(scenario.lots)}
        self.minute = lru_cache(maxsize=None)(self._minute)
        self.wanted = lru_cache(maxsize=None)(self._wanted)
        self.wanted_starts = lru_cache(maxsize=None)(lambda stays: [stay.start for stay in self.wanted(stays)])
        self.hours = lru_cache(maxsize=None)(self._hours)

    @cached_property
    def walks(self) -> Walks:
        """Walks of the scenario."""
        return Walks(self.scenario)

    @cached_property
    def placements(self) -> list[Placement]:
        """The assignments of known residents to known lots, in the schedule's order."""
        return list(self._placements())

    @cached_property
    def presences(self) -> list[Presence]:
        """Who is in each lot that the schedule uses."""
        presences: dict[str, Presence] = {}
        for placement in self.placements:
            presence = presences.get(placement.lot.id)
            if presence is None:
                presence = presences[placement.lot.id] = Presence(placement.lot, placement.hours)
            for _, start, end in placement.parts:
                presence.add(placement.resident, start, end)
            for start, end in placement.strays:
                presence.add(placement.resident, start, end)
        return list(presences.values())

    def iso(self, minute: int) -> str:
        """A minute as local date-time with offset."""
        return self.scenario.time.iso(minute)

    def span(self, start: int, end: int) -> str:
        """A period for a sentence."""
        return f"from {self.iso(start)} to {self.iso(end)}"

    def period(self, stay: HeldStay) -> Period | None:
        """A stay of the schedule in minutes; None where it is no period within the horizon."""
        start, end = self.minute(stay.arrive), self.minute(stay.leave)
        return (start, end) if start is not None and end is not None and 0 <= start < end <= self.length else None

    def _minute(self, text: str) -> int | None:
        """The minute of a local date-time with offset; None where it is none, has seconds, or a wrong offset."""
        plain = text[:-1] + "+00:00" if text.endswith("Z") else text
        try:
            minute = self.scenario.time.minute_of(plain)
            right = self.iso(minute)
        except (ValueError, OverflowError):
            return None
        return minute if plain in (right, f"{right[:16]}:00{right[16:]}") else None

    def _wanted(self, stays: str) -> tuple[Wanted, ...]:
        periods = self.scenario.time.stay_periods(stays)
        columns = periods.start, periods.end, periods.clipped_start, periods.clipped_end
        return tuple(map(Wanted._make, zip(*(column.tolist() for column in columns), strict=True)))

    def _hours(self, lot_idx: int) -> LotHours:
        return lot_hours(self.scenario.time, self.scenario.lots[lot_idx])

    def due(self, wanted: tuple[Wanted, ...], hours: LotHours) -> tuple[Wanted, ...]:
        """The wanted stays that are not excused at a lot."""
        return tuple(stay for stay in wanted if not hours.excuses(stay.start, stay.end)) if hours.whole_closures else wanted

    def _placements(self) -> Iterator[Placement]:
        for claim in self.schedule.assignments:
            resident_idx, lot_idx = self.resident_idx.get(claim.resident), self.lot_idx.get(claim.lot)
            if resident_idx is None or lot_idx is None:
                continue
            resident, hours = self.scenario.residents[resident_idx], self.hours(lot_idx)
            wanted = self.wanted(resident.stays)
            placement = Placement(resident, self.scenario.lots[lot_idx], hours, claim, wanted, self.due(wanted, hours))
            starts = self.wanted_starts(resident.stays)
            for start, end in self.periods(claim.stays):
                index = bisect_right(starts, start) - 1
                if index >= 0 and end <= wanted[index].end:
                    placement.parts.append(Part(wanted[index], start, end))
                else:
                    placement.strays.append((start, end))
            yield placement

    def periods(self, stays: Iterable[HeldStay]) -> Iterator[Period]:
        """Stays of the schedule in minutes, without those that are no periods within the horizon."""
        for stay in stays:
            period = self.period(stay)
            if period is not None:
                yield period
