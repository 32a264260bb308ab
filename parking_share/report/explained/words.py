"""Phrases that explanations are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from parking_share.catalogue import MINIMISED, Rule
from parking_share.explaining.access import Cause, Clash, Full
from parking_share.explaining.deciding import Decision
from parking_share.report.language import Language
from parking_share.report.words import OBJECTIVE_NAMES, level_value
from parking_share.scenario import Lot, Resident
from parking_share.texts import N_

CAUSES: dict[Cause, str] = {
    "own-use": N_("own use"),
    "recall": N_("called back before own use"),
    "closure": N_("closed"),
    "no-spaces": N_("no space is shared"),
    "gate": N_("the gate is shut"),
}
RULE_NAMES: dict[Rule, str] = {
    "serves": N_("The lot does not serve their community"),
    "height": N_("The vehicle is too high"),
    "fee": N_("The fee is beyond their limit"),
    "kind": N_("No space of a kind that they need"),
    "excluded": N_("They have excluded the lot"),
    "fixed": N_("They are fixed to another lot"),
}
_SHOWN_DAYS = 3


def difference(language: Language, decision: Decision, *, turned: bool = False) -> str:
    """By how much the schedules that serve are better or worse than the others, or, ``turned``, the others than those."""
    assert decision.objective is not None
    _, objective = language.gettext, decision.objective
    if decision.gain is None:
        return _("a difference on the level %(name)s") % {"name": _(OBJECTIVE_NAMES[objective])}
    gain = -decision.gain if turned else decision.gain
    amount = {"n": level_value(language, objective, abs(gain))}
    if objective in MINIMISED:
        name = _("total walk") if objective == "walk" else _("time cut or excused")
        change = _("%(n)s less") if gain > 0 else _("%(n)s more")
    else:
        names = {
            "priority": _("priority points"),
            "served": _("residents served"),
            "keep": _("residents who keep their lot"),
            "lottery": _("lottery tickets"),
        }
        name, change = names[objective], _("%(n)s more") if gain > 0 else _("%(n)s fewer")
    return _("%(name)s: %(change)s") % {"name": name, "change": change % amount}


def sentences(language: Language, first: str, second: str) -> str:
    """Two sentences, one after the other."""
    return language.gettext("%(first)s %(second)s") % {"first": first, "second": second}


def obstacle(language: Language, rule: Rule, resident: Resident, lot: Lot) -> str:
    """What stands in a resident's way by a rule of admission; the rule is the verifier's."""
    _ = language.gettext
    if rule == "serves":
        return _("does not serve the community %(id)s") % {"id": resident.community}
    if rule == "height":
        return _("allows %(limit)s m, the vehicle is %(height)s m high") % {
            "limit": f"{lot.max_height_m:.10g}",
            "height": f"{resident.height_m:.10g}",
        }
    if rule == "fee":
        fees = {"fee": f"{lot.monthly_fee:.10g}", "limit": f"{resident.max_monthly_fee:.10g}"}
        return _("costs %(fee)s a month, the resident pays at most %(limit)s") % fees
    if rule == "kind":
        there = {each.kind for each in lot.kinds if each.spaces > 0}
        return _("has no space of kind %(kinds)s") % {"kinds": _(", ").join(need for need in resident.needs if need not in there)}
    if rule == "excluded":
        return _("excluded by the resident")
    return _("the resident is fixed to %(id)s") % {"id": resident.fixed_lot}


def walk(language: Language, seconds: int) -> str:
    """A walk in minutes and seconds."""
    return language.gettext("%(minutes)s:%(seconds)s min") % {"minutes": seconds // 60, "seconds": f"{seconds % 60:02}"}


def clashes(language: Language, items: Iterable[Clash]) -> list[str]:
    """Clashes in words, those at the same hours for the same cause together: ``07:30–08:15 own use (Mon 23 Nov, ...)``."""
    key = {each: (each.start[11:16], each.end[11:16], each.cause) for each in items}
    lines = []
    for (start, end, cause), same in groupby(sorted(key, key=lambda each: (key[each], each.start)), key=key.__getitem__):
        hours = start if cause == "gate" else f"{start}–{end}"
        lines.append(f"{hours} {language.gettext(CAUSES[cause])} ({days(language, [each.start for each in same])})")
    return lines


def days(language: Language, starts: Sequence[str]) -> str:
    """Dates, the first few by name."""
    dates = list(dict.fromkeys(start[:10] for start in starts))
    named = language.gettext(", ").join(language.date(date) for date in dates[:_SHOWN_DAYS])
    more = len(dates) - _SHOWN_DAYS
    if more <= 0:
        return named
    return f"{named} " + language.translations.ngettext("and %(num)d more day", "and %(num)d more days", more) % {"num": more}


def same_hours(language: Language, items: Iterable[Full]) -> list[tuple[str, list[Full]]]:
    """Full periods with equal hours, spaces and residents together: the hours with their dates, and the periods."""
    same: dict[tuple[object, ...], list[Full]] = {}
    for full in items:
        key = (full.start[11:16], full.end[11:16], full.start[:10] == full.end[:10], full.rule, full.kind, full.spaces, full.residents)
        same.setdefault(key, []).append(full)
    return [
        (f"{full[0].start[11:16]}–{full[0].end[11:16]} ({days(language, [each.start for each in full])})", full) for full in same.values()
    ]


def period(language: Language, start: str, end: str) -> str:
    """A period; the date of its end is left out where it is that of the beginning."""
    return f"{language.moment(start)} – {end[11:16] if start[:10] == end[:10] else language.moment(end)}"


def spaces_of(language: Language, full: Full) -> str:
    """The spaces that are all taken."""
    if full.rule == "kind-capacity":
        return language.gettext("%(n)d of kind %(kind)s") % {"n": full.spaces, "kind": full.kind}
    if full.rule == "exclusive":
        return language.gettext("%(n)d for cars without special needs") % {"n": full.spaces}
    return str(full.spaces)
