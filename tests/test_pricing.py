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
from parking_share.optimize.ascent import Market, ascend
from parking_share.optimize.pricing import Pricing
from parking_share.optimize.selection import select


def market(data: dict[str, object], *, minimal: bool = True) -> tuple[Market, Pricing, np.ndarray]:
    """The market of a scenario's options, gains in priority points, the pricing of all of them, and their residents."""
    instance = expand(Scenario.from_dict(data))
    selection = select(instance, np.arange(instance.num_options), minimal=minimal)
    pricing = Pricing(instance, selection)
    return Market(instance, pricing, instance.gains("priority").astype(float)), pricing, instance.resident


@given(st.integers(0, 100_000), st.integers(0, 3), st.floats(0, 20), st.booleans())
def test_no_prices_give_a_bound_below_the_optimum(seed: int, kind: int, scale: float, minimal: bool) -> None:
    """Whatever the prices - none, random, sparse or absurd - the bound is never below what brute force reaches."""
    data = random_scenario(seed) | {"policy": {"objectives": ["priority"]}}
    people, pricing, _ = market(data, minimal=minimal)
    draw = np.random.default_rng(seed)
    size = len(pricing.minutes)
    prices = [np.zeros(size), draw.random(size), draw.random(size) * (draw.random(size) < 0.2), np.full(size, 1e6)][kind] * scale
    assert people.respond(prices).bound >= reference.best(data)[0] - 1e-6


@pytest.mark.parametrize("seed", range(5))
def test_ascent_comes_near_and_stays_above(seed: int) -> None:
    data = random_town(seed) | {"policy": {"objectives": ["priority"]}}
    best = solve(Scenario.from_dict(data)).schedule.levels[0].value
    people, _, _ = market(data)
    prices = ascend(people, 200, Budget())
    assert (prices >= 0).all()
    bound = people.respond(prices).bound
    assert best <= bound + 1e-6
    assert bound <= best * 1.1, "200 steps are meant to come within some per cent"


def test_loads_are_counted_minute_by_minute() -> None:
    """Against a count over every option taken, each by the cheapest cut of each stay, and every minute."""
    people, pricing, _ = market(random_town(9))
    prices = ascend(people, 20, Budget())
    response = people.respond(prices)
    _, cheapest = pricing.cheapest(pricing.paid_by_picks(prices))
    taken = np.isin(pricing.selection.pick_column, response.taken) & cheapest
    counted = [0] * len(pricing.minutes)
    for pick, first, last in zip(pricing._pick, pricing._first, pricing._last, strict=True):
        for minute in range(first, last):
            counted[minute] += int(taken[pick])
    assert response.load.tolist() == counted
    assert sum(counted) > 0


def test_everyone_takes_one_option_at_most() -> None:
    people, pricing, resident = market(random_town(7))
    response = people.respond(np.full(len(pricing.minutes), 0.01))
    assert np.bincount(resident[response.taken]).max() == 1


def test_options_of_a_pattern_pay_the_same() -> None:
    """Whatever the prices; and there are fewer patterns than options."""
    people, pricing, _ = market(random_town(5))
    prices = np.random.default_rng(5).random(len(pricing.minutes))
    paid, _ = pricing.cheapest(pricing.paid_by_picks(prices))
    assert np.allclose(people.gain - people.reduced(prices), paid)
    assert len(people.pricing.selection.option) < len(pricing.selection.option)
