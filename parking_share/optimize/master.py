"""The linear program of one level over what is in play, and the face of its optima.

    maximise    sum_o v_o x_o + sum_c w_c y_c
    residents   sum of x over a resident's options               <= 1   (= 1 where every optimum serves the resident)
    capacity    sum of those present at a minute of a profile    <= c   (= c where every optimum fills it)
    stays       sum of y over the cuts of a stay                  = x
    levels      value of an earlier level                        >= what was reached, where its face is not used

x_o says that option o is taken. A stay with a single cut in play needs no y: whoever takes the option is there then.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parking_share.calendar import BoolArray, IntArray
from parking_share.catalogue import Objective
from parking_share.instance import Instance
from parking_share.optimize.linear import FloatArray, LinearOptimum, Program
from parking_share.optimize.rows import Presence, binding_minutes, presence_entries
from parking_share.optimize.selection import Selection
from parking_share.plan import Plan


@dataclass(frozen=True)
class LevelRow:
    """An earlier level that must stay as good: its gain is at least ``gain``."""

    objective: Objective
    gain: int


@dataclass(frozen=True)
class Master:
    """A program and what its rows and columns stand for.

    Columns: one for each option in play, then one for each pick of a stay with several cuts in play (``free_pick``).
    Rows: ``minutes`` of the capacity line, then ``residents``, then stays with several cuts, then earlier levels.
    """

    selection: Selection
    free_pick: IntArray
    minutes: IntArray
    residents: IntArray
    program: Program

    def hint(self, plan: Plan) -> IntArray:
        """A plan as columns (n,), 0 or 1, as far as its options and cuts are in play."""
        selection = self.selection
        free = selection.pick_column[self.free_pick]
        held = np.isin(selection.option[free], plan.option) & np.isin(selection.pick_cut[self.free_pick], plan.cut)
        return np.concatenate((np.isin(selection.option, plan.option), held)).astype(np.int64)


@dataclass(frozen=True)
class _Columns:
    """Columns of a program: ``of_pick`` (k,) the one that is present during each pick, and which picks are ``free``."""

    num_options: int
    of_pick: IntArray
    free: IntArray
    single: BoolArray

    @property
    def count(self) -> int:
        return self.num_options + len(self.free)


def _columns(selection: Selection) -> _Columns:
    num_options = len(selection.option)
    single = selection.picks_per_slot()[selection.pick_slot] == 1
    free = np.flatnonzero(~single)
    of_pick = np.where(single, selection.pick_column, 0)
    of_pick[free] = num_options + np.arange(len(free))
    return _Columns(num_options, of_pick, free, single)


def build(instance: Instance, selection: Selection, objective: Objective, level_rows: tuple[LevelRow, ...] = ()) -> Master:
    """The program that maximises a level over what is in play."""
    columns = _columns(selection)
    minutes, capacity = capacity_rows(instance, selection, columns)
    residents, one_lot, in_row = one_lot_rows(instance, selection)
    levels = [_level_row(row, _gain(instance, selection, columns, row.objective)) for row in level_rows]
    blocks = [capacity, one_lot, all_stays_rows(selection, columns), *levels]
    first_row = np.cumsum([0, *(len(block.lower) for block in blocks)])
    # Where a resident has a row, that row alone limits x, so that all of the resident's surplus is its price.
    limited = np.isin(np.arange(columns.count), in_row) | (np.arange(columns.count) >= columns.num_options)
    program = Program(
        objective=_gain(instance, selection, columns, objective),
        upper=np.where(limited, np.inf, 1.0),
        row_lower=np.concatenate([block.lower for block in blocks]),
        row_upper=np.concatenate([block.upper for block in blocks]),
        entry_row=np.concatenate([block.row + first for block, first in zip(blocks, first_row, strict=False)]),
        entry_column=np.concatenate([block.column for block in blocks]),
        entry_value=np.concatenate([block.value for block in blocks]),
    )
    return Master(selection, columns.free, minutes, residents, program)


@dataclass(frozen=True)
class _Rows:
    """Some rows of a program: limits (m,), and entries (z,) sorted by row, then column."""

    lower: FloatArray
    upper: FloatArray
    row: IntArray
    column: IntArray
    value: FloatArray


def capacity_rows(instance: Instance, selection: Selection, columns: _Columns) -> tuple[IntArray, _Rows]:
    """Rules ``capacity``, ``kind-capacity`` and ``exclusive``: minutes of the capacity line, and a row for each."""
    presence = _presence(instance, selection, columns.of_pick)
    minutes = np.union1d(binding_minutes(instance.capacities, presence), selection.must_fill)
    spaces = instance.capacities.spaces(minutes).astype(float)
    row, column = presence_entries(presence, minutes)
    filled = np.isin(minutes, selection.must_fill)
    return minutes, _Rows(np.where(filled, spaces, -np.inf), spaces, row, column, np.ones(len(row)))


def one_lot_rows(instance: Instance, selection: Selection) -> tuple[IntArray, _Rows, IntArray]:
    """Rule ``one-lot``: residents with several options in play or who must be served, a row for each, and its columns."""
    residents, row_of = np.unique(instance.resident[selection.option], return_inverse=True)
    is_row = (np.bincount(row_of, minlength=len(residents)) > 1) | np.isin(residents, selection.must_serve)
    column = np.flatnonzero(is_row[row_of])
    must = np.isin(residents[is_row], selection.must_serve)
    row = (np.cumsum(is_row) - 1)[row_of[column]]
    rows = _Rows(np.where(must, 1.0, -np.inf), np.ones(len(must)), row, column, np.ones(len(row)))
    return residents[is_row], rows, column


def all_stays_rows(selection: Selection, columns: _Columns) -> _Rows:
    """Rule ``all-stays``: whoever takes an option takes one cut of each of its stays that has several in play."""
    slots, first, row_of = np.unique(selection.pick_slot[columns.free], return_index=True, return_inverse=True)
    owner = selection.pick_column[columns.free[first]]
    row = np.concatenate((np.arange(len(slots)), row_of))
    column = np.concatenate((owner, columns.num_options + np.arange(len(columns.free))))
    value = np.concatenate((np.full(len(slots), -1.0), np.ones(len(columns.free))))
    order = np.lexsort((column, row))
    return _Rows(np.zeros(len(slots)), np.zeros(len(slots)), row[order], column[order], value[order])


def _level_row(row: LevelRow, gain: FloatArray) -> _Rows:
    used = np.flatnonzero(gain)
    return _Rows(np.array([float(row.gain)]), np.array([np.inf]), np.zeros(len(used), np.int64), used, gain[used])


def _presence(instance: Instance, selection: Selection, column_of_pick: IntArray) -> Presence:
    """When each column is present, in every profile that its option counts in."""
    capacities = instance.capacities
    option = selection.option[selection.pick_column]
    first = np.searchsorted(capacities.option_of, option, "left")
    count = np.searchsorted(capacities.option_of, option, "right") - first
    pick = np.repeat(np.arange(len(option)), count)
    within = np.arange(len(pick)) - np.repeat(np.cumsum(count) - count, count)
    edge = capacities.profile_of[first[pick] + within] * capacities.stride
    cut = selection.pick_cut[pick]
    return Presence(column_of_pick[pick], edge + instance.fits.cut_arrive[cut], edge + instance.fits.cut_leave[cut])


def _gain(instance: Instance, selection: Selection, columns: _Columns, objective: Objective) -> FloatArray:
    """What each column adds to a level."""
    of_options = instance.gains(objective)[selection.option].astype(float)
    if objective != "trim":
        return np.concatenate((of_options, np.zeros(len(columns.free))))
    minutes = instance.fits.cut_trim[selection.pick_cut].astype(float)
    owner = selection.pick_column[columns.single]
    of_options -= np.bincount(owner, weights=minutes[columns.single], minlength=len(of_options))
    return np.concatenate((of_options, -minutes[columns.free]))


def is_integral(optimum: LinearOptimum) -> bool:
    """Whether a vertex is a plan."""
    return bool(np.all(np.abs(optimum.x - np.round(optimum.x)) < 1e-6))


def to_plan(master: Master, x: FloatArray) -> Plan:
    """The plan that an integral x (columns,) stands for."""
    selection = master.selection
    taken = x > 0.5
    pick_taken = taken[selection.pick_column]
    pick_taken[master.free_pick] = taken[len(selection.option) :]
    return Plan(selection.option[taken[: len(selection.option)]], selection.pick_cut[pick_taken])


@dataclass(frozen=True)
class Prices:
    """Prices of minutes of the capacity line, sorted by minute; differences below ``tolerance`` are rounding."""

    minute: IntArray
    price: FloatArray
    tolerance: float

    def of_picks(self, instance: Instance, selection: Selection) -> FloatArray:
        """What each pick of a selection pays: the sum of the prices while it is present, over its option's profiles."""
        pick = np.arange(len(selection.pick_cut))
        presence = _presence(instance, selection, pick)
        total = np.concatenate(([0.0], np.cumsum(self.price)))
        paid = total[np.searchsorted(self.minute, presence.end)] - total[np.searchsorted(self.minute, presence.start)]
        return np.bincount(presence.column, weights=paid, minlength=len(pick)).astype(np.float64)


def face(instance: Instance, master: Master, optimum: LinearOptimum) -> tuple[Selection, Prices]:
    """What all optima of a level have in common (complementary slackness), and the prices that say so.

    No column with a negative reduced value is used, every minute with a price is full, everyone with a surplus is
    served.
    """
    tolerance = tolerance_of(master.program)
    num_options, selection = len(master.selection.option), master.selection
    unattractive = optimum.reduced < -tolerance
    pick_stays = np.ones(len(selection.pick_cut), bool)
    pick_stays[master.free_pick] = ~unattractive[num_options:]
    prices, surplus = np.split(optimum.row_price[: len(master.minutes) + len(master.residents)], [len(master.minutes)])
    alone = instance.resident[selection.option[optimum.reduced[:num_options] > tolerance]]
    restricted = (
        selection.keep_picks(pick_stays)
        .keep_options(~unattractive[:num_options])
        .with_musts(np.union1d(master.residents[surplus > tolerance], alone), master.minutes[prices > tolerance])
    )
    return restricted, Prices(master.minutes, np.where(np.abs(prices) > tolerance, prices, 0.0), tolerance)


def tolerance_of(program: Program) -> float:
    """How far from zero a reduced value must be to count: values are whole numbers, so prices are seldom small fractions."""
    return 1e-6 + 1e-9 * float(np.abs(program.objective).max(initial=0.0))
