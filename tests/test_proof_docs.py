"""The page about proofs: its examples are worked through, their sums are the program's, and tampering never proves what is not so."""

from __future__ import annotations

import copy
import itertools
import json
import re
from pathlib import Path
from typing import Any, get_args

import proof_reference
import pytest
import reference
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from verify_cases import schedule_of

from parking_share.commands.verify import verify_command
from parking_share.scenario import Scenario
from parking_share.schedule import Schedule
from parking_share.verification import judge, proofs
from parking_share.verification.verdict import Outcome

Data = dict[str, Any]

PAGE = (Path(__file__).parents[1] / "docs" / "proof.md").read_text("utf-8")
SCENARIO, PROOF, NIGHTS, ROUNDED = (json.loads(block) for block in re.findall(r"^```json\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL))
STAYS = {
    "ann": ("2026-11-23T18:00+08:00", "2026-11-23T23:00+08:00"),
    "bob": ("2026-11-23T20:00+08:00", "2026-11-24T07:00+08:00"),
    "cai": ("2026-11-23T23:00+08:00", "2026-11-24T07:00+08:00"),
}
POSSIBLE = [(), ("ann",), ("bob",), ("cai",), ("ann", "cai")]  # Bob's stay overlaps both others
NIGHT = Scenario.from_dict(SCENARIO)
THREE_NIGHTS = Scenario.from_dict(NIGHTS)
WANTED = {"dan": (23, 24), "eve": (24, 25), "fay": (23, 25)}  # November's nights; any two want one of them


def night(served: tuple[str, ...], proof: object, bounds: tuple[int | None, int | None] = (None, None)) -> Data:
    """A schedule of the page's scenario; 100 m at 4.8 km/h, times 1.3, are 97.5 seconds: 98."""
    rows = [
        {"resident": name, "lot": "office", "walk_seconds": 98, "stays": [dict(zip(("arrive", "leave"), STAYS[name], strict=True))]}
        for name in served
    ]
    refusals = [{"resident": name, "reason": "full"} for name in STAYS if name not in served]
    points = sum(resident["priority"] for resident in SCENARIO["residents"] if resident["id"] in served)
    levels = [("priority", points, bounds[0]), ("keep", int("bob" in served), bounds[1])]
    status = "optimal" if all(value == bound for _, value, bound in levels) else "feasible"
    return schedule_of(NIGHT, levels, rows, refusals, status) | {"proof": proof}


def three_nights(served: str | None, proof: object, bound: int | None = None) -> Data:
    """A schedule of the page's second scenario, with one or none of the three in its one space."""
    held = [
        {"arrive": f"2026-11-{day}T20:00+08:00", "leave": f"2026-11-{day + 1}T07:00+08:00"} for day in (WANTED[served] if served else ())
    ]
    rows = [{"resident": served, "lot": "office", "walk_seconds": 98, "stays": held}] if served else []
    refusals = [{"resident": name, "reason": "full"} for name in WANTED if name != served]
    points = 2 * len(rows)
    status = "optimal" if points == bound else "feasible"
    return schedule_of(THREE_NIGHTS, [("priority", points, bound)], rows, refusals, status) | {"proof": proof}


@pytest.mark.parametrize(
    ("number", "data", "made"),
    [(0, SCENARIO, night(("ann", "cai"), PROOF, (3, 0))), (1, NIGHTS, three_nights("dan", ROUNDED, 2))],
    ids=["one night", "three nights"],
)
def test_the_examples_print_what_the_page_says(number: int, data: Data, made: Data, tmp_path: Path) -> None:
    blocks = re.findall(r"^```console\n\$ parking-share verify (.*?)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert len(blocks) == 2
    files, output = blocks[number]
    scenario, schedule = (tmp_path / name for name in files.split())
    scenario.write_text(json.dumps(data, sort_keys=True, ensure_ascii=False), "utf-8")  # which has the hash of the data
    schedule.write_text(json.dumps(made), "utf-8")
    result = CliRunner().invoke(verify_command, [str(scenario), str(schedule)])
    assert result.exit_code == 0
    assert result.output == output


def test_the_example_is_the_formula_and_the_optimum() -> None:
    found = reference.options(SCENARIO)
    prices = {("office", "capacity", ""): {1200: 2, 1380: 1}}
    assert proof_reference.bound(SCENARIO, found, "priority", {"priority": 1}, prices, {}) == 3
    assert proof_reference.bound(SCENARIO, found, "keep", {"priority": 1, "keep": 1}, prices, {"priority": 3}) == 0
    assert reference.best(SCENARIO) == (3, 0)


def test_the_example_with_a_rounding_is_the_formula_and_the_optimum() -> None:
    found = reference.options(NIGHTS)
    for divisor, proved in ((1, 6), (2, 2), (3, 8)):  # as the page says
        proof = copy.deepcopy(ROUNDED)
        proof[0]["roundings"][0]["divisor"] = divisor
        rounding = proof_reference.Rounding(divisor, 2, {("office", "capacity", ""): {1200: 1, 2640: 1, 4080: 1}})
        assert proof_reference.bound(NIGHTS, found, "priority", {"priority": 1}, {}, {}, [rounding]) == proved
        assert proofs(THREE_NIGHTS, Schedule.model_validate(three_nights("dan", proof)))[0].proved_bound == proved
    assert reference.best(NIGHTS) == (2,)


@given(st.integers(1, 50), st.lists(st.integers(0, 100), min_size=3, max_size=3))
def test_no_prices_prove_the_second_example_without_a_rounding(weight: int, each: list[int]) -> None:
    prices = [{"lot": "office", "rule": "capacity", "minutes": [1200, 2640, 4080], "prices": each}]
    proof = [{"objective": "priority", "weights": {"priority": weight}, "prices": prices}]
    (verdict,) = proofs(THREE_NIGHTS, Schedule.model_validate(three_nights("dan", proof)))
    assert verdict.proved_bound is not None
    assert verdict.proved_bound >= 3


def test_a_lower_price_is_a_weaker_bound_as_the_page_says() -> None:
    proof = copy.deepcopy(PROOF)
    for entry in proof:
        entry["prices"][0]["prices"][0] = 1
    judgement = judge(NIGHT, Schedule.model_validate(night(("ann", "cai"), proof, (3, 0))))
    assert [verdict.proved_bound for verdict in judgement.verdicts] == [3, 1]
    assert [verdict.outcome for verdict in judgement.verdicts] == ["proved optimal", "does not follow"]
    assert [(violation.rule, violation.amount) for violation in judgement.violations] == [("proof", 1)]


def test_the_page_names_every_outcome() -> None:
    table = PAGE.split("| outcome |")[1]
    assert set(re.findall(r"^\| `([a-z ]+)` \|", table, re.MULTILINE)) == set(get_args(Outcome))


NUMBERS = st.sampled_from([0, 1, 2, 3, 5, 1200, 1201, 1320, 1379, 1380, 1381, 1859, 1860, 2879, 10**30])


@st.composite
def tampered(draw: st.DrawFn) -> list[Any]:
    """The page's proof with one to four of its numbers exchanged for others, or dropped, or the entries swapped."""
    proof = copy.deepcopy(PROOF)
    for _ in range(draw(st.integers(1, 4))):
        entry = draw(st.sampled_from(proof))
        change = draw(st.sampled_from(["weight", "price", "minute", "drop", "swap", "search"]))
        if change == "weight":
            entry["weights"][draw(st.sampled_from(["priority", "keep", "walk"]))] = draw(NUMBERS)
        elif change in ("price", "minute"):
            entry["prices"][0][f"{change}s"][draw(st.integers(0, 1))] = draw(NUMBERS)
        elif change == "drop":
            entry["weights"].pop("priority", None)
        elif change == "swap":
            proof.reverse()
        else:
            entry["search"] = True
    return proof


BEST = proof_reference.all_values(SCENARIO, reference.options(SCENARIO))


@pytest.mark.parametrize("served", POSSIBLE, ids="+".join)
@given(proof=tampered())
def test_tampering_never_proves_a_value_that_is_not_the_best(served: tuple[str, ...], proof: list[Any]) -> None:
    verdicts = proofs(NIGHT, Schedule.model_validate(night(served, proof)))
    values = tuple(verdict.value for verdict in verdicts)
    for level, verdict in enumerate(verdicts):
        best = proof_reference.best_above(SCENARIO, BEST, level, values)
        assert verdict.proved_bound is None or verdict.proved_bound >= best
        assert verdict.outcome != "proved optimal" or verdict.value == best


def test_every_single_number_may_be_any_other() -> None:
    """Every weight and price of the true proof, one at a time, exchanged for others, whatever the schedule is."""
    for served, other, (number, key) in itertools.product(POSSIBLE, range(6), [(0, 0), (0, 1), (1, 0), (1, 1)]):
        for holder in ("prices", "weights"):
            proof = copy.deepcopy(PROOF)
            if holder == "prices":
                proof[number]["prices"][0]["prices"][key] = other
            else:
                proof[number]["weights"][("priority", "keep")[key]] = other
            verdicts = proofs(NIGHT, Schedule.model_validate(night(served, proof)))
            for level, verdict in enumerate(verdicts):
                best = proof_reference.best_above(SCENARIO, BEST, level, tuple(each.value for each in verdicts))
                assert verdict.proved_bound is None or verdict.proved_bound >= best


@st.composite
def tampered_roundings(draw: st.DrawFn) -> list[Any]:
    """The page's proof with up to three more roundings, and then up to four numbers exchanged for others."""
    proof = copy.deepcopy(ROUNDED)
    roundings = proof[0]["roundings"]
    small = st.integers(0, 4)
    for number in range(1, draw(st.integers(1, 4))):
        more: Data = {"divisor": draw(st.integers(1, 4)), "price": draw(small)}
        more["minutes"] = copy.deepcopy(roundings[0]["minutes"]) if draw(st.booleans()) else []
        more["residents"] = draw(st.dictionaries(st.sampled_from(list(WANTED)), small))
        more["earlier"] = {str(k): draw(small) for k in range(number)}
        roundings.append(more)
    for _ in range(draw(st.integers(0, 4))):
        rounding = draw(st.sampled_from(roundings))
        change = draw(st.sampled_from(["divisor", "price", "minutes", "weights"]))
        if change == "divisor":
            rounding["divisor"] = draw(NUMBERS.filter(bool))
        elif change == "price":
            rounding["price"] = draw(NUMBERS)
        elif rounding["minutes"]:
            rounding["minutes"][0][change][draw(st.integers(0, 2))] = draw(NUMBERS)
    return proof


NIGHTS_FOUND = reference.options(NIGHTS)
NIGHTS_BEST = proof_reference.all_values(NIGHTS, NIGHTS_FOUND)


@given(proof=tampered_roundings())
@settings(max_examples=300, deadline=None)
def test_tampering_with_roundings_never_proves_too_little(proof: list[Any]) -> None:
    assert NIGHTS_BEST == [(0,), (2,)]
    for served in (None, *WANTED):
        (verdict,) = proofs(THREE_NIGHTS, Schedule.model_validate(three_nights(served, proof)))
        assert verdict.proved_bound is None or verdict.proved_bound >= 2
        assert verdict.outcome != "proved optimal" or verdict.value == 2
