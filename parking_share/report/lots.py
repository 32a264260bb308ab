"""What the page says about each lot: who is in it on which nights, who must be out by when, how it is recalled."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from parking_share.frames import Tables
from parking_share.lot_frames import local_times
from parking_share.report.charts.capacity import capacity_rows
from parking_share.report.charts.gantt import gantt_rows
from parking_share.report.charts.theme import Rows
from parking_share.report.language import Language
from parking_share.report.window import Window
from parking_share.scenario import Lot, Scenario


@dataclass(frozen=True)
class Recall:
    """One hour at which the owner gets spaces back: local times ``HH:MM``, spaces left to residents, dates in words."""

    out_by: str
    begins: str
    left: int
    dates: tuple[str, ...]
    cause: str


@dataclass(frozen=True)
class Due:
    """Cars that leave on one date before the same recall; ``cars`` are (leaving time, names)."""

    date: str
    is_workday: bool | None
    out_by: str
    begins: str
    cause: str
    count: int
    cars: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class RosterRow:
    """One resident's stays by the window's dates (of arrival), as short texts."""

    name: str
    resident: str
    nights: tuple[str, ...]


@dataclass(frozen=True)
class Closest:
    """The moment at which residents come closest to the shareable spaces."""

    when: str
    present: int
    shareable: int
    slack: int


@dataclass(frozen=True)
class Excused:
    """Cars that stay away on the night that begins on a date, because the whole lot is closed."""

    date: str
    reason: str
    cars: tuple[str, ...]


@dataclass(frozen=True)
class LotView:
    """All about one lot."""

    lot: Lot
    anchor: str
    label: str
    residents: int
    peak: int
    fill: float
    closest: Closest | None
    recalls: tuple[Recall, ...]
    due: tuple[Due, ...]
    roster: tuple[RosterRow, ...]
    excused: tuple[Excused, ...]
    step_rows: tuple[tuple[str, int, int, int, int], ...]
    chart_data: dict[str, Any]


def lot_views(language: Language, scenario: Scenario, window: Window, tables: Tables) -> Iterator[LotView]:
    """The view of each lot, in scenario order; what is shown day by day is that of the window."""
    assigned = _split(tables.assignments)
    cars: dict[str, str] = {}
    for part in assigned.values():
        cars |= unique_labels(list(zip(part["resident"], part["plate"], strict=True)))
    steps = window.inside(tables.occupancy, "start_minute", "end_minute")
    stays, excused = (_named(window, frame, cars) for frame in (tables.roster, tables.excused))
    taken = tables.occupancy[tables.occupancy["present"] > 0]
    taken = taken.assign(slack=taken["shareable"] - taken["present"], fill=taken["present"] / taken["shareable"].clip(lower=1))
    closest = taken.loc[taken.groupby("lot", sort=False)["slack"].idxmin()]
    bars, blocked = gantt_rows(language, window, stays, excused, steps)
    frames_of = {
        "assignments": assigned,
        "occupancy": _split(tables.occupancy),
        "taken": _split(taken),
        "closest": _split(closest),
        "drops": _split(tables.drops),
        "due_out": _split(tables.due_out),
        "steps": _split(steps),
        "held": _split(tables.roster),
        "roster": _split(stays),
        "excused": _split(excused),
        "chart_steps": _split(capacity_rows(window, scenario, steps, closest.index)),
        "chart_stays": _split(bars),
        "chart_blocked": _split(blocked),
    }
    labels = unique_labels([(lot.id, lot.name) for lot in scenario.lots])
    for index, lot in enumerate(scenario.lots):
        groups_of_lot = {name: groups[lot.id] for name, groups in frames_of.items()}
        yield _lot_view(language, window, lot, f"lot-{index + 1}", labels[lot.id], cars, groups_of_lot)


def unique_labels(items: list[tuple[str, str]]) -> dict[str, str]:
    """Id to a label that people know and that stands for one thing only: the name, with the id where names repeat."""
    labels = {id_: name or id_ for id_, name in items}
    count = Counter(labels.values())
    return {id_: label if count[label] == 1 else f"{label} ({id_})" for id_, label in labels.items()}


def _split(frame: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The rows of each lot; no rows for a lot that has none."""
    nothing = frame.iloc[:0]
    return defaultdict(lambda: nothing, {str(lot): group for lot, group in frame.groupby("lot", sort=False)})


def _lot_view(
    language: Language, window: Window, lot: Lot, anchor: str, label: str, cars: dict[str, str], part: dict[str, pd.DataFrame]
) -> LotView:
    return LotView(
        lot=lot,
        anchor=anchor,
        label=label,
        residents=len(part["assignments"]),
        peak=int(part["occupancy"]["present"].max()),
        fill=float(part["taken"]["fill"].max()) if len(part["taken"]) else 0.0,
        closest=_closest(language, window, part["closest"]),
        recalls=tuple(_recalls(language, part["drops"])),
        due=tuple(_due(language, window, part["due_out"], part["held"], cars)),
        roster=tuple(_roster(window, part["roster"], cars)),
        excused=tuple(_excused(language, part["excused"], cars)),
        step_rows=tuple(_steps(language, window, part["steps"])),
        chart_data={name: Rows(part[f"chart_{name}"].drop(columns="lot"), ("t", "t2")).to_json() for name in ("steps", "stays", "blocked")},
    )


def _named(window: Window, stays: pd.DataFrame, cars: dict[str, str]) -> pd.DataFrame:
    """The window's stays with the name of each car, by lot, then by car in the order of the first arrival."""
    part = window.inside(stays, "arrive_minute", "leave_minute")
    order = {resident: index for index, resident in enumerate(dict.fromkeys(part["resident"]))}
    part = part.assign(who=part["resident"].map(cars).astype("str"), _order=part["resident"].map(order))
    return part.sort_values(["_order", "arrive_minute"], kind="stable").drop(columns="_order")


def _closest(language: Language, window: Window, closest: pd.DataFrame) -> Closest | None:
    if closest.empty:
        return None
    row = closest.iloc[0]
    start = local_times(window.scenario.time, [int(row["start_minute"])])[0]
    return Closest(language.moment(start), int(row["present"]), int(row["shareable"]), int(row["slack"]))


def _recalls(language: Language, drops: pd.DataFrame) -> Iterator[Recall]:
    """The recalls of the whole horizon, those at the same hours together."""
    dates: dict[tuple[str, str, int, str], list[str]] = {}
    for drop, begins, after, cause in zip(drops["drop"], drops["begins"], drops["after"], drops["cause"], strict=True):
        dates.setdefault((drop[11:], begins[11:], int(after), cause), []).append(language.date(drop))
    for (out_by, begins, after, cause), days in sorted(dates.items()):
        yield Recall(out_by, begins, after, tuple(days), cause)


def _due(language: Language, window: Window, due: pd.DataFrame, stays: pd.DataFrame, cars: dict[str, str]) -> Iterator[Due]:
    """Departures of the window's dates; ``due`` and ``stays`` are the lot's rows of ``due_out`` and ``roster``."""
    leaving: dict[str, list[str]] = {}
    for resident, leave in zip(stays["resident"], stays["leave"], strict=True):
        leaving.setdefault(leave, []).append(cars[resident])
    workdays = {date: is_workday for _, date, is_workday in window.dates}
    groups: dict[tuple[str, str, str, str], list[str]] = {}
    for leave, drop, begins, cause in zip(due["leave"], due["drop"], due["begins"], due["cause"], strict=True):
        date = leave[:10]
        if date in workdays:
            # A recall on a later day does not press these cars.
            recall = (drop[11:], begins[11:], cause) if drop[:10] == date else ("", "", "")
            groups.setdefault((date, *recall), []).append(leave)
    for (date, out_by, begins, cause), leaves in groups.items():
        hours = tuple((leave[11:], tuple(leaving[leave])) for leave in leaves)
        yield Due(language.date(date), workdays[date], out_by, begins, cause, sum(len(names) for _, names in hours), hours)


def _roster(window: Window, stays: pd.DataFrame, cars: dict[str, str]) -> Iterator[RosterRow]:
    positions = {date: index for index, (_, date, _) in enumerate(window.dates)}
    rows: dict[str, list[list[str]]] = {}
    for resident, arrive, leave, minute in zip(stays["resident"], stays["arrive"], stays["leave"], stays["leave_minute"], strict=True):
        nights = rows.setdefault(resident, [[] for _ in window.dates])
        nights[positions.get(arrive[:10], 0)].append(_night(window, arrive, leave, minute))
    for resident, nights in rows.items():
        yield RosterRow(cars[resident], resident, tuple("; ".join(texts) for texts in nights))


def _night(window: Window, arrive: str, leave: str, leave_minute: int) -> str:
    """One stay in a cell of its date of arrival; a later day of departure than the next is written out."""
    begin = arrive[11:] if arrive[:10] >= window.dates[0][1] else "…"
    if leave_minute >= window.scenario.time.length:
        return f"{begin}–…"
    days = int((np.datetime64(leave[:10]) - np.datetime64(arrive[:10])).astype(np.int64))
    return f"{begin}–{leave[11:]}" + (f" +{days}" if days > 1 else "")


def _excused(language: Language, excused: pd.DataFrame, cars: dict[str, str]) -> Iterator[Excused]:
    """Excused nights of the window, those that begin on one date for one reason together."""
    nights: dict[tuple[str, str], list[str]] = {}
    for resident, arrive, reason in zip(excused["resident"], excused["arrive"], excused["reason"], strict=True):
        nights.setdefault((arrive[:10], reason), []).append(cars[resident])
    for (date, reason), names in sorted(nights.items()):
        yield Excused(language.date(date), reason, tuple(names))


def _steps(language: Language, window: Window, steps: pd.DataFrame) -> Iterator[tuple[str, int, int, int, int]]:
    starts = local_times(window.scenario.time, steps["start_minute"])
    for start, *spaces in zip(starts, *(steps[name].tolist() for name in ("present", "shareable", "own_use", "closed")), strict=True):
        present, shareable, own_use, closed = spaces
        yield language.moment(start), present, shareable, own_use, closed
