"""A scenario with a schedule of it: what is compared."""

from __future__ import annotations

from dataclasses import dataclass

from parking_share.scenario import Scenario
from parking_share.schedule import Schedule


@dataclass(frozen=True)
class Solved:
    """A scenario and a schedule of it, however it was made."""

    scenario: Scenario
    schedule: Schedule
