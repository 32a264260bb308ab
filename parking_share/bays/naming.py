"""The numbers of an earlier schedule kept: bays of one sort are alike, so any of them can have any of their numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from parking_share.bays.ground import Ground
from parking_share.bays.sweeping import Places


def as_before(ground: Ground, places: Sequence[Places], before: Sequence[int | None]) -> list[Places]:
    """The same with bays of one sort exchanged, so that as many stays as possible begin in the bay that their resident had ``before``.

    Parameters
    ----------
    before
        The bay of each resident, counted from 0; None for those who had none here.
    """
    from scipy.optimize import linear_sum_assignment  # takes a while to load, and is asked for only after an earlier schedule

    same = np.zeros((len(ground.bays), len(ground.bays)), np.int64)
    for stay, parts in zip(ground.stays, places, strict=True):
        old = before[stay.resident]
        if parts and old is not None and old < len(ground.bays):
            same[parts[0][1], old] += 1
    name = np.arange(len(ground.bays))
    # Of equal ways the one that leaves most numbers as they are.
    worth = same * (len(ground.bays) + 1) + np.eye(len(ground.bays), dtype=np.int64)
    for sort in dict.fromkeys(ground.bays):
        room = np.array([bay for bay, kinds in enumerate(ground.bays) if kinds == sort])
        rows, columns = linear_sum_assignment(worth[np.ix_(room, room)], maximize=True)
        name[room[rows]] = room[columns]
    return [tuple((moment, int(name[bay])) for moment, bay in parts) for parts in places]
