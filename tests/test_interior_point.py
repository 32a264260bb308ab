"""Crowded scenarios, where most minutes have a price: everything at once by interior point, and plans that do without its end."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import reference
from ortools.math_opt.python import mathopt
from pybind11_abseil.status import StatusNotOk
from random_scenarios import random_scenario, random_town
from test_optimum import values

from parking_share import Scenario, solve, verify
from parking_share.instance import Instance, expand
from parking_share.optimize import Budget, beginning, lexicographic, linear, polishing
from parking_share.optimize.levels import Level
from parking_share.optimize.linear import BASIC, Infeasible, solve_linear
from parking_share.optimize.master import Master, build
from parking_share.optimize.pricing import Pricing
from parking_share.optimize.selection import select
from parking_share.optimize.sifting import Working


def crowded(seed: int) -> tuple[Instance, Master]:
    """A town with few spaces, and the program of its first level."""
    instance = expand(Scenario.from_dict(random_town(seed, num_residents=150, num_lots=10)))
    selection = select(instance, np.arange(instance.num_options), minimal=True)
    level = Level.of(instance, selection, instance.scenario.policy.objectives[0])
    return instance, build(instance, selection, Pricing(instance, selection).minutes, level.gains)


def solvers_used(monkeypatch: pytest.MonkeyPatch, failing: mathopt.SolverType | None = None) -> list[mathopt.SolverType]:
    """Which solvers are run from now on; one may fail as MathOpt does."""
    used, real = list[mathopt.SolverType](), linear.run

    def run(model: Any, solver: mathopt.SolverType, *others: Any) -> Any:
        used.append(solver)
        if solver == failing:
            wrong = mathopt.SolveParameters(threads=2)
            return real(model, solver, wrong, *others[1:])
        return real(model, solver, *others)

    monkeypatch.setattr(linear, "run", run)
    return used


@pytest.mark.parametrize("seed", range(8))
def test_the_vertex_is_as_good_as_that_of_the_simplex_method(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same value, a basis of as many as there are rows, and prices that prove it."""
    instance, master = crowded(seed)
    program, keys = master.program, master.keys(instance)
    used = solvers_used(monkeypatch)
    found, other = solve_linear(program, Budget(), keys, None, interior=True), solve_linear(program, Budget(), keys, None)
    assert used == [mathopt.SolverType.HIGHS, mathopt.SolverType.GLOP]
    assert found is not None and other is not None
    assert found.value == pytest.approx(other.value)
    assert found.value == pytest.approx(program.objective @ found.x)
    assert int(found.is_basic_column.sum() + found.is_basic_row.sum()) == len(program.row_upper)
    assert int((found.basis.column_status == BASIC).sum() + (found.basis.row_status == BASIC).sum()) == len(program.row_upper)
    left = program.objective.copy()
    np.subtract.at(left, program.entry_column, program.entry_value * found.row_price[program.entry_row])
    surplus = np.where(np.isfinite(program.upper), np.maximum(left, 0), 0)
    assert (left - surplus < 1e-6).all()
    assert program.row_upper @ found.row_price + surplus.sum() == pytest.approx(found.value)
    again = solve_linear(program, Budget(), keys, found.basis)
    assert again is not None and again.value == pytest.approx(found.value)


def test_where_it_fails_the_simplex_method_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """MathOpt raises for what HiGHS does not end well: here, because it was asked for two threads, which it does not take."""
    instance, master = crowded(1)
    used = solvers_used(monkeypatch, failing=mathopt.SolverType.HIGHS)
    with pytest.raises(StatusNotOk):
        linear.run(
            linear.to_proto(master.program),
            mathopt.SolverType.HIGHS,
            mathopt.SolveParameters(),
            mathopt.ModelSolveParameters().to_proto(),
            Budget(),
        )
    found = solve_linear(master.program, Budget(), master.keys(instance), None, interior=True)
    assert used == [mathopt.SolverType.HIGHS, mathopt.SolverType.HIGHS, mathopt.SolverType.GLOP]
    assert found is not None


@pytest.fixture
def everything_counts(monkeypatch: pytest.MonkeyPatch) -> list[Working]:
    """Prices are sought in small scenarios, too; what each begins with."""
    monkeypatch.setattr(beginning, "SMALL", 0)
    begun, real = list[Working](), beginning.start

    def start(*given: Any) -> Working:
        begun.append(real(*given))
        return begun[-1]

    monkeypatch.setattr(lexicographic, "start", start)
    return begun


def test_brute_force_agrees_with_crowded_scenarios(everything_counts: list[Working]) -> None:
    """Whether they begin with everything or not."""
    for seed in range(900, 960):
        data = random_scenario(seed)
        scenario = Scenario.from_dict(data)
        result = solve(scenario)
        assert values(result.schedule) == tuple(reference.best(data)), seed
        assert result.schedule.status == "optimal", seed
        assert verify(scenario, result.schedule) == (), seed
    assert sum(working.is_crowded for working in everything_counts) > 10


def test_plans_are_made_better_without_a_linear_optimum(everything_counts: list[Working], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where its time ends first; what is said of bound and value holds."""
    monkeypatch.setattr(lexicographic, "RELAXING", 0.0)
    monkeypatch.setattr(polishing, "LEAST_PICKS", 0)
    better = 0
    for seed in range(12):
        scenario = Scenario.from_dict(random_town(seed, num_residents=80, num_lots=8))
        with monkeypatch.context() as patch:
            patch.setattr(beginning, "CROWDED", 1.0)
            optimal = solve(scenario).schedule.levels[0].value
        monkeypatch.setattr(beginning, "CROWDED", 0.0)
        polished = solve(scenario).schedule
        assert everything_counts[-1].is_crowded
        with monkeypatch.context() as patch:
            patch.setattr(lexicographic, "polish", lambda *given: None)
            rough = solve(scenario).schedule.levels[0].value
        level = polished.levels[0]
        assert verify(scenario, polished) == (), seed
        assert rough <= level.value <= optimal, seed
        assert level.bound is not None and level.bound >= optimal, seed
        better += level.value > rough
    assert better > 0


def test_nothing_fits_is_told_by_either_method() -> None:
    """As an exception that says so."""
    instance, master = crowded(2)
    program = master.program
    program.row_lower[0], program.row_upper[0] = 10**6, np.inf
    for interior in (False, True):
        with pytest.raises(Infeasible):
            solve_linear(program, Budget(), master.keys(instance), None, interior=interior)
