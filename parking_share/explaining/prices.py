"""What the proof of the first level says: which minutes of which lot were worth how much, in units of the level's value.

Whoever is served is worth at least what the minutes cost that the car takes, and whoever is refused at most that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from parking_share.schedule import CapacityRule
from parking_share.verification.facts import Facts
from parking_share.verification.gains import GAINS
from parking_share.verification.levels import LEVEL_VALUES
from parking_share.verification.lots import lot_hours
from parking_share.verification.options import options
from parking_share.verification.pricing import Priced
from parking_share.verification.profiles import PROFILES


@dataclass(frozen=True)
class PricedMinute:
    """A minute of a lot with a price, for those who count in a rule; ``price`` in units of the first level."""

    at: str
    rule: CapacityRule
    kind: str
    price: float


@dataclass(frozen=True)
class Worth:
    """What serving a resident at a lot adds to the first level, and what the minutes cost there that the cheapest cuts need.

    ``minutes`` are those with a price within the stays as wanted; a cut may avoid some of them.
    """

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
    return Worth(value, price, tuple(_during_stays(facts, resident, lot)))


def _during_stays(facts: Facts, resident: int, lot: int) -> Iterator[PricedMinute]:
    """The priced minutes of a lot that lie within a resident's stays, of the rules in which the resident counts."""
    entry, needs = facts.scenario.lots[lot], facts.residents.needed[facts.residents.needs[resident]]
    profiles = (profile for find in PROFILES.values() for profile in find(entry, facts.hours(lot)))
    counts = {(profile.rule, profile.kind) for profile in profiles if profile.counts(needs)}
    wanted = facts.scenario.time.stay_periods(facts.scenario.residents[resident].stays)
    for each in minutes_of(facts, entry.id):
        minute = facts.minute(each.at)
        if (each.rule, each.kind) in counts and ((wanted.start <= minute) & (minute < wanted.end)).any():
            yield each


def most_more(facts: Facts, lot: int) -> int | None:
    """The most that one more space of a lot can add to the first level: what the prices prove then, less what is reached now.

    None without a proof, and where the space would change when a stay may begin or end there: the proof knows nothing of such cuts.
    """
    priced, entry = first_level(facts), facts.scenario.lots[lot]
    if priced is None or facts.schedule.proof is None or facts.schedule.proof[0] is None:
        return None
    before, after = facts.hours(lot), lot_hours(facts.scenario.time, entry.model_copy(update={"spaces": entry.spaces + 1}))
    same = ("open_starts", "open_ends", "late_arrivals", "early_leaves")
    if not all(np.array_equal(getattr(before, name), getattr(after, name)) for name in same):
        return None
    objective = facts.scenario.policy.objectives[0]
    added = sum(
        price
        for each in facts.schedule.proof[0].prices
        if each.lot == entry.id and each.rule != "kind-capacity"  # it would be no space of a kind
        for price in each.prices
    )
    shares = any(rounding.price for rounding in facts.schedule.proof[0].roundings)
    proved = (priced.of_all() + facts.survey.surplus[0] + added) // priced.weights[objective]
    return None if shares else proved - LEVEL_VALUES[objective](facts)
