"""Parking of OpenStreetMap as lots: what its tags say, and what they leave open."""

from __future__ import annotations

import re
from typing import Any

from parking_share.maps.hours import ALWAYS, NotReadable, own_use_of
from parking_share.texts import N_, _

NOT_LOTS = frozenset(("street_side", "lane", "on_kerb", "half_on_kerb", "shoulder"))
"""Values of ``parking`` that are no lots of anybody."""
_COUNT = re.compile(r"(\d{1,6})(?:\.0)?")
_METRES = re.compile(r"(\d{1,3}(?:\.\d{1,9})?)\s?m?")
_FEET = re.compile(r"(\d{1,3})'\s?(?:(\d{1,2})\")?")
LONGEST_TAG = 255
"""Characters that a value has in OpenStreetMap at most."""
_UNLIMITED = ("none", "default", "no", "unlimited")


def is_lot(tags: dict[str, Any]) -> bool:
    """Whether something is a lot that could be shared: parking off the street that somebody may use."""
    return tags.get("amenity") == "parking" and str(tags.get("parking")) not in NOT_LOTS and tags.get("access") != "no"


def lot_of_tags(tags: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The keys of a lot that tags say, and warnings, sentences about what they leave open or say in another way.

    Nothing is promised that a map does not say: a lot without a capacity has no spaces, and without hours that can be read it is in own
    use at all times.
    """
    texts, warnings = {key: str(value) for key, value in tags.items()}, []
    lot: dict[str, Any] = {
        "name": texts.get("name") or texts.get("name:zh") or texts.get("operator") or "",
        "owner": texts.get("operator", ""),
        "spaces": _count(texts, "capacity"),
    }
    if lot["spaces"] is None:
        lot["spaces"] = 0
        if "capacity" in texts:
            warnings.append(_("capacity=%(text)s is no number; it has no spaces until you write them", text=texts["capacity"][:80]))
        else:
            warnings.append(_("capacity is missing; it has no spaces until you write them"))
    kinds = []
    for kind, is_exclusive in (("disabled", True), ("charging", False)):
        key = f"capacity:{kind}"
        count = _count(texts, key)
        if count:
            kinds.append({"kind": kind, "spaces": count, "exclusive": is_exclusive})
        elif count is None and texts.get(key, "no") != "no":
            warnings.append(_("%(key)s=%(text)s is no number; no spaces of that kind were added", key=key, text=texts[key][:80]))
    if kinds:
        lot["kinds"] = kinds
    height = texts.get("maxheight", "none")
    if height not in _UNLIMITED:
        metres = _metres(height)
        if metres is None:
            warnings.append(_("maxheight=%(height)s is no height; vehicles of any height are admitted", height=height[:80]))
        else:
            lot["max_height_m"] = metres
    lot["own_use"] = _own_use(texts.get("opening_hours"), warnings)
    return lot, warnings


def _own_use(hours: str | None, warnings: list[str]) -> str:
    if hours is None:
        warnings.append(_("opening_hours is missing; it is in own use at all times until you write when it is"))
        return ALWAYS
    try:
        if len(hours) > LONGEST_TAG:
            raise NotReadable(_("it is longer than the %(most)s characters of a tag", most=LONGEST_TAG))
        rules = own_use_of(hours)
    except NotReadable as error:
        message = N_("opening_hours=%(hours)s cannot be read: %(error)s; it is in own use at all times until you write when it is")
        warnings.append(_(message, hours=hours[:LONGEST_TAG], error=error))
        return ALWAYS
    if rules == ALWAYS:
        warnings.append(_("opening_hours=%(hours)s leaves no time to share", hours=hours))
    return rules


def _count(tags: dict[str, str], key: str) -> int | None:
    text = tags.get(key, "").strip()
    found = _COUNT.fullmatch(text)
    return int(found[1]) if found else None


def _metres(text: str) -> float | None:
    if match := _METRES.fullmatch(text.strip()):
        return float(match[1])
    if match := _FEET.fullmatch(text.strip()):
        return round(int(match[1]) * 0.3048 + int(match[2] or 0) * 0.0254, 2)
    return None
