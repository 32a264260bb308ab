"""What is solved: shipped scenarios, a made-up town, and hard ones, whose linear programs are fractional.

The package is imported only when one is made, because the process that measures memory has to stay small.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from parking_share import Scenario

SCENARIOS = Path(__file__).parent.parent / "scenarios"
SHIPPED = ("taiping-street-80", "qijiang-59")
LOT_EVERY_M = 400.0  # on average, in the hard instances; a walk of ten minutes then reaches about seven lots
TOWN: dict[str, Any] = {"seed": 600, "communities": 6, "lots": 10, "spaces": 260, "residents": 600}


@dataclass(frozen=True)
class Case:
    """An instance: what it is, in one sentence with the way to make it again, and how it is made."""

    what: str
    scenario: Callable[[], Scenario]


def town() -> Scenario:
    """A town of 600 residents, drawn by ``parking-share make``."""
    from parking_share import Scenario
    from parking_share.making import MakeOptions, make_scenario

    return Scenario.from_dict(make_scenario(MakeOptions(**TOWN)))


def hourly_requests(seed: int = 1, num_lots: int = 60, num_requests: int = 450) -> Scenario:
    """One-space lots rented by the hour: each request is one stay of one to five hours on the same day."""
    random = Random(seed)
    side_m = LOT_EVERY_M * num_lots**0.5
    residents = []
    for number in range(num_requests):
        quarter = random.randrange(6 * 4, 22 * 4)
        end = min(quarter + random.randint(4, 20), 24 * 4)
        stay = f"2026-11-23 {_clock(quarter)}-{_clock(end)}"
        residents.append(_resident(random, number, side_m, stay))
    return _scenario("hourly", side_m, [_lot(random, number, side_m, spaces=1) for number in range(num_lots)], residents, days=1)


def weekly_patterns(seed: int = 1, num_lots: int = 30, num_residents: int = 240) -> Scenario:
    """Lots of one or two spaces, residents who come on three to five days of the week, at other hours each day."""
    random = Random(seed)
    side_m = LOT_EVERY_M * num_lots**0.5
    residents = []
    for number in range(num_residents):
        days = sorted(random.sample(range(7), random.randint(3, 5)))
        stays = [_weekly_stay(random, day) for day in days]
        residents.append(_resident(random, number, side_m, "; ".join(stays)))
    lots = [_lot(random, number, side_m, spaces=random.choice([1, 1, 2])) for number in range(num_lots)]
    return _scenario("weekly", side_m, lots, residents, days=7)


def _weekly_stay(random: Random, day: int) -> str:
    quarter = random.randrange(6 * 4, 20 * 4)
    end = quarter + random.randint(4 * 4, 14 * 4)
    nights = "+1" if end > 24 * 4 else ""
    return f"{('Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su')[day]} {_clock(quarter)}-{_clock(end % (24 * 4) if nights else end)}{nights}"


def _clock(quarter: int) -> str:
    return f"{quarter // 4:02}:{quarter % 4 * 15:02}"


def _place(random: Random, side_m: float) -> dict[str, float]:
    return {"x": round(random.uniform(0, side_m)), "y": round(random.uniform(0, side_m))}


def _lot(random: Random, number: int, side_m: float, spaces: int) -> dict[str, Any]:
    return {"id": f"l-{number:02}", "location": _place(random, side_m), "spaces": spaces}


def _resident(random: Random, number: int, side_m: float, stays: str) -> dict[str, Any]:
    home = _place(random, side_m)
    return {"id": f"r-{number:03}", "community": "c", "home": home, "stays": stays, "priority": random.randint(1, 3)}


def _scenario(name: str, side_m: float, lots: list[dict[str, Any]], residents: list[dict[str, Any]], days: int) -> Scenario:
    from parking_share import Scenario

    return Scenario.from_dict(
        {
            "format": 1,
            "id": name,
            "horizon": {"start": "2026-11-23", "days": days},
            "crs": "local",
            "policy": {"objectives": ["priority", "walk"], "max_walk_minutes": 10},
            "communities": [{"id": "c", "location": {"x": side_m / 2, "y": side_m / 2}}],
            "lots": lots,
            "residents": residents,
        }
    )


def _shipped(name: str) -> Scenario:
    from parking_share import read_scenario

    return read_scenario(SCENARIOS / f"{name}.json")


CASES: dict[str, Case] = {
    "taiping-street-80": Case("`scenarios/taiping-street-80.json`", partial(_shipped, "taiping-street-80")),
    "town-600": Case(f"`parking-share make {' '.join(f'--{key} {value}' for key, value in TOWN.items())}`", town),
    "qijiang-59": Case("`scenarios/qijiang-59.json`", partial(_shipped, "qijiang-59")),
    "hourly": Case(
        "60 one-space lots, 450 requests of one to five hours on one day: `hourly_requests()` in `benchmarks/instances.py`", hourly_requests
    ),
    "weekly": Case(
        "30 lots of one or two spaces, 240 residents with other hours on each of three to five days: `weekly_patterns()`, same file",
        weekly_patterns,
    ),
}
