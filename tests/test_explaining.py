"""Explanations against brute force: who gets a place, with which smallest changes, and what is said of the lots."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from random_scenarios import Data, random_scenario
from reference import LEAST, best, best_serving, objectives

from parking_share import Scenario, Schedule, proofs, solve
from parking_share.explaining import ResidentExplanation, explain_lot, explain_resident
from parking_share.explaining.changing import Change
from parking_share.explaining.changing import _moved as moved_rules
from parking_share.explaining.deciding import Answer, Case, Solver
from parking_share.optimize import Budget
from parking_share.verification.facts import Facts

SEEDS = [*range(20), 335, 342, 381]  # in the last three somebody is refused by a tie


@cache
def solved(seed: int) -> tuple[Data, Scenario, Schedule]:
    data = random_scenario(seed)
    scenario = Scenario.from_dict(data)
    return data, scenario, solve(scenario).schedule


def without(data: Data, resident: str) -> Data:
    return data | {"residents": [each for each in data["residents"] if each["id"] != resident]}


def gains(data: Data, values: tuple[int, ...]) -> tuple[int, ...]:
    """Level values as numbers to be maximised."""
    return tuple(-value if name in LEAST else value for name, value in zip(objectives(data), values, strict=True))


def truth(data: Data, resident: str) -> Answer:
    """Whether optimal schedules serve a resident, by looking at all of them."""
    serving = best_serving(data, resident)
    if serving is None:
        return "no"
    one, other = gains(data, serving.values), gains(data, best(without(data, resident)))
    return "yes" if one > other else "tie" if one == other else "no"


@pytest.mark.parametrize("seed", SEEDS)
def test_in_and_out_are_those_of_brute_force(seed: int) -> None:
    data, scenario, schedule = solved(seed)
    for resident in data["residents"]:
        case = Case(Solver(schedule, Budget()), scenario, resident["id"])
        decision = case.as_it_is
        assert decision.answer == truth(data, resident["id"]), resident["id"]
        serving = best_serving(data, resident["id"])
        if decision.objective is not None and serving is not None:
            level = objectives(data).index(decision.objective)
            one, other = gains(data, serving.values), gains(data, best(without(data, resident["id"])))
            assert one[:level] == other[:level]
            assert decision.gain == one[level] - other[level]


def changed(data: Data, resident: str, change: Change, after: Any = None) -> Data:
    """Plain data with a change, or with another value in its place."""
    scenario = change.applied(Scenario.from_dict(data), resident)
    result = scenario.to_dict()
    if after is not None:
        (key,) = change.keys
        next(each for each in result["residents"] if each["id"] == resident)[key] = after
    return Scenario.from_dict(result).to_dict()


@pytest.mark.parametrize("seed", SEEDS)
def test_changes_do_what_is_said_and_less_does_not(seed: int) -> None:
    data, scenario, schedule = solved(seed)
    for refusal in schedule.refusals:
        for finding in explain_resident(scenario, schedule, refusal.resident, None).findings:
            name, change = refusal.resident, finding.change
            assert truth(changed(data, name, change), name) == finding.answer, change
            if not finding.helps:
                continue
            if finding.smaller is None:
                assert truth(data, name) == finding.smaller_answer
            else:
                assert truth(changed(data, name, finding.smaller), name) == finding.smaller_answer, change
            # The page says the same of one minute or point less, without having solved it.
            if change.kind in ("points", "late", "early", "walk") and change.after - 1 > change.before:
                assert truth(changed(data, name, change, change.after - 1), name) == finding.smaller_answer, change


@pytest.mark.parametrize("seed", SEEDS)
def test_lots_agree_with_the_verifier(seed: int) -> None:
    _, scenario, schedule = solved(seed)
    facts, minute_of = Facts(scenario, schedule), scenario.time.minute_of
    proved = proofs(scenario, schedule)[0].outcome == "proved optimal"
    refused = {refusal.resident: refusal.reason for refusal in schedule.refusals}
    for number, resident in enumerate(scenario.residents):
        found = explain_resident(scenario, schedule, resident.id, 0)  # no time to solve: the facts are there all the same
        assert found.decision.answer == "undecided"
        near = [each.access for each in found.lots if not each.access.seconds_over]
        stage = 0 if not near else max(1 + (not each.obstacles) + each.can_use for each in near)
        assert stage == facts.survey.stage[number] if resident.id in refused else any(each.is_theirs for each in near)
        for access in near:
            for stay in access.stays if access.can_use else ():
                for full in stay.full:
                    assert minute_of(stay.start) <= minute_of(full.start) < minute_of(full.end) <= minute_of(stay.end)
                    for minute in (minute_of(full.start), minute_of(full.end) - 1):
                        there = present(facts, access.lot, full.rule, full.kind, minute)
                        assert len(there) == full.spaces
                        assert there <= set(full.residents)
            worth = next(each.worth for each in found.lots if each.access is access)
            if worth is not None and proved and (access.is_theirs or resident.id in refused):
                # Complementary slackness, up to less than one unit, by which a bound may be rounded down.
                assert worth.value - worth.price > -1 if access.is_theirs else worth.price - worth.value > -1
            if access.can_use and not access.is_theirs and schedule.status == "optimal":
                assert any(stay.full for stay in access.stays) or resident.id not in refused


def present(facts: Facts, lot_id: str, rule: str, kind: str, minute: int) -> set[str]:
    """Who is in a lot at a minute and counts in one of its rules, from the format's words."""
    lot = facts.scenario.lots[facts.lot_idx[lot_id]]
    exclusive = {each.kind for each in lot.kinds if each.exclusive}
    needs = {resident.id: set(resident.needs) for resident in facts.scenario.residents}
    counts = {"capacity": lambda needed: True, "kind-capacity": lambda needed: kind in needed, "exclusive": exclusive.isdisjoint}[rule]
    return {
        claim.resident
        for claim in facts.schedule.assignments
        if claim.lot == lot_id and counts(needs[claim.resident])
        for stay in claim.stays
        if facts.minute(stay.arrive) <= minute < facts.minute(stay.leave)
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_sieves_of_a_lot_count_everybody_once(seed: int) -> None:
    data, scenario, schedule = solved(seed)
    for lot in scenario.lots:
        found = explain_lot(scenario, schedule, lot.id, None)
        sieves = found.sieves
        groups = [sieves.too_far, *sieves.refused_by.values(), sieves.hours, sieves.here, sieves.nearer, sieves.farther, sieves.refused]
        assert sum(group.count for group in groups) == len(scenario.residents)
        assert sieves.here.count == sum(claim.lot == lot.id for claim in schedule.assignments)
        assert found.open_minutes <= found.length
        assert found.used_minutes <= found.shareable_minutes
        more = {"lots": [each | {"spaces": each["spaces"] + (each["id"] == lot.id)} for each in data["lots"]]}
        before, after = gains(data, best(data)), gains(data, best(data | more))
        if found.most_more is not None:
            assert after[0] - before[0] <= found.most_more
        assert found.one_more.answer == ("yes" if after > before else "tie" if after == before else "no")


def test_a_served_resident_is_told_what_other_lots_would_cost() -> None:
    """Of every lot that a resident could use: the optimum of all schedules that serve them there, by brute force."""
    seen = 0
    for seed in SEEDS[:12]:
        data, scenario, schedule = solved(seed)
        everything = gains(data, best(data))
        for resident in scenario.residents:
            found: ResidentExplanation = explain_resident(scenario, schedule, resident.id, None)
            for each in found.lots:
                if each.here is None:
                    continue
                seen += 1
                bound_to = [one | ({"fixed_lot": each.access.lot} if one["id"] == resident.id else {}) for one in data["residents"]]
                there = best_serving(data | {"residents": bound_to}, resident.id)
                if there is None:
                    assert each.here.answer == "no" and each.here.objective is None
                else:
                    here = gains(data, there.values)
                    assert each.here.answer == ("tie" if here == everything else "no")
                    if each.here.objective is not None:
                        level = objectives(data).index(each.here.objective)
                        assert each.here.gain == here[level] - everything[level]
    assert seen > 15


def test_no_time_is_said_and_nothing_is_guessed() -> None:
    _, scenario, schedule = solved(3)
    for refusal in schedule.refusals:
        found = explain_resident(scenario, schedule, refusal.resident, 0)
        assert found.decision.answer == "undecided"
        assert all(finding.answer == "undecided" for finding in found.findings)
        assert np.all([each.here is None or each.here.answer == "undecided" for each in found.lots])


@pytest.mark.parametrize(
    ("which", "begin_minutes", "end_minutes", "expected"),
    [
        ({0}, 30, 0, "workday 08:30-18:00; daily 22:00-22:30 x2; restday 23:30-00:15"),
        ({1, 2}, 0, -20, "workday 08:00-18:00; daily 22:00-22:10 x2; restday 23:30-23:55"),
        ({1}, 0, -30, None),  # nothing is left
        ({2}, 30, 0, None),  # it would begin on the next date
    ],
)
def test_only_the_rules_that_clash_are_moved(which: set[int], begin_minutes: int, end_minutes: int, expected: str | None) -> None:
    moved = moved_rules("workday 08:00-18:00; daily 22:00-22:30 x2;restday 23:30-00:15", which, begin_minutes, end_minutes)
    assert moved == expected
