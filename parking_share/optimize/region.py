"""A region of lots shared out in whole residents, while prices stand for the spaces everywhere else.

Where a linear optimum takes fractions of residents, it does so in a few lots. Solving only those in whole residents,
with the capacities of all others replaced by their prices (Lagrangian relaxation), is an integer program over the
region, and still a bound on every schedule: nobody can gain more outside than what is left there after paying.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parking_share.calendar import BoolArray, IntArray
from parking_share.instance import Instance
from parking_share.optimize.levels import Gains, Level, LevelRow
from parking_share.optimize.master import Master, build
from parking_share.optimize.program import FloatArray
from parking_share.optimize.rounding import Roundings
from parking_share.optimize.selection import Selection
from parking_share.optimize.sifting import Optimum
from parking_share.plan import Plan, joined


@dataclass(frozen=True)
class Region:
    """Lots ``inside`` (lots,) and the residents ``touched`` (residents,) who could park in one of them."""

    inside: BoolArray
    touched: BoolArray

    @classmethod
    def of(cls, instance: Instance, inside: BoolArray) -> Region:
        """The region of these lots."""
        touched = np.zeros(instance.num_residents, bool)
        touched[instance.resident[inside[instance.lot]]] = True
        return cls(inside, touched)

    @property
    def is_everything(self) -> bool:
        """Whether no lot is outside."""
        return bool(self.inside.all())

    def has_minutes(self, instance: Instance, minutes: IntArray) -> BoolArray:
        """Which minutes of the capacity line belong to a lot inside."""
        capacities = instance.capacities
        return self.inside[capacities.lot[minutes // capacities.stride]]


def fractional_lots(instance: Instance, best: Optimum) -> BoolArray:
    """The lots (lots,) of which an optimum gives residents fractions."""
    selection = best.pricing.selection
    inside = np.zeros(len(instance.scenario.lots), bool)
    for taken, column in ((best.option, np.arange(len(selection.option))), (best.pick, selection.pick_column)):
        inside[instance.lot[selection.option[column[np.abs(taken - np.round(taken)) > 1e-6]]]] = True
    return inside


def as_good_lots(instance: Instance, best: Optimum, inside: BoolArray) -> BoolArray:
    """Lots (lots,) ``inside`` and those that residents who are at best in one of them could use as well."""
    option = best.pricing.selection.option[best.reduced > -best.tolerance]
    lot, resident = instance.lot[option], instance.resident[option]
    touched = np.zeros(instance.num_residents, bool)
    touched[resident[inside[lot]]] = True
    grown = inside.copy()
    grown[lot[touched[resident]]] = True
    return grown


@dataclass(frozen=True)
class Loss:
    """How far below a linear optimum's gain a plan's may be: ``inside`` a region, and ``outside`` it."""

    region: Region
    inside: float
    outside: float

    @classmethod
    def none(cls, instance: Instance) -> Loss:
        """For plans as good as the linear optimum."""
        return cls(Region.of(instance, np.zeros(len(instance.scenario.lots), bool)), 0.0, 0.0)

    def of_residents(self) -> FloatArray:
        """How much may be lost with each resident (residents,)."""
        return np.where(self.region.touched, self.inside, self.outside)

    def of_options(self, instance: Instance, best: Optimum) -> FloatArray:
        """How much may be lost with each option (n,)."""
        return self.of_residents()[instance.resident[best.pricing.selection.option]] + best.tolerance

    def of_picks(self, instance: Instance, selection: Selection) -> FloatArray:
        """How much may be lost by a dearer cut (k,): it is the lot's minutes that it pays for."""
        return np.where(self.region.inside[instance.lot[selection.option]], self.inside, self.outside)[selection.pick_column]

    def musts(self, instance: Instance, best: Optimum) -> tuple[IntArray, IntArray, IntArray]:
        """Residents who are served, minutes that are full and roundings that reach their limit, because not to would lose too much."""
        minutes = best.pricing.minutes
        of_minutes = np.where(self.region.has_minutes(instance, minutes), self.inside, self.outside)
        serve = np.flatnonzero(best.surplus > self.of_residents() + best.tolerance)
        # A rounding that reaches beyond the region has its price in the bound of what is outside.
        of_roundings = np.where(best.roundings.reaching_beyond(instance, self.region.inside), self.outside, self.inside)
        reach = np.flatnonzero(best.rounding_prices > of_roundings + best.tolerance)
        return serve, minutes[best.prices > of_minutes + best.tolerance], reach


def narrowed(instance: Instance, best: Optimum, loss: Loss) -> Selection:
    """What all plans have in common that lose no more than this against a linear optimum (complementary slackness).

    No option or cut is used, no minute with a price left free and nobody with a surplus left out that would lose more.
    """
    may_lose = loss.of_options(instance, best)
    kept = best.pricing.selection.keep_picks(best.dearer <= loss.of_picks(instance, best.pricing.selection) + best.tolerance)
    return kept.keep_options(best.reduced >= -may_lose).with_musts(*loss.musts(instance, best))


def _counts(instance: Instance, level: Level, best: Optimum, region: Region) -> Gains:
    """What options and picks count towards a level within a region: all they gain inside, what is left after paying outside.

    Roundings that reach beyond the region are paid by everyone, and so is a cap on moves.
    """
    selection = best.pricing.selection
    option_gain, pick_gain = level.gains.option, level.gains.pick
    for of_row, multiplier in zip(level.row_gains, best.multipliers, strict=True):
        option_gain = option_gain + multiplier * of_row.option
    paid = option_gain - best.reduced - best.surplus[instance.resident[selection.option]]
    inside = region.inside[instance.lot[selection.option]]
    touched = region.touched[instance.resident[selection.option]]
    beyond = best.roundings.reaching_beyond(instance, region.inside)
    paid_inside = best.roundings.paid(np.where(beyond, best.rounding_prices, 0.0), selection.option)
    option = np.where(touched, level.gains.option - np.where(inside, paid_inside, paid), 0.0)
    return Gains(option, np.where(inside[selection.pick_column], pick_gain, 0.0))


def row_of(instance: Instance, level: Level, best: Optimum, region: Region, at_least: float) -> LevelRow:
    """The row that keeps a level as good within a region; outside, the face does."""
    selection = best.pricing.selection
    option, counts_cuts = np.zeros(instance.num_options), np.zeros(instance.num_options, bool)
    option[selection.option] = _counts(instance, level, best, region).option
    counts_cuts[selection.option] = region.inside[instance.lot[selection.option]]
    return LevelRow(level.objective, option, counts_cuts, at_least, None if region.is_everything else region.inside)


@dataclass(frozen=True)
class Relaxed:
    """The integer program of a region.

    ``elsewhere`` is what prices and surpluses outside add to its value for a bound on the level. ``may_stay`` (n,) are the
    options outside that harm neither the level nor a row where the program leaves their resident out.
    """

    region: Region
    best: Optimum
    small: Master
    elsewhere: float
    may_stay: BoolArray

    def plan(self, instance: Instance, x: FloatArray) -> Plan:
        """The plan of a solution: the region's residents as it says, all others as in the linear optimum."""
        selection, part = self.best.pricing.selection, self.small.selection
        resident = instance.resident[selection.option]
        option, pick = self.small.taken(x)
        is_served = np.zeros(instance.num_residents, bool)
        is_served[instance.resident[part.option[option > 0.5]]] = True
        # Whoever may as well stay outside as not be served at all stays.
        taken = ~is_served[resident] & self.may_stay & (self.best.option > 0.5)
        held = taken[selection.pick_column] & (self.best.pick > 0.5)
        others = Plan(selection.option[taken], selection.pick_cut[held])
        return joined(instance, Plan(part.option[option > 0.5], part.pick_cut[pick > 0.5]), others)


def relax(instance: Instance, level: Level, best: Optimum, loss: Loss) -> Relaxed:
    """The program of a level over the region of a loss; its optimum and ``elsewhere`` together bound the level.

    What would lose more is left out (reduced-cost fixing). All rows must lie within the region.
    """
    selection, region = best.pricing.selection, loss.region
    counts, may_lose = _counts(instance, level, best, region), loss.of_options(instance, best)
    inside = region.inside[instance.lot[selection.option]]
    touched = region.touched[instance.resident[selection.option]]
    options = touched & (best.reduced >= -may_lose) & (inside | ~_dominated(instance, level, best, counts, inside))
    good = best.dearer <= loss.of_picks(instance, selection) + best.tolerance
    picks = np.where(inside[selection.pick_column], good, _held_outside(best))
    part = selection.keep_picks(picks).keep_options(options).with_musts(*loss.musts(instance, best))
    picks &= options[selection.pick_column]
    minutes = best.pricing.minutes[region.has_minutes(instance, best.pricing.minutes)]
    gains = Gains(counts.option[options], counts.pick[picks])
    roundings = best.roundings if region.is_everything else _cap_within(instance, region)
    small = build(instance, part, minutes, gains, [row.gains(instance, part) for row in level.rows], level.limits, roundings)
    may_stay = ~inside
    for counted in (counts, *level.row_gains):
        may_stay &= ~touched | (counted.option >= -best.tolerance)
    return Relaxed(region, best, small, elsewhere(instance, best, region), may_stay)


def _cap_within(instance: Instance, region: Region) -> Roundings:
    """The cap on moves where nobody can be moved outside a region; else its price stands for it."""
    cap = Roundings.none(instance)
    return Roundings.nothing(instance) if cap.reaching_beyond(instance, region.inside).any() else cap


def elsewhere(instance: Instance, best: Optimum, region: Region) -> float:
    """What a plan that loses nothing outside a region gains there: prices of spaces and of roundings that reach there, and surpluses."""
    outside = ~region.has_minutes(instance, best.pricing.minutes)
    # What the program's own prices fall short of its bound, by rounding, may be anywhere.
    of_roundings = best.rounding_prices * best.roundings.limit
    worth = best.prices @ best.pricing.spaces + of_roundings.sum() + best.surplus.sum() - best.multipliers @ best.limits
    beyond = best.roundings.reaching_beyond(instance, region.inside)
    of_others = best.surplus[~region.touched].sum() + of_roundings[beyond].sum()
    return float(best.prices[outside] @ best.pricing.spaces[outside] + of_others + max(best.bound - worth, 0.0))


def _held_outside(best: Optimum) -> BoolArray:
    """One pick (k,) for each stay: as the linear optimum holds it, or the first of the cheapest."""
    _, first = best.pricing.cheapest(np.maximum(best.dearer, 0.0))
    taken = best.option[best.pricing.selection.pick_column] > 0.5
    return np.where(taken, best.pick > 0.5, first)


def _dominated(instance: Instance, level: Level, best: Optimum, counts: Gains, inside: BoolArray) -> BoolArray:
    """Options (n,) outside that count no more, for the level and for every row, than their resident's best one outside."""
    resident = instance.resident[best.pricing.selection.option]
    order = np.lexsort((-best.option, -counts.option, inside, resident))
    first = order[np.diff(resident[order], prepend=-1) > 0]
    champion = np.zeros(instance.num_residents, np.int64)
    champion[resident[first]] = first
    rival = champion[resident]
    dominated: BoolArray = ~inside & ~inside[rival] & (rival != np.arange(len(resident))) & (counts.option <= counts.option[rival])
    for of_row in level.row_gains:
        dominated = dominated & (of_row.option <= of_row.option[rival])
    return dominated


def load_of(instance: Instance, best: Optimum, plan: Plan) -> FloatArray:
    """How many a plan over an optimum's selection has at each minute of its pricing."""
    return best.pricing.load(best.pricing.selection.held_by(instance, plan).astype(float))
