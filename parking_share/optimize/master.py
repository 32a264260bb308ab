"""The program of one level over what is in play.

    maximise    sum_o v_o x_o + sum_c w_c y_c
    residents   sum of x over a resident's options               <= 1   (= 1 where every optimum serves the resident);
                a bound of the column where there is one option
    capacity    sum of those present at a minute of a profile    <= c   (= c where every optimum fills it)
    stays       sum of y over the cuts of a stay                  = x
    roundings   sum of shares                                    <= limit  (= limit where every optimum reaches it);
                the first is the cap on moves, if there is one
    levels      value of an earlier level                        >= what was reached, where its face is not used

x_o says that option o is taken. A stay with a single cut in play needs no y: whoever takes the option is there then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from parking_share.calendar import BoolArray, IntArray
from parking_share.instance import Instance
from parking_share.optimize.levels import Gains
from parking_share.optimize.program import FloatArray, Program
from parking_share.optimize.rounding import Roundings
from parking_share.optimize.rows import presence_entries, presence_of
from parking_share.optimize.selection import Selection
from parking_share.plan import Plan


@dataclass(frozen=True)
class Master:
    """A program and what its rows and columns stand for.

    Columns: one for each option in play, then one for each pick of a stay with several cuts in play (``free_pick``).
    Rows: ``minutes`` of the capacity line, ``residents`` with several options in play, stays with several cuts, roundings, earlier
    levels; ``row_edges`` (4,) are where one sort ends and the next begins.
    """

    selection: Selection
    free_pick: IntArray
    minutes: IntArray
    residents: IntArray
    row_edges: IntArray
    program: Program

    def taken(self, x: FloatArray) -> tuple[FloatArray, FloatArray]:
        """How much of each option (n,) and each pick (k,) a solution takes."""
        option = x[: len(self.selection.option)]
        pick = option[self.selection.pick_column]
        pick[self.free_pick] = x[len(option) :]
        return option, pick

    def columns_of(self, instance: Instance, plan: Plan) -> IntArray:
        """A plan as columns, 0 or 1, as far as its options and cuts are in play."""
        is_taken, is_held = np.isin(self.selection.option, plan.option), self.selection.held_by(instance, plan)
        return np.concatenate((is_taken, is_held[self.free_pick])).astype(np.int64)

    def keys(self, instance: Instance) -> tuple[IntArray, IntArray]:
        """Numbers that name columns and rows in every program of an instance, for carrying a basis from one to the next."""
        selection, num_cuts = self.selection, len(instance.fits.cut_arrive)
        pick = (selection.option[selection.pick_column] * num_cuts + selection.pick_cut)[self.free_pick]
        line = len(instance.capacities.lot) * instance.capacities.stride
        slot = line + instance.num_residents + pick[np.diff(selection.pick_slot[self.free_pick], prepend=-1) > 0]
        _, _, first_rounding, first_level = self.row_edges.tolist()
        num_levels = len(self.program.row_upper) - first_level
        roundings = -1 - MOST_LEVELS - np.arange(first_level - first_rounding)
        rows = (self.minutes, line + self.residents, slot, roundings, -1 - np.arange(num_levels))
        return np.concatenate((selection.option, instance.num_options + pick)), np.concatenate(rows)


def options_and_minutes(instance: Instance, columns: IntArray, rows: IntArray) -> tuple[IntArray, IntArray]:
    """The options and the minutes among names of columns and rows that ``Master.keys`` gave."""
    line = len(instance.capacities.lot) * instance.capacities.stride
    return columns[columns < instance.num_options], rows[(rows >= 0) & (rows < line)]


MOST_LEVELS = 10
"""More than there are objectives: names of rows leave room for so many levels."""


@dataclass(frozen=True)
class _Columns:
    """Columns of a program: ``of_pick`` (k,) the one that is present during each pick, and which picks are ``free``."""

    num_options: int
    of_pick: IntArray
    free: IntArray
    single: BoolArray


def _columns(selection: Selection) -> _Columns:
    num_options = len(selection.option)
    single = selection.picks_per_slot()[selection.pick_slot] == 1
    free = np.flatnonzero(~single)
    of_pick = np.where(single, selection.pick_column, 0)
    of_pick[free] = num_options + np.arange(len(free))
    return _Columns(num_options, of_pick, free, single)


def build(
    instance: Instance,
    selection: Selection,
    minutes: IntArray,
    gains: Gains,
    row_gains: Sequence[Gains] = (),
    limits: Sequence[float] = (),
    roundings: Roundings | None = None,
) -> Master:
    """The program that maximises ``gains`` over what is in play, with capacities at ``minutes`` of the capacity line, sorted.

    Parameters
    ----------
    row_gains, limits
        Earlier levels, and what each must reach.
    roundings
        To be satisfied as well; in whole residents they are anyway, but for a cap on moves. None for that cap alone.
    """
    columns = _columns(selection)
    residents, one_lot = one_lot_rows(instance, selection)
    lower, upper, bounding_row = _one_lot_bounds(instance, selection, columns, len(minutes))
    levels = [_level_row(limit, _of_columns(of_row, selection, columns)) for of_row, limit in zip(row_gains, limits, strict=True)]
    rounded = rounding_rows(selection, Roundings.none(instance) if roundings is None else roundings)
    blocks = [capacity_rows(instance, selection, columns, minutes), one_lot, all_stays_rows(selection, columns), rounded, *levels]
    first_row = np.cumsum([0, *(len(block.lower) for block in blocks)])
    program = Program(
        objective=_of_columns(gains, selection, columns),
        lower=lower,
        upper=upper,
        bounding_row=bounding_row,
        num_capacity_rows=len(minutes),
        row_lower=np.concatenate([block.lower for block in blocks]),
        row_upper=np.concatenate([block.upper for block in blocks]),
        entry_row=np.concatenate([block.row + first for block, first in zip(blocks, first_row, strict=False)]),
        entry_column=np.concatenate([block.column for block in blocks]),
        entry_value=np.concatenate([block.value for block in blocks]),
    )
    return Master(selection, columns.free, minutes, residents, first_row[1:5], program)


@dataclass(frozen=True)
class _Rows:
    """Some rows of a program: limits (m,), and entries (z,) sorted by row, then column."""

    lower: FloatArray
    upper: FloatArray
    row: IntArray
    column: IntArray
    value: FloatArray


def capacity_rows(instance: Instance, selection: Selection, columns: _Columns, minutes: IntArray) -> _Rows:
    """Rules ``capacity``, ``kind-capacity`` and ``exclusive``: a row for each minute of the capacity line."""
    presence = presence_of(instance, selection, columns.of_pick)
    spaces = instance.capacities.spaces(minutes).astype(float)
    row, column = presence_entries(presence, minutes)
    filled = np.isin(minutes, selection.must_fill)
    return _Rows(np.where(filled, spaces, -np.inf), spaces, row, column, np.ones(len(row)))


def one_lot_rows(instance: Instance, selection: Selection) -> tuple[IntArray, _Rows]:
    """Rule ``one-lot``: the residents with several options in play, and a row for each."""
    column = np.flatnonzero(~_alone(instance, selection))
    residents, row = np.unique(instance.resident[selection.option[column]], return_inverse=True)
    must = np.isin(residents, selection.must_serve)
    return residents, _Rows(np.where(must, 1.0, -np.inf), np.ones(len(must)), row, column, np.ones(len(row)))


def _alone(instance: Instance, selection: Selection) -> BoolArray:
    """Options (n,) that are the only one of their resident in play."""
    resident = instance.resident[selection.option]
    return np.asarray(np.bincount(resident, minlength=instance.num_residents)[resident] == 1)


def _one_lot_bounds(instance: Instance, selection: Selection, columns: _Columns, first_row: int) -> tuple[FloatArray, FloatArray, IntArray]:
    """Rule ``one-lot`` as bounds of columns, lower and upper, for options that are alone; for others the row that bounds them."""
    alone, rest = _alone(instance, selection), np.zeros(len(columns.free))
    must = alone & np.isin(instance.resident[selection.option], selection.must_serve)
    resident = instance.resident[selection.option]
    row = first_row + np.cumsum((np.diff(resident, prepend=-1) > 0) & ~alone) - 1
    return (
        np.concatenate((must.astype(float), rest)),
        np.concatenate((np.where(alone, 1.0, np.inf), rest + np.inf)),
        np.concatenate((np.where(alone, -1, row), rest.astype(np.int64) - 1)),
    )


def all_stays_rows(selection: Selection, columns: _Columns) -> _Rows:
    """Rule ``all-stays``: whoever takes an option takes one cut of each of its stays that has several in play."""
    slots, first, row_of = np.unique(selection.pick_slot[columns.free], return_index=True, return_inverse=True)
    owner = selection.pick_column[columns.free[first]]
    row = np.concatenate((np.arange(len(slots)), row_of))
    column = np.concatenate((owner, columns.num_options + np.arange(len(columns.free))))
    value = np.concatenate((np.full(len(slots), -1.0), np.ones(len(columns.free))))
    order = np.lexsort((column, row))
    return _Rows(np.zeros(len(slots)), np.zeros(len(slots)), row[order], column[order], value[order])


def rounding_rows(selection: Selection, roundings: Roundings) -> _Rows:
    """The cap on moves, and what follows from all rules in whole residents."""
    share = roundings.share[:, selection.option].tocsr()
    share.sort_indices()
    row = np.repeat(np.arange(len(roundings)), np.diff(share.indptr))
    reached = np.isin(np.arange(len(roundings)), selection.must_reach)
    return _Rows(np.where(reached, roundings.limit, -np.inf), roundings.limit, row, share.indices.astype(np.int64), share.data)


def _level_row(limit: float, gain: FloatArray) -> _Rows:
    used = np.flatnonzero(gain)
    return _Rows(np.array([limit]), np.array([np.inf]), np.zeros(len(used), np.int64), used, gain[used])


def _of_columns(gains: Gains, selection: Selection, columns: _Columns) -> FloatArray:
    """Gains of the columns: an option's holds those of its stays that have a single cut in play."""
    single = np.bincount(selection.pick_column[columns.single], weights=gains.pick[columns.single], minlength=columns.num_options)
    return np.concatenate((gains.option + single, gains.pick[columns.free]))
