"""Levels optimised again because roundings found below have shown that no plan is as good: sooner or later, the optimum is the same."""

from __future__ import annotations

import pytest
from random_scenarios import random_town

from parking_share import Scenario, solve, verify
from parking_share.optimize import beginning, mending
from parking_share.optimize.lexicographic import Climb
from parking_share.optimize.rounding import Roundings

TOWNS = ((24, 200, 12), (8, 300, 20), (1, 300, 20), (9, 300, 20), (11, 200, 12))


@pytest.fixture(autouse=True)
def everything_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """What cities need is asked of small scenarios, too."""
    monkeypatch.setattr(beginning, "SMALL", 0)
    monkeypatch.setattr(mending, "LEAST", 0)


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """What is said of the roundings found on lower levels."""
    said, real = list[bool](), Climb._excluded

    def excluded(climb: Climb, roundings: Roundings) -> bool:
        said.append(real(climb, roundings))
        return said[-1]

    monkeypatch.setattr(Climb, "_excluded", excluded)
    return said


def test_towns_come_out_the_same_whether_it_is_asked_or_not(answers: list[bool], monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether or not some plan is as good as the linear optimum of the level above; which towns have none depends on vertices."""
    with_none = list[bool]()
    for seed, num_residents, num_lots in TOWNS:
        answers.clear()
        scenario = Scenario.from_dict(random_town(seed, num_residents=num_residents, num_lots=num_lots))
        asked = solve(scenario).schedule
        with_none += [any(answers)] if answers else []
        with monkeypatch.context() as patch:
            patch.setattr(Climb, "_excluded", lambda climb, roundings: False)
            unasked = solve(scenario).schedule
        assert asked.status == unasked.status == "optimal"
        assert asked.levels == unasked.levels
        assert verify(scenario, asked) == ()
    assert any(with_none) and not all(with_none)
