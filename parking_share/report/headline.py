"""The headline: what was reached, what is proved about it, and how it compares with first come, first served."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from parking_share.catalogue import MINIMISED, Objective
from parking_share.report.language import Language
from parking_share.report.words import OBJECTIVE_NAMES, level_value, proof
from parking_share.schedule import Level, Schedule


@dataclass(frozen=True)
class LevelView:
    """One row of the table of levels, in words."""

    name: str
    value: str
    bound: str
    proof: str
    state: str
    fcfs: str


@dataclass(frozen=True)
class Headline:
    """Numbers and sentences at the top of the page."""

    served: int
    applied: int
    mean_walk: str
    longest_walk: str
    cut: str
    verdict: str
    state: str
    gain: str
    compared: bool
    levels: tuple[LevelView, ...]


def headline(language: Language, schedule: Schedule, assigned: pd.DataFrame, fcfs: Mapping[Objective, int] | None) -> Headline:
    """The headline of a schedule.

    Parameters
    ----------
    assigned
        The frame ``assignments``.
    fcfs
        Level values of first come, first served on the same scenario; None: not compared.
    """
    _ = language.gettext
    seconds = assigned["walk_seconds"]
    is_optimal = all(level.gap_percent == 0.0 for level in schedule.levels)
    has_bound = any(level.bound is not None for level in schedule.levels)
    if is_optimal:
        verdict, state = _("Proved optimal: no better schedule exists."), "proved"
    elif has_bound:
        verdict, state = _("Not proved optimal on every level; how far it may be from the best is stated below."), "gap"
    else:
        verdict, state = _("A schedule without a bound: how good it is was not computed."), "open"
    return Headline(
        served=len(schedule.assignments),
        applied=len(schedule.assignments) + len(schedule.refusals),
        mean_walk=language.duration(float(seconds.mean()) / 60) if len(seconds) else "–",
        longest_walk=language.duration(float(seconds.max()) / 60) if len(seconds) else "–",
        cut=language.duration(float(assigned["cut_minutes"].sum())),
        verdict=verdict,
        state=state,
        gain=_gain(language, schedule.levels, fcfs),
        compared=fcfs is not None,
        levels=tuple(_level(language, level, fcfs, is_first=index == 0) for index, level in enumerate(schedule.levels)),
    )


def _level(language: Language, level: Level, fcfs: Mapping[Objective, int] | None, *, is_first: bool) -> LevelView:
    gap = level.gap_percent
    base = None if fcfs is None else fcfs.get(level.objective)
    return LevelView(
        name=language.gettext(OBJECTIVE_NAMES[level.objective]),
        value=level_value(language, level.objective, level.value),
        bound="–" if level.bound is None else level_value(language, level.objective, level.bound),
        proof=proof(language, level, is_first=is_first),
        state="open" if gap is None else "proved" if gap == 0.0 else "gap",
        fcfs="–" if base is None else level_value(language, level.objective, base),
    )


def _gain(language: Language, levels: tuple[Level, ...], fcfs: Mapping[Objective, int] | None) -> str:
    """What the first level gains over first come, first served; later levels depend on who is served and do not compare."""
    if not levels or fcfs is None or levels[0].objective not in fcfs or levels[0].objective in MINIMISED:
        return ""
    first, base = levels[0], fcfs[levels[0].objective]
    if base == 0 or first.value == base:
        return ""
    names = {
        "name": language.gettext(OBJECTIVE_NAMES[first.objective]),
        "share": f"{100 * (first.value - base) / base:+.1f}{language.percent}",
    }
    return language.gettext("%(name)s: %(share)s against first come, first served.") % names
