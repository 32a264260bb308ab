"""Planning again: the last schedule's lots become the current ones, so that few residents have to move; and what changes for whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from parking_share.catalogue import Objective, Reason
from parking_share.comparison.moves import Move, lots_of, moves
from parking_share.scenario import Scenario
from parking_share.schedule import Schedule

SERVING: tuple[Objective, ...] = ("priority", "served")


@dataclass(frozen=True)
class Change:
    """What becomes of a resident who was served before or is now: the lots and walks, whole seconds, before and after.

    ``excused`` are the beginnings of stays for which the lot is closed now. What is before is None for those who enter, what is after for
    those who leave, who have a ``reason`` instead; it is None for a resident who is not in the new scenario any more.
    """

    resident: str
    move: Move
    lot_before: str | None
    lot_after: str | None
    walk_seconds_before: int | None
    walk_seconds_after: int | None
    reason: Reason | None
    excused: tuple[str, ...]


def with_last(scenario: Scenario, last: Schedule, max_moves: int | None = None, *, keep_first: bool = False) -> Scenario:
    """A scenario in which everybody's current lot is the one of the last schedule, and keeping it counts.

    Where the policy has no level ``keep``, it comes right after the first of those that say who is served.

    Parameters
    ----------
    last
        The schedule that holds until now, of whatever scenario. Who is not served in it, or by a lot that is gone, has no current lot.
    max_moves
        Most residents served by another lot than their current one; None: as the scenario's policy says.

    keep_first
        Keeping counts before anything else: nobody who can stay has to go for somebody with more points.

    Raises
    ------
    InputError
        If the scenario is not valid with that.
    """
    there = {lot.id for lot in scenario.lots}
    lots = {resident: lot for resident, lot in lots_of(last).items() if lot in there}
    residents = [each.model_copy(update={"current_lot": lots.get(each.id)}) for each in scenario.residents]
    levels = scenario.policy.objectives
    if keep_first:
        levels = ("keep", *(level for level in levels if level != "keep"))
    elif "keep" not in levels:
        first = next(at for at, level in enumerate(levels) if level in SERVING)
        levels = (*levels[: first + 1], "keep", *levels[first + 1 :])
    update = {"objectives": levels} | ({} if max_moves is None else {"max_moves": max_moves})
    return scenario.replace(residents=residents, policy=scenario.policy.model_copy(update=update))


def changes_for_each(last: Schedule, now: Schedule) -> Iterator[Change]:
    """What becomes of each resident served in either schedule: those served before in that order, then those who enter."""
    before, after = ({each.resident: each for each in schedule.assignments} for schedule in (last, now))
    reasons = {each.resident: each.reason for each in now.refusals}
    for resident, move in moves(last, now).items():
        old, new = before.get(resident), after.get(resident)
        yield Change(
            resident=resident,
            move=move,
            lot_before=old.lot if old else None,
            lot_after=new.lot if new else None,
            walk_seconds_before=old.walk_seconds if old else None,
            walk_seconds_after=new.walk_seconds if new else None,
            reason=reasons.get(resident),
            excused=tuple(stay.arrive for stay in new.excused) if new else (),
        )
