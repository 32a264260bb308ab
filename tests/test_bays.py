"""Numbered bays: against brute force on tiny lots, and by hand where counts allow what no numbering does."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from verify_cases import iso, place

from parking_share.bays import Numbered, keeps_bay, number_bays
from parking_share.errors import InputError
from parking_share.scenario import Scenario
from parking_share.schedule import Schedule
from parking_share.verification import verify
from parking_share.verification.lots import lot_hours

Data = dict[str, Any]
Period = tuple[int, int]
HOURS = 48
DAYS = ("Mo", "Tu")


def numbered(residents: list[Data], lot: Data, held: list[list[Period]]) -> tuple[Scenario, Numbered]:
    """Residents who hold periods, in hours from Monday 00:00 on, in one lot, with bays; nobody's periods touch."""
    scenario, data = placed(residents, lot, held)
    schedule = Schedule.model_validate(data)
    told: list[tuple[int, int]] = []
    result = number_bays(scenario, schedule, on_progress=lambda done, lots: told.append((done, lots)))
    assert told == [(0, 1), (1, 1)]
    assert not verify(scenario, result.schedule)
    bare = result.schedule.model_dump()
    for assignment in bare["assignments"]:
        for stay in assignment["stays"]:
            stay |= {"bay": None, "moves": None}
    assert Schedule.model_validate(bare) == schedule  # nothing else has changed
    return scenario, result


def placed(residents: list[Data], lot: Data, held: list[list[Period]]) -> tuple[Scenario, Data]:
    rules = ["; ".join(f"{DAYS[a // 24]} {a % 24:02}:00-{b % 24:02}:00+{b // 24 - a // 24}" for a, b in mine) for mine in held]
    wishes = [entry | {"stays": text} for entry, text in zip(residents, rules, strict=True)]
    return place(wishes, lot, [[f"{_time(a)} {_time(b)}" for a, b in mine] for mine in held])


def _time(hour: int) -> str:
    return f"{23 + hour // 24}T{hour % 24:02}:00"


def bays_of(result: Numbered) -> list[list[int | None]]:
    return [[stay.bay for stay in assignment.stays] for assignment in result.schedule.assignments]


# --- against brute force ---


def own_times(scenario: Scenario) -> list[Period]:
    """The hours for which the institution takes each of its spaces: wherever it takes at least one, at least two and so on."""
    lot = scenario.lots[0]
    hours = lot_hours(scenario.time, lot)
    free = [int(hours.spaces[hours.at.searchsorted(60 * hour, "right") - 1]) for hour in range(HOURS)]
    return [run for level in range(1, lot.spaces + 1) for run in _runs([lot.spaces - spaces >= level for spaces in free])]


def _runs(flags: list[bool]) -> Iterator[Period]:
    hour = 0
    for flag, part in itertools.groupby(flags):
        last = hour + len(list(part))
        if flag:
            yield hour, last
        hour = last


def most_kept(num_bays: int, bays: list[set[int]], own: list[Period], held: list[list[Period]]) -> int | None:
    """Most residents who keep one bay where nobody moves, the institution included, by trying everything; None: it cannot be done.

    ``bays`` are those that each resident may have; the institution has any.
    """
    cars = [(number, stay) for number, mine in enumerate(held) for stay in mine]
    places: list[int] = []
    best: int | None = None

    def is_free(bay: int, stay: Period, taken: list[tuple[int, Period]]) -> bool:
        return all(bay != other or stay[1] <= begin or end <= stay[0] for other, (begin, end) in taken)

    def seat_own(number: int, taken: list[tuple[int, Period]]) -> bool:
        if number == len(own):
            return True
        options = [bay for bay in range(1, num_bays + 1) if is_free(bay, own[number], taken)]
        return any(seat_own(number + 1, [*taken, (bay, own[number])]) for bay in options)

    def seat(number: int) -> None:
        nonlocal best
        taken = list(zip(places, (stay for _, stay in cars), strict=False))
        if number == len(cars):
            kept = sum(
                len({bay for bay, (who, _) in zip(places, cars, strict=True) if who == resident}) == 1 for resident in range(len(held))
            )
            if (best is None or kept > best) and seat_own(0, taken):
                best = kept
            return
        resident, stay = cars[number]
        for bay in bays[resident]:
            if is_free(bay, stay, taken):
                places.append(bay)
                seat(number + 1)
                places.pop()

    seat(0)
    return best


def random_lot(seed: int, kinds: bool) -> tuple[list[Data], Data, list[list[Period]]]:
    """Up to five residents with two or three stays each in a lot of two or three spaces, as many as its counts allow."""
    random = Random(seed)
    spaces = random.choice([2, 2, 3])
    lot: Data = {"spaces": spaces, "held_back": random.choice([0, 0, 0, 0, 1]), "recall_minutes": random.choice([0, 60])}
    lot["own_use"] = "; ".join(
        f"{random.choice(['daily', 'Mo', 'Tu'])} {begin:02}:00-{begin + random.randint(3, 8):02}:00 x{random.randint(1, spaces - 1)}"
        for begin in random.sample([6, 9, 12, 15], random.randint(0, 2))
    )
    if random.random() < 0.3:
        lot["closures"] = [{"from": "2026-11-23T10:00", "to": "2026-11-23T18:00", "spaces": 1}]
    if kinds:
        lot["kinds"] = [{"kind": "charging", "spaces": 1, "exclusive": random.random() < 0.3}]
    residents: list[Data] = []
    held: list[list[Period]] = []
    for _ in range(10):
        needs = ["charging"] if kinds and random.random() < 0.35 else []
        edges = sorted(random.sample(range(HOURS), random.choice([4, 4, 6])))
        mine = list(zip(edges[::2], edges[1::2], strict=True))
        scenario, data = placed([*residents, {"needs": needs}], lot, [*held, mine])
        rules = {violation.rule for violation in verify(scenario, Schedule.model_validate(data))}
        if sum(map(len, [*held, mine])) <= 10 and not rules & {"capacity", "kind-capacity", "exclusive", "open"}:
            residents.append({"needs": needs})
            held.append(mine)
    return residents, lot, held


@pytest.mark.parametrize("kinds", [False, True], ids=["without kinds", "with kinds"])
def test_brute_force_agrees(kinds: bool) -> None:
    """Nobody moves where nobody has to; never more keep a bay than can, never fewer than nearly so many, and the bound holds."""
    most, kept, proved = 0, 0, 0
    for seed in range(60):
        residents, lot, held = random_lot(seed, kinds)
        if not held:
            continue
        scenario, result = numbered(residents, lot, held)
        everywhere, chargers = set(range(1, lot["spaces"] + 1)), {1}
        for_others = everywhere - chargers if kinds and lot["kinds"][0]["exclusive"] else everywhere
        best = most_kept(lot["spaces"], [chargers if entry["needs"] else for_others for entry in residents], own_times(scenario), held)
        if best is None:
            assert kinds
            assert result.moves or result.without
            continue
        assert not result.moves
        assert not result.without
        assert result.kept == sum(len(set(mine)) == 1 for mine in bays_of(result)) <= best <= result.bound
        most, kept, proved = most + best, kept + result.kept, proved + result.bound
    assert 0.97 * most <= kept <= most
    assert most <= proved <= 1.06 * most


# --- by hand ---


def test_a_bay_is_shared_by_who_is_never_there_together() -> None:
    # Two bays. Ann and Bob are there on Monday together; Cai, on Tuesday, shares with one of them. All three keep one bay.
    _, result = numbered([{}, {}, {}], {"spaces": 2}, [[(1, 5)], [(2, 6)], [(25, 30), (40, 44)]])
    ann, bob, cai = bays_of(result)
    assert ann != bob
    assert cai[0] == cai[1]
    assert (result.residents, result.kept, result.bound) == (3, 3, 3)


def test_three_who_each_meet_the_others_cannot_all_keep_one_of_two_bays() -> None:
    # Never more than two at once, yet any two of the three meet: three bays would be needed for all. Two can keep theirs.
    _, result = numbered([{}, {}, {}], {"spaces": 2}, [[(1, 5), (21, 25)], [(3, 10)], [(8, 15), (22, 30)]])
    assert (result.kept, result.bound) == (2, 2)


def test_the_institution_has_the_highest_bays_where_that_costs_nobody_a_bay() -> None:
    # Four spaces, one held back, two more in own use on Monday from 8 to 18: Ann, there at noon, is in bay 1, nobody in bay 4.
    lot = {"spaces": 4, "held_back": 1, "own_use": "Mo 08:00-18:00 x2"}
    _, result = numbered([{}, {}, {}], lot, [[(10, 14), (30, 40)], [(19, 30)], [(20, 35)]])
    ann, *others = bays_of(result)
    assert ann == [1, 1]
    assert {*others[0], *others[1]} <= {1, 2, 3}


def test_own_use_needs_a_bay_for_all_its_time() -> None:
    # Two spaces, one in own use from 8 to 18. Ann leaves at 10, Bob comes at 16: both use the one bay that is left meanwhile. Cai is there
    # with Ann before 8 and with Bob after 18, so in the other bay; his stays do not touch the own use.
    lot = {"spaces": 2, "own_use": "Mo 08:00-18:00 x1"}
    _, result = numbered([{}, {}, {}], lot, [[(3, 10)], [(16, 22)], [(2, 8), (18, 21)]])
    ann, bob, cai = bays_of(result)
    assert ann == bob == [1]
    assert cai == [2, 2]


def test_a_bay_of_two_exclusive_kinds_is_for_who_needs_either() -> None:
    # One space counts for both kinds. By the format who needs an exclusive kind may be there, one at a time: first Ann, then Bob.
    lot = {"spaces": 1, "kinds": [{"kind": kind, "spaces": 1, "exclusive": True} for kind in ("charging", "accessible")]}
    scenario, result = numbered([{"needs": ["accessible"]}, {"needs": ["charging"]}], lot, [[(0, 10)], [(10, 20)]])
    assert bays_of(result) == [[1], [1]]
    assert not result.without and verify(scenario, result.schedule) == ()


def test_kinds_may_make_a_move_necessary() -> None:
    # Bay 1 charges, bay 2 does not. Cai charges from 0 to 10 and Dee from 20 to 30, so Ann, 0 to 20, is in bay 2 and Bob, 10 to 30, in
    # bay 1 until Dee comes; Ann has gone by then. Never more than two are there, and one who charges: the counts allow it.
    residents: list[Data] = [{}, {}, {"needs": ["charging"]}, {"needs": ["charging"]}]
    lot = {"spaces": 2, "kinds": [{"kind": "charging", "spaces": 1}]}
    _, result = numbered(residents, lot, [[(0, 20)], [(10, 30)], [(0, 10)], [(20, 30)]])
    assert [(move.resident, move.at, move.bay, move.to) for move in result.moves] == [("r1", iso("23T20:00"), 1, 2)]
    assert [assignment.stays[0].bay for assignment in result.schedule.assignments] == [2, 1, 1, 1]
    assert [keeps_bay(assignment) for assignment in result.schedule.assignments] == [True, False, True, True]
    assert not result.without


def test_who_could_stay_only_if_the_institution_moved_has_no_bay() -> None:
    # Both spaces are of a kind for those who need it only, one each; one is in own use from 8 to 18. Ann leaves hers at 10, Bob comes
    # to his at 16: own use would have to move from one to the other meanwhile. One of the two has no bay.
    residents: list[Data] = [{"needs": ["charging"]}, {"needs": ["disabled"]}]
    kinds = [{"kind": "charging", "spaces": 1, "exclusive": True}, {"kind": "disabled", "spaces": 1, "exclusive": True}]
    _, result = numbered(residents, {"spaces": 2, "kinds": kinds, "own_use": "Mo 08:00-18:00 x1"}, [[(3, 10)], [(16, 22)]])
    assert len(result.without) == 1
    assert sorted(map(tuple, bays_of(result)), key=str) in ([(1,), (None,)], [(2,), (None,)])


KINDS: list[Data] = [{"kind": "charging", "spaces": 2}, {"kind": "disabled", "spaces": 1, "exclusive": True}]


@pytest.mark.parametrize(
    ("needs", "bays"),
    [
        ([["charging"], ["charging"], ["disabled"], []], [{1, 2}, {1, 2}, {3}, {4}]),  # in the order of the lot's list
        ([["charging", "disabled"], ["charging"], [], []], [{1}, {2}, {3, 4}, {3, 4}]),  # bay 1 has both, so that bay 3 is ordinary
        ([[], [], []], [{1, 2, 4}, {1, 2, 4}, {1, 2, 4}]),  # nobody in the bay that is kept for who needs it
    ],
)
def test_bays_are_of_the_kinds_needed(needs: list[list[str]], bays: list[set[int]]) -> None:
    _, result = numbered([{"needs": mine} for mine in needs], {"spaces": 4, "kinds": KINDS}, [[(1, 5), (7, 9)]] * len(needs))
    for mine, allowed in zip(bays_of(result), bays, strict=True):
        assert set(mine) <= allowed
    assert result.kept == len(needs)


def test_more_spaces_of_kinds_than_spaces_overlap() -> None:
    # Two spaces, both charging, and one of them for disabled people, too: bay 1.
    kinds = [{"kind": "charging", "spaces": 2}, {"kind": "disabled", "spaces": 1}]
    _, result = numbered([{"needs": ["charging"]}, {"needs": ["disabled"]}], {"spaces": 2, "kinds": kinds}, [[(1, 5)], [(2, 6)]])
    assert bays_of(result) == [[2], [1]]


def test_a_schedule_that_does_not_hold_is_refused() -> None:
    scenario, data = placed([{}, {}], {"spaces": 1}, [[(1, 5)], [(4, 6)]])
    with pytest.raises(InputError, match="more cars than shareable spaces at 2026-11-23T04:00"):
        number_bays(scenario, Schedule.model_validate(data))
    data["assignments"][0]["stays"][0]["leave"] = "soon"
    with pytest.raises(InputError, match="'soon' is no date-time"):
        number_bays(scenario, Schedule.model_validate(data))
    data["assignments"][0]["stays"][0]["leave"] = iso("23T00:30")
    with pytest.raises(InputError, match="not in time order within the planned dates"):
        number_bays(scenario, Schedule.model_validate(data))


def test_the_numbers_of_the_last_schedule_are_kept() -> None:
    # Ann, who is there longest, is in bay 1 and Bob in bay 2. In the last schedule it was the other way round.
    scenario, result = numbered([{}, {}], {"spaces": 2}, [[(1, 20)], [(2, 6)]])
    assert bays_of(result) == [[1], [2]]
    data = result.schedule.model_dump()
    for assignment, bay in zip(data["assignments"], (2, 1), strict=True):
        assignment["stays"][0]["bay"] = bay
    last = Schedule.model_validate(data)
    assert bays_of(number_bays(scenario, result.schedule, last)) == [[2], [1]]
    # Not where bays differ: bay 1 charges, and Ann needs it, whatever was before.
    kinds = {"kinds": [{"kind": "charging", "spaces": 1}]}
    scenario, result = numbered([{"needs": ["charging"]}, {}], {"spaces": 2} | kinds, [[(1, 20)], [(2, 6)]])
    assert bays_of(number_bays(scenario, result.schedule, last)) == [[1], [2]]


def test_bays_are_given_anew_and_the_same_again() -> None:
    residents, lot, held = random_lot(7, kinds=True)
    scenario, first = numbered(residents, lot, held)
    assert number_bays(scenario, first.schedule) == first


def test_a_schedule_without_bays_says_nothing_of_them() -> None:
    scenario, data = placed([{}], {"spaces": 1}, [[(1, 5)]])
    schedule = Schedule.model_validate(data)
    assert "bay" not in schedule.to_json()
    text = number_bays(scenario, schedule).schedule.to_json()
    assert text.count('"bay": 1') == 1
    assert "moves" not in text
    assert Schedule.model_validate_json(text).assignments[0].stays[0].bay == 1
    assert schedule.to_frame()["bay"].isna().all()
