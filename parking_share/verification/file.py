"""The checks of the schedule file itself: does it belong to the scenario, is it whole, are its figures right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import numpy as np

from parking_share.catalogue import MINIMISED, REASONS
from parking_share.schedule import Assignment, HeldStay, Refusal
from parking_share.texts import _
from parking_share.verification.bays import bays
from parking_share.verification.facts import NO_TIME, Facts
from parking_share.verification.judging import proof
from parking_share.verification.levels import LEVEL_VALUES
from parking_share.verification.survey import REASONS_BY_STAGE
from parking_share.verification.violation import Violation, quoted
from parking_share.verification.walks import UNREACHABLE

BASELINES = frozenset({"fcfs", "lottery"})


def scenario(facts: Facts) -> Iterator[Violation]:
    """The schedule was made for this scenario, byte for byte."""
    claim, source = facts.schedule.scenario, facts.scenario.source
    if claim.id != facts.scenario.id:
        yield Violation(
            "scenario",
            _(
                "The schedule is for the scenario %(claim)s, not for %(scenario)s.",
                claim=quoted(claim.id),
                scenario=quoted(facts.scenario.id),
            ),
        )
    if claim.sha256 != source.sha256:
        yield Violation("scenario", _("The scenario file is not the one that the schedule was made for: its SHA-256 differs."))
    claimed = {file.name: file.sha256 for file in claim.files}
    actual = {file.name: file.sha256 for file in source.files}
    for name in sorted(claimed.keys() | actual.keys()):
        if name not in claimed:
            yield Violation(
                "scenario", _("The scenario refers to the file %(name)s, and the schedule was made without it.", name=quoted(name))
            )
        elif name not in actual:
            yield Violation(
                "scenario", _("The schedule was made with the file %(name)s, and the scenario does not refer to it.", name=quoted(name))
            )
        elif claimed[name] != actual[name]:
            yield Violation(
                "scenario", _("The file %(name)s is not the one that the schedule was made with: its SHA-256 differs.", name=quoted(name))
            )
    if len(claimed) < len(claim.files):
        yield Violation("scenario", _("The schedule names a file of the scenario twice."))


def complete(facts: Facts) -> Iterator[Violation]:
    """Every resident is either served or refused, and nobody else is; every lot is one of the scenario."""
    schedule = facts.schedule
    listed = {assignment.resident for assignment in schedule.assignments} | {refusal.resident for refusal in schedule.refusals}
    for resident_id in facts.resident_idx:
        if resident_id not in listed:
            yield Violation("complete", _("Resident %(id)s is neither served nor refused.", id=quoted(resident_id)), resident_id)
    for resident_id in sorted(listed - facts.resident_idx.keys()):
        yield Violation("complete", _("The scenario has no resident %(id)s.", id=quoted(resident_id)), resident_id)
    for assignment in schedule.assignments:
        if assignment.lot not in facts.lot_idx:
            message = _(
                "Resident %(resident)s is at lot %(lot)s, which the scenario does not have.",
                resident=quoted(assignment.resident),
                lot=quoted(assignment.lot),
            )
            yield Violation("complete", message, assignment.resident, assignment.lot)
    for resident_id, times in Counter(refusal.resident for refusal in schedule.refusals).items():
        if times > 1:
            yield Violation(
                "complete",
                _("Resident %(id)s is refused %(times)s times.", id=quoted(resident_id), times=times),
                resident_id,
                amount=times - 1,
            )


def order(facts: Facts) -> Iterator[Violation]:
    """Both lists follow the order of the scenario's residents."""
    lists: dict[str, Sequence[Assignment | Refusal]] = {"assignments": facts.schedule.assignments, "refusals": facts.schedule.refusals}
    for name, rows in lists.items():
        known = [row.resident for row in rows if row.resident in facts.resident_idx]
        for before, after in pairwise(known):
            if facts.resident_idx[after] < facts.resident_idx[before]:
                told = {"name": name, "after": quoted(after), "before": quoted(before)}
                message = _("In the %(name)s, resident %(after)s stands after %(before)s, against the order of the scenario.", **told)
                yield Violation("order", message, after)


def walk_seconds(facts: Facts) -> Iterator[Violation]:
    """The walk of each assignment is what the format's formula, or the walk matrix, gives."""
    assignments = facts.schedule.assignments
    claims = (assignments[number].walk_seconds for number in facts.placed[0].tolist())
    for placement, (claimed, actual) in enumerate(zip(claims, facts.walk_seconds.tolist(), strict=True)):
        if claimed != actual:
            amount = abs(claimed - actual) if actual < UNREACHABLE else None
            if actual < UNREACHABLE:
                sentence = _("the walk is %(actual)s seconds, not %(claimed)s seconds", actual=actual, claimed=claimed)
            else:
                sentence = _("the walk is too steep or too far to be walked, not %(claimed)s seconds", claimed=claimed)
            yield facts.violation(placement, "walk-seconds", sentence, amount=amount)


def stay_times(facts: Facts) -> Iterator[Violation]:
    """Times are local date-times of whole minutes with the right offset; stays are within the horizon and in time order."""
    assignments = facts.schedule.assignments
    for claimed, key in ((facts.claimed_stays, "stays"), (facts.claimed_excused, "excused")):
        first = np.searchsorted(claimed.assignment, claimed.assignment)
        for number in np.flatnonzero(~claimed.is_period).tolist():
            assignment = assignments[claimed.assignment[number]]
            stay: HeldStay = getattr(assignment, key)[number - first[number]]
            yield _stay_violation(assignment, _wrong_times(facts, stay))
        periods = np.flatnonzero(claimed.is_period)
        owner, start, end = (column[periods] for column in (claimed.assignment, claimed.start, claimed.end))
        for before in np.flatnonzero((owner[1:] == owner[:-1]) & (start[1:] < end[:-1])).tolist():
            period = facts.span(start[before + 1], end[before + 1])
            sentence = _("the stay %(period)s stands after one that ends later; stays are in time order, without overlap", period=period)
            yield _stay_violation(assignments[owner[before]], sentence, facts.iso(start[before + 1]))


def _wrong_times(facts: Facts, stay: HeldStay) -> str:
    """What is wrong with a stay that is no period of the horizon."""
    arrive, leave = facts.minute(stay.arrive), facts.minute(stay.leave)
    if NO_TIME in (arrive, leave):
        text = stay.arrive if arrive == NO_TIME else stay.leave
        return _(
            "%(text)s is no local date-time of a whole minute with the offset that is right then, such as %(at)s",
            text=quoted(text),
            at=facts.iso(0),
        )
    if arrive >= leave:
        return _("the stay %(period)s does not end after it begins", period=facts.span(arrive, leave))
    return _("the stay %(period)s reaches beyond the planned dates", period=facts.span(arrive, leave))


def _stay_violation(assignment: Assignment, sentence: str, at: str | None = None) -> Violation:
    message = _(
        "Resident %(resident)s at lot %(lot)s: %(sentence)s.",
        resident=quoted(assignment.resident),
        lot=quoted(assignment.lot),
        sentence=sentence,
    )
    return Violation("stay-times", message, assignment.resident, assignment.lot, at)


def reason(facts: Facts) -> Iterator[Violation]:
    """The reason of each refusal is the one that holds."""
    for refusal in facts.schedule.refusals:
        index = facts.resident_idx.get(refusal.resident)
        if index is None:
            continue
        right = REASONS_BY_STAGE[facts.survey.stage[index]]
        if refusal.reason != right:
            said = {"resident": quoted(refusal.resident), "reason": refusal.reason, "right": right, "why": _(REASONS[right])}
            message = _("Resident %(resident)s is refused as '%(reason)s', and it is '%(right)s': %(why)s.", **said)
            yield Violation("reason", message, refusal.resident)


def levels(facts: Facts) -> Iterator[Violation]:
    """The levels are the policy's, in order, and each value is what the assignments come to."""
    claimed = [level.objective for level in facts.schedule.levels]
    policy = list(facts.scenario.policy.objectives)
    if claimed != policy:
        message = _(
            "The levels are %(claimed)s, and the policy's are %(policy)s.",
            claimed=", ".join(claimed) or _("none"),
            policy=", ".join(policy),
        )
        yield Violation("levels", message)
    for level in facts.schedule.levels:
        value = LEVEL_VALUES[level.objective](facts)
        if value != level.value:
            said: dict[str, object] = {"level": level.objective, "value": value, "claimed": level.value}
            if value < UNREACHABLE:
                message = _("The level '%(level)s' is %(value)s, not %(claimed)s.", **said)
            else:
                message = _("The level '%(level)s' has no number: a walk is too steep or too far, not %(claimed)s.", **said)
            yield Violation("levels", message, amount=abs(value - level.value) if value < UNREACHABLE else None)


def bounds(facts: Facts) -> Iterator[Violation]:
    """No value is better than its bound."""
    for level in facts.schedule.levels:
        if level.bound is None:
            continue
        beyond = level.bound - level.value if level.objective in MINIMISED else level.value - level.bound
        if beyond > 0:
            said: dict[str, object] = {"level": level.objective, "value": level.value, "bound": level.bound}
            if level.objective in MINIMISED:
                message = _("The level '%(level)s' is %(value)s, and its bound says that no less than %(bound)s is possible.", **said)
            else:
                message = _("The level '%(level)s' is %(value)s, and its bound says that no more than %(bound)s is possible.", **said)
            yield Violation("bounds", message, amount=beyond)


def status(facts: Facts) -> Iterator[Violation]:
    """Optimal if and only if value = bound on every level; a baseline proves nothing."""
    schedule = facts.schedule
    unproved = [level.objective for level in schedule.levels if level.value != level.bound]
    if schedule.run.method in BASELINES:
        if schedule.status != "feasible":
            yield Violation("status", _("A schedule by the method '%(method)s' is never stated as optimal.", method=schedule.run.method))
        for level in schedule.levels:
            if level.bound is not None:
                message = _(
                    "The method '%(method)s' computes no bounds, and the level '%(objective)s' states %(bound)s.",
                    method=schedule.run.method,
                    objective=level.objective,
                    bound=level.bound,
                )
                yield Violation("status", message)
    elif schedule.status == "optimal" and unproved:
        yield Violation(
            "status", _("The schedule is stated as optimal, and value and bound differ on %(unproved)s.", unproved=", ".join(unproved))
        )
    elif schedule.status == "feasible" and not unproved:
        yield Violation(
            "status", _("The schedule is stated as feasible only, and value and bound are equal on every level: it is optimal.")
        )


FILE_CHECKS: dict[str, Callable[[Facts], Iterator[Violation]]] = {
    "scenario": scenario,
    "complete": complete,
    "order": order,
    "walk-seconds": walk_seconds,
    "stay-times": stay_times,
    "reason": reason,
    "levels": levels,
    "bounds": bounds,
    "status": status,
    "proof": proof,
    "bays": bays,
}
