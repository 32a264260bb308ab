"""The plain integer program of an instance, as one would write it down first, for any solver.

    maximise    a level's value
    residents   sum of x over a resident's options                        <= 1
    stays       sum of y over the allowed cuts of a stay of an option      = x
    capacity    sum of those present in a profile between two changes     <= spaces
    levels      value of an earlier level                                 >= what was reached

x_o says that option o is taken, y_c that a stay is held with cut c; a stay with one allowed cut needs no y. Every cut
and every elementary interval is there. It shares nothing with the solver of the package but the container.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from parking_share.arrays import spread
from parking_share.calendar import BoolArray, IntArray
from parking_share.catalogue import MINIMISED, Objective
from parking_share.instance import Instance
from parking_share.optimize.program import FloatArray, Program
from parking_share.optimize.rows import Presence, binding_minutes
from parking_share.plan import Plan, level_value, stays_of


@dataclass(frozen=True)
class PlainModel:
    """Columns: one for each option, then one for each cut of a stay with several.

    A *pick* is an allowed cut of a stay of an option: ``pick_option``, ``pick_cut`` and the column that says that it is
    held, ``pick_column``, each (k,); ``single`` (k,) where that is the option's own. ``program`` has no objective and
    no levels yet.
    """

    instance: Instance
    pick_option: IntArray
    pick_cut: IntArray
    pick_column: IntArray
    single: BoolArray
    program: Program

    def gain(self, objective: Objective) -> FloatArray:
        """What each column adds to a level, to be maximised."""
        of_columns = np.zeros(len(self.program.objective))
        of_columns[: self.instance.num_options] = self.instance.gains(objective)
        if objective == "trim":
            of_columns -= np.bincount(self.pick_column, weights=self.instance.fits.cut_trim[self.pick_cut], minlength=len(of_columns))
        return of_columns

    def level(self, objective: Objective, reached: dict[Objective, int]) -> Program:
        """The program of a level whose earlier levels must gain at least what they ``reached``."""
        base, gains = self.program, [self.gain(earlier) for earlier in reached]
        used = [np.flatnonzero(gain) for gain in gains]
        first = len(base.row_upper)
        return replace(
            base,
            objective=self.gain(objective),
            row_lower=np.concatenate((base.row_lower, np.array(list(reached.values()), float))),
            row_upper=np.concatenate((base.row_upper, np.full(len(reached), np.inf))),
            entry_row=np.concatenate((base.entry_row, *(np.full(len(at), first + row) for row, at in enumerate(used)))),
            entry_column=np.concatenate((base.entry_column, *used)),
            entry_value=np.concatenate((base.entry_value, *(gain[at] for gain, at in zip(gains, used, strict=True)))),
        )

    def plan(self, x: FloatArray) -> Plan:
        """The plan that integral columns stand for."""
        taken = x > 0.5
        held = taken[self.pick_option] & taken[self.pick_column]
        return Plan(np.flatnonzero(taken[: self.instance.num_options]), self.pick_cut[held])

    def columns(self, plan: Plan) -> FloatArray:
        """A plan as columns, 0 or 1, to start a solver from."""
        x = np.zeros(len(self.program.objective))
        x[plan.option] = 1.0
        stride = len(self.instance.fits.cut_arrive) + 1
        position, _ = stays_of(self.instance, plan.option)
        held = np.isin(self.pick_option * stride + self.pick_cut, plan.option[position] * stride + plan.cut)
        x[self.pick_column[held & ~self.single]] = 1.0
        return x


@dataclass(frozen=True)
class _Picks:
    """The picks of an instance, (k,) each: ``slot`` numbers the stays of options, see ``PlainModel`` for the others."""

    option: IntArray
    cut: IntArray
    slot: IntArray
    column: IntArray
    single: BoolArray

    @classmethod
    def of(cls, instance: Instance) -> Self:
        option, stay = stays_of(instance, np.arange(instance.num_options))
        slot, cut = spread(instance.fits.cut_first[stay], instance.fits.cut_first[stay + 1])
        single = np.bincount(slot, minlength=len(stay))[slot] == 1
        column = np.where(single, option[slot], instance.num_options + np.cumsum(~single) - 1)
        return cls(option[slot], cut, slot, column, single)


def plain_model(instance: Instance, *, every_interval: bool = True) -> PlainModel:
    """Write down an instance; without ``every_interval`` only the capacity rows that the package's own solver would keep."""
    picks = _Picks.of(instance)
    free = ~picks.single
    presence = _presence(instance, picks.option, picks.cut, picks.column)
    blocks = [
        _resident_rows(instance),
        _stay_rows(picks.slot[free], picks.option[free], picks.column[free]),
        _capacity_rows(instance, presence, _minutes(instance, presence, every_interval)),
    ]
    first = np.cumsum([0, *(len(block.row_upper) for block in blocks)])
    num_columns = instance.num_options + int(free.sum())
    program = Program(
        objective=np.zeros(num_columns),
        lower=np.zeros(num_columns),
        upper=np.full(num_columns, np.inf),
        bounding_row=np.full(num_columns, -1),
        num_capacity_rows=0,
        row_lower=np.concatenate([block.row_lower for block in blocks]),
        row_upper=np.concatenate([block.row_upper for block in blocks]),
        entry_row=np.concatenate([block.row + start for block, start in zip(blocks, first[:-1], strict=True)]),
        entry_column=np.concatenate([block.column for block in blocks]),
        entry_value=np.concatenate([block.value for block in blocks]),
    )
    return PlainModel(instance, picks.option, picks.cut, picks.column, picks.single, program)


def plain_size(instance: Instance, *, every_interval: bool = True) -> tuple[int, int, int]:
    """(columns, rows, entries) of ``plain_model``, counted without writing it down: a city's would not fit into memory."""
    picks = _Picks.of(instance)
    num_free = int((~picks.single).sum())
    num_slots = len(np.unique(picks.slot[~picks.single]))
    presence = _presence(instance, picks.option, picks.cut, picks.column)
    minutes = _minutes(instance, presence, every_interval)
    begun, ended = (np.searchsorted(np.sort(edge), minutes, "right") for edge in (presence.start, presence.end))
    present = begun - ended
    rows = len(np.unique(instance.resident)) + num_slots + int((present > 0).sum())
    return instance.num_options + num_free, rows, instance.num_options + num_slots + num_free + int(present.sum())


def gain_of(instance: Instance, plan: Plan, objective: Objective) -> int:
    """Value of a level as a number to be maximised."""
    value = level_value(instance, plan, objective)
    return -value if objective in MINIMISED else value


@dataclass(frozen=True)
class _Block:
    row_lower: FloatArray
    row_upper: FloatArray
    row: IntArray
    column: IntArray
    value: FloatArray


def _resident_rows(instance: Instance) -> _Block:
    residents, row = np.unique(instance.resident, return_inverse=True)
    ones = np.ones(instance.num_options)
    return _Block(np.full(len(residents), -np.inf), np.ones(len(residents)), row, np.arange(instance.num_options), ones)


def _stay_rows(slot: IntArray, option: IntArray, column: IntArray) -> _Block:
    slots, first, row = np.unique(slot, return_index=True, return_inverse=True)
    rows, columns = np.concatenate((np.arange(len(slots)), row)), np.concatenate((option[first], column))
    values = np.concatenate((np.full(len(slots), -1.0), np.ones(len(column))))
    order = np.lexsort((columns, rows))
    return _Block(np.zeros(len(slots)), np.zeros(len(slots)), rows[order], columns[order], values[order])


def _minutes(instance: Instance, presence: Presence, every_interval: bool) -> IntArray:
    """The minutes of the capacity line that have a row, sorted, if anyone can be there."""
    if every_interval:
        return np.unique(np.concatenate((instance.capacities.step_at, presence.start, presence.end)))
    return binding_minutes(instance.capacities, presence)


def _capacity_rows(instance: Instance, presence: Presence, minutes: IntArray) -> _Block:
    who, row = spread(np.searchsorted(minutes, presence.start), np.searchsorted(minutes, presence.end))
    order = np.lexsort((presence.column[who], row))
    used, row = np.unique(row[order], return_inverse=True)
    column = presence.column[who][order]
    spaces = instance.capacities.spaces(minutes[used]).astype(float)
    return _Block(np.full(len(used), -np.inf), spaces, row, column, np.ones(len(row)))


def _presence(instance: Instance, option: IntArray, cut: IntArray, column: IntArray) -> Presence:
    """When each column is present, in every profile that its option counts in."""
    capacities = instance.capacities
    first = np.searchsorted(capacities.option_of, np.arange(instance.num_options + 1))
    pick, at = spread(first[option], first[option + 1])
    edge = capacities.profile_of[at] * capacities.stride
    return Presence(column[pick], edge + instance.fits.cut_arrive[cut[pick]], edge + instance.fits.cut_leave[cut[pick]])
