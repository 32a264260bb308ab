"""Figures for everybody: no count is told that is about a handful of people, and none can be worked out from any one sum.

A line on a public map that one resident walks says where this neighbour parks and how far away the home is. So counts from 1 to
``LEAST_COUNT`` - 1 are hidden (primary suppression), and where those hidden in one sum would together still be fewer than
``LEAST_COUNT``, the next larger one with them (complementary suppression; Willenborg and de Waal, Elements of Statistical Disclosure
Control, 2001, chapter 6). Nobody is a secret: 0 is told. Who sets several sums against each other may still narrow a number down.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parking_share.calendar import IntArray

LEAST_COUNT = 5
OTHER = "other"
"""The reason under which those are told together that are too few to be told apart."""


def told(counts: NDArray[np.integer[Any]]) -> NDArray[np.bool_]:
    """Which counts may be told, where their sum is known as well; shape (n,)."""
    return _told_within(counts, [np.zeros(len(counts), np.int64)])


def told_flows(home: IntArray, lot: IntArray, residents: IntArray) -> NDArray[np.bool_]:
    """Which numbers of residents of a home in a lot may be told, where the sums of each home and each lot are; shape (n,) each."""
    return _told_within(residents, [home, lot])


def told_reasons(counts: Mapping[str, int]) -> dict[str, int]:
    """Counts by reason, in the order of their names, those that are too few together as ``OTHER``; empty if all are."""
    reasons = sorted(counts)
    numbers = np.array([counts[reason] for reason in reasons], np.int64)
    is_told = told(numbers)
    rest = int(numbers[~is_told].sum())
    shown = {reason: int(number) for reason, number, one in zip(reasons, numbers, is_told, strict=True) if one}
    return shown | ({OTHER: rest} if rest >= LEAST_COUNT else {})


def _told_within(counts: NDArray[np.integer[Any]], groups: list[IntArray]) -> NDArray[np.bool_]:
    """Hide what is small, then in each sum the smallest of what is told as long as those hidden there are too few."""
    is_told: NDArray[np.bool_] = (counts == 0) | (counts >= LEAST_COUNT)
    by_size = np.argsort(counts, kind="stable")
    while True:
        before = is_told.sum()
        for group in groups:
            hidden = np.bincount(group, np.where(is_told, 0, counts), minlength=1)
            candidates = by_size[(is_told & (counts > 0) & (hidden > 0)[group] & (hidden < LEAST_COUNT)[group])[by_size]]
            is_told[candidates[np.unique(group[candidates], return_index=True)[1]]] = False  # the smallest of each sum
        if is_told.sum() == before:
            return is_told
