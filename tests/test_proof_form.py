"""Proofs that are not well formed, each beside one that is; and every outcome, in data, in words and as a violation."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from pydantic import ValidationError
from verify_cases import Data, entry, evening, prices, rules_broken

from parking_share.commands.verify import verify_command
from parking_share.scenario import Scenario
from parking_share.schedule import Schedule, read_schedule, write_schedule
from parking_share.verification import Verdict, judge, proofs

# Two of the spaces are for everybody: at a price of 1 at 20:00 that is 2 x 1, and nobody has a surplus.
TRUE = [entry("priority", None, prices()), entry("served", None, prices()), entry("walk")]


def test_a_true_proof_holds_and_proves_every_level() -> None:
    scenario, schedule = evening(TRUE)
    judgement = judge(scenario, Schedule.model_validate(schedule))
    assert judgement.violations == ()
    assert [verdict.outcome for verdict in judgement.verdicts] == ["proved optimal"] * 3
    assert judgement.verdicts == proofs(scenario, Schedule.model_validate(schedule))


# What is changed in the true proof, and in one that is like it and well formed; and the words that the violation has.
FORMS: dict[str, tuple[object, object, str]] = {
    "a proof too few": ([*TRUE[:2], None], TRUE[:2], "There are 2 proofs, and 3 levels"),
    "another level's": (TRUE, [TRUE[1], TRUE[0], TRUE[2]], "is for 'served'"),
    "a weight of a level below": (
        [TRUE[0], entry("served", {"served": 1, "priority": 1}, prices(each=(2,))), TRUE[2]],
        [entry("priority", {"served": 1, "priority": 1}, prices(each=(2,))), *TRUE[1:]],
        "has a weight for 'served', which is not this level nor one above it",
    ),
    "a weight of a level that is not the policy's": (TRUE, [*TRUE[:2], entry("walk", {"walk": 1, "keep": 1})], "has a weight for 'keep'"),
    "no weight of its own": (TRUE, [TRUE[0], entry("served", {"priority": 1}, prices()), TRUE[2]], "gives this level itself no weight"),
    "an unknown lot": (
        TRUE,
        [entry("priority", None, prices(lot="cinema")), *TRUE[1:]],
        "lot 'cinema', rule 'exclusive', and the scenario",
    ),
    "a rule that the lot does not have": (
        [entry("priority", None, prices(), prices("capacity", "spare")), *TRUE[1:]],
        [entry("priority", None, prices(), prices("exclusive", "spare")), *TRUE[1:]],
        "lot 'spare', rule 'exclusive', and the scenario has no such spaces",
    ),
    "an unknown kind": (
        [entry("priority", None, prices(), prices("kind-capacity", kind="charging")), *TRUE[1:]],
        [entry("priority", None, prices(), prices("kind-capacity", kind="narrow")), *TRUE[1:]],
        "rule 'kind-capacity', kind 'narrow', and the scenario has no such spaces",
    ),
    "a kind where the rule has none": (TRUE, [entry("priority", None, prices(kind="wide")), *TRUE[1:]], "kind 'wide', and the scenario"),
    "a minute beyond the dates": (
        [entry("priority", None, prices(minutes=(1200, 4319), each=(1, 0))), *TRUE[1:]],
        [entry("priority", None, prices(minutes=(1200, 4320), each=(1, 0))), *TRUE[1:]],
        "a minute is not within the 4320 minutes of the planned dates",
    ),
    "minutes that do not ascend": (
        [entry("priority", None, prices(minutes=(1200, 1201), each=(1, 0))), *TRUE[1:]],
        [entry("priority", None, prices(minutes=(1200, 1200), each=(1, 0))), *TRUE[1:]],
        "their minutes do not ascend",
    ),
    "a price too few": (
        [entry("priority", None, prices(minutes=(1200, 1201), each=(1, 0))), *TRUE[1:]],
        [entry("priority", None, prices(minutes=(1200, 1201), each=(1,))), *TRUE[1:]],
        "2 minutes with 1 prices",
    ),
    "two lists for the same spaces": (
        [entry("priority", None, prices(), prices("capacity", minutes=(1300,))), entry("served", None, prices()), TRUE[2]],
        [entry("priority", None, prices(), prices(minutes=(1300,))), *TRUE[1:]],
        "has two lists of prices for lot 'lot', rule 'exclusive'",
    ),
    "a price of 1,001 digits": (
        [entry("priority", None, prices(), prices("kind-capacity", each=(10**999,), kind="wide")), *TRUE[1:]],
        [entry("priority", None, prices(), prices("kind-capacity", each=(10**1000,), kind="wide")), *TRUE[1:]],
        "a price has more than 1,000 digits",
    ),
    "a weight of 1,001 digits": (
        [*TRUE[:2], entry("walk", {"walk": 10**999})],
        [*TRUE[:2], entry("walk", {"walk": 10**1000})],
        "has a weight of more than 1,000 digits",
    ),
}


@pytest.mark.parametrize(("admitted", "refused", "words"), FORMS.values(), ids=FORMS)
def test_a_proof_is_well_formed(admitted: object, refused: object, words: str) -> None:
    # A lot with a price that nobody pays may weaken a bound, so only what belongs to the form is looked for here.
    forms = [violation.message for violation in judge(*_read(evening(admitted))).violations if "follow" not in violation.message]
    assert forms == []
    judgement = judge(*_read(evening(refused)))
    messages = [violation.message for violation in judgement.violations if violation.rule == "proof"]
    assert any(words in message for message in messages), messages
    assert "no proof" in [verdict.outcome for verdict in judgement.verdicts]


def _read(files: tuple[Scenario, Data]) -> tuple[Scenario, Schedule]:
    return files[0], Schedule.model_validate(files[1])


@pytest.mark.parametrize(
    "wrong",
    [
        entry("priority", {"priority": -1}),
        entry("priority", {"priority": 1.5}),
        entry("priority", {"points": 1}),
        entry("priority", None, prices(each=(-1,))),
        entry("priority", None, prices(minutes=(-1,))),
        entry("priority", None, prices("open")),
        entry("points", {"priority": 1}),
    ],
)
def test_numbers_are_whole_and_not_negative_and_names_are_known(wrong: Data) -> None:
    with pytest.raises(ValidationError):
        Schedule.model_validate(evening([wrong, None, None])[1])


# The walk is 0 and best; of ``served`` 2 of 2 or of 3 are reached; on ``priority`` any bound may be stated.
OUTCOMES: dict[str, tuple[Data, int | None, str, int | None, float | None, str]] = {
    "proved": (TRUE[0], 2, "proved optimal", 2, 0.0, "proved optimal: its prices prove that no more than 2 is possible"),
    "proved, a wider bound stated": (TRUE[0], 3, "proved optimal", 2, 0.0, "proved optimal"),
    "proved, no bound stated": (TRUE[0], None, "proved optimal", 2, 0.0, "proved optimal"),
    "less proved": (entry("priority"), 3, "within", 3, 33.4, "within 33.4 % of the best: its prices prove that no more than 3 is possible"),
    "less proved than stated": (
        entry("priority"),
        2,
        "does not follow",
        3,
        33.4,
        "the stated bound 2 does not follow from its proof: its prices prove only that no more than 3 is possible",
    ),
    "less proved than a search says": (
        entry("priority", search=True),
        2,
        "rests on a search",
        3,
        33.4,
        "the stated bound 2 rests on a search, which cannot be checked here; its prices prove that no more than 3 is possible",
    ),
    "a search that was not needed": (entry("priority", None, prices(), search=True), 2, "proved optimal", 2, 0.0, "proved optimal"),
}


@pytest.mark.parametrize(("proof", "stated", "outcome", "proved", "gap", "words"), OUTCOMES.values(), ids=OUTCOMES)
def test_outcomes(proof: Data, stated: int | None, outcome: str, proved: int, gap: float, words: str) -> None:
    scenario, schedule = evening([proof, None, None], (stated, 2, 0))
    judgement = judge(scenario, Schedule.model_validate(schedule))
    verdict = judgement.verdicts[0]
    assert (verdict.outcome, verdict.proved_bound, verdict.gap_percent) == (outcome, proved, gap)
    assert verdict.sentence().startswith(words)
    wrong = [violation for violation in judgement.violations if violation.rule == "proof"]
    assert len(wrong) == (outcome == "does not follow")
    assert all(violation.amount == 1 and verdict.sentence() in violation.message for violation in wrong)


def test_what_is_least_is_bounded_from_below() -> None:
    # Whoever is served walks 30 s. With a weight of 30 for a point nobody has a surplus: 0 - 2 x 30, so no less than 60 is walked.
    far = {"location": {"x": 30, "y": 0}}
    proof = entry("walk", {"priority": 30, "walk": 1})
    scenario, schedule = evening([None, None, proof], (2, 2, 60), **far)
    for row in schedule["assignments"]:
        row["walk_seconds"] = 30
    schedule["levels"][2]["value"], schedule["status"] = 60, "optimal"
    judgement = judge(scenario, Schedule.model_validate(schedule))
    assert judgement.violations == ()
    assert judgement.verdicts[2] == Verdict("walk", 60, 60, 60)
    schedule["proof"][2]["weights"]["priority"] = 29  # 0 - 2 x 29
    weaker = judge(scenario, Schedule.model_validate(schedule))
    assert weaker.verdicts[2].proved_bound == 58
    assert weaker.verdicts[2].sentence().endswith("its prices prove only that no less than 58 is possible")
    assert [violation.rule for violation in weaker.violations] == ["proof"]


def test_a_bound_without_a_figure_has_no_per_cent() -> None:
    verdict = Verdict("walk", 60, None, 0)
    assert (verdict.outcome, verdict.gap_percent) == ("within", None)
    assert verdict.sentence() == "its prices prove that no less than 0 is possible"


def test_a_value_that_is_better_than_possible_is_a_violation() -> None:
    # All three in two spaces: three points, and the prices prove that no more than two are possible.
    scenario, schedule = evening([TRUE[0], None, None], (3, 3, 0))
    schedule["assignments"].append(copy.deepcopy(schedule["assignments"][0]) | {"resident": "r2"})
    schedule["refusals"] = []
    schedule["levels"][0]["value"] = schedule["levels"][1]["value"] = 3
    schedule["status"] = "optimal"
    judgement = judge(scenario, Schedule.model_validate(schedule))
    assert {violation.rule for violation in judgement.violations} == {"exclusive", "proof"}
    assert judgement.verdicts[0].outcome == "better than possible"
    assert "something else in the schedule is wrong" in judgement.verdicts[0].sentence()


def test_a_figure_that_is_wrong_does_not_make_a_bound() -> None:
    # Five points are stated above; the bound of the walk is worked out from the two that there are.
    proof = [None, None, entry("walk", {"priority": 30, "walk": 1})]
    scenario, schedule = evening(proof, (5, 2, None))
    schedule["levels"][0]["value"] = 5
    judgement = judge(scenario, Schedule.model_validate(schedule))
    assert {violation.rule for violation in judgement.violations} == {"levels"}
    assert judgement.verdicts[2].proved_bound == -(3 * 30 - 2 * 30)


@pytest.mark.parametrize("proof", [None, [], [None, None, None], TRUE, [TRUE[0], None, TRUE[2]]])
def test_a_proof_is_written_as_it_is_read(proof: object, tmp_path: Path) -> None:
    schedule = Schedule.model_validate(evening(proof)[1])
    write_schedule(schedule, tmp_path / "s.json")
    assert read_schedule(tmp_path / "s.json") == schedule
    text = (tmp_path / "s.json").read_text("utf-8")
    assert ('"proof"' in text) == (proof is not None)
    lists = [line for line in text.splitlines() if '"minutes"' in line]
    assert len(lists) == sum(len(item["prices"]) for item in proof or [] if item)  # type: ignore[attr-defined]


@pytest.mark.parametrize("weight", [1, 10**9, 10**18, 10**30, 10**900])
def test_big_numbers_stay_exact(weight: int, tmp_path: Path) -> None:
    # Without a price three residents have a surplus of the weight: 3. At a price of 1 two spaces cost 2 x 1, and each surplus is 1
    # less: 3 times the weight, less 1. Divided by the weight and rounded down that is 2, however big the weight is.
    for price, most in ((0, 3), (1, 2)):
        proof = entry("priority", {"priority": weight}, prices(each=(price,)))
        scenario, schedule = evening([proof, None, None], (3, 2, 0))
        write_schedule(Schedule.model_validate(schedule), tmp_path / "s.json")
        assert proofs(scenario, read_schedule(tmp_path / "s.json"))[0].proved_bound == most


SAID: dict[str, tuple[Callable[[], tuple[Scenario, Data]], int, str]] = {
    "holds": (lambda: evening(TRUE), 0, "  priority 2: proved optimal: its prices prove that no more than 2 is possible\n"),
    "does not": (lambda: evening([entry("priority"), *TRUE[1:]]), 1, "  priority 2: the stated bound 2 does not follow from its proof"),
}


@pytest.mark.parametrize(("files", "code", "line"), SAID.values(), ids=SAID)
def test_the_command_says_it(files: Callable[[], tuple[Scenario, Data]], code: int, line: str, tmp_path: Path) -> None:
    scenario, schedule = files()
    paths = [tmp_path / "scenario.json", tmp_path / "schedule.json"]
    paths[0].write_text(json.dumps(scenario.to_dict(), sort_keys=True, ensure_ascii=False), "utf-8")
    schedule["scenario"]["sha256"] = Scenario.from_dict(scenario.to_dict()).source.sha256
    paths[1].write_text(json.dumps(schedule), "utf-8")
    result = CliRunner().invoke(verify_command, [str(path) for path in paths])
    assert result.exit_code == code, result.output
    assert line in result.output
    report = json.loads(CliRunner().invoke(verify_command, [*map(str, paths), "--json"]).output)
    assert report["levels"] == [verdict.to_dict() for verdict in proofs(scenario, Schedule.model_validate(schedule))]


def test_null_is_the_default() -> None:
    nothing = {"objective": "priority", "weights": {"priority": 1, "keep": None}, "search": None, "prices": [prices() | {"kind": None}]}
    written_out = entry("priority", {"priority": 1, "keep": 0}, prices(), search=False)
    given, meant = (Schedule.model_validate(evening([proof, None, None])[1]) for proof in (nothing, written_out))
    assert given == meant


def test_no_lot_and_nobody() -> None:
    scenario, schedule = evening([entry("priority"), entry("served"), entry("walk")])
    for key in ("lots", "residents"):
        variant = Scenario.from_dict(scenario.to_dict() | {key: []})
        verdicts = proofs(variant, Schedule.model_validate(schedule))
        assert [verdict.proved_bound for verdict in verdicts] == [0, 0, 0]


def test_a_schedule_without_a_proof_has_no_verdict_but_that() -> None:
    scenario, schedule = evening(None)
    assert rules_broken(scenario, schedule) == set()
    assert {verdict.outcome for verdict in proofs(scenario, Schedule.model_validate(schedule))} == {"no proof"}
