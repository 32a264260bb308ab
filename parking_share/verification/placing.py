"""The checks of the rules about who may park where: one for each rule of the catalogue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

import numpy as np

from parking_share.catalogue import Rule
from parking_share.texts import _
from parking_share.verification.admission import ADMISSION, obstacle
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
            yield Violation(
                "one-lot",
                _("Resident %(id)s is assigned %(times)s times.", id=quoted(resident_id), times=times),
                resident_id,
                amount=times - 1,
            )
        if resident_id in refused:
            yield Violation("one-lot", _("Resident %(id)s is both served and refused.", id=quoted(resident_id)), resident_id)


def walk_limit(facts: Facts) -> Iterator[Violation]:
    """The walk in whole seconds is <= 60 x the limit."""
    allowed = facts.walks.allowed[facts.placed[1]]
    for placement in np.flatnonzero(facts.walk_seconds > allowed).tolist():
        seconds, most = int(facts.walk_seconds[placement]), int(allowed[placement])
        if seconds >= UNREACHABLE:
            yield facts.violation(placement, "walk-limit", _("the walk is too steep or too far to be walked"))
        else:
            sentence = _("the walk takes %(seconds)s seconds and at most %(most)s are allowed", seconds=seconds, most=most)
            yield facts.violation(placement, "walk-limit", sentence, amount=seconds - most)


def max_moves(facts: Facts) -> Iterator[Violation]:
    """No more residents than the policy allows are served by a lot other than their current one."""
    most = facts.scenario.policy.max_moves
    resident, lot = facts.placed[1:]
    moved = len(np.unique(resident[facts.residents.is_move(resident, lot)]))
    if most is not None and moved > most:
        message = _(
            "Residents served by a lot other than their current one: %(moved)s, and at most %(most)s may be (policy.max_moves).",
            moved=moved,
            most=most,
        )
        yield Violation("max-moves", message, amount=moved - most)


def _admission(rule: Rule) -> Check:
    """The check that nothing stands in a resident's way by one rule of admission."""

    def check(facts: Facts) -> Iterator[Violation]:
        admits = np.empty(len(facts.placed[1]), np.bool_)
        for lot, placements in facts.placed_by_lot:
            admits[placements] = ADMISSION[rule](facts.residents, facts.placed[1][placements], lot, facts.scenario.lots[lot])
        for placement in np.flatnonzero(~admits).tolist():
            yield facts.violation(placement, rule, obstacle(rule, *facts.who_where(placement)[:2]))

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
    "max-moves": max_moves,
}
