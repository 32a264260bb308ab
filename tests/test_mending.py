"""An earlier optimum is mended: what fits is left, and what does not is found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from random_scenarios import Data, random_town
from test_starting import changed, fewer_spaces, more_spaces

from parking_share import Scenario, solve, verify
from parking_share.baseline import first_come_first_served
from parking_share.instance import Instance, expand
from parking_share.optimize import Budget, beginning, lexicographic, mending, sifting
from parking_share.optimize.levels import Level
from parking_share.optimize.mending import Mending, _held, _misfits
from parking_share.optimize.pricing import Pricing
from parking_share.optimize.region import Loss, narrowed
from parking_share.optimize.rounding import Roundings
from parking_share.optimize.selection import select
from parking_share.optimize.sifting import Optimum, at_prices
from parking_share.plan import Plan
from parking_share.starting import start_from


@pytest.fixture(autouse=True)
def small_ones_are_mended(monkeypatch: pytest.MonkeyPatch) -> None:
    """Though everything anew would be as fast."""
    monkeypatch.setattr(mending, "LEAST", 0)


def calls_of(function: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, *places: Any) -> list[Any]:
    """What a function is given first, each time from now on; it still does its work."""
    seen: list[Any] = []

    def listening(*args: Any, **kwargs: Any) -> Any:
        seen.append(args[0])
        return function(*args, **kwargs)

    for place in places:
        monkeypatch.setattr(place, function.__name__, listening)
    return seen


def test_an_optimum_with_its_proof_is_proved_again_nearly_without_a_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """Often without any; a negative price that the proof had to leave out costs a program of a few lots."""
    without = 0
    for seed in range(8):
        scenario = Scenario.from_dict(random_town(seed))
        earlier = solve(scenario).schedule
        assert earlier.proof is not None
        assert not any(entry is None or entry.search for entry in earlier.proof), "a town whose prices prove everything was wanted"
        with monkeypatch.context() as patch:
            programs, begun = calls_of(sifting.solve_linear, patch, sifting), calls_of(lexicographic.promising, patch, lexicographic)
            again = solve(scenario, start=earlier).schedule
        assert begun == [], "a level was solved anew"
        assert again.status == "optimal"
        assert again.levels == earlier.levels
        assert verify(scenario, again) == ()
        if not programs:
            without += 1
            assert again.assignments == earlier.assignments
    assert without >= 4


def two_towns(seed: int) -> Data:
    """Two towns 50 km apart, so that a change in one can leave the other as it is."""
    first, second = random_town(seed), random_town(seed + 1)
    for each in second["communities"] + second["lots"] + second["residents"]:
        each["id"] = f"far-{each['id']}"
    for each in second["communities"] + second["lots"]:
        each["location"] = each["location"] | {"x": each["location"]["x"] + 50_000}
    for lot in second["lots"]:
        lot["serves"] = [f"far-{community}" for community in lot.get("serves", [])]
    for resident in second["residents"]:
        resident["community"] = f"far-{resident['community']}"
        for name in ("current_lot", "fixed_lot"):
            if resident.get(name):
                resident[name] = f"far-{resident[name]}"
        resident["excluded_lots"] = [f"far-{lot}" for lot in resident.get("excluded_lots", [])]
        if resident.get("home"):
            resident["home"] = resident["home"] | {"x": resident["home"]["x"] + 50_000}
    return first | {key: first[key] + second[key] for key in ("communities", "lots", "residents")}


def test_only_the_town_with_the_change_is_solved_again(monkeypatch: pytest.MonkeyPatch) -> None:
    mended: list[Mending] = []

    class Watched(Mending):
        def __init__(self, *args: Any) -> None:
            super().__init__(*args)
            mended.append(self)

    left_alone = 0
    for seed in range(0, 12, 2):
        before = two_towns(seed)
        earlier = solve(Scenario.from_dict(before)).schedule
        for change in (fewer_spaces, more_spaces):
            near = changed(before | {"lots": before["lots"][:6]}, change, seed)
            scenario = Scenario.from_dict(before | {"lots": near["lots"] + before["lots"][6:]})
            cold = solve(scenario).schedule
            with monkeypatch.context() as patch:
                patch.setattr(mending, "Mending", Watched)
                warm = solve(scenario, start=earlier).schedule
            assert warm.levels == cold.levels
            assert warm.status == "optimal"
            assert verify(scenario, warm) == ()
            if not mended[-1].inside[6:].any():
                left_alone += 1
                before_and_after = [
                    {(each.resident, each.lot) for each in schedule.assignments if each.resident.startswith("far-")}
                    for schedule in (earlier, warm)
                ]
                assert before_and_after[0] == before_and_after[1]
    assert len(mended) == 12
    assert left_alone >= 8


def held_at(instance: Instance, plan: Plan, noise: np.random.Generator, scale: float) -> tuple[Level, Optimum]:
    """A plan at some prices of the first level that are no less than nothing."""
    selection = select(instance, np.arange(instance.num_options), minimal=True)
    pricing = Pricing(instance, selection)
    level = Level.of(instance, selection, instance.scenario.policy.objectives[0])
    prices = np.maximum(0.0, np.round(noise.normal(0, scale, len(pricing.minutes))))
    known = at_prices(instance, pricing, level, prices, Roundings.none(instance), np.empty(0))
    held, missing = _held(instance, level, known, plan)
    assert not missing.any()
    return level, held


@pytest.mark.parametrize("seed", range(20))
def test_nothing_misfits_if_and_only_if_value_and_bound_are_equal(seed: int) -> None:
    """Complementary slackness, for plans and prices of all sorts: those of the optimum, of nobody in particular, and in between."""
    scenario = Scenario.from_dict(random_town(seed, num_residents=12, num_lots=3))
    instance, noise = expand(scenario), np.random.default_rng(seed)
    optimum = solve(scenario).schedule
    start = start_from(instance, optimum)
    plans = [start.plan, first_come_first_served(instance), Plan(np.empty(0, np.int64), np.empty(0, np.int64))]
    outcomes = set()
    for plan in plans:
        for scale in (0.0, 0.3, 2.0):
            _, held = held_at(instance, plan, noise, scale)
            fits = not _misfits(instance, held).any()
            assert fits == (abs(held.value - held.bound) < 1e-6)
            outcomes.add(fits)
        level, held = held_at(instance, plan, noise, 0.0)
        known = beginning.at_known_prices(
            instance, held.pricing, level, start.prices[level.objective], Roundings.of(instance, start.roundings)
        )
        assert known is not None
        held, _ = _held(instance, level, known, plan)
        assert (not _misfits(instance, held).any()) == (abs(held.value - held.bound) < 1e-6)
        outcomes.add(not _misfits(instance, held).any())
    assert outcomes == {True, False}


def test_an_overfull_lot_misfits_at_any_price() -> None:
    """A plan that breaks a rule has a value that no bound allows; it must not pass for an optimum."""
    instance = expand(Scenario.from_dict(random_town(3)))
    _, held = held_at(instance, first_come_first_served(instance), np.random.default_rng(3), 0.0)
    everyone = np.zeros(len(held.option))
    everyone[np.flatnonzero(np.diff(instance.resident[held.pricing.selection.option], prepend=-1))] = 1.0
    pick = everyone[held.pricing.selection.pick_column] * held.pricing.cheapest(held.dearer)[1]
    assert np.any(held.pricing.load(pick) > held.pricing.spaces)
    assert _misfits(instance, replace(held, option=everyone, pick=pick)).any()


@pytest.mark.parametrize("seed", range(4))
def test_whoever_must_be_served_has_an_option_in_the_small_program(seed: int) -> None:
    """A start may leave it without any: no row would then ask that the resident is served, and the optimum would be none."""
    instance = expand(Scenario.from_dict(random_town(seed)))
    pricing = Pricing(instance, select(instance, np.arange(instance.num_options), minimal=True))
    first, second = (name for name in instance.scenario.policy.objectives if name in ("priority", "walk"))
    working = sifting.Working(pricing.selection.option, pricing.minutes, Roundings.none(instance))
    best = sifting.optimum(instance, pricing, working, Level.of(instance, pricing.selection, first), Budget())
    assert best is not None
    face = narrowed(instance, best, Loss.none(instance))
    assert len(face.must_serve) > 0
    values = []
    for missing in (face.must_serve[:0], face.must_serve[::2]):
        option = face.option[~np.isin(instance.resident[face.option], missing)]
        some = sifting.Working(option, pricing.minutes, working.roundings)
        found = sifting.optimum(instance, Pricing(instance, face), some, Level.of(instance, face, second), Budget())
        assert found is not None
        assert found.bound == pytest.approx(found.value)
        values.append(found.value)
    assert values[0] == pytest.approx(values[1])
