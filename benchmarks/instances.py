"""What is solved: shipped scenarios, made-up towns up to a city, and hard ones, whose linear programs are fractional or long.

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
SMALL_TOWN: dict[str, Any] = {"seed": 600, "communities": 6, "lots": 10, "spaces": 260, "residents": 600}
TOWN: dict[str, Any] = {"seed": 1, "communities": 390, "lots": 590, "spaces": 29_500, "residents": 60_000, "lots_per_km2": 3.0}
CITY: dict[str, Any] = {"seed": 1, "communities": 1_953, "lots": 2_500, "spaces": 63_000, "residents": 300_000, "lots_per_km2": 3.0}


@dataclass(frozen=True)
class Case:
    """An instance: what it is, in one sentence with the way to make it again, and how it is made.

    ``scenario`` takes a folder that several processes share, where a big one is kept once it is made. The wall limit is ``factor``
    times the base limit, for every solver. A solver that gets nowhere on an instance is not started on a bigger one of the
    same ``family``. ``fewer_rows``: whether the programs with fewer rows are measured too; in tiny lots nearly every row is needed.
    """

    what: str
    family: str
    scenario: Callable[[Path], Scenario]
    factor: float = 1.0
    fewer_rows: bool = True


def made(name: str, options: dict[str, Any], folder: Path) -> Scenario:
    """A scenario drawn as ``parking-share make`` does, read from the folder's file, which the first to ask writes."""
    from parking_share import read_scenario
    from parking_share.making import MakeOptions, make_scenario
    from parking_share.writing import scenario_files

    path = folder / f"{name}.json"
    if not path.exists():
        for file, content in scenario_files(make_scenario(MakeOptions(**options)), path.name, "parquet").items():
            (folder / file).write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return read_scenario(path)


def make_words(options: dict[str, Any]) -> str:
    """The command that makes the same scenario."""
    words = (f"--{key.replace('_', '-')} {value}" for key, value in options.items())
    return f"`parking-share make {' '.join(words)}`"


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


def one_off_stays(seed: int = 1, num_lots: int = 59, num_residents: int = 6_000) -> Scenario:
    """Lots of 2 to 8 spaces, and a week in which everyone comes once, at any minute of any day, for two to sixteen hours."""
    random = Random(seed)
    side_m = LOT_EVERY_M * num_lots**0.5
    residents = []
    for number in range(num_residents):
        start, length = random.randrange(24 * 60), random.randint(2 * 60, 16 * 60)
        end = start + length
        nights = "+1" if end >= 24 * 60 else ""
        stay = f"2026-11-{23 + random.randrange(7)} {start // 60:02}:{start % 60:02}-{end // 60 % 24:02}:{end % 60:02}{nights}"
        residents.append(_resident(random, number, side_m, stay))
    lots = [_lot(random, number, side_m, spaces=random.randint(2, 8)) for number in range(num_lots)]
    return _scenario("one-off", side_m, lots, residents, days=7)


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


def _shipped(name: str, folder: Path) -> Scenario:
    from parking_share import read_scenario

    return read_scenario(SCENARIOS / f"{name}.json")


CASES: dict[str, Case] = {
    "taiping-street-80": Case("`scenarios/taiping-street-80.json`", "nights", partial(_shipped, "taiping-street-80")),
    "town-600": Case(make_words(SMALL_TOWN), "nights", partial(made, "town-600", SMALL_TOWN)),
    "qijiang-59": Case("`scenarios/qijiang-59.json`", "nights", partial(_shipped, "qijiang-59")),
    "hourly": Case(
        "60 one-space lots, 450 requests of one to five hours on one day: `hourly_requests()` in `benchmarks/instances.py`",
        "hourly",
        lambda folder: hourly_requests(),
        fewer_rows=False,
    ),
    "weekly": Case(
        "30 lots of one or two spaces, 240 residents with other hours on each of three to five days: `weekly_patterns()`, same file",
        "weekly",
        lambda folder: weekly_patterns(),
        factor=3,
        fewer_rows=False,
    ),
    "hourly-400": Case(
        "the same as hourly with 400 one-space lots and 3,000 requests: `hourly_requests(1, 400, 3_000)`",
        "hourly",
        lambda folder: hourly_requests(1, 400, 3_000),
        factor=3,
        fewer_rows=False,
    ),
    "one-off": Case(
        "59 lots of 2 to 8 spaces, 6,000 residents who come once in the week, at any minute: `one_off_stays()`, same file",
        "one-off",
        lambda folder: one_off_stays(),
    ),
    "town": Case(make_words(TOWN), "nights", partial(made, "town", TOWN), factor=10),
    "city": Case(make_words(CITY), "nights", partial(made, "city", CITY), factor=30),
}
