"""Which function builds each rule of the catalogue into the problem; the verifier has checks of its own for all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from parking_share.catalogue import Rule
from parking_share.instance.admission import ADMISSION
from parking_share.instance.capacity import LIMITS
from parking_share.instance.fitting import FITTING
from parking_share.instance.moves import max_moves
from parking_share.optimize.master import all_stays_rows, one_lot_rows
from parking_share.walking import walks_within_limit

BUILDERS: dict[Rule, Callable[..., Any]] = {
    "one-lot": one_lot_rows,
    "all-stays": all_stays_rows,
    "walk-limit": walks_within_limit,
    **FITTING,
    **ADMISSION,
    **LIMITS,
    "max-moves": max_moves,
}
