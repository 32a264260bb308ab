"""Linear optima with fractions in a few lots: scenarios that were once settled wrongly there, and levels ended by time."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
from random_scenarios import Data
from test_optimum import every_cut_model, values, without_roundings

from parking_share import Scenario, solve, verify
from parking_share.optimize import beginning, budget, lexicographic, settling
from parking_share.verification import proofs

REGRESSIONS = sorted((Path(__file__).parent / "regressions" / "regions").glob("*.json"))


@pytest.mark.parametrize("path", REGRESSIONS, ids=lambda path: path.stem)
@pytest.mark.parametrize("ahead", [True, False])
@pytest.mark.parametrize("roundings", [True, False])
@pytest.mark.parametrize("small", [True, False])
def test_regions_that_were_once_left_unsettled(
    path: Path, ahead: bool, roundings: bool, small: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Crowds by the hour, side by side, solved in regions however small they are; the plain model finds the same."""
    scenario = Scenario.from_dict(json.loads(path.read_text(encoding="utf-8")))
    monkeypatch.setattr(settling, "SMALL", 0)
    if small:
        monkeypatch.setattr(beginning, "SMALL", 0)
    if not roundings:
        without_roundings(monkeypatch)
    if not ahead:
        monkeypatch.setattr(lexicographic.Step, "is_last", property(lambda step: step.best is not None))
    schedule = solve(scenario).schedule
    assert values(schedule) == every_cut_model(scenario)
    assert schedule.status == "optimal"
    assert verify(scenario, schedule) == ()
    assert not {verdict.outcome for verdict in proofs(scenario, schedule)} & {"better than possible", "does not follow", "no proof"}


def one_long_stay() -> Data:
    """A space that one resident wants for twelve hours, who comes first, and four others for an hour each; nobody is there now."""
    place = {"x": 0, "y": 0}
    hours = [(8, 20), (8, 9), (9, 10), (10, 11), (11, 12)]
    return {
        "format": 1,
        "id": "one-long-stay",
        "horizon": {"start": "2026-11-23", "days": 1},
        "crs": "local",
        "policy": {"objectives": ["keep", "served"]},
        "communities": [{"id": "c", "location": place}],
        "lots": [{"id": "lot", "location": place, "spaces": 1}],
        "residents": [
            {"id": f"r-{number}", "community": "c", "stays": f"daily {start:02d}:00-{end:02d}:00"}
            for number, (start, end) in enumerate(hours)
        ],
    }


def test_a_bound_is_never_that_of_another_level(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever the time ends, the bound of ``served`` is no less than the four that can be served; of ``keep`` it is 0."""

    class Clock:
        """Stands still, until it has been asked so many times; then the time is up."""

        def __init__(self, questions: int) -> None:
            self._left = questions

        def monotonic(self) -> float:
            self._left -= 1
            return 0.0 if self._left > 0 else 1e9

    monkeypatch.setattr(beginning, "SMALL", 0)
    scenario = Scenario.from_dict(one_long_stay())
    for questions in itertools.count(2, 3):
        clock = Clock(questions)
        monkeypatch.setattr(budget, "time", clock)
        schedule = solve(scenario, time_limit=1000).schedule
        served = schedule.levels[1]
        assert served.bound is None or served.bound >= 4, questions
        assert (schedule.status == "optimal") == (served.value == 4 == served.bound), questions
        if clock.monotonic() == 0.0:
            break
