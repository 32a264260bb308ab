"""Walks are worked out afresh: the formula by hand, the matrix, and the reasons that hang on them."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
from verify_cases import place, rules_broken, schedule_of

from parking_share.reading import read_scenario
from parking_share.scenario import Scenario
from parking_share.schedule import Schedule
from parking_share.verification import verify

MONDAY = ["23T20:00 23T21:00"]

# 1 km in a straight line, 1.3 km on foot; 13 m up in 1,300 m is a slope of 0.01. Up: exp(-3.5 x 0.06), down: exp(-3.5 x 0.04),
# both over exp(-3.5 x 0.05): 1.3 km at 4.8 km/h is 975 s, times the mean of exp(0.035) and exp(-0.035) = 975 x cosh(0.035) = 975.6.
# A degree of a great circle is pi / 180 x 6,371,008.8 m = 111,195.08 m; a hundredth at 4.8 km/h, flat, no detour: 833.96 s.
WALKS: list[tuple[str, dict[str, Any], dict[str, Any], dict[str, Any], int]] = [
    ("local", {}, {"x": 0, "y": 0}, {"x": 600, "y": 800}, 975),
    ("local", {}, {"x": 0, "y": 0, "elevation_m": 200}, {"x": 600, "y": 800, "elevation_m": 213}, 976),
    ("local", {}, {"x": 0, "y": 0, "elevation_m": 213}, {"x": 600, "y": 800, "elevation_m": 200}, 976),  # the mean of both ways
    ("local", {}, {"x": 0, "y": 0, "elevation_m": 213}, {"x": 600, "y": 800}, 975),  # unknown: flat
    ("local", {}, {"x": 0, "y": 0, "elevation_m": 0}, {"x": 0, "y": 0, "elevation_m": 99}, 0),  # D = 0 gives 0
    ("local", {"speed_kmh": 3.6, "detour": 1}, {"x": 0, "y": 0}, {"x": 2.5, "y": 0}, 3),  # halves up
    ("local", {"speed_kmh": 3.6, "detour": 1}, {"x": 0, "y": 0}, {"x": 2.49, "y": 0}, 2),
    ("WGS84", {"detour": 1}, {"lat": 0, "lon": 107}, {"lat": 0, "lon": 107.01}, 834),
    ("GCJ02", {"detour": 1}, {"lat": 29.7, "lon": 107}, {"lat": 29.71, "lon": 107}, 834),  # coordinates as given
    ("WGS84", {"detour": 1}, {"lat": 0, "lon": 179.995}, {"lat": 0, "lon": -179.995}, 834),  # over the date line
    ("WGS84", {"detour": 1}, {"lat": 60, "lon": 107}, {"lat": 60, "lon": 107.02}, 834),  # cos 60 = 1/2
]


@pytest.mark.parametrize(("crs", "walking", "home", "lot", "seconds"), WALKS)
def test_the_walk_is_the_formula_and_a_second_more_is_refused(
    crs: str, walking: dict[str, Any], home: dict[str, Any], lot: dict[str, Any], seconds: int
) -> None:
    policy = {"max_walk_minutes": 20, "objectives": ["served"]}
    places = {"crs": crs, "walking": walking, "policy": policy, "communities": [{"id": "c", "location": home}]}
    lots = [{"id": "lot", "location": lot, "spaces": 1}]
    for claimed, rules in ((seconds, set()), (seconds + 1, {"walk-seconds"})):
        scenario, schedule = place([{"stays": "Mo 20:00-21:00"}], {}, [MONDAY], walk_seconds=claimed, lots=lots, **places)
        assert rules_broken(scenario, schedule) == rules


@pytest.mark.parametrize("home", [None, {"x": 0, "y": 0}])
def test_a_walk_at_the_limit_is_found_from_anywhere(home: dict[str, Any] | None) -> None:
    # Lots all around at exactly 900 m, 900 seconds: none may be overlooked when a refusal is judged, so it is not 'no-lot-in-walk'.
    for degrees in range(0, 360, 15):
        angle = math.radians(degrees)
        for shift in (0.0, 1023.9, 1024.0, -511.5, 1e6):
            x, y = shift + 900 * math.cos(angle), 900 * math.sin(angle)
            origin = {"x": shift, "y": 0.0}
            lots = [{"id": "lot", "location": {"x": x, "y": y}, "spaces": 1}]
            scenario, schedule = place([{"home": home and origin}], {}, [], communities=[{"id": "c", "location": origin}], lots=lots)
            schedule["refusals"] = [{"resident": "r0", "reason": "full"}]
            assert rules_broken(scenario, schedule) == set()


def test_a_lot_too_steep_to_walk_is_never_within_the_limit() -> None:
    # 9 km up within a millimetre: the formula's number has no end. Neither served nor refused may that break the check.
    location = {"location": {"x": 0.001, "y": 0, "elevation_m": 9000}}
    policy = {"objectives": ["served", "walk"], "max_walk_minutes": 1e9}
    places = {"communities": [{"id": "c", "location": {"x": 0, "y": 0, "elevation_m": 0}}], "lots": [{"id": "lot", "spaces": 1} | location]}
    scenario, schedule = place([{"stays": "Mo 20:00-21:00"}], {}, [MONDAY], policy=policy, **places)
    schedule["levels"].append({"objective": "walk", "value": 0, "bound": None})
    assert rules_broken(scenario, schedule) == {"walk-seconds", "walk-limit", "levels"}
    refused = schedule_of(scenario, [("served", 0, 0), ("walk", 0, 0)], [], [{"resident": "r0", "reason": "no-lot-in-walk"}], "optimal")
    assert rules_broken(scenario, refused) == set()


def test_the_matrix_goes_before_the_formula(tmp_path: Path) -> None:
    # By the formula every lot is 9,000 s away. Ann has a row of her own; Bob's community has one; Cai has a home of her own, so
    # the community's row is not hers, and no lot is in walk for her.
    (tmp_path / "walks.csv").write_text("from,lot,minutes\nann,lot,1.5\nc,lot,2\n")
    scenario_file = tmp_path / "scenario.json"
    scenario_file.write_text(
        """{"format": 1, "id": "m", "horizon": {"start": "2026-11-23", "days": 1}, "crs": "local",
        "walking": {"speed_kmh": 3.6, "detour": 1, "matrix": "walks.csv"}, "policy": {"objectives": ["served"]},
        "communities": [{"id": "c", "location": {"x": 0, "y": 0}}],
        "lots": [{"id": "lot", "location": {"x": 9000, "y": 0}, "spaces": 3}],
        "residents": [{"id": "ann", "community": "c", "stays": "Mo 20:00-21:00"},
        {"id": "bob", "community": "c", "stays": "Mo 20:00-21:00"},
        {"id": "cai", "community": "c", "stays": "Mo 20:00-21:00", "home": {"x": 0, "y": 0}}]}"""
    )
    scenario = read_scenario(scenario_file)
    stay = {"arrive": "2026-11-23T20:00+08:00", "leave": "2026-11-23T21:00+08:00"}
    rows = [{"resident": name, "lot": "lot", "walk_seconds": seconds, "stays": [stay]} for name, seconds in (("ann", 90), ("bob", 120))]
    schedule = schedule_of(scenario, [("served", 2, 2)], rows, [{"resident": "cai", "reason": "no-lot-in-walk"}], "optimal")
    schedule["scenario"]["files"] = [{"name": file.name, "sha256": file.sha256} for file in scenario.source.files]
    assert rules_broken(scenario, schedule) == set()
    schedule["refusals"] = [{"resident": "cai", "reason": "full"}]
    assert rules_broken(scenario, schedule) == {"reason"}


RESIDENT: dict[str, Any] = {"stays": "Mo 18:00-20:00"}
REASONS: list[tuple[dict[str, Any], list[dict[str, Any]], str]] = [
    ({}, [{"location": {"x": 901, "y": 0}}], "no-lot-in-walk"),
    ({}, [{"location": {"x": 901, "y": 0}}, {"serves": ["other"]}], "not-admitted"),
    ({"height_m": 3}, [{"max_height_m": 2}], "not-admitted"),
    ({"needs": ["charging"]}, [{"kinds": [{"kind": "charging", "spaces": 0}]}], "not-admitted"),
    ({}, [{"serves": ["other"]}, {"own_use": "daily 19:00-19:01"}], "no-matching-hours"),
    ({}, [{"gate": "daily 18:01-22:00"}], "no-matching-hours"),
    ({"late_arrival_minutes": 1}, [{"gate": "daily 18:01-22:00"}], "full"),
    ({}, [{"own_use": "daily 19:00-22:00"}], "no-matching-hours"),
    ({"early_leave_minutes": 60}, [{"own_use": "daily 19:00-22:00"}], "full"),
    ({"late_arrival_minutes": 90, "early_leave_minutes": 90}, [{"own_use": "daily 17:00-19:15; daily 18:45-21:00"}], "no-matching-hours"),
    ({}, [{"closures": [{"from": "2026-11-23T19:00", "to": "2026-11-23T19:01"}]}], "no-matching-hours"),  # nothing left to hold
    ({"stays": "Mo-We 18:00-20:00"}, [{"closures": [{"from": "2026-11-23T19:00", "to": "2026-11-23T19:01"}]}], "full"),
    ({}, [{"spaces": 0}, {"own_use": "daily 19:00-22:00"}, {"own_use": "daily 08:00-18:00"}], "full"),
]


@pytest.mark.parametrize(("resident", "lots", "reason"), REASONS)
def test_the_reason_of_a_refusal_is_worked_out_afresh(resident: dict[str, Any], lots: list[dict[str, Any]], reason: str) -> None:
    all_lots = [{"id": f"lot{number}", "location": {"x": 900, "y": 0}, "spaces": 1} | lot for number, lot in enumerate(lots)]
    scenario, schedule = place([RESIDENT | resident], {}, [], lots=all_lots)
    for claimed in ("no-lot-in-walk", "not-admitted", "no-matching-hours", "full"):
        schedule["refusals"] = [{"resident": "r0", "reason": claimed}]
        found = verify(scenario, Schedule.model_validate(schedule))
        assert [violation.rule for violation in found] == ([] if claimed == reason else ["reason"])
        assert all(f"'{reason}'" in violation.message for violation in found)


def test_a_scenario_made_in_python_has_a_hash_to_compare() -> None:
    scenario, schedule = place([RESIDENT], {}, [["23T18:00 23T20:00"]])
    assert rules_broken(Scenario.from_dict(scenario.to_dict() | {"name": "renamed"}), schedule) == {"scenario"}
