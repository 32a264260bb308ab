"""What the proofs of a schedule come to: a verdict a level, and the check that no bound says more than its prices prove."""

from __future__ import annotations

from collections.abc import Iterator

from parking_share.catalogue import MINIMISED, Objective
from parking_share.texts import _
from parking_share.verification.facts import Facts
from parking_share.verification.levels import LEVEL_VALUES
from parking_share.verification.pricing import Priced
from parking_share.verification.verdict import Verdict
from parking_share.verification.violation import Violation


def verdicts(facts: Facts) -> tuple[Verdict, ...]:
    """How good each level of the policy is proved to be, in order."""
    objectives = facts.scenario.policy.objectives
    values = {name: LEVEL_VALUES[name](facts) for name in objectives}
    stated = [level.objective for level in facts.schedule.levels]
    surplus = iter(facts.survey.surplus)
    found = []
    for number, (name, read) in enumerate(zip(objectives, facts.proofs, strict=True)):
        bound = facts.schedule.levels[number].bound if stated[number : number + 1] == [name] else None
        above = {other: _gain(other, values[other]) for other in objectives[:number]}
        proved = None if read.priced is None else proved_bound(read.priced, next(surplus), name, above)
        found.append(Verdict(name, values[name], bound, proved, read.by_search))
    return tuple(found)


def proved_bound(priced: Priced, surplus: int, objective: Objective, above: dict[Objective, int]) -> int:
    """The bound of a level that its prices prove for all schedules that reach the gains of the levels ``above``.

    The weight of the level times its gain is at most sum c(t) p(t) + sum q limit + the residents' surpluses - what the weights
    give those above. The gain is a whole number, so the quotient is rounded down.
    """
    reached = sum(priced.weights.get(name, 0) * gain for name, gain in above.items())
    gain = (priced.of_all() + surplus - reached) // priced.weights[objective]
    return _gain(objective, gain)


def _gain(objective: Objective, value: int) -> int:
    """What is to be maximised, from a level's value; and back."""
    return -value if objective in MINIMISED else value


def proof(facts: Facts) -> Iterator[Violation]:
    """Every proof is well formed, and no stated bound is tighter than its prices prove, unless a search is said to have closed it."""
    objectives, entries = facts.scenario.policy.objectives, facts.schedule.proof
    if entries is not None and len(entries) != len(objectives):
        yield Violation(
            "proof",
            _("There are %(n)s proofs, and %(levels)s levels; each level has one, or null.", n=len(entries), levels=len(objectives)),
        )
    for name, read in zip(objectives, facts.proofs, strict=True):
        for fault in read.faults:
            yield Violation("proof", _("The proof of the level '%(level)s' %(fault)s.", level=name, fault=fault))
    for verdict in verdicts(facts):
        if verdict.outcome in ("does not follow", "better than possible"):
            message = _(
                "The level '%(level)s' is %(value)s: %(verdict)s.", level=verdict.objective, value=verdict.value, verdict=verdict.sentence()
            )
            yield Violation("proof", message, amount=verdict.overstated or None)
