"""The check of bays: each is of the lot, for one car at a time, of the kinds needed, and those that the institution needs stay empty.

A schedule needs no bays. Where only some stays have one, these are checked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from parking_share.calendar import IntArray
from parking_share.scenario import Lot
from parking_share.schedule import HeldStay
from parking_share.texts import _
from parking_share.verification.facts import Facts
from parking_share.verification.lots import LotHours
from parking_share.verification.ragged import groups
from parking_share.verification.residents import NONE
from parking_share.verification.violation import Violation, quoted

RULE = "bays"


@dataclass(frozen=True)
class Parked:
    """Cars in numbered bays, columns of shape (n,): the placement, minutes [start, end), the bay."""

    placement: IntArray
    start: IntArray
    end: IntArray
    bay: IntArray

    def take(self, rows: IntArray) -> Parked:
        """Some of them."""
        return Parked(self.placement[rows], self.start[rows], self.end[rows], self.bay[rows])


def bays(facts: Facts) -> Iterator[Violation]:
    """Bays that stays have are the lot's, of the kinds needed, for one car at a time; enough others stay empty for own use."""
    for assignment in facts.schedule.assignments:
        if any(stay.bay is not None or stay.moves for stay in assignment.excused):
            message = _(
                "Resident %(resident)s at lot %(lot)s: a stay that is not held has a bay.",
                resident=quoted(assignment.resident),
                lot=quoted(assignment.lot),
            )
            yield Violation(RULE, message, assignment.resident, assignment.lot)
    if not any(stay.bay is not None or stay.moves for assignment in facts.schedule.assignments for stay in assignment.stays):
        return
    parked, faults = _parked(facts)
    yield from faults
    for lot, rows in groups(facts.placed[2][parked.placement]):
        mine = parked.take(rows)
        yield from _beyond(facts, lot, mine)
        yield from _shared(facts, mine)
        yield from _kinds(facts, lot, mine)
        yield from _left(facts, lot, mine)


def _parked(facts: Facts) -> tuple[Parked, list[Violation]]:
    """Who is in which bay when; and what is wrong with moves."""
    claimed = facts.claimed_stays
    stays = [stay for assignment in facts.schedule.assignments for stay in assignment.stays]
    rows: list[tuple[int, int, int, int]] = []
    faults: list[Violation] = []
    columns = (facts.placement_of[claimed.assignment], claimed.start, claimed.end, claimed.is_period)
    for stay, (who, start, end, is_period) in zip(stays, zip(*(column.tolist() for column in columns), strict=True), strict=True):
        if who == NONE or not is_period or (stay.bay is None and not stay.moves):
            continue
        at, sentence = _changes(facts, stay, start, end)
        if sentence:
            faults.append(
                facts.violation(who, RULE, _("the stay %(span)s %(sentence)s", span=facts.span(start, end), sentence=sentence), start)
            )
        rows += [(who, first, last, bay) for (first, bay), last in zip(at, [*(minute for minute, _ in at[1:]), end], strict=False)]
    return Parked(*np.array(rows, np.int64).reshape(-1, 4).T), faults


def _changes(facts: Facts, stay: HeldStay, start: int, end: int) -> tuple[list[tuple[int, int]], str]:
    """(minute, bay) from which on a stay is in which bay, and what is wrong with that; none where it cannot be said."""
    if stay.bay is None:
        return [], _("moves to a bay and has none before")
    at = [(start, stay.bay), *((facts.minute(move.at), move.bay) for move in stay.moves or ())]
    if any(after <= before or after >= end for (before, _), (after, _) in pairwise(at)):
        return [], _("has moves that are not within it, one after another")
    if any(before == after for (_, before), (_, after) in pairwise(at)):
        return at, _("moves to the bay in which it is")
    return at, ""


def _beyond(facts: Facts, lot: int, parked: Parked) -> Iterator[Violation]:
    """Bays are numbered from 1 to the lot's spaces."""
    spaces = facts.scenario.lots[lot].spaces
    for row in np.flatnonzero(parked.bay > spaces).tolist():
        sentence = _("bay %(bay)s is none of the %(spaces)s bays of the lot", bay=parked.bay[row], spaces=spaces)
        yield facts.violation(int(parked.placement[row]), RULE, sentence, parked.start[row], parked.bay[row] - spaces)


def _shared(facts: Facts, parked: Parked) -> Iterator[Violation]:
    """No two cars in one bay at one minute."""
    order = np.lexsort((parked.end, parked.start, parked.bay))
    bay, start, end = parked.bay[order], parked.start[order], parked.end[order]
    for row in np.flatnonzero((bay[1:] == bay[:-1]) & (start[1:] < end[:-1])).tolist():
        first, second = (int(parked.placement[order[number]]) for number in (row, row + 1))
        other = facts.who_where(first)[0].id
        minutes = min(end[row], end[row + 1]) - start[row + 1]
        sentence = _(
            "bay %(bay)s is also that of resident %(other)s from %(iso)s on",
            bay=bay[row],
            other=quoted(other),
            iso=facts.iso(start[row + 1]),
        )
        yield facts.violation(second, RULE, sentence, start[row + 1], minutes)


def _kinds(facts: Facts, lot: int, parked: Parked) -> Iterator[Violation]:
    """The lot has enough bays of each kind for all bays of those who need it, and of exclusive kinds none for who needs no such kind."""
    entry, residents = facts.scenario.lots[lot], facts.residents
    needs = residents.needs[facts.placed[1][parked.placement]]
    exclusive = {kind.kind for kind in entry.kinds if kind.exclusive}
    needs_exclusive = np.array([len(exclusive & set(needed)) for needed in residents.needed], np.int64)[needs]
    others = np.unique(parked.bay[needs_exclusive == 0])
    left = entry.spaces - int(np.count_nonzero(others <= entry.spaces))
    for kind in entry.kinds:
        spaces = min(kind.spaces, entry.spaces)
        has_need = np.array([kind.kind in needed for needed in residents.needed], np.bool_)[needs]
        needed = np.unique(parked.bay[has_need])
        name = f"Lot {quoted(entry.id)}: "
        if len(needed) > spaces:
            message = _(
                "%(name)sresidents who need %(kind)s use %(n)s different bays, and %(spaces)s are of that kind.",
                name=name,
                kind=quoted(kind.kind),
                n=len(needed),
                spaces=spaces,
            )
            yield Violation(RULE, message, None, entry.id, amount=len(needed) - spaces)
        if not kind.exclusive:
            continue
        if len(both := np.intersect1d(needed, others)):
            message = _(
                "%(name)sbay %(both)s is for %(kind)s only, and residents without that need use it, too.",
                name=name,
                both=both[0],
                kind=quoted(kind.kind),
            )
            yield Violation(RULE, message, None, entry.id, amount=len(both))
        elif left < spaces:
            yield _too_few(entry.id, kind.kind, left, spaces)
    reserved = _reserved(entry, exclusive, parked.bay, needs_exclusive)
    if len(exclusive) > 1 and left < reserved:
        yield _too_few(entry.id, ", ".join(sorted(exclusive)), left, reserved)


def _too_few(lot: str, kinds: str, left: int, spaces: int) -> Violation:
    message = _(
        "%(name)sresidents without need of %(kind)s leave %(left)s bays, and %(spaces)s are only for those who need it.",
        name=f"Lot {quoted(lot)}: ",
        kind=quoted(kinds),
        left=left,
        spaces=spaces,
    )
    return Violation(RULE, message, None, lot, amount=int(spaces - left))


def _reserved(lot: Lot, exclusive: set[str], bay: IntArray, num_needed: IntArray) -> int:
    """How many bays are of exclusive kinds at least; fewer than spaces of such kinds only where bays have two kinds.

    Those are bays of residents who need several, and bays on top of which kinds come that have more spaces than the lot in all.

    Parameters
    ----------
    bay, num_needed
        Shape (n,): bays that are used, and how many exclusive kinds the resident needs who uses it.
    """
    spaces = {kind.kind: min(kind.spaces, lot.spaces) for kind in lot.kinds}
    used, row = np.unique(bay, return_inverse=True)
    most = np.ones(len(used), np.int64)
    np.maximum.at(most, row, num_needed)
    surplus = max(0, sum(spaces.values()) - lot.spaces)
    return int(min(lot.spaces, sum(spaces[kind] for kind in exclusive)) - (most - 1).sum() - surplus)


def _left(facts: Facts, lot: int, parked: Parked) -> Iterator[Violation]:
    """Spaces held back, closed or in own use have bays that residents do not touch for as long as that lasts.

    Wherever never more than v spaces are shareable, residents use at most v different bays. Then each of the other spaces has a bay of
    its own throughout: such periods lie within or beside each other, so that the longest can choose first.
    """
    entry = facts.scenario.lots[lot]
    for most, first, last in _scarce(facts.hours(lot)):
        used = len(np.unique(parked.bay[(parked.start < last) & (parked.end > first)]))
        if used > most:
            message = _(
                "Lot %(id)s, %(span)s: residents use %(used)s different bays, and %(most)s can be theirs while the others are "
                "held back, closed or in own use.",
                id=quoted(entry.id),
                span=facts.span(first, last),
                used=used,
                most=most,
            )
            yield Violation(RULE, message, None, entry.id, facts.iso(first), used - most)


def _scarce(hours: LotHours) -> Iterator[tuple[int, int, int]]:
    """(v, first minute, last minute) of each longest period in which v spaces are shareable at most, for each v that there is."""
    until = np.append(hours.at[1:], hours.length)
    for most in np.unique(hours.spaces).tolist():
        edges = np.flatnonzero(np.diff(np.concatenate(([False], hours.spaces <= most, [False]))))
        for first, last in edges.reshape(-1, 2).tolist():
            yield most, int(hours.at[first]), int(until[last - 1])
