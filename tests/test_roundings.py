"""Roundings in a proof: how they are read, what is wrong with them, and each part of a share and a limit by itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from random import Random

import jsonschema
import pytest
import reference
from proof_reference import Rounding, all_schedules, all_values, bound, level_proof, limits, random_roundings, shares
from random_scenarios import random_scenario, with_max_moves
from verify_cases import Data, entry, evening, prices

from parking_share.errors import InputError
from parking_share.jsonschema import schedule_schema
from parking_share.scenario import Scenario
from parking_share.schedule import LevelProof, Schedule, read_schedule, write_schedule
from parking_share.solving import solve
from parking_share.verification import judge, proofs
from parking_share.verification.ground import Ground
from parking_share.verification.pricing import Priced
from parking_share.verification.proofs import read_roundings

# The evening: one lot, two spaces for everybody, r0 to r2 want Monday 20:00 to 21:00 (minutes 1200 to 1260) and may leave at 20:30
# or later where the spaces become fewer; they need no kind.


def weights(
    rule: str = "exclusive", lot: str = "lot", minutes: tuple[int, ...] = (1200,), each: tuple[int, ...] = (1,), kind: str = ""
) -> Data:
    return {"lot": lot, "rule": rule, "kind": kind, "minutes": list(minutes), "weights": list(each)}


def rounding(*minutes: Data, divisor: int = 1, price: int = 1, **more: object) -> Data:
    return {"divisor": divisor, "price": price, "minutes": list(minutes)} | more


def rounded(*roundings: Data, **weight: int) -> list[Data | None]:
    """A proof of the level ``priority`` by roundings alone."""
    return [entry("priority", weight or None, roundings=list(roundings)), None, None]


def proved(proof: list[Data | None], **lot: object) -> int | None:
    scenario, schedule = evening(proof, (None, None, None), **lot)
    return proofs(scenario, Schedule.model_validate(schedule))[0].proved_bound


# --- the file ---------------------------------------------------------------------------------------------------------

TWO = [rounding(weights(), residents={"r0": 1, "r2": 0}, divisor=2, price=3), rounding(divisor=1, price=0, earlier={"0": 7})]


@pytest.mark.parametrize("roundings", [[], TWO[:1], TWO])
def test_roundings_are_written_as_they_are_read(roundings: list[Data], tmp_path: Path) -> None:
    schedule = Schedule.model_validate(evening([entry("priority", None, prices(), prices("capacity"), roundings=roundings), None, None])[1])
    write_schedule(schedule, tmp_path / "s.json")
    assert read_schedule(tmp_path / "s.json") == schedule
    lines = (tmp_path / "s.json").read_text("utf-8").splitlines()
    assert len([line for line in lines if '"divisor"' in line]) == len(roundings)
    assert len([line for line in lines if '"prices": [1]' in line]) == 2
    assert any('"roundings"' in line for line in lines) == bool(roundings)
    for part in ("residents", "earlier"):  # an empty one is not written
        assert len([line for line in lines if f'"{part}": {{' in line]) == len([each for each in roundings if each.get(part)])
    assert not any('"minutes": []' in line for line in lines)


def test_null_is_the_default() -> None:
    given = rounded(rounding(weights() | {"kind": None}) | {"residents": None, "earlier": None})
    meant = rounded(rounding(weights(), residents={}, earlier={}))
    assert Schedule.model_validate(evening(given)[1]) == Schedule.model_validate(evening(meant)[1])
    nothing = [entry("priority", roundings=None), None, None]
    assert Schedule.model_validate(evening(nothing)[1]) == Schedule.model_validate(evening(rounded())[1])


def test_the_schema_describes_roundings() -> None:
    jsonschema.validate(json.loads(json.dumps(evening(rounded(*TWO))[1])), schedule_schema())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(evening(rounded(rounding(divisor=0)))[1], schedule_schema())


WRONG: dict[str, tuple[Data, str, str]] = {
    "divisor 0": (rounding(divisor=0), "divisor", "must be at least 1, not 0"),
    "a negative price": (rounding(price=-1), "price", "must be at least 0, not -1"),
    "half a weight": (rounding(residents={"r0": 0.5}), "residents.r0", "must be a whole number, not 0.5"),
    "a negative weight": (rounding(earlier={"0": -1}), "earlier.0", "must be at least 0, not -1"),
    "a weight that is null": (rounding(residents={"r0": None}), "residents.r0", "must not be null"),
    "an earlier one by name": (rounding(earlier={"first": 1}), "earlier.first", "is no number of an earlier rounding"),
    "an earlier one counted back": (rounding(earlier={"-1": 1}), "earlier.-1", "is no number of an earlier rounding"),
    "a number in another way": (rounding(earlier={"00": 1}), "earlier.00", "is no number of an earlier rounding"),
    "a number of 5,000 digits": (rounding(earlier={"1" * 5000: 1}), "earlier.111", "is no number of an earlier rounding"),
    "a list of residents": ({"divisor": 1, "price": 1, "residents": ["r0"]}, "residents", "Input should be a valid dictionary"),
    "no divisor": ({"price": 1}, "divisor", "is required; add it"),
}


@pytest.mark.parametrize(("wrong", "at", "words"), WRONG.values(), ids=WRONG)
def test_what_no_rounding_can_be_is_refused_with_its_place(wrong: Data, at: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "s.json").write_text(json.dumps(evening(rounded(rounding(), wrong))[1]), "utf-8")
    with pytest.raises(InputError) as raised:
        read_schedule(tmp_path / "s.json")
    (problem,) = raised.value.problems
    assert problem.place.startswith(f"s.json.proof[0].roundings[1].{at}")
    assert words in problem.message


# What is well formed, what is like it and is not, and the words that the violation has.
FORMS: dict[str, tuple[list[Data], list[Data], str]] = {
    "an unknown lot": (
        [rounding(weights())],
        [rounding(weights(lot="cinema"))],
        "rounding 0, weights for lot 'cinema', rule 'exclusive', and the",
    ),
    "a rule that the lot does not have": (
        [rounding(), rounding(weights("capacity", "spare"))],
        [rounding(), rounding(weights("exclusive", "spare"))],
        "has, in rounding 1, weights for lot 'spare', rule 'exclusive', and the scenario has no such spaces",
    ),
    "an unknown kind": (
        [rounding(weights("kind-capacity", kind="wide"))],
        [rounding(weights("kind-capacity", kind="narrow"))],
        "kind 'narrow', and the scenario has no such spaces",
    ),
    "a minute beyond the dates": (
        [rounding(weights(minutes=(4319,)))],
        [rounding(weights(minutes=(4320,)))],
        "a minute is not within the 4320 minutes of the planned dates",
    ),
    "a minute beyond all numbers": (
        [rounding(weights(minutes=(4319,)))],
        [rounding(weights(minutes=(10**30,)))],
        "a minute is not within the 4320 minutes of the planned dates",
    ),
    "minutes that do not ascend": (
        [rounding(weights(minutes=(1200, 1201), each=(1, 1)))],
        [rounding(weights(minutes=(1201, 1200), each=(1, 1)))],
        "their minutes do not ascend",
    ),
    "a weight too many": (
        [rounding(weights(minutes=(1200, 1201), each=(1, 1)))],
        [rounding(weights(minutes=(1200, 1201), each=(1, 1, 1)))],
        "2 minutes with 3 weights",
    ),
    "two lists for the same spaces": (
        [rounding(weights(), weights("capacity")), rounding(weights())],
        [rounding(weights("capacity"), weights(minutes=(1200,)), weights(minutes=(1300,)))],
        "has, in rounding 0, two lists of weights for lot 'lot', rule 'exclusive'",
    ),
    "an unknown resident": (
        [rounding(residents={"r2": 1})],
        [rounding(residents={"r3": 1})],
        "has, in rounding 0, a weight for the resident 'r3', whom the scenario does not have",
    ),
    "itself": (
        [rounding(), rounding(earlier={"0": 1})],
        [rounding(), rounding(earlier={"1": 1})],
        "in rounding 1, a weight for rounding 1, which",
    ),
    "a later one": (
        [rounding(), rounding(earlier={"0": 1})],
        [rounding(earlier={"1": 1}), rounding()],
        "in rounding 0, a weight for rounding 1, which",
    ),
    "one that is not there": ([rounding()], [rounding(earlier={"7": 0})], "a weight for rounding 7, which is not one before it"),
    "a weight of a minute of 1,001 digits": (
        [rounding(weights(each=(10**999,)))],
        [rounding(weights(each=(10**1000,)))],
        "a weight has more than 1,000 digits",
    ),
    "a divisor of 1,001 digits": (
        [rounding(divisor=10**999)],
        [rounding(divisor=10**1000)],
        "rounding 0, a number of more than 1,000 digits",
    ),
    "a price of 1,001 digits": ([rounding(price=10**999)], [rounding(price=10**1000)], "rounding 0, a number of more than 1,000 digits"),
    "a weight of a resident of 1,001 digits": (
        [rounding(residents={"r0": 10**999})],
        [rounding(residents={"r0": 10**1000}, divisor=9)],
        "rounding 0, a number of more than 1,000 digits",
    ),
    "a weight of an earlier one of 1,001 digits": (
        [rounding(), rounding(earlier={"0": 10**999})],
        [rounding(), rounding(earlier={"0": 10**1000})],
        "rounding 1, a number of more than 1,000 digits",
    ),
    "a limit of 1,001 digits": (  # two spaces
        [rounding(weights(each=(5 * 10**999 - 1,)))],
        [rounding(weights(each=(5 * 10**999,)))],
        "rounding 0, a share or a limit of more than 1,000 digits",
    ),
    "a share of 1,001 digits": (  # in a lot without a space
        [rounding(weights("capacity", "spare", (1, 2), (10**998, 10**998)))],
        [rounding(weights("capacity", "spare", (1, 2), (9 * 10**999, 10**999)))],
        "rounding 0, a share or a limit of more than 1,000 digits",
    ),
    "numbers that grow from one to the next": (
        [rounding(weights()), *(rounding(earlier={str(k): 10**499}, divisor=2) for k in range(2))],
        [rounding(weights()), *(rounding(earlier={str(k): 10**499}, divisor=1) for k in range(50))],
        "rounding 3, a share or a limit of more than 1,000 digits",
    ),
}


@pytest.mark.parametrize(("admitted", "refused", "words"), FORMS.values(), ids=FORMS)
def test_a_rounding_is_well_formed(admitted: list[Data], refused: list[Data], words: str) -> None:
    for roundings in (admitted, refused):
        scenario, schedule = evening(rounded(*roundings), (None, None, None))
        judgement = judge(scenario, Schedule.model_validate(schedule))
        messages = [violation.message for violation in judgement.violations if violation.rule == "proof"]
        if roundings is admitted:
            assert (messages, judgement.verdicts[0].proved_bound is None) == ([], False)
        else:
            assert all(message.startswith("The proof of the level 'priority' has, in rounding ") for message in messages)
            assert any(words in message for message in messages), messages
            assert judgement.verdicts[0].outcome == "no proof"


def test_every_fault_is_told_and_none_because_of_another() -> None:
    wrong = [rounding(weights(lot="cinema"), residents={"x": 1}), rounding(earlier={"0": 1}), rounding(residents={"y": 1})]
    scenario, schedule = evening(rounded(*wrong), (None, None, None))
    found = [violation.message.split(", ")[1] for violation in judge(scenario, Schedule.model_validate(schedule)).violations]
    assert found == ["in rounding 0", "in rounding 0", "in rounding 2"]


# --- shares and limits ------------------------------------------------------------------------------------------------


def test_each_part_of_a_share_and_of_a_limit() -> None:
    # Three residents have a point each. So the bound is 3 without a rounding, and else price x limit + sum max(0, 1 - price x share).
    assert proved(rounded()) == 3
    assert proved(rounded(rounding(weights()))) == 2 * 1  # limit 2 spaces x 1, each share 1
    assert proved(rounded(rounding(weights("capacity")))) == 3  # 3 spaces
    assert proved(rounded(rounding(weights("kind-capacity", kind="wide")))) == 1 + 3  # nobody needs it, so nobody pays for its space
    assert proved(rounded(rounding(weights(each=(3,)), divisor=2))) == 3 + 0  # limit 6 / 2; shares 3 / 2 rounded down are 1
    assert proved(rounded(rounding(weights(each=(3,)), divisor=4))) == 1 + 3  # limit 6 / 4 rounded down; no shares
    assert proved(rounded(rounding(residents={"r0": 1, "r1": 1}))) == 2 + 1  # limit 2; r2 has no share
    assert proved(rounded(rounding(residents={"r0": 2}, price=2))) == 4 + 2
    assert proved(rounded(rounding(weights(each=(1,)), residents={"r0": 1}, divisor=2))) == 1 + 2  # limit (2 + 1) / 2; only r0 has 2 / 2
    assert proved(rounded(rounding(weights(), price=0), rounding(earlier={"0": 1}))) == 2  # the same as the first one at its price
    assert proved(rounded(rounding(weights(), price=0), rounding(earlier={"0": 3}, divisor=2))) == 3  # limit 6 / 2, shares 3 / 2: as above
    assert proved(rounded(rounding(weights(each=(2,)), divisor=2, price=0), rounding(earlier={"0": 1}))) == 2  # of shares, after division
    assert proved(rounded(rounding(weights()), rounding(weights()))) == 4  # both pay, and nothing is below 0
    assert proved(rounded(rounding(weights(minutes=(1260,))))) == 2 + 3  # they have left
    assert proved(rounded(rounding(weights(minutes=(1199, 1200, 1259, 1260), each=(1, 1, 1, 1)), divisor=2))) == 4 + 0


def test_the_cheapest_cut_is_by_the_weights_of_the_rounding_alone() -> None:
    # From 20:40 on there is one space less, so that a stay may end there. Whoever does so is not there at 20:50.
    fewer: Data = {"closures": [{"from": "2026-11-23T20:40", "to": "2026-11-23T22:00", "spaces": 1}]}
    assert proved(rounded(rounding(weights(minutes=(1250,)))), **fewer) == 1 + 3
    assert proved(rounded(rounding(weights(minutes=(1239,)))), **fewer) == 2
    # What is cut off counts in the price of a cut, but not in a share.
    scenario, schedule = evening([], (None, None, None), **fewer)
    trimmed = Scenario.from_dict(scenario.to_dict() | {"policy": {"objectives": ["priority", "trim"]}})
    proof = [None, entry("trim", {"priority": 100, "trim": 1}, roundings=[rounding(weights(minutes=(1250,)), price=100)])]
    levels = [{"objective": name, "value": 0, "bound": None} for name in ("priority", "trim")]
    made = Schedule.model_validate(schedule | {"proof": proof, "levels": levels})
    # The share is 0, for the rounding by itself is cheapest at 20:40. So each of three has a surplus of 100; the limit is 1, at 100;
    # two points are reached above: 100 + 300 - 200, and what is to be least comes with a minus.
    assert proofs(trimmed, made)[1].proved_bound == -200


# --- against all schedules --------------------------------------------------------------------------------------------


def cases(seeds: range) -> Iterator[tuple[Random, Data, dict[tuple[str, str], reference.Option]]]:
    for seed in seeds:
        data = random_scenario(seed)
        data = data if seed % 3 else with_max_moves(seed, data)
        yield Random(seed), data, reference.options(data)


def test_every_schedule_keeps_every_rounding() -> None:
    tight = cut_off = 0
    for random, data, found in cases(range(300, 330)):
        people = {resident["id"]: resident for resident in data["residents"]}
        roundings = random_roundings(random, data, found, 6)
        most = limits(data, roundings)
        counted = {(who, lot): shares(data, people[who], lot, option, roundings) for (who, lot), option in found.items()}
        reached = [0] * len(roundings)
        for placed, _ in all_schedules(data, found):
            total = [sum(counted[pair][number] for pair in placed.items()) for number in range(len(roundings))]
            assert all(each <= limit for each, limit in zip(total, most, strict=True))
            reached = [max(pair) for pair in zip(reached, total, strict=True)]
        tight += sum(0 < each == limit for each, limit in zip(reached, most, strict=True))
        everybody = [
            sum(max(counted[one, lot][n] for one, lot in counted if one == who) for who in {one for one, _ in counted}) for n in range(6)
        ]
        cut_off += sum(each > limit for each, limit in zip(everybody, most, strict=True))
    assert tight > 10  # some could not be any smaller
    assert cut_off > 10  # and some forbid something


def test_not_even_the_most_telling_of_many_roundings_proves_too_much() -> None:
    better = optimal = nested = 0
    for random, data, found in cases(range(400, 424)):
        name = reference.objectives(data)[0]
        weights = {name: random.choice([1, 2, 6])}
        chosen: list[Rounding] = []
        least = start = bound(data, found, name, weights, {}, {})
        for _ in range(40):
            for tried in (random_roundings(random, data, found, 2), [*chosen, *random_roundings(random, data, found, 1, len(chosen))]):
                proved = bound(data, found, name, weights, {}, {}, tried)
                if proved < least:
                    chosen, least = tried, proved
        (best, *_), *_ = sorted(all_values(data, found), reverse=True)
        assert least >= best, data["id"]
        schedule = solve(Scenario.from_dict(data), "fcfs").schedule
        proof = [level_proof(name, weights, {}, chosen), *[None] * (len(schedule.levels) - 1)]
        verdict = proofs(Scenario.from_dict(data), Schedule.model_validate(schedule.model_dump() | {"proof": proof}))[0]
        assert verdict.proved_bound == least, data["id"]
        better += least < start
        optimal += least == best < start
        nested += any(any(each.earlier.values()) for each in chosen)
    assert better > 4  # what is tried does tell something,
    assert optimal > 0  # sometimes all that there is,
    assert nested > 0  # and earlier roundings have a part in it


def test_numbers_of_a_fixed_size_are_used_only_where_they_are_sure_to_fit() -> None:
    data = evening(None)[0].to_dict()
    ground = Ground(Scenario.from_dict(data | {"policy": data["policy"] | {"max_moves": 0}}))
    sizes = [2**40, 2**60, 2**61, 10**30]
    parts = ["divisor", "price", "minute", "resident", "earlier", "moves"]
    for size, part in product(sizes, parts):
        numbers = {each: size if each == part else 1 for each in parts}
        first = rounding(weights(each=(numbers["minute"],)), residents={"r0": numbers["resident"]}, divisor=numbers["divisor"])
        second = rounding(earlier={"0": numbers["earlier"]}, price=0)
        first |= {"price": numbers["price"], "moves": numbers["moves"]}
        entries = LevelProof.model_validate({"objective": "served", "weights": {}, "prices": [], "roundings": [first, second]}).roundings
        read, faults = read_roundings(ground, entries)
        assert faults == []
        priced = Priced({"served": 1}, {}, read, ground.residents, longest_walk=0, length=ground.length)
        assert (priced.dtype is object) == (size >= 2**61 or (size == 2**60 and part != "divisor")), (size, part)


@pytest.mark.parametrize("size", [1, 10**9, 2**31, 2**59, 2**61, 10**18, 10**30, 10**900])
def test_big_numbers_stay_exact(size: int) -> None:
    # Limit 2 x (3 size + 1) / (3 size) is 2, each share 1; with one less, no share, and a limit of 1.
    assert proved(rounded(rounding(weights(each=(3 * size + 1,)), divisor=3 * size, price=size), priority=size)) == 2
    assert proved(rounded(rounding(weights(each=(3 * size - 1,)), divisor=3 * size, price=size), priority=size)) == 3 + 1
    assert proved(rounded(rounding(weights()), rounding(earlier={"0": size}, divisor=size, price=size), priority=1)) == 2 * size + 2
