"""Two small scenarios that differ in every way that a comparison tells, with schedules by hand; and random pairs."""

from __future__ import annotations

import copy
from functools import cache
from random import Random
from typing import Any

from random_scenarios import Data, random_scenario

from parking_share import Scenario, Schedule, Solved, solve

NIGHT = {"arrive": "2026-11-23T18:00+08:00", "leave": "2026-11-24T08:00+08:00"}


def scenario_data(lots: dict[str, int], residents: dict[str, str], objectives: list[str]) -> Data:
    """Two days; lots with so many spaces, shared from 18:00 to 08:00; residents of a community with one night from Monday to Tuesday."""
    place = {"x": 0.0, "y": 0.0}
    own_use = "daily 08:00-18:00"
    return {
        "format": 1,
        "id": "by-hand",
        "crs": "local",
        "horizon": {"start": "2026-11-23", "days": 2},
        "policy": {"objectives": objectives},
        "communities": [{"id": community, "location": place} for community in sorted({*residents.values()})],
        "lots": [{"id": lot, "location": place, "spaces": spaces, "own_use": own_use} for lot, spaces in lots.items()],
        "residents": [
            {"id": id_, "community": home, "plate": f"plate of {id_}", "stays": "2026-11-23 18:00-08:00"} for id_, home in residents.items()
        ],
    }


def solved(data: Data, levels: dict[str, tuple[int, int | None]], places: dict[str, tuple[str, int]], refused: dict[str, str]) -> Solved:
    """A schedule that says so: levels with value and bound, lots and walks of those served, reasons of those who are not."""
    scenario = Scenario.from_dict(data)
    schedule: dict[str, Any] = {
        "format": 1,
        "scenario": {"id": scenario.id, "sha256": scenario.source.sha256},
        "status": "feasible",
        "levels": [{"objective": name, "value": value, "bound": bound} for name, (value, bound) in levels.items()],
        "assignments": [{"resident": id_, "lot": lot, "walk_seconds": walk, "stays": [NIGHT]} for id_, (lot, walk) in places.items()],
        "refusals": [{"resident": id_, "reason": reason} for id_, reason in refused.items()],
        "run": {"version": "0.1.0", "method": "optimal", "seconds": 0.1},
    }
    return Solved(scenario, Schedule.model_validate(schedule))


def by_hand() -> tuple[Solved, Solved]:
    """One resident for each change; a lot comes, one goes, one gets a space more, one stays as it is."""
    base = solved(
        scenario_data(
            {"same": 2, "wider": 1, "gone": 1},
            {"stays": "c1", "moves": "c1", "gains": "c1", "loses": "c2", "leaves": "c2", "waits": "c4"},
            ["served", "walk"],
        ),
        {"served": (4, 4), "walk": (400, 390)},
        {"stays": ("same", 60), "moves": ("wider", 100), "loses": ("same", 200), "leaves": ("gone", 40)},
        {"gains": "full", "waits": "not-admitted"},
    )
    variant = solved(
        scenario_data(
            {"same": 2, "wider": 2, "new": 3},
            {"stays": "c1", "moves": "c1", "gains": "c1", "loses": "c2", "waits": "c4", "comes": "c3", "late": "c3"},
            ["served", "trim"],
        ),
        {"served": (4, 5), "trim": (0, None)},
        {"stays": ("same", 60), "moves": ("new", 300), "gains": ("same", 200), "comes": ("wider", 40)},
        {"loses": "full", "waits": "not-admitted", "late": "no-lot-in-walk"},
    )
    return base, variant


@cache
def random_pair(seed: int) -> tuple[Solved, Solved]:
    """A random scenario, and another made of it by some changes: lots and residents go, come or are different."""
    random = Random(seed)
    data = random_scenario(seed)
    changed = copy.deepcopy(data)
    if random.random() < 0.5:
        changed["lots"].pop(random.randrange(len(changed["lots"])))
    if random.random() < 0.5:
        changed["lots"].append(copy.deepcopy(random.choice(data["lots"])) | {"id": "new-lot"})
    for lot in changed["lots"]:
        lot["spaces"] = max(1, lot["spaces"] + random.choice([-1, 0, 0, 1, 2]))
        lot.pop("held_back", None)
    if random.random() < 0.5:
        changed["residents"].pop(random.randrange(len(changed["residents"])))
    for number in range(random.choice([0, 1, 2])):
        changed["residents"].append(copy.deepcopy(random.choice(data["residents"])) | {"id": f"new-{number}"})
    for resident in changed["residents"]:
        resident["priority"] = random.choice([resident["priority"], 1, 2])
        for key in ("fixed_lot", "excluded_lots"):  # they may name a lot that is gone
            resident.pop(key, None)
    pair = [Scenario.from_dict(each) for each in (data, changed)]
    methods = [random.choice(["optimal", "optimal", "fcfs"]) for _ in pair]
    base, variant = (
        Solved(scenario, solve(scenario, method).schedule)  # type: ignore[arg-type]
        for scenario, method in zip(pair, methods, strict=True)
    )
    return base, variant
