"""A schedule as tables: who parks where, who must be out by when, how full each lot is, who was refused.

Every function takes a scenario and a schedule of it and returns a new ``pandas.DataFrame``, the one of the same name in
``Tables``, which tells its columns; ``Tables`` itself is for those who want several. Columns that end in ``_minute`` are
absolute minutes since the horizon's start; columns named for a moment (``arrive``, ``leave``, ``start``) hold the same as ISO
local time to the minute, as text. Periods are half-open: a car that leaves at 07:30 is not there any more in the minute
that begins at 07:30.
"""

from parking_share.frames.lots import capacity_drops, local_times, occupancy_by_hour
from parking_share.frames.tables import (
    Tables,
    assignments,
    due_out,
    excused,
    occupancy,
    refusals,
    refused,
    roster,
    walks,
    write_tables,
)

__all__ = [
    "Tables",
    "assignments",
    "capacity_drops",
    "due_out",
    "excused",
    "local_times",
    "occupancy",
    "occupancy_by_hour",
    "refusals",
    "refused",
    "roster",
    "walks",
    "write_tables",
]
