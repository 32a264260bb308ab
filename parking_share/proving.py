"""The proofs of a search in the words of a schedule: lots, rules and residents by their ids."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from parking_share.calendar import IntArray
from parking_share.optimize import Proof, Search, prove
from parking_share.schedule import CapacityRule, LevelProof, ProfilePrices, ProfileWeights, Rounding, Weights


def proofs_of(search: Search) -> tuple[LevelProof | None, ...]:
    """The proofs of all levels as the schedule carries them; where one proves more than the search did, that bound is taken."""
    proofs = prove(search)
    search.bounds = [
        bound if proof is None or bound is None else min(bound, proof.bound) for bound, proof in zip(search.bounds, proofs, strict=True)
    ]
    return tuple(
        None if proof is None else _level_proof(search, index, proof, bound)
        for index, (proof, bound) in enumerate(zip(proofs, search.bounds, strict=True))
    )


def _level_proof(search: Search, index: int, proof: Proof, bound: int | None) -> LevelProof:
    return LevelProof(
        objective=search.objectives[index],
        weights=Weights(**dict(zip(search.objectives, proof.weight.tolist(), strict=True))),
        search=bound is not None and bound < proof.bound,
        prices=tuple(
            ProfilePrices(lot=part.lot, rule=part.rule, kind=part.kind, minutes=part.minutes, prices=part.amounts)
            for part in _by_profile(search, proof.minute, proof.price)
        ),
        roundings=_roundings(search, proof.rounding_price),
    )


def _roundings(search: Search, price: IntArray) -> tuple[Rounding, ...]:
    """The roundings with a price, and those that they are made of."""
    sources, residents = search.roundings.sources, search.instance.scenario.residents
    is_used = price > 0
    for number in range(len(sources) - 1, -1, -1):  # each is made of earlier ones
        if is_used[number]:
            is_used[sources[number].earlier] = True
    place = np.cumsum(is_used) - 1
    return tuple(
        Rounding(
            divisor=source.divisor,
            price=int(price[number]),
            minutes=tuple(
                ProfileWeights(lot=part.lot, rule=part.rule, kind=part.kind, minutes=part.minutes, weights=part.amounts)
                for part in _by_profile(search, source.minute, source.minute_weight)
            ),
            residents={
                residents[resident].id: weight
                for resident, weight in zip(source.resident.tolist(), source.resident_weight.tolist(), strict=True)
            },
            moves=source.moves,
            earlier=dict(zip(place[source.earlier].tolist(), source.earlier_weight.tolist(), strict=True)),
        )
        for number, source in enumerate(sources)
        if is_used[number]
    )


class _Part(NamedTuple):
    """Amounts of minutes of one capacity profile."""

    lot: str
    rule: CapacityRule
    kind: str
    minutes: tuple[int, ...]
    amounts: tuple[int, ...]


def _by_profile(search: Search, line_minute: IntArray, amount: IntArray) -> Iterator[_Part]:
    """Minutes of the capacity line (m,), ascending, each with an amount, profile by profile."""
    capacities, lots = search.instance.capacities, search.instance.scenario.lots
    profile, minute = np.divmod(line_minute, capacities.stride)
    edges = np.flatnonzero(np.diff(profile, prepend=-1, append=-1))
    for first, last in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        at = profile[first]
        lot = lots[capacities.lot[at]].id
        yield _Part(lot, capacities.rule[at], capacities.label[at], tuple(minute[first:last].tolist()), tuple(amount[first:last].tolist()))
