"""One look at every lot: how far each resident gets there, and what it is worth at the prices of the proofs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from parking_share.calendar import BoolArray, IntArray
from parking_share.catalogue import Reason
from parking_share.verification.admission import admitted
from parking_share.verification.amounts import Exact
from parking_share.verification.ground import Ground
from parking_share.verification.options import options
from parking_share.verification.pricing import Priced

REASONS_BY_STAGE: tuple[Reason, ...] = ("no-lot-in-walk", "not-admitted", "no-matching-hours", "full")
"""Why a resident is refused who gets past none of walk, admission and hours at any lot, past one, two, all of them."""

STAYS_AT_ONCE = 2_000_000
"""So many stays of one lot are looked at together at most: a few hundred megabytes."""


@dataclass(frozen=True)
class Survey:
    """What all lots together have for the residents.

    ``stage`` (residents,) is how many of walk, admission and hours each gets past at some lot, in this order.
    ``surplus`` is for each level with prices the sum over the residents of max(0, max over the usable lots of value less price).
    """

    stage: IntArray
    surplus: list[int]


def survey(ground: Ground, asked: BoolArray, priced: Sequence[Priced]) -> Survey:
    """Look at every lot, for those residents (residents,) who are ``asked``, at the prices of some levels."""
    stage = np.zeros(len(asked), np.int64)
    most: list[Exact] = [np.zeros(len(asked), level.dtype) for level in priced]
    for lot, entry in enumerate(ground.scenario.lots):
        near, walk_seconds = ground.walks.within_limit(lot)
        near, walk_seconds = near[asked[near]], walk_seconds[asked[near]]
        stage[near] = np.maximum(stage[near], 1)
        admits = admitted(ground.residents, near, lot, entry)
        near, walk_seconds = near[admits], walk_seconds[admits]
        stage[near] = np.maximum(stage[near], 2)
        for some in _portions(len(near), ground.residents.most_stays):
            found = options(ground.residents, near[some], walk_seconds[some], ground.hours(lot))
            stage[found.resident] = 3
            if len(found.resident):
                for best, level in zip(most, priced, strict=True):
                    best[found.resident] = np.maximum(best[found.resident], level.reduced_values(lot, found))
    return Survey(stage, [sum(best.tolist()) for best in most])


def _portions(count: int, most_stays: int) -> Iterator[slice]:
    """Slices of ``count`` residents with at most ``most_stays`` each, so that not too many stays are looked at at once."""
    size = max(1, STAYS_AT_ONCE // max(1, most_stays))
    return (slice(first, first + size) for first in range(0, count, size))
