"""Expansion: however its work is cut up, the same instance comes out, and absurd tolerances are refused before they cost memory."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from random_scenarios import random_scenario, random_town

from parking_share import walking
from parking_share.errors import InputError
from parking_share.instance import Instance, expand, fitting, hours
from parking_share.scenario import Scenario

EVERY_HALF_HOUR = "; ".join(f"daily {hour:02}:00-{hour:02}:30 x1" for hour in range(24))


def columns(instance: Instance) -> dict[str, list[Any]]:
    """Everything an instance holds, as plain lists."""
    parts = {"": instance, "fits.": instance.fits, "capacities.": instance.capacities}
    return {
        prefix + name: value.tolist()
        for prefix, part in parts.items()
        for name, value in vars(part).items()
        if isinstance(value, np.ndarray)
    }


def towns() -> list[Scenario]:
    return [Scenario.from_dict(random_town(seed)) for seed in range(6)] + [Scenario.from_dict(random_scenario(seed)) for seed in range(20)]


@pytest.mark.parametrize("chunk", [1, 40, 1 << 18])
@pytest.mark.parametrize("largest_table", [0, 1 << 22])
def test_fitting_does_not_depend_on_chunks_and_tables(monkeypatch: pytest.MonkeyPatch, chunk: int, largest_table: int) -> None:
    """Cells are worked out in advance or stay by stay, templates all together or a few at a time."""
    expected = [columns(expand(scenario)) for scenario in towns()]
    monkeypatch.setattr(fitting, "CHUNK", chunk)
    monkeypatch.setattr(hours, "LARGEST_TABLE", largest_table)
    assert [columns(expand(scenario)) for scenario in towns()] == expected


def test_nearby_lots_are_those_of_all_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    """With limits from nothing to everywhere, lots at the very door and the same home twice."""
    data = random_town(3, num_residents=80, num_lots=9)
    for number, resident in enumerate(data["residents"]):
        resident["max_walk_minutes"] = [0, 0.5, 3, 10, 1_000_000_000, None][number % 6]
        if number % 4 == 0:
            resident["home"] = data["lots"][number % 9]["location"]
    scenario = Scenario.from_dict(data)
    expected = [column.tolist() for column in walking.walks_within_limit(scenario)]
    assert 0 in expected[2] and len(set(expected[0])) < 80
    monkeypatch.setattr(walking, "ALL_PAIRS", 0)
    assert [column.tolist() for column in walking.walks_within_limit(scenario)] == expected


def patient() -> Scenario:
    """Two who are there for the same day, one of them with any tolerance, in a lot that loses a space for half of each hour."""
    place = {"x": 0, "y": 0}
    wish = {"community": "c", "stays": "2026-11-03 00:00-24:00"}
    return Scenario.from_dict(
        {
            "format": 1,
            "id": "patient",
            "horizon": {"start": "2026-11-01", "days": 30},
            "crs": "local",
            "communities": [{"id": "c", "location": place}],
            "lots": [{"id": "lot-1", "location": place, "spaces": 4, "own_use": EVERY_HALF_HOUR}],
            "residents": [
                {"id": "r-1"} | wish,
                {"id": "r-2", "late_arrival_minutes": 1_000_000_000, "early_leave_minutes": 1_000_000_000} | wish,
            ],
        }
    )


# The one without tolerance holds the stay as it is: one cut. The other arrives at 00:00 or at any h:30 and leaves at any
# h:00 from 01:00 on, later: 24 + (24 + 23 + ... + 1) = 324 cuts.
CUTS = 1 + 324


def test_as_many_cuts_as_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fitting, "MOST_CUTS", CUTS)
    assert expand(patient()).fits.cut_first.tolist() == [0, 1, CUTS]


@pytest.mark.parametrize("largest_table", [0, 1 << 22])
@pytest.mark.parametrize("most", [CUTS - 1, 30])  # the arrivals alone are 25, and the departures 24
def test_more_cuts_are_refused(monkeypatch: pytest.MonkeyPatch, most: int, largest_table: int) -> None:
    monkeypatch.setattr(hours, "LARGEST_TABLE", largest_table)
    monkeypatch.setattr(fitting, "MOST_CUTS", most)
    with pytest.raises(InputError, match=rf"more than {most} ways.*'r-2' at lots such as 'lot-1'.*late_arrival_minutes"):
        expand(patient())


def test_the_limit_grows_with_the_number_of_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two stays, and so many cuts each on average: a large scenario is not refused for its size."""
    monkeypatch.setattr(fitting, "MOST_CUTS", 0)
    monkeypatch.setattr(fitting, "MOST_CUTS_A_STAY", -(-CUTS // 2))
    assert expand(patient()).num_options == 2


def test_nobody_and_nothing() -> None:
    """Without lots, without residents, and with stays that lie outside the horizon."""
    data = patient().to_dict()
    assert expand(Scenario.from_dict(data | {"lots": []})).num_options == 0
    assert expand(Scenario.from_dict(data | {"residents": []})).num_options == 0
    late = [resident | {"stays": "2027-05-01 18:00-20:00"} for resident in data["residents"]]
    assert expand(Scenario.from_dict(data | {"residents": late})).reasons == ("no-matching-hours", "no-matching-hours")
