"""An earlier schedule as a start: its assignments make a first plan, the prices of its proof first prices.

Nothing of it is trusted. What the instance does not know, or what cannot be right, is left out, and whatever is left is a plan
that keeps all rules and prices that any bound may be worked out from.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parking_share.arrays import is_among, spread
from parking_share.baseline import options_in_turn
from parking_share.calendar import IntArray
from parking_share.catalogue import Objective
from parking_share.filling import fill, lengthen
from parking_share.instance import Instance
from parking_share.optimize import Prices, Rounding
from parking_share.plan import Plan, stays_of
from parking_share.schedule import Assignment, LevelProof, Schedule

LARGEST = 1 << 52
"""Prices beyond are no price of a proof that adds up exactly, and might not fit into floating point."""

LARGEST_WEIGHT = 10_000
"""Roundings with larger weights are none of ours."""


@dataclass(frozen=True)
class Start:
    """What a search begins with.

    ``plan`` keeps all rules. ``prices`` are those of the levels that have a proof.
    ``roundings`` are those of the proofs, with as much of them as there is here; a cap on moves, if there is one, is the first.
    """

    plan: Plan
    prices: dict[Objective, Prices]
    roundings: tuple[Rounding, ...]


def start_from(instance: Instance, schedule: Schedule) -> Start:
    """Read a schedule as a start.

    Parameters
    ----------
    schedule
        Of this scenario, of one much like it, or any other; what it says that is of no use here is ignored.
    """
    proofs = _proofs(instance, schedule)
    return Start(_plan(instance, schedule), _prices(proofs), proofs.roundings)


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

    def minute(text: str) -> int:
        try:
            return instance.scenario.time.minute_of(text)
        except ValueError:  # no date-time, or one at the end of the calendar
            return -1

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


@dataclass(frozen=True)
class _Proofs:
    """The proofs of a schedule as numbers: ``entries``, the first of each level; of each its ``prices`` by minute of the capacity line
    and its ``rounding_prices`` by number of all the ``roundings``, whole as they are there.
    """

    entries: list[LevelProof]
    prices: list[dict[int, int]]
    rounding_prices: list[dict[int, int]]
    roundings: tuple[Rounding, ...]


def _proofs(instance: Instance, schedule: Schedule) -> _Proofs:
    """Of each level of the policy that has a proof in the schedule, what of it can be said of this instance."""
    profiles, stride = _profiles(instance), instance.capacities.stride
    entries: list[LevelProof] = []
    prices: list[dict[int, int]] = []
    rounding_prices: list[dict[int, int]] = []
    reader = _RoundingReader(instance, profiles)
    for entry in schedule.proof or ():
        if (
            entry is None
            or entry.objective not in instance.scenario.policy.objectives
            or entry.objective in [each.objective for each in entries]
        ):
            continue
        weights = dict(entry.weights)
        if not 0 < weights[entry.objective] <= max(weights.values()) <= LARGEST:
            continue
        price: dict[int, int] = {}
        for each in entry.prices:
            profile = profiles.get((each.lot, each.rule, each.kind))
            if profile is not None:
                # Either list may be the longer one, and numbers of any size.
                pairs = zip(each.minutes, each.prices, strict=False)
                price |= {profile * stride + minute: of for minute, of in pairs if minute < stride - 2 and of <= LARGEST}
        entries.append(entry)
        prices.append(price)
        rounding_prices.append(reader.read(entry))
    return _Proofs(entries, prices, rounding_prices, tuple(reader.found))


def _prices(proofs: _Proofs) -> dict[Objective, Prices]:
    """Each level's own prices, in units of its gain: a proof adds a multiple of the prices of the level above to them."""
    found: dict[Objective, Prices] = {}
    for number, entry in enumerate(proofs.entries):
        price, of_roundings = (_own(proofs.entries, of, number) for of in (proofs.prices, proofs.rounding_prices))
        minute = sorted(minute for minute, each in price.items() if each)
        rounding_price = np.array([of_roundings.get(rounding, 0.0) for rounding in range(len(proofs.roundings))])
        found[entry.objective] = Prices(np.array(minute, np.int64), np.array([price[each] for each in minute]), rounding_price)
    return found


def _own(entries: list[LevelProof], prices: list[dict[int, int]], number: int) -> dict[int, float]:
    """Prices of one of the entries, by minute or rounding, less their share of those of the entry above; in whole numbers until divided."""
    mine, objective = prices[number], entries[number].objective
    weight: int = getattr(entries[number].weights, objective)
    if number == 0:
        return {key: price / weight for key, price in mine.items()}
    above = entries[number - 1]
    of_above, times = (getattr(each.weights, above.objective) for each in (above, entries[number]))
    keys = mine.keys() | prices[number - 1].keys()
    return {key: (mine.get(key, 0) * of_above - times * prices[number - 1].get(key, 0)) / (of_above * weight) for key in keys}


class _RoundingReader:
    """All roundings of some proofs, each once: two proofs name the same one by other numbers."""

    def __init__(self, instance: Instance, profiles: dict[tuple[str, str, str], int]) -> None:
        self._profiles, self._stride = profiles, instance.capacities.stride
        self._residents = {resident.id: index for index, resident in enumerate(instance.scenario.residents)}
        self._number: dict[tuple[object, ...], int] = {}
        self.found: list[Rounding] = []
        self._has_cap = instance.move_cap is not None
        if self._has_cap:
            self._numbered(Rounding.of_moves())

    def read(self, entry: LevelProof) -> dict[int, int]:
        """The prices of a proof's roundings by number."""
        numbers: list[int] = []
        price: dict[int, int] = {}
        for each in entry.roundings:
            minutes: dict[int, int] = {}
            for part in each.minutes:
                profile = self._profiles.get((part.lot, part.rule, part.kind))
                if profile is not None:
                    edge, end = profile * self._stride, self._stride - 2
                    minutes |= {edge + minute: of for minute, of in zip(part.minutes, part.weights, strict=False) if minute < end}
            of_residents = {self._residents[resident]: of for resident, of in each.residents.items() if resident in self._residents}
            earlier = {numbers[other]: of for other, of in each.earlier.items() if other < len(numbers)}
            moves = each.moves if self._has_cap else 0
            if max(each.divisor, moves, *minutes.values(), *of_residents.values(), *earlier.values(), 0) > LARGEST_WEIGHT:
                break  # those that follow may be made of it
            # No more than the divisor is needed of a resident: what is above counts on both sides.
            of_residents = {resident: of % each.divisor for resident, of in of_residents.items()}
            columns = [_sorted(weights) for weights in (minutes, of_residents, earlier)]
            numbers.append(self._numbered(Rounding(each.divisor, *columns[0], *columns[1], *columns[2], moves)))
            price[numbers[-1]] = price.get(numbers[-1], 0) + min(each.price, LARGEST)
        return price

    def _numbered(self, rounding: Rounding) -> int:
        """The number of a rounding, a new one if it is not known."""
        name = tuple(value.tobytes() if isinstance(value, np.ndarray) else value for value in vars(rounding).values())
        if name not in self._number:
            self._number[name] = len(self.found)
            self.found.append(rounding)
        return self._number[name]


def _sorted(weights: dict[int, int]) -> tuple[IntArray, IntArray]:
    """The keys that have a weight, ascending, and their weights."""
    keys = sorted(key for key, weight in weights.items() if weight)
    return np.array(keys, np.int64), np.array([weights[key] for key in keys], np.int64)
