"""Programs begun in parts, and fractions cut off where they are, lead to the same optimum."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import reference
from random_scenarios import random_scenario, random_town
from test_max_moves import with_max_moves
from test_mending import calls_of
from test_optimum import beside, crowd, values
from test_separation import odd_hole

from parking_share import Scenario, solve, verify
from parking_share.instance import expand
from parking_share.optimize import Budget, beginning, dissection, linear, mending, sifting
from parking_share.optimize.levels import Level
from parking_share.optimize.linear import BASIC
from parking_share.optimize.master import build
from parking_share.optimize.pricing import Pricing
from parking_share.optimize.region import as_good_lots, fractional_lots
from parking_share.optimize.rounding import Roundings
from parking_share.optimize.selection import select
from parking_share.optimize.sifting import Working, linear_optimum


def in_parts(monkeypatch: pytest.MonkeyPatch, most: int) -> list[Any]:
    """Halve whatever has more options than that, however crowded, and say which parts were solved."""
    monkeypatch.setattr(beginning, "SMALL", 0)
    monkeypatch.setattr(beginning, "CROWDED", 1.0)
    monkeypatch.setattr(dissection, "PART", most)
    return calls_of(dissection.linear_optimum, monkeypatch, dissection)


@pytest.mark.parametrize("with_cap", [False, True])
def test_brute_force_agrees(with_cap: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """All levels, kinds, gates and tolerances, with a cap on moves and without."""
    parts = in_parts(monkeypatch, 1)
    for seed in range(900, 960):
        data = random_scenario(seed)
        data = with_max_moves(seed, data) if with_cap else data
        schedule = solve(Scenario.from_dict(data)).schedule
        assert (values(schedule), schedule.status) == (tuple(reference.best(data)), "optimal"), seed
    assert len(parts) > 60


@pytest.mark.parametrize("interior", [0, 10_000])
@pytest.mark.parametrize("most", [20, 100])
def test_towns_are_as_good(most: int, interior: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the size of the parts, and by whichever method; nothing depends on which of them is ready first."""
    scenarios = [Scenario.from_dict(random_town(seed, num_residents=120, num_lots=12)) for seed in range(4)]
    whole = [solve(scenario).schedule for scenario in scenarios]
    parts = in_parts(monkeypatch, most)
    monkeypatch.setattr(sifting, "INTERIOR", interior)
    by_interior_point = calls_of(linear._by_interior_point, monkeypatch, linear)
    for scenario, expected in zip(scenarios, whole, strict=True):
        found, again = solve(scenario).schedule, solve(scenario).schedule
        assert (values(found), found.status) == (values(expected), "optimal")
        assert verify(scenario, found) == ()
        assert again.assignments == found.assignments
    assert len(parts) > 2 * len(scenarios)
    assert bool(by_interior_point) == (interior == 0)


def test_lots_are_halved_twice_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four parts, and the two that they make up: six programs of parts a level."""
    parts = in_parts(monkeypatch, 1)
    scenario = random_town(2, num_residents=120, num_lots=12)
    scenario["policy"] = {"objectives": ["served"]}
    assert solve(Scenario.from_dict(scenario)).schedule.status == "optimal"
    assert len(parts) == 6


@pytest.mark.parametrize("seed", range(6))
def test_parts_side_by_side_are_a_vertex_of_the_whole(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """As many columns and rows are basic as there are rows, and all of them are the whole's."""
    in_parts(monkeypatch, 30)
    instance = expand(Scenario.from_dict(random_town(seed, num_residents=120, num_lots=12)))
    selection = select(instance, np.arange(instance.num_options), minimal=True)
    pricing, level = Pricing(instance, selection), Level.of(instance, selection, "priority")
    working = beginning.start(instance, pricing, ("priority",), Budget())
    assert working.so_far is not None
    before = working.so_far[1]
    dissection.begin_in_parts(instance, pricing, working, level, before, Budget())
    assert working.basis is not None
    assert working.so_far[1].bound <= before.bound
    small = selection.keep_options(np.isin(selection.option, working.option))
    gains = Level.of(instance, small, "priority").gains
    master = build(instance, small, np.intersect1d(pricing.minutes, working.minutes), gains, roundings=working.roundings)
    columns, rows = master.keys(instance)
    assert np.isin(working.basis.columns, columns).all() and np.isin(working.basis.rows, rows).all()
    basic = [int((status == BASIC).sum()) for status in (working.basis.column_status, working.basis.row_status)]
    assert sum(basic) == len(working.basis.rows)


def test_fractions_are_cut_off_where_they_are() -> None:
    """Three who clash in a ring, in each of two lots: at half of each, one lot's rounding is found with the other paid for."""
    data = odd_hole(3)
    lots = [{"id": name, "location": {"x": x, "y": 0}, "spaces": 1} for name, x in (("lot", 0), ("other", 5000))]
    others = [one | {"id": f"other-{one['id']}", "home": {"x": 5000, "y": 0}} for one in data["residents"]]
    residents = [one | {"max_walk_minutes": 10} for one in (*data["residents"], *others)]
    instance = expand(Scenario.from_dict(data | {"lots": lots, "residents": residents}))
    selection = select(instance, np.arange(instance.num_options), minimal=True)
    pricing, level = Pricing(instance, selection), Level.of(instance, selection, "priority")
    working = Working(selection.option, pricing.minutes, Roundings.none(instance))
    best = linear_optimum(instance, pricing, working, level, Budget())
    assert best is not None and best.value == pytest.approx(6)
    for inside, value in (([True, False], 5), ([False, True], 4)):
        part = mending.Part(instance, level, best, np.array(inside), working)
        assert part.separated(Budget(), patience=30)
        best = linear_optimum(instance, pricing, working, level, Budget())
        assert best is not None and best.value == pytest.approx(value)
    assert best.is_integral()
    assert not mending.Part(instance, level, best, np.array([True, True]), working).separated(Budget(), patience=30)


def test_roundings_of_a_part_hold_for_the_whole() -> None:
    """They lower the linear optimum, and never below a plan."""
    lowered = 0
    for seed in range(12):
        scenario = beside([crowd(14, 2, seed=seed), crowd(5, 2, seed=100 + seed)])
        instance = expand(scenario)
        truth = solve(scenario).schedule.levels[0]
        assert truth.value == truth.bound
        selection = select(instance, np.arange(instance.num_options), minimal=True)
        pricing, level = Pricing(instance, selection), Level.of(instance, selection, "priority")
        working = Working(selection.option, pricing.minutes, Roundings.none(instance))
        before = linear_optimum(instance, pricing, working, level, Budget())
        assert before is not None
        inside = as_good_lots(instance, before, fractional_lots(instance, before))
        if mending.Part(instance, level, before, inside, working).separated(Budget(), patience=30):
            after = linear_optimum(instance, pricing, working, level, Budget())
            assert after is not None
            assert truth.value - 1e-6 <= after.value <= before.value + 1e-6, seed
            lowered += after.value < before.value - 1e-6
    assert lowered > 6
