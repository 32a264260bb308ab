"""The lots over time, as tables: when spaces become fewer and who leaves before, who is there, how full it is hour by hour.

Columns and times are as in ``frames``, which gives these tables too.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from parking_share.calendar import Calendar, IntArray
from parking_share.profiles import LotProfile, lot_profile
from parking_share.scenario import Scenario
from parking_share.usage import usages

HOUR = 60


def capacity_drops(scenario: Scenario) -> pd.DataFrame:
    """One row for each moment at which a lot's shareable spaces become fewer.

    Columns: ``lot``, ``drop`` and ``drop_minute`` (the moment), ``cause`` (``own-use`` or ``closure``), ``begins`` and
    ``begins_minute`` (when the own use or closure itself begins: the drop plus the lot's recall minutes for own use),
    ``before`` and ``after`` (shareable spaces).
    """
    parts = []
    for lot in scenario.lots:
        profile = lot_profile(scenario.time, lot)
        step = np.flatnonzero(np.diff(profile.shareable) < 0) + 1
        drop = profile.at[step]
        begins = drop + lot.recall_minutes
        # Only own use looks ahead: the drop is its doing exactly where own use rises one recall time later.
        rises = (begins < profile.length) & (_own_use(profile, begins) > _own_use(profile, begins - 1))
        parts.append((drop, rises, np.where(rises, begins, drop), profile.shareable[step - 1], profile.shareable[step]))
    frame = _stacked(scenario, ["drop_minute", "cause", "begins_minute", "before", "after"], parts)
    frame["cause"] = pd.Series(np.where(frame["cause"], "own-use", "closure"), dtype="str")
    frame.insert(1, "drop", _text(local_times(scenario.time, frame["drop_minute"])))
    frame.insert(4, "begins", _text(local_times(scenario.time, frame["begins_minute"])))
    return frame


def due_out(scenario: Scenario, roster: pd.DataFrame, drops: pd.DataFrame) -> pd.DataFrame:
    """The frame ``due_out`` of ``frames``, from those of ``roster`` and ``capacity_drops``."""
    stays = roster[roster["leave_minute"] < scenario.time.length]
    stays = in_lot_order(scenario, stays, ["leave_minute"])
    at = stays[["lot", "leave_minute"]]
    first = np.flatnonzero((at != at.shift()).any(axis=1))
    groups = [slice(*edges) for edges in pairwise([*first.tolist(), len(stays)])]
    residents, plates = stays["resident"].tolist(), stays["plate"].where(stays["plate"] != "", stays["resident"]).tolist()
    due = stays.loc[first, ["lot", "lot_name", "leave", "leave_minute"]].assign(
        cars=np.diff(first, append=len(stays)),
        residents=["|".join(residents[group]) for group in groups],
        plates=["|".join(plates[group]) for group in groups],
    )
    due = due.astype({"residents": "str", "plates": "str"})  # also where there are no rows
    due = pd.merge_asof(
        due.sort_values("leave_minute", kind="stable"),
        drops[["lot", "drop", "drop_minute", "cause", "begins", "after"]].sort_values("drop_minute", kind="stable"),
        left_on="leave_minute", right_on="drop_minute", by="lot", direction="forward",
    )  # fmt: skip
    due = due.fillna({"drop": "", "drop_minute": -1, "cause": "", "begins": "", "after": -1})
    due[["drop_minute", "after"]] = due[["drop_minute", "after"]].astype(np.int64)
    return in_lot_order(scenario, due, ["leave_minute"])


def occupancy(scenario: Scenario, lot: IntArray, arrive: IntArray, leave: IntArray) -> pd.DataFrame:
    """The frame ``frames.occupancy`` of stays: number of the lot in the scenario and two minutes, shape (n,) each."""
    used = usages(scenario, lot, arrive, leave)
    parts = [(each.start, each.end, each.present, each.own_use, each.closed, each.shareable) for each in used]
    return _stacked(scenario, ["start_minute", "end_minute", "present", "own_use", "closed", "shareable"], parts)


def occupancy_by_hour(scenario: Scenario, steps: pd.DataFrame) -> pd.DataFrame:
    """The steps of ``occupancy`` by lot and hour (60 minutes counted from the horizon's start).

    Columns: ``lot``, ``start``, ``start_minute``, ``max_present``, ``min_shareable``, ``max_shareable``, ``min_slack``, ``max_fill``. The
    largest presence and the least shareable spaces may fall on different minutes of the hour (at 07:30 the cars go and
    the lot closes); ``min_slack`` is the least of shareable - present at the same minute, never negative in a valid
    schedule, and ``max_fill`` the largest of present / shareable (0 where nobody is there).
    """
    length = scenario.time.length
    number, lots = pd.factorize(steps["lot"])
    hours = np.arange(0, length, HOUR)
    # One line of time for all lots, each behind the one before.
    at = number * length + steps["start_minute"].to_numpy()
    begin = (np.arange(len(lots))[:, np.newaxis] * length + hours).ravel()
    end = begin + np.tile(np.minimum(HOUR, length - hours), len(lots))
    window = np.column_stack((np.searchsorted(at, begin, side="right") - 1, np.searchsorted(at, end, side="left"))).ravel()
    present, shareable = steps["present"].to_numpy(), steps["shareable"].to_numpy()
    fill = np.where(present > 0, present / np.maximum(shareable, 1), 0.0)
    minutes = np.tile(hours, len(lots))
    return pd.DataFrame(
        {
            "lot": _text(np.repeat(np.asarray(lots, object), len(hours))),
            "start": _text(local_times(scenario.time, minutes)),
            "start_minute": minutes,
            "max_present": _reduce(np.maximum, present, window),
            "min_shareable": _reduce(np.minimum, shareable, window),
            "max_shareable": _reduce(np.maximum, shareable, window),
            "min_slack": _reduce(np.minimum, shareable - present, window),
            "max_fill": _reduce(np.maximum, fill, window),
        }
    )


def local_times(calendar: Calendar, minutes: ArrayLike) -> list[str]:
    """ISO local times to the minute (``2026-11-23T18:40``) of absolute minutes, shape (n,)."""
    unique, inverse = np.unique(np.asarray(minutes, np.int64), return_inverse=True)
    texts = [calendar.iso(minute)[:16] for minute in unique.tolist()]
    return [texts[index] for index in inverse.tolist()]


def in_lot_order(scenario: Scenario, frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """The rows by lot in scenario order, then by ``columns``; rows that are equal in all of them keep their order."""
    order = frame["lot"].map({lot.id: index for index, lot in enumerate(scenario.lots)})
    return frame.assign(_order=order).sort_values(["_order", *columns], kind="stable").drop(columns="_order").reset_index(drop=True)


def _own_use(profile: LotProfile, minutes: IntArray) -> IntArray:
    return profile.own_use[np.searchsorted(profile.at, minutes, side="right") - 1]


def _stacked(scenario: Scenario, names: Sequence[str], parts: Sequence[Sequence[NDArray[Any]]]) -> pd.DataFrame:
    """One table of the columns of each lot; no rows where there is no lot."""
    lots = np.repeat(np.array([lot.id for lot in scenario.lots], object), [len(part[0]) for part in parts])
    nothing = np.zeros(0, np.int64)
    columns = {name: np.concatenate([nothing, *(part[index] for part in parts)]) for index, name in enumerate(names)}
    return pd.DataFrame({"lot": _text(lots)} | columns)


def _text(values: ArrayLike) -> pd.Series:
    """A column of text, also where it has no rows."""
    return pd.Series(values, dtype="str")


def _reduce(function: np.ufunc, values: NDArray[Any], window: IntArray) -> NDArray[Any]:
    """``function`` over values[a:b] for each pair a < b in ``window`` (flat); one is appended so that b may be the end."""
    result: NDArray[Any] = function.reduceat(np.append(values, values[-1:]), window)[::2]
    return result
