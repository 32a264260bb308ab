"""The capacity rows that can bind: of all the minutes of a horizon, a few hundred a district."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parking_share.arrays import spread
from parking_share.calendar import IntArray
from parking_share.instance import Capacities, Instance
from parking_share.optimize.selection import Selection

DENSE = 10
"""With no more minutes on the capacity line than so many for each period, it is faster to go along it than to sort."""


@dataclass(frozen=True)
class Presence:
    """When the columns of a program are present: column, and period [start, end) on the capacity line, each (q,)."""

    column: IntArray
    start: IntArray
    end: IntArray


def binding_minutes(capacities: Capacities, presence: Presence) -> IntArray:
    """Minutes of the capacity line at which a capacity can bind, sorted.

    Between two changes nothing happens, so one minute stands for each step. A step is left out if all who could be
    there fit, or if a neighbouring step holds everyone that it could hold and has no more spaces: nobody leaves before
    the next step, or nobody came since the last.
    """
    edges, starts, ends = _edges(capacities, presence)
    arrivals = np.bincount(starts, minlength=len(edges))
    departures = np.bincount(ends, minlength=len(edges))
    present = np.cumsum(arrivals - departures)
    spaces = capacities.spaces(edges) if len(edges) else present
    covered_by_next = np.zeros(len(edges), bool)
    covered_by_next[:-1] = (departures[1:] == 0) & (spaces[1:] <= spaces[:-1])
    covered_by_last = np.zeros(len(edges), bool)
    covered_by_last[1:] = (arrivals[1:] == 0) & (spaces[:-1] <= spaces[1:]) & ~covered_by_next[:-1]
    return edges[(present > spaces) & ~covered_by_next & ~covered_by_last]


def _edges(capacities: Capacities, presence: Presence) -> tuple[IntArray, IntArray, IntArray]:
    """Minutes of the capacity line at which anything can change, sorted, and which of them each period (q,) starts and ends with."""
    changes = (capacities.step_at, presence.start, presence.end)
    line = len(capacities.lot) * capacities.stride
    if line > DENSE * len(presence.start):
        edges, number = np.unique(np.concatenate(changes), return_inverse=True)
        _, starts, ends = np.split(number, np.cumsum([len(each) for each in changes[:2]]))
        return edges, starts, ends
    is_edge = np.zeros(line + 1, bool)
    for each in changes:
        is_edge[each] = True
    before = np.cumsum(is_edge, dtype=np.int32)
    starts, ends = (before[each].astype(np.int64) - 1 for each in (presence.start, presence.end))
    return np.flatnonzero(is_edge), starts, ends


def presence_entries(presence: Presence, minutes: IntArray) -> tuple[IntArray, IntArray]:
    """(row, column) of everyone who can be present at each of ``minutes`` (sorted), sorted by row, then column."""
    who, row = spread(np.searchsorted(minutes, presence.start), np.searchsorted(minutes, presence.end))
    column = presence.column[who]
    order = np.lexsort((column, row))
    return row[order], column[order]


def presence_of(instance: Instance, selection: Selection, column_of_pick: IntArray) -> Presence:
    """When each column is present, in every profile that its option counts in."""
    capacities = instance.capacities
    first, end = (np.searchsorted(capacities.option_of, selection.option, side) for side in ("left", "right"))
    pick, at = spread(first[selection.pick_column], end[selection.pick_column])
    edge = capacities.profile_of[at] * capacities.stride
    cut = selection.pick_cut[pick]
    return Presence(column_of_pick[pick], edge + instance.fits.cut_arrive[cut], edge + instance.fits.cut_leave[cut])
