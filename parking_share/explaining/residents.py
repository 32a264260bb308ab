"""Why a resident is refused, or served where they are; and what would get them a place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from parking_share.catalogue import Objective, Reason
from parking_share.errors import InputError, Problem
from parking_share.explaining.access import Access, access_to_lots
from parking_share.explaining.changing import ladders
from parking_share.explaining.deciding import Case, Decision, Solver
from parking_share.explaining.names import unknown
from parking_share.explaining.prices import Worth, worth
from parking_share.explaining.searching import Finding, smallest
from parking_share.optimize import Budget
from parking_share.scenario import Scenario
from parking_share.schedule import Schedule
from parking_share.texts import N_, _
from parking_share.verification.facts import Facts

DEFAULT_TIME_LIMIT = 60.0


@dataclass(frozen=True)
class Placed:
    """Somebody who was placed in a lot within reach."""

    resident: str
    points: int


@dataclass(frozen=True)
class LotReached:
    """A lot as a resident meets it: how far they get, what the minutes are worth, and what it would cost others to serve them there."""

    access: Access
    worth: Worth | None
    here: Decision | None

    @property
    def never_serves(self) -> bool:
        """Whether no schedule can serve the resident here, not even with nobody else there."""
        return self.here is not None and self.here.answer == "no" and self.here.objective is None


@dataclass(frozen=True)
class ResidentExplanation:
    """Why a resident has a place, or none.

    ``served_by`` is the lot in the schedule, None where there is none, and then ``reason`` says which sieve stopped the resident.
    ``decision`` is whether optimal schedules serve the resident. ``lots`` are those within the walk limit and the nearest beyond
    it. ``findings`` are the changes that were tried for a resident who is refused, each kind with its smallest that helps.
    ``placed`` are the residents whom ``lots`` name, with their points.
    """

    resident: str
    first_level: Objective
    points: int
    served_by: str | None
    reason: Reason | None
    decision: Decision
    lots: tuple[LotReached, ...]
    findings: tuple[Finding, ...]
    placed: tuple[Placed, ...]


def explain_resident(
    scenario: Scenario,
    schedule: Schedule,
    resident_id: str,
    time_limit: float | None = DEFAULT_TIME_LIMIT,
    on_progress: Callable[[str], None] = lambda text: None,
) -> ResidentExplanation:
    """Explain why a resident is served or not.

    Parameters
    ----------
    schedule
        Of this scenario, without violations.
    time_limit
        Seconds for all solves together; None for no limit. What is not decided by then is said to be undecided.
    on_progress
        Called with the step that is being worked on.

    Raises
    ------
    InputError
        For an id that is no resident of the scenario.
    """
    facts = Facts(scenario, schedule)
    number = facts.resident_idx.get(resident_id)
    if number is None:
        raise InputError([Problem("RESIDENT", unknown("resident", resident_id, facts.resident_idx, scenario.id))])
    on_progress(_("looking at the lots within reach"))
    lots = access_to_lots(facts, number)
    served_by = next((claim.lot for claim in schedule.assignments if claim.resident == resident_id), None)
    budget = Budget(time_limit)
    with budget.interruptible():
        case = Case(Solver(schedule, budget), scenario, resident_id)
        on_progress(_("solving with the resident and without"))
        decision = case.as_it_is
        findings: tuple[Finding, ...] = ()
        if served_by is None and decision.answer != "yes":
            findings = tuple(_findings(facts, case, number, lots, on_progress))
        reached = tuple(_reached(facts, case, number, access, on_progress) for access in lots)
    resident = scenario.residents[number]
    return ResidentExplanation(
        resident=resident_id,
        first_level=scenario.policy.objectives[0],
        points=resident.priority,
        served_by=served_by,
        reason=next((refusal.reason for refusal in schedule.refusals if refusal.resident == resident_id), None),
        decision=decision,
        lots=reached,
        findings=findings,
        placed=tuple(_placed(facts, lots)),
    )


def _reached(facts: Facts, case: Case, resident: int, access: Access, on_progress: Callable[[str], None]) -> LotReached:
    """What the minutes of a lot are worth that the resident can use, and what an optimal schedule would be with them there."""
    if not access.can_use:
        return LotReached(access, None, None)
    here = None
    if not access.is_theirs:
        on_progress(_("solving with the resident at %(lot)s", lot=access.lot))
        here = case.at(access.lot)
    return LotReached(access, worth(facts, resident, facts.lot_idx[access.lot]), here)


def _findings(facts: Facts, case: Case, resident: int, lots: tuple[Access, ...], on_progress: Callable[[str], None]) -> Iterator[Finding]:
    """The smallest change of each ladder."""
    now = case.as_it_is
    for ladder in ladders(facts, resident, lots, now):
        first = ladder.changes[0]
        tried = N_("trying %(change)s of %(lot)s") if first.lot else N_("trying %(change)s")
        on_progress(_(tried, change=first.kind, lot=first.lot))
        yield smallest(case, ladder, now.answer)


def _placed(facts: Facts, lots: tuple[Access, ...]) -> Iterator[Placed]:
    """Everybody who stands in the way somewhere, in scenario order."""
    named = {name for access in lots for stay in access.stays for full in stay.full for name in full.residents}
    for resident in facts.scenario.residents:
        if resident.id in named:
            yield Placed(resident.id, resident.priority)
