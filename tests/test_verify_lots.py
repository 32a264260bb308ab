"""What a lot offers, minute by minute by the format's own words, for made-up lots."""

from __future__ import annotations

import numpy as np
import pytest
from random_scenarios import random_scenario

from parking_share.errors import InputError
from parking_share.scenario import Lot, Scenario
from parking_share.verification.lots import lot_hours


def spaces_by_the_minute(scenario: Scenario, lot: Lot) -> list[int]:
    """c(t) = max(0, spaces - held_back - closed(t) - max{own(u): t <= u <= t + recall}) for every minute of the horizon."""
    length = scenario.time.length
    own, closed = [0] * length, [0] * length
    for count, periods in scenario.time.rule_periods(lot.own_use):
        for start, end in zip(periods.start.tolist(), periods.end.tolist(), strict=True):
            for minute in range(start, end):
                own[minute] += lot.spaces if count is None else count
    for closure in lot.closures:
        for minute in range(max(scenario.time.minute_of(closure.from_), 0), min(scenario.time.minute_of(closure.to), length)):
            closed[minute] += lot.spaces if closure.spaces is None else closure.spaces
    needed = [max(own[minute : minute + lot.recall_minutes + 1]) for minute in range(length)]
    return [max(0, lot.spaces - lot.held_back - closed[minute] - needed[minute]) for minute in range(length)]


@pytest.mark.parametrize("seed", range(25))
def test_the_steps_are_the_definition_at_every_minute(seed: int) -> None:
    try:
        scenario = Scenario.from_dict(random_scenario(seed))
    except InputError:
        pytest.skip("not a scenario that the format admits")
    for lot in scenario.lots:
        spaces, hours = spaces_by_the_minute(scenario, lot), lot_hours(scenario.time, lot)
        minutes = np.arange(hours.length)
        assert hours.spaces_at(minutes).tolist() == spaces
        gate = set(hours.gate_starts.tolist()), set(hours.gate_ends.tolist())
        rises = {minute for minute in range(1, hours.length) if spaces[minute] > spaces[minute - 1]}
        falls = {minute for minute in range(1, hours.length) if spaces[minute] < spaces[minute - 1]}
        assert hours.late_arrivals.tolist() == sorted(rises | gate[0])
        assert hours.early_leaves.tolist() == sorted(falls | gate[1])
        until = [hours.length]
        for minute in reversed(range(hours.length)):
            until.append(
                until[-1]
                if spaces[minute] > 0 and (minute + 1 == hours.length or spaces[minute + 1] > 0)
                else minute + (spaces[minute] > 0)
            )
        assert hours.open_until(minutes).tolist() == until[:0:-1]
