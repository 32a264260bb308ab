"""Names for people of the keys of a scenario."""

from __future__ import annotations

import re

from parking_share.report.language import Language
from parking_share.texts import N_

PARTS = {"communities": N_("Communities"), "lots": N_("Lots"), "residents": N_("Residents"), "walks": N_("Measured walks")}

_OF_ONE = re.compile(r"([a-z]+)\[(.+?)\]\.(.+)", re.DOTALL)
_LOCATION = {
    "lat": N_("latitude"),
    "lon": N_("longitude"),
    "x": N_("easting"),
    "y": N_("northing"),
    "elevation_m": N_("elevation, metres"),
}
_ITEMS = {
    "from": N_("from"),
    "to": N_("to"),
    "reason": N_("reason"),
    "kind": N_("kind"),
    "spaces": N_("spaces"),
    "exclusive": N_("exclusive"),
}
KEY_NAMES = {
    "horizon.start": N_("First date"),
    "horizon.days": N_("Number of days"),
    "horizon.timezone": N_("Time zone"),
    "calendar.country": N_("Official calendar"),
    "calendar.subdivision": N_("Part of the country"),
    "calendar.holidays": N_("Rest days by date"),
    "calendar.workdays": N_("Workdays by date"),
    "crs": N_("Coordinate system"),
    "walking.speed_kmh": N_("Walking speed, km/h"),
    "walking.detour": N_("Detour over the straight line"),
    "policy.objectives": N_("Levels in their order"),
    "policy.max_walk_minutes": N_("Longest walk, minutes"),
    "policy.max_moves": N_("Most residents moved"),
    "policy.lottery_seed": N_("Text that fixes the lottery"),
    "currency": N_("Currency"),
    "name": N_("name"),
    "owner": N_("owner"),
    **{f"location.{key}": name for key, name in _LOCATION.items()},
    "spaces": N_("spaces"),
    "own_use": N_("own use"),
    "recall_minutes": N_("recall, minutes before own use"),
    "held_back": N_("spaces never shared"),
    "gate": N_("hours of the gate"),
    "closures": N_("closures"),
    "kinds": N_("spaces of special kinds"),
    "max_height_m": N_("greatest height, metres"),
    "serves": N_("communities served"),
    "monthly_fee": N_("monthly fee"),
    "community": N_("community"),
    "home": N_("home"),
    "plate": N_("plate"),
    "height_m": N_("height of the vehicle, metres"),
    "needs": N_("kinds of space needed"),
    "stays": N_("stays"),
    "late_arrival_minutes": N_("how much later they may come, minutes"),
    "early_leave_minutes": N_("how much earlier they may leave, minutes"),
    "max_walk_minutes": N_("longest walk, minutes"),
    "max_monthly_fee": N_("highest monthly fee"),
    "priority": N_("priority points"),
    "applied_at": N_("time of application"),
    "current_lot": N_("current lot"),
    "fixed_lot": N_("only lot allowed"),
    "excluded_lots": N_("lots not allowed"),
    "minutes": N_("minutes"),
}
"""By their place: in the scenario, in one of its lists, or in the file of walks. A key that has no name here is shown as it is."""


def key_name(language: Language, part: str, key: str) -> str:
    """What a key is about, such as ``Lots: spaces``."""
    name = language.gettext(KEY_NAMES[key]) if key in KEY_NAMES else key
    return named(language, part_name(language, part), name) if part in PARTS else name


def path_name(language: Language, path: str) -> str:
    """A parameter of a sweep with what it is about behind it: ``policy.max_walk_minutes: Longest walk, minutes``."""
    key = path.rpartition("].")[2]
    return named(language, path, language.gettext(KEY_NAMES[key])) if key in KEY_NAMES else path


def axis_name(language: Language, path: str) -> str:
    """A parameter of a sweep in words alone: ``Longest walk, minutes``, ``Lots: spaces``, or with the id of the lot that it is of."""
    of_one = _OF_ONE.fullmatch(path)
    section, chosen, key = of_one.groups() if of_one else ("", "", path)
    if key not in KEY_NAMES:
        return path
    name = language.gettext(KEY_NAMES[key])
    return named(language, part_name(language, section) if chosen == "*" else chosen, name) if section else name


def item_name(language: Language, key: str) -> str:
    """A key of a closure or of a kind of spaces."""
    return language.gettext(_ITEMS[key]) if key in _ITEMS else key


def part_name(language: Language, part: str) -> str:
    """A list of the scenario, or the walks from a file."""
    return language.gettext(PARTS[part]) if part in PARTS else part


def named(language: Language, part: str, what: str) -> str:
    """Something about a part."""
    return language.gettext("%(list)s: %(key)s") % {"list": part, "key": what}
