"""How many residents may be moved: the one rule that is about all lots together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parking_share.calendar import BoolArray, IntArray
from parking_share.scenario import Scenario


@dataclass(frozen=True)
class MoveCap:
    """A cap on moves: of the options that are moves, ``is_move`` (options,), no more than ``most`` may be taken."""

    is_move: BoolArray
    most: int

    def count(self, option: IntArray) -> int:
        """How many of some options (n,) are moves."""
        return int(np.count_nonzero(self.is_move[option]))

    def allows(self, option: IntArray) -> bool:
        """Whether options (n,) may all be taken."""
        return self.count(option) <= self.most


def current_lots(scenario: Scenario) -> IntArray:
    """The current lot of each resident (residents,), -1 where there is none here."""
    index = {lot.id: at for at, lot in enumerate(scenario.lots)}
    return np.array([-1 if r.current_lot is None else index.get(r.current_lot, -1) for r in scenario.residents], np.int64)


def max_moves(scenario: Scenario, resident: IntArray, lot: IntArray) -> MoveCap | None:
    """Rule ``max-moves``: who has a current lot and gets another one is moved. None where no plan could have too many moves.

    Parameters
    ----------
    resident, lot
        (options,) of each option.
    """
    most = scenario.policy.max_moves
    if most is None:
        return None
    current = current_lots(scenario)[resident]
    is_move = (current >= 0) & (current != lot)
    return MoveCap(is_move, most) if len(np.unique(resident[is_move])) > most else None
