"""Whether a lot admits a resident at all: one function a rule, each giving what stands in the way, or None."""

from __future__ import annotations

from collections.abc import Callable

from parking_share.catalogue import Rule
from parking_share.scenario import Lot, Resident
from parking_share.verification.violation import quoted


def serves(resident: Resident, lot: Lot) -> str | None:
    """``serves`` is empty or names the resident's community."""
    if not lot.serves or resident.community in lot.serves:
        return None
    return f"the lot does not serve the community {quoted(resident.community)}"


def height(resident: Resident, lot: Lot) -> str | None:
    """The vehicle is not higher than the lot allows, where both are given."""
    if resident.height_m is None or lot.max_height_m is None or resident.height_m <= lot.max_height_m:
        return None
    return f"the vehicle is {resident.height_m:g} m high and the lot allows {lot.max_height_m:g} m"


def fee(resident: Resident, lot: Lot) -> str | None:
    """The monthly fee is within the resident's limit, where one is given."""
    if resident.max_monthly_fee is None or lot.monthly_fee <= resident.max_monthly_fee:
        return None
    return f"the lot costs {lot.monthly_fee:g} a month and the resident pays at most {resident.max_monthly_fee:g}"


def kind(resident: Resident, lot: Lot) -> str | None:
    """The lot has at least one space of every kind that the resident needs."""
    if not resident.needs:
        return None
    there = {item.kind for item in lot.kinds if item.spaces > 0}
    missing = [quoted(need) for need in resident.needs if need not in there]
    return f"the lot has no space of kind {', '.join(missing)}, which the resident needs" if missing else None


def excluded(resident: Resident, lot: Lot) -> str | None:
    """The resident has not excluded the lot."""
    return "the resident has excluded this lot" if lot.id in resident.excluded_lots else None


def fixed(resident: Resident, lot: Lot) -> str | None:
    """The lot is the resident's fixed one, where one is given."""
    if resident.fixed_lot is None or resident.fixed_lot == lot.id:
        return None
    return f"the resident may only park in lot {quoted(resident.fixed_lot)}"


ADMISSION: dict[Rule, Callable[[Resident, Lot], str | None]] = {
    "serves": serves,
    "height": height,
    "fee": fee,
    "kind": kind,
    "excluded": excluded,
    "fixed": fixed,
}


def admits(resident: Resident, lot: Lot) -> bool:
    """Whether nothing stands in the way."""
    return all(obstacle(resident, lot) is None for obstacle in ADMISSION.values())
