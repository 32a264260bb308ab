"""Does a schedule hold? A second opinion that trusts nothing of it and knows nothing of how it was made."""

from __future__ import annotations

from parking_share.scenario import Scenario
from parking_share.schedule import Schedule
from parking_share.verification.facts import Facts
from parking_share.verification.file import BASELINES, FILE_CHECKS
from parking_share.verification.levels import LEVEL_VALUES
from parking_share.verification.placing import RULE_CHECKS
from parking_share.verification.violation import Violation


def verify(scenario: Scenario, schedule: Schedule) -> tuple[Violation, ...]:
    """Check a schedule against the scenario it claims to be for; everything is worked out from these two alone.

    That a bound is true needs a proof and is not checked here: only that no value is better than its bound.

    Parameters
    ----------
    scenario
        The scenario, read or made anew.
    schedule
        The schedule, as read; anything that it says may be wrong.

    Returns
    -------
    tuple of Violation
        Empty if and only if the schedule holds; in the order of the checks, those of the file first.
    """
    facts = Facts(scenario, schedule)
    checks = (*FILE_CHECKS.values(), *RULE_CHECKS.values())
    return tuple(violation for check in checks for violation in check(facts))


__all__ = ["BASELINES", "FILE_CHECKS", "LEVEL_VALUES", "RULE_CHECKS", "Violation", "verify"]
