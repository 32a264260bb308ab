"""The solver against brute force and against a plain CP-SAT model: every level, every feature of the format."""

from __future__ import annotations

import json
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import reference
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model
from random_scenarios import random_scenario, random_town

from parking_share import Scenario, solve, verify
from parking_share.baseline import first_come_first_served
from parking_share.catalogue import MINIMISED
from parking_share.instance import expand
from parking_share.optimize import Budget, Search, beginning, lexicographic, optimise, settling, sifting
from parking_share.plan import stays_of
from parking_share.schedule import Schedule


def values(schedule: Schedule) -> tuple[int, ...]:
    return tuple(level.value for level in schedule.levels)


@pytest.mark.parametrize("block", range(10))
def test_brute_force_agrees(block: int) -> None:
    """300 tiny scenarios that between them use every feature: options, reasons, all level values, proof, verification."""
    for seed in range(30 * block, 30 * (block + 1)):
        data = random_scenario(seed)
        scenario = Scenario.from_dict(data)
        instance = expand(scenario)
        options = {
            (scenario.residents[resident].id, scenario.lots[lot].id): int(walk)
            for resident, lot, walk in zip(instance.resident, instance.lot, instance.walk_seconds, strict=True)
        }
        assert options == {pair: option.walk_seconds for pair, option in reference.options(data).items()}, seed
        result = solve(scenario)
        assert values(result.schedule) == tuple(reference.best(data)), seed
        assert result.schedule.status == "optimal", seed
        assert verify(scenario, result.schedule) == (), seed


@pytest.mark.parametrize(("steps", "near"), [(200, 0.02), (5, 0.0)])
def test_brute_force_agrees_with_sifting(steps: int, near: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small programs that grow reach the same optimum, from good prices and from bad ones."""
    monkeypatch.setattr(beginning, "SMALL", 0)
    monkeypatch.setattr(beginning, "STEPS", steps)
    monkeypatch.setattr(beginning, "NEAR", near)
    for seed in range(500, 560):
        data = random_scenario(seed)
        schedule = solve(Scenario.from_dict(data)).schedule
        assert values(schedule) == tuple(reference.best(data)), seed
        assert schedule.status == "optimal", seed


@pytest.mark.parametrize("path", sorted((Path(__file__).parent / "regressions").glob("cuts-*.json")), ids=lambda path: path.stem)
def test_cuts_that_a_face_once_lost(path: Path) -> None:
    """Scenarios with ``trim`` before other levels, where an earlier solver dropped every cut of a stay and kept the option."""
    data = json.loads(path.read_text(encoding="utf-8"))
    schedule = solve(Scenario.from_dict(data)).schedule
    assert values(schedule) == tuple(reference.best(data))
    assert schedule.status == "optimal"


@given(st.integers(1_000, 10_000_000))
@settings(max_examples=40, deadline=None)
def test_brute_force_agrees_anywhere(seed: int) -> None:
    data = random_scenario(seed)
    schedule = solve(Scenario.from_dict(data)).schedule
    assert values(schedule) == tuple(reference.best(data))
    assert schedule.status == "optimal"


def every_cut_model(scenario: Scenario) -> tuple[int, ...]:
    """All levels by a plain CP-SAT model: a literal for each option and each cut, a row for each minute where anything changes."""
    instance = expand(scenario)
    fits, capacities = instance.fits, instance.capacities
    model = cp_model.CpModel()
    takes = [model.new_bool_var("") for _ in range(instance.num_options)]
    for resident in range(instance.num_residents):
        model.add_at_most_one(takes[option] for option in np.flatnonzero(instance.resident == resident))
    present: dict[int, list[tuple[int, int, cp_model.IntVar]]] = {}
    cut_minutes = []
    for option in range(instance.num_options):
        profiles = capacities.profile_of[capacities.option_of == option]
        for stay in stays_of(instance, np.array([option]))[1]:
            cuts = range(fits.cut_first[stay], fits.cut_first[stay + 1])
            holds = [model.new_bool_var("") for _ in cuts]
            model.add(sum(holds) == takes[option])
            for cut, held in zip(cuts, holds, strict=True):
                cut_minutes.append((int(fits.cut_trim[cut]), held))
                for profile in profiles:
                    present.setdefault(profile, []).append((int(fits.cut_arrive[cut]), int(fits.cut_leave[cut]), held))
    for profile, stays in present.items():
        edges = sorted({minute for start, end, _ in stays for minute in (start, end)})
        steps = capacities.step_at[capacities.step_at // capacities.stride == profile] % capacities.stride
        for start, _ in pairwise(sorted({*edges, *steps.tolist()})):
            spaces = int(capacities.spaces(profile * capacities.stride + np.array([start]))[0])
            model.add(sum(held for a, b, held in stays if a <= start < b) <= spaces)
    if scenario.policy.max_moves is not None:
        current = [resident.current_lot for resident in scenario.residents]
        names = [lot.id for lot in scenario.lots]
        pairs = zip([current[at] for at in instance.resident], [names[at] for at in instance.lot], takes, strict=True)
        model.add(sum(take for now, then, take in pairs if now in names and now != then) <= scenario.policy.max_moves)
    reached = []
    for objective in scenario.policy.objectives:
        gain = sum(int(value) * take for value, take in zip(instance.gains(objective), takes, strict=True))
        if objective == "trim":
            gain -= sum(minutes * held for minutes, held in cut_minutes)
        model.maximize(gain)
        solver = cp_model.CpSolver()
        assert solver.solve(model) == cp_model.OPTIMAL
        best = round(solver.objective_value)
        model.add(gain >= best)
        reached.append(-best if objective in MINIMISED else best)
    return tuple(reached)


@pytest.mark.parametrize("seed", range(6))
def test_plain_cp_sat_agrees(seed: int) -> None:
    scenario = Scenario.from_dict(random_town(seed, num_residents=40, num_lots=5))
    assert values(solve(scenario).schedule) == every_cut_model(scenario)


def crowd(num_residents: int, num_lots: int, seed: int) -> Scenario:
    """One-space lots and stays at random hours of random weekdays: the linear optimum is far from any plan."""
    draw = np.random.default_rng(seed)

    def stays() -> str:
        days = draw.choice(["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"], 3, replace=False)
        starts, lengths = draw.integers(0, 15, 3), draw.integers(1, 9, 3)
        return "; ".join(f"{day} {start:02d}:00-{start + length:02d}:00" for day, start, length in zip(days, starts, lengths, strict=True))

    def place() -> dict[str, float]:
        return {"x": float(draw.integers(-500, 500)), "y": float(draw.integers(-500, 500))}

    return Scenario.from_dict(
        {
            "format": 1,
            "id": "crowd",
            "horizon": {"start": "2026-11-23"},
            "crs": "local",
            "policy": {"objectives": ["priority", "walk"]},
            "communities": [{"id": "c", "location": {"x": 0, "y": 0}}],
            "lots": [{"id": f"lot-{index}", "location": place(), "spaces": 1} for index in range(num_lots)],
            "residents": [
                {"id": f"r-{index}", "community": "c", "home": place(), "stays": stays(), "priority": int(draw.integers(1, 6))}
                for index in range(num_residents)
            ],
        }
    )


def test_fractional_linear_optimum_is_closed() -> None:
    """Where the linear optimum is no plan, CP-SAT settles it; the plain model finds the same values."""
    scenario = crowd(25, 3, seed=4)
    assert any(level is not None and level.loss.inside > 0 for level in searched(scenario).done), (
        "meant to have a fractional linear optimum"
    )
    result = solve(scenario)
    assert result.schedule.status == "optimal"
    assert values(result.schedule) == every_cut_model(scenario)


def test_no_bound_from_a_face_without_plans() -> None:
    """Three of the residents pairwise share an hour of the one space, so the linear optimum serves one and a half.

    Resident a wants hours 0 and 2, b 2 and 4, c 0 and 4, d all three. One of them can be served; d is in the lot now, so
    the best plan keeps d. On the face of the value 1.5 nobody is kept: its bound of 0 must not be taken for one on plans.
    """
    hours = {"a": (0, 2), "b": (2, 4), "c": (0, 4), "d": (0, 2, 4)}
    place = {"x": 0, "y": 0}
    residents = [
        {"id": name, "community": "c", "stays": "; ".join(f"daily {8 + at:02d}:00-{9 + at:02d}:00" for at in at_hours)}
        for name, at_hours in hours.items()
    ]
    residents[3]["current_lot"] = "lot"
    scenario = Scenario.from_dict(
        {
            "format": 1,
            "id": "odd-hole",
            "horizon": {"start": "2026-11-23", "days": 1},
            "crs": "local",
            "policy": {"objectives": ["priority", "keep"]},
            "communities": [{"id": "c", "location": place}],
            "lots": [{"id": "lot", "location": place, "spaces": 1}],
            "residents": residents,
        }
    )
    schedule = solve(scenario).schedule
    assert [(level.value, level.bound) for level in schedule.levels] == [(1, 1), (1, 1)]
    assert schedule.assignments[0].resident == "d"


def without_roundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave fractions to the integer programs."""
    monkeypatch.setattr(sifting, "separate", lambda instance, master, solved, roundings: roundings)


def searched(scenario: Scenario) -> Search:
    """The whole search for a scenario."""
    instance = expand(scenario)
    return optimise(instance, first_come_first_served(instance), Budget(), lambda progress: None)


def test_looking_ahead_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settling every level at once by integer programs reaches what looking at the levels below first does."""
    scenarios = [Scenario.from_dict(random_town(100 + seed, num_residents=30, num_lots=4)) for seed in range(8)]
    ahead = [values(solve(scenario).schedule) for scenario in scenarios]
    monkeypatch.setattr(lexicographic.Step, "is_last", property(lambda step: step.best is not None))
    assert [values(solve(scenario).schedule) for scenario in scenarios] == ahead


@pytest.mark.parametrize("roundings", [True, False])
def test_regions_agree_with_the_whole(roundings: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Solving only the lots that the linear optimum splits, at any size, reaches what brute force does."""
    monkeypatch.setattr(settling, "SMALL", 0)
    monkeypatch.setattr(lexicographic.Step, "is_last", property(lambda step: step.best is not None))
    if not roundings:
        without_roundings(monkeypatch)
    for seed in range(700, 800):
        data = random_scenario(seed)
        schedule = solve(Scenario.from_dict(data)).schedule
        assert values(schedule) == tuple(reference.best(data)), seed
        assert schedule.status == "optimal", seed


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_region_is_a_part_of_the_whole(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """One crowd, and lots beside it with a few residents only; the plain model finds the same."""
    scenario = beside([crowd(14, 2, seed=seed), *(crowd(3, 2, seed=10 * seed + at) for at in range(1, 5))])
    expected = values(solve(scenario).schedule)
    assert expected == every_cut_model(scenario)
    regions: list[int] = []
    relax = settling.relax

    def counted(*arguments: object) -> object:
        relaxed = relax(*arguments)  # type: ignore[arg-type]
        regions.append(int(relaxed.region.inside.sum()))
        return relaxed

    monkeypatch.setattr(settling, "relax", counted)
    monkeypatch.setattr(settling, "SMALL", 0)
    without_roundings(monkeypatch)
    result = solve(scenario)
    assert values(result.schedule) == expected
    assert result.schedule.status == "optimal"
    assert regions and min(regions) < len(scenario.lots), "meant to be settled in a part of the lots"


def beside(scenarios: list[Scenario]) -> Scenario:
    """Scenarios with one community in the middle each, put side by side, their walks overlapping a little."""
    lots, residents, communities = [], [], []
    for at, scenario in enumerate(scenarios):
        data = scenario.to_dict()

        def moved(place: dict[str, float], at: int = at) -> dict[str, float]:
            return {"x": place["x"] + 1500.0 * at, "y": place["y"]}

        communities.append({"id": f"c-{at}", "location": {"x": 1500.0 * at, "y": 0.0}})
        lots += [lot | {"id": f"{at}-{lot['id']}", "location": moved(lot["location"])} for lot in data["lots"]]
        residents += [one | {"id": f"{at}-{one['id']}", "community": f"c-{at}", "home": moved(one["home"])} for one in data["residents"]]
    return Scenario.from_dict(scenarios[0].to_dict() | {"communities": communities, "lots": lots, "residents": residents})


def test_bounds_hold_when_the_time_is_up() -> None:
    """A search cut short is feasible, valid, never better than its bounds, and its first bound is no less than the optimum."""
    scenario = crowd(25, 3, seed=4)
    best = values(solve(scenario).schedule)
    for seconds in (0.0, 0.05, 0.2):
        schedule = solve(scenario, time_limit=seconds).schedule
        assert verify(scenario, schedule) == ()
        first = schedule.levels[0]
        assert first.bound is None or first.value <= best[0] <= first.bound
        assert (schedule.status == "optimal") == all(level.value == level.bound for level in schedule.levels)


def test_no_time_at_all_gives_first_come_first_served() -> None:
    scenario = Scenario.from_dict(random_town(3))
    result = solve(scenario, time_limit=0.0)
    assert result.schedule.status == "feasible"
    reached = {level.objective: level.value for level in result.schedule.levels}
    assert reached["priority"] == result.first_come_first_served["priority"]
    assert [level.bound for level in result.schedule.levels] == [None] * 4


def test_same_scenario_same_schedule() -> None:
    """Also where CP-SAT has to settle a fractional optimum: its workers are interleaved, not raced."""
    for scenario in (Scenario.from_dict(random_town(5)), crowd(25, 3, seed=4)):
        first, second = (solve(scenario).schedule for _ in range(2))
        assert first.model_copy(update={"run": second.run}) == second


def test_a_later_level_never_costs_an_earlier_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each level alone, with those above it, reaches what the whole list reaches."""
    scenario = Scenario.from_dict(random_town(11))
    whole = values(solve(scenario).schedule)
    names = scenario.policy.objectives
    for count in range(1, len(names) + 1):
        policy = scenario.policy.model_copy(update={"objectives": names[:count]})
        part = solve(scenario.replace(policy=policy)).schedule
        assert values(part)[:count] == whole[:count]


def test_stays_are_not_cut_without_need() -> None:
    """Without ``trim`` among the levels nobody is cut where nobody else needs the space."""
    data = random_town(2)
    data["policy"] = {"objectives": ["priority"]}
    scenario = Scenario.from_dict(data)
    instance = expand(scenario)
    plan = searched(scenario).plan
    again = lexicographic.lengthen(instance, plan)
    assert instance.fits.cut_trim[plan.cut].sum() == instance.fits.cut_trim[again.cut].sum()


def test_nobody_and_nothing() -> None:
    data = random_scenario(1)
    for key in ("residents", "lots"):
        empty = data | {key: []}
        if key == "lots":
            empty["residents"] = [
                {k: v for k, v in resident.items() if k not in ("fixed_lot", "excluded_lots")} for resident in data["residents"]
            ]
        scenario = Scenario.from_dict(empty)
        schedule = solve(scenario).schedule
        assert schedule.assignments == ()
        assert schedule.status == "optimal"
        assert verify(scenario, schedule) == ()


def test_a_budget_ends() -> None:
    budget = Budget(0.05)
    assert not budget.is_over()
    time.sleep(0.06)
    assert budget.is_over()
    assert not budget.interrupted
