"""The scenario that ``parking-share new`` writes: small, solvable, with every key that a first scenario needs."""

from __future__ import annotations

from typing import Any

from parking_share.scenario import FORMAT

STARTER: dict[str, Any] = {
    "format": FORMAT,
    "id": "my-street",
    "name": "My street",
    "origin": "Everything here is made up, as a start: replace it by your own lots and residents.",
    "horizon": {"start": "2026-11-23", "days": 7, "timezone": "Asia/Shanghai"},
    "calendar": {"country": "CN", "holidays": [], "workdays": []},
    "crs": "WGS84",
    "policy": {"objectives": ["priority", "keep", "walk", "trim"], "max_walk_minutes": 15},
    "currency": "CNY",
    "communities": [
        {"id": "riverside", "name": "Riverside", "location": {"lat": 29.7030, "lon": 107.3940, "elevation_m": 212}},
        {"id": "hillside", "name": "Hillside", "location": {"lat": 29.7052, "lon": 107.3961, "elevation_m": 231}},
    ],
    "lots": [
        {
            "id": "tax-office",
            "name": "Tax office",
            "owner": "District tax bureau",
            "location": {"lat": 29.7041, "lon": 107.3948, "elevation_m": 220},
            "spaces": 4,
            "own_use": "workday 08:30-18:00",
            "recall_minutes": 30,
            "held_back": 1,
            "gate": "",
            "closures": [],
            "kinds": [],
            "max_height_m": None,
            "serves": [],
            "monthly_fee": 120,
        },
        {
            "id": "school",
            "name": "Primary school",
            "owner": "Primary school",
            "location": {"lat": 29.7060, "lon": 107.3952, "elevation_m": 228},
            "spaces": 3,
            "own_use": "workday 07:30-17:30; restday 09:00-12:00 x1",
            "recall_minutes": 0,
            "held_back": 0,
            "gate": "daily 06:00-22:00",
            "closures": [{"from": "2026-11-28T08:00", "to": "2026-11-28T13:00", "spaces": 1, "reason": "open day"}],
            "kinds": [{"kind": "charging", "spaces": 1, "exclusive": False}],
            "max_height_m": 2.1,
            "serves": [],
            "monthly_fee": 0,
        },
    ],
}

_RESIDENTS: tuple[tuple[str, str, int, int, int, dict[str, Any]], ...] = (
    # community, stays, late arrival, early leave, priority, what else is special
    ("riverside", "daily 18:20-07:45", 0, 0, 10, {}),
    ("hillside", "daily 18:00-07:00", 0, 0, 11, {}),
    ("riverside", "workday 18:10-07:40; restday 07:40-07:40", 0, 0, 12, {}),
    ("riverside", "daily 18:30-07:50", 0, 30, 10, {"max_monthly_fee": 150}),
    ("riverside", "daily 19:00-08:20", 0, 15, 10, {}),
    ("riverside", "Mo,We,Fr 22:30-06:30", 0, 0, 10, {}),
    ("riverside", "Tu,Th,Sa 22:30-06:30", 0, 0, 10, {}),
    ("hillside", "daily 17:20-07:10", 30, 0, 14, {"current_lot": "school"}),
    ("hillside", "workday 17:45-07:30", 0, 0, 10, {"needs": ["charging"], "height_m": 1.6}),
    ("hillside", "daily 18:15-07:30", 0, 0, 15, {"max_walk_minutes": 10}),
    ("hillside", "restday 09:30-17:00", 0, 0, 10, {}),
    ("hillside", "workday 18:00-09:30", 0, 0, 10, {}),
)

STARTER["residents"] = [
    {
        "id": f"r-{number:02d}",
        "community": community,
        "plate": f"渝Z{number:06d}",
        "height_m": None,
        "needs": [],
        "stays": stays,
        "late_arrival_minutes": late,
        "early_leave_minutes": early,
        "max_walk_minutes": None,
        "max_monthly_fee": None,
        "priority": priority,
        "applied_at": f"2026-11-{number:02d}T09:00",
        "current_lot": None,
    }
    | special
    for number, (community, stays, late, early, priority, special) in enumerate(_RESIDENTS, start=1)
]
