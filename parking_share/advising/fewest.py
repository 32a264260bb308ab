"""The fewest spaces more with which so many of some residents can be served."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from parking_share.advising.enlarged import Enlarged, enlarge, with_more
from parking_share.calendar import BoolArray, IntArray
from parking_share.filling import fill
from parking_share.instance import expand
from parking_share.optimize import Budget, Prices, optimise
from parking_share.optimize.beginning import start
from parking_share.optimize.levels import Level
from parking_share.optimize.pricing import Pricing
from parking_share.optimize.program import FloatArray
from parking_share.optimize.selection import select
from parking_share.optimize.sifting import linear_optimum
from parking_share.plan import Plan
from parking_share.scenario import Resident, Scenario

FIRST_OWNERS = 2_000
"""So many spaces are added to begin with, over all lots; where prices ask for more, they are doubled."""
EXACT = 1 << 60
"""Sums up to here fit into whole numbers of 64 bits."""
FINEST = 1 << 24
"""Prices are rounded to parts of this, if that stays within what is exact; what rounding loses only weakens a bound."""


@dataclass(frozen=True)
class Fewest:
    """``spaces`` (lots,) more with which ``reached`` residents can be served, None where none were found in time.

    These are as many as needed unless that cannot be or was not found: however many spaces there are, no more than ``most``, of those
    needed, can be served. With fewer spaces than ``at_least`` in all no ``reached`` can be. ``hopeless`` residents can use no lot.
    """

    spaces: IntArray | None
    at_least: int
    reached: int
    most: int
    hopeless: int


def fewest_spaces(scenario: Scenario, residents: Sequence[Resident], needed: int, budget: Budget) -> Fewest:
    """Find them, as far as the budget goes.

    A lot is never given more spaces than there are residents who could use it, and most lots need far fewer. More are of no use where an
    owner pays no more for a space than it is worth to the owner: until that is so everywhere, lots are given twice as many.

    Parameters
    ----------
    residents, needed
        Of these residents of the scenario, so many are to be served.
    """
    enough, hopeless = _users(scenario, residents)
    needed, away = min(needed, len(residents) - hopeless), max(len(residents) - needed, hopeless)
    more, plain = np.minimum(enough, max(1, FIRST_OWNERS // max(1, len(enough)))), np.zeros(len(enough), bool)
    while True:
        enlarged = enlarge(scenario, residents, more, away, plain)
        pricing, prices = _priced(enlarged, budget)
        is_short = _is_short(enlarged, pricing, prices) & (more < enough)
        if budget.is_over() or not is_short.any():
            break
        more = np.where(is_short, np.minimum(2 * more, enough), more)
    most, at_least = _proved(enlarged, pricing, prices, enough, away)
    if most < needed:
        return fewest_spaces(scenario, residents, most, budget)
    begin = Prices(pricing.minutes, prices, np.empty(0))
    plan, bound = _best(enlarged, begin, budget)
    if (served := enlarged.served(plan)) < needed:
        if budget.is_over():
            return Fewest(None, at_least, needed, needed, hopeless)
        most = needed if bound is None or np.any(more < enough) else bound // enlarged.weight - away
        return replace(fewest_spaces(scenario, residents, served, budget), most=most)
    spaces = enlarged.spaces_for(plan)
    # With fewer than these in all, no lot has more of them than it has here: what the search proves holds for any number.
    if bound is not None and np.all(more >= np.minimum(enough, spaces.sum() - 1)):
        at_least = max(at_least, _left(enlarged, bound))
    if spaces.sum() > at_least and (plain := enlarged.clamped).any():
        other = enlarge(scenario, residents, more, away, plain)
        plan, _ = _best(other, begin, budget)
        if other.served(plan) == needed:
            spaces = min(spaces, other.spaces_for(plan), key=np.sum)
    return Fewest(spaces, at_least, needed, needed, hopeless)


def _users(scenario: Scenario, residents: Sequence[Resident]) -> tuple[IntArray, int]:
    """With as many spaces as there could be use for: how many residents could use each lot (lots,), and how many none."""
    lots = tuple(with_more(lot, sum(lot.spaces for lot in scenario.lots) + len(residents)) for lot in scenario.lots)
    instance = expand(scenario.model_copy(update={"lots": lots, "residents": tuple(residents)}))
    return np.bincount(instance.lot, minlength=len(lots)), len(residents) - len(np.unique(instance.resident))


def _best(enlarged: Enlarged, begin: Prices, budget: Budget) -> tuple[Plan, int | None]:
    """The best plan found, and the bound on what it gains."""
    instance = enlarged.instance
    search = optimise(instance, fill(instance, np.arange(instance.num_options)), budget, lambda progress: None, {"served": begin})
    return search.plan, search.bounds[0]


def _left(enlarged: Enlarged, bound: int) -> int:
    """The spaces that owners leave at least, if everyone asked for has a place and ``bound`` is the most that can be gained."""
    return max(0, enlarged.weight * enlarged.num_asked + len(enlarged.owner_lot) - bound)


def _priced(enlarged: Enlarged, budget: Budget) -> tuple[Pricing, FloatArray]:
    """Prices of the linear program, as good as the budget lets them be."""
    instance = enlarged.instance
    selection = select(instance, np.arange(instance.num_options), minimal=True)
    pricing = Pricing(instance, selection)
    working = start(instance, pricing, ("served",), budget)
    best = linear_optimum(instance, pricing, working, Level.of(instance, selection, "served"), budget)
    if best is None and working.so_far is not None:
        best = working.so_far[1]
    return pricing, np.zeros(len(pricing.minutes)) if best is None else best.prices


def _is_short(enlarged: Enlarged, pricing: Pricing, prices: FloatArray) -> BoolArray:
    """Whether an owner pays more in a lot (lots,) than the space is worth to the owner."""
    paid, _ = pricing.cheapest(pricing.paid_by_picks(prices))
    most = np.zeros(len(enlarged.more))
    np.maximum.at(most, enlarged.owner_lot, paid[enlarged.owner])
    is_short: BoolArray = most > 1 + 1e-6
    return is_short


def _proved(enlarged: Enlarged, pricing: Pricing, prices: FloatArray, enough: IntArray, away: int) -> tuple[int, int]:
    """What prices prove, in whole numbers: the most who can be served, and the least spaces more if as many are as is needed.

    It holds for any number of spaces up to those ``enough`` (lots,): one more adds its price to the bound, and an owner.
    """
    instance, owner = enlarged.instance, enlarged.owner
    gains, spaces = instance.gains("served"), pricing.spaces.astype(np.int64)
    fine = FINEST
    while fine > 1 and fine * (float(prices @ pricing.spaces) + float(gains.max()) * instance.num_residents) > EXACT:
        fine //= 2
    whole = np.rint(prices * fine).astype(np.int64)
    paid, _ = pricing.cheapest(pricing.paid_by_picks(whole))
    surplus = np.zeros(instance.num_residents, np.int64)
    np.maximum.at(surplus, instance.resident, fine * gains - paid)
    beyond = np.zeros(len(enlarged.more), np.int64)
    np.maximum.at(beyond, enlarged.owner_lot, np.maximum(paid[owner] - fine, 0))
    bound = (int(whole @ spaces) + int(surplus.sum()) + int(beyond @ (enough - enlarged.more))) // fine
    return bound // enlarged.weight - away, _left(enlarged, bound)
