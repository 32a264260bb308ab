"""What serving a resident at a lot gains on each objective level: one function a level, for all options of a lot at once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from parking_share.calendar import IntArray
from parking_share.catalogue import Objective
from parking_share.verification.options import Options
from parking_share.verification.residents import Residents


def priority(residents: Residents, lot: int, options: Options) -> IntArray:
    """The resident's points."""
    return residents.priority[options.resident]


def served(residents: Residents, lot: int, options: Options) -> IntArray:
    """One for everybody."""
    return np.ones(len(options.resident), np.int64)


def keep(residents: Residents, lot: int, options: Options) -> IntArray:
    """One where the lot is the resident's current one."""
    is_current: IntArray = (residents.current_lot[options.resident] == lot).astype(np.int64)
    return is_current


def walk(residents: Residents, lot: int, options: Options) -> IntArray:
    """Less the seconds of the walk."""
    return np.negative(options.walk_seconds)


def trim(residents: Residents, lot: int, options: Options) -> IntArray:
    """Less the minutes excused; what a cut takes off a stay is weighed with the price of the cut."""
    return np.negative(options.excused_minutes[options.wish])


def lottery(residents: Residents, lot: int, options: Options) -> IntArray:
    """The resident's ticket."""
    return residents.ticket[options.resident]


GAINS: dict[Objective, Callable[[Residents, int, Options], IntArray]] = {
    "priority": priority,
    "served": served,
    "keep": keep,
    "walk": walk,
    "trim": trim,
    "lottery": lottery,
}
