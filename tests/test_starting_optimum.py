"""Whatever schedule a search starts from, optimum and bounds are those without it."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from random import Random

import numpy as np
import pytest
import reference
from random_scenarios import Data, random_scenario, random_town
from test_optimum import values
from test_starting import CHANGES, NIGHT, TIMES, Change, changed, schedule_of_plan

from parking_share import Scenario, Schedule, read_schedule, solve, verify
from parking_share.filling import fill
from parking_share.instance import expand
from parking_share.optimize import beginning, mending
from parking_share.starting import start_from


@pytest.fixture(autouse=True, params=[0, 10**6], ids=["mended", "anew"])
def prices_count(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Prices are sought in small scenarios, too, and what is solved from them is mended or solved anew."""
    monkeypatch.setattr(beginning, "SMALL", 0)
    monkeypatch.setattr(mending, "LEAST", request.param)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_brute_force_agrees_from_a_start(change: Change) -> None:
    """The optimum of a changed scenario, found from the schedule before the change."""
    for seed in range(700, 725):
        before = random_scenario(seed)
        data = changed(before, change, seed)
        scenario = Scenario.from_dict(data)
        result = solve(scenario, start=solve(Scenario.from_dict(before)).schedule)
        assert values(result.schedule) == tuple(reference.best(data)), seed
        assert result.schedule.status == "optimal", seed
        assert verify(scenario, result.schedule) == (), seed


@pytest.mark.parametrize("seed", range(len(CHANGES)))
def test_a_town_comes_out_as_without_a_start(seed: int) -> None:
    before = random_town(seed, num_residents=90)
    earlier = solve(Scenario.from_dict(before)).schedule
    scenario = Scenario.from_dict(changed(before, CHANGES[seed], seed))
    cold, warm = solve(scenario).schedule, solve(scenario, start=earlier).schedule
    assert cold.status == warm.status == "optimal"
    assert warm.levels == cold.levels
    assert verify(scenario, warm) == ()


def tampered(random: Random, schedule: Data) -> Data:
    """A schedule with some of it exchanged for what nobody would expect but ``read_schedule`` accepts."""
    data = copy.deepcopy(schedule)
    numbers = [0, 1, 2, 7, 100, 1200, 10**6, 10**15, 2**62, 10**19, 10**400]
    for _ in range(random.randint(1, 4)):
        lists = [each for level in data["proof"] or [] if level for each in level["prices"]]
        change = random.choice(["prices", "minutes", "names", "weights", "drop", "times", "swap", "twice", "nobody"])
        if change == "drop":
            data["proof"] = random.choice([None, [], (data["proof"] or [])[1:]])
        elif change == "nobody":
            data["assignments"] = []
        elif change == "twice":
            data["assignments"] *= 2
        elif change == "weights" and data["proof"]:
            for level in filter(None, data["proof"]):
                level["weights"] = {name: random.choice(numbers) for name in level["weights"]}
        elif change == "swap":
            for assignment in data["assignments"]:
                assignment["lot"] = random.choice(["l0", "l1", "l2", "gone"])
        elif change == "times":
            for assignment in data["assignments"]:
                assignment["stays"] = [{"arrive": random.choice(TIMES), "leave": random.choice(TIMES)} for _ in assignment["stays"]]
        elif change == "names":
            for each in lists:
                each |= {"lot": random.choice(["l0", "l1", ""]), "rule": random.choice(["capacity", "exclusive", "kind-capacity"])}
        elif change in ("prices", "minutes"):
            for each in lists:
                each[change] = [random.choice(numbers) for _ in range(random.randint(0, 9))]
    return data


@pytest.mark.parametrize("block", range(4))
def test_a_tampered_start_changes_no_optimum(block: int, tmp_path: Path) -> None:
    for seed in range(20 * block, 20 * (block + 1)):
        data = random_scenario(seed)
        scenario = Scenario.from_dict(data)
        file = tmp_path / "tampered.json"
        file.write_text(json.dumps(tampered(Random(seed), json.loads(solve(scenario).schedule.to_json()))), "utf-8")
        result = solve(scenario, start=read_schedule(file))
        assert values(result.schedule) == tuple(reference.best(data)), seed
        assert result.schedule.status == "optimal", seed
        assert verify(scenario, result.schedule) == (), seed


@pytest.mark.parametrize("price", [1, 50, 10**15, 2**52], ids=str)
def test_any_prices_lead_to_the_same_optimum(price: int) -> None:
    """Every minute of every lot at one price, in a town where capacities bind."""
    scenario = Scenario.from_dict(random_town(3))
    optimum = solve(scenario).schedule
    everywhere = [
        {"lot": lot.id, "rule": "capacity", "kind": "", "minutes": range(0, 10_080, 5), "prices": [price] * 2016} for lot in scenario.lots
    ]
    proof = [
        {"objective": "priority", "weights": {"priority": 1}, "prices": [each | {"minutes": list(each["minutes"])} for each in everywhere]}
    ]
    start = Schedule.model_validate(optimum.model_dump(mode="json") | {"proof": proof, "assignments": []})
    at_once, cold = (solve(scenario, time_limit=0, start=each).schedule.levels[0].bound for each in (start, None))
    assert at_once is not None
    assert cold is not None
    assert at_once <= cold
    result = solve(scenario, start=start)
    assert result.schedule.levels == optimum.levels
    assert verify(scenario, result.schedule) == ()


@pytest.mark.parametrize("seed", range(4))
def test_one_price_beyond_all_sense_does_not_spoil_the_others(seed: int) -> None:
    scenario = Scenario.from_dict(random_town(seed))
    data = solve(scenario).schedule.model_dump(mode="json")
    prices = max(data["proof"][0]["prices"], key=lambda each: len(each["minutes"]))["prices"]
    prices[0] = 2**50
    start = Schedule.model_validate(data)
    at_once, cold = (solve(scenario, time_limit=0, start=each).schedule.levels[0].bound for each in (start, None))
    assert at_once is not None
    assert cold is not None
    assert at_once < cold


def test_a_schedule_of_another_town_is_no_harm() -> None:
    """Same names of lots and residents, nothing else the same; and one that shares not even names."""
    data = random_town(5)
    scenario = Scenario.from_dict(data)
    optimum = solve(scenario).schedule
    for other in (random_town(6, num_residents=100, num_lots=9), NIGHT):
        result = solve(scenario, start=solve(Scenario.from_dict(other)).schedule)
        assert result.schedule.levels == optimum.levels
        assert verify(scenario, result.schedule) == ()


def test_without_time_the_better_of_start_and_first_come_first_served_is_kept() -> None:
    """And the first bound is that of the start's prices."""
    better = proved = worse = 0
    for seed in range(8):
        scenario = Scenario.from_dict(random_town(seed))
        optimum, in_turn = solve(scenario).schedule, solve(scenario, method="fcfs").schedule
        nobody = in_turn.model_copy(update={"assignments": ()})
        instance = expand(scenario)
        least_first = schedule_of_plan(instance, fill(instance, np.argsort(instance.gains("priority") - instance.walk_seconds / 1e6)))
        worse += _gains(schedule_of_plan(instance, start_from(instance, least_first).plan)) < _gains(in_turn)
        for start, kept in ((optimum, optimum), (in_turn, in_turn), (nobody, in_turn), (least_first, in_turn)):
            result = solve(scenario, time_limit=0, start=start)
            assert _gains(result.schedule) >= _gains(kept), seed
            assert verify(scenario, result.schedule) == (), seed
            proved += result.schedule.levels[0].bound == optimum.levels[0].bound
        better += _gains(optimum) > _gains(in_turn)
    assert worse > 0
    assert better == 8  # so the start was what counted
    assert proved == 8  # the other starts have no prices, and without any there is no such bound


def _gains(schedule: Schedule) -> tuple[int, ...]:
    return tuple(-level.value if level.objective in ("walk", "trim") else level.value for level in schedule.levels)
