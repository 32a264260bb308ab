"""Which residents a lot admits, whatever the hours: one function a rule, each over (resident, lot) pairs at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np

from parking_share.arrays import factorize
from parking_share.calendar import BoolArray, FloatArray, IntArray
from parking_share.catalogue import Rule
from parking_share.scenario import Scenario


class Pairs:
    """(resident, lot) pairs, columns of shape (n,), with what the rules ask of them."""

    def __init__(self, scenario: Scenario, resident: IntArray, lot: IntArray) -> None:
        self.scenario, self.resident, self.lot = scenario, resident, lot

    @cached_property
    def lot_index(self) -> dict[str, int]:
        """Index of each lot by id."""
        return {lot.id: index for index, lot in enumerate(self.scenario.lots)}

    @cached_property
    def needs(self) -> tuple[IntArray, list[frozenset[str]]]:
        """Number of each resident's set of needed kinds, and the distinct sets."""
        written, lists = factorize([resident.needs for resident in self.scenario.residents])
        number, sets = factorize([frozenset(needs) for needs in lists])
        return number[written], sets

    def at_most(self, of_residents: list[float | None], of_lots: list[float | None]) -> tuple[FloatArray, FloatArray]:
        """A column of the residents and one of the lots, spread over the pairs; None becomes NaN, which never exceeds."""
        return np.array(of_residents, np.float64)[self.resident], np.array(of_lots, np.float64)[self.lot]


def serves(pairs: Pairs) -> BoolArray:
    """The lot serves the resident's community, or every one."""
    number, communities = factorize([resident.community for resident in pairs.scenario.residents])
    column = {community: index for index, community in enumerate(communities)}
    table = np.ones((len(pairs.scenario.lots), len(communities)), bool)
    for row, lot in enumerate(pairs.scenario.lots):
        if lot.serves:
            table[row] = False
            table[row, [column[community] for community in lot.serves if community in column]] = True
    return table[pairs.lot, number[pairs.resident]]


def height(pairs: Pairs) -> BoolArray:
    """The vehicle is not higher than the lot allows, where both are known."""
    high, limit = pairs.at_most([r.height_m for r in pairs.scenario.residents], [lot.max_height_m for lot in pairs.scenario.lots])
    return ~(high > limit)


def fee(pairs: Pairs) -> BoolArray:
    """The lot's monthly fee is within the resident's limit."""
    limit, monthly = pairs.at_most([r.max_monthly_fee for r in pairs.scenario.residents], [lot.monthly_fee for lot in pairs.scenario.lots])
    return ~(monthly > limit)


def kind(pairs: Pairs) -> BoolArray:
    """The lot has at least one space of every kind that the resident needs."""
    number, distinct = pairs.needs
    offered = [frozenset(entry.kind for entry in lot.kinds if entry.spaces > 0) for lot in pairs.scenario.lots]
    table = np.array([[needs <= kinds for needs in distinct] for kinds in offered], bool).reshape(len(offered), len(distinct))
    return table[pairs.lot, number[pairs.resident]]


def excluded(pairs: Pairs) -> BoolArray:
    """The resident has not excluded the lot."""
    index, num_lots = pairs.lot_index, len(pairs.scenario.lots)
    ruled_out = [row * num_lots + index[lot] for row, resident in enumerate(pairs.scenario.residents) for lot in resident.excluded_lots]
    return ~np.isin(pairs.resident * num_lots + pairs.lot, np.array(ruled_out, np.int64))


def fixed(pairs: Pairs) -> BoolArray:
    """The lot is the one that the resident is fixed to, if any."""
    index = pairs.lot_index
    lots = [-1 if resident.fixed_lot is None else index[resident.fixed_lot] for resident in pairs.scenario.residents]
    only: IntArray = np.array(lots, np.int64)[pairs.resident]
    allowed: BoolArray = (only < 0) | (only == pairs.lot)
    return allowed


ADMISSION: dict[Rule, Callable[[Pairs], BoolArray]] = {
    "serves": serves,
    "height": height,
    "fee": fee,
    "kind": kind,
    "excluded": excluded,
    "fixed": fixed,
}


def admitted(pairs: Pairs) -> BoolArray:
    """Whether every rule of admission lets each pair through."""
    result = np.ones(len(pairs.resident), bool)
    for rule in ADMISSION.values():
        result &= rule(pairs)
    return result
