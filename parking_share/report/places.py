"""What the city page says of each community, who goes where in numbers, and which lots are nearest to a place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from parking_share.calendar import IntArray
from parking_share.catalogue import Reason
from parking_share.frames import Tables
from parking_share.report.facts import unique_labels
from parking_share.report.plane import FloatArray
from parking_share.report.words import REASON_NAMES
from parking_share.scenario import Location, Scenario
from parking_share.walking import shown_minutes, walk_seconds

NEAREST = 4
_ROWS_AT_ONCE = 512  # of a table of distances, to keep it small


def reason_column(reason: Reason) -> str:
    """The column of ``community_facts`` that counts a reason."""
    return reason.replace("-", "_")


def community_facts(scenario: Scenario, tables: Tables) -> pd.DataFrame:
    """One row a community, in scenario order.

    Columns: ``id``, ``label`` (unique), ``applied``, ``served``, ``refused``, ``share`` (served of applied; 1 where nobody
    applied), one count of refused residents for each reason, ``walk`` (mean minutes of those served, one decimal; 0: nobody).
    """
    ids = pd.Index([community.id for community in scenario.communities])
    labels = unique_labels([(community.id, community.name) for community in scenario.communities])
    served = _counted(tables.assignments["community"], ids)
    reasons = {reason: _counted(tables.refused.loc[tables.refused["reason"] == reason, "community"], ids) for reason in REASON_NAMES}
    refused = np.sum(list(reasons.values()), axis=0)
    walk = tables.assignments.groupby("community")["walk_seconds"].mean().reindex(ids, fill_value=0.0)
    return pd.DataFrame(
        {
            "id": ids,
            "label": [labels[id_] for id_ in ids],
            "applied": served + refused,
            "served": served,
            "refused": refused,
            "share": np.where(served + refused > 0, served / np.maximum(served + refused, 1), 1.0).round(3),
            **{reason_column(reason): count for reason, count in reasons.items()},
            "walk": shown_minutes(walk.to_numpy(np.float64)),
        }
    )


def flows(scenario: Scenario, tables: Tables) -> dict[str, list[int]]:
    """Who goes where, most first: numbers of the community (``home``) and of the lot in the scenario, and ``residents``."""
    counts = tables.assignments.groupby(["community", "lot"]).size().reset_index(name="residents")
    counts = counts.sort_values("residents", ascending=False, kind="stable")
    home = counts["community"].map({item.id: index for index, item in enumerate(scenario.communities)})
    lot = counts["lot"].map({item.id: index for index, item in enumerate(scenario.lots)})
    return {"home": home.tolist(), "lot": lot.tolist(), "residents": counts["residents"].tolist()}


def locations(scenario: Scenario) -> list[Location]:
    """Of the lots, then of the communities."""
    return [*(lot.location for lot in scenario.lots), *(community.location for community in scenario.communities)]


@dataclass(frozen=True)
class Nearest:
    """The nearest lots of each place: ``lot`` and ``minutes`` (n, k), nearest first; ``roomy`` (n, 2) is number and minutes of
    the nearest lot with a space left, -1 where no lot has one."""

    lot: IntArray
    minutes: IntArray
    roomy: IntArray

    def to_json(self) -> dict[str, list[list[int]]]:
        """Plain data, ready for JSON."""
        return {"lot": self.lot.tolist(), "minutes": self.minutes.tolist(), "roomy": self.roomy.tolist()}


def nearest_lots(scenario: Scenario, places: FloatArray, room: IntArray, first: int, last: int) -> Nearest:
    """The lots nearest to some places; a lot is not near itself.

    Walks are computed from the distance on the plane and the heights, so that they are near the format's to a minute; rows
    of a walk matrix are left aside.

    Parameters
    ----------
    places
        Lots, then communities, on the plane, shape (n, 2).
    room
        Spaces left in each lot at its closest moment.
    first, last
        The places asked for: ``places[first:last]``.
    """
    num_lots = len(scenario.lots)
    heights = _elevations(locations(scenario))
    count = min(NEAREST, max(0, num_lots - 1))
    parts = [
        _near(places, start, min(start + _ROWS_AT_ONCE, last), num_lots, count, room > 0) for start in range(first, last, _ROWS_AT_ONCE)
    ]
    lot = np.concatenate([np.zeros((0, count), np.int64), *(near for near, _ in parts)])
    roomy = np.concatenate([np.zeros(0, np.int64), *(best for _, best in parts)])
    origin = np.arange(first, last)
    minutes = _minutes(scenario, places, heights, np.repeat(origin, count), lot.ravel()).reshape(lot.shape)
    roomy_minutes = np.where(roomy < 0, -1, _minutes(scenario, places, heights, origin, roomy) if num_lots else -1)
    return Nearest(lot, minutes, np.column_stack((roomy, roomy_minutes)))


def _near(places: FloatArray, start: int, end: int, num_lots: int, count: int, has_room: NDArray[np.bool_]) -> tuple[IntArray, IntArray]:
    """For places[start:end]: the ``count`` nearest lots, nearest first; the nearest with room, -1: none."""
    square = ((places[start:end, np.newaxis, :] - places[np.newaxis, :num_lots, :]) ** 2).sum(axis=2)
    own = np.arange(start, min(end, num_lots))
    square[own - start, own] = np.inf
    some = np.argpartition(square, min(count, num_lots - 1), axis=1)[:, :count] if count else np.zeros((end - start, 0), np.int64)
    order = np.argsort(np.take_along_axis(square, some, axis=1), axis=1, kind="stable")
    with_room = np.where(has_room, square, np.inf)
    best = with_room.argmin(axis=1) if num_lots else np.full(end - start, -1)
    if num_lots:
        best = np.where(np.isinf(with_room.min(axis=1)), -1, best)
    return np.take_along_axis(some, order, axis=1).astype(np.int64), best.astype(np.int64)


def _minutes(scenario: Scenario, places: FloatArray, heights: FloatArray, origin: IntArray, lot: IntArray) -> IntArray:
    distance = scenario.walking.detour * np.hypot(*(places[origin] - places[lot]).T)
    seconds = walk_seconds(distance, heights[lot] - heights[origin], scenario.walking.speed_kmh)
    minutes: IntArray = (seconds + 30) // 60
    return minutes


def _elevations(locations: list[Location]) -> FloatArray:
    return np.array([np.nan if place.elevation_m is None else place.elevation_m for place in locations], np.float64)


def _counted(values: pd.Series, ids: pd.Index) -> IntArray:
    return np.asarray(values.value_counts().reindex(ids, fill_value=0), np.int64)
