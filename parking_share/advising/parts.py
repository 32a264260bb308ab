"""Changed lots expanded beside each other: one expansion instead of one for each change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from parking_share.calendar import BoolArray, IntArray
from parking_share.instance import Instance, expand
from parking_share.scenario import Lot, Resident, Scenario, WalkMatrix


@dataclass(frozen=True)
class Beside:
    """Changed lots as an instance: its lots are the changes, in order.

    ``resident`` (n,) are the options' residents by their numbers in the scenario, ``allowed`` (n,) whether the resident has not ruled the
    lot out; the instance itself does not know.
    """

    instance: Instance
    resident: IntArray
    allowed: BoolArray


def beside(scenario: Scenario, number: IntArray, lots: Sequence[Lot], near: IntArray) -> Beside:
    """Expand changes of lots.

    Parameters
    ----------
    number, lots
        (n,) the numbers of the lots in the scenario, and what becomes of each; several may be of the same lot.
    near
        The residents to whom the lots are near enough, by number; others have no option there.
    """
    named = tuple(lot.model_copy(update={"id": str(at)}) for at, lot in enumerate(lots))
    residents = tuple(_ruling_out_none(scenario.residents[at]) for at in near.tolist())
    changed = scenario.model_copy(update={"lots": named, "residents": residents})
    changed._walk_matrix = _walks(scenario, number, residents)
    instance = expand(changed)
    asked = [scenario.residents[at] for at in near.tolist()]
    return Beside(instance, near[instance.resident], _allowed(scenario, asked, instance.resident, number[instance.lot]))


def _ruling_out_none(resident: Resident) -> Resident:
    if resident.fixed_lot is None and not resident.excluded_lots:
        return resident
    return resident.model_copy(update={"fixed_lot": None, "excluded_lots": ()})


def _walks(scenario: Scenario, number: IntArray, residents: Sequence[Resident]) -> WalkMatrix:
    """The scenario's walk matrix for the changes, which stand where their lots did."""
    changes: dict[str, list[str]] = {}
    for at, lot in enumerate(number.tolist()):
        changes.setdefault(scenario.lots[lot].id, []).append(str(at))
    origins = {each.id for each in residents} | {each.id for each in scenario.communities}
    return WalkMatrix.of(
        (origin, change, seconds)
        for origin, lot, seconds in scenario.walk_matrix.rows()
        if origin in origins
        for change in changes.get(lot, ())
    )


def _allowed(scenario: Scenario, residents: Sequence[Resident], resident: IntArray, lot: IntArray) -> BoolArray:
    """Which (resident, lot) pairs, numbers among ``residents`` and in the scenario, are not ruled out by an exclusion or a fixed lot."""
    index, num_lots = {each.id: at for at, each in enumerate(scenario.lots)}, len(scenario.lots)
    fixed = np.array([-1 if each.fixed_lot is None else index[each.fixed_lot] for each in residents], np.int64)[resident]
    excluded = [at * num_lots + index[each] for at, one in enumerate(residents) for each in one.excluded_lots]
    allowed: BoolArray = ((fixed < 0) | (fixed == lot)) & ~np.isin(resident * num_lots + lot, np.array(excluded, np.int64))
    return allowed
