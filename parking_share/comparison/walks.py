"""The walks that two scenarios take from files, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from parking_share.comparison.pair import Presence
from parking_share.scenario import Scenario, WalkMatrix

Pairs = Sequence[tuple[str, str]]
_Keys = NDArray[np.int64]


def walk_differences(base: Scenario, variant: Scenario, most: int) -> Iterator[tuple[Presence, Pairs, int, int]]:
    """Rows of walks that only one has, or that have other seconds: (origin, lot) of the first ``most``, how many, and among how many.

    Rows of residents, communities or lots that only one of the scenarios has are left out: they come and go with them.
    """
    old, new = base.walk_matrix, variant.walk_matrix
    if old is new or (old.origins, old.lots, old.seconds) == (new.origins, new.lots, new.seconds):
        return
    origins, lots = (_shared(ids(base), ids(variant)) for ids in (_origins, _lots))
    (keys, seconds), (new_keys, new_seconds) = (_keyed(matrix, origins, lots) for matrix in (old, new))

    def pairs(found: _Keys) -> Pairs:
        return [(origins[key // len(lots)], lots[key % len(lots)]) for key in found[:most].tolist()]

    both, rows, new_rows = np.intersect1d(keys, new_keys, assume_unique=True, return_indices=True)
    sides: tuple[tuple[Presence, _Keys, int], ...] = (
        ("removed", np.setdiff1d(keys, both, assume_unique=True), len(keys)),
        ("added", np.setdiff1d(new_keys, both, assume_unique=True), len(new_keys)),
        ("both", both[seconds[rows] != new_seconds[new_rows]], len(both)),
    )
    for presence, found, among in sides:
        if len(found):
            yield presence, pairs(found), len(found), among


def _origins(scenario: Scenario) -> dict[str, None]:
    return dict.fromkeys([*(each.id for each in scenario.communities), *(each.id for each in scenario.residents)])


def _lots(scenario: Scenario) -> dict[str, None]:
    return dict.fromkeys(lot.id for lot in scenario.lots)


def _shared(ids: Mapping[str, None], others: Mapping[str, None]) -> list[str]:
    return [id_ for id_ in ids if id_ in others]


def _keyed(matrix: WalkMatrix, origins: Sequence[str], lots: Sequence[str]) -> tuple[_Keys, _Keys]:
    """A number for each row of known origin and lot, unique as no row stands twice, and its seconds."""
    origin_at, lot_at = ({id_: place for place, id_ in enumerate(ids)} for ids in (origins, lots))
    rows = [
        (origin_at[origin] * len(lots) + lot_at[lot], seconds)
        for origin, lot, seconds in matrix.rows()
        if origin in origin_at and lot in lot_at
    ]
    table = np.array(rows, np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]
