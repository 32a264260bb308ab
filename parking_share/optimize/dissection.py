"""A large program from its parts: districts by themselves first, then side by side.

The lots are halved, and the halves again, so that few residents can use lots of both sides (George 1973 orders matrices so). Each part is
solved for the residents whose best lot is in it. Two neighbouring parts taken together are a vertex of what they make up, from which few
steps are left, all near the border; from nothing, the simplex method takes many more, and each of them concerns the whole city.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import reverse_cuthill_mckee

from parking_share.arrays import common, union
from parking_share.calendar import BoolArray, IntArray
from parking_share.instance import Instance
from parking_share.optimize.budget import Budget
from parking_share.optimize.levels import Level
from parking_share.optimize.linear import BASIC, Basis, Infeasible
from parking_share.optimize.pricing import Pricing
from parking_share.optimize.selection import Selection
from parking_share.optimize.sifting import Optimum, Working, at_prices, linear_optimum

PART = 80_000
"""Parts with more options than this are halved."""
DEEPEST = 2
"""How many times at most."""
TINY = 1e-6
"""Amounts are whole or fractions that are no smaller than this."""


def begin_in_parts(instance: Instance, pricing: Pricing, working: Working, level: Level, guess: Optimum, budget: Budget) -> None:
    """Make the small programs of a level ready by solving its parts: options, minutes, a basis, prices join those of ``working``.

    A level with few options is left as it is, and one with rows for levels above, which reach across parts. Where the budget ends first,
    ``working`` has what the parts had so far.

    Parameters
    ----------
    guess
        Prices or a vertex that say in which lot each resident is at best: of this level, or of the one above.
    """
    lots = np.unique(instance.lot[pricing.selection.option])
    if len(pricing.selection.option) <= PART or len(lots) < 2 or level.rows:
        return
    parts = _Dissection(instance, pricing, working, level, guess, budget).halves(lots)
    joined = _joined(instance, pricing, level, working, parts)
    assert joined.so_far is not None  # at the prices of the parts
    found, known = joined.so_far[1], working.so_far[1] if working.so_far else joined.so_far[1]
    best = min(found, known, key=lambda each: each.bound)
    working.option, working.minutes, working.basis = joined.option, joined.minutes, joined.basis
    working.so_far = level, replace(best, option=found.option, pick=found.pick)


class _Dissection:
    """A level to be solved part by part."""

    def __init__(self, instance: Instance, pricing: Pricing, working: Working, level: Level, guess: Optimum, budget: Budget) -> None:
        self.instance, self.pricing, self.working, self.level, self.guess, self.budget = instance, pricing, working, level, guess, budget
        selection = pricing.selection
        self.lot, self.resident = instance.lot[selection.option], instance.resident[selection.option]
        self.home = _homes(instance, guess)
        shape = (instance.num_residents, len(instance.scenario.lots))
        usable = sparse.csr_array((np.ones(len(self.lot)), (self.resident, self.lot)), shape=shape)
        self.common = sparse.csr_array(usable.T @ usable)

    def halves(self, lots: IntArray, depth: int = 1) -> list[Working]:
        """Both halves of some lots (k,), solved; those of ``depth`` 1 side by side."""
        order = lots[reverse_cuthill_mckee(self.common[lots][:, lots], symmetric_mode=True)]
        usable = np.cumsum(np.bincount(self.lot, minlength=self.common.shape[0])[order])
        middle = int(np.clip(np.searchsorted(usable, usable[-1] / 2), 1, len(order) - 1))
        halves = [np.sort(order[:middle]), np.sort(order[middle:])]
        solved = partial(self.solved, depth=depth)
        if depth == 1:
            with ThreadPoolExecutor(len(halves)) as pool:
                return list(pool.map(solved, halves))
        return [solved(half) for half in halves]

    def solved(self, lots: IntArray, depth: int) -> Working:
        """What the programs of some lots (k,) by themselves hold, and in ``so_far`` their optimum, or what is known where time was up."""
        instance = self.instance
        inside = np.zeros(self.common.shape[0], bool)
        inside[lots] = True
        stays = inside[self.lot] & inside[self.home[self.resident]]
        selection, minutes = self._part(inside, stays), self.pricing.minutes
        pricing = Pricing(instance, selection, minutes[inside[instance.capacities.lot[minutes // instance.capacities.stride]]])
        level = self.level.part(stays, stays[self.pricing.selection.pick_column])
        working = self._begun(lots, pricing, level, depth)
        try:
            best = linear_optimum(instance, pricing, working, level, self.budget)
        except Infeasible:
            best = None
        working.basis = working.basis if best else None
        working.so_far = (level, best) if best else working.so_far
        return working

    def _begun(self, lots: IntArray, pricing: Pricing, level: Level, depth: int) -> Working:
        """What to begin the programs of some lots (k,) with: of many options, what both halves hold. The halves themselves are let go."""
        parts = self.halves(lots, depth + 1) if len(pricing.selection.option) > PART and len(lots) > 1 and depth < DEEPEST else []
        working = _joined(self.instance, pricing, level, self.working, parts)
        if not parts:
            working.so_far = self._known(pricing, level)
        return working

    def _known(self, pricing: Pricing, level: Level) -> tuple[Level, Optimum] | None:
        """What the prices that are known of the level, if any, say of a part."""
        if self.working.so_far is None:
            return None
        known = self.working.so_far[1]
        prices = pricing.moved(known.pricing.minutes, known.prices)
        return level, at_prices(self.instance, pricing, level, prices, self.working.roundings, known.rounding_prices)

    def _part(self, inside: BoolArray, stays: BoolArray) -> Selection:
        """Options (n,) that stay, and what every optimum has in common there, unless a resident beyond the border has a share in it."""
        instance, guess, roundings = self.instance, self.guess, self.working.roundings
        option = guess.pricing.selection.option
        lot_inside, home_inside = inside[instance.lot[option]], inside[self.home[instance.resident[option]]]
        crosses = (guess.option > TINY) & (lot_inside != home_inside)
        crossing = np.zeros(instance.num_residents, bool)
        crossing[instance.resident[option[crosses]]] = True
        load = guess.pricing.load(np.where(crosses[guess.pricing.selection.pick_column], guess.pick, 0.0))
        selection = self.pricing.selection.keep_options(stays)
        serve, fill, reach = selection.must_serve, selection.must_fill, selection.must_reach
        beyond = roundings.reaching_beyond(instance, inside) | (roundings.share[:, option[crosses]].sum(axis=1) > 0)
        fill = fill[inside[instance.capacities.lot[fill // instance.capacities.stride]]]
        return replace(
            selection,
            must_serve=serve[inside[self.home[serve]] & ~crossing[serve]],
            must_fill=np.setdiff1d(fill, guess.pricing.minutes[load > TINY]),
            must_reach=reach[~beyond[reach]],
        )


def _homes(instance: Instance, guess: Optimum) -> IntArray:
    """The lot (residents,) of the option of which each takes most, of those the best at the prices; 0 for those without any."""
    option = guess.pricing.selection.option
    resident = instance.resident[option]
    order = np.lexsort((-guess.reduced, -guess.option, resident))
    first = order[np.diff(resident[order], prepend=-1) > 0]
    home = np.zeros(instance.num_residents, np.int64)
    home[resident[first]] = instance.lot[option[first]]
    return home


def _joined(instance: Instance, pricing: Pricing, level: Level, begun: Working, parts: Sequence[Working]) -> Working:
    """What the programs of some parts hold, side by side, and of what was ``begun`` with all that is in play here."""
    selection = pricing.selection
    option = common(begun.option, selection.option)
    minutes = common(begun.minutes, pricing.minutes)
    for part in parts:
        option, minutes = union(option, part.option), union(minutes, part.minutes)
    bases = [part.basis for part in parts if part.basis is not None]
    basis = _side_by_side(bases) if bases and len(bases) == len(parts) else None
    optima = [part.so_far[1] for part in parts if part.so_far]
    prices, of_roundings = np.zeros(len(pricing.minutes)), np.zeros(len(begun.roundings))
    taken, held = np.zeros(len(selection.option)), np.zeros(len(selection.pick_cut))
    for each in optima:
        prices += pricing.moved(each.pricing.minutes, each.prices)
        of_roundings += each.rounding_prices
        mine = np.isin(selection.option, each.pricing.selection.option)
        taken[mine], held[mine[selection.pick_column]] = each.option, each.pick
    known = at_prices(instance, pricing, level, prices, begun.roundings, of_roundings)
    return Working(option, minutes, begun.roundings, basis, (level, replace(known, option=taken, pick=held)))


def _side_by_side(bases: Sequence[Basis]) -> Basis:
    """Bases of programs that have no columns in common; a row in several is tight if it is in one."""
    columns, column_status = (np.concatenate([getattr(basis, name) for basis in bases]) for name in ("columns", "column_status"))
    rows, row_status = (np.concatenate([getattr(basis, name) for basis in bases]) for name in ("rows", "row_status"))
    order = np.argsort(columns)
    is_loose = row_status == BASIC
    of_row = np.lexsort((is_loose, rows))
    of_row = of_row[np.diff(rows[of_row], prepend=rows[of_row[:1]] - 1) > 0]
    return Basis(columns[order], column_status[order], rows[of_row], row_status[of_row])
