"""Names of objective levels and reasons for people, and what a level's bound proves, in words."""

from __future__ import annotations

import math

from parking_share.catalogue import Objective, Reason
from parking_share.report.language import Language
from parking_share.schedule import Level
from parking_share.texts import N_

OBJECTIVE_NAMES: dict[Objective, str] = {
    "priority": N_("Priority points served"),
    "served": N_("Residents served"),
    "keep": N_("Residents who keep their lot"),
    "walk": N_("Total walk"),
    "trim": N_("Time cut or excused"),
    "lottery": N_("Lottery tickets served"),
}
REASON_NAMES: dict[Reason, str] = {
    "no-lot-in-walk": N_("No lot within the walk limit"),
    "not-admitted": N_("No lot in walk admits them"),
    "no-matching-hours": N_("No lot open at their hours"),
    "full": N_("Lots are full"),
}


def level_value(language: Language, objective: Objective, value: int) -> str:
    """A level's value with its unit."""
    if objective == "walk":
        return language.duration(value / 60)
    if objective == "trim":
        return language.duration(value)
    return language.number(value)


def proof(language: Language, level: Level, *, is_first: bool) -> str:
    """What is proved about a level, in one sentence."""
    _ = language.gettext
    gap = level.gap_percent
    if gap is None:
        return _("No bound computed.")
    if gap == 0.0:
        return _("Proved optimal: no schedule can do better.") if is_first else _("Proved optimal, given the levels above.")
    if math.isinf(gap):
        return _("At most %(value)s above the best possible.") % {"value": level_value(language, level.objective, level.value)}
    share = f"{gap:g}{language.percent}"
    return _("Within %(share)s of the best possible.") % {"share": share}
