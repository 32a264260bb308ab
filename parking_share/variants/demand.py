"""More or fewer residents, made up from those there are."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Container, Sequence
from itertools import count

from parking_share.scenario import Resident

LONGEST_STEM = 56
"""So many characters of an id leave room for a number behind them."""


def sample(ids: Sequence[str], factor: float, seed: int) -> list[int]:
    """Of ``factor`` times as many residents, how many each of those there are stands for: 0 is gone, 2 has a copy.

    Every resident has a place in a queue, by the SHA-256 of ``seed:id``; the first of it stay, and after the last it begins again. So
    a smaller factor keeps a part of those whom a larger one keeps, and the same residents are drawn on every machine.
    """
    queue = sorted(range(len(ids)), key=lambda at: hashlib.sha256(f"{seed}:{ids[at]}".encode()).digest())
    rounds, rest = divmod(math.floor(len(ids) * factor + 0.5), len(ids) or 1)
    times = [rounds] * len(ids)
    for at in queue[:rest]:
        times[at] += 1
    return times


def copy_of(resident: Resident, taken: Container[str], next_number: dict[str, int]) -> Resident:
    """A made-up applicant like a resident: a new id, no plate, no lot held so far, no date of an application.

    ``next_number`` remembers from copy to copy where the numbers behind the beginning of an id go on.
    """
    stem = resident.id[:LONGEST_STEM]
    number = next(each for each in count(next_number.get(stem, 2)) if f"{stem}~{each}" not in taken)
    next_number[stem] = number + 1
    new = f"{stem}~{number}"
    return resident.model_copy(update={"id": new, "plate": "", "current_lot": None, "applied_at": None})
