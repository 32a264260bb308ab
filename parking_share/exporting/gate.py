"""Whitelists for the gates of lots: which plate may be there on which dates between which hours."""

from __future__ import annotations

import numpy as np
import pandas as pd

from parking_share.calendar.walls import date_ranges, iso_dates, wall_windows
from parking_share.exporting.content import Content, File
from parking_share.frames.bays import stays_by_bay
from parking_share.report.lots import by_lot
from parking_share.spreadsheet import to_csv

FOLDER = "gate"
WITHOUT_PLATE = f"{FOLDER}/without-plate.csv"
_MS_PER_MINUTE = 60_000


def gate_files(content: Content) -> list[File]:
    """A whitelist of each lot, and a list of the residents who have no plate, if there are any."""
    rows = windows(content)
    is_without = rows["plate"] == ""
    listed = by_lot(rows[~is_without])
    files = content.lot_files(FOLDER, "csv", lambda lot_id: to_csv(pd.DataFrame(listed[lot_id])))
    if is_without.any():
        without = rows[is_without].drop(columns="plate")
        files.append(File(WITHOUT_PLATE, content.language.gettext("Residents without a plate"), lambda: to_csv(without)))
    return files


def windows(content: Content) -> pd.DataFrame:
    """One row for each daily window of a resident that is the same on consecutive dates; over midnight there are two.

    Columns: ``lot``, ``plate``, ``car_type`` (where one is given), ``begin_date`` and ``end_date`` (both included), ``begin`` and ``end``
    (HH:MM, half-open, up to 24:00), ``begin_ms`` and ``end_ms`` (the same from midnight), ``bay`` (where bays are numbered),
    ``resident``. Who moves to another bay during a stay has a window for each.
    """
    roster = stays_by_bay(content.tables.roster, content.tables.parked)
    parts = wall_windows(content.scenario.time, roster["arrive_minute"].to_numpy(), roster["leave_minute"].to_numpy())
    bays = roster["bay"].fillna(0).to_numpy(np.int64)
    order = pd.factorize(roster["lot"])[0], pd.factorize(roster["resident"])[0]
    keys = np.column_stack([*(column[parts.period] for column in (*order, bays)), parts.begin, parts.end])
    row, first, last = date_ranges(keys, parts.ordinal)
    stays = roster.iloc[parts.period[row]]
    begin, end = parts.begin[row], parts.end[row]
    columns = {
        "lot": stays["lot"].to_numpy(),
        "plate": stays["resident"].map(content.plates).to_numpy(),
        "car_type": content.car_type,
        "begin_date": iso_dates(first),
        "end_date": iso_dates(last),
        "begin": _clock(begin),
        "end": _clock(end),
        "begin_ms": begin * _MS_PER_MINUTE,
        "end_ms": end * _MS_PER_MINUTE,
        "bay": stays["bay"].to_numpy(),
        "resident": stays["resident"].to_numpy(),
    }
    dropped = ["car_type"] * (content.car_type is None) + ["bay"] * (not content.has_bays)
    return pd.DataFrame(columns).drop(columns=dropped)


def _clock(minutes: np.ndarray[tuple[int], np.dtype[np.int64]]) -> list[str]:
    return [f"{minute // 60:02}:{minute % 60:02}" for minute in minutes.tolist()]
