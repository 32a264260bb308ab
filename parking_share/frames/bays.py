"""Numbered bays as a table: which car is in which bay when."""

from __future__ import annotations

import numpy as np
import pandas as pd

from parking_share.scenario import Scenario
from parking_share.schedule import Schedule


def has_bays(schedule: Schedule) -> bool:
    """Whether a stay has a bay."""
    return any(stay.bay is not None for item in schedule.assignments for stay in item.stays)


def stays_by_bay(roster: pd.DataFrame, parked: pd.DataFrame) -> pd.DataFrame:
    """The rows of ``frames.roster`` with those that move during the stay cut at each move, as a row for each bay.

    Columns: ``lot``, ``resident``, ``arrive_minute``, ``leave_minute``, ``bay``, in the roster's order.
    """
    stays = roster[["lot", "resident", "arrive_minute", "leave_minute"]].rename(
        columns={"arrive_minute": "stay_minute", "leave_minute": "end"}
    )
    parts = stays.reset_index(names="_row").merge(parked, on=["lot", "resident", "stay_minute"], how="left")
    parts = parts.sort_values(["_row", "arrive_minute"], kind="stable").reset_index(drop=True)
    minutes = {"arrive_minute": parts["stay_minute"], "leave_minute": parts["end"]}  # of stays without a bay
    parts = parts.fillna(minutes).astype(dict.fromkeys(minutes, np.int64) | {"bay": "Int64"})
    return parts[["lot", "resident", "arrive_minute", "leave_minute", "bay"]]


def parked(scenario: Scenario, schedule: Schedule) -> pd.DataFrame:
    """One row for each bay of each stay, by lot (scenario order), bay and arrival; no rows where no bays are numbered.

    Columns: ``lot``, ``resident``, ``bay``, ``arrive_minute``, ``leave_minute`` (in this bay), ``stay_minute`` (arrival of the whole stay).
    """
    lots = {lot.id: number for number, lot in enumerate(scenario.lots)}
    minute = scenario.time.minute_of
    rows = []
    for item in schedule.assignments:
        for stay in item.stays:
            if stay.bay is None:
                continue
            at = [(minute(stay.arrive), stay.bay), *((minute(move.at), move.bay) for move in stay.moves or ())]
            ends = [*(start for start, _ in at[1:]), minute(stay.leave)]
            rows += [
                (lots[item.lot], item.lot, item.resident, bay, start, end, at[0][0]) for (start, bay), end in zip(at, ends, strict=True)
            ]
    frame = pd.DataFrame(rows, columns=["_lot", "lot", "resident", "bay", "arrive_minute", "leave_minute", "stay_minute"])
    numbers = ["_lot", "bay", "arrive_minute", "leave_minute", "stay_minute"]
    frame = frame.astype(dict.fromkeys(numbers, np.int64) | {"lot": "str", "resident": "str"})
    return frame.sort_values(["_lot", "bay", "arrive_minute"], kind="stable").drop(columns="_lot").reset_index(drop=True)
