"""The exact linear optimum of a level by small programs: over the options and minutes that matter, until no other does."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from parking_share.arrays import common, union
from parking_share.calendar import BoolArray, IntArray
from parking_share.instance import Instance
from parking_share.optimize.budget import Budget
from parking_share.optimize.levels import Level
from parking_share.optimize.linear import MANY, Basis, Infeasible, LinearOptimum, solve_linear
from parking_share.optimize.master import Master, build, options_and_minutes
from parking_share.optimize.pricing import Pricing
from parking_share.optimize.program import FloatArray
from parking_share.optimize.rounding import Roundings
from parking_share.optimize.selection import Selection
from parking_share.optimize.separation import separate
from parking_share.plan import Plan

MOST_STALLED = 10
"""How many times in a row roundings may leave a value as it is that is no whole number."""
INTERIOR = 25_000
"""With more columns than this, an interior point is found faster than GLOP from nothing finds a vertex."""
SMOOTHING = (0.5, 0.9)
"""How much the best prices so far may count beside those of the latest program, when options are chosen to join (Wentges 1997)."""


@dataclass
class Working:
    """What the small programs of an instance hold so far, carried from level to level: options, minutes, roundings, a basis.

    ``so_far`` are the latest prices of the level being optimised: where the budget ends first, they still prove a bound.
    ``is_crowded`` where small programs would grow to nearly everything: then they hold it at once.
    """

    option: IntArray
    minutes: IntArray
    roundings: Roundings
    basis: Basis | None = None
    so_far: tuple[Level, Optimum] | None = None
    is_crowded: bool = False

    def gone_back_to(self, instance: Instance, basis: Basis) -> Working:
        """The same, but with the options and minutes that the program of a basis held: only roundings are new."""
        option, minutes = options_and_minutes(instance, basis.columns, basis.rows)
        return replace(self, option=option, minutes=minutes, basis=basis)


@dataclass(frozen=True)
class Optimum:
    """A linear optimum over a selection, and the prices that prove it.

    ``value`` is that of the vertex, ``bound`` what the prices prove (weak duality; equal but for rounding); ``option`` (n,)
    and ``pick`` (k,) how much of each is taken; ``prices`` of the minutes of the pricing;
    ``reduced`` (n,) gain minus price minus the resident's surplus; ``dearer`` (k,) what each pick costs more than the
    cheapest of its stay; ``surplus`` (residents,); ``rounding_prices`` (r,) of the ``roundings``; ``multipliers`` and ``limits`` of the
    rows of earlier levels; ``tolerance``, how far from zero a difference must be to count.
    """

    pricing: Pricing
    value: float
    bound: float
    option: FloatArray
    pick: FloatArray
    prices: FloatArray
    reduced: FloatArray
    dearer: FloatArray
    surplus: FloatArray
    roundings: Roundings
    rounding_prices: FloatArray
    multipliers: FloatArray
    limits: FloatArray
    tolerance: float

    def is_integral(self) -> bool:
        """Whether this vertex is a plan."""
        return all(bool(np.all(np.abs(taken - np.round(taken)) < 1e-6)) for taken in (self.option, self.pick))

    def has_no_plan(self) -> bool:
        """Whether the value is no whole number, so that no plan is as good."""
        return self.value > whole(self.bound) + 1e-5 + 1e-12 * abs(self.value)

    def is_mostly_fractional(self) -> bool:
        """Whether most options that this vertex takes are taken in part."""
        taken = self.option > 1e-6
        return bool(2 * np.count_nonzero(taken & (self.option < 1 - 1e-6)) > np.count_nonzero(taken))

    def moved_to(self, instance: Instance, vertex: Optimum) -> Optimum:
        """The same optimum at another vertex, that of a level below on the face of this one."""
        mine, other, num_cuts = self.pricing.selection, vertex.pricing.selection, len(instance.fits.cut_arrive)
        option, pick = np.zeros(len(self.option)), np.zeros(len(self.pick))
        option[np.searchsorted(mine.option, other.option)] = vertex.option
        name = other.option[other.pick_column] * num_cuts + other.pick_cut
        pick[np.searchsorted(mine.option[mine.pick_column] * num_cuts + mine.pick_cut, name)] = vertex.pick
        return replace(self, option=option, pick=pick)

    def to_plan(self) -> Plan:
        """The plan that an integral vertex stands for."""
        selection = self.pricing.selection
        return Plan(selection.option[self.option > 0.5], selection.pick_cut[self.pick > 0.5])


def whole(bound: float) -> int:
    """A bound on whole numbers, rounded down, beyond the error of floating point."""
    return math.floor(bound + 1e-6 + 1e-14 * abs(bound))


def optimum(
    instance: Instance,
    pricing: Pricing,
    working: Working,
    level: Level,
    budget: Budget,
    patience: int = 0,
    report: Callable[[float], None] = lambda bound: None,
    *,
    resumes: bool = False,
    excluded: Callable[[Roundings], bool] = lambda roundings: False,
) -> Optimum | None:
    """Solve a level exactly over a selection; None where the budget ended first.

    Each round solves a small program, prices every option and counts every minute's load; options that would pay and
    minutes that are overfull join, until none is left: then the small program's optimum is everyone's. While it takes fractions of
    residents, roundings that cut it off join, as long as the optimum changes.

    Parameters
    ----------
    working
        Begins from its basis, if it has one, and has the last one afterwards.
    patience
        How many times in a row roundings may leave the value as it is, if it is whole.
    report
        Told the best bound so far after each program.
    resumes
        Whether the basis of ``working`` is that of the optimum of the same level with fewer roundings.
    excluded
        Asked once of roundings that were found: whether no plan of the selection keeps them. It should answer faster than the program.

    Raises
    ------
    Infeasible
        Where the selection and the roundings leave nothing.
    """
    stalled, before, basis_before = 0, None, working.basis
    while True:
        solved = _exact(instance, pricing, working, level, budget, report, only_rows_join=resumes or before is not None)
        if solved is None:
            if before is not None:
                working.roundings, working.basis, working.so_far = before.roundings, basis_before, None
            return before
        found, master, vertex = solved
        stalled = 0 if before is None or found.value < before.value - 1e-4 else stalled + 1
        if found.is_integral() or budget.is_over():
            return found
        is_whole = abs(found.value - round(found.value)) < 1e-4
        if before is not None and stalled > (patience if is_whole else MOST_STALLED):
            working.roundings, working.basis = before.roundings, basis_before  # the last ones were of no use
            return before
        more = separate(instance, master, vertex, working.roundings)
        if more is working.roundings:
            return found
        is_first, working.roundings, before, basis_before = before is None, more, found, working.basis
        if is_first and excluded(more):
            raise Infeasible


def linear_optimum(
    instance: Instance, pricing: Pricing, working: Working, level: Level, budget: Budget, *, resumes: bool = False
) -> Optimum | None:
    """The same with no more roundings than there are: its prices are those of a plain linear program."""
    solved = _exact(instance, pricing, working, level, budget, only_rows_join=resumes)
    return None if solved is None else solved[0]


def _exact(
    instance: Instance,
    pricing: Pricing,
    working: Working,
    level: Level,
    budget: Budget,
    report: Callable[[float], None] = lambda bound: None,
    *,
    only_rows_join: bool,
) -> tuple[Optimum, Master, LinearOptimum] | None:
    """The optimum over a selection with the roundings so far, and the small program and vertex that it is that of.

    ``only_rows_join`` says whether the first program is the last one's, with more roundings.
    """
    selection = pricing.selection
    known = working.so_far[1] if working.so_far and working.so_far[1].pricing is pricing else None
    working.option = union(working.option, _of_unserved(instance, selection, working.option))
    value = -math.inf
    while not budget.is_over():
        is_working = np.isin(selection.option, working.option)
        minutes = union(common(pricing.minutes, working.minutes), selection.must_fill)
        small = selection.keep_options(is_working)
        of_level = level.part(is_working, is_working[selection.pick_column])
        master = build(instance, small, minutes, of_level.gains, of_level.row_gains, level.limits, working.roundings)
        try:
            keys, interior = master.keys(instance), working.is_crowded or len(master.program.objective) > INTERIOR
            solved = solve_linear(master.program, budget, keys, working.basis, same_columns=only_rows_join, interior=interior)
        except Infeasible:
            if is_working.all():
                raise
            working.option, only_rows_join = union(working.option, selection.option), False
            continue
        if solved is None:
            return None
        only_rows_join = False
        working.basis = solved.basis
        found = _priced(instance, pricing, level, master, solved, working.roundings)
        attractive = (found.reduced > level.tolerance) & ~is_working
        if attractive.any() and known is not None and found.value > value + level.tolerance:
            attractive, known = _joining(instance, level, found, known, is_working, attractive)
        if known is None or found.bound < known.bound:
            known = found
        value = found.value
        report(known.bound)
        working.so_far = level, replace(known, option=found.option, pick=found.pick)
        overfull = (pricing.load(found.pick) > pricing.spaces + 1e-6) & ~np.isin(pricing.minutes, minutes)
        if not attractive.any() and not overfull.any():
            working.so_far = None
            return found, master, solved
        working.option = union(working.option, selection.option[attractive])
        working.minutes = union(working.minutes, pricing.minutes[overfull])
    return None


def _of_unserved(instance: Instance, selection: Selection, option: IntArray) -> IntArray:
    """All options of residents who must be served and have none among some: no row of a small program would ask for them."""
    resident = instance.resident[selection.option]
    lacks = np.zeros(instance.num_residents, bool)
    lacks[selection.must_serve] = True
    lacks[resident[np.isin(selection.option, option)]] = False
    found = selection.option[lacks[resident]]
    if len(np.unique(instance.resident[found])) < np.count_nonzero(lacks):
        raise Infeasible
    return found


def _joining(
    instance: Instance, level: Level, found: Optimum, known: Optimum, is_working: BoolArray, attractive: BoolArray
) -> tuple[BoolArray, Optimum]:
    """Options to join (n,), and the best of some prices.

    A program that lacks options has prices far from everyone's, at which many options would pay to no purpose. So it is those that would
    pay more than all that the program has at prices in between: at the best of these, and at the others as long as few join, so that the
    next program can start from this one's basis; the ``attractive`` ones, at its own prices, where none does.
    """

    def mixed(share: float) -> Optimum:
        prices, of_roundings, multipliers = (
            share * old + (1 - share) * new
            for old, new in (
                (known.prices, found.prices),
                (known.rounding_prices, found.rounding_prices),
                (known.multipliers, found.multipliers),
            )
        )
        return at_prices(instance, found.pricing, level, prices, found.roundings, of_roundings, -multipliers)

    resident = instance.resident[found.pricing.selection.option]
    joining = np.zeros(len(resident), bool)
    between = sorted(map(mixed, SMOOTHING), key=lambda each: each.bound)
    for each in between:
        left = each.reduced + each.surplus[resident]
        of_program = np.zeros(instance.num_residents)
        np.maximum.at(of_program, resident[is_working], left[is_working])
        more = joining | (~is_working & (left > of_program[resident] + level.tolerance))
        if each is between[0] or np.count_nonzero(more) < MANY * np.count_nonzero(is_working):
            joining = more
    return (joining if joining.any() else attractive), min(known, between[0], key=lambda each: each.bound)


def _priced(instance: Instance, pricing: Pricing, level: Level, master: Master, solved: LinearOptimum, roundings: Roundings) -> Optimum:
    """A small program's optimum, and what its prices say of everything in the selection."""
    selection = pricing.selection
    of_minutes, of_residents, _, of_roundings, of_levels = np.split(solved.row_price, master.row_edges)
    of_levels = np.minimum(of_levels, 0.0)
    prices, surplus = np.zeros(len(pricing.minutes)), np.zeros(instance.num_residents)
    prices[np.searchsorted(pricing.minutes, master.minutes)] = of_minutes
    prices = of_sign(prices, np.isin(pricing.minutes, selection.must_fill))
    of_roundings = of_sign(of_roundings, np.isin(np.arange(len(roundings)), selection.must_reach))
    surplus[master.residents] = of_residents
    priced = at_prices(instance, pricing, level, prices, roundings, of_roundings, of_levels)
    option, pick = np.zeros(len(selection.option)), np.zeros(len(selection.pick_cut))
    is_working = np.isin(selection.option, master.selection.option)
    option[is_working], pick[is_working[selection.pick_column]] = master.taken(solved.x)
    # Against the program's own surpluses, so that an option that it did not hold shows as better.
    resident = instance.resident[selection.option]
    left = priced.reduced + priced.surplus[resident]
    alone = is_working & ~np.isin(resident, master.residents)
    surplus[resident[alone]] = of_sign(left[alone], np.isin(resident[alone], selection.must_serve))
    reduced = left - surplus[resident]
    return replace(priced, value=solved.value, option=option, pick=pick, reduced=reduced, surplus=surplus)


def of_sign(price: FloatArray, is_equation: BoolArray) -> FloatArray:
    """Prices of what is limited from above are not negative; those of equations may be."""
    return np.where(is_equation, price, np.maximum(price, 0.0))


def at_prices(
    instance: Instance,
    pricing: Pricing,
    level: Level,
    prices: FloatArray,
    roundings: Roundings,
    of_roundings: FloatArray,
    of_levels: FloatArray | None = None,
) -> Optimum:
    """What prices of minutes (m,), of roundings (r,) and of rows of earlier levels prove, and leave of every option; no vertex."""
    selection, gains = pricing.selection, level.gains
    of_levels = np.zeros(len(level.rows)) if of_levels is None else of_levels
    for row_gains, price in zip(level.row_gains, of_levels, strict=True):
        gains = gains.plus(row_gains, -price)
    cost = pricing.paid_by_picks(prices) - gains.pick
    paid, _ = pricing.cheapest(cost)
    paid = paid + roundings.paid(of_roundings, selection.option)
    resident = instance.resident[selection.option]
    surplus = np.zeros(instance.num_residents)
    surplus[selection.must_serve] = -np.inf
    np.maximum.at(surplus, resident, gains.option - paid)
    kept = sum(price * row.at_least for row, price in zip(level.rows, of_levels, strict=True))
    bound = float(pricing.spaces @ prices + roundings.limit @ of_roundings + surplus.sum() + kept)
    return Optimum(
        pricing=pricing,
        value=bound,
        bound=bound,
        option=np.zeros(len(selection.option)),
        pick=np.zeros(len(selection.pick_cut)),
        prices=prices,
        reduced=gains.option - paid - surplus[resident],
        dearer=cost - pricing.least(cost),
        surplus=surplus,
        roundings=roundings,
        rounding_prices=of_roundings,
        multipliers=-of_levels,
        limits=np.array(level.limits),
        tolerance=level.tolerance,
    )
