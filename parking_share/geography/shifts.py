"""Whether lots and homes seem to be in two systems of coordinates, which in China are as far apart as a walk is long."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import get_args

import numpy as np

from parking_share.calendar import FloatArray
from parking_share.geography.coordinates import Degrees, Point, convert, on_globe
from parking_share.scenario import Community, Lot, Scenario
from parking_share.texts import N_, _

FEWEST = 3
"""So many communities and lots at least, for fewer may stand anywhere."""
MOST = 1000
"""So many of each are looked at."""
LEAST_M = 200.0
"""Nobody has mixed systems where homes are nearer to lots than this."""
NEARER = 0.7
"""They must come so much nearer, as a share. Of 600 random towns with lots near homes, 2 are told of wrongly; of the same towns with
their lots shifted, 4 in 10 are told of: the others are so dense that a shift leaves homes as near to other lots."""


@dataclass(frozen=True)
class Shift:
    """``what`` seem to be in the system ``crs``: taken so, homes are ``then_m`` from the nearest lot, in the median, and not ``now_m``."""

    what: str
    crs: Degrees
    now_m: float
    then_m: float


def find_shift(scenario: Scenario) -> Shift | None:
    """The most likely mistake, None where all is well or where nothing can be told.

    GCJ-02 is 300 to 700 m off WGS-84, everywhere in a town in nearly the same direction. Where homes come much nearer to lots when the ones
    or the others are moved by that much, these were probably written in the other system.
    """
    if scenario.crs == "local" or min(len(scenario.communities), len(scenario.lots)) < FEWEST:
        return None
    homes, lots = _points(scenario.communities), _points(scenario.lots)
    now = _median_nearest(homes, lots)
    if now < LEAST_M:
        return None
    others = [crs for crs in get_args(Degrees) if crs != scenario.crs]
    found = [Shift(N_("lots"), crs, now, _median_nearest(homes, convert(crs, scenario.crs, *lots))) for crs in others]
    found += [Shift(N_("communities"), crs, now, _median_nearest(convert(crs, scenario.crs, *homes), lots)) for crs in others]
    best = min(found, key=lambda each: each.then_m)
    return best if best.then_m < NEARER * now else None


def shift_warnings(scenario: Scenario) -> Iterator[str]:
    """The mistake as a sentence."""
    shift = find_shift(scenario)
    if shift is not None:
        yield (
            _(
                "crs: %(what)s seem to be written in %(crs)s and not in %(other)s: taken so, half of the communities have a lot "
                "within %(then_m)s m and not %(now_m)s m; check where their coordinates come from",
                what=_(shift.what),
                crs=shift.crs,
                other=scenario.crs,
                then_m=f"{shift.then_m:,.0f}",
                now_m=f"{shift.now_m:,.0f}",
            )
        )


def _points(places: Sequence[Community | Lot]) -> Point:
    locations = [each.location for each in places[:MOST]]
    return np.array([each.lon for each in locations], np.float64), np.array([each.lat for each in locations], np.float64)


def _median_nearest(homes: Point, lots: Point) -> float:
    """The median over homes of the straight line to the nearest lot, metres."""
    one, other = on_globe(*homes), on_globe(*lots)  # chords are as long as distances for what is near
    square: FloatArray = (one**2).sum(1)[:, None] + (other**2).sum(1) - 2 * one @ other.T
    return float(np.median(np.sqrt(np.maximum(square.min(axis=1), 0.0))))
