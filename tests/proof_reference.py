"""A second opinion on proofs: the formula of docs/proof.md term by term, and every schedule that there is, by brute force.

It shares no code with the package; see ``reference``. Prices are given by (lot id, rule, kind) and minute.
"""

from __future__ import annotations

import itertools
from random import Random
from typing import Any

import reference
from reference import LEAST, LotCapacity, Option, level_value, objectives
from reference_time import Data, capacity, get, length

Profile = tuple[str, str, str]
Prices = dict[Profile, dict[int, int]]
Weights = dict[str, int]
Options = dict[tuple[str, str], Option]


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


def bound(data: Data, found: Options, objective: str, weights: Weights, prices: Prices, above: dict[str, int]) -> int:
    """The bound of a level in its own terms, from the options ``found`` and the values of the levels ``above``."""
    total = 0
    for profile, by_minute in prices.items():
        free = spaces(data, profile)
        total += sum(free[minute] * price for minute, price in by_minute.items())
    for resident in data["residents"]:
        reduced = [
            _value(data, resident, lot, option, weights) - _price(data, resident, lot, option, weights, prices)
            for (who, lot), option in found.items()
            if who == resident["id"]
        ]
        total += max([0, *reduced])
    total -= sum(weights.get(name, 0) * (-value if name in LEAST else value) for name, value in above.items())
    gain = total // weights[objective]
    return -gain if objective in LEAST else gain


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


def all_values(data: Data, found: Options) -> list[tuple[int, ...]]:
    """The level values of every schedule of a tiny scenario, each assignment with as few minutes cut as it can have."""
    lots = {lot["id"]: LotCapacity(data, lot, found) for lot in data["lots"]}
    ids = [resident["id"] for resident in data["residents"]]
    choices = [[None, *(lot for one, lot in found if one == resident)] for resident in ids]
    values = set()
    for chosen in itertools.product(*choices):
        placed = {resident: lot for resident, lot in zip(ids, chosen, strict=True) if lot is not None}
        trims = [lots[lot].least_trim(frozenset(one for one, there in placed.items() if there == lot)) for lot in lots]
        if None not in trims:
            trim = sum(each for each in trims if each is not None)
            values.add(tuple(level_value(data, name, placed, found, trim) for name in objectives(data)))
    return sorted(values)


def best_above(data: Data, values: list[tuple[int, ...]], level: int, reached: tuple[int, ...]) -> int:
    """The best value of a level among all schedules that reach what is reached on those above; there is one."""
    names = objectives(data)
    signs = [-1 if name in LEAST else 1 for name in names]
    gains = [tuple(sign * value for sign, value in zip(signs, each, strict=True)) for each in values]
    least = [sign * value for sign, value in zip(signs, reached, strict=True)]
    return signs[level] * max(each[level] for each in gains if all(each[j] >= least[j] for j in range(level)))


def random_proof(random: Random, data: Data, level: int) -> tuple[Weights, Prices]:
    """Weights and prices of one of many characters: none, small, huge, at one minute, at every change, anywhere."""
    names = objectives(data)
    size = random.choice([1, 3, 30, 700, 10**30])
    weights = {name: random.choice([0, 1, 2, size]) for name in names[:level]} | {names[level]: random.choice([1, 1, 2, size])}
    found = profiles(data)
    chosen = random.sample(found, random.randint(0, len(found)))
    return weights, {profile: _some_prices(random, data, size, random.choice([0, 1, 1, 5, 30])) for profile in chosen}


def _some_prices(random: Random, data: Data, size: int, count: int) -> dict[int, int]:
    """Prices of some minutes, at half hours or a minute beside them."""
    moments = sorted({min(max(t + random.choice([-1, 0, 0, 1]), 0), length(data) - 1) for t in range(0, length(data), 30)})
    minutes = sorted(random.sample(moments, min(count, len(moments))))
    return {minute: random.choice([0, 1, 2, size, random.randint(0, size)]) for minute in minutes}


def level_proof(objective: str, weights: Weights, prices: Prices, search: bool = False) -> dict[str, Any]:
    """The entry of a schedule's ``proof``."""
    lists = [
        {"lot": lot, "rule": rule, "kind": kind, "minutes": list(by_minute), "prices": list(by_minute.values())}
        for (lot, rule, kind), by_minute in prices.items()
    ]
    return {"objective": objective, "weights": weights, "search": search, "prices": lists}
