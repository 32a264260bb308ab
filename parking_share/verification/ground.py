"""The scenario alone, worked out afresh: what everything that a schedule says is held against."""

from __future__ import annotations

from functools import cached_property, lru_cache

from parking_share.scenario import Scenario
from parking_share.texts import _
from parking_share.verification.lots import LotHours, lot_hours
from parking_share.verification.residents import Residents
from parking_share.verification.walks import Walks


class Ground:
    """What a scenario means, each thing worked out once. Residents and lots are numbered in scenario order."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.length = scenario.time.length
        self.resident_idx = {resident.id: index for index, resident in enumerate(scenario.residents)}
        self.lot_idx = {lot.id: index for index, lot in enumerate(scenario.lots)}
        self.hours = lru_cache(maxsize=None)(self._hours)

    @cached_property
    def residents(self) -> Residents:
        """What the residents ask for, as columns."""
        return Residents(self.scenario)

    @cached_property
    def walks(self) -> Walks:
        """Walks of the scenario."""
        return Walks(self.scenario, self.residents)

    def iso(self, minute: int) -> str:
        """A minute as local date-time with offset."""
        return self.scenario.time.iso(minute)

    def span(self, start: int, end: int) -> str:
        """A period for a sentence."""
        return _("from %(start)s to %(end)s", start=self.iso(start), end=self.iso(end))

    def _hours(self, lot_idx: int) -> LotHours:
        """What a lot offers over time."""
        return lot_hours(self.scenario.time, self.scenario.lots[lot_idx])
