"""Bad schedules never pass: each of these breaks the street's valid schedule in one way, and is found out under the right names."""

from __future__ import annotations

import copy
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from verify_cases import STREET, Data, iso, rules_broken, stays, street

from parking_share.scenario import Scenario
from parking_share.schedule import Schedule
from parking_share.verification import FILE_CHECKS, RULE_CHECKS, verify

ANN, BOB, CAI, DEE = range(4)
WALK, TRIM, LOTTERY = 3, 4, 5


def row(who: int, **changes: object) -> Callable[[Data], None]:
    return lambda data: data["assignments"][who].update(changes)


def stay(who: int, number: int, end: str, time: object, key: str = "stays") -> Callable[[Data], None]:
    return lambda data: data["assignments"][who][key][number].update({end: time})


def level(number: int, **changes: object) -> Callable[[Data], None]:
    return lambda data: data["levels"][number].update(changes)


def top(**changes: object) -> Callable[[Data], None]:
    return lambda data: data.update(changes)


def belongs(**changes: object) -> Callable[[Data], None]:
    return lambda data: data["scenario"].update(changes)


def refusal(number: int, **changes: object) -> Callable[[Data], None]:
    return lambda data: data["refusals"][number].update(changes)


def method(name: str) -> Callable[[Data], None]:
    return lambda data: data["run"].update(method=name)


def also(*changes: Callable[[Data], None]) -> Callable[[Data], None]:
    def all_of_them(data: Data) -> None:
        for change in changes:
            change(data)

    return all_of_them


def no_bounds(data: Data) -> None:
    for entry in data["levels"]:
        entry["bound"] = None


def eve_too(data: Data) -> None:
    """Eve in the office beside Ann and Bob: a third car, and every figure put right."""
    data["assignments"].append(copy.deepcopy(data["assignments"][ANN]) | {"resident": "eve"})
    del data["refusals"][0]
    # priority, served, keep, walk, trim, lottery; Eve's ticket by `printf seed:eve | sha256sum`
    for entry, more in zip(data["levels"], (1, 1, 0, 300, 780, 0xE3C854), strict=True):
        entry["value"] += more
        entry["bound"] += more


CORRUPTED: dict[str, tuple[Callable[[Data], None], set[str]]] = {
    # who belongs to the schedule
    "another scenario's id": (belongs(id="avenue"), {"scenario"}),
    "another scenario's bytes": (belongs(sha256="0" * 64), {"scenario"}),
    "a file that the scenario does not have": (belongs(files=[{"name": "residents.csv", "sha256": "0" * 64}]), {"scenario"}),
    "a resident is missing": (lambda data: data["refusals"].pop(), {"complete"}),
    "a resident is in both lists": (lambda data: data["refusals"].insert(0, {"resident": "dee", "reason": "full"}), {"one-lot"}),
    "a resident is refused twice": (lambda data: data["refusals"].append(data["refusals"][-1]), {"complete"}),
    "an unknown resident is refused": (refusal(3, resident="ida"), {"complete"}),
    "an unknown resident is served": (row(DEE, resident="\ud800"), {"complete", "levels"}),
    "an unknown lot": (row(DEE, lot="cinema"), {"complete", "levels"}),
    "assignments out of order": (lambda data: data["assignments"].reverse(), {"order"}),
    "refusals out of order": (lambda data: data["refusals"].reverse(), {"order"}),
    # when they are there
    "five minutes early": (stay(ANN, 1, "arrive", iso("23T17:55")), {"all-stays", "levels", "capacity"}),
    "five minutes over": (stay(DEE, 0, "leave", iso("23T20:05")), {"all-stays", "levels"}),
    "a cut beyond the tolerance": (stay(CAI, 0, "leave", iso("23T14:00")), {"stay-times", "all-stays", "levels"}),
    "a cut without tolerance": (stay(DEE, 0, "arrive", iso("23T14:00")), {"tolerance", "levels"}),
    "a cut to where nothing changes": (stay(CAI, 0, "leave", iso("23T21:59")), {"tolerance", "levels"}),
    "one minute too early for the lot": (stay(BOB, 1, "arrive", iso("23T17:59")), {"tolerance", "open", "capacity", "levels"}),
    "the gate is closed on leaving": (stay(CAI, 0, "leave", iso("23T23:00")), {"gate", "levels"}),
    "the offset of another zone": (stay(DEE, 0, "leave", "2026-11-23T21:00+09:00"), {"stay-times", "all-stays", "levels"}),
    "no offset": (stay(DEE, 0, "leave", "2026-11-23T20:00"), {"stay-times", "all-stays", "levels"}),
    "seconds": (stay(DEE, 0, "leave", "2026-11-23T20:00:01+08:00"), {"stay-times", "all-stays", "levels"}),
    "no time at all": (stay(DEE, 0, "leave", "NaN"), {"stay-times", "all-stays", "levels"}),
    "the end of time": (stay(DEE, 0, "leave", "9999-12-31T23:59-12:00"), {"stay-times", "all-stays", "levels"}),
    "the beginning of time": (stay(DEE, 0, "arrive", "0001-01-01T00:00"), {"stay-times", "all-stays", "levels"}),
    "beyond the horizon": (stay(BOB, 2, "leave", iso("26T07:00")), {"stay-times", "all-stays", "levels"}),
    "a reversed stay": (
        row(DEE, stays=stays("23T20:00 23T08:00", "24T08:00 24T20:00", "25T08:00 25T20:00")),
        {"stay-times", "all-stays", "levels"},
    ),
    "an empty stay": (stay(DEE, 0, "leave", iso("23T08:00")), {"stay-times", "all-stays", "levels"}),
    "stays out of order": (lambda data: data["assignments"][DEE]["stays"].reverse(), {"stay-times"}),
    "a dropped night": (lambda data: data["assignments"][ANN]["stays"].pop(), {"all-stays", "levels"}),
    "a night held twice": (
        lambda data: data["assignments"][CAI]["stays"].insert(0, data["assignments"][CAI]["stays"][0]),
        {"stay-times", "all-stays", "levels", "exclusive", "capacity"},
    ),
    "a stay nobody wanted": (
        lambda data: data["assignments"][CAI]["stays"].insert(0, stays("23T10:00 23T11:00")[0]),
        {"all-stays"},
    ),
    "a night excused that must be held": (
        row(CAI, stays=stays("23T18:00 23T22:00", "24T18:00 24T22:00"), excused=stays("25T18:00 25T23:00")),
        {"excused", "all-stays", "levels"},
    ),
    "a night held that must be excused": (
        row(ANN, stays=stays("23T00:00 23T07:00", "23T18:00 24T07:00", "24T18:00 25T07:00", "25T18:00 26T00:00"), excused=[]),
        {"excused", "open", "capacity", "levels"},
    ),
    "an excused night not listed": (row(ANN, excused=[]), {"excused"}),
    "an excused night listed as cut": (stay(BOB, 0, "arrive", iso("24T18:00"), "excused"), {"excused"}),
    "an excused night listed twice": (
        lambda data: data["assignments"][ANN]["excused"].append(data["assignments"][ANN]["excused"][0]),
        {"excused", "stay-times"},
    ),
    # where they are
    "one car too many": (eve_too, {"capacity"}),
    "a swapped lot": (
        also(row(CAI, lot="office", walk_seconds=300), level(WALK, value=1400, bound=1400)),
        {"tolerance", "excused", "open", "capacity"},
    ),
    "a lot that is too far": (row(CAI, lot="far", walk_seconds=2000), {"walk-limit", "levels", "tolerance"}),
    "walk seconds": (row(ANN, walk_seconds=299), {"walk-seconds"}),
    # the figures
    "a value off by one": (level(WALK, value=1601, bound=1601), {"levels"}),
    "a lottery value off by one": (level(LOTTERY, value=0x0527CF + 0x0F3012 + 0xC6B64B + 0xA9A045 + 1), {"levels", "bounds", "status"}),
    "a value below its least": (level(TRIM, bound=1801), {"bounds", "status"}),
    "a value above its most": (level(0, bound=5), {"bounds", "status"}),
    "optimal with an open gap": (level(0, bound=7), {"status"}),
    "optimal without a bound": (level(TRIM, bound=None), {"status"}),
    "feasible with closed gaps": (top(status="feasible"), {"status"}),
    "levels in another order": (lambda data: data["levels"].reverse(), {"levels"}),
    "a level is missing": (lambda data: data["levels"].pop(), {"levels"}),
    "a level twice": (lambda data: data["levels"].append(data["levels"][0]), {"levels"}),
    "a baseline that is optimal": (method("fcfs"), {"status"}),
    "a baseline with bounds": (also(method("lottery"), top(status="feasible")), {"status"}),
    # Anybody who could be served at all, Eve too, comes to 7 points: without prices nothing less is proved.
    "a bound that does not follow from its proof": (
        top(proof=[{"objective": "priority", "weights": {"priority": 1}, "prices": []}, None, None, None, None, None]),
        {"proof"},
    ),
    # the bays
    "two cars in one bay": (also(stay(ANN, 1, "bay", 1), stay(BOB, 1, "bay", 1)), {"bays"}),
    # the reasons
    "full, and no lot is near": (refusal(1, reason="full"), {"reason"}),
    "no matching hours, and it is full": (refusal(0, reason="no-matching-hours"), {"reason"}),
    "nobody admits, and the hours do not match": (refusal(3, reason="not-admitted"), {"reason"}),
}


@pytest.mark.parametrize(("corrupt", "rules"), CORRUPTED.values(), ids=CORRUPTED)
def test_a_corrupted_schedule_is_found_out(corrupt: Callable[[Data], None], rules: set[str]) -> None:
    scenario, schedule = street()
    corrupt(schedule)
    assert rules_broken(scenario, schedule) == rules


def test_every_check_of_the_file_refuses_something() -> None:
    refused = set().union(*(rules for _, rules in CORRUPTED.values()))
    assert set(FILE_CHECKS) <= refused


# What the scenario asks for is changed, and the schedule, made before, no longer holds; its hash does not fit either.
CHANGED: dict[str, tuple[str, int, Data, set[str]]] = {
    "too many chargers": ("residents", BOB, {"needs": ["charging"]}, {"kind-capacity"}),
    "no such kind": ("residents", BOB, {"needs": ["disabled"]}, {"kind"}),
    "no disabled person in the space kept for them": ("residents", DEE, {"needs": []}, {"exclusive"}),
    "too high": ("residents", ANN, {"height_m": 2.3}, {"height"}),
    "too dear": ("lots", 0, {"monthly_fee": 101}, {"fee"}),
    "beyond the walk limit": ("residents", BOB, {"max_walk_minutes": 4}, {"walk-limit"}),
    "an excluded lot": ("residents", BOB, {"excluded_lots": ["far", "office"]}, {"excluded"}),
    "not the fixed lot": ("residents", BOB, {"fixed_lot": "school"}, {"fixed"}),
    "a community not served": ("residents", CAI, {"community": "c2"}, {"serves"}),
    "the gate closed on arrival": ("lots", 1, {"gate": "daily 08:01-22:00"}, {"gate"}),
    "fewer spaces": ("lots", 0, {"spaces": 1}, {"capacity"}),
    "another priority": ("residents", BOB, {"priority": 2}, {"levels"}),
    "another current lot": ("residents", BOB, {"current_lot": "office"}, {"levels"}),
}


@pytest.mark.parametrize(("section", "number", "change", "rules"), CHANGED.values(), ids=CHANGED)
def test_a_schedule_of_an_earlier_scenario_is_found_out(section: str, number: int, change: Data, rules: set[str]) -> None:
    data = copy.deepcopy(STREET)
    data[section][number].update(change)
    assert rules_broken(Scenario.from_dict(data), street()[1]) == rules | {"scenario"}


def _leaves(data: object, path: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [leaf for key, value in items for leaf in _leaves(value, (*path, key))] or ([path] if not isinstance(data, dict | list) else [])


def _lists(data: object, path: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return ([path] if isinstance(data, list) and data else []) + [inner for key, value in items for inner in _lists(value, (*path, key))]


def _at(data: object, path: tuple[object, ...]) -> object:
    for key in path:
        data = data[key]  # type: ignore[index]
    return data


VALID = street()
FREE = {"version", "seconds", "method", "format"}  # what the run says of itself is not the schedule's
VALUES = sorted({value for path in _leaves(VALID[1]) if isinstance(value := _at(VALID[1], path), str)})


@st.composite
def mutations(draw: st.DrawFn) -> Data:
    """The street's schedule with one to three values exchanged for others, or rows dropped, doubled or swapped."""
    data: Data = copy.deepcopy(VALID[1])
    for _ in range(draw(st.integers(1, 3))):
        if draw(st.booleans()):
            *path, key = draw(st.sampled_from([path for path in _leaves(data) if path[-1] not in FREE]))
            holder = _at(data, tuple(path))
            value = holder[key]  # type: ignore[index]
            nearby = st.integers((value or 0) - 1, (value or 0) + 1) if not isinstance(value, str) else st.nothing()
            holder[key] = draw(st.sampled_from(VALUES) if isinstance(value, str) else nearby | st.integers(0, 2000))  # type: ignore[index]
        else:
            rows = _at(data, draw(st.sampled_from(_lists(data))))
            assert isinstance(rows, list)
            first, second = (draw(st.integers(0, len(rows) - 1)) for _ in range(2))
            change = draw(st.sampled_from(["drop", "double", "swap"]))
            if change == "drop":
                del rows[first]
            elif change == "double":
                rows.insert(first, copy.deepcopy(rows[second]))
            else:
                rows[first], rows[second] = rows[second], rows[first]
    return data


@given(mutations())
def test_no_mutation_of_a_valid_schedule_passes(data: Data) -> None:
    # In the street every lot, cut, night excused, reason and figure is forced once it is said who is served where; to serve somebody
    # else, more than three values would have to change. So a schedule that differs and holds would be a hole in the checks.
    try:
        schedule = Schedule.model_validate(data)
    except ValueError:
        return  # no schedule by its form
    assert bool(verify(VALID[0], schedule)) == (data != VALID[1])
    assert {violation.rule for violation in verify(VALID[0], schedule)} <= FILE_CHECKS.keys() | RULE_CHECKS.keys()
