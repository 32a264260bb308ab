"""Capacity profiles of lots against c(t), own use, closures and gate of the second opinion, minute by minute."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import reference_time as naive
from hypothesis import given
from hypothesis import strategies as st
from random_scenarios import random_scenario
from strategies import horizons, rule_texts

from parking_share.calendar import Calendar
from parking_share.profiles import LotProfile, lot_profile
from parking_share.scenario import Lot, Scenario


def each_minute(profile: LotProfile, values: np.ndarray) -> list[int]:
    lasting = np.diff(np.append(profile.at, profile.length))
    return np.repeat(values, lasting).tolist()


def check_profile(data: dict[str, Any], lot: dict[str, Any], profile: LotProfile) -> None:
    assert profile.at[0] == 0 and (np.diff(profile.at) > 0).all()
    assert each_minute(profile, profile.own_use) == naive.own_use(data, lot).tolist()
    assert each_minute(profile, profile.closed) == naive.closed(data, lot).tolist()
    assert each_minute(profile, profile.shareable) == naive.capacity(data, lot).tolist()
    assert profile.shareable_at(np.arange(profile.length)).tolist() == naive.capacity(data, lot).tolist()
    whole = naive.closed(data, lot, whole_only=True) > 0
    assert [tuple(pair) for pair in profile.whole_closures.tolist()] == (naive.runs(whole) if lot["spaces"] else [])
    if not lot.get("gate"):
        assert profile.gate_start is None and profile.gate_end is None
    else:
        assert profile.gate_start is not None and profile.gate_end is not None
        gate = list(zip(profile.gate_start.tolist(), profile.gate_end.tolist(), strict=True))
        assert gate == naive.merged(data, lot["gate"])[0]


@pytest.mark.parametrize("seed", range(60))
def test_lots_of_random_scenarios(seed: int) -> None:
    data = random_scenario(seed)
    scenario = Scenario.from_dict(data)
    for lot, model in zip(data["lots"], scenario.lots, strict=True):
        check_profile(data, lot, lot_profile(scenario.time, model))


@given(st.data())
def test_random_lots(draw: st.DataObject) -> None:
    data = {"horizon": draw.draw(horizons())}
    calendar = Calendar(**data["horizon"])
    if calendar.length == 0:
        return
    start = data["horizon"]["start"]
    moments = st.builds(lambda day, time: f"{start[:8]}{day:02}T{time}", st.integers(1, 28), st.sampled_from(["00:00", "02:30", "12:15"]))
    lot: dict[str, Any] = {
        "id": "l",
        "location": {},
        "spaces": draw.draw(st.integers(1, 5)),
        "own_use": draw.draw(rule_texts(start, allow_count=True)),
        "recall_minutes": draw.draw(st.sampled_from([0, 1, 59, 60, 61, 1440, 100_000])),
        "held_back": draw.draw(st.integers(0, 2)),
        "gate": draw.draw(rule_texts(start)),
        "closures": [],
    }
    for first, last in draw.draw(st.lists(st.tuples(moments, moments), max_size=3)):
        if first < last:
            lot["closures"].append({"from": first, "to": last, "spaces": draw.draw(st.none() | st.integers(0, 3))})
    check_profile(data, lot, lot_profile(calendar, Lot.model_validate(lot)))


def test_recall_before_own_use_and_not_for_what_follows_the_horizon() -> None:
    """One space, used from 10:00 and given back an hour before; own use of the next morning at 00:30 recalls nothing."""
    calendar = Calendar("2026-11-23", 1, "Asia/Shanghai")
    lot = Lot.model_validate({"id": "l", "location": {}, "spaces": 1, "recall_minutes": 60, "own_use": "Mo 10:00-12:00; Tu 00:30-02:00"})
    profile = lot_profile(calendar, lot)
    assert np.flatnonzero(np.repeat(profile.shareable, np.diff(np.append(profile.at, 1440))) == 0).tolist() == list(range(540, 720))
