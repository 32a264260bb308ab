"""What the proof of the first level says: which minutes of which lot were worth how much, in units of the level's value.

Whoever is served is worth at least what the minutes cost that the car takes, and whoever is refused at most that.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parking_share.schedule import CapacityRule
from parking_share.verification.facts import Facts
from parking_share.verification.gains import GAINS
from parking_share.verification.options import options
from parking_share.verification.pricing import Priced


@dataclass(frozen=True)
class PricedMinute:
    """A minute of a lot with a price, for those who count in a rule; ``price`` in units of the first level."""

    at: str
    rule: CapacityRule
    kind: str
    price: float


@dataclass(frozen=True)
class Worth:
    """What serving a resident at a lot adds to the first level, and what the minutes cost there that the cheapest cuts need."""

    value: float
    price: float
    minutes: tuple[PricedMinute, ...]


def first_level(facts: Facts) -> Priced | None:
    """The prices of the first level's proof; None where there is none."""
    return facts.proofs[0].priced if facts.proofs else None


def minutes_of(facts: Facts, lot_id: str) -> tuple[PricedMinute, ...]:
    """The minutes of a lot that have a price on the first level, in time order."""
    entry = facts.schedule.proof[0] if facts.schedule.proof else None
    if entry is None or first_level(facts) is None:
        return ()
    weight: int = getattr(entry.weights, entry.objective)
    rows = [
        (minute, each.rule, each.kind, price / weight)
        for each in entry.prices
        if each.lot == lot_id
        for minute, price in zip(each.minutes, each.prices, strict=True)
        if price
    ]
    return tuple(PricedMinute(facts.iso(minute), rule, kind, price) for minute, rule, kind, price in sorted(rows))


def worth(facts: Facts, resident: int, lot: int) -> Worth | None:
    """Value and price of a resident at a lot that they can use; None without a proof."""
    priced = first_level(facts)
    if priced is None:
        return None
    who = np.array([resident])
    found = options(facts.residents, who, facts.walks.seconds(lot, who), facts.hours(lot))
    objective = facts.scenario.policy.objectives[0]
    weight = priced.weights[objective]
    value = int(GAINS[objective](facts.residents, lot, found)[0])
    price = value - int(priced.reduced_values(lot, found)[0]) / weight
    wanted = facts.scenario.time.stay_periods(facts.scenario.residents[resident].stays)
    minutes = minutes_of(facts, facts.scenario.lots[lot].id)
    at = np.array([facts.scenario.time.minute_of(each.at) for each in minutes], np.int64)
    stay = np.searchsorted(wanted.start, at, "right") - 1
    inside = (stay >= 0) & (at < np.append(wanted.end, 0)[stay])
    return Worth(value, price, tuple(each for each, is_in in zip(minutes, inside.tolist(), strict=True) if is_in))
