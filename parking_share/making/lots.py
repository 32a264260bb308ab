"""Made-up lots: whose they are, when their owner needs them, what they hold back and whom they admit."""

from __future__ import annotations

from typing import Any

import numpy as np

from parking_share.making.draws import Floats, Ints, between, pick, some, split, stream, where
from parking_share.making.options import MakeOptions
from parking_share.making.places import Ground, names, scatter
from parking_share.making.published import LEAST_SHARED, MONTHLY_FEES_CNY, OPEN_GATE, SEASONAL_HOURS, WORKDAY_HOURS

_OWNERS = (
    *("税务所", "街道办事处", "小学", "中学", "银行支行", "社区医院", "图书馆"),
    *("供电所", "设计院", "科技公司", "文化馆", "体育馆", "邮局", "产业园"),
)
_SEASONAL_SHARE = 0.1
_ALL_RESTDAY_SHARE = 0.25  # of the owners who work on rest days: those who need every space then
_WHOLE_CLOSURE_SHARE = 0.5
_EXCLUSIVE_SHARE = 0.5
_REASONS = ("exam", "event", "repair works")


def make_lots(options: MakeOptions, ground: Ground) -> tuple[list[dict[str, Any]], Floats]:
    """Lots as plain data, and their places (n, 2) in metres from the centre. Their spaces add up to ``options.spaces``."""
    count = options.lots
    rng = stream(options.seed, 1)
    x, y = scatter(rng, ground.side_m, count)
    spaces = 1 + split(rng, options.spaces - count, count, spread=0.7)
    held_back = np.floor(spaces * between(rng, 0, 0.5 * (1 - LEAST_SHARED), count)).astype(np.int64)
    owners = pick(rng, [1] * len(_OWNERS), count)
    columns = {
        "own_use": _own_use(rng, options, spaces, held_back),
        "recall_minutes": where(some(rng, options.recall, count), np.array([15, 30, 60])[pick(rng, [2, 2, 1], count)]),
        "held_back": where(held_back > 0, held_back),
        "gate": [OPEN_GATE if shut else None for shut in some(rng, options.gates, count)],
        "closures": _closures(rng, options, spaces),
        "kinds": _kinds(rng, options, spaces),
        "max_height_m": where(some(rng, options.heights, count), np.array([1.9, 2.0, 2.1, 2.2])[pick(rng, [1, 2, 2, 1], count)]),
        "monthly_fee": np.array(MONTHLY_FEES_CNY)[pick(rng, [1] * len(MONTHLY_FEES_CNY), count)].tolist(),
    }
    width = len(str(count))
    locations = ground.location(x, y)
    lots = []
    for index, place in enumerate(names(rng, count, "")):
        owner = place + _OWNERS[owners[index]]
        lot: dict[str, Any] = {"id": f"lot-{index + 1:0{width}d}", "name": owner + "停车场", "owner": owner}
        lot["location"] = {key: column[index] for key, column in locations.items()}
        lot["spaces"] = int(spaces[index])
        lot |= {key: column[index] for key, column in columns.items() if column[index]}
        lots.append(lot)
    return lots, np.column_stack((x, y))


def _own_use(rng: np.random.Generator, options: MakeOptions, spaces: Ints, held_back: Ints) -> list[str]:
    """Workday hours of the published notices, with all spaces or but a few; overtime; work on rest days."""
    count = len(spaces)
    hours = pick(rng, [weight for _, weight in WORKDAY_HOURS], count)
    seasonal, season = some(rng, _SEASONAL_SHARE, count), pick(rng, [1] * len(SEASONAL_HOURS), count)
    free = np.maximum(1, np.floor((spaces - held_back) * between(rng, 0.05, 0.3, count))).astype(np.int64)
    staff = spaces - held_back - free
    by_day = some(rng, options.day_spaces, count) & (staff > 0)
    late, late_minutes = some(rng, options.overtime, count), 60 + 30 * pick(rng, [1, 1, 1], count)
    restday, every = some(rng, options.restday_use, count), rng.random(count) < _ALL_RESTDAY_SHARE
    some_staff = np.maximum(1, np.floor(spaces * between(rng, 0.2, 0.6, count))).astype(np.int64)
    texts = []
    for index in range(count):
        count_used = f" x{staff[index]}" if by_day[index] else ""
        text = SEASONAL_HOURS[season[index]] if seasonal[index] else f"workday {WORKDAY_HOURS[hours[index]][0]}"
        rules = [rule + count_used for rule in text.split("; ")]
        if late[index] and not seasonal[index]:
            rules.append(_overtime(WORKDAY_HOURS[hours[index]][0], int(late_minutes[index]), int(some_staff[index])))
        if restday[index]:
            rules.append("restday 09:00-17:00" + ("" if every[index] else f" x{some_staff[index]}"))
        texts.append("; ".join(rules))
    return texts


def _overtime(hours: str, minutes: int, spaces: int) -> str:
    """The rule for the time after the workday's hours."""
    end = hours[-5:]
    until = int(end[:2]) * 60 + int(end[3:]) + minutes
    return f"workday {end}-{until // 60:02d}:{until % 60:02d} x{spaces}"


def _closures(rng: np.random.Generator, options: MakeOptions, spaces: Ints) -> list[list[dict[str, Any]] | None]:
    """At most one closure a lot, 6 to 40 hours long, beginning in the morning, at noon or in the evening."""
    count = len(spaces)
    closed = some(rng, options.closures, count)
    hour = 24 * pick(rng, [1] * options.days, count) + np.array([8, 12, 18])[pick(rng, [2, 1, 1], count)]
    hours = np.array([6, 12, 24, 40])[pick(rng, [1, 2, 2, 1], count)]
    whole = rng.random(count) < _WHOLE_CLOSURE_SHARE
    part = np.maximum(1, np.floor(spaces * between(rng, 0.1, 0.5, count))).astype(np.int64)
    reason = pick(rng, [1] * len(_REASONS), count)
    start = np.datetime64(f"{options.start}T00:00", "m") + hour.astype("timedelta64[h]")
    end = start + hours.astype("timedelta64[h]")
    texts = np.datetime_as_string(np.column_stack((start, end)), unit="m")
    closures: list[list[dict[str, Any]] | None] = [None] * count
    for index in np.flatnonzero(closed):
        closure: dict[str, Any] = {"from": str(texts[index, 0]), "to": str(texts[index, 1]), "reason": _REASONS[reason[index]]}
        if not whole[index]:
            closure["spaces"] = int(part[index])
        closures[index] = [closure]
    return closures


def _kinds(rng: np.random.Generator, options: MakeOptions, spaces: Ints) -> list[list[dict[str, Any]] | None]:
    """Charging spaces in every lot with kinds, about half of them exclusive; one exclusive disabled space from 10 spaces on."""
    count = len(spaces)
    has = some(rng, options.kinds, count)
    charging = np.maximum(1, np.floor(spaces * between(rng, 0.08, 0.3, count))).astype(np.int64)
    exclusive = rng.random(count) < _EXCLUSIVE_SHARE
    kinds: list[list[dict[str, Any]] | None] = [None] * count
    for index in np.flatnonzero(has):
        entry: dict[str, Any] = {"kind": "charging", "spaces": int(charging[index])}
        if exclusive[index]:
            entry["exclusive"] = True
        kinds[index] = [entry]
        if spaces[index] >= 10:
            kinds[index] = [entry, {"kind": "disabled", "spaces": 1 + int(spaces[index]) // 50, "exclusive": True}]
    return kinds
