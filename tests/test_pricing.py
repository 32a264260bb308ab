"""Prices: weak duality against brute force with any prices, and the ways in which prices are put to use."""

from __future__ import annotations

import numpy as np
import pytest
import reference
from hypothesis import given
from hypothesis import strategies as st
from random_scenarios import random_scenario, random_town

from parking_share import Scenario, solve
from parking_share.instance import expand
from parking_share.optimize import Budget
from parking_share.optimize.pricing import Pricing, ascend, respond
from parking_share.optimize.selection import select


def priced(data: dict[str, object], *, minimal: bool = True) -> tuple[Pricing, np.ndarray, np.ndarray]:
    """The pricing of a scenario's options, with their gains in priority points and their residents."""
    instance = expand(Scenario.from_dict(data))
    selection = select(instance, np.arange(instance.num_options), minimal=minimal)
    return Pricing(instance, selection), instance.gains("priority").astype(float), instance.resident


@given(st.integers(0, 100_000), st.integers(0, 3), st.floats(0, 20), st.booleans())
def test_no_prices_give_a_bound_below_the_optimum(seed: int, kind: int, scale: float, minimal: bool) -> None:
    """Whatever the prices - none, random, sparse or absurd - the bound is never below what brute force reaches."""
    data = random_scenario(seed) | {"policy": {"objectives": ["priority"]}}
    pricing, gain, resident = priced(data, minimal=minimal)
    draw = np.random.default_rng(seed)
    size = len(pricing.minutes)
    prices = [np.zeros(size), draw.random(size), draw.random(size) * (draw.random(size) < 0.2), np.full(size, 1e6)][kind] * scale
    assert respond(pricing, gain, resident, prices).bound >= reference.best(data)[0] - 1e-6


@pytest.mark.parametrize("seed", range(5))
def test_ascent_comes_near_and_stays_above(seed: int) -> None:
    data = random_town(seed) | {"policy": {"objectives": ["priority"]}}
    best = solve(Scenario.from_dict(data)).schedule.levels[0].value
    pricing, gain, resident = priced(data)
    prices = ascend(pricing, gain, resident, 200, Budget())
    assert (prices >= 0).all()
    bound = respond(pricing, gain, resident, prices).bound
    assert best <= bound + 1e-6
    assert bound <= best * 1.1, "200 steps are meant to come within some per cent"


def test_loads_are_counted_minute_by_minute() -> None:
    """Against a count over every pick and every minute."""
    pricing, gain, resident = priced(random_town(9))
    response = respond(pricing, gain, resident, ascend(pricing, gain, resident, 20, Budget()))
    counted = [0] * len(pricing.minutes)
    for pick, first, last in zip(pricing._pick, pricing._first, pricing._last, strict=True):
        for minute in range(first, last):
            counted[minute] += int(response.pick[pick])
    assert pricing.load(response.pick.astype(float)).tolist() == counted


def test_everyone_takes_one_option_at_most() -> None:
    pricing, gain, resident = priced(random_town(7))
    response = respond(pricing, gain, resident, np.full(len(pricing.minutes), 0.01))
    assert np.bincount(resident[response.option]).max() == 1
    slots = pricing.selection.pick_slot[response.pick]
    assert len(slots) == len(set(slots.tolist()))
