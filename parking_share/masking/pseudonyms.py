"""A scenario and its schedule without what says who somebody is: pseudonyms for residents and plates, no homes."""

from __future__ import annotations

import hashlib
import hmac

from parking_share.belonging import check_names
from parking_share.scenario import Resident, Scenario
from parking_share.schedule import Schedule

_DIGITS = 16  # of a pseudonym, 64 bits: of a million residents two meet with a chance of 1 in 37 million

_PERSONAL = {
    "home": None,
    "applied_at": None,
    "needs": (),
    "max_walk_minutes": None,
    "height_m": None,
    "max_monthly_fee": None,
    "fixed_lot": None,
    "excluded_lots": (),
}


def mask(scenario: Scenario, schedule: Schedule, salt: bytes) -> tuple[Scenario, Schedule]:
    """The same plan of residents without name: ids and plates become pseudonyms, homes their community.

    A pseudonym is an HMAC-SHA256 under the salt: under one salt a resident has the same one in every plan, and without it
    nobody can try out which plate stands behind it. What else is personal goes, too: dates of applications, needs, heights, fees, and which
    lots are fixed or excluded. A walk becomes the middle of its minute: to the second it would say how far away the home is.
    Lots and times stay as they are: whoever knows when somebody's car comes and goes may still find them. To be shown, not to be
    solved or verified.

    Parameters
    ----------
    salt
        Secret; whoever has it can try out plates.

    Raises
    ------
    ValueError
        If the salt is empty.
    InputError
        If the schedule names a resident or a lot that the scenario does not have.
    """
    check_names(scenario, schedule)
    if not salt:
        raise ValueError("the salt is empty, and anybody could try out plates")
    ids = {resident.id: _pseudonym(salt, "resident", resident.id) for resident in scenario.residents}
    residents = tuple(_masked(resident, ids[resident.id], salt) for resident in scenario.residents)
    assignments = tuple(
        each.model_copy(update={"resident": ids[each.resident], "walk_seconds": _coarse(each.walk_seconds)})
        for each in schedule.assignments
    )
    refusals = tuple(each.model_copy(update={"resident": ids[each.resident]}) for each in schedule.refusals)
    shown = schedule.model_copy(update={"assignments": assignments, "refusals": refusals, "proof": None})
    return scenario.model_copy(update={"residents": residents}), shown


def _masked(resident: Resident, id_: str, salt: bytes) -> Resident:
    plate = resident.shown_plate and _pseudonym(salt, "plate", resident.plate)
    return resident.model_copy(update={"id": id_, "plate": plate} | _PERSONAL)


def _coarse(seconds: int) -> int:
    """The middle of the minute: means and counts by minute stay what they are, all but."""
    return seconds // 60 * 60 + 30


def _pseudonym(salt: bytes, what: str, text: str) -> str:
    """``r-`` or ``p-`` and 16 hex digits."""
    return f"{what[0]}-{hmac.digest(salt, f'{what}:{text}'.encode(), hashlib.sha256).hex()[:_DIGITS]}"
