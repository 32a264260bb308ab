"""Proofs against the formula worked out term by term, and against every schedule that there is."""

from __future__ import annotations

from random import Random

import pytest
import reference
from hypothesis import given, settings
from hypothesis import strategies as st
from proof_reference import all_values, best_above, bound, level_proof, random_proof
from random_scenarios import random_scenario, with_max_moves
from reference import LEAST, objectives

from parking_share import Scenario, solve
from parking_share.catalogue import OBJECTIVES
from parking_share.schedule import Schedule, Weights
from parking_share.solving import Method
from parking_share.verification import proofs, survey
from parking_share.verification.gains import GAINS
from parking_share.verification.ground import Ground
from parking_share.verification.pricing import Priced


def check(seed: int, method: Method, num_proofs: int, *, is_capped: bool = False) -> None:
    """Random proofs for a schedule of a random scenario: each bound is the formula's, and nothing that is possible is better."""
    data, random = random_scenario(seed), Random(seed)
    data = with_max_moves(seed, data) if is_capped else data
    names, found = objectives(data), reference.options(data)
    possible = all_values(data, found)
    scenario = Scenario.from_dict(data)
    schedule = solve(scenario, method).schedule
    for _ in range(num_proofs):
        drawn = [random_proof(random, data, level, found) for level in range(len(names))]
        entries = [level_proof(name, *parts) for name, parts in zip(names, drawn, strict=True)]
        verdicts = proofs(scenario, Schedule.model_validate(schedule.model_dump() | {"proof": entries}))
        values = tuple(verdict.value for verdict in verdicts)
        assert values == tuple(level.value for level in schedule.levels)
        for level, (verdict, (weights, prices, roundings)) in enumerate(zip(verdicts, drawn, strict=True)):
            above = dict(zip(names[:level], values, strict=False))
            assert verdict.proved_bound == bound(data, found, names[level], weights, prices, above, roundings), (seed, level)
            best = best_above(data, possible, level, values)
            assert verdict.proved_bound <= best if names[level] in LEAST else verdict.proved_bound >= best, (seed, level)
            assert verdict.outcome != "proved optimal" or verdict.value == best, (seed, level)


@pytest.mark.parametrize("seed", range(24))
def test_random_prices_never_prove_too_much(seed: int) -> None:
    check(seed, ("fcfs", "optimal")[seed % 2], num_proofs=3)


@pytest.mark.parametrize("seed", range(24, 36))
def test_random_prices_of_moves_never_prove_too_much(seed: int) -> None:
    check(seed, ("fcfs", "optimal")[seed % 2], num_proofs=3, is_capped=True)


@given(st.integers(1_000, 10_000_000))
@settings(max_examples=15, deadline=None)
def test_random_prices_never_prove_too_much_anywhere(seed: int) -> None:
    check(seed, "fcfs", num_proofs=1, is_capped=bool(seed % 2))


def test_many_residents_are_looked_at_in_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(survey, "STAYS_AT_ONCE", 1)
    for seed in range(40, 50):
        check(seed, "fcfs", num_proofs=1)


def test_levels_have_one_name_in_proofs_too() -> None:
    assert set(GAINS) == set(Weights.model_fields) == set(OBJECTIVES)


def test_numbers_of_a_fixed_size_are_used_only_where_they_are_sure_to_fit() -> None:
    ground = Ground(Scenario.from_dict(random_scenario(0)))
    sizes = [2**40, 2**60, 2**61, 10**30]
    kinds = [Priced({"walk": weight}, {}, [], ground.residents, longest_walk=0, length=ground.length).dtype for weight in sizes]
    assert [kind is object for kind in kinds] == [False, False, True, True]
