"""Changes from one schedule to the next on the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.console import Console

from parking_share.commands.common import escape
from parking_share.commands.comparing import BLANK, SHOWN_ROWS
from parking_share.commands.terminal import clock, plain_table
from parking_share.replanning import Change
from parking_share.schedule import Schedule


def print_changes(console: Console, schedule: Schedule, changes: Sequence[Change]) -> None:
    """How many stay, move, leave and enter, and the first of those who do not stay."""
    count = Counter(change.move for change in changes)
    console.print(f"{len(schedule.assignments):,} residents served, {schedule.status}: ", end="")
    console.print(f"{count['stay']:,} stay, {count['move']:,} move, {count['leave']:,} leave, {count['enter']:,} enter")
    told = [change for change in changes if change.move != "stay"]
    if not told:
        return
    table = plain_table({"resident": "left", "": "left", "until now": "left", "from now on": "left", "walk (min:s)": "right"})
    for change in told[:SHOWN_ROWS]:
        walks = (BLANK if walk is None else clock(walk) for walk in (change.walk_seconds_before, change.walk_seconds_after))
        after = change.lot_after or (f"refused: {change.reason}" if change.reason else "not in the scenario any more")
        table.add_row(escape(change.resident), change.move, escape(change.lot_before or BLANK), escape(after), " -> ".join(walks))
    console.print(table)
    if len(told) > SHOWN_ROWS:
        console.print(f"[dim]{len(told) - SHOWN_ROWS:,} more; notices.csv has all[/]")
