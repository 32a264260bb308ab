"""What is read of an earlier schedule that is a start: a plan that keeps all rules, prices where they were, what changed."""

from __future__ import annotations

import copy
import math
import time
from collections.abc import Callable
from random import Random
from typing import Any

import numpy as np
import pytest
from random_scenarios import Data, random_scenario, random_town
from test_optimum import values
from verify_cases import place, rules_broken

from parking_share import Scenario, Schedule, solve, verify
from parking_share.comparison import Changes, changes
from parking_share.filling import lengthen
from parking_share.instance import Instance, expand
from parking_share.optimize.ascent import Market
from parking_share.optimize.levels import gains_of
from parking_share.optimize.pricing import Pricing
from parking_share.optimize.selection import select
from parking_share.plan import Plan, level_value, to_schedule
from parking_share.starting import Start, start_from

Change = Callable[[Random, Data], None]


def more_spaces(random: Random, data: Data) -> None:
    random.choice(data["lots"])["spaces"] += 1


def fewer_spaces(random: Random, data: Data) -> None:
    lot = random.choice(data["lots"])
    lot["spaces"] = max(lot.get("held_back", 0), lot["spaces"] - 1)
    lot["closures"] = []


def lot_removed(random: Random, data: Data) -> None:
    gone = data["lots"].pop(random.randrange(len(data["lots"])))["id"]
    for resident in data["residents"]:
        resident["excluded_lots"] = [lot for lot in resident.get("excluded_lots", []) if lot != gone]
        if resident.get("fixed_lot") == gone:
            del resident["fixed_lot"]


def lot_added(random: Random, data: Data) -> None:
    data["lots"].insert(0, random.choice(data["lots"]) | {"id": "new"})


def resident_removed(random: Random, data: Data) -> None:
    data["residents"].pop(random.randrange(len(data["residents"])))


def resident_added(random: Random, data: Data) -> None:
    data["residents"].insert(0, random.choice(data["residents"]) | {"id": "new"})


def other_hours(random: Random, data: Data) -> None:
    random.choice(data["lots"])["own_use"] = "daily 07:15-18:20"


def other_objectives(random: Random, data: Data) -> None:
    data["policy"] = data.get("policy", {}) | {"objectives": ["served", "walk"]}


def nothing(random: Random, data: Data) -> None:
    """The same scenario again."""


CHANGES = [nothing, more_spaces, fewer_spaces, lot_removed, lot_added, resident_removed, resident_added, other_hours, other_objectives]


def changed(data: Data, change: Change, seed: int) -> Data:
    data = copy.deepcopy(data)
    change(Random(seed), data)
    return data


def schedule_of_plan(instance: Instance, plan: Plan) -> Schedule:
    return to_schedule(instance, plan, [None] * len(instance.scenario.policy.objectives), None, "fcfs", time.perf_counter())


@pytest.mark.parametrize(
    "data", [random_scenario(seed) for seed in range(100)] + [random_town(seed) for seed in range(8)], ids=lambda data: data["id"]
)
def test_the_optimum_is_a_start_as_good_as_itself(data: Data) -> None:
    """Nobody is lost, and nobody is held otherwise: the first plan has the values of the schedule, ``trim`` too."""
    scenario = Scenario.from_dict(data)
    optimum, instance = solve(scenario).schedule, expand(scenario)
    plan = start_from(instance, optimum).plan
    assert tuple(level_value(instance, plan, level.objective) for level in optimum.levels) == values(optimum)
    assert verify(scenario, schedule_of_plan(instance, plan)) == ()


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_the_first_plan_keeps_all_rules_whatever_changed(change: Change) -> None:
    kept = 0
    for seed in range(6):
        before = random_town(seed)
        earlier = solve(Scenario.from_dict(before)).schedule
        scenario = Scenario.from_dict(changed(before, change, seed))
        instance = expand(scenario)
        schedule = schedule_of_plan(instance, start_from(instance, earlier).plan)
        assert verify(scenario, schedule) == (), seed
        kept += changes(earlier, schedule).stay / len(earlier.assignments) > 0.6
    assert kept == 6


@pytest.mark.parametrize("seed", range(6))
def test_who_parks_where_is_enough(seed: int) -> None:
    """Of a list by hand that says nothing of hours everybody is kept, which takes cuts, and none is longer than it must be."""
    scenario = Scenario.from_dict(random_town(seed))
    optimum, instance = solve(scenario).schedule, expand(scenario)
    by_hand = optimum.model_copy(update={"assignments": tuple(each.model_copy(update={"stays": ()}) for each in optimum.assignments)})
    plan = start_from(instance, by_hand).plan
    assert {(each.resident, each.lot) for each in schedule_of_plan(instance, plan).assignments} == {
        (each.resident, each.lot) for each in optimum.assignments
    }
    assert instance.fits.cut_trim[plan.cut].sum() > 0
    assert lengthen(instance, plan).cut.tolist() == plan.cut.tolist()


def test_in_a_lot_that_lost_spaces_the_least_valuable_goes() -> None:
    residents: list[Data] = [{"priority": 1}, {"priority": 3}, {"priority": 2}]
    scenario, data = place(residents, {"spaces": 3}, [["23T20:00 23T21:00", "24T20:00 24T21:00", "25T20:00 25T21:00"]] * 3)
    assert rules_broken(scenario, data) == set()
    policy = {"objectives": ["priority"]}
    for spaces, served in ((3, {"r0", "r1", "r2"}), (2, {"r1", "r2"}), (1, {"r1"}), (0, set())):
        instance = expand(scenario.replace(policy=policy, lots=[scenario.lots[0].model_copy(update={"spaces": spaces})]))
        plan = start_from(instance, Schedule.model_validate(data)).plan
        assert {f"r{resident}" for resident in instance.resident[plan.option]} == served


@pytest.mark.parametrize("seed", range(8))
def test_prices_of_a_proof_come_back_where_they_were(seed: int) -> None:
    """By weak duality the first level's prices prove the bound that the proof does; on other minutes or profiles they would not."""
    scenario = Scenario.from_dict(random_town(seed))
    schedule, instance = solve(scenario).schedule, expand(scenario)
    assert schedule.proof is not None
    prices = start_from(instance, schedule).prices
    assert list(prices) == [entry.objective for entry in schedule.proof if entry is not None]
    first, proof = schedule.levels[0], schedule.proof[0]
    assert proof is not None
    assert not proof.search
    assert len(prices[first.objective].minute) == sum(len(each.minutes) for each in proof.prices) > 0
    selection = select(instance, np.arange(instance.num_options), minimal=True)
    pricing = Pricing(instance, selection)
    market = Market(instance, pricing, gains_of(instance, selection, first.objective).option)
    known = prices[first.objective]
    assert math.floor(market.respond(pricing.moved(known.minute, known.price)).bound + 1e-6) == first.bound
    assert market.respond(np.zeros(len(pricing.minutes))).bound > first.bound + 1


def test_prices_go_to_the_next_minute_of_their_profile_or_the_last() -> None:
    instance = expand(Scenario.from_dict(random_town(0)))
    selection, stride = select(instance, np.arange(instance.num_options), minimal=True), instance.capacities.stride
    pricing = Pricing(instance, selection, np.array([100, 200, 2 * stride + 50]))
    minute = np.array([0, 100, 101, 150, 201, stride + 60, 2 * stride + 50, 2 * stride + 51, 3 * stride])
    price = 2.0 ** np.arange(9)
    # 0 and 100 to 100; 101, 150 and, as none comes after it, 201 to 200; profiles 1 and 3 have no minute.
    assert pricing.moved(minute, price).tolist() == [1 + 2, 4 + 8 + 16, 64 + 128]
    assert Pricing(instance, selection, np.empty(0, np.int64)).moved(minute, price).tolist() == []


NIGHT: Data = {
    "format": 1,
    "id": "night",
    "horizon": {"start": "2026-11-23", "days": 2},
    "crs": "local",
    "policy": {"objectives": ["priority", "keep"]},
    "communities": [{"id": "c", "location": {"x": 0, "y": 0}}],
    "lots": [
        {"id": "closed", "location": {"x": 0, "y": 0}, "spaces": 0},
        {"id": "lot", "location": {"x": 0, "y": 0}, "spaces": 1, "kinds": [{"kind": "charging", "spaces": 1, "exclusive": True}]},
    ],
    "residents": [{"id": "r", "community": "c", "stays": "Mo 18:00-23:00", "needs": ["charging"]}],
}


def start_of(*proof: Data | None, assignments: tuple[Data, ...] = ()) -> Start:
    instance = expand(Scenario.from_dict(NIGHT))
    schedule = solve(Scenario.from_dict(NIGHT), method="fcfs").schedule.model_dump(mode="json")
    return start_from(instance, Schedule.model_validate(schedule | {"proof": proof, "assignments": assignments}))


def entry(objective: str, weights: Data, *prices: tuple[str, str, str, list[int], list[int]]) -> Data:
    lists = [dict(zip(("lot", "rule", "kind", "minutes", "prices"), each, strict=True)) for each in prices]
    return {"objective": objective, "weights": weights, "prices": lists}


def test_prices_by_hand() -> None:
    """Two days are 2,880 minutes, and profiles lie 2,882 apart: the closed lot's, then capacity, charging and exclusive of the other."""
    found = start_of(
        None,
        entry("walk", {"walk": 1}, ("lot", "capacity", "", [1], [1])),  # no level of this policy
        entry("keep", {"priority": 7, "keep": 0}, ("lot", "capacity", "", [1], [1])),  # no weight of its own
        entry(
            "keep",
            {"priority": 7, "keep": 4},
            ("lot", "exclusive", "", [5], [6]),
            ("lot", "kind-capacity", "charging", [9, 2879, 2880, 10**30], [2, 8, 1, 1]),  # the horizon ends at 2880
            ("lot", "kind-capacity", "electric", [9], [9]),  # no such kind, lot or rule
            ("gone", "capacity", "", [9], [9]),
            ("closed", "exclusive", "", [9], [9]),
            ("lot", "capacity", "", [3, 1, 2, 4], [10**400, 0, 12]),  # more than any proof has, nothing, one too few
        ),
        entry("keep", {"keep": 1}, ("lot", "capacity", "", [1], [1])),  # the second for the same level
    ).prices
    assert list(found) == ["keep"]
    minute, price = found["keep"].minute, found["keep"].price
    assert minute.tolist() == [2882 + 2, 2 * 2882 + 9, 2 * 2882 + 2879, 3 * 2882 + 5]
    assert price.tolist() == [3, 0.5, 2, 1.5]


def test_own_prices_of_a_level_by_hand() -> None:
    """The second level's proof has three times that of the first in it (weights 6 of 2); its own prices are what is left, by its weight."""
    found = start_of(
        entry("priority", {"priority": 2}, ("lot", "capacity", "", [1, 2, 3], [4, 6, 10])),
        entry("keep", {"priority": 6, "keep": 5}, ("lot", "capacity", "", [1, 2, 7], [22, 18, 15])),
    ).prices
    assert found["priority"].minute.tolist() == [2882 + 1, 2882 + 2, 2882 + 3]
    assert found["priority"].price.tolist() == [2, 3, 5]
    assert found["keep"].minute.tolist() == [2882 + 1, 2882 + 3, 2882 + 7]
    assert found["keep"].price.tolist() == [(22 - 12) / 5, -30 / 5, 15 / 5]


TIMES = ["never", "", "9999-12-31T23:59", "0001-01-01T00:00+14:00", "2026-11-23T18:00", "2026-11-23T18:00:30.5+08:00", "2026-11-24"]


@pytest.mark.parametrize("arrive", TIMES)
@pytest.mark.parametrize("leave", TIMES)
def test_times_may_be_any_text(arrive: str, leave: str) -> None:
    assignment = {"resident": "r", "lot": "lot", "walk_seconds": -(10**30), "stays": [{"arrive": arrive, "leave": leave}]}
    assert len(start_of(assignments=(assignment, assignment, assignment | {"lot": "closed"})).plan.option) == 1


@pytest.mark.parametrize("method", ["fcfs", "lottery"])
def test_only_a_search_has_a_start(method: Any) -> None:
    scenario = Scenario.from_dict(NIGHT | {"policy": {"lottery_seed": "2026-11-01"}})
    with pytest.raises(ValueError, match="start is for the method 'optimal'"):
        solve(scenario, method, start=solve(scenario).schedule)


def test_changes_are_counted_in_residents() -> None:
    before = solve(Scenario.from_dict(random_town(2))).schedule
    first, _, *rest = before.assignments
    after = before.model_copy(update={"assignments": (first.model_copy(update={"lot": "elsewhere"}), *rest)})
    assert changes(before, before) == Changes(stay=len(before.assignments), move=0, leave=0, enter=0)
    assert changes(before, after) == Changes(stay=len(rest), move=1, leave=1, enter=0)
    assert changes(after, before) == Changes(stay=len(rest), move=1, leave=0, enter=1)


def test_the_result_says_what_changed() -> None:
    data = random_town(4)
    scenario, removed = Scenario.from_dict(data), Scenario.from_dict(changed(data, resident_removed, 1))
    earlier = solve(scenario).schedule
    assert solve(scenario).changes is None
    result = solve(removed, start=earlier)
    assert result.changes == changes(earlier, result.schedule)
    assert "start" in result.phases
