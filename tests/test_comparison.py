"""A comparison is variant - base in all its figures, and leaves out what is the same."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from comparison_cases import by_hand, random_pair, scenario_data, solved

from parking_share import InputError, Solved, compare
from parking_share.comparison import Comparison, LotRow, Pair
from parking_share.comparison.tables import write_comparison
from parking_share.profiles import lot_profile
from parking_share.verification import LEVEL_VALUES
from parking_share.verification.facts import Facts

SEEDS = range(40)
MIRRORED = {"gains": "loses", "loses": "gains", "moves": "moves", "added": "removed", "removed": "added", "both": "both"}
EFFECTS = {"better": "worse", "worse": "better", "equal": "equal", "": ""}


@pytest.fixture(scope="module")
def hand() -> Comparison:
    return compare(*by_hand())


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_differs_from_itself(seed: int) -> None:
    for each in random_pair(seed):
        comparison = compare(each, each)
        scenario = each.scenario
        assert comparison.is_empty
        assert comparison.verdict == "equal" and comparison.decisive is None
        assert (comparison.communities.unchanged, comparison.lots.unchanged) == (len(scenario.communities), len(scenario.lots))
        assert comparison.priorities.unchanged == len({resident.priority for resident in scenario.residents})
        assert comparison.changes.stay == len(each.schedule.assignments)
        frames = comparison.to_frames()
        assert {name for name, frame in frames.items() if len(frame)} == {"levels", "figures"}
        assert all((frames[name].filter(like="difference").fillna(0) == 0).all(axis=None) for name in ("levels", "figures"))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_other_way_round_every_difference_has_the_other_sign(seed: int) -> None:
    base, variant = random_pair(seed)
    there, back = compare(base, variant).to_frames(), compare(variant, base).to_frames()
    for name, frame in there.items():
        key = ["part", "key", "ids"] if name == "inputs" else [frame.columns[0]]
        mirrored = frame.rename(columns=_swapped).set_index(key).sort_index()
        other = back[name].set_index(key).sort_index()[mirrored.columns]
        for column in mirrored.columns:
            expected = mirrored[column]
            if column.endswith("difference"):
                expected = -expected
            elif column in ("presence", "change"):
                expected = expected.map(MIRRORED)
            elif column == "effect":
                expected = expected.map(EFFECTS)
            if column not in ("name", "community"):  # those of the variant
                pd.testing.assert_series_equal(other[column], expected, check_names=False, check_dtype=False)


def _swapped(column: str) -> str:
    names = {"base": "variant", "variant": "base", "gained": "lost", "lost": "gained"}
    return "_".join(names.get(part, part) for part in column.split("_"))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_same_difference_is_reached_by_every_way_of_counting(seed: int) -> None:
    base, variant = random_pair(seed)
    comparison = compare(base, variant)
    count = {change: [each for each in comparison.people if each.change == change] for change in MIRRORED}
    added = sum(each.variant_lot is not None for each in count["added"])
    removed = sum(each.base_lot is not None for each in count["removed"])
    difference = comparison.served.difference
    assert difference == len(count["gains"]) - len(count["loses"]) + added - removed
    assert difference == comparison.changes.enter - comparison.changes.leave
    assert len(count["moves"]) == comparison.changes.move
    assert difference == sum(row.residents.difference or 0 for row in comparison.lots.rows)
    for rows in (comparison.communities.rows, comparison.priorities.rows):
        assert all(row.served.difference == row.gained - row.lost for row in rows)
        assert difference == sum(row.served.difference or 0 for row in rows)
        assert comparison.residents.difference == sum(row.residents.difference or 0 for row in rows)
    refused = sum(pair.difference or 0 for pair in comparison.refused.values())
    assert comparison.residents.difference == (difference or 0) + refused


def test_the_random_pairs_differ_in_every_way() -> None:
    comparisons = [compare(*random_pair(seed)) for seed in SEEDS]
    assert {person.change for each in comparisons for person in each.people} == set(MIRRORED) - {"both"}
    assert {row.presence for each in comparisons for row in each.lots.rows} == {"both", "added", "removed"}
    assert {each.verdict for each in comparisons} == {"better", "worse", "equal"}


@pytest.mark.parametrize("seed", SEEDS)
def test_levels_are_what_the_schedules_are_worth(seed: int) -> None:
    """Against the verifier, which works out every level by itself."""
    base, variant = random_pair(seed)
    old, new = (Facts(each.scenario, each.schedule) for each in (base, variant))
    rows = {row.objective: row for row in compare(base, variant).levels}
    assert list(rows) == list(base.scenario.policy.objectives)
    differs_above = False
    for name, row in rows.items():
        worth = LEVEL_VALUES[name]
        assert row.value.difference == worth(new) - worth(old)
        gain = (row.value.difference or 0) * (1 if row.better == "more" else -1)
        assert row.effect == (None if differs_above else "better" if gain > 0 else "worse" if gain else "equal")
        differs_above = differs_above or gain != 0


@pytest.mark.parametrize("seed", SEEDS[::4])
def test_lots_are_what_they_are_minute_by_minute(seed: int) -> None:
    base, variant = random_pair(seed)
    rows = {row.lot: row for row in compare(base, variant).lots.rows}
    for side, each in (("base", base), ("variant", variant)):
        time = each.scenario.time
        for lot in each.scenario.lots:
            if lot.id not in rows:
                continue
            shareable = lot_profile(time, lot).shareable_at(np.arange(time.length))
            present = np.zeros(time.length, np.int64)
            for assignment in each.schedule.assignments:
                for stay in assignment.stays if assignment.lot == lot.id else ():
                    present[time.minute_of(stay.arrive) : time.minute_of(stay.leave)] += 1
            row = rows[lot.id]
            assert getattr(row.used_hours, side) == round(present.sum() / 60, 2)
            assert getattr(row.shareable_hours, side) == round(shareable.sum() / 60, 2)
            is_open = shareable > 0
            assert getattr(row.least_left, side) == ((shareable - present)[is_open].min() if is_open.any() else None)
            taken = present > 0
            fullest = (getattr(row.fullest_shareable, side) or 0) - (getattr(row.fullest_present, side) or 0)
            assert fullest == ((shareable - present)[taken].min() if taken.any() else 0)


def test_people_by_hand(hand: Comparison) -> None:
    found = [(each.resident, each.change, each.base_lot, each.variant_lot, each.base_reason, each.variant_reason) for each in hand.people]
    assert found == [
        ("moves", "moves", "wider", "new", None, None),
        ("gains", "gains", None, "same", "full", None),
        ("loses", "loses", "same", None, None, "full"),
        ("leaves", "removed", "gone", None, None, None),
        ("comes", "added", None, "wider", None, None),
        ("late", "added", None, None, None, "no-lot-in-walk"),
    ]
    assert (hand.people[0].base_walk_seconds, hand.people[0].variant_walk_seconds) == (100, 300)
    assert vars(hand.changes) == {"stay": 1, "move": 1, "leave": 2, "enter": 2}  # 'leaves' and 'comes' count, too


def test_figures_by_hand(hand: Comparison) -> None:
    assert (hand.residents, hand.served) == (Pair(6, 7), Pair(4, 4))
    assert hand.refused == {
        "no-lot-in-walk": Pair(0, 1),
        "not-admitted": Pair(1, 1),
        "no-matching-hours": Pair(0, 0),
        "full": Pair(1, 1),
    }
    # Walks of 40, 60, 100, 200 and of 40, 60, 200, 300 seconds; of four, the 90th percentile is the longest.
    assert hand.walk_seconds == {"mean": Pair(100, 150), "percentile_90": Pair(200, 300), "longest": Pair(200, 300)}
    assert hand.stays == {"held": Pair(4, 4), "excused": Pair(0, 0)}


def test_groups_by_hand(hand: Comparison) -> None:
    rows = [(row.key, row.residents, row.served, row.gained, row.lost) for row in hand.communities.rows]
    assert rows == [
        ("c1", Pair(3, 3), Pair(2, 3), 1, 0),
        ("c2", Pair(2, 1), Pair(2, 0), 0, 2),
        ("c3", Pair(0, 2), Pair(0, 1), 1, 0),
    ]
    assert hand.communities.unchanged == 1  # c4, where 'waits' does so in both
    (row,) = hand.priorities.rows
    assert (row.key, row.residents, row.served, row.gained, row.lost) == (1, Pair(6, 7), Pair(4, 4), 2, 2)


def test_lots_by_hand(hand: Comparison) -> None:
    """Shared for 14 hours on each of two days, which makes 28 hours a space; each car is there for 14 of them."""
    none = Pair(None, None)
    assert hand.lots.rows == (
        # One of 1 space is taken, and then one of 2.
        LotRow("wider", "", "both", Pair(1, 2), Pair(1, 1), Pair(1, 1), Pair(1, 2), Pair(0, 1), Pair(28, 56), Pair(14, 14)),
        LotRow("gone", "", "removed", Pair(1, 0), Pair(1, 0), Pair(1, None), Pair(1, None), Pair(0, None), Pair(28, 0), Pair(14, 0)),
        LotRow("new", "", "added", Pair(0, 3), Pair(0, 1), Pair(None, 1), Pair(None, 3), Pair(None, 2), Pair(0, 84), Pair(0, 14)),
    )
    assert hand.lots.unchanged == 1  # 'same': other people, the same figures
    assert none.difference is None and not none.differs


def test_levels_by_hand(hand: Comparison) -> None:
    served, walk, trim = hand.levels
    assert (served.value, served.bound, served.base_proved, served.variant_proved, served.effect) == (
        Pair(4, 4),
        Pair(4, 5),
        True,
        False,
        "equal",
    )
    assert (walk.value, walk.bound, walk.base_proved, walk.variant_proved, walk.effect) == (
        Pair(400, None),
        Pair(390, None),
        False,
        None,
        None,
    )
    assert (trim.value, trim.base_proved, trim.variant_proved, trim.effect) == (Pair(None, 0), None, False, None)
    assert hand.unlike == ("objectives",)
    assert (hand.verdict, hand.decisive) == ("unlike", None)


@pytest.mark.parametrize(
    ("base", "variant", "decisive", "verdict"),
    [
        ((4, 400), (5, 900), "served", "better"),  # one more is served, whatever they walk
        ((4, 400), (3, 100), "served", "worse"),
        ((4, 400), (4, 399), "walk", "better"),  # a shorter walk is better
        ((4, 400), (4, 401), "walk", "worse"),
        ((4, 400), (4, 400), None, "equal"),
    ],
)
def test_the_first_level_that_differs_decides(base: tuple[int, int], variant: tuple[int, int], decisive: str | None, verdict: str) -> None:
    data = scenario_data({"lot": 9}, {"r": "c"}, ["served", "walk"])
    sides = [solved(data, {"served": (served, None), "walk": (walk, None)}, {}, {"r": "full"}) for served, walk in (base, variant)]
    comparison = compare(*sides)
    assert (comparison.decisive, comparison.verdict) == (decisive, verdict)
    # Below the level that decides nothing is called better or worse: other residents are served.
    assert [row.effect for row in comparison.levels] == ([verdict, None] if decisive == "served" else ["equal", verdict])


def test_the_rows_that_differ_most_keep_their_order(hand: Comparison) -> None:
    assert [row.lot for row in hand.lots.most(2)] == ["gone", "new"]  # lots that come or go before others
    assert [row.key for row in hand.communities.most(2)] == ["c2", "c3"]  # two lose; one gains and two come; one gains
    assert hand.lots.most(9) == hand.lots.rows


def test_other_dates_are_told() -> None:
    base, _ = by_hand()
    data = base.scenario.to_dict() | {"horizon": {"start": "2026-11-23", "days": 3}}
    longer = Solved(type(base.scenario).from_dict(data), base.schedule)
    assert compare(base, longer).unlike == ("horizon",)


def test_plain_data_has_no_plates_and_its_direction(hand: Comparison) -> None:
    text = json.dumps(hand.to_dict(), allow_nan=False)
    data: dict[str, Any] = json.loads(text)
    assert data["direction"] == "variant - base"
    assert data["walk_seconds"]["mean"] == {"base": 100, "variant": 150, "difference": 50}
    assert data["lots"]["rows"][2]["least_left"] == {"base": None, "variant": 2, "difference": None}
    assert "plate" not in text


def test_tables_are_safe_in_spreadsheets(tmp_path: Any) -> None:
    base, variant = by_hand()
    community = variant.scenario.communities[0].model_copy(update={"name": "=HYPERLINK(1)"})
    renamed = variant.scenario.model_copy(update={"communities": (community, *variant.scenario.communities[1:])})
    written = write_comparison(compare(base, replace(variant, scenario=renamed)), tmp_path / "tables")
    assert sorted(path.name for path in written) == [
        f"{name}.csv" for name in ("communities", "figures", "inputs", "levels", "lots", "people", "priorities")
    ]
    texts = {path.stem: path.read_text("utf-8-sig") for path in written}
    assert "c1,'=HYPERLINK(1),3,3,0,2,3,1,1,0" in texts["communities"]
    assert texts["lots"].splitlines()[3].startswith("new,,added,0,3,3,0,1,1,,1,,,3,,,2,,0.0,84.0,84.0,0.0,14.0,14.0")
    assert "plate" not in "".join(texts.values())


def test_a_schedule_of_other_residents_is_refused() -> None:
    base, variant = by_hand()
    with pytest.raises(InputError) as caught:
        compare(base, Solved(base.scenario, variant.schedule))
    assert [problem.message for problem in caught.value.problems if "lot" in problem.place] == ["'new' is no lot of the scenario"]
