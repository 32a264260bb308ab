"""A second opinion on proofs: the formula of docs/proof.md term by term, and every schedule that there is, by brute force.

It shares no code with the package; see ``reference``. Prices, and the weights of minutes in a rounding, are given by (lot id,
rule, kind) and minute.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random
from typing import Any

import reference
from reference import LEAST, LotCapacity, Option, level_value, objectives
from reference_time import Data, capacity, get, length

Profile = tuple[str, str, str]
Prices = dict[Profile, dict[int, int]]
Weights = dict[str, int]
Options = dict[tuple[str, str], Option]


@dataclass
class Rounding:
    """Weights of minutes, residents, earlier roundings, by number, and moves; the divisor, and the price."""

    divisor: int
    price: int
    minutes: Prices = field(default_factory=dict)
    residents: dict[str, int] = field(default_factory=dict)
    earlier: dict[int, int] = field(default_factory=dict)
    moves: int = 0


def profiles(data: Data) -> list[Profile]:
    """Everything in a scenario that can have prices."""
    found = []
    for lot in data["lots"]:
        found.append((lot["id"], "capacity", ""))
        kinds = get(lot, "kinds", [])
        found += [(lot["id"], "kind-capacity", kind["kind"]) for kind in kinds]
        if any(get(kind, "exclusive", False) for kind in kinds):
            found.append((lot["id"], "exclusive", ""))
    return found


def spaces(data: Data, profile: Profile) -> list[int]:
    """Spaces of a profile at every minute."""
    lot_id, rule, kind = profile
    lot = next(lot for lot in data["lots"] if lot["id"] == lot_id)
    free = capacity(data, lot).tolist()
    kinds = get(lot, "kinds", [])
    if rule == "kind-capacity":
        return next([entry["spaces"]] * len(free) for entry in kinds if entry["kind"] == kind)
    reserved = sum(entry["spaces"] for entry in kinds if get(entry, "exclusive", False)) if rule == "exclusive" else 0
    return [max(0, count - reserved) for count in free]


def counts(data: Data, resident: Data, profile: Profile) -> bool:
    """Whether a resident counts in a profile."""
    lot_id, rule, kind = profile
    needs = set(get(resident, "needs", []))
    lot = next(lot for lot in data["lots"] if lot["id"] == lot_id)
    exclusive = {entry["kind"] for entry in get(lot, "kinds", []) if get(entry, "exclusive", False)}
    return rule == "capacity" or (kind in needs if rule == "kind-capacity" else not needs & exclusive)


def bound(
    data: Data,
    found: Options,
    objective: str,
    weights: Weights,
    prices: Prices,
    above: dict[str, int],
    roundings: Sequence[Rounding] = (),
) -> int:
    """The bound of a level in its own terms, from the options ``found`` and the values of the levels ``above``."""
    total = _of_all_spaces(data, prices) + sum(each.price * limit for each, limit in zip(roundings, limits(data, roundings), strict=True))
    for resident in data["residents"]:
        reduced = [
            _value(data, resident, lot, option, weights)
            - _price(data, resident, lot, option, weights, prices)
            - sum(each.price * share for each, share in zip(roundings, shares(data, resident, lot, option, roundings), strict=True))
            for (who, lot), option in found.items()
            if who == resident["id"]
        ]
        total += max([0, *reduced])
    total -= sum(weights.get(name, 0) * (-value if name in LEAST else value) for name, value in above.items())
    gain = total // weights[objective]
    return -gain if objective in LEAST else gain


def limits(data: Data, roundings: Sequence[Rounding]) -> list[int]:
    """What all options of a schedule together count at most, in each rounding."""
    found: list[int] = []
    for each in roundings:
        total = _of_all_spaces(data, each.minutes) + sum(each.residents.values())
        total += each.moves * get(get(data, "policy", {}), "max_moves", 0)
        total += sum(weight * found[number] for number, weight in each.earlier.items())
        found.append(math.floor(Fraction(total, each.divisor)))
    return found


def shares(data: Data, resident: Data, lot: str, option: Option, roundings: Sequence[Rounding]) -> list[int]:
    """What an option counts in each rounding."""
    found: list[int] = []
    for each in roundings:
        total = _price(data, resident, lot, option, {}, each.minutes) + each.residents.get(resident["id"], 0)
        total += each.moves * reference.is_move(data, resident, lot)
        total += sum(weight * found[number] for number, weight in each.earlier.items())
        found.append(math.floor(Fraction(total, each.divisor)))
    return found


def _of_all_spaces(data: Data, prices: Prices) -> int:
    total = 0
    for profile, by_minute in prices.items():
        free = spaces(data, profile)
        total += sum(free[minute] * price for minute, price in by_minute.items())
    return total


def _value(data: Data, resident: Data, lot: str, option: Option, weights: Weights) -> int:
    gains = {
        "priority": get(resident, "priority", 1),
        "served": 1,
        "keep": int(get(resident, "current_lot") == lot),
        "walk": -option.walk_seconds,
        "trim": -sum(b - a for a, b in option.excused),
        "lottery": reference.ticket(data, resident),
    }
    return sum(weight * gains[name] for name, weight in weights.items())


def _price(data: Data, resident: Data, lot: str, option: Option, weights: Weights, prices: Prices) -> int:
    paid = [by_minute for profile, by_minute in prices.items() if profile[0] == lot and counts(data, resident, profile)]
    trim = weights.get("trim", 0)
    return sum(
        min(
            sum(price for by_minute in paid for minute, price in by_minute.items() if x <= minute < y) + trim * ((b - a) - (y - x))
            for x, y in cuts
        )
        for (a, b), cuts in zip(option.wanted, option.cuts, strict=True)
    )


def all_schedules(data: Data, found: Options) -> Iterator[tuple[dict[str, str], int]]:
    """Every schedule of a tiny scenario: who is at which lot, and as few minutes cut as that can have."""
    lots = {lot["id"]: LotCapacity(data, lot, found) for lot in data["lots"]}
    ids = [resident["id"] for resident in data["residents"]]
    choices = [[None, *(lot for one, lot in found if one == resident)] for resident in ids]
    for chosen in itertools.product(*choices):
        placed = {resident: lot for resident, lot in zip(ids, chosen, strict=True) if lot is not None}
        trims = [lots[lot].least_trim(frozenset(one for one, there in placed.items() if there == lot)) for lot in lots]
        if None not in trims and reference.keeps_max_moves(data, placed):
            yield placed, sum(each for each in trims if each is not None)


def all_values(data: Data, found: Options) -> list[tuple[int, ...]]:
    """The level values of every schedule."""
    names = objectives(data)
    return sorted({tuple(level_value(data, name, placed, found, trim) for name in names) for placed, trim in all_schedules(data, found)})


def best_above(data: Data, values: list[tuple[int, ...]], level: int, reached: tuple[int, ...]) -> int:
    """The best value of a level among all schedules that reach what is reached on those above; there is one."""
    names = objectives(data)
    signs = [-1 if name in LEAST else 1 for name in names]
    gains = [tuple(sign * value for sign, value in zip(signs, each, strict=True)) for each in values]
    least = [sign * value for sign, value in zip(signs, reached, strict=True)]
    return signs[level] * max(each[level] for each in gains if all(each[j] >= least[j] for j in range(level)))


def random_proof(random: Random, data: Data, level: int, found: Options) -> tuple[Weights, Prices, list[Rounding]]:
    """Weights, prices and roundings of one of many characters: none, small, huge, at one minute, at every change, anywhere."""
    names = objectives(data)
    size = random.choice([1, 3, 30, 700, 10**30])
    weights = {name: random.choice([0, 1, 2, size]) for name in names[:level]} | {names[level]: random.choice([1, 1, 2, size])}
    places = profiles(data)
    chosen = random.sample(places, random.randint(0, len(places)))
    prices = {profile: _some_prices(random, data, size, random.choice([0, 1, 1, 5, 30])) for profile in chosen}
    return weights, prices, random_roundings(random, data, found, random.randint(0, 4))


def _some_prices(random: Random, data: Data, size: int, count: int) -> dict[int, int]:
    """Prices of some minutes, at half hours or a minute beside them."""
    moments = sorted({min(max(t + random.choice([-1, 0, 0, 1]), 0), length(data) - 1) for t in range(0, length(data), 30)})
    minutes = sorted(random.sample(moments, min(count, len(moments))))
    return {minute: random.choice([0, 1, 2, size, random.randint(0, size)]) for minute in minutes}


def random_roundings(random: Random, data: Data, found: Options, count: int, before: int = 0) -> list[Rounding]:
    """Roundings that many options count in: mostly at minutes when somebody wants to be there, with small numbers, or with huge ones."""
    places = [profile for profile in profiles(data) if any(lot == profile[0] for _, lot in found)]
    roundings: list[Rounding] = []
    for number in range(before, before + count):
        size = random.choice([1, 1, 1, 1, 7, 2**31, 2**59, 2**61, 10**30])
        chosen = random.sample(places, min(len(places), random.choice([0, 1, 1, 2, 3])))
        ids = [resident["id"] for resident in data["residents"]]
        ids = random.sample(ids, random.choice([0, 0, 1, len(ids) // 2, len(ids)]))  # in any order
        rounding = Rounding(
            divisor=random.choice([1, 2, 2, 3, size, size + 1, 2 * size]),
            price=random.choice([0, 1, 2, 6, size]),
            minutes={profile: _some_weights(random, data, found, profile[0], size) for profile in chosen},
            residents={name: random.choice([0, 1, 1, 2, size]) for name in ids},
            earlier={k: random.choice([0, 1, 1, 2, size]) for k in range(number) if random.random() < 0.4},
        )
        if get(get(data, "policy", {}), "max_moves") is not None:
            rounding.moves = random.choice([0, 1, 1, 2, size])
        roundings.append(rounding)
    return roundings


def _some_weights(random: Random, data: Data, found: Options, lot: str, size: int) -> dict[int, int]:
    """Weights of minutes at the edges of cuts that the lot allows, where most is gained or lost by a minute more or less."""
    cuts = [cut for (_, there), option in found.items() if there == lot for allowed in option.cuts for cut in allowed]
    edges = sorted({min(max(minute + step, 0), length(data) - 1) for cut in cuts for minute in cut for step in (-1, 0)})
    minutes = sorted(random.sample(edges, min(len(edges), random.choice([1, 2, 3, 3, 8]))))
    return {minute: random.choice([0, 1, 1, 1, 2, size]) for minute in minutes}


def level_proof(
    objective: str, weights: Weights, prices: Prices, roundings: Sequence[Rounding] = (), search: bool = False
) -> dict[str, Any]:
    """The entry of a schedule's ``proof``."""
    entries = [
        {"divisor": each.divisor, "price": each.price, "minutes": _lists(each.minutes, "weights"), "residents": each.residents}
        | {"earlier": {str(number): weight for number, weight in each.earlier.items()}, "moves": each.moves}
        for each in roundings
    ]
    return {"objective": objective, "weights": weights, "search": search, "prices": _lists(prices, "prices"), "roundings": entries}


def _lists(amounts: Prices, name: str) -> list[dict[str, Any]]:
    return [
        {"lot": lot, "rule": rule, "kind": kind, "minutes": list(by_minute), name: list(by_minute.values())}
        for (lot, rule, kind), by_minute in amounts.items()
    ]
