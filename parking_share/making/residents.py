"""Made-up residents: when they leave and come home by the published distributions, what they need and can give way on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.spatial import KDTree

from parking_share.making.draws import Bools, Floats, Ints, bell, between, pick, some, split, stream, where
from parking_share.making.options import MakeOptions
from parking_share.making.places import Ground
from parking_share.making.published import (
    COMING_HOME_FROM_MINUTE,
    COMING_HOME_PERCENT,
    LEAVING_HOME_FROM_MINUTE,
    LEAVING_HOME_PERCENT,
    MONTHLY_FEES_CNY,
)

STEP_MINUTES = 5
_CLOCK = [f"{minute // 60:02d}:{minute % 60:02d}" for minute in range(1440)]
# pattern of stays, share of residents
PATTERNS = (("commuter", 0.4), ("nights", 0.38), ("shift", 0.12), ("visitor", 0.1))
_ROTAS = ("Mo,We,Fr", "Tu,Th,Sa", "Mo-Th", "Fr-Su", "Tu-Sa")
_TOLERANCE_MINUTES = (0, 15, 30, 45, 60, 90)
_HOME_SPREAD_M = 250.0
_NEAR_M = 900.0  # straight line; about a 15-minute walk
_APPLICATION_DAYS = 60


def make_residents(
    options: MakeOptions, ground: Ground, communities: Sequence[str], centres: Floats, lots: Sequence[str], lot_places: Floats
) -> list[dict[str, Any]]:
    """Residents as plain data, community by community.

    Parameters
    ----------
    communities, lots
        Ids.
    centres, lot_places
        Their places, (n, 2), in metres from the centre of ``ground``.
    """
    count = options.residents
    rng = stream(options.seed, 2)
    community = np.repeat(np.arange(len(communities)), split(rng, count, len(communities), spread=0.5))
    homes = centres[community] + _HOME_SPREAD_M * np.column_stack((bell(rng, count), bell(rng, count)))
    locations = ground.location(homes[:, 0], homes[:, 1])
    disabled = some(rng, 0.15, count)
    needs = some(rng, options.needs, count)
    columns: dict[str, list[Any]] = {
        "community": [communities[index] for index in community.tolist()],
        "home": [dict(zip(locations, row, strict=True)) for row in zip(*locations.values(), strict=True)],
        "plate": [f"渝Z{number:06d}" for number in range(1, count + 1)],
        "height_m": where(some(rng, options.heights, count), np.round(between(rng, 1.4, 2.3, count), 2)),
        "needs": [["disabled"] if bad else ["charging"] if need else None for need, bad in zip(needs, needs & disabled, strict=True)],
        "stays": _stays(rng, count),
        **_tolerances(rng, options.tolerances, count),
        "max_monthly_fee": where(some(rng, options.fee_limits, count), np.array(MONTHLY_FEES_CNY)[3 + pick(rng, [1] * 6, count)]),
        "priority": _points(rng, needs & disabled) if options.points else [None] * count,
        "applied_at": _applications(rng, options.start, count),
        "current_lot": _current_lots(rng, options.current_lots, homes, lots, lot_places),
    }
    width = len(str(count))
    rows = zip(*columns.values(), strict=True)
    keys = tuple(columns)
    return [
        {"id": f"r-{number:0{width}d}"} | {key: value for key, value in zip(keys, row, strict=True) if value}
        for number, row in enumerate(rows, start=1)
    ]


def draw_minutes(rng: np.random.Generator, first_minute: int, percent: Sequence[float], count: int) -> Ints:
    """Minutes of the day by a distribution over half hours from ``first_minute``, on whole five minutes."""
    half_hour = pick(rng, percent, count)
    within = np.floor(between(rng, 0, 30 // STEP_MINUTES, count)).astype(np.int64)
    return first_minute + 30 * half_hour + STEP_MINUTES * within


def _stays(rng: np.random.Generator, count: int) -> list[str]:
    """One pattern each; commuters leave the car at home on rest days, shift workers come late, visitors come by day."""
    leave = draw_minutes(rng, LEAVING_HOME_FROM_MINUTE, LEAVING_HOME_PERCENT, count)
    home = draw_minutes(rng, COMING_HOME_FROM_MINUTE, COMING_HOME_PERCENT, count)
    late, early = draw_minutes(rng, 21 * 60 + 30, [1] * 5, count), draw_minutes(rng, 5 * 60 + 30, [1] * 4, count)
    come, go = draw_minutes(rng, 9 * 60, [1] * 4, count), draw_minutes(rng, 16 * 60, [1] * 6, count)
    rota = pick(rng, [1] * len(_ROTAS), count)
    pattern = pick(rng, [share for _, share in PATTERNS], count)
    texts = []
    for index, chosen in enumerate(pattern.tolist()):
        name = PATTERNS[chosen][0]
        if name == "commuter":
            morning = _CLOCK[leave[index]]
            texts.append(f"workday {_CLOCK[home[index]]}-{morning}; restday {morning}-{morning}")
        elif name == "nights":
            texts.append(f"daily {_CLOCK[home[index]]}-{_CLOCK[leave[index]]}")
        elif name == "shift":
            texts.append(f"{_ROTAS[rota[index]]} {_CLOCK[late[index] % 1440]}-{_CLOCK[early[index]]}")
        else:
            texts.append(f"restday {_CLOCK[come[index]]}-{_CLOCK[go[index]]}")
    return texts


def _tolerances(rng: np.random.Generator, share: float, count: int) -> dict[str, list[Any]]:
    """Minutes in both directions for the share of residents who can give way; one of the two may be 0."""
    minutes = np.array(_TOLERANCE_MINUTES)
    chosen = some(rng, share, count)
    late, early = (minutes[pick(rng, [1] * len(minutes), count)] for _ in range(2))
    early[(late == 0) & (early == 0)] = 15
    return {"late_arrival_minutes": where(chosen, late), "early_leave_minutes": where(chosen, early)}


def _points(rng: np.random.Generator, disabled: Bools) -> list[int]:
    """10, and 2 for each of up to 5 years of waiting, 5 for small children, 10 for a disability."""
    years = pick(rng, [4, 3, 2, 1, 1, 1], len(disabled))
    children = rng.random(len(disabled)) < 0.2
    return list((10 + 2 * years + 5 * children + 10 * disabled).tolist())


def _applications(rng: np.random.Generator, start: str, count: int) -> list[str]:
    """Local date-times within the weeks before the horizon."""
    before = np.floor(between(rng, 1, _APPLICATION_DAYS * 1440, count)).astype(np.int64)
    moments = np.datetime64(f"{start}T00:00", "m") - before.astype("timedelta64[m]")
    return list(np.datetime_as_string(moments, unit="m").tolist())


def _current_lots(rng: np.random.Generator, share: float, homes: Floats, lots: Sequence[str], places: Floats) -> list[str | None]:
    """One of the three nearest lots, for those of the share who have a lot nearby at all."""
    count = len(homes)
    chosen = some(rng, share, count)
    if count == 0:
        return []
    near = min(3, len(lots))
    distance, lot = (np.asarray(found) for found in KDTree(places).query(homes, k=list(range(1, near + 1))))
    rank = pick(rng, [1] * near, count)
    row = np.arange(count)
    holds = chosen & (distance[row, rank] <= _NEAR_M)
    return [lots[index] if held else None for held, index in zip(holds.tolist(), lot[row, rank].tolist(), strict=True)]
