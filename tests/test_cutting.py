"""Fractions are cut off in the lots concerned first, and wherever that is, the optimum is the same."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from random_scenarios import random_town

from parking_share import Scenario, solve, verify
from parking_share.optimize import beginning, cutting, mending
from parking_share.optimize.cutting import Cutting
from parking_share.optimize.rounding import Roundings
from parking_share.optimize.sifting import Optimum

TOWNS = ((24, 200, 12), (8, 300, 20), (1, 300, 20), (9, 300, 20), (11, 200, 12))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[Cutting, list[tuple[float, bool]]]:
    """Everything is large; for each level in turn the values that were cut off, and whether that was done in a part."""
    monkeypatch.setattr(beginning, "SMALL", 0)
    monkeypatch.setattr(mending, "LEAST", 0)
    said, real = dict[Cutting, list[tuple[float, bool]]](), Cutting.roundings

    def roundings(of: Cutting, found: Optimum, *given: Any) -> Roundings:
        more = real(of, found, *given)
        said.setdefault(of, []).append((found.value, of._was_part))
        return more

    monkeypatch.setattr(Cutting, "roundings", roundings)
    return said


@pytest.mark.parametrize("most", [0.0, 0.3, 1.0])
def test_towns_come_out_the_same(most: float, asked: dict[Cutting, list[tuple[float, bool]]], monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether parts are none, small or everything."""
    scenarios = [Scenario.from_dict(random_town(seed, num_residents=residents, num_lots=lots)) for seed, residents, lots in TOWNS]
    with monkeypatch.context() as small:
        small.setattr(mending, "LEAST", 30_000)
        expected = [solve(scenario).schedule.levels for scenario in scenarios]
    assert not asked
    monkeypatch.setattr(cutting, "MOST", most)
    monkeypatch.setattr(cutting, "MOST_STUCK", 0)
    for scenario, levels in zip(scenarios, expected, strict=True):
        found = solve(scenario).schedule
        assert found.status == "optimal"
        assert found.levels == levels
        assert verify(scenario, found) == ()
    assert asked
    assert any(was_part for calls in asked.values() for _, was_part in calls) == (most > 0)


def test_parts_that_change_nothing_are_followed_by_the_whole(
    asked: dict[Cutting, list[tuple[float, bool]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ties may reach further than the lots concerned: here, these are taken alone."""
    monkeypatch.setattr(cutting, "REACH", 0)
    monkeypatch.setattr(cutting, "MOST", 1.0)
    for seed, num_residents in ((5, 300), (32, 300), (34, 300), (0, 400), (25, 400)):
        solve(Scenario.from_dict(random_town(seed, num_residents=num_residents, num_lots=20)))
    of_no_use = 0
    for calls in asked.values():
        for (value, was_part), (then, is_part) in pairwise(calls):
            if was_part and then > value - 1e-4:
                assert not is_part
                of_no_use += 1
    assert of_no_use > 0
