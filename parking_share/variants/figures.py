"""A solved scenario as one row of figures, so that many can stand below each other."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from parking_share.catalogue import REASONS
from parking_share.solving import Result
from parking_share.summary import spread_of_walks


def figures(result: Result) -> dict[str, Any]:
    """Status, each level's value and bound, residents served and refused by reason, walks in whole seconds."""
    schedule = result.schedule
    refused = Counter(refusal.reason for refusal in schedule.refusals)
    walks = spread_of_walks(np.array([assignment.walk_seconds for assignment in schedule.assignments], np.int64))
    return {
        "status": schedule.status,
        "residents": len(result.scenario.residents),
        "served": len(schedule.assignments),
        **{level.objective: level.value for level in schedule.levels},
        **{f"{level.objective}_bound": level.bound for level in schedule.levels},
        **{f"refused_{reason.replace('-', '_')}": refused[reason] for reason in REASONS},
        **{f"walk_seconds_{key}": value for key, value in walks.items()},
    }
