"""The cap on moves: exact on every level, kept by every plan, and with a price that can be checked and not be abused."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
import pytest
import reference
from random_scenarios import Data, random_scenario, random_town, with_max_moves
from test_optimum import beside, crowd, every_cut_model, values, without_roundings

from parking_share import Scenario, Schedule, solve, verify
from parking_share.instance import expand
from parking_share.optimize import beginning, budget, lexicographic, mending, settling
from parking_share.optimize.rounding import Rounding, Roundings, Shares
from parking_share.verification import proofs

PLACE = {"x": 0, "y": 0}


def uncapped(data: Data) -> Data:
    return data | {"policy": {key: value for key, value in data.get("policy", {}).items() if key != "max_moves"}}


def moves(data: Data, schedule: Schedule) -> int:
    people = {one["id"]: one for one in data["residents"]}
    return sum(reference.is_move(data, people[each.resident], each.lot) for each in schedule.assignments)


def holds(data: Data, schedule: Schedule, best: tuple[int, ...]) -> None:
    """A schedule is optimal, and its proof follows."""
    scenario = Scenario.from_dict(data)
    assert values(schedule) == best, data["id"]
    assert schedule.status == "optimal", data["id"]
    assert verify(scenario, schedule) == (), data["id"]
    assert {verdict.outcome for verdict in proofs(scenario, schedule)} <= {"proved optimal", "rests on a search"}, data["id"]


# --- by hand ----------------------------------------------------------------------------------------------------------


def lost_space(max_moves: int | None) -> Data:
    """The east has lost its space, the west has one: Ann (3 points) was in the east, Bob (1) is in the west, Cai (2) is new."""
    who = [("ann", 3, "east"), ("bob", 1, "west"), ("cai", 2, None)]
    return {
        "format": 1,
        "id": "lost-space",
        "horizon": {"start": "2026-11-23", "days": 1},
        "crs": "local",
        "policy": {"objectives": ["priority"], "max_moves": max_moves},
        "communities": [{"id": "c", "location": PLACE}],
        "lots": [{"id": "east", "location": PLACE, "spaces": 0}, {"id": "west", "location": PLACE, "spaces": 1}],
        "residents": [
            {"id": name, "community": "c", "stays": "daily 20:00-21:00", "priority": points, "current_lot": lot}
            for name, points, lot in who
        ],
    }


@pytest.mark.parametrize(("max_moves", "served", "points"), [(None, "ann", 3), (1, "ann", 3), (0, "cai", 2)])
def test_who_is_moved_needs_a_move_and_who_enters_none(max_moves: int | None, served: str, points: int) -> None:
    """Ann can only be served by being moved to the west; without a move it is Cai's, who had no place. Nobody else can be moved."""
    data = lost_space(max_moves)
    schedule = solve(Scenario.from_dict(data)).schedule
    assert [each.resident for each in schedule.assignments] == [served]
    holds(data, schedule, (points,))


def test_a_price_of_moves_proves_and_a_wrong_one_only_proves_less() -> None:
    """With no move, a price p of the west at 20:00 and a price q of moves: p + 0 q + max(0, 3 - p - q) + max(0, 1 - p) + max(0, 2 - p)."""
    scenario = Scenario.from_dict(lost_space(0))
    schedule = solve(scenario).schedule
    for p, q in itertools.product(range(5), range(5)):
        prices = [{"lot": "west", "rule": "capacity", "minutes": [1200], "prices": [p]}]
        roundings = [{"divisor": 1, "price": q, "moves": 1}]
        proof = [{"objective": "priority", "weights": {"priority": 1}, "prices": prices, "roundings": roundings}]
        made = Schedule.model_validate(schedule.model_dump() | {"proof": proof})
        expected = p + max(0, 3 - p - q) + max(0, 1 - p) + max(0, 2 - p)
        assert expected >= 2
        assert proofs(scenario, made)[0].proved_bound == expected
        assert (verify(scenario, made) == ()) == (expected == 2)


def test_shares_and_limits_with_moves_by_hand() -> None:
    """One move is allowed, so (3 m 1) / 2 rounded down are the limit; only Ann in the west is a move, and counts m / 2."""
    scenario = Scenario.from_dict(lost_space(1))
    schedule = solve(scenario).schedule

    def proved(*roundings: Data) -> int | None:
        proof = [{"objective": "priority", "weights": {"priority": 1}, "prices": [], "roundings": roundings}]
        return proofs(scenario, Schedule.model_validate(schedule.model_dump() | {"proof": proof}))[0].proved_bound

    assert proved() == 3 + 1 + 2
    assert proved({"divisor": 1, "price": 2, "moves": 1}) == 2 + 1 + 1 + 2  # limit 1 at 2; Ann has 3 - 2 left
    assert proved({"divisor": 2, "price": 2, "moves": 1}) == 6  # limit 1 / 2 and share 1 / 2, rounded down: nothing
    assert proved({"divisor": 2, "price": 2, "moves": 3}) == 2 + 1 + 1 + 2  # limit 3 / 2, share 3 / 2
    assert proved({"divisor": 2, "price": 2, "moves": 1, "residents": {"ann": 1}}) == 2 + 1 + 1 + 2  # (1 + 1) / 2
    assert proved({"divisor": 2, "price": 2, "moves": 1, "residents": {"cai": 1}}) == 2 + 6  # nobody has both
    assert proved({"divisor": 1, "price": 0, "moves": 1}, {"divisor": 1, "price": 2, "earlier": {"0": 1}}) == 6
    assert proved({"divisor": 1, "price": 10**30, "moves": 1}) == 10**30 + 1 + 2


def test_a_weight_of_moves_needs_a_cap() -> None:
    scenario = Scenario.from_dict(lost_space(None))
    proof = [{"objective": "priority", "weights": {"priority": 1}, "prices": [], "roundings": [{"divisor": 1, "price": 1, "moves": 1}]}]
    made = Schedule.model_validate(solve(scenario).schedule.model_dump() | {"proof": proof})
    (violation,) = verify(scenario, made)
    assert (violation.rule, "rounding 0, a weight for moves, which the policy does not cap" in violation.message) == ("proof", True)


def test_too_many_moves_are_a_violation_with_its_number() -> None:
    schedule = solve(Scenario.from_dict(lost_space(1))).schedule
    (violation,) = [each for each in verify(Scenario.from_dict(lost_space(0)), schedule) if each.rule == "max-moves"]
    assert violation.message == "Residents served by a lot other than their current one: 1, and at most 0 may be (policy.max_moves)."
    assert (violation.resident, violation.lot, violation.at, violation.amount) == (None, None, None, 1)


def test_a_cap_that_concerns_nobody_is_a_warning() -> None:
    data = lost_space(1)
    assert Scenario.from_dict(data).warnings == ()
    nobody = data | {"residents": [one | {"current_lot": None} for one in data["residents"]]}
    (warning,) = Scenario.from_dict(nobody).warnings
    assert warning.startswith("policy.max_moves has no effect: no resident has a current lot here")


# --- against brute force and a plain model ----------------------------------------------------------------------------

Patch = Callable[[pytest.MonkeyPatch], None]


def sifted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beginning, "SMALL", 0)


def in_regions(monkeypatch: pytest.MonkeyPatch) -> None:
    sifted(monkeypatch)
    monkeypatch.setattr(settling, "SMALL", 0)
    monkeypatch.setattr(lexicographic.Step, "is_last", property(lambda step: step.best is not None))
    without_roundings(monkeypatch)


@pytest.mark.parametrize(("first", "patch"), [(0, None), (24, sifted), (48, in_regions)])
def test_brute_force_agrees(first: int, patch: Patch | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """All levels, by every way of the solver; baselines keep the cap as well."""
    if patch:
        patch(monkeypatch)
    binding = 0
    for seed in range(first, first + 24):
        data = with_max_moves(seed, random_scenario(seed))
        best = reference.best(data)
        holds(data, solve(Scenario.from_dict(data)).schedule, best)
        seeded = data | {"policy": data["policy"] | {"lottery_seed": "seed"}}
        for method in ("fcfs", "lottery"):
            scenario = Scenario.from_dict(seeded)
            assert verify(scenario, solve(scenario, method).schedule) == (), seed  # type: ignore[arg-type]
        binding += best != values(solve(Scenario.from_dict(uncapped(data))).schedule)
    assert binding >= 5


@pytest.mark.parametrize("anew", [0, 10**6], ids=["mended", "anew"])
def test_brute_force_agrees_from_a_start(anew: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the optimum under another cap, or none: its plan may have too many moves, its prices are of other moves."""
    sifted(monkeypatch)
    monkeypatch.setattr(mending, "LEAST", anew)
    for seed in range(200, 220):
        data = with_max_moves(seed, random_scenario(seed))
        other = uncapped(data) if seed % 2 else with_max_moves(seed + 1, data)
        start = solve(Scenario.from_dict(other)).schedule
        holds(data, solve(Scenario.from_dict(data), start=start).schedule, reference.best(data))


@pytest.mark.parametrize("patch", [None, in_regions])
def test_towns_agree_with_plain_cp_sat(patch: Patch | None, monkeypatch: pytest.MonkeyPatch) -> None:
    if patch:
        patch(monkeypatch)
    for seed, most in enumerate((0, 2, 5)):
        data = with_max_moves(seed, random_town(seed, num_residents=40, num_lots=5))
        data["policy"]["max_moves"] = most
        schedule = solve(Scenario.from_dict(data)).schedule
        holds(data, schedule, every_cut_model(Scenario.from_dict(data)))
        assert moves(data, schedule) == most  # it does bind: many are in lots that are far away


def crowds(seed: int) -> Data:
    """Crowds by the hour side by side, whose linear optima are fractional, in lots of their own part of the town."""
    random = Random(seed)
    scenario = beside([crowd(12, 2, seed=seed), *(crowd(3, 2, seed=10 * seed + at) for at in range(1, 4))])
    data = scenario.to_dict()
    for one in data["residents"]:
        one["current_lot"] = f"{one['id'].split('-')[0]}-lot-{random.randrange(2)}"
    return data | {"policy": {"objectives": ["priority", "keep", "walk"], "max_moves": random.choice([1, 2, 4])}}


@pytest.mark.parametrize("patch", [None, in_regions])
def test_fractions_and_a_cap_together(patch: Patch | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """In regions of a few lots the price of moves stands for the cap; the plain model finds the same."""
    if patch:
        patch(monkeypatch)
    regions = []
    relax = settling.relax

    def counted(*arguments: Any) -> Any:
        regions.append(bool(arguments[3].region.is_everything))
        return relax(*arguments)

    monkeypatch.setattr(settling, "relax", counted)
    for seed in range(6):
        data = crowds(seed)
        holds(data, solve(Scenario.from_dict(data)).schedule, every_cut_model(Scenario.from_dict(data)))
    assert patch is None or set(regions) == {True, False}, "meant to be settled in parts of the lots, and in all of them"


# --- nothing else changes ---------------------------------------------------------------------------------------------


def test_a_cap_that_cannot_bind_changes_nothing() -> None:
    """As many moves as there are residents who could be moved are no limit: not even the schedule is another one."""
    for seed in range(4):
        data = with_max_moves(seed, random_town(seed))
        data["policy"]["max_moves"] = len(data["residents"])
        capped, free = (solve(Scenario.from_dict(each)).schedule for each in (data, uncapped(data)))
        assert expand(Scenario.from_dict(data)).move_cap is None
        assert free.model_copy(update={"run": capped.run, "scenario": capped.scenario}) == capped


def test_same_scenario_same_schedule() -> None:
    scenario = Scenario.from_dict(crowds(1))
    first, second = (solve(scenario).schedule for _ in range(2))
    assert first.model_copy(update={"run": second.run}) == second


def test_the_proof_is_written_as_it_is_read_and_without_moves_says_nothing_of_them() -> None:
    data = with_max_moves(0, random_town(0, num_residents=40, num_lots=5))
    data["policy"]["max_moves"] = 2
    capped, free = (solve(Scenario.from_dict(each)).schedule for each in (data, uncapped(data)))
    assert '"moves": 1' in capped.to_json()
    assert '"moves"' not in free.to_json()
    assert Schedule.model_validate_json(capped.to_json()) == capped


def test_bounds_hold_wherever_the_time_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    class Clock:
        """Stands still, until it has been asked so many times; then the time is up."""

        def __init__(self, questions: int) -> None:
            self._left = questions

        def monotonic(self) -> float:
            self._left -= 1
            return 0.0 if self._left > 0 else 1e9

    data = crowds(2)
    scenario = Scenario.from_dict(data)
    best = every_cut_model(scenario)
    in_regions(monkeypatch)
    for questions in itertools.count(2, 9):
        clock = Clock(questions)
        monkeypatch.setattr(budget, "time", clock)
        schedule = solve(scenario, time_limit=1000).schedule
        assert verify(scenario, schedule) == (), questions
        first = schedule.levels[0]
        assert first.bound is None or first.value <= best[0] <= first.bound, questions
        assert schedule.status != "optimal" or values(schedule) == best, questions
        if clock.monotonic() == 0.0:
            break


# --- the cap among the roundings --------------------------------------------------------------------------------------


def test_a_rounding_may_be_made_of_the_cap() -> None:
    """At most 3 moves, of weight 1, and 2 of a resident, divided by 2: everybody else counts half for a move, rounded down."""
    data = with_max_moves(1, random_town(1, num_residents=12, num_lots=3))
    data["policy"]["max_moves"] = 3
    instance = expand(Scenario.from_dict(data))
    cap = instance.move_cap
    assert cap is not None
    roundings = Roundings.none(instance)
    assert roundings.limit.tolist() == [3]
    assert np.array_equal(roundings.share.toarray()[0] > 0, cap.is_move)
    someone = int(instance.resident[np.flatnonzero(cap.is_move)[0]])
    one = np.array([1])
    of_earlier = replace(Rounding.of_moves(), divisor=2, moves=0, resident=np.array([someone]), resident_weight=one)
    of_earlier = replace(of_earlier, earlier=np.array([0]), earlier_weight=one)
    shares, nobody = Shares(instance, np.arange(instance.num_options)), np.zeros(instance.num_options, bool)
    for source in (of_earlier, replace(Rounding.of_moves(), divisor=2, resident=np.array([someone]), resident_weight=one)):
        _, share = shares.completed(source, roundings, nobody)
        assert share.limit == (3 + 1) // 2
        assert np.array_equal(share.option, np.flatnonzero(cap.is_move & (instance.resident == someone)))
        assert set(share.coefficient.tolist()) == {1}
