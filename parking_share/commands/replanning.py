"""Changes from one schedule to the next on the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from parking_share.commands.common import CleanConsole, escape
from parking_share.commands.comparing import BLANK, SHOWN_ROWS
from parking_share.commands.terminal import changes_in_words, clock, left, plain_table, right
from parking_share.replanning import Change
from parking_share.schedule import Schedule
from parking_share.texts import _


def print_changes(console: CleanConsole, schedule: Schedule, changes: Sequence[Change]) -> None:
    """How many stay, move, leave and enter, and the first of those who do not stay."""
    count = Counter(change.move for change in changes)
    served = {"served": f"{len(schedule.assignments):,}", "status": _(schedule.status)}
    changed = changes_in_words(count["stay"], count["move"], count["leave"], count["enter"])
    console.print(_("%(served)s residents served, %(status)s: %(changes)s", **served, changes=changed))
    told = [change for change in changes if change.move != "stay"]
    if not told:
        return
    table = plain_table([*left(_("resident"), "", _("until now"), _("from now on")), *right(_("walk (min:s)"))])
    for change in told[:SHOWN_ROWS]:
        walks = (BLANK if walk is None else clock(walk) for walk in (change.walk_seconds_before, change.walk_seconds_after))
        refused = _("refused: %(reason)s", reason=_(change.reason)) if change.reason else _("not in the scenario any more")
        after = change.lot_after or refused
        table.add_row(escape(change.resident), _(change.move), escape(change.lot_before or BLANK), escape(after), " -> ".join(walks))
    console.print(table)
    if len(told) > SHOWN_ROWS:
        console.print(_("%(n)s more; notices.csv has all", n=f"{len(told) - SHOWN_ROWS:,}"), style="dim")
