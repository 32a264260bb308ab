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


def build(instance: Instance, selection: Selection, objective: Objective, level_rows: tuple[LevelRow, ...] = ()) -> Master:
    """The program that maximises a level over what is in play."""
    num_options = len(selection.option)
    single = selection.picks_per_slot()[selection.pick_slot] == 1
    free_pick = np.flatnonzero(~single)
    column_of_pick = np.where(single, selection.pick_column, 0)
    column_of_pick[free_pick] = num_options + np.arange(len(free_pick))

    presence = _presence(instance, selection, column_of_pick)
    minutes = np.union1d(binding_minutes(instance.capacities, presence), selection.must_fill)
    spaces = instance.capacities.spaces(minutes).astype(float)
    filled = np.isin(minutes, selection.must_fill)
    rows = [(np.where(filled, spaces, -np.inf), spaces, *presence_entries(presence, minutes))]

    resident = instance.resident[selection.option]
    residents, row_of = np.unique(resident, return_inverse=True)
    is_row = (np.bincount(row_of) > 1) | np.isin(residents, selection.must_serve)
    in_row = np.flatnonzero(is_row[row_of])
    must = np.isin(residents[is_row], selection.must_serve)
    rows.append((np.where(must, 1.0, -np.inf), np.ones(len(must)), (np.cumsum(is_row) - 1)[row_of[in_row]], in_row))

    columns = num_options + len(free_pick)
    entries = [(lower, upper, row, column, np.ones(len(row))) for lower, upper, row, column in rows]
    entries.append(_stay_rows(selection, free_pick, num_options))
    gains = [_gain(instance, selection, single, free_pick, row.objective) for row in level_rows]
    entries += [
        (np.array([float(row.gain)]), np.array([np.inf]), np.zeros(len(used), np.int64), used, gain[used])
        for row, gain, used in ((row, gain, np.flatnonzero(gain)) for row, gain in zip(level_rows, gains, strict=True))
    ]
    first_row = np.concatenate(([0], np.cumsum([len(lower) for lower, *_ in entries])))
    program = Program(
        objective=_gain(instance, selection, single, free_pick, objective),
        # Where a resident has a row, that row alone limits x, so that all of the resident's surplus is its price.
        upper=np.where(np.isin(np.arange(columns), in_row) | (np.arange(columns) >= num_options), np.inf, 1.0),
        row_lower=np.concatenate([lower for lower, *_ in entries]),
        row_upper=np.concatenate([upper for _, upper, *_ in entries]),
        entry_row=np.concatenate([row + first for (_, _, row, _, _), first in zip(entries, first_row, strict=False)]),
        entry_column=np.concatenate([column for _, _, _, column, _ in entries]),
        entry_value=np.concatenate([value for *_, value in entries]),
    )
    return Master(selection, free_pick, minutes, residents[is_row], program)


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


def _stay_rows(selection: Selection, free_pick: IntArray, num_options: int) -> tuple[FloatArray, FloatArray, IntArray, IntArray, FloatArray]:
    slots, first, row_of = np.unique(selection.pick_slot[free_pick], return_index=True, return_inverse=True)
    owner = selection.pick_column[free_pick[first]]
    row = np.concatenate((np.arange(len(slots)), row_of))
    column = np.concatenate((owner, num_options + np.arange(len(free_pick))))
    value = np.concatenate((np.full(len(slots), -1.0), np.ones(len(free_pick))))
    order = np.lexsort((column, row))
    return np.zeros(len(slots)), np.zeros(len(slots)), row[order], column[order], value[order]


def _gain(instance: Instance, selection: Selection, single: BoolArray, free_pick: IntArray, objective: Objective) -> FloatArray:
    """What each column adds to a level."""
    of_options = instance.gains(objective)[selection.option].astype(float)
    if objective != "trim":
        return np.concatenate((of_options, np.zeros(len(free_pick))))
    minutes = instance.fits.cut_trim[selection.pick_cut].astype(float)
    of_options -= np.bincount(selection.pick_column[single], weights=minutes[single], minlength=len(of_options))
    return np.concatenate((of_options, -minutes[free_pick]))


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
        return np.bincount(presence.column, weights=paid, minlength=len(pick))


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
