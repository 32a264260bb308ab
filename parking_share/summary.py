"""What an operator wants to know of a result, as plain data."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from functools import cache
from typing import Any

import numpy as np

from parking_share.calendar import IntArray
from parking_share.catalogue import REASONS
from parking_share.profiles import lot_profile
from parking_share.scenario import Lot, Scenario
from parking_share.schedule import Assignment, Level
from parking_share.solving import Result


def summary(result: Result) -> dict[str, Any]:
    """Status, levels against first come first served, who is served and refused, walks, and each lot at its fullest.

    Walks are whole seconds. ``fullest_present`` of ``fullest_shareable`` is the minute with the least room, measured in
    spaces left and among those in the share of spaces taken. ``start`` is None where there was none.
    """
    schedule = result.schedule
    walks = np.array([assignment.walk_seconds for assignment in schedule.assignments], np.int64)
    by_lot: dict[str, list[Assignment]] = {}
    for assignment in schedule.assignments:
        by_lot.setdefault(assignment.lot, []).append(assignment)
    minute = cache(result.scenario.time.minute_of)  # many stays begin or end at the same time
    refused = Counter(refusal.reason for refusal in schedule.refusals)
    return {
        "scenario": result.scenario.id,
        "status": schedule.status,
        "method": schedule.run.method,
        "seconds": schedule.run.seconds,
        "ended": result.ended,
        "levels": [
            {
                "objective": level.objective,
                "value": level.value,
                "bound": level.bound,
                "first_come_first_served": result.first_come_first_served[level.objective],
            }
            for level in schedule.levels
        ],
        "residents": len(result.scenario.residents),
        "served": len(schedule.assignments),
        "refused": {reason: refused[reason] for reason in REASONS},
        "walk_seconds": spread_of_walks(walks),
        "start": None if result.changes is None else asdict(result.changes),
        "lots": [_lot(result.scenario, lot, by_lot.get(lot.id, []), minute) for lot in result.scenario.lots],
    }


def proof(level: Level) -> str:
    """What is proved of a level, in words."""
    gap = level.gap_percent
    if gap is None:
        return "no bound computed"
    if math.isinf(gap):
        return "bound is 0"
    return f"within {gap:g} %" if gap else "proved optimal"


def spread_of_walks(walks: IntArray) -> dict[str, int | None]:
    """Mean, 90th percentile and longest of walks (n,), whole seconds; None where nobody walks."""
    if len(walks) == 0:
        return {"mean": None, "percentile_90": None, "longest": None}
    return {
        "mean": round(float(walks.mean())),
        "percentile_90": round(float(np.percentile(walks, 90, method="higher"))),
        "longest": int(walks.max()),
    }


def _lot(scenario: Scenario, lot: Lot, assignments: list[Assignment], minute: Callable[[str], int]) -> dict[str, Any]:
    profile = lot_profile(scenario.time, lot)
    starts = np.array([minute(stay.arrive) for item in assignments for stay in item.stays], np.int64)
    ends = np.array([minute(stay.leave) for item in assignments for stay in item.stays], np.int64)
    at = np.unique(np.concatenate((profile.at, starts, ends)))
    at = at[at < profile.length]
    present = np.searchsorted(np.sort(starts), at, "right") - np.searchsorted(np.sort(ends), at, "right")
    shareable = profile.shareable_at(at)
    fullest = np.lexsort((-present, shareable - present, present == 0))[0]
    return {
        "lot": lot.id,
        "name": lot.name,
        "spaces": lot.spaces,
        "residents": len(assignments),
        "fullest_present": int(present[fullest]),
        "fullest_shareable": int(shareable[fullest]),
        "fullest_at": scenario.time.iso(at[fullest]),
    }
