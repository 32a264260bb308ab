"""Rows that are the same on consecutive dates, put together as one row from the first date to the last."""

from __future__ import annotations

import numpy as np

from parking_share.calendar import IntArray


def date_ranges(keys: IntArray, ordinal: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """Group rows that are alike and on consecutive dates.

    Parameters
    ----------
    keys
        What must be the same in a group, shape (n, k).
    ordinal
        The date of each row, shape (n,).

    Returns
    -------
    (row, first, last)
        A row of each group, its first date and its last, shape (groups,) each; by keys, then date.
    """
    order = np.lexsort((ordinal, *keys.T[::-1]))
    keys, dates = keys[order], ordinal[order]
    begins = np.ones(len(order), bool)
    begins[1:] = (keys[1:] != keys[:-1]).any(axis=1) | (dates[1:] > dates[:-1] + 1)
    first = np.flatnonzero(begins)
    last = np.append(first[1:], len(order)) - 1 if len(first) else first
    return order[first], dates[first], dates[last]
