"""Plans made better where they waste most: what waste adds up to, and that plans only become better."""

from __future__ import annotations

import numpy as np
import pytest
from random_scenarios import random_town

from parking_share import Scenario
from parking_share.baseline import first_come_first_served
from parking_share.instance import Instance, expand
from parking_share.optimize import Budget
from parking_share.optimize.levels import Level
from parking_share.optimize.polishing import Neighbours, Waste, polish
from parking_share.optimize.pricing import Pricing
from parking_share.optimize.rounding import Roundings
from parking_share.optimize.search import Search
from parking_share.optimize.selection import select
from parking_share.optimize.sifting import Optimum, Working, linear_optimum

SEEDS = range(8)


def priced(seed: int) -> tuple[Instance, Optimum, Search]:
    """A crowded town, its linear optimum, and a search that begins with first come, first served."""
    instance = expand(Scenario.from_dict(random_town(seed, num_residents=150, num_lots=14)))
    pricing = Pricing(instance, select(instance, np.arange(instance.num_options), minimal=True))
    working = Working(pricing.selection.option, pricing.minutes, Roundings.nothing(instance))
    level = Level.of(instance, pricing.selection, instance.scenario.policy.objectives[0])
    best = linear_optimum(instance, pricing, working, level, Budget())
    assert best is not None
    return instance, best, Search(instance, first_come_first_served(instance), Budget(), lambda progress: None)


@pytest.mark.parametrize("seed", SEEDS)
def test_waste_is_all_that_keeps_a_plan_from_the_bound(seed: int) -> None:
    """Over all lots and residents it adds up to the difference."""
    instance, best, search = priced(seed)
    waste = Waste.of(instance, best, search.plan)
    lacking = best.bound - search.gain(search.objectives[0])
    assert waste.lots.sum() + waste.residents.sum() == pytest.approx(lacking)
    neighbours, everywhere = Neighbours(instance), np.ones(len(waste.lots), bool)
    assert neighbours.within(waste, everywhere) == pytest.approx(lacking)
    assert (neighbours.per_lot(waste) >= 0).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_lots_are_gathered_around_the_first(seed: int) -> None:
    """As many as asked for, unless no others share residents."""
    instance, best, search = priced(seed)
    neighbours = Neighbours(instance)
    worth = 1.0 + neighbours.per_lot(Waste.of(instance, best, search.plan))
    for first in range(len(worth)):
        inside = neighbours.gathered(first, 5, worth)
        assert inside[first]
        assert inside.sum() <= 5
        if inside.sum() < 5:
            assert not (neighbours.around(np.flatnonzero(inside)) & ~inside).any()


def test_polishing_reaches_the_bound_or_improves() -> None:
    """No plan becomes worse, and most become better: in 14 lots, 12 at a time is nearly everything at once."""
    better = 0
    for seed in SEEDS:
        instance, best, search = priced(seed)
        objectives = search.objectives[:1]
        before = search.gain(objectives[0])
        polish(instance, best.pricing.selection, best, search, objectives, Budget(20.0))
        after = search.gain(objectives[0])
        assert before <= after <= best.bound + best.tolerance
        better += after > before
    assert better > len(SEEDS) // 2
