"""The checks of the rules about who may park where: one for each rule of the catalogue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from parking_share.catalogue import Rule
from parking_share.verification.admission import ADMISSION
from parking_share.verification.facts import Facts
from parking_share.verification.occupancy import capacity, exclusive, kind_capacity
from parking_share.verification.staying import all_stays, excused, gate, is_open, tolerance
from parking_share.verification.violation import Violation, quoted
from parking_share.verification.walks import UNREACHABLE

Check = Callable[[Facts], Iterator[Violation]]


def one_lot(facts: Facts) -> Iterator[Violation]:
    """A resident is served once or refused, never both."""
    refused = {refusal.resident for refusal in facts.schedule.refusals}
    for resident_id, times in Counter(assignment.resident for assignment in facts.schedule.assignments).items():
        if times > 1:
            yield Violation("one-lot", f"Resident {quoted(resident_id)} is assigned {times} times.", resident_id, amount=times - 1)
        if resident_id in refused:
            yield Violation("one-lot", f"Resident {quoted(resident_id)} is both served and refused.", resident_id)


def walk_limit(facts: Facts) -> Iterator[Violation]:
    """The walk in whole seconds is <= 60 x the limit."""
    for placement in facts.placements:
        seconds, allowed = facts.walks.seconds(placement.resident, placement.lot), facts.walks.allowed(placement.resident)
        if seconds >= UNREACHABLE:
            yield placement.violation("walk-limit", "the walk is too steep or too far to be walked")
        elif seconds > allowed:
            sentence = f"the walk takes {seconds} seconds and at most {allowed} are allowed"
            yield placement.violation("walk-limit", sentence, amount=seconds - allowed)


def _admission(rule: Rule) -> Check:
    """The check that nothing stands in a resident's way by one rule of admission."""
    obstacle = ADMISSION[rule]

    def check(facts: Facts) -> Iterator[Violation]:
        for placement in facts.placements:
            sentence = obstacle(placement.resident, placement.lot)
            if sentence is not None:
                yield placement.violation(rule, sentence)

    return check


RULE_CHECKS: dict[Rule, Check] = {
    "one-lot": one_lot,
    "all-stays": all_stays,
    "excused": excused,
    "tolerance": tolerance,
    "open": is_open,
    "gate": gate,
    "walk-limit": walk_limit,
    "serves": _admission("serves"),
    "height": _admission("height"),
    "fee": _admission("fee"),
    "kind": _admission("kind"),
    "excluded": _admission("excluded"),
    "fixed": _admission("fixed"),
    "capacity": capacity,
    "kind-capacity": kind_capacity,
    "exclusive": exclusive,
}
