"""What the page says about each lot: who is in it on which nights, who must be out by when, how it is recalled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from parking_share.arrays import offsets
from parking_share.frames import Tables
from parking_share.frames.lots import local_times
from parking_share.report.bays import BaysView, bay_rows, bays_of_cars, bays_view
from parking_share.report.charts.capacity import capacity_rows
from parking_share.report.charts.gantt import gantt_rows
from parking_share.report.charts.theme import Columns, Rows
from parking_share.report.facts import taken_steps, unique_labels
from parking_share.report.hours import clock_after
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
    """One resident's stays by the window's dates (of arrival), as short texts; the bay where it is always the same."""

    name: str
    resident: str
    bay: str
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
    bays: BaysView | None
    excused: tuple[Excused, ...]
    step_rows: tuple[tuple[str, int, int, int, int], ...]
    chart_data: dict[str, dict[str, Any]]


def lot_views(language: Language, scenario: Scenario, window: Window, tables: Tables) -> Iterator[LotView]:
    """The view of each lot, in scenario order; what is shown day by day is that of the window."""
    labels = unique_labels([(lot.id, lot.name) for lot in scenario.lots])
    cars = _cars(tables.assignments)
    residents = tables.assignments["lot"].value_counts().to_dict()
    drops, due, held, parked = (by_lot(frame) for frame in (tables.drops, tables.due_out, tables.roster, tables.parked))
    taken = taken_steps(tables.occupancy)
    taken_by_lot = taken.groupby("lot", sort=False)
    peak, fill = taken_by_lot["present"].max().to_dict(), taken_by_lot["fill"].max().to_dict()
    closest_steps = taken.loc[taken_by_lot["slack"].idxmin()]
    closest = _closest(language, scenario, closest_steps)
    steps = window.inside(tables.occupancy, "start_minute", "end_minute")
    step_rows = by_lot(_step_rows(language, scenario, steps))
    stays, excused = (_named(window, frame, cars) for frame in (tables.roster, tables.excused))
    nights, nights_excused = by_lot(stays.assign(night=_nights(window, stays))), by_lot(excused)
    spaces = {lot.id: lot.spaces for lot in scenario.lots}
    if len(tables.parked):
        in_window = window.inside(tables.parked, "arrive_minute", "leave_minute")
        bars, blocked = gantt_rows(language, window, bay_rows(language, stays, in_window, cars), excused.iloc[:0], steps)
    else:
        bars, blocked = gantt_rows(language, window, stays, excused, steps)
    chart_rows = {"steps": capacity_rows(window, spaces, steps, closest_steps.index), "stays": bars, "blocked": blocked}
    chart_rows_by_lot = {name: by_lot(frame) for name, frame in chart_rows.items()}
    for number, lot in enumerate(scenario.lots, start=1):
        yield LotView(
            lot=lot,
            anchor=f"lot-{number}",
            label=labels[lot.id],
            residents=residents.get(lot.id, 0),
            peak=peak.get(lot.id, 0),
            fill=fill.get(lot.id, 0.0),
            closest=closest.get(lot.id),
            recalls=tuple(_recalls(language, drops[lot.id])),
            due=tuple(_due(language, window, due[lot.id], held[lot.id], cars)),
            roster=tuple(_roster(window, nights[lot.id], cars, *bays_of_cars(scenario, parked[lot.id], held[lot.id]))),
            bays=bays_view(lot, parked[lot.id], held[lot.id]),
            excused=tuple(_excused(language, nights_excused[lot.id], cars)),
            step_rows=tuple(zip(*step_rows[lot.id].values(), strict=True)),
            chart_data={name: Rows(rows[lot.id], ("t", "t2")).to_json() for name, rows in chart_rows_by_lot.items()},
        )


def by_lot(frame: pd.DataFrame) -> defaultdict[str, Columns]:
    """The rows of each lot, column by column; empty columns for a lot that has none.

    As plain lists: making a small frame for each lot and table would take longer than all that is done with them.
    """
    number, lots = pd.factorize(frame["lot"])
    order = np.argsort(number, kind="stable")
    bounds = offsets(number[order], len(lots)).tolist()
    columns = {str(name): frame[name].iloc[order].tolist() for name in frame.columns.drop("lot")}
    parts = {
        lot: {name: column[first:last] for name, column in columns.items()}
        for lot, (first, last) in zip(lots, pairwise(bounds), strict=True)
    }
    return defaultdict(lambda: {name: [] for name in columns}, parts)


def _cars(assigned: pd.DataFrame) -> dict[str, str]:
    """Resident to a name that stands for one car of its lot only: the plate where there is one."""
    cars: dict[str, str] = {}
    for part in by_lot(assigned[["lot", "resident", "plate"]]).values():
        cars |= unique_labels(list(zip(part["resident"], part["plate"], strict=True)))
    return cars


def _named(window: Window, stays: pd.DataFrame, cars: dict[str, str]) -> pd.DataFrame:
    """The window's stays with the name of each car, by lot, then by car in the order of the first arrival."""
    part = window.inside(stays, "arrive_minute", "leave_minute")
    part = part.assign(who=part["resident"].map(cars).astype("str"), _order=pd.factorize(part["resident"])[0])
    return part.sort_values(["_order", "arrive_minute"], kind="stable").drop(columns="_order")


def _closest(language: Language, scenario: Scenario, steps: pd.DataFrame) -> dict[str, Closest]:
    """By lot, in words; ``steps`` holds one step a lot."""
    whens = [language.moment(start) for start in local_times(scenario.time, steps["start_minute"])]
    spaces = (steps[name].tolist() for name in ("present", "shareable", "slack"))
    return {lot: Closest(*closest) for lot, *closest in zip(steps["lot"].tolist(), whens, *spaces, strict=True)}


def _step_rows(language: Language, scenario: Scenario, steps: pd.DataFrame) -> pd.DataFrame:
    """The rows of the table of spaces over time: ``lot``, and the columns as they are shown."""
    starts = local_times(scenario.time, steps["start_minute"])
    moments = {start: language.moment(start) for start in set(starts)}
    frame = steps[["lot", "present", "shareable", "own_use", "closed"]].copy()
    frame.insert(1, "when", [moments[start] for start in starts])
    return frame


def _recalls(language: Language, drops: Columns) -> Iterator[Recall]:
    """The recalls of the whole horizon, those at the same hours together."""
    dates: dict[tuple[str, str, int, str], list[str]] = {}
    for drop, begins, after, cause in zip(drops["drop"], drops["begins"], drops["after"], drops["cause"], strict=True):
        dates.setdefault((drop[11:], begins[11:], after, cause), []).append(language.date(drop))
    for (out_by, begins, after, cause), days in sorted(dates.items()):
        yield Recall(out_by, begins, after, tuple(days), cause)


def _due(language: Language, window: Window, due: Columns, stays: Columns, cars: dict[str, str]) -> Iterator[Due]:
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


def _roster(
    window: Window, stays: Columns, cars: dict[str, str], kept: dict[str, str], changing: dict[tuple[str, str], str]
) -> Iterator[RosterRow]:
    """The rows of the table; ``kept`` and ``changing`` are what ``bays_of_cars`` gives."""
    positions = {date: index for index, (_, date, _) in enumerate(window.dates)}
    rows: dict[str, list[list[str]]] = {}
    for resident, arrive, night in zip(stays["resident"], stays["arrive"], stays["night"], strict=True):
        nights = rows.setdefault(resident, [[] for _ in window.dates])
        bay = changing.get((resident, arrive))
        nights[positions.get(arrive[:10], 0)].append(f"{night} ({bay})" if bay else night)
    for resident, nights in rows.items():
        yield RosterRow(cars[resident], resident, kept.get(resident, ""), tuple("; ".join(texts) for texts in nights))


def _nights(window: Window, stays: pd.DataFrame) -> list[str]:
    """Each stay as the text for its date of arrival; days in between are counted as ``clock_after`` does."""
    first, end = window.dates[0][1], window.scenario.time.length
    nights = []
    for arrive, leave, minute in zip(*(stays[name].tolist() for name in ("arrive", "leave", "leave_minute")), strict=True):
        is_shown = arrive[:10] >= first  # else it stands under the first date
        finish = "…" if minute >= end else clock_after(arrive if is_shown else f"{first}T00:00", leave)
        nights.append(f"{arrive[11:] if is_shown else '…'}–{finish}")
    return nights


def _excused(language: Language, excused: Columns, cars: dict[str, str]) -> Iterator[Excused]:
    """Excused nights of the window, those that begin on one date for one reason together."""
    nights: dict[tuple[str, str], list[str]] = {}
    for resident, arrive, reason in zip(excused["resident"], excused["arrive"], excused["reason"], strict=True):
        nights.setdefault((arrive[:10], reason), []).append(cars[resident])
    for (date, reason), names in sorted(nights.items()):
        yield Excused(language.date(date), reason, tuple(names))
