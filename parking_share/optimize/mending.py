"""An earlier optimum mended: where its plan and prices no longer fit each other, a few lots are solved anew.

A plan and prices that fit each other are optimal (complementary slackness): whoever is served has the best option at these prices,
whoever would gain is served, and what has a price is full. After a small change they fit nearly everywhere. So only the lots where
they do not are solved again, everything else being paid for at the earlier prices; where the new part does not fit the rest, it takes
in the lots concerned, until everything fits.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import sparse

from parking_share.arrays import common
from parking_share.calendar import BoolArray, IntArray
from parking_share.instance import Instance
from parking_share.optimize.budget import Budget
from parking_share.optimize.levels import Gains, Level
from parking_share.optimize.pricing import Pricing
from parking_share.optimize.program import FloatArray
from parking_share.optimize.rounding import Roundings, Shares
from parking_share.optimize.sifting import Optimum, Working, at_prices, optimum
from parking_share.plan import Plan, part_of

LEAST = 30_000
"""Up to this many options of an instance, everything is solved anew: mending one with 9,000 took longer, one with 248,000 did not."""
MOST = 30_000
"""Programs with more options than this would not be solved faster than everything anew."""
TINY = 1e-6
"""Amounts are whole or fractions that are no smaller than this."""
STAY = 1e-3
"""What it is worth to leave someone at an option, as a share of the least that a level can gain: of vertices that are as good, the
one nearest the earlier plan is wanted."""


class Mending:
    """An earlier plan, and the lots (lots,) that do not fit it any more, so far as is known."""

    def __init__(self, instance: Instance, plan: Plan, budget: Budget) -> None:
        self.instance, self.plan, self.budget = instance, plan, budget
        self.inside = np.zeros(len(instance.scenario.lots), bool)

    def optimum(self, level: Level, known: Optimum, working: Working, patience: int) -> Optimum | None:
        """A level's linear optimum; None where the earlier one is of little use for it, or the budget ended first.

        Parameters
        ----------
        known
            What the earlier prices say of the level (``at_prices``).
        working
            Has the roundings so far; those that are found join.
        patience
            How many times in a row roundings may leave the value as it is, if it is whole.

        Raises
        ------
        Infeasible
            Where the selection and the roundings leave nothing.
        """
        held, missing = _held(self.instance, level, known, self.plan)
        found, misfits = held, missing | _misfits(self.instance, held)
        while misfits.any() or (self.inside.any() and found is held):
            self.inside |= misfits
            part = Part(self.instance, level, held, self.inside, working)
            if np.count_nonzero(part.stays) > MOST:
                return None
            mended = part.solved(self.budget, patience)
            if mended is None:
                return None
            working.so_far, found = (level, mended), mended
            misfits = _misfits(self.instance, found)
            if misfits.any() and not (misfits & ~self.inside).any():
                return None
        return found


def _held(instance: Instance, level: Level, known: Optimum, plan: Plan) -> tuple[Optimum, BoolArray]:
    """A plan as a vertex at an optimum's prices, as far as it is in play, and the lots (lots,) where it is not.

    Of each stay the cheapest cut within the one held is taken, that one if it is as cheap.
    """
    selection, fits = known.pricing.selection, instance.fits
    in_play = np.isin(plan.option, selection.option)
    kept = part_of(instance, plan, in_play)
    missing = np.zeros(len(instance.scenario.lots), bool)
    missing[instance.lot[plan.option[~in_play]]] = True
    is_held = np.isin(selection.option, kept.option)
    option, pick = is_held.astype(float), np.zeros(len(selection.pick_cut))
    of_held = np.flatnonzero(is_held[selection.pick_column])
    if len(of_held):
        slot = np.cumsum(np.diff(selection.pick_slot[of_held], prepend=-1) > 0) - 1
        cut, held_cut = selection.pick_cut[of_held], kept.cut[slot]
        within = (fits.cut_arrive[cut] >= fits.cut_arrive[held_cut]) & (fits.cut_leave[cut] <= fits.cut_leave[held_cut])
        cost = np.where((cut == held_cut) & (known.dearer[of_held] < known.tolerance), -1.0, known.dearer[of_held])
        cost[~within] = np.inf
        order = np.lexsort((cost, slot))
        best = order[np.diff(slot[order], prepend=-1) > 0]
        pick[of_held[best]] = 1.0
        gone = selection.pick_column[of_held[best[np.isinf(cost[best])]]]
        missing[instance.lot[selection.option[gone]]] = True
    return replace(known, value=level.gains.value(option, pick), option=option, pick=pick), missing


def _misfits(instance: Instance, found: Optimum) -> BoolArray:
    """Lots (lots,) where what is taken and the prices do not fit each other."""
    pricing, selection, capacities = found.pricing, found.pricing.selection, instance.capacities
    lot, resident, tolerance = instance.lot[selection.option], instance.resident[selection.option], found.tolerance
    lots = np.zeros(len(instance.scenario.lots), bool)
    load = pricing.load(found.pick)
    full = (found.prices > tolerance) | np.isin(pricing.minutes, selection.must_fill)
    wrong = (load > pricing.spaces + TINY) | (full & (load < pricing.spaces - TINY))
    lots[capacities.lot[pricing.minutes[wrong] // capacities.stride]] = True
    lots[lot[selection.pick_column[(found.pick > TINY) & (found.dearer > tolerance)]]] = True
    served = np.bincount(resident, found.option, instance.num_residents)
    must_serve = found.surplus > tolerance
    must_serve[selection.must_serve] = True
    wronged = (must_serve & (served < 1 - TINY)) | (served > 1 + TINY)
    wronged[resident[(found.option > TINY) & (found.reduced < -tolerance)]] = True
    # All that such a resident takes, and the best that there would be.
    lots[lot[wronged[resident] & ((found.option > TINY) | (found.reduced > -tolerance))]] = True
    reached, limit = found.roundings.load(selection.option, found.option), found.roundings.limit
    must_reach = (found.rounding_prices > tolerance) | np.isin(np.arange(len(limit)), selection.must_reach)
    misses = (reached > limit + TINY) | (must_reach & (reached < limit - TINY))
    return lots | found.roundings.lots(instance)[misses].any(axis=0)


class Part:
    """The lots ``inside`` (lots,), to be solved anew with all others at the prices of an optimum that is ``held``.

    ``stays`` (n,) are the options in the program: all inside, and for each resident who has one the best of those outside.
    """

    def __init__(self, instance: Instance, level: Level, held: Optimum, inside: BoolArray, working: Working) -> None:
        self.instance, self.level, self.held, self.inside, self.working = instance, level, held, inside, working
        option = held.pricing.selection.option
        self.resident, self.is_in = instance.resident[option], inside[instance.lot[option]]
        self.touched = np.zeros(instance.num_residents, bool)
        self.touched[self.resident[self.is_in]] = True
        self.stays = self.is_in | _best_outside(held, self.resident, ~self.is_in & self.touched[self.resident])
        self.is_minute = inside[instance.capacities.lot[held.pricing.minutes // instance.capacities.stride]]

        # Roundings that reach beyond are paid.
        self.roundings = roundings = working.roundings
        self.beyond = roundings.reaching_beyond(instance, inside)
        of_roundings = np.concatenate((held.rounding_prices, np.zeros(len(roundings) - len(held.rounding_prices))))
        self.outside = np.where(self.beyond, of_roundings, 0.0)
        self.pricing, self.part, self.stay = self._program()

    def solved(self, budget: Budget, patience: int) -> Optimum | None:
        """Part and rest together; None where the budget ended first. Roundings that are found join those of ``working``."""
        instance, pricing, level, small = self.instance, self.pricing, self.part, self._begun()
        if optimum(instance, pricing, small, replace(level, gains=level.gains.plus(self.stay, 1.0)), budget, patience) is None:
            return None
        # Its basis is optimal without what is paid for staying, too, or nearly.
        best = optimum(instance, pricing, small, level, budget, patience, resumes=True)
        if best is None:
            return None
        self._join(best.roundings)
        of_roundings = best.rounding_prices + np.pad(self.outside, (0, len(best.rounding_prices) - len(self.outside)))
        return self._joined(best, of_roundings)

    def separated(self, budget: Budget, patience: int) -> bool:
        """Cut fractions off as far as it goes: whether roundings were found, which join those of ``working``.

        Begins with what the last program of ``working`` held, and from its basis: of that, the part is optimal already.

        Raises
        ------
        Infeasible
            Where they leave nothing: with free space outside for its price, that holds for the whole, too.
        """
        held = np.isin(self.held.pricing.selection.option, self.working.option)
        begun = self._begun()
        small = replace(
            begun,
            option=self.held.pricing.selection.option[self.stays & (held | ~self.is_in)],
            minutes=common(begun.minutes, self.working.minutes),
            basis=self.working.basis,
        )
        try:
            optimum(self.instance, self.pricing, small, self.part, budget, patience)
        finally:
            self._join(small.roundings)
        return len(small.roundings) > len(self.roundings)

    def _begun(self) -> Working:
        """Everything in the part, with the roundings that are within."""
        roundings = self.roundings
        within = Roundings(
            roundings.sources,
            sparse.csr_array(sparse.diags_array((~self.beyond).astype(float)) @ roundings.share),
            np.where(self.beyond, 0.0, roundings.limit),
        )
        return Working(self.pricing.selection.option, self.pricing.minutes, within)

    def _join(self, found: Roundings) -> None:
        """Roundings found join those of ``working``."""
        instance = self.instance
        shares, nobody = Shares(instance, np.arange(instance.num_options)), np.zeros(instance.num_options, bool)
        for source in found.sources[len(self.roundings) :]:
            self.working.roundings = self.working.roundings.plus([shares.completed(source, self.working.roundings, nobody)])

    def _program(self) -> tuple[Pricing, Level, Gains]:
        """The part as a level of its own, and what it is worth to leave people where they are."""
        held, level, selection = self.held, self.level, self.held.pricing.selection
        left = held.reduced + held.surplus[self.resident]
        gain = np.where(self.is_in, level.gains.option - self.roundings.paid(self.outside, selection.option), left)
        in_pick = self.is_in[selection.pick_column]
        part = selection.keep_picks(in_pick).keep_options(self.stays)
        minutes = held.pricing.minutes[self.is_minute]
        part = replace(
            part,
            must_serve=part.must_serve[self.touched[part.must_serve]],
            must_fill=common(part.must_fill, minutes),
            must_reach=part.must_reach[~self.beyond[part.must_reach]],
        )
        unit = STAY * (1 + 0.01 * float(np.abs(level.gains.option).max(initial=0.0)))
        stay = Gains(unit * held.option[self.stays], np.zeros(len(part.pick_cut)))
        gains = Gains(gain[self.stays], level.gains.pick[in_pick])
        return Pricing(self.instance, part, minutes), Level(level.objective, gains, (), ()), stay

    def _joined(self, best: Optimum, of_roundings: FloatArray) -> Optimum:
        """The part's optimum, and everything else as it is held."""
        held, pricing = self.held, self.held.pricing
        selection = pricing.selection
        prices = held.prices.copy()
        prices[self.is_minute] = best.prices
        option = np.where(self.touched[self.resident], 0.0, held.option)
        option[self.stays] = best.option
        _, cheapest = pricing.cheapest(held.dearer)
        pick = np.where(held.option[selection.pick_column] > 0, held.pick, cheapest) * option[selection.pick_column]
        pick[self.is_in[selection.pick_column]] = best.pick
        both = at_prices(self.instance, pricing, self.level, prices, self.working.roundings, of_roundings)
        return replace(both, value=self.level.gains.value(option, pick), option=option, pick=pick)


def _best_outside(held: Optimum, resident: IntArray, may_be: BoolArray) -> BoolArray:
    """For each resident one of the options that ``may_be`` (n,), if any: the best at the prices, the one held where it is as good."""
    out = np.flatnonzero(may_be)
    order = np.lexsort((-(held.reduced[out] + 2 * held.tolerance * held.option[out]), resident[out]))
    best = np.zeros(len(resident), bool)
    best[out[order[np.diff(resident[out][order], prepend=-1) > 0]]] = True
    return best
