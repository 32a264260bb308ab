"""What the page says about each lot: who is in it on which nights, who must be out by when, how it is recalled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from parking_share import frames
from parking_share.report.charts.capacity import capacity_rows
from parking_share.report.charts.gantt import gantt_rows
from parking_share.report.language import Language
from parking_share.report.window import Window
from parking_share.scenario import Lot, Scenario
from parking_share.schedule import Schedule


@dataclass(frozen=True)
class Tables:
    """The frames that the page is made of, computed once."""

    assignments: pd.DataFrame
    roster: pd.DataFrame
    excused: pd.DataFrame
    due_out: pd.DataFrame
    drops: pd.DataFrame
    occupancy: pd.DataFrame

    @classmethod
    def of(cls, scenario: Scenario, schedule: Schedule) -> Tables:
        """All frames of a schedule."""
        return cls(
            frames.assignments(scenario, schedule),
            frames.roster(scenario, schedule),
            frames.excused(scenario, schedule),
            frames.due_out(scenario, schedule),
            frames.capacity_drops(scenario),
            frames.occupancy(scenario, schedule),
        )


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
    best_shareable: int
    fill: float
    closest: dict[str, Any] | None
    recalls: tuple[Recall, ...]
    due: tuple[Due, ...]
    roster: tuple[RosterRow, ...]
    excused: tuple[Excused, ...]
    step_rows: tuple[tuple[str, int, int, int, int], ...]
    chart_data: dict[str, Any]


def lot_views(language: Language, scenario: Scenario, window: Window, tables: Tables) -> Iterator[LotView]:
    """The view of each lot, in scenario order; what is shown day by day is that of the window."""
    labels = unique_labels([(lot.id, lot.name) for lot in scenario.lots])
    parts = {name: _split(getattr(tables, name)) for name in ("assignments", "roster", "excused", "due_out", "drops", "occupancy")}
    for index, lot in enumerate(scenario.lots):
        part = {name: groups.get(lot.id, getattr(tables, name).iloc[:0]) for name, groups in parts.items()}
        yield _lot_view(language, window, lot, f"lot-{index + 1}", labels[lot.id], part)


def unique_labels(items: list[tuple[str, str]]) -> dict[str, str]:
    """Id to a label that people know and that stands for one thing only: the name, with the id where names repeat."""
    names = [name for _, name in items]
    repeated = {name for name in names if names.count(name) > 1} if len(set(names)) < len(names) else set()
    return {id_: f"{name} ({id_})" if name in repeated and name else name or id_ for id_, name in items}


def _split(frame: pd.DataFrame) -> dict[str, pd.DataFrame]:
    return {str(lot): group for lot, group in frame.groupby("lot", sort=False)}


def _lot_view(language: Language, window: Window, lot: Lot, anchor: str, label: str, part: dict[str, pd.DataFrame]) -> LotView:
    steps, taken = part["occupancy"], part["occupancy"][part["occupancy"]["present"] > 0]
    closest = taken.assign(slack=taken["shareable"] - taken["present"]).nsmallest(1, "slack")
    cars = unique_labels(list(zip(part["assignments"]["resident"], part["assignments"]["plate"], strict=True)))
    shown = window.inside(steps, "start_minute", "end_minute")
    stays = _named(window, part["roster"], cars)
    excused = _named(window, part["excused"], cars)
    charts = capacity_rows(window, lot, shown, closest)
    charts |= gantt_rows(language, window, stays, excused, shown)
    return LotView(
        lot=lot,
        anchor=anchor,
        label=label,
        residents=len(part["assignments"]),
        peak=int(steps["present"].max()),
        best_shareable=int(steps["shareable"].max()),
        fill=float((taken["present"] / taken["shareable"].clip(lower=1)).max()) if len(taken) else 0.0,
        closest=_closest(language, window, closest),
        recalls=tuple(_recalls(language, part["drops"])),
        due=tuple(_due(language, window, part["due_out"], cars)),
        roster=tuple(_roster(window, stays, cars)),
        excused=tuple(_excused(language, window, part["excused"], cars)),
        step_rows=tuple(_steps(language, window, shown)),
        chart_data={name: rows.to_json() for name, rows in charts.items()},
    )


def _named(window: Window, stays: pd.DataFrame, cars: dict[str, str]) -> pd.DataFrame:
    """The window's stays with the name of each car, grouped by car in the order of the first arrival."""
    part = window.inside(stays, "arrive_minute", "leave_minute")
    order = {resident: index for index, resident in enumerate(dict.fromkeys(part["resident"]))}
    part = part.assign(who=part["resident"].map(cars), _order=part["resident"].map(order))
    return part.sort_values(["_order", "arrive_minute"], kind="stable").drop(columns="_order")


def _closest(language: Language, window: Window, closest: pd.DataFrame) -> dict[str, Any] | None:
    if closest.empty:
        return None
    row = closest.iloc[0]
    start = frames.local_times(window.scenario.time, [int(row["start_minute"])])[0]
    return {"when": language.moment(start), "present": int(row["present"]), "shareable": int(row["shareable"]), "slack": int(row["slack"])}


def _recalls(language: Language, drops: pd.DataFrame) -> Iterator[Recall]:
    """The recalls of the whole horizon, those at the same hours together."""
    dates: dict[tuple[str, str, int, str], list[str]] = {}
    for drop, begins, after, cause in zip(drops["drop"], drops["begins"], drops["after"], drops["cause"], strict=True):
        dates.setdefault((drop[11:], begins[11:], int(after), cause), []).append(language.date(drop))
    for (out_by, begins, after, cause), days in sorted(dates.items()):
        yield Recall(out_by, begins, after, tuple(days), cause)


def _due(language: Language, window: Window, due: pd.DataFrame, cars: dict[str, str]) -> Iterator[Due]:
    shown = due[(due["leave_minute"] >= window.start) & (due["leave_minute"] < window.end)]
    workdays = {date: is_workday for _, date, is_workday in window.dates}
    for (date, drop), group in shown.groupby([shown["leave"].str[:10], "drop"], sort=False):
        first = group.iloc[0]
        is_same_day = str(drop)[:10] == date  # a later recall does not press these cars
        leaving = tuple(
            (str(leave)[11:], tuple(cars[resident] for resident in str(residents).split("|")))
            for leave, residents in zip(group["leave"], group["residents"], strict=True)
        )
        yield Due(
            date=language.date(str(date)),
            is_workday=workdays.get(str(date)),
            out_by=str(drop)[11:] if is_same_day else "",
            begins=str(first["begins"])[11:] if is_same_day else "",
            cause=str(first["cause"]) if is_same_day else "",
            count=int(group["cars"].sum()),
            cars=leaving,
        )


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
    far = [date for _, date, _ in window.dates if arrive[:10] < date <= leave[:10]]
    return f"{begin}–{leave[11:]}" + (f" +{len(far)}" if len(far) > 1 else "")


def _excused(language: Language, window: Window, excused: pd.DataFrame, cars: dict[str, str]) -> Iterator[Excused]:
    """Excused nights of the window, those that begin on one date for one reason together."""
    shown = window.inside(excused, "arrive_minute", "leave_minute")
    for (date, reason), group in shown.groupby([shown["arrive"].str[:10], "reason"], sort=True):
        yield Excused(language.date(str(date)), str(reason), tuple(cars[resident] for resident in group["resident"]))


def _steps(language: Language, window: Window, shown: pd.DataFrame) -> Iterator[tuple[str, int, int, int, int]]:
    starts = frames.local_times(window.scenario.time, shown["start_minute"])
    for start, *spaces in zip(starts, *(shown[name].tolist() for name in ("present", "shareable", "own_use", "closed")), strict=True):
        present, shareable, own_use, closed = spaces
        yield language.moment(start), present, shareable, own_use, closed
