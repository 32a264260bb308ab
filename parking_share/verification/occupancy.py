"""The rules about everybody in a lot at once: residents present against spaces, at every minute."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from parking_share.calendar import IntArray
from parking_share.schedule import CapacityRule
from parking_share.texts import _
from parking_share.verification.facts import Facts
from parking_share.verification.profiles import PROFILES, Profile
from parking_share.verification.ragged import groups
from parking_share.verification.violation import Violation, quoted


def capacity(facts: Facts) -> Iterator[Violation]:
    """Residents present <= c(t)."""
    yield from _too_many(facts, "capacity")


def kind_capacity(facts: Facts) -> Iterator[Violation]:
    """Residents present who need kind k <= the spaces of kind k."""
    yield from _too_many(facts, "kind-capacity")


def exclusive(facts: Facts) -> Iterator[Violation]:
    """Residents present who need no exclusive kind <= max(0, c(t) - spaces of all exclusive kinds)."""
    yield from _too_many(facts, "exclusive")


def _too_many(facts: Facts, rule: CapacityRule) -> Iterator[Violation]:
    """The violations of a rule in every lot; who is there without having wanted it counts too."""
    resident, lot_of = facts.placed[1:]
    held, residents = facts.held, facts.residents
    needs = residents.needs[resident[held.placement]]
    for lot, rows in groups(lot_of[held.placement]):
        for profile in PROFILES[rule](facts.scenario.lots[lot], facts.hours(lot)):
            counts = np.array([profile.counts(needed) for needed in residents.needed], np.bool_)[needs[rows]]
            yield from _excess(facts, lot, profile, held.start[rows[counts]], held.end[rows[counts]])


def _excess(facts: Facts, lot: int, profile: Profile, start: IntArray, end: IntArray) -> Iterator[Violation]:
    """One violation for each stretch of time in which more are present than the profile has spaces."""
    at = np.unique(np.concatenate((profile.hours.at, start, end)))
    change = np.zeros(len(at), np.int64)
    np.add.at(change, np.searchsorted(at, start), 1)
    np.subtract.at(change, np.searchsorted(at, end), 1)
    present, available = np.cumsum(change), profile.spaces_at(at)
    excess = present - available
    edges = np.flatnonzero(np.diff(np.concatenate(([False], excess > 0, [False]))))
    for first, last in edges.reshape(-1, 2):
        worst = first + int(np.argmax(excess[first:last]))
        most = int(excess[worst])
        cars, of = _words(facts, lot, profile)
        lot_id = facts.scenario.lots[lot].id
        told: dict[str, object] = {"lot": quoted(lot_id), "period": facts.span(at[first], at[last]), "most": most, "cars": cars}
        told |= {"at": facts.iso(at[worst]), "present": present[worst], "of": of, "available": available[worst]}
        message = _("Lot %(lot)s, %(period)s: %(most)s too many (%(cars)s at %(at)s: %(present)s, %(of)s: %(available)s).", **told)
        yield Violation(profile.rule, message, None, lot_id, facts.iso(at[first]), most)


def _words(facts: Facts, lot: int, profile: Profile) -> tuple[str, str]:
    """What is counted, and against what."""
    if profile.rule == "capacity":
        return _("cars present"), _("shareable spaces")
    if profile.rule == "kind-capacity":
        kind = quoted(profile.kind)
        return _("cars present that need %(kind)s", kind=kind), _("spaces of kind %(kind)s", kind=kind)
    kinds = [quoted(entry.kind) for entry in facts.scenario.lots[lot].kinds if entry.exclusive]
    cars = _("cars present that need none of %(kinds)s", kinds=", ".join(kinds))
    return cars, _("spaces that are not kept for those who do")
