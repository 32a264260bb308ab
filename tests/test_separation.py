"""Roundings: every plan keeps them, they cut vertices off, and they prove what prices alone cannot."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from random_scenarios import Data
from test_optimum import crowd, values, without_roundings

from parking_share import Scenario, solve, verify
from parking_share.filling import fill
from parking_share.instance import Instance, expand
from parking_share.optimize import Budget, beginning, lexicographic, sifting
from parking_share.optimize.levels import Level
from parking_share.optimize.linear import Infeasible
from parking_share.optimize.pricing import Pricing
from parking_share.optimize.rounding import Roundings, Shares
from parking_share.optimize.selection import select
from parking_share.optimize.separation import separate
from parking_share.verification import proofs

PLACE = {"x": 0, "y": 0}
REGRESSIONS = Path(__file__).parent / "regressions"


def odd_hole(num_residents: int, points: int = 2) -> Data:
    """One space; each resident wants it in a night of its own and the next one's, round and round."""
    days = [f"2026-11-{23 + day}" for day in range(num_residents)]
    return {
        "format": 1,
        "id": "odd-hole",
        "horizon": {"start": days[0], "days": num_residents},
        "crs": "local",
        "policy": {"objectives": ["priority"]},
        "communities": [{"id": "c", "location": PLACE}],
        "lots": [{"id": "lot", "location": PLACE, "spaces": 1}],
        "residents": [
            {
                "id": f"r-{number}",
                "community": "c",
                "priority": points,
                "stays": f"{days[number]},{days[(number + 1) % num_residents]} 10:00-11:00",
            }
            for number in range(num_residents)
        ],
    }


@pytest.mark.parametrize("num_residents", [3, 5, 7])
def test_an_odd_hole_is_proved_by_its_prices(num_residents: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of an odd number in a ring, each clashing with both neighbours, the half rounded down can be served; half of each fits."""
    scenario = Scenario.from_dict(odd_hole(num_residents))
    best = 2 * (num_residents // 2)
    schedule = solve(scenario).schedule
    assert [(level.value, level.bound) for level in schedule.levels] == [(best, best)]
    assert [verdict.outcome for verdict in proofs(scenario, schedule)] == ["proved optimal"]
    assert schedule.proof and schedule.proof[0] and schedule.proof[0].roundings
    assert verify(scenario, schedule) == ()
    without_roundings(monkeypatch)  # the same optimum then rests on a search: prices prove no less than a half of each
    searched = solve(scenario).schedule
    assert values(searched) == values(schedule)
    assert [verdict.proved_bound for verdict in proofs(scenario, searched)] == [num_residents]


def roundings_of(instance: Instance, rounds: int) -> Roundings:
    """What some rounds of separation find on the first level, each round checked to cut the vertex off."""
    selection = select(instance, np.arange(instance.num_options), minimal=True)
    pricing = Pricing(instance, selection)
    working = beginning.start(instance, pricing, instance.scenario.policy.objectives, Budget())
    level = Level.of(instance, selection, instance.scenario.policy.objectives[0])
    before = np.inf
    for _ in range(rounds):
        solved = sifting._exact(instance, pricing, working, level, Budget(), only_rows_join=False)
        assert solved is not None
        found, master, vertex = solved
        assert found.value <= before + 1e-6
        before = found.value
        more = separate(instance, master, vertex, working.roundings)
        taken = more.load(selection.option, found.option) - more.limit
        assert np.all(taken[len(working.roundings) :] > 0), "a rounding that the vertex keeps"
        assert np.all(taken[: len(working.roundings)] < 1e-6), "a rounding that had joined is broken"
        working.roundings = more
    return working.roundings


def test_a_share_in_some_options_is_the_whole_one_as_far_as_they_go() -> None:
    """Separation judges roundings, some made of others, on the options of a small program; those that join count everyone's."""
    instance = expand(Scenario.from_dict(odd_hole(7)))
    (first,) = roundings_of(instance, 1).sources
    one = np.array([1])
    roundings = Roundings.of(instance, [first, replace(first, earlier=0 * one, earlier_weight=one)])
    assert roundings.share.toarray().any(axis=1).all()
    nobody, some = np.zeros(instance.num_options, bool), np.arange(0, instance.num_options, 2)
    for number, source in enumerate(roundings.sources):
        _, share = Shares(instance, some).completed(source, roundings, nobody)
        whole = roundings.share[[number]].toarray()[0]
        assert share.limit == roundings.limit[number]
        np.testing.assert_array_equal(share.row(instance.num_options).toarray()[0][some], whole[some])
        assert np.all(np.isin(share.option, some))


@pytest.mark.parametrize("seed", range(1, 7))
def test_every_plan_keeps_every_rounding(seed: int) -> None:
    """Also those made of earlier ones, and in whatever order the residents come."""
    instance = expand(crowd(25, 3, seed=seed))
    roundings = roundings_of(instance, rounds=3)
    assert len(roundings)
    draw = np.random.default_rng(seed)
    tightest = np.full(len(roundings), np.inf)
    for _ in range(200):
        plan = fill(instance, draw.permutation(instance.num_options), shortest=True)
        room = roundings.limit - roundings.load(plan.option, np.ones(len(plan.option)))
        assert np.all(room >= 0)
        tightest = np.minimum(tightest, room)
    assert (tightest == 0).any(), "some plan should reach some limit, or the test says little"


def test_no_rounding_where_nothing_is_fractional() -> None:
    """A plan is cut off by nothing."""
    instance = expand(Scenario.from_dict(odd_hole(4)))
    assert len(roundings_of(instance, rounds=2)) == 0


def test_a_proof_leaves_room_for_the_level_below() -> None:
    """The walk of this scenario was once short of its proof by 557 s: what lost on a level above lost nothing in the proof in between."""
    scenario = Scenario.from_dict(json.loads((REGRESSIONS / "proof-walk-557.json").read_text(encoding="utf-8")))
    assert {verdict.outcome for verdict in proofs(scenario, solve(scenario).schedule)} == {"proved optimal"}


def test_a_retreat_goes_to_a_level_with_a_face_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Above the level without a plan is one on which nothing can be gained: to optimise that again changes nothing."""
    scenario = Scenario.from_dict(
        json.loads((REGRESSIONS / "regions" / "a-retreat-past-a-level-without-gain.json").read_text(encoding="utf-8"))
    )
    optimum, without_plan = lexicographic.optimum, []

    def counted(*arguments: object, **options: object) -> object:
        try:
            return optimum(*arguments, **options)  # type: ignore[arg-type]
        except Infeasible:
            without_plan.append(arguments)
            raise

    monkeypatch.setattr(lexicographic, "optimum", counted)
    assert solve(scenario).schedule.status == "optimal"
    assert 0 < len(without_plan) < lexicographic.MOST_RETREATS
