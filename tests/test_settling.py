"""What becomes of levels whose linear optimum takes fractions that nothing cuts off, where an instance is large."""

from __future__ import annotations

from typing import Any

import pytest
import reference
from random_scenarios import random_scenario, random_town
from test_optimum import values

from parking_share import Scenario, solve, verify
from parking_share.optimize import beginning, lexicographic, mending, polishing, settling, sifting
from parking_share.optimize.lexicographic import Climb, Step
from parking_share.optimize.polishing import polish
from parking_share.optimize.sifting import Optimum

TOWNS = range(12)


@pytest.fixture(autouse=True)
def everything_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """What towns and cities need is asked of small scenarios, too."""
    monkeypatch.setattr(beginning, "SMALL", 0)
    monkeypatch.setattr(settling, "SMALL", 0)
    monkeypatch.setattr(settling, "LARGE", 0)
    monkeypatch.setattr(mending, "LEAST", 0)
    monkeypatch.setattr(polishing, "LEAST_PICKS", 0)


@pytest.fixture
def nothing_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """No roundings are found."""
    monkeypatch.setattr(sifting, "separate", lambda instance, master, solved, roundings: roundings)


@pytest.fixture
def polished(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """The first level before and after each time that a plan is made better."""
    gained = list[tuple[int, int]]()

    def watched(*given: Any) -> None:
        search, objectives = given[3], given[4]
        before = search.gain(objectives[0])
        polish(*given)
        gained.append((before, search.gain(objectives[0])))

    monkeypatch.setattr(settling, "polish", watched)
    return gained


@pytest.mark.usefixtures("nothing_is_cut_off")
def test_plans_are_made_better_and_bounds_hold(polished: list[tuple[int, int]], monkeypatch: pytest.MonkeyPatch) -> None:
    """On the first level no value is above the optimum, no bound below it, and no plan becomes worse."""
    for seed in TOWNS:
        scenario = Scenario.from_dict(random_town(seed, num_residents=150, num_lots=14))
        with monkeypatch.context() as small:
            small.setattr(settling, "LARGE", 30_000)
            exact = solve(scenario).schedule
        assert exact.levels[0].value == exact.levels[0].bound
        found = solve(scenario).schedule
        assert verify(scenario, found) == (), seed
        assert found.levels[0].value <= exact.levels[0].value, seed
        assert found.levels[0].bound is not None and found.levels[0].bound >= exact.levels[0].value, seed
    assert polished and all(after >= before for before, after in polished)
    assert any(after > before for before, after in polished)


@pytest.mark.usefixtures("nothing_is_cut_off")
def test_brute_force_lies_between_value_and_bound() -> None:
    """On the first level that is not reached; those above it are optimal."""
    for seed in range(300, 360):
        data = random_scenario(seed)
        scenario = Scenario.from_dict(data)
        schedule = solve(scenario).schedule
        assert verify(scenario, schedule) == (), seed
        for level, best in zip(schedule.levels, reference.best(data), strict=True):
            if level.value != best:
                sign = -1 if level.objective in ("walk", "trim") else 1
                assert sign * level.value < sign * best, seed
                assert level.bound is None or sign * level.bound >= sign * best, seed
                break


def test_levels_ahead_without_time_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each level is settled at its own vertex then; the optimum is the same."""
    monkeypatch.setattr(settling, "LARGE", 30_000)
    for seed in range(400, 440):
        data = random_scenario(seed)
        scenario = Scenario.from_dict(data)
        with monkeypatch.context() as patch:
            patch.setattr(lexicographic, "AHEAD", 0.0)
            schedule = solve(scenario).schedule
        assert values(schedule) == tuple(reference.best(data)), seed
        assert schedule.status == "optimal", seed


@pytest.mark.usefixtures("nothing_is_cut_off")
def test_below_a_level_that_no_plan_reaches_nothing_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its optima have no plan among them, whatever is cut off of those of the next level."""
    steps, solved = list[bool](), list[int]()
    step, optimum = Climb._step, lexicographic.optimum

    def watched_step(climb: Climb, *given: Any) -> Step | None:
        steps.append(any(each.best.has_no_plan() for each in climb.ahead if each.best))
        return step(climb, *given)

    def watched_optimum(*given: Any, **more: Any) -> Optimum | None:
        solved.append(len(steps) - 1)
        return optimum(*given, **more)

    monkeypatch.setattr(Climb, "_step", watched_step)
    monkeypatch.setattr(lexicographic, "optimum", watched_optimum)
    for seed in TOWNS:
        scenario = Scenario.from_dict(random_town(seed, num_residents=150, num_lots=14))
        assert verify(scenario, solve(scenario).schedule) == (), seed
    assert any(steps) and solved
    assert not any(steps[number] for number in solved)
