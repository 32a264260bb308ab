"""Whether a lot admits residents at all: one function a rule, each over many residents (n,) at once, and what to say if not."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from parking_share.calendar import BoolArray, IntArray
from parking_share.catalogue import Rule
from parking_share.scenario import Lot, Resident
from parking_share.texts import _
from parking_share.verification.residents import Residents
from parking_share.verification.violation import quoted


def serves(residents: Residents, who: IntArray, lot: int, entry: Lot) -> BoolArray:
    """``serves`` is empty or names the resident's community."""
    if not entry.serves:
        return np.ones(len(who), np.bool_)
    served = [residents.community_idx[community] for community in entry.serves if community in residents.community_idx]
    return np.isin(residents.community[who], served)


def height(residents: Residents, who: IntArray, lot: int, entry: Lot) -> BoolArray:
    """The vehicle is not higher than the lot allows, where both are given."""
    if entry.max_height_m is None:
        return np.ones(len(who), np.bool_)
    too_high: BoolArray = residents.height_m[who] > entry.max_height_m
    return ~too_high


def fee(residents: Residents, who: IntArray, lot: int, entry: Lot) -> BoolArray:
    """The monthly fee is within the resident's limit, where one is given."""
    too_dear: BoolArray = entry.monthly_fee > residents.max_fee[who]
    return ~too_dear


def kind(residents: Residents, who: IntArray, lot: int, entry: Lot) -> BoolArray:
    """The lot has at least one space of every kind that the resident needs."""
    there = {item.kind for item in entry.kinds if item.spaces > 0}
    return np.array([needs <= there for needs in residents.needed], np.bool_)[residents.needs[who]]


def excluded(residents: Residents, who: IntArray, lot: int, entry: Lot) -> BoolArray:
    """The resident has not excluded the lot."""
    excluding = residents.excluded.get(entry.id)
    return np.ones(len(who), np.bool_) if excluding is None else ~np.isin(who, excluding)


def fixed(residents: Residents, who: IntArray, lot: int, entry: Lot) -> BoolArray:
    """The lot is the resident's fixed one, where one is given."""
    allowed: BoolArray = ~residents.is_fixed[who] | (residents.fixed_lot[who] == lot)
    return allowed


ADMISSION: dict[Rule, Callable[[Residents, IntArray, int, Lot], BoolArray]] = {
    "serves": serves,
    "height": height,
    "fee": fee,
    "kind": kind,
    "excluded": excluded,
    "fixed": fixed,
}


def admitted(residents: Residents, who: IntArray, lot: int, entry: Lot) -> BoolArray:
    """Whether no rule stands in the way of each of ``who``."""
    result = np.ones(len(who), np.bool_)
    for rule in ADMISSION.values():
        result &= rule(residents, who, lot, entry)
    return result


def obstacle(rule: Rule, resident: Resident, lot: Lot) -> str:
    """What stands in a resident's way by a rule of admission, in words."""
    if rule == "serves":
        return _("the lot does not serve the community %(community)s", community=quoted(resident.community))
    if rule == "height":
        return _(
            "the vehicle is %(height)s m high and the lot allows %(most)s m",
            height=f"{resident.height_m:g}",
            most=f"{lot.max_height_m:g}",
        )
    if rule == "fee":
        return _(
            "the lot costs %(fee)s a month and the resident pays at most %(most)s",
            fee=f"{lot.monthly_fee:g}",
            most=f"{resident.max_monthly_fee:g}",
        )
    if rule == "kind":
        there = {item.kind for item in lot.kinds if item.spaces > 0}
        missing = [quoted(need) for need in resident.needs if need not in there]
        return _("the lot has no space of kind %(missing)s, which the resident needs", missing=", ".join(missing))
    if rule == "excluded":
        return _("the resident has excluded this lot")
    return _("the resident may only park in lot %(lot)s", lot=quoted(resident.fixed_lot or ""))
