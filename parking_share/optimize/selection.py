"""What is still in play: options, the cuts of their stays, and what every optimum found so far has in common."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from parking_share.arrays import is_among, spread, union
from parking_share.calendar import BoolArray, IntArray
from parking_share.instance import Instance
from parking_share.plan import Plan, stays_of


@dataclass(frozen=True)
class Selection:
    """Options and cuts in play, and the face that they are restricted to.

    ``option`` (n,) ascending. A *pick* is a cut of a stay of an option in play: ``pick_column`` (k,) its position in
    ``option``, ``pick_slot`` (k,) the number of the (option, stay) it belongs to, 0 .. slots - 1, ascending, and
    ``pick_cut`` (k,) the cut. ``must_serve`` are residents whom every optimum of the levels above serves,
    ``must_fill`` minutes of the capacity line that it fills, ``must_reach`` roundings whose limit it reaches, all sorted.
    """

    option: IntArray
    pick_column: IntArray
    pick_slot: IntArray
    pick_cut: IntArray
    must_serve: IntArray
    must_fill: IntArray
    must_reach: IntArray

    def picks_per_slot(self) -> IntArray:
        """Number of cuts in play of each (option, stay)."""
        return np.bincount(self.pick_slot)

    def held_by(self, instance: Instance, plan: Plan) -> BoolArray:
        """Which picks (k,) a plan holds."""
        num_cuts, is_held = len(instance.fits.cut_arrive), np.zeros(len(self.pick_cut), bool)
        of_taken = np.flatnonzero(is_among(self.option, plan.option)[self.pick_column])
        pick = self.option[self.pick_column[of_taken]] * num_cuts + self.pick_cut[of_taken]
        is_held[of_taken] = is_among(pick, plan.option[stays_of(instance, plan.option)[0]] * num_cuts + plan.cut)
        return is_held

    def keep_options(self, stays: BoolArray) -> Selection:
        """Some of the options (n,), with their picks."""
        kept = self.keep_picks(stays[self.pick_column])
        return replace(kept, option=self.option[stays], pick_column=(np.cumsum(stays) - 1)[kept.pick_column])

    def keep_picks(self, stays: BoolArray) -> Selection:
        """Some of the picks (k,)."""
        slot = np.cumsum(np.diff(self.pick_slot[stays], prepend=-1) > 0) - 1
        return replace(self, pick_column=self.pick_column[stays], pick_slot=slot, pick_cut=self.pick_cut[stays])

    def with_musts(self, serve: IntArray, fill: IntArray, reach: IntArray) -> Selection:
        """More that every optimum has in common."""
        return replace(
            self,
            must_serve=union(self.must_serve, serve),
            must_fill=union(self.must_fill, fill),
            must_reach=union(self.must_reach, reach),
        )


def select(instance: Instance, option: IntArray, *, minimal: bool) -> Selection:
    """Options with their minimal cuts, which are all that capacity asks for, or with every cut."""
    column, stay = stays_of(instance, option)
    fits = instance.fits
    slot, cut = spread(fits.cut_first[stay], fits.cut_first[stay + 1])
    if minimal:
        chosen = fits.cut_minimal[cut]
        slot, cut = slot[chosen], cut[chosen]
    nothing = np.empty(0, np.int64)
    return Selection(option, column[slot], slot, cut, nothing, nothing, nothing)


def with_every_cut(instance: Instance, selection: Selection) -> Selection:
    """The same options and face, with every cut in play again."""
    every = select(instance, selection.option, minimal=False)
    return every.with_musts(selection.must_serve, selection.must_fill, selection.must_reach)
