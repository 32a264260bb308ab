"""Plans made better where they waste most: what waste adds up to, and that plans only become better."""

from __future__ import annotations

import numpy as np
import pytest
from random_scenarios import random_town

from parking_share import Scenario
from parking_share.baseline import first_come_first_served
from parking_share.instance import Instance, expand
from parking_share.optimize import Budget, polishing
from parking_share.optimize.levels import Level
from parking_share.optimize.polishing import Neighbours, Turns, Wasting, polish
from parking_share.optimize.pricing import Pricing
from parking_share.optimize.rounding import Roundings
from parking_share.optimize.search import Search
from parking_share.optimize.selection import select
from parking_share.optimize.sifting import Optimum, Working, linear_optimum

SEEDS = range(8)


def priced(seed: int) -> tuple[Instance, Level, Optimum, Search]:
    """A crowded town, its first level and the linear optimum of it, and a search that begins with first come, first served."""
    instance = expand(Scenario.from_dict(random_town(seed, num_residents=150, num_lots=14)))
    pricing = Pricing(instance, select(instance, np.arange(instance.num_options), minimal=True))
    working = Working(pricing.selection.option, pricing.minutes, Roundings.nothing(instance))
    level = Level.of(instance, pricing.selection, instance.scenario.policy.objectives[0])
    best = linear_optimum(instance, pricing, working, level, Budget())
    assert best is not None
    return instance, level, best, Search(instance, first_come_first_served(instance), Budget(), lambda progress: None)


@pytest.mark.parametrize("seed", SEEDS)
def test_waste_is_all_that_keeps_a_plan_from_the_bound(seed: int) -> None:
    """Over all lots and residents it adds up to the difference."""
    instance, _, best, search = priced(seed)
    waste = Wasting(instance, best).of(search.plan)
    lacking = best.bound - search.gain(search.objectives[0])
    assert waste.lots.sum() + waste.residents.sum() == pytest.approx(lacking)
    neighbours, everywhere = Neighbours(instance), np.ones(len(waste.lots), bool)
    assert neighbours.within(waste, everywhere) == pytest.approx(lacking)
    assert (neighbours.per_lot(waste) >= 0).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_lots_are_gathered_around_the_first(seed: int) -> None:
    """As many as asked for, unless no others share residents."""
    instance, _, best, search = priced(seed)
    neighbours = Neighbours(instance)
    worth = 1.0 + neighbours.per_lot(Wasting(instance, best).of(search.plan))
    for first in range(len(worth)):
        inside = neighbours.gathered(first, 5, worth)
        assert inside[first]
        assert inside.sum() <= 5
        if inside.sum() < 5:
            assert not (neighbours.around(np.flatnonzero(inside)) & ~inside).any()


@pytest.mark.parametrize("seed", SEEDS)
def test_neighbourhoods_side_by_side_share_no_residents(seed: int) -> None:
    """So each can be arranged anew whatever becomes of the others; every lot has its turn, and none is tried twice."""
    instance, _, best, search = priced(seed)
    waste, neighbours = Wasting(instance, best).of(search.plan), Neighbours(instance)
    count = len(instance.scenario.lots)
    turns, seen = Turns(neighbours, 2, np.ones(count, bool), set()), set[bytes]()
    while together := turns.next(waste, 0.0, 6):
        users = [set(instance.resident[inside[instance.lot]].tolist()) for inside in together]
        assert sum(map(len, users)) == len(set().union(*users))
        names = {inside.tobytes() for inside in together}
        assert len(names) == len(together) and not names & seen
        seen |= names
    assert not turns.left.any()
    assert np.any([np.frombuffer(name, bool) for name in seen], axis=0).all()


def test_polishing_reaches_the_bound_or_improves(monkeypatch: pytest.MonkeyPatch) -> None:
    """No plan becomes worse, and most become better; how many threads there are makes no difference."""
    monkeypatch.setattr(polishing, "LEAST_PICKS", 0)
    better = 0
    for seed in SEEDS:
        plans = []
        for threads in (1, 2):
            monkeypatch.setattr(polishing, "THREADS", threads)
            instance, level, best, search = priced(seed)
            objectives = search.objectives[:1]
            before = search.gain(objectives[0])
            polish(instance, level, best, search, objectives, Budget())
            after = search.gain(objectives[0])
            assert before <= after <= best.bound + best.tolerance
            plans.append((search.plan.option.tolist(), search.plan.cut.tolist()))
        assert plans[0] == plans[1]
        better += after > before
    assert better > len(SEEDS) // 2
