"""What becomes of single residents from the base to the variant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from parking_share.catalogue import Reason
from parking_share.comparison.moves import Move
from parking_share.comparison.solved import Solved
from parking_share.texts import N_

PersonChange = Literal["gains", "loses", "moves", "added", "removed"]
PERSON_CHANGES: dict[PersonChange, str] = {
    "gains": N_("gains a place"),
    "loses": N_("loses it"),
    "moves": N_("moves"),
    "added": N_("only in variant"),
    "removed": N_("only in base"),
}
_OF_MOVE: dict[Move, PersonChange] = {"enter": "gains", "leave": "loses", "move": "moves"}


@dataclass(frozen=True)
class Person:
    """A resident for whom something is different, without name or plate; same id, same resident.

    Lots and walks are None where the resident is not served or not there, reasons where not refused. ``community`` is that of the
    variant, or of the base where the variant does not have the resident.
    """

    resident: str
    change: PersonChange
    community: str
    base_lot: str | None
    variant_lot: str | None
    base_walk_seconds: int | None
    variant_walk_seconds: int | None
    base_reason: Reason | None
    variant_reason: Reason | None


def people(base: Solved, variant: Solved, moved: dict[str, Move]) -> Iterator[Person]:
    """Those of the base in its order, then those whom only the variant has.

    Parameters
    ----------
    moved
        What ``moves`` says of the two schedules.
    """
    old, new = ({each.id: each.community for each in solved.scenario.residents} for solved in (base, variant))
    places = [{each.resident: (each.lot, each.walk_seconds) for each in solved.schedule.assignments} for solved in (base, variant)]
    reasons = [{each.resident: each.reason for each in solved.schedule.refusals} for solved in (base, variant)]
    for resident in dict.fromkeys((*old, *new)):
        change: PersonChange | None
        if resident not in new:
            change = "removed"
        elif resident not in old:
            change = "added"
        else:
            change = _OF_MOVE.get(moved.get(resident, "stay"))
        if change is not None:
            (lot, walk), (new_lot, new_walk) = (each.get(resident, (None, None)) for each in places)
            why, new_why = (each.get(resident) for each in reasons)
            community = new[resident] if resident in new else old[resident]
            yield Person(resident, change, community, lot, new_lot, walk, new_walk, why, new_why)
