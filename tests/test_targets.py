"""What a target needs: never fewer spaces than brute force says are enough, never more than it takes where that is certain."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from command_line import run
from random_scenarios import random_scenario, random_town
from reference import best

from parking_share import InputError, Scenario, solve
from parking_share.advising import Need, fewest, needs_of, read_targets
from parking_share.advising.enlarged import enlarge
from parking_share.advising.fewest import fewest_spaces
from parking_share.comparison import Solved
from parking_share.optimize import Budget
from parking_share.variants import Variant, vary

MOST = 4
"""Brute force looks at up to so many spaces more in all."""


def servable(data: dict[str, Any], more: tuple[int, ...]) -> int:
    """How many residents can be served with spaces more, whatever the policy; by brute force."""
    lots = [lot | {"spaces": lot["spaces"] + count} for lot, count in zip(data["lots"], more, strict=True)]
    policy = {**data.get("policy", {}), "objectives": ["served"], "max_moves": None}
    return best(data | {"lots": lots, "policy": policy})[0]


def fewest_by_brute_force(data: dict[str, Any]) -> dict[int, int]:
    """For each number of residents that up to MOST spaces more can serve, how many of these it takes."""
    fewest: dict[int, int] = {}
    for more in sorted(product(range(MOST + 1), repeat=len(data["lots"])), key=sum):
        if sum(more) > MOST:
            break
        for served in range(servable(data, more), -1, -1):
            if served in fewest:
                break
            fewest[served] = sum(more)
    return fewest


@pytest.mark.parametrize("seed", [*range(16), 22, 31, 56])
def test_the_fewest_spaces_are_those_of_brute_force(seed: int) -> None:
    """Seeds from 22 on have lots whose own use, closures and spaces held back come to more than there is."""
    data = random_scenario(seed)
    scenario = Scenario.from_dict(data | {"residents": data["residents"][:5], "lots": data["lots"][:3]})
    fewest, num_lots = fewest_by_brute_force(scenario.to_dict()), len(scenario.lots)
    none = np.zeros(num_lots, bool)
    is_exact = not enlarge(scenario, scenario.residents, np.ones(num_lots, np.int64), 0, none).clamped.any()
    for needed in range(len(scenario.residents) + 1):
        found = fewest_spaces(scenario, scenario.residents, needed, Budget())
        assert found.spaces is not None
        total = int(found.spaces.sum())
        assert found.at_least <= fewest.get(found.reached, MOST + 1)
        assert servable(scenario.to_dict(), tuple(found.spaces.tolist())) >= found.reached
        assert found.reached <= found.most <= needed
        assert max((served for served in fewest if served <= needed), default=0) <= found.most
        if is_exact:
            assert found.at_least == total
            assert fewest.get(found.reached, total) == total


def residents_of(*priorities: int) -> dict[str, Any]:
    """One lot of one space, beside the homes of residents who all want the same night; another lot is too far away for anybody."""
    return {
        "format": 1,
        "id": "small",
        "horizon": {"start": "2026-11-23", "days": 2},
        "crs": "local",
        "communities": [{"id": "home", "location": {"x": 0, "y": 0}}],
        "lots": [
            {"id": "near", "location": {"x": 10, "y": 0}, "spaces": 1, "own_use": "daily 08:00-18:00"},
            {"id": "far", "location": {"x": 90_000, "y": 0}, "spaces": 9},
        ],
        "residents": [
            {"id": f"r-{at}", "community": "home", "stays": "daily 20:00-07:00", "priority": points} for at, points in enumerate(priorities)
        ],
    }


def need(data: dict[str, Any], text: str) -> Need:
    scenario = Scenario.from_dict(data)
    (found,) = needs_of(Solved(scenario, solve(scenario).schedule), read_targets(scenario, [text]))
    return found


def test_shares_are_rounded_up() -> None:
    """Of 3 residents 50 % are 1.5, so 2: one space more than the one there is."""
    found = need(residents_of(1, 1, 1), "served=50%")
    assert (found.needed, found.served, found.spaces, found.at_least, found.by_policy) == (2, 1, {"near": 1}, 1, 2)


def test_a_target_that_is_met_needs_nothing() -> None:
    found = need(residents_of(1, 1, 1), "served=1")
    assert (found.spaces, found.at_least, found.is_confirmed) == ({}, 0, True)


def test_the_most_urgent_are_asked_for_by_their_points() -> None:
    """Two have 5 points or more, and the policy would serve them first: one space more."""
    found = need(residents_of(5, 2, 7, 3), "priority=5")
    assert (found.asked, found.needed, found.served, found.spaces, found.by_policy) == (2, 2, 1, {"near": 1}, 2)


def test_whoever_can_use_no_lot_is_told_of() -> None:
    data = residents_of(1, 1, 1)
    data["residents"][0]["stays"] = "daily 12:00-13:00"
    data["lots"][0]["own_use"] = "daily 08:00-18:00 x1; daily 00:00-24:00"
    found = need(data, "served=100%")
    assert (found.reached, found.hopeless, found.spaces) == (0, 3, {})


def test_a_policy_that_prefers_others_is_told_of() -> None:
    """Two mornings of 2 points each outweigh a day of 3 points: the one with 3 fits, but the policy serves the two others."""
    data = residents_of(3, 2, 2)
    data["lots"][0]["own_use"] = ""
    for resident, stays in zip(data["residents"], ["daily 08:00-16:00", "daily 08:00-10:00", "daily 12:00-14:00"], strict=True):
        resident["stays"] = stays
    found = need(data, "priority=3")
    assert (found.served, found.spaces, found.by_policy, found.is_confirmed) == (0, {}, 0, True)


def test_spaces_are_enough_in_a_town_and_fewer_are_not() -> None:
    """With hundreds of residents, as solving the scenario again says, where nobody counts but who is asked for."""
    data = random_town(3, 300, 12)
    data["policy"] = {"objectives": ["served"]}
    scenario = Scenario.from_dict(data)
    base = Solved(scenario, solve(scenario).schedule)
    (found,) = needs_of(base, read_targets(scenario, ["served=90%"]))
    assert found.spaces is not None
    assert found.by_policy is not None
    assert found.by_policy >= found.reached
    assert 0 < found.at_least <= sum(found.spaces.values())
    for lot in found.spaces:
        fewer = {each: count - (each == lot) for each, count in found.spaces.items()}
        changes = [{"ids": [each], "add": {"spaces": count}} for each, count in fewer.items()]
        schedule = solve(vary(scenario, Variant.model_validate({"id": "fewer", "lots": changes}))).schedule
        assert len(schedule.assignments) < found.reached or found.at_least < sum(found.spaces.values())


def test_the_fewest_are_found_where_prices_ask_for_more_spaces_than_there_are_at_first(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = Scenario.from_dict(random_town(5, 300, 12))
    needed = len(scenario.residents) * 9 // 10
    enough = fewest_spaces(scenario, scenario.residents, needed, Budget())
    monkeypatch.setattr(fewest, "FIRST_OWNERS", 1)
    step_by_step = fewest_spaces(scenario, scenario.residents, needed, Budget())
    assert enough.spaces is not None
    assert step_by_step.spaces is not None
    assert step_by_step.spaces.sum() == enough.spaces.sum()
    assert step_by_step.at_least <= enough.at_least


def test_all_targets_that_are_none_are_told_at_once() -> None:
    scenario = Scenario.from_dict(residents_of(1, 2))
    with pytest.raises(InputError) as error:
        read_targets(scenario, ["served=95%", "served=3", "served=101%", "served=1.5", "priority=9", "priority=5%", "all", "served=-1"])
    text = str(error.value)
    for part in (
        "'served=3'",
        "there are 2 residents",
        "'served=101%'",
        "'served=1.5'",
        "no resident has more than 2 points",
        "'all'",
        "'served=-1'",
    ):
        assert part in text
    assert "'served=95%'" not in text


def test_the_command_tells_of_targets(tmp_path: Path) -> None:
    scenario = tmp_path / "small.json"
    scenario.write_text(json.dumps(residents_of(1, 1, 5)), encoding="utf-8")
    asked = ("advise", scenario, "--target", "served=2", "--target", "priority=5", "--processes", "1")
    told = json.loads(run(*asked, "--json").stdout)["targets"]
    assert [(each["target"], each["spaces"]) for each in told] == [("served=2", {"near": 1}), ("priority=5", {})]
    shown = run(*asked)
    assert shown.exit_code == 0
    assert "To serve 2, it takes 1 space more; without it" in shown.stdout
    wrong = run("advise", scenario, "--target", "served=4", "--target", "everybody")
    assert wrong.exit_code == 2
    assert "there are 3 residents" in wrong.stderr
    assert "'everybody': is none" in wrong.stderr
