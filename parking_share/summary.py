"""What an operator wants to know of a result, as plain data."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from parking_share.catalogue import REASONS, Reason
from parking_share.schedule import Level, Schedule
from parking_share.texts import _
from parking_share.usage import held_stays, usages

if TYPE_CHECKING:
    from parking_share.solving import Result


def summary(result: Result) -> dict[str, Any]:
    """Status, levels against first come first served, who is served and refused, walks, and each lot at its fullest.

    Walks are whole seconds. ``fullest_present`` of ``fullest_shareable`` is the minute with the least room, measured in
    spaces left and among those in the share of spaces taken. ``start`` is None where there was none.
    """
    schedule = result.schedule
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
        "refused": refused_by_reason(schedule),
        "walk_seconds": walk_spread(schedule),
        "start": None if result.changes is None else asdict(result.changes),
        "lots": list(_lots(result)),
    }


def proof(level: Level) -> str:
    """What is proved of a level, in words."""
    gap = level.gap_percent
    if gap is None:
        return _("no bound computed")
    if math.isinf(gap):
        return _("bound is 0")
    return _("within %(gap)s %%", gap=f"{gap:g}") if gap else _("proved optimal")


def walk_spread(schedule: Schedule) -> dict[str, int | None]:
    """Mean, 90th percentile and longest of the walks of those served, whole seconds; None where nobody is."""
    walks = np.array([assignment.walk_seconds for assignment in schedule.assignments], np.int64)
    if len(walks) == 0:
        return {"mean": None, "percentile_90": None, "longest": None}
    return {
        "mean": round(float(walks.mean())),
        "percentile_90": round(float(np.percentile(walks, 90, method="higher"))),
        "longest": int(walks.max()),
    }


def refused_by_reason(schedule: Schedule) -> dict[Reason, int]:
    """How many residents are refused for each reason, in the order of the catalogue."""
    refused = Counter(refusal.reason for refusal in schedule.refusals)
    return {reason: refused[reason] for reason in REASONS}


def _lots(result: Result) -> Iterator[dict[str, Any]]:
    scenario = result.scenario
    residents = Counter(assignment.lot for assignment in result.schedule.assignments)
    for lot, used in zip(scenario.lots, usages(scenario, *held_stays(scenario, result.schedule)), strict=True):
        yield {
            "lot": lot.id,
            "name": lot.name,
            "spaces": lot.spaces,
            "residents": residents[lot.id],
            "fullest_present": int(used.present[used.fullest]),
            "fullest_shareable": int(used.shareable[used.fullest]),
            "fullest_at": scenario.time.iso(used.start[used.fullest]),
        }
