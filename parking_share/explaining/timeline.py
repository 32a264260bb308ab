"""What a resident sees of lots over time: when they are closed, and when they have no space left for the resident."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from parking_share.explaining.occupancy import Occupancy
from parking_share.scenario import Scenario
from parking_share.schedule import Schedule
from parking_share.verification.facts import Facts


@dataclass(frozen=True)
class Span:
    """A period [start, end) in minutes, of a lot, or of a stay where ``lot`` is empty."""

    lot: str
    start: int
    end: int
    state: Literal["wanted", "closed", "full"]


def timeline(scenario: Scenario, schedule: Schedule, resident_id: str, lots: Iterable[str]) -> tuple[Span, ...]:
    """The stays that a resident wants, and when each lot is closed or full for them; their own car does not count."""
    without = schedule.model_copy(update={"assignments": tuple(each for each in schedule.assignments if each.resident != resident_id)})
    facts = Facts(scenario, without)
    return tuple(_spans(facts, facts.resident_idx[resident_id], lots))


def _spans(facts: Facts, resident: int, lots: Iterable[str]) -> Iterator[Span]:
    stays = facts.scenario.time.stay_periods(facts.scenario.residents[resident].stays)
    for start, end in zip(stays.start.tolist(), stays.end.tolist(), strict=True):
        yield Span("", start, end, "wanted")
    needs = facts.residents.needed[facts.residents.needs[resident]]
    for lot_id in lots:
        lot = facts.lot_idx[lot_id]
        hours = facts.hours(lot)
        ends = np.append(hours.at[1:], hours.length)
        for start, end in zip(hours.at[hours.spaces == 0].tolist(), ends[hours.spaces == 0].tolist(), strict=True):
            yield Span(lot_id, start, end, "closed")
        for each in Occupancy(facts, lot, needs).full_periods(0, facts.length):
            if hours.spaces_at(np.array([each.start]))[0] > 0:
                yield Span(lot_id, each.start, each.end, "full")
