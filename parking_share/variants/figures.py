"""A solved scenario as one row of figures, so that many can stand below each other."""

from __future__ import annotations

from typing import Any

from parking_share.schedule import Schedule
from parking_share.solving import Result
from parking_share.summary import refused_by_reason, walk_spread
from parking_share.variants.changes import Variant


def figures(schedule: Schedule) -> dict[str, Any]:
    """Status, each level's value and bound, residents served and refused by reason, walks in whole seconds."""
    return {
        "status": schedule.status,
        "residents": len(schedule.assignments) + len(schedule.refusals),
        "served": len(schedule.assignments),
        **{level.objective: level.value for level in schedule.levels},
        **{f"{level.objective}_bound": level.bound for level in schedule.levels},
        **{f"refused_{reason.replace('-', '_')}": count for reason, count in refused_by_reason(schedule).items()},
        **{f"walk_seconds_{key}": value for key, value in walk_spread(schedule).items()},
    }


def figures_of(variant: Variant, result: Result) -> dict[str, Any]:
    """The figures, as ``run`` asks for them: whatever the variant was."""
    return figures(result.schedule)
