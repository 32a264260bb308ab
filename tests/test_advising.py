"""Advice: no estimate is below what a change really brings, the best are the best, and spaces that are spare cost nobody a place."""

from __future__ import annotations

from functools import cache
from random import Random

import numpy as np
import pytest
from random_scenarios import random_scenario, random_town
from reference import best

from parking_share import InputError, Scenario, solve
from parking_share.advising import advise, first_proof, spare_spaces
from parking_share.advising.bounds import Bounds
from parking_share.advising.candidates import MORE_WALK_MINUTES, lot_candidates, walk_candidates
from parking_share.comparison import Solved
from parking_share.schedule import LevelProof
from parking_share.variants import Variant, vary


@cache
def solved(seed: int) -> Solved:
    scenario = Scenario.from_dict(random_scenario(seed))
    return Solved(scenario, solve(scenario).schedule)


@cache
def town(seed: int) -> Solved:
    scenario = Scenario.from_dict(random_town(seed, 40, 4))
    return Solved(scenario, solve(scenario).schedule)


def estimates(scenario: Scenario, proof: LevelProof) -> list[tuple[Variant, int, int]]:
    """Every change as a variant, its bound, and its bound sharpened where that is done."""
    bounds, lots = Bounds(scenario, proof), list(lot_candidates(scenario))
    of_lots = bounds.with_lots(np.array([number for _, number, _ in lots], np.int64), [lot for *_, lot in lots]).tolist()
    found = [
        (candidate.variant, bound, bounds.sharpened(number, lot)) for (candidate, number, lot), bound in zip(lots, of_lots, strict=True)
    ]
    walks = zip(walk_candidates(scenario), bounds.with_walks(MORE_WALK_MINUTES).tolist(), strict=True)
    return found + [(candidate.variant, bound, bound) for candidate, bound in walks]


def perturbed(proof: LevelProof, random: Random) -> LevelProof:
    """The same with other prices: some 0, some more, some as they are."""
    parts = (
        part.model_copy(update={"prices": tuple(random.choice([0, price, price + 1, 3 * price]) for price in part.prices)})
        for part in proof.prices
    )
    return proof.model_copy(update={"prices": tuple(parts)})


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("as_proved", [True, False])
def test_no_estimate_is_below_what_the_change_brings(seed: int, as_proved: bool) -> None:
    """Against brute force, with the prices of the proof and with others."""
    base = solved(seed)
    proof = first_proof(base.schedule)
    for variant, bound, sharpened in estimates(base.scenario, proof if as_proved else perturbed(proof, Random(seed))):
        truth = best(vary(base.scenario, variant).to_dict())[0]
        assert truth <= sharpened <= bound


@pytest.mark.parametrize("seed", range(0, 40, 2))
def test_estimate_is_the_bound_of_the_changed_scenario_expanded_again(seed: int) -> None:
    base = solved(seed)
    proof = first_proof(base.schedule)
    for variant, bound, _ in estimates(base.scenario, proof):
        assert bound == Bounds(vary(base.scenario, variant), proof).bound


@pytest.mark.parametrize("seed", range(6))
def test_the_sure_ones_are_the_best_of_all(seed: int) -> None:
    base = town(seed)
    advice = advise(base, 3, processes=1)
    value = base.schedule.levels[0].value
    gains = {}
    for candidate in [each for each, _, _ in lot_candidates(base.scenario)] + walk_candidates(base.scenario):
        changed = solve(vary(base.scenario, candidate.variant)).schedule
        gains[candidate.kind, candidate.subject] = changed.levels[0].value - value
    told = {(each.kind, each.subject): each for each in advice.suggestions}
    assert all(each.gain in (None, gains[key]) for key, each in told.items())
    assert all(gain <= 0 for key, gain in gains.items() if key not in told)
    assert advice.useless == len(gains) - len(told)
    best_gains = sorted(gains.values(), reverse=True)
    assert [each.gain for each in advice.suggestions[: advice.sure]] == best_gains[: advice.sure]
    assert advice.sure >= min(3, sum(gain > 0 for gain in best_gains))


def test_a_cut_short_search_is_not_sure() -> None:
    base = town(1)
    advice = advise(base, 3, most_solved=0)
    assert advice.sure == advice.solved == 0
    assert advice.suggestions
    assert all(each.gain is None for each in advice.suggestions)
    assert [each.at_most for each in advice.suggestions] == sorted((each.at_most for each in advice.suggestions), reverse=True)


@pytest.mark.parametrize("seed", range(4))
def test_spare_spaces_cost_nobody_a_place_and_one_more_does(seed: int) -> None:
    base = town(seed)
    served = {each.resident for each in base.schedule.assignments}
    spared = spare_spaces(base, processes=1)
    enough = {each.lot: each.spaces for each in spared}
    assert all(each.is_most for each in spared)
    only_served = base.scenario.replace(
        residents=[each for each in base.scenario.residents if each.id in served],
        policy=base.scenario.policy.model_copy(update={"objectives": ("served",)}),
    )
    for lot in base.scenario.lots:
        for spaces, is_enough in ((enough.get(lot.id, 0), True), (enough.get(lot.id, 0) + 1, False)):
            if spaces <= max(0, lot.spaces - lot.held_back):
                variant = Variant.model_validate({"id": "less", "lots": [{"ids": [lot.id], "add": {"spaces": -spaces}}]})
                changed = solve(vary(only_served, variant)).schedule
                assert (len(changed.assignments) == len(served)) == is_enough


def test_advice_needs_prices() -> None:
    base = town(0)
    without = Solved(base.scenario, base.schedule.model_copy(update={"proof": None}))
    for ask in (advise, spare_spaces):
        with pytest.raises(InputError, match="carries no prices of its first level"):
            ask(without)
