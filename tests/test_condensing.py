"""Programs with a column for each pattern: the same program, the same optimum, from whatever basis."""

from __future__ import annotations

import numpy as np
import pytest
from random_scenarios import random_town
from scipy import sparse

from parking_share import Scenario
from parking_share.arrays import common, union
from parking_share.instance import Instance, expand
from parking_share.optimize import Budget, linear, rows
from parking_share.optimize.condensing import condensed
from parking_share.optimize.levels import Level
from parking_share.optimize.linear import BASIC, solve_linear
from parking_share.optimize.master import Master, build
from parking_share.optimize.pricing import Pricing
from parking_share.optimize.program import Program
from parking_share.optimize.selection import select


def town(seed: int) -> Instance:
    """A town whose residents have few different hours, so that there are patterns."""
    return expand(Scenario.from_dict(random_town(seed, num_residents=150, num_lots=4)))


def master_of(instance: Instance, share: float = 1.0, *, seed: int = 0) -> Master:
    """The program of the first level over a random share of the options."""
    some = np.flatnonzero(np.random.default_rng(seed).random(instance.num_options) < share)
    selection = select(instance, some, minimal=True)
    return build(instance, selection, Pricing(instance, selection).minutes, Level.of(instance, selection, "priority").gains)


def matrix(program: Program) -> sparse.csr_array:
    """The matrix of a program."""
    shape = (len(program.row_upper), len(program.objective))
    return sparse.csr_array((program.entry_value, (program.entry_row, program.entry_column)), shape=shape)


@pytest.mark.parametrize("seed", range(5))
def test_what_holds_for_columns_holds_for_their_patterns(seed: int) -> None:
    """With the sums of its columns for each pattern, all rows come to what they did, and those of patterns to nothing."""
    program = master_of(town(seed)).program
    whole = condensed(program)
    assert len(whole.entry_row) < len(program.entry_row)
    order = whole.entry_row * len(whole.objective) + whole.entry_column
    assert (np.diff(order) > 0).all()
    num_columns, num_rows = len(program.objective), len(program.row_upper)
    links = matrix(whole)[num_rows:]
    taken = np.random.default_rng(seed).random(num_columns)
    patterns = links[:, :num_columns] @ taken
    assert (links[:, num_columns:].toarray() == -np.eye(len(patterns))).all()
    both = matrix(whole) @ np.concatenate((taken, patterns))
    assert both[:num_rows] == pytest.approx(matrix(program) @ taken)
    assert both[num_rows:] == pytest.approx(np.zeros(len(patterns)))


def test_no_patterns_where_everyone_has_other_hours() -> None:
    """Then the program is left as it is."""
    program = master_of(town(1)).program
    row, column = (np.arange(len(program.objective)) for _ in range(2))
    alone = Program(
        **{name: getattr(program, name) for name in ("objective", "lower", "upper", "bounding_row")},
        num_capacity_rows=len(row),
        row_lower=np.zeros(len(row)),
        row_upper=np.ones(len(row)),
        entry_row=row,
        entry_column=column,
        entry_value=np.ones(len(row)),
    )
    assert condensed(alone) is alone


@pytest.mark.parametrize("seed", range(8))
def test_the_optimum_from_a_basis_is_that_from_nothing(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a program with a few more options: the value, a basis of as many as there are rows, prices that leave nobody better off."""
    monkeypatch.setattr(linear, "MANY", 1.0)
    instance = town(seed)
    before, after = master_of(instance, 0.95, seed=seed), master_of(instance, 1.0)
    first = solve_linear(before.program, Budget(), before.keys(instance), None)
    assert first is not None
    found = solve_linear(after.program, Budget(), after.keys(instance), first.basis)
    anew = solve_linear(after.program, Budget(), after.keys(instance), None)
    assert found is not None and anew is not None
    assert len(found.program.objective) > len(after.program.objective) == len(found.x)
    assert found.value == pytest.approx(anew.value)
    assert int((found.basis.column_status == BASIC).sum() + (found.basis.row_status == BASIC).sum()) == len(after.program.row_upper)
    program = after.program
    left = program.objective - matrix(program).T @ found.row_price
    surplus = np.where(np.isfinite(program.upper), np.maximum(left, 0), 0)
    assert (left - surplus < 1e-6).all()
    assert program.row_upper @ found.row_price + surplus.sum() == pytest.approx(found.value)


@pytest.mark.parametrize("seed", range(5))
def test_minutes_that_can_bind_are_the_same_either_way(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Going along the capacity line or sorting periods."""
    instance = town(seed)
    selection = select(instance, np.arange(instance.num_options), minimal=True)
    found = []
    for dense in (0, 10**9):
        monkeypatch.setattr(rows, "DENSE", dense)
        found.append(Pricing(instance, selection).minutes.tolist())
    assert found[0] == found[1] and found[0]


def test_unions_and_what_is_common() -> None:
    """As numpy has them."""
    draw = np.random.default_rng(1)
    for size in (0, 1, 5, 200):
        first, second = (np.unique(draw.integers(300, size=size)) for _ in range(2))
        assert union(first, second).tolist() == np.union1d(first, second).tolist()
        assert common(first, second).tolist() == np.intersect1d(first, second).tolist()
