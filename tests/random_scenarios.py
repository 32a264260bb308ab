"""Made-up scenarios for tests: tiny ones that between them use every feature of the format, and mid-size towns."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable
from random import Random
from typing import Any

Data = dict[str, Any]

# (time zone, country, subdivision, first dates from which something happens within two days: clock changes or adjusted workdays)
WORLDS: list[tuple[str, str | None, str | None, list[str]]] = [
    ("Asia/Shanghai", "CN", None, ["2026-02-13", "2026-10-09", "2026-01-02", "2026-05-08", "2026-09-18", "2026-02-26"]),
    ("Asia/Shanghai", None, None, ["2026-11-26", "2026-12-30", "2027-01-01"]),
    ("Europe/Berlin", "DE", "BY", ["2026-03-27", "2026-10-23", "2026-06-03"]),
    ("Europe/Berlin", "DE", None, ["2026-03-28", "2026-10-24"]),
    ("America/Sao_Paulo", "BR", None, ["2018-11-02", "2018-11-03", "2018-11-04", "2018-02-16"]),  # changes at midnight
    ("Africa/Cairo", "EG", None, ["2024-04-24", "2024-04-26", "2024-10-30"]),  # changes at midnight, rests on Friday
    ("Australia/Lord_Howe", None, None, ["2026-04-03", "2026-10-02"]),  # changes by half an hour
]
STARTS = ["17:00", "17:30", "18:00", "18:30", "19:00"]  # of stays; the lots' own hours are a little before
ENDS = ["06:30", "07:00", "07:30", "08:00", "08:30"]
OWN_STARTS = ["07:30", "08:00", "08:30", "09:00"]
OWN_ENDS = ["16:30", "17:00", "17:30", "18:00", "18:30"]
ORDERS = ["priority", "served", "keep", "walk", "trim", "lottery"]


def objective_order(random: Random) -> list[str]:
    """Any order of objectives that the format allows."""
    while True:
        order = random.sample(ORDERS, random.randint(1, 6))
        serving = min((order.index(name) for name in ("priority", "served") if name in order), default=None)
        if serving is not None and not {"walk", "trim", "lottery"} & set(order[:serving]):
            return order


def random_scenario(seed: int) -> Data:
    """A tiny valid scenario: 2 to 6 residents, 1 to 3 lots, 2 to 4 days; most residents have an option, spaces are scarce."""
    random = Random(seed)
    timezone, country, subdivision, starts = random.choice(WORLDS)
    start = dt.date.fromisoformat(random.choice(starts))
    days = random.randint(2, 4)
    dates = [(start + dt.timedelta(days=step)).isoformat() for step in range(-1, days + 1)]
    crs = random.choice(["local", "local", "WGS84", "GCJ02", "BD09"])
    communities = [{"id": f"c{number}", "location": _place(random, crs, 100)} for number in range(random.randint(1, 2))]
    lots = [_lot(random, number, dates, crs, len(communities)) for number in range(random.choice([1, 2, 3, 3]))]
    residents = [_resident(random, number, dates, crs, communities, lots) for number in range(random.randint(2, 6))]
    order = objective_order(random)
    policy: Data = {"objectives": order, "max_walk_minutes": random.choice([15, 12.5, 20, 9.99])}
    if "lottery" in order or random.random() < 0.1:
        policy["lottery_seed"] = f"draw {seed}"
    data: Data = {
        "format": 1,
        "id": f"random-{seed}",
        "horizon": {"start": dates[1], "days": days, "timezone": timezone},
        "calendar": {"country": country, "subdivision": subdivision, **_lists(random, dates)},
        "crs": crs,
        "policy": policy,
        "communities": communities,
        "lots": lots,
        "residents": residents,
    }
    if random.random() < 0.3:
        data["walking"] = {"speed_kmh": random.choice([3, 4.2, 5.5]), "detour": random.choice([1, 1.25])}
    if random.random() < 0.2:
        del data["policy"]
    return data


def with_max_moves(seed: int, data: Data) -> Data:
    """The scenario with a cap on moves, and most residents in one lot, which has too few spaces for them: so the cap often binds."""
    random = Random(seed)
    lots = [lot["id"] for lot in data["lots"]]
    crowded = random.choice(lots)
    residents = [
        one | ({"current_lot": random.choice([crowded, crowded, *lots])} if random.random() < 0.9 else {}) for one in data["residents"]
    ]
    most = random.choice([0, 0, 1, 1, 2, max(1, len(residents) // 5)])
    return data | {"residents": residents, "policy": data.get("policy", {}) | {"max_moves": most}}


def random_matrix(seed: int, data: Data) -> list[tuple[str, str, str]]:
    """Rows of a walk matrix for some pairs of a scenario: from, lot, minutes."""
    random = Random(seed)
    origins = [item["id"] for key in ("communities", "residents") for item in data[key]]
    pairs = itertools.product(origins, [lot["id"] for lot in data["lots"]])
    return [(origin, lot, random.choice(["3", "7.125", "11.99", "15", "0", "40"])) for origin, lot in pairs if random.random() < 0.5]


def _lists(random: Random, dates: list[str]) -> Data:
    changed = random.sample(dates, 2)
    return {"holidays": changed[: random.random() < 0.3], "workdays": changed[1 : 1 + (random.random() < 0.3)]}


def _place(random: Random, crs: str, spread_m: float) -> Data:
    x, y = (round(random.uniform(-spread_m, spread_m), 1) for _ in range(2))
    place: Data = {"x": x, "y": y} if crs == "local" else {"lat": round(29.7 + y / 111_000, 6), "lon": round(107.4 + x / 96_500, 6)}
    if random.random() < 0.6:
        place["elevation_m"] = random.choice([200, 203.5, 213, 230])
    return place


def _lot(random: Random, number: int, dates: list[str], crs: str, num_communities: int) -> Data:
    spaces = random.choice([1, 1, 2, 2, 3, 4])
    lot: Data = {
        "id": f"l{number}",
        "location": _place(random, crs, 500),
        "spaces": spaces,
        "own_use": _own_use(random, spaces, dates),
        "gate": _gate(random, dates),
        "closures": [_closure(random, dates, spaces) for _ in range(random.choice([0, 0, 0, 1, 2]))],
        "kinds": _kinds(random),
    }
    if random.random() < 0.4:
        lot["recall_minutes"] = random.choice([15, 30, 60, 100])
    if spaces > 1 and random.random() < 0.2:
        lot["held_back"] = 1
    if random.random() < 0.2:
        lot["max_height_m"] = random.choice([1.9, 2.1])
    if random.random() < 0.3:
        lot["monthly_fee"] = random.choice([60, 120.5])
    if random.random() < 0.2:
        lot["serves"] = [f"c{random.randrange(num_communities)}"]
    return lot


def _own_use(random: Random, spaces: int, dates: list[str]) -> str:
    morning, evening = random.choice(OWN_STARTS), random.choice(OWN_ENDS)
    rules = [random.choice(["workday", "workday", "Mo-Fr", "daily"]) + f" {morning}-{evening}"]
    if spaces > 1 and random.random() < 0.4:
        rules[0] += f" x{spaces - 1}"
    if random.random() < 0.4:
        rules.append(f"restday 09:00-{random.choice(['12:00', '17:00'])} x{random.randint(1, max(1, spaces - 1))}")
    if random.random() < (0.15 if spaces == 1 else 0.4):
        rules.append(random.choice([f"daily {evening}-19:30 x1", f"daily {evening}-18:45 x1", "daily 22:00-23:30 x1"]))
    if random.random() < 0.2:
        rules.append(f"{random.choice(['11-01/04-30', '05-01/10-31'])} {random.choice(['Sa-Mo', 'workday'])} 06:00-{morning} x1")
    if random.random() < 0.15:
        rules.append(f"{dates[2]}/{dates[-1]} 22:00-02:00+1 x1")
    return "; ".join(rules)


def _gate(random: Random, dates: list[str]) -> str:
    if random.random() < 0.7:
        return ""
    return random.choice(
        [
            "daily 06:00-22:00",
            "daily 05:30-24:00",
            "workday 06:00-10:00;workday 16:45-21:30; restday 06:00-24:00",
            "Mo-Fr 06:15-20:00; Sa,Su 00:00-24:00",
            f"daily 06:00-09:30; daily 17:15-19:15; {dates[1]} 12:00-23:00",
            "07-01/08-31 daily 06:00-22:00",  # a gate that never opens in these worlds
            "daily 18:15-21:00; Fr-Mo 06:00-10:00; Tu,We,Th 06:00-08:15",
        ]
    )


def _closure(random: Random, dates: list[str], spaces: int) -> Data:
    first, last = sorted(random.sample(dates, 2))
    closure: Data = {"from": f"{first}T{random.choice(['12:00', '20:00'])}", "to": f"{last}T{random.choice(['00:00', '06:00', '02:30'])}"}
    if random.random() < 0.6:
        closure["spaces"] = random.randint(1, spaces)
    return closure


def _kinds(random: Random) -> list[Data]:
    kinds = [{"kind": "charging", "spaces": random.randint(1, 2), "exclusive": random.random() < 0.6}] if random.random() < 0.45 else []
    if random.random() < 0.25:
        kinds.append({"kind": "accessible", "spaces": random.randint(0, 1), "exclusive": random.random() < 0.5})
    return kinds


def _resident(random: Random, number: int, dates: list[str], crs: str, communities: list[Data], lots: list[Data]) -> Data:
    lot_ids = [lot["id"] for lot in lots]
    resident: Data = {
        "id": f"r{number}",
        "community": random.choice(communities)["id"],
        "stays": _stays(random, dates),
        "late_arrival_minutes": random.choice([0, 60, 90, 120, 180]),
        "early_leave_minutes": random.choice([0, 30, 60, 90, 120]),
        "priority": random.choice([1, 1, 2, 3]),
    }
    kinds = sorted({kind["kind"] for lot in lots for kind in lot["kinds"]}) or ["charging"][random.random() < 0.9 :]
    extras: dict[str, Callable[[], Any]] = {
        "home": lambda: _place(random, crs, 300),
        "needs": lambda: random.sample(kinds, min(len(kinds), random.choice([1, 1, 2]))),
        "height_m": lambda: random.choice([1.6, 2.0]),
        "max_walk_minutes": lambda: random.choice([7.25, 11, 25]),
        "max_monthly_fee": lambda: random.choice([60, 200]),
        "applied_at": lambda: f"2026-01-0{random.randint(1, 3)}T{random.randint(8, 17):02}:00",
        "fixed_lot": lambda: random.choice(lot_ids),
        "excluded_lots": lambda: [random.choice(lot_ids)] if len(lot_ids) > 1 else [],
    }
    for key, value in extras.items():
        if random.random() < {"home": 0.25, "needs": 0.3, "applied_at": 0.5}.get(key, 0.1):
            resident[key] = value()
    if random.random() < 0.35:
        resident["current_lot"] = random.choice([*lot_ids, *lot_ids, *lot_ids, "gone"])
    return resident


def _stays(random: Random, dates: list[str]) -> str:
    start, end = random.choice(STARTS), random.choice(ENDS)
    return random.choice(
        [
            f"daily {start}-{end}",
            f"daily 18:30-{end}",
            f"workday {start}-{end}",
            f"daily 20:00-{end}",
            f"workday {start}-{end}; restday 18:00-09:00",
            f"Su-Th {start}-{end};Fr {start}-{end}+{random.choice([1, 3])}",
            f"restday 00:00-{random.choice(['08:00', '24:00'])}; workday {start}-{end}",
            f"{dates[1]} {start}-{end}; {dates[2]} 19:30-23:45",
            f"{dates[1]}/{dates[-1]} {random.choice(['00:00', '02:10', '22:00'])}-{random.choice(['02:30', '05:00', '07:15'])}",
            f"11-15/05-15 daily {start}-{end}; 05-16/11-14 daily 20:00-{end}",
            f"daily {start}-24:00; Mo,We,Fr-Su 00:00-06:45",
            f"{dates[2]} {start}-{end}+{random.choice([1, 2])}",
        ]
    )


def random_town(seed: int, num_residents: int = 60, num_lots: int = 6) -> Data:
    """A mid-size valid scenario: one week in one town, offices with weekly hours, residents with nights and tolerances."""
    random = Random(seed)
    communities = [{"id": f"c{number}", "location": _place(random, "local", 700)} for number in range(4)]
    dates = [f"2026-11-{day}" for day in range(22, 31)]
    lots = []
    for number in range(num_lots):
        lot = _lot(random, number, dates, "local", len(communities))
        spaces = max(2, round(num_residents / num_lots * random.uniform(0.4, 0.9)))
        lot |= {"spaces": spaces, "closures": [_closure(random, dates, spaces)] if random.random() < 0.3 else []}
        lots.append(lot)
    residents = [_resident(random, number, dates, "local", communities, lots) for number in range(num_residents)]
    return {
        "format": 1,
        "id": f"town-{seed}",
        "horizon": {"start": "2026-11-23"},
        "calendar": {"country": "CN"},
        "crs": "local",
        "policy": {"objectives": ["priority", "keep", "walk", "trim"], "max_walk_minutes": 12.5},
        "communities": communities,
        "lots": lots,
        "residents": residents,
    }
