"""The dates that the page shows day by day: all of them, or the busiest two weeks of a long horizon."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from parking_share.calendar import IntArray
from parking_share.frames.lots import local_times
from parking_share.scenario import Scenario

MAX_DAYS = 14


@dataclass(frozen=True)
class Window:
    """Consecutive dates [start, end) in absolute minutes; ``dates`` are (instant of 00:00, YYYY-MM-DD, is a workday)."""

    scenario: Scenario
    start: int
    end: int
    dates: tuple[tuple[int, str, bool | None], ...]

    @property
    def is_partial(self) -> bool:
        """Whether dates of the horizon are left out."""
        return len(self.dates) < self.scenario.horizon.days

    def wall(self, minutes: IntArray) -> IntArray:
        """Wall-clock minutes since the window's first midnight; differs from elapsed minutes after a clock change."""
        texts = np.array(local_times(self.scenario.time, minutes), "datetime64[m]")
        return (texts - np.datetime64(self.dates[0][1], "m")).astype(np.int64)

    @property
    def epoch_ms(self) -> int:
        """The window's first midnight as if it were UTC, in milliseconds: the charts draw wall-clock time on a UTC axis."""
        return int(np.datetime64(self.dates[0][1], "ms").astype(np.int64))

    def inside(self, frame: pd.DataFrame, start: str, end: str) -> pd.DataFrame:
        """The rows of ``frame`` whose period [start, end) reaches into the window, clipped to it."""
        part = frame[(frame[end] > self.start) & (frame[start] < self.end)]
        return part.assign(**{start: part[start].clip(lower=self.start), end: part[end].clip(upper=self.end)})


def choose_window(scenario: Scenario, steps: pd.DataFrame) -> Window:
    """All dates if they are few, else the 14 in a row in which residents are present longest (the first such).

    Parameters
    ----------
    steps
        The frame ``occupancy``.
    """
    days = scenario.time.day_starts()
    first = 0
    if len(days) > MAX_DAYS:
        edges = np.array([start for start, _, _ in days] + [scenario.time.length], np.int64)
        presence = np.cumsum(_presence_until(steps, edges))
        before = np.concatenate(([0], presence))
        first = int(np.argmax(before[MAX_DAYS:] - before[:-MAX_DAYS]))
    dates = tuple(days[first : first + MAX_DAYS])
    last = first + len(dates)
    return Window(scenario, dates[0][0], days[last][0] if last < len(days) else scenario.time.length, dates)


def _presence_until(steps: pd.DataFrame, edges: IntArray) -> IntArray:
    """Resident-minutes on each day, over all lots."""
    change = steps["present"].to_numpy()
    minutes = np.concatenate((steps["start_minute"].to_numpy(), steps["end_minute"].to_numpy()))
    change = np.concatenate((change, -change))
    order = np.argsort(minutes, kind="stable")
    minutes, level = minutes[order], np.cumsum(change[order])
    spent = np.concatenate(([0], np.cumsum(level[:-1] * np.diff(minutes)))) if len(minutes) else np.zeros(1, np.int64)
    until = np.interp(edges, minutes, spent) if len(minutes) else np.zeros(len(edges))
    return np.diff(until).round().astype(np.int64)
