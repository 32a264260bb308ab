"""Does a schedule hold? A second opinion that trusts nothing of it and knows nothing of how it was made."""

from __future__ import annotations

from dataclasses import dataclass

from parking_share.memory import collector_paused
from parking_share.scenario import Scenario
from parking_share.schedule import Schedule
from parking_share.verification.facts import Facts
from parking_share.verification.file import BASELINES, FILE_CHECKS
from parking_share.verification.judging import verdicts
from parking_share.verification.levels import LEVEL_VALUES
from parking_share.verification.placing import RULE_CHECKS
from parking_share.verification.verdict import Verdict
from parking_share.verification.violation import Violation


@dataclass(frozen=True)
class Judgement:
    """What is wrong with a schedule, and how good it is proved to be.

    Parameters
    ----------
    violations
        Empty if and only if the schedule holds; in the order of the checks, those of the file first.
    verdicts
        One for each level of the policy, in order.
    """

    violations: tuple[Violation, ...]
    verdicts: tuple[Verdict, ...]


@collector_paused()
def judge(scenario: Scenario, schedule: Schedule) -> Judgement:
    """Check a schedule against the scenario it claims to be for, and its bounds against the proof it carries.

    Everything is worked out from these two alone. A bound without a proof, or one that rests on a search, cannot be
    checked: the verdict of its level says so.

    Parameters
    ----------
    scenario
        The scenario, read or made anew.
    schedule
        The schedule, as read; anything that it says may be wrong.
    """
    facts = Facts(scenario, schedule)
    checks = (*FILE_CHECKS.values(), *RULE_CHECKS.values())
    return Judgement(tuple(violation for check in checks for violation in check(facts)), verdicts(facts))


def verify(scenario: Scenario, schedule: Schedule) -> tuple[Violation, ...]:
    """The violations of ``judge``: empty if and only if the schedule holds."""
    return judge(scenario, schedule).violations


def proofs(scenario: Scenario, schedule: Schedule) -> tuple[Verdict, ...]:
    """The verdicts of ``judge``: how good each level of the policy is proved to be, in order."""
    facts = Facts(scenario, schedule)
    return verdicts(facts)


__all__ = ["BASELINES", "FILE_CHECKS", "LEVEL_VALUES", "RULE_CHECKS", "Judgement", "Verdict", "Violation", "judge", "proofs", "verify"]
