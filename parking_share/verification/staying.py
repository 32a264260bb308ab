"""The rules about one resident's stays at one lot: held or excused, cut, open, gate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from parking_share.verification.facts import Facts, Part, Placement, Wanted
from parking_share.verification.violation import Violation


def all_stays(facts: Facts) -> Iterator[Violation]:
    """Every wanted stay that is not excused is held exactly once, there is one, and nothing else is held."""
    for placement in facts.placements:
        if not placement.due:
            yield placement.violation("all-stays", "the lot can hold no stay of this resident in these dates, so it must not be assigned")
        if not placement.strays and tuple(part.wanted for part in placement.parts) == placement.due:
            continue
        yield from _not_held_once(facts, placement)
        for start, end in placement.strays:
            sentence = f"the stay held {facts.span(start, end)} lies within no stay that the resident wants"
            yield placement.violation("all-stays", sentence, facts.iso(start))


def _not_held_once(facts: Facts, placement: Placement) -> Iterator[Violation]:
    times = Counter(part.wanted for part in placement.parts)
    for wanted in placement.due:
        if times[wanted] != 1:
            how = "not held" if times[wanted] == 0 else f"held {times[wanted]} times"
            sentence = f"the stay wanted {facts.span(wanted.start, wanted.end)} is {how}; it must be held once"
            yield placement.violation("all-stays", sentence, facts.iso(wanted.start), abs(times[wanted] - 1))


def excused(facts: Facts) -> Iterator[Violation]:
    """A stay is excused, and so not held, if and only if it overlaps a closure of the whole lot."""
    for placement in facts.placements:
        if not placement.hours.whole_closures and not placement.claim.excused:
            continue
        listed = Counter(facts.periods(placement.claim.excused))
        due = set(placement.due)
        closed = {(stay.start, stay.end) for stay in placement.wanted if stay not in due}
        for start, end in sorted(closed - listed.keys()):
            sentence = f"the whole lot is closed during the stay {facts.span(start, end)}, which must be listed as excused"
            yield placement.violation("excused", sentence, facts.iso(start))
        for (start, end), times in listed.items():
            if (start, end) not in closed:
                sentence = f"the stay {facts.span(start, end)} is listed as excused and the lot is not closed for a stay wanted then"
                yield placement.violation("excused", sentence, facts.iso(start))
            elif times > 1:
                sentence = f"the stay {facts.span(start, end)} is listed as excused {times} times"
                yield placement.violation("excused", sentence, facts.iso(start), times - 1)
        for part in placement.parts:
            if part.wanted not in due:
                sentence = f"the stay held {facts.span(part.start, part.end)} must be excused: the whole lot is closed during it"
                yield placement.violation("excused", sentence, facts.iso(part.start))


def tolerance(facts: Facts) -> Iterator[Violation]:
    """An end is moved within the tolerance, to where the capacity or the gate changes; a clipped end never."""
    for placement in facts.placements:
        late, early = placement.resident.late_arrival_minutes, placement.resident.early_leave_minutes
        for part in placement.parts:
            wanted = part.wanted
            if part.start != wanted.start:
                allowed = 0 if wanted.clipped_start else late
                yield from _moved(facts, placement, part.start, "arrival", "later", part.start - wanted.start, allowed)
            if part.end != wanted.end:
                allowed = 0 if wanted.clipped_end else early
                yield from _moved(facts, placement, part.end, "leaving", "earlier", wanted.end - part.end, allowed)


def _moved(facts: Facts, placement: Placement, minute: int, what: str, how: str, by: int, allowed: int) -> Iterator[Violation]:
    at = facts.iso(minute)
    if by > allowed:
        sentence = f"the {what} at {at} is {by} minutes {how} than wanted, and at most {allowed} are allowed"
        yield placement.violation("tolerance", sentence, at, by - allowed)
    hours = placement.hours
    if minute not in (hours.late_arrivals if what == "arrival" else hours.early_leaves):
        change = "more spaces nor a gate period begin" if what == "arrival" else "fewer spaces begin nor a gate period ends"
        sentence = f"the {what} at {at} is {how} than wanted without need: neither {change} then"
        yield placement.violation("tolerance", sentence, at)


def is_open(facts: Facts) -> Iterator[Violation]:
    """c(t) > 0 throughout every stay that is held."""
    for placement in facts.placements:
        for part in placement.parts:
            until = placement.hours.open_until(part.start)
            if until < part.end:
                sentence = f"the lot has no space to share at {facts.iso(until)}, during the stay held {facts.span(part.start, part.end)}"
                yield placement.violation("open", sentence, facts.iso(until))


def gate(facts: Facts) -> Iterator[Violation]:
    """Arrival and leaving lie in a gate period; ends that the horizon's edge has clipped need not."""
    for placement in facts.placements:
        if placement.hours.gate_always_open:
            continue
        for part in placement.parts:
            for what, minute in _through_gate(part):
                if not placement.hours.gate_lets_through(minute):
                    sentence = f"the gate is closed at {facts.iso(minute)}, when the car {what}"
                    yield placement.violation("gate", sentence, facts.iso(minute))


def _through_gate(part: Part) -> Iterator[tuple[str, int]]:
    wanted: Wanted = part.wanted
    if not wanted.clipped_start:
        yield "arrives", part.start
    if not wanted.clipped_end:
        yield "leaves", part.end
