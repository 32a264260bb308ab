"""Who of those served stays, moves, leaves or enters from one schedule to the next."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from parking_share.schedule import Schedule

Move = Literal["stay", "move", "leave", "enter"]


@dataclass(frozen=True)
class Changes:
    """What is different from before, in residents: at the same lot, at another one, served before, served only now."""

    stay: int
    move: int
    leave: int
    enter: int


def moves(before: Schedule, after: Schedule) -> dict[str, Move]:
    """What happens to each resident who is served in either schedule, by id: those served before in that order, then those who enter."""
    old, new = lots_of(before), lots_of(after)
    found: dict[str, Move] = {
        resident: "leave" if resident not in new else "stay" if new[resident] == lot else "move" for resident, lot in old.items()
    }
    return found | dict.fromkeys((resident for resident in new if resident not in old), "enter")


def changes(before: Schedule, after: Schedule) -> Changes:
    """Compare where residents are served."""
    return count_moves(moves(before, after))


def count_moves(found: dict[str, Move]) -> Changes:
    """How many do what."""
    count = Counter(found.values())
    return Changes(stay=count["stay"], move=count["move"], leave=count["leave"], enter=count["enter"])


def lots_of(schedule: Schedule) -> dict[str, str]:
    """The lot of each resident who is served."""
    return {each.resident: each.lot for each in schedule.assignments}
