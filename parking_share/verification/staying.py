"""The rules about one resident's stays at one lot: held or excused, cut, open, gate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Literal

import numpy as np

from parking_share.calendar import IntArray
from parking_share.texts import N_, _
from parking_share.verification.facts import Facts
from parking_share.verification.residents import NONE
from parking_share.verification.violation import Violation

_TOO_FAR = {
    "arrival": N_("the arrival at %(at)s is %(n)s minutes later than wanted, and at most %(most)s are allowed"),
    "leaving": N_("the leaving at %(at)s is %(n)s minutes earlier than wanted, and at most %(most)s are allowed"),
}
_NEEDLESS = {
    "arrival": N_("the arrival at %(at)s is later than wanted without need: neither more spaces nor a gate period begin then"),
    "leaving": N_("the leaving at %(at)s is earlier than wanted without need: neither fewer spaces begin nor a gate period ends then"),
}


def all_stays(facts: Facts) -> Iterator[Violation]:
    """Every wanted stay that is not excused is held exactly once, there is one, and nothing else is held."""
    due, wanted = facts.due, facts.residents.wanted
    has_due = np.zeros(len(facts.placed[0]), np.bool_)
    has_due[due.placement[~due.is_excused]] = True
    for placement in np.flatnonzero(~has_due).tolist():
        sentence = _("the lot can hold no stay of this resident in these dates, so it must not be assigned")
        yield facts.violation(placement, "all-stays", sentence)
    times = _times_held(facts)
    for number in np.flatnonzero(~due.is_excused & (times != 1)).tolist():
        start, end = wanted.start[due.row[number]], wanted.end[due.row[number]]
        told: dict[str, object] = {"period": facts.span(start, end), "times": times[number]}
        if times[number] == 0:
            sentence = _("the stay wanted %(period)s is not held; it must be held once", **told)
        else:
            sentence = _("the stay wanted %(period)s is held %(times)s times; it must be held once", **told)
        yield facts.violation(due.placement[number], "all-stays", sentence, start, abs(times[number] - 1))
    strays = facts.held.take(facts.held.row == NONE)
    for placement, start, end in zip(strays.placement, strays.start, strays.end, strict=True):
        sentence = _("the stay held %(period)s lies within no stay that the resident wants", period=facts.span(start, end))
        yield facts.violation(placement, "all-stays", sentence, start)


def _times_held(facts: Facts) -> IntArray:
    """How often each wanted stay of each placement is held, aligned with ``facts.due``."""
    due, parts, num_rows = facts.due, facts.parts, len(facts.residents.wanted.start)
    line = np.sort(parts.placement * num_rows + parts.row)
    wanted = due.placement * num_rows + due.row
    return np.searchsorted(line, wanted, "right") - np.searchsorted(line, wanted, "left")


def excused(facts: Facts) -> Iterator[Violation]:
    """A stay is excused, and so not held, if and only if it overlaps a closure of the whole lot."""
    due, parts, wanted = facts.due, facts.parts, facts.residents.wanted
    closed, listed = _excused_stays(facts)
    for placement in sorted(closed.keys() | listed.keys()):
        should, does = closed.get(placement, Counter()), listed.get(placement, Counter())
        for start, end in sorted(should.keys() - does.keys()):
            sentence = _(
                "the whole lot is closed during the stay %(period)s, which must be listed as excused", period=facts.span(start, end)
            )
            yield facts.violation(placement, "excused", sentence, start)
        for (start, end), times in does.items():
            told: dict[str, object] = {"period": facts.span(start, end), "times": times}
            if (start, end) not in should:
                sentence = _("the stay %(period)s is listed as excused and the lot is not closed for a stay wanted then", **told)
                yield facts.violation(placement, "excused", sentence, start)
            elif times > 1:
                sentence = _("the stay %(period)s is listed as excused %(times)s times", **told)
                yield facts.violation(placement, "excused", sentence, start, times - 1)
    let_off = due.placement[due.is_excused] * len(wanted.start) + due.row[due.is_excused]
    wrong = parts.take(np.isin(parts.placement * len(wanted.start) + parts.row, let_off))
    for placement, start, end in zip(wrong.placement, wrong.start, wrong.end, strict=True):
        sentence = _("the stay held %(period)s must be excused: the whole lot is closed during it", period=facts.span(start, end))
        yield facts.violation(placement, "excused", sentence, start)


Excused = dict[int, Counter[tuple[int, int]]]


def _excused_stays(facts: Facts) -> tuple[Excused, Excused]:
    """For each placement that has some: the stays excused at its lot, and those that it lists as excused."""
    due, wanted = facts.due, facts.residents.wanted
    row = due.row[due.is_excused]
    closed, listed = (due.placement[due.is_excused], wanted.start[row], wanted.end[row]), facts.periods_of(facts.claimed_excused)
    return _counted(*closed), _counted(*listed)


def _counted(placement: IntArray, start: IntArray, end: IntArray) -> Excused:
    """Stays (n,) by placement."""
    found: Excused = {}
    for number, *period in zip(placement.tolist(), start.tolist(), end.tolist(), strict=True):
        found.setdefault(number, Counter())[tuple(period)] += 1
    return found


def tolerance(facts: Facts) -> Iterator[Violation]:
    """An end is moved within the tolerance, to where the capacity or the gate changes; a clipped end never."""
    parts, residents, wanted = facts.parts, facts.residents, facts.residents.wanted
    who = facts.placed[1][parts.placement]
    late = np.where(wanted.clipped_start[parts.row], 0, residents.late[who])
    yield from _moved(facts, parts.start - wanted.start[parts.row], late, parts.start, "arrival")
    early = np.where(wanted.clipped_end[parts.row], 0, residents.early[who])
    yield from _moved(facts, wanted.end[parts.row] - parts.end, early, parts.end, "leaving")


def _moved(facts: Facts, by: IntArray, allowed: IntArray, minute: IntArray, what: Literal["arrival", "leaving"]) -> Iterator[Violation]:
    """The ends that are moved too far, or to where nothing changes; columns aligned with ``facts.parts``."""
    needless = np.zeros(len(by), np.bool_)
    for lot, rows in facts.parts_by_lot:
        moved = rows[by[rows] != 0]
        changes = facts.hours(lot).late_arrivals if what == "arrival" else facts.hours(lot).early_leaves
        needless[moved] = ~np.isin(minute[moved], changes)
    for number in np.flatnonzero((by > allowed) | needless).tolist():
        placement, at = facts.parts.placement[number], minute[number]
        if by[number] > allowed[number]:
            told = {"at": facts.iso(at), "n": by[number], "most": allowed[number]}
            sentence = _(_TOO_FAR[what], **told)
            yield facts.violation(placement, "tolerance", sentence, at, by[number] - allowed[number])
        if needless[number]:
            sentence = _(_NEEDLESS[what], at=facts.iso(at))
            yield facts.violation(placement, "tolerance", sentence, at)


def is_open(facts: Facts) -> Iterator[Violation]:
    """c(t) > 0 throughout every stay that is held."""
    parts = facts.parts
    until = np.empty(len(parts.start), np.int64)
    for lot, rows in facts.parts_by_lot:
        until[rows] = facts.hours(lot).open_until(parts.start[rows])
    for number in np.flatnonzero(until < parts.end).tolist():
        stay = facts.span(parts.start[number], parts.end[number])
        sentence = _("the lot has no space to share at %(at)s, during the stay held %(stay)s", at=facts.iso(until[number]), stay=stay)
        yield facts.violation(parts.placement[number], "open", sentence, until[number])


def gate(facts: Facts) -> Iterator[Violation]:
    """Arrival and leaving lie in a gate period; ends that the horizon's edge has clipped need not."""
    parts, wanted = facts.parts, facts.residents.wanted
    ends = (
        (parts.start, wanted.clipped_start, N_("the gate is closed at %(at)s, when the car arrives")),
        (parts.end, wanted.clipped_end, N_("the gate is closed at %(at)s, when the car leaves")),
    )
    for minute, clipped, message in ends:
        passes = clipped[parts.row]
        for lot, rows in facts.parts_by_lot:
            passes[rows] |= facts.hours(lot).gate_lets_through(minute[rows])
        for number in np.flatnonzero(~passes).tolist():
            sentence = _(message, at=facts.iso(minute[number]))
            yield facts.violation(parts.placement[number], "gate", sentence, minute[number])
