"""What a level asks for: gains of options and cuts, and the earlier levels that must stay as good."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from parking_share.calendar import BoolArray
from parking_share.catalogue import Objective
from parking_share.instance import Instance
from parking_share.optimize.program import FloatArray
from parking_share.optimize.selection import Selection


@dataclass(frozen=True)
class Gains:
    """What taking an option (n,) and holding a pick (k,) of a selection add to a level, to be maximised."""

    option: FloatArray
    pick: FloatArray

    def plus(self, other: Gains, weight: float) -> Gains:
        """These and ``weight`` times others."""
        return Gains(self.option + weight * other.option, self.pick + weight * other.pick)

    def value(self, option: FloatArray, pick: FloatArray) -> float:
        """What so much of each option (n,) and pick (k,) gains."""
        return float(self.option @ option + self.pick @ pick)

    def part(self, option: BoolArray, pick: BoolArray) -> Gains:
        """Those of some of the options (n,) and picks (k,)."""
        return Gains(self.option[option], self.pick[pick])

    def any(self) -> bool:
        """Whether anything adds to the level at all."""
        return bool(self.option.any() or self.pick.any())


def gains_of(instance: Instance, selection: Selection, objective: Objective) -> Gains:
    """The gains of a level; only ``trim`` depends on how stays are cut."""
    option = instance.gains(objective)[selection.option].astype(float)
    minutes = instance.fits.cut_trim[selection.pick_cut] if objective == "trim" else np.zeros(len(selection.pick_cut))
    return Gains(option, -minutes.astype(float))


@dataclass(frozen=True)
class LevelRow:
    """An earlier level that must stay as good: ``option`` (all options of the instance,) says what each counts.

    ``counts_cuts`` (same shape): whether the minutes cut of its stays count too, where the level is ``trim``; the sum
    must be at least ``at_least``. ``region`` (lots,), if not None: outside its lots, what is left after paying counts.
    """

    objective: Objective
    option: FloatArray
    counts_cuts: BoolArray
    at_least: float
    region: BoolArray | None

    def is_within(self, inside: BoolArray, instance: Instance) -> bool:
        """Whether nothing counts but options of residents who could use one of the lots ``inside`` (lots,), and cuts there."""
        touched = np.zeros(instance.num_residents, bool)
        touched[instance.resident[inside[instance.lot]]] = True
        return not (self.option[~touched[instance.resident]].any() or self.counts_cuts[~inside[instance.lot]].any())

    def gains(self, instance: Instance, selection: Selection) -> Gains:
        """What a selection's options and picks count."""
        pick = gains_of(instance, selection, self.objective).pick
        counts = self.counts_cuts[selection.option]
        return Gains(self.option[selection.option], np.where(counts[selection.pick_column], pick, 0.0))


@dataclass(frozen=True)
class Level:
    """One level to be optimised over a selection; ``row_gains`` are what the ``rows`` count there."""

    objective: Objective
    gains: Gains
    rows: tuple[LevelRow, ...]
    row_gains: tuple[Gains, ...]

    @classmethod
    def of(cls, instance: Instance, selection: Selection, objective: Objective, rows: tuple[LevelRow, ...] = ()) -> Self:
        """The level of that name."""
        return cls(objective, gains_of(instance, selection, objective), rows, tuple(row.gains(instance, selection) for row in rows))

    def part(self, option: BoolArray, pick: BoolArray) -> Level:
        """The level over some of the options (n,) and picks (k,) only."""
        return replace(self, gains=self.gains.part(option, pick), row_gains=tuple(each.part(option, pick) for each in self.row_gains))

    @property
    def limits(self) -> tuple[float, ...]:
        """What each row must reach."""
        return tuple(row.at_least for row in self.rows)

    @property
    def tolerance(self) -> float:
        """How far from zero a difference must be to count: values are whole numbers, so prices are seldom small fractions."""
        return 1e-6 + 1e-9 * float(np.abs(self.gains.option).max(initial=0.0))
