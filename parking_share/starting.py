"""An earlier schedule as a start: its assignments make a first plan, the prices of its proof first prices.

Nothing of it is trusted. What the instance does not know, or what cannot be right, is left out, and whatever is left is a plan
that keeps all rules and prices that any bound may be worked out from.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parking_share.arrays import is_among, spread
from parking_share.baseline import options_in_turn
from parking_share.calendar import IntArray
from parking_share.catalogue import Objective
from parking_share.filling import fill, lengthen
from parking_share.instance import Instance
from parking_share.optimize.rounding import Rounding
from parking_share.plan import Plan, stays_of
from parking_share.schedule import Assignment, LevelProof, Schedule

LARGEST = 1 << 52
"""Prices beyond are no price of a proof that adds up exactly, and might not fit into floating point."""

LARGEST_WEIGHT = 10_000
"""Roundings with larger weights are none of ours."""

Prices = tuple[IntArray, NDArray[np.float64]]
"""(m,) minutes of the capacity line, ascending, and the price of each, all above 0."""


@dataclass(frozen=True)
class Start:
    """What a search begins with.

    ``plan`` keeps all rules. ``prices`` are those of a level's minutes in units of its own gain, for the levels that have any.
    ``roundings`` are those of the proof, with as much of them as there is here.
    """

    plan: Plan
    prices: dict[Objective, Prices]
    roundings: tuple[Rounding, ...]


@dataclass(frozen=True)
class Changes:
    """What is different from the start, in residents: at the same lot, at another one, served before, served only now."""

    stay: int
    move: int
    leave: int
    enter: int


def start_from(instance: Instance, schedule: Schedule) -> Start:
    """Read a schedule as a start.

    Parameters
    ----------
    schedule
        Of this scenario, of one much like it, or any other; what it says that is of no use here is ignored.
    """
    profiles = _profiles(instance)
    return Start(_plan(instance, schedule), _prices(instance, schedule, profiles), _roundings(instance, schedule, profiles))


def changes(before: Schedule, after: Schedule) -> Changes:
    """Compare where residents are served."""
    old, new = ({each.resident: each.lot for each in schedule.assignments} for schedule in (before, after))
    both = old.keys() & new.keys()
    stay = sum(old[resident] == new[resident] for resident in both)
    return Changes(stay=stay, move=len(both) - stay, leave=len(old) - len(both), enter=len(new) - len(both))


def _plan(instance: Instance, schedule: Schedule) -> Plan:
    """The schedule's options first, the most valuable before others, held as they are there; then everybody in turn.

    Stays that cannot be held as they were are cut as much as is allowed, to leave room for others, and lengthened at the end.
    """
    row, option = _options(instance, schedule.assignments)
    held = _held(instance, [schedule.assignments[each] for each in row.tolist()], option)
    placed = np.unique(option)
    # Where a lot has lost spaces, those should go whom a level above would miss least.
    objectives = instance.scenario.policy.objectives
    placed = placed[np.lexsort([-instance.gains(objective)[placed] for objective in reversed(objectives)])]
    others = options_in_turn(instance)
    is_placed = np.zeros(instance.num_options, bool)
    is_placed[placed] = True
    return lengthen(instance, fill(instance, np.concatenate((placed, others[~is_placed[others]])), shortest=True, held=held))


def _options(instance: Instance, assignments: tuple[Assignment, ...]) -> tuple[IntArray, IntArray]:
    """Which assignments (n,) are possible here, and the option (n,) of each."""
    residents = {resident.id: index for index, resident in enumerate(instance.scenario.residents)}
    lots = {lot.id: index for index, lot in enumerate(instance.scenario.lots)}
    resident = np.array([residents.get(each.resident, -1) for each in assignments], np.int64)
    lot = np.array([lots.get(each.lot, -1) for each in assignments], np.int64)
    names, name = instance.resident * len(lots) + instance.lot, resident * len(lots) + lot
    row = np.flatnonzero((resident >= 0) & (lot >= 0) & is_among(name, names))
    return row, np.searchsorted(names, name[row])


def _held(instance: Instance, assignments: list[Assignment], option: IntArray) -> tuple[IntArray, IntArray]:
    """The cuts that assignments hold their stays by, as far as they are allowed here: (option, cut)."""
    fits, stride = instance.fits, instance.capacities.stride
    minutes: dict[str, int] = {}  # many stays begin or end at the same time

    def minute(text: str) -> int:
        if text not in minutes:
            try:
                minutes[text] = instance.scenario.time.minute_of(text)
            except ValueError:  # no date-time, or one at the end of the calendar
                minutes[text] = -1
        return minutes[text]

    stays = [(row, minute(stay.arrive), minute(stay.leave)) for row, each in enumerate(assignments) for stay in each.stays]
    row, arrive, leave = np.array(stays, np.int64).reshape(-1, 3).T
    is_inside = (np.minimum(arrive, leave) >= 0) & (np.maximum(arrive, leave) < stride)
    periods = ((row * stride + arrive) * stride + leave)[is_inside]
    position, stay = stays_of(instance, option)
    which, cut = spread(fits.cut_first[stay], fits.cut_first[stay + 1])
    row = position[which]
    is_held = is_among((row * stride + fits.cut_arrive[cut]) * stride + fits.cut_leave[cut], np.unique(periods))
    return option[row[is_held]], cut[is_held]


def _profiles(instance: Instance) -> dict[tuple[str, str, str], int]:
    """The number of each capacity profile by its lot, rule and kind."""
    capacities, lots = instance.capacities, instance.scenario.lots
    return {
        (lots[lot].id, rule, label): profile
        for profile, (lot, rule, label) in enumerate(zip(capacities.lot.tolist(), capacities.rule, capacities.label, strict=True))
    }


def _prices(instance: Instance, schedule: Schedule, profiles: dict[tuple[str, str, str], int]) -> dict[Objective, Prices]:
    """Of each level of the policy that has a proof in the schedule, the prices on this instance's capacity line."""
    found: dict[Objective, Prices] = {}
    for entry in schedule.proof or ():
        if entry is None or entry.objective not in instance.scenario.policy.objectives or entry.objective in found:
            continue
        price = _of_entry(entry, profiles, instance.capacities.stride)
        if price:
            minutes = sorted(price)
            found[entry.objective] = np.array(minutes, np.int64), np.array([price[minute] for minute in minutes], float)
    return found


def _of_entry(entry: LevelProof, profiles: dict[tuple[str, str, str], int], stride: int) -> dict[int, float]:
    """The prices of a level's proof by minute of the capacity line; whole numbers there, times the level's weight."""
    weight: int = getattr(entry.weights, entry.objective)
    price: dict[int, float] = {}
    if weight == 0:
        return price
    for each in entry.prices:
        profile = profiles.get((each.lot, each.rule, each.kind))
        if profile is not None:
            # Either list may be the longer one, and numbers of any size.
            pairs = zip(each.minutes, each.prices, strict=False)
            price |= {profile * stride + minute: of / weight for minute, of in pairs if minute < stride - 2 and of <= LARGEST}
    return {minute: of for minute, of in price.items() if of > 0}


def _roundings(instance: Instance, schedule: Schedule, profiles: dict[tuple[str, str, str], int]) -> tuple[Rounding, ...]:
    """The roundings of the deepest level that has any: it has those of the levels above, too."""
    entries = [entry.roundings for entry in schedule.proof or () if entry is not None and entry.roundings]
    residents = {resident.id: index for index, resident in enumerate(instance.scenario.residents)}
    found: list[Rounding] = []
    for number, each in enumerate(entries[-1] if entries else ()):
        minutes: dict[int, int] = {}
        for part in each.minutes:
            profile = profiles.get((part.lot, part.rule, part.kind))
            if profile is not None:
                edge, end = profile * instance.capacities.stride, instance.capacities.stride - 2
                minutes |= {edge + minute: of for minute, of in zip(part.minutes, part.weights, strict=False) if minute < end}
        of_residents = {residents[resident]: of for resident, of in each.residents.items() if resident in residents}
        earlier = {other: of for other, of in each.earlier.items() if other < number}
        if max(each.divisor, *minutes.values(), *of_residents.values(), *earlier.values(), 0) > LARGEST_WEIGHT:
            return tuple(found)  # those that follow may be made of it
        # No more than the divisor is needed of a resident: what is above counts on both sides.
        of_residents = {resident: of % each.divisor for resident, of in of_residents.items()}
        found.append(Rounding(each.divisor, *_sorted(minutes), *_sorted(of_residents), *_sorted(earlier)))
    return tuple(found)


def _sorted(weights: dict[int, int]) -> tuple[IntArray, IntArray]:
    """The keys that have a weight, ascending, and their weights."""
    keys = sorted(key for key, weight in weights.items() if weight)
    return np.array(keys, np.int64), np.array([weights[key] for key in keys], np.int64)
