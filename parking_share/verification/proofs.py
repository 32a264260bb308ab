"""The proofs that a schedule carries: what is wrong with them in themselves, and the prices of those that are well formed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from parking_share.catalogue import Objective
from parking_share.schedule import LevelProof, ProfilePrices
from parking_share.verification.ground import Ground
from parking_share.verification.pricing import Priced, PriceList
from parking_share.verification.profiles import PROFILES, Profile
from parking_share.verification.violation import quoted

LARGEST = 10**1000
"""Numbers beyond this are refused, so that everything made of them can still be written down."""


@dataclass(frozen=True)
class ReadProof:
    """A level's proof, as far as it can be used.

    ``priced`` is None where there is none or it has ``faults``. ``by_search`` says whether a search is said to have closed
    what the prices leave open.
    """

    priced: Priced | None = None
    by_search: bool = False
    faults: list[str] = field(default_factory=list)


def read_proofs(ground: Ground, entries: Sequence[LevelProof | None] | None) -> list[ReadProof]:
    """The proof of each level of the policy; without any where the entries are not one for each level."""
    objectives = ground.scenario.policy.objectives
    if entries is None or len(entries) != len(objectives):
        return [ReadProof() for _ in objectives]
    return [_read(ground, list(objectives[: number + 1]), entry) for number, entry in enumerate(entries)]


def _read(ground: Ground, levels: list[Objective], proof: LevelProof | None) -> ReadProof:
    """The proof of the last of ``levels``."""
    if proof is None:
        return ReadProof()
    if proof.objective != levels[-1]:
        return ReadProof(faults=[f"is for '{proof.objective}'; the proofs stand in the order of the levels"])
    weights: dict[Objective, int] = {name: weight for name, weight in proof.weights if weight}  # type: ignore[misc]
    faults = [f"has a weight for '{name}', which is not this level nor one above it" for name in weights if name not in levels]
    if proof.objective not in weights:
        faults.append("gives this level itself no weight")
    if max(weights.values(), default=0) >= LARGEST:
        faults.append("has a weight of more than 1,000 digits")
    prices: dict[int, list[PriceList]] = {}
    for entry in proof.prices:
        profile = _profile(ground, entry)
        wrong = ["the scenario has no such spaces"] if profile is None else list(_faults(ground, entry))
        faults += [f"has prices for {_name(entry)}, and {sentence}" for sentence in wrong]
        if profile is not None and not wrong:
            prices.setdefault(ground.lot_idx[entry.lot], []).append(PriceList(profile, np.array(entry.minutes, np.int64), entry.prices))
    names = [_name(entry) for entry in proof.prices]
    faults += [f"has two lists of prices for {name}" for name in sorted({name for name in names if names.count(name) > 1})]
    if faults:
        return ReadProof(faults=faults)
    longest_walk = int(ground.walks.allowed.max(initial=0))
    return ReadProof(Priced(weights, prices, ground.residents, longest_walk, ground.length), proof.search)


def _profile(ground: Ground, entry: ProfilePrices) -> Profile | None:
    """The profile that has the prices; None where the scenario has no such lot, or the lot no such rule."""
    lot = ground.lot_idx.get(entry.lot)
    found = [] if lot is None else PROFILES[entry.rule](ground.scenario.lots[lot], ground.hours(lot))
    return next((profile for profile in found if profile.kind == entry.kind), None)


def _faults(ground: Ground, entry: ProfilePrices) -> Iterator[str]:
    """What is wrong with a list of prices of a profile that there is."""
    if len(entry.minutes) != len(entry.prices):
        yield f"{len(entry.minutes)} minutes with {len(entry.prices)} prices"
    if any(after <= before for before, after in pairwise(entry.minutes)):
        yield "their minutes do not ascend"
    if max(entry.minutes, default=0) >= ground.length:
        yield f"a minute is not within the {ground.length} minutes of the planned dates"
    if max(entry.prices, default=0) >= LARGEST:
        yield "a price has more than 1,000 digits"


def _name(entry: ProfilePrices) -> str:
    """The spaces that a list of prices is for."""
    return f"lot {quoted(entry.lot)}, rule '{entry.rule}'" + (f", kind {quoted(entry.kind)}" if entry.kind else "")
