"""A schedule as tables: who parks where, who must be out by when, how full each lot is, who was refused.

Every function takes a scenario and a schedule of it and returns a new ``pandas.DataFrame``. Columns that end in
``_minute`` are absolute minutes since the horizon's start; columns named for a moment (``arrive``, ``leave``, ``start``)
hold the same as ISO local time to the minute, as text. Periods are half-open: a car that leaves at 07:30 is not there
any more in the minute that begins at 07:30.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from parking_share.atomic import write_atomically
from parking_share.calendar import Calendar, IntArray
from parking_share.errors import InputError, Problem
from parking_share.profiles import LotProfile, lot_profile
from parking_share.scenario import Scenario
from parking_share.schedule import HeldStay, Schedule
from parking_share.spreadsheet import to_csv

HOUR = 60
SECONDS_PER_MINUTE = 60


def assignments(scenario: Scenario, schedule: Schedule) -> pd.DataFrame:
    """One row a served resident, in the schedule's order.

    Columns: ``resident``, ``plate``, ``community``, ``lot``, ``lot_name``, ``walk_seconds``, ``kept`` (the lot is the
    resident's current one), ``stays`` and ``excused`` (counts), ``held_minutes`` and ``cut_minutes`` (wanted, not held and
    not excused).

    Raises
    ------
    InputError
        If the schedule names a resident or a lot that the scenario does not have, or a time that is none; the same holds
        for every function of this module.
    """
    _check_ids(scenario, schedule)
    residents = {resident.id: resident for resident in scenario.residents}
    lots = {lot.id: lot for lot in scenario.lots}
    who = [residents[item.resident] for item in schedule.assignments]
    frame = pd.DataFrame(
        {
            "resident": [item.resident for item in schedule.assignments],
            "plate": [resident.plate for resident in who],
            "community": [resident.community for resident in who],
            "lot": [item.lot for item in schedule.assignments],
            "lot_name": [lots[item.lot].name for item in schedule.assignments],
            "walk_seconds": np.array([item.walk_seconds for item in schedule.assignments], np.int64),
            "kept": np.array([item.lot == resident.current_lot for item, resident in zip(schedule.assignments, who, strict=True)], bool),
            "stays": np.array([len(item.stays) for item in schedule.assignments], np.int64),
            "excused": np.array([len(item.excused) for item in schedule.assignments], np.int64),
        }
    )
    wanted = {text: _total(scenario.time, text) for text in {resident.stays for resident in who}}
    held, excused = (_minutes_of(_stays(scenario, schedule, part), len(frame)) for part in ("stays", "excused"))
    frame["held_minutes"] = held
    frame["cut_minutes"] = np.array([wanted[resident.stays] for resident in who], np.int64) - held - excused
    return frame


def roster(scenario: Scenario, schedule: Schedule) -> pd.DataFrame:
    """One row a held stay, by lot (scenario order), arrival and resident.

    Columns: ``lot``, ``lot_name``, ``resident``, ``plate``, ``arrive``, ``leave``, ``arrive_minute``, ``leave_minute``.
    """
    return _listed(scenario, _stays(scenario, schedule, "stays"))


def excused(scenario: Scenario, schedule: Schedule) -> pd.DataFrame:
    """One row an excused stay, as the resident wanted it; the columns of ``roster`` and ``reason`` (of the closure)."""
    frame = _listed(scenario, _stays(scenario, schedule, "excused"))
    minute_of = scenario.time.minute_of
    closures = {
        lot.id: [(minute_of(item.from_), minute_of(item.to), item.reason) for item in lot.closures if item.spaces is None]
        for lot in scenario.lots
    }
    frame["reason"] = [
        "; ".join(dict.fromkeys(reason for start, end, reason in closures[lot] if start < leave and end > arrive and reason))
        for lot, arrive, leave in zip(frame["lot"], frame["arrive_minute"], frame["leave_minute"], strict=True)
    ]
    return frame


def capacity_drops(scenario: Scenario) -> pd.DataFrame:
    """One row for each moment at which a lot's shareable spaces become fewer.

    Columns: ``lot``, ``drop`` and ``drop_minute`` (the moment), ``cause`` (``own-use`` or ``closure``), ``begins`` and
    ``begins_minute`` (when the own use or closure itself begins: the drop plus the lot's recall minutes for own use),
    ``before`` and ``after`` (shareable spaces).
    """
    parts = []
    for lot in scenario.lots:
        profile = lot_profile(scenario.time, lot)
        step = np.flatnonzero(np.diff(profile.shareable) < 0) + 1
        drop = profile.at[step]
        begins = drop + lot.recall_minutes
        # Only own use looks ahead: the drop is its doing exactly where own use rises one recall time later.
        rises = (begins < profile.length) & (_own_use(profile, begins) > _own_use(profile, begins - 1))
        parts.append(
            pd.DataFrame(
                {
                    "lot": lot.id,
                    "drop_minute": drop,
                    "cause": np.where(rises, "own-use", "closure"),
                    "begins_minute": np.where(rises, begins, drop),
                    "before": profile.shareable[step - 1],
                    "after": profile.shareable[step],
                }
            )
        )
    frame = pd.concat(parts, ignore_index=True) if parts else _empty(["lot", "cause"], ["drop_minute", "begins_minute", "before", "after"])
    frame.insert(1, "drop", local_times(scenario.time, frame["drop_minute"]))
    frame.insert(4, "begins", local_times(scenario.time, frame["begins_minute"]))
    return frame


def due_out(scenario: Scenario, schedule: Schedule) -> pd.DataFrame:
    """Who must be out by when: one row for each lot and minute at which cars leave, in time order within a lot.

    Columns: ``lot``, ``lot_name``, ``leave`` and ``leave_minute``, ``cars``, ``residents`` and ``plates`` (joined by ``|``; a
    resident without plate is named by id), then the lot's next drop of shareable spaces at or after that minute: ``drop``,
    ``drop_minute`` (-1: none), ``cause``, ``begins``, ``after``, as in ``capacity_drops``. Stays that end with the horizon
    are not listed: those cars stay.
    """
    frame = roster(scenario, schedule)
    frame = frame[frame["leave_minute"] < scenario.time.length]
    frame = frame.assign(plate=frame["plate"].where(frame["plate"] != "", frame["resident"]))
    grouped = frame.groupby(["lot", "lot_name", "leave", "leave_minute"], sort=False)
    due = grouped.agg(cars=("resident", "size"), residents=("resident", "|".join), plates=("plate", "|".join)).reset_index()
    due["cars"] = due["cars"].astype(np.int64)
    drops = capacity_drops(scenario)[["lot", "drop", "drop_minute", "cause", "begins", "after"]]
    due = due.sort_values("leave_minute", kind="stable")
    due = pd.merge_asof(
        due, drops.sort_values("drop_minute", kind="stable"), left_on="leave_minute", right_on="drop_minute", by="lot", direction="forward"
    )
    due = due.fillna({"drop": "", "drop_minute": -1, "cause": "", "begins": "", "after": -1})
    due[["drop_minute", "after"]] = due[["drop_minute", "after"]].astype(np.int64)
    return _by_lot(scenario, due, ["leave_minute"])


def occupancy(scenario: Scenario, schedule: Schedule) -> pd.DataFrame:
    """What happens in each lot, as steps: one row for each lot and period in which nothing changes.

    Columns: ``lot``, ``start_minute``, ``end_minute``, then spaces: ``present`` (residents), ``own_use``, ``closed``,
    ``shareable``. The steps of a lot cover the horizon without gaps.
    """
    stays = _stays(scenario, schedule, "stays")
    by_lot = {str(lot): group for lot, group in stays.groupby("lot", sort=False)}
    parts = [_steps(lot.id, lot_profile(scenario.time, lot), by_lot.get(lot.id, stays.iloc[:0])) for lot in scenario.lots]
    numbers = ["start_minute", "end_minute", "present", "own_use", "closed", "shareable"]
    return pd.concat(parts, ignore_index=True) if parts else _empty(["lot"], numbers)


def occupancy_by_hour(scenario: Scenario, steps: pd.DataFrame) -> pd.DataFrame:
    """The steps of ``occupancy`` by lot and hour (60 minutes counted from the horizon's start).

    Columns: ``lot``, ``start``, ``start_minute``, ``max_present``, ``min_shareable``, ``max_shareable``, ``min_slack``, ``max_fill``. The
    largest presence and the least shareable spaces may fall on different minutes of the hour (at 07:30 the cars go and
    the lot closes); ``min_slack`` is the least of shareable - present at the same minute, never negative in a valid
    schedule, and ``max_fill`` the largest of present / shareable (0 where nobody is there).
    """
    hours = np.arange(0, scenario.time.length, HOUR)
    parts = []
    for lot, group in steps.groupby("lot", sort=False):
        at = group["start_minute"].to_numpy()
        present, shareable = group["present"].to_numpy(), group["shareable"].to_numpy()
        fill = np.where(present > 0, present / np.maximum(shareable, 1), 0.0)
        window = np.column_stack((np.searchsorted(at, hours, side="right") - 1, np.searchsorted(at, hours + HOUR, side="left"))).ravel()
        part = {
            "lot": str(lot),
            "start_minute": hours,
            "max_present": _reduce(np.maximum, present, window),
            "min_shareable": _reduce(np.minimum, shareable, window),
            "max_shareable": _reduce(np.maximum, shareable, window),
            "min_slack": _reduce(np.minimum, shareable - present, window),
            "max_fill": _reduce(np.maximum, fill, window),
        }
        parts.append(pd.DataFrame(part))
    numbers = ["start_minute", "max_present", "min_shareable", "max_shareable", "min_slack", "max_fill"]
    frame = pd.concat(parts, ignore_index=True) if parts else _empty(["lot"], numbers)
    frame.insert(1, "start", local_times(scenario.time, frame["start_minute"]))
    return frame


def refused(scenario: Scenario, schedule: Schedule) -> pd.DataFrame:
    """One row a refused resident, in the schedule's order: ``resident``, ``community``, ``priority``, ``reason``."""
    _check_ids(scenario, schedule)
    residents = {resident.id: resident for resident in scenario.residents}
    who = [residents[item.resident] for item in schedule.refusals]
    rows = [(resident.id, resident.community, resident.priority) for resident in who]
    frame = pd.DataFrame(rows, columns=["resident", "community", "priority"]).astype({"priority": np.int64})
    return frame.assign(reason=[item.reason for item in schedule.refusals])


def refusals(scenario: Scenario, schedule: Schedule) -> pd.DataFrame:
    """Refused residents counted by ``community`` and ``reason``: ``residents`` and their ``priority`` points."""
    grouped = refused(scenario, schedule).groupby(["community", "reason"], sort=True)
    frame = grouped.agg(residents=("resident", "size"), priority=("priority", "sum")).reset_index()
    return frame.astype({"residents": np.int64, "priority": np.int64})


def walks(scenario: Scenario, schedule: Schedule) -> pd.DataFrame:
    """The walks of those served: ``from_minutes`` (a walk of [n, n + 1) minutes), ``residents``, ``within`` (share up to there)."""
    _check_ids(scenario, schedule)
    minutes = np.array([item.walk_seconds for item in schedule.assignments], np.int64) // SECONDS_PER_MINUTE
    count = np.bincount(minutes, minlength=1) if len(minutes) else np.zeros(0, np.int64)
    return pd.DataFrame({"from_minutes": np.arange(len(count)), "residents": count, "within": np.cumsum(count) / max(1, len(minutes))})


def write_tables(scenario: Scenario, schedule: Schedule, folder: str | Path) -> list[Path]:
    """Write assignments.csv, roster.csv, due-out.csv, occupancy-by-hour.csv and refusals.csv; return their paths.

    UTF-8 with a byte-order mark, so that Excel opens Chinese text; each file appears whole or not at all. Text that a
    spreadsheet would run as a formula gets a leading apostrophe.

    Raises
    ------
    OSError
        If the folder cannot be made or written.
    InputError
        As ``assignments``.
    """
    folder = Path(folder)
    tables = {
        "assignments.csv": assignments(scenario, schedule),
        "roster.csv": roster(scenario, schedule).drop(columns=["arrive_minute", "leave_minute"]),
        "due-out.csv": due_out(scenario, schedule).drop(columns=["leave_minute", "drop_minute"]),
        "occupancy-by-hour.csv": occupancy_by_hour(scenario, occupancy(scenario, schedule)).drop(columns="start_minute"),
        "refusals.csv": refused(scenario, schedule),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in tables.items():
        write_atomically(folder / name, to_csv(frame))
    return [folder / name for name in tables]


def local_times(calendar: Calendar, minutes: Iterable[int]) -> list[str]:
    """ISO local times to the minute (``2026-11-23T18:40``) of absolute minutes."""
    unique, inverse = np.unique(np.fromiter(minutes, np.int64), return_inverse=True)
    texts = [calendar.iso(int(minute))[:16] for minute in unique]
    return [texts[index] for index in inverse]


def _check_ids(scenario: Scenario, schedule: Schedule) -> None:
    residents, lots = {resident.id for resident in scenario.residents}, {lot.id for lot in scenario.lots}
    named = [
        *((f"assignments[{index}].resident", item.resident, residents, "resident") for index, item in enumerate(schedule.assignments)),
        *((f"assignments[{index}].lot", item.lot, lots, "lot") for index, item in enumerate(schedule.assignments)),
        *((f"refusals[{index}].resident", item.resident, residents, "resident") for index, item in enumerate(schedule.refusals)),
    ]
    problems = [Problem(place, f"'{id_}' is no {what} of the scenario") for place, id_, known, what in named if id_ not in known]
    if problems:
        raise InputError(problems)


def _stays(scenario: Scenario, schedule: Schedule, part: str) -> pd.DataFrame:
    """All stays of a part (``stays`` or ``excused``): position of the assignment, ``lot``, ``resident``, two minutes."""
    _check_ids(scenario, schedule)
    lists: list[Sequence[HeldStay]] = [getattr(item, part) for item in schedule.assignments]
    position = np.repeat(np.arange(len(lists)), [len(stays) for stays in lists])
    return pd.DataFrame(
        {
            "position": position,
            "lot": np.array([item.lot for item in schedule.assignments], object)[position],
            "resident": np.array([item.resident for item in schedule.assignments], object)[position],
            "arrive_minute": _minutes(scenario.time, [stay.arrive for stays in lists for stay in stays]),
            "leave_minute": _minutes(scenario.time, [stay.leave for stays in lists for stay in stays]),
        }
    ).astype({"lot": "str", "resident": "str"})


def _minutes(calendar: Calendar, texts: list[str]) -> IntArray:
    known: dict[str, int] = {}
    for text in set(texts):
        try:
            known[text] = calendar.minute_of(text)
        except ValueError:
            raise InputError([Problem("assignments", f"'{text}' is no date-time; write YYYY-MM-DDTHH:MM with the offset")]) from None
    return np.array([known[text] for text in texts], np.int64)


def _minutes_of(stays: pd.DataFrame, count: int) -> IntArray:
    total = np.zeros(count, np.int64)
    np.add.at(total, stays["position"].to_numpy(), (stays["leave_minute"] - stays["arrive_minute"]).to_numpy())
    return total


def _total(calendar: Calendar, rules: str) -> int:
    periods = calendar.stay_periods(rules)
    return int((periods.end - periods.start).sum())


def _listed(scenario: Scenario, stays: pd.DataFrame) -> pd.DataFrame:
    """Stays with names and local times, by lot, arrival and resident."""
    frame = stays.drop(columns="position")
    frame.insert(1, "lot_name", frame["lot"].map({lot.id: lot.name for lot in scenario.lots}).astype("str"))
    frame.insert(3, "plate", frame["resident"].map({resident.id: resident.plate for resident in scenario.residents}).astype("str"))
    for index, column in enumerate(("arrive", "leave")):
        frame.insert(4 + index, column, pd.Series(local_times(scenario.time, frame[f"{column}_minute"]), index=frame.index, dtype="str"))
    return _by_lot(scenario, frame, ["arrive_minute", "resident"])


def _by_lot(scenario: Scenario, frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    order = frame["lot"].map({lot.id: index for index, lot in enumerate(scenario.lots)})
    return frame.assign(_order=order).sort_values(["_order", *columns], kind="stable").drop(columns="_order").reset_index(drop=True)


def _steps(lot: str, profile: LotProfile, stays: pd.DataFrame) -> pd.DataFrame:
    arrive, leave = (np.clip(stays[column].to_numpy(), 0, profile.length) for column in ("arrive_minute", "leave_minute"))
    at = np.unique(np.concatenate((profile.at, arrive, leave)))
    at = at[at < profile.length]
    step = np.searchsorted(profile.at, at, side="right") - 1
    present = np.searchsorted(np.sort(arrive), at, side="right") - np.searchsorted(np.sort(leave), at, side="right")
    return pd.DataFrame(
        {
            "lot": lot,
            "start_minute": at,
            "end_minute": np.append(at[1:], profile.length),
            "present": present,
            "own_use": profile.own_use[step],
            "closed": profile.closed[step],
            "shareable": profile.shareable[step],
        }
    )


def _own_use(profile: LotProfile, minutes: IntArray) -> IntArray:
    return profile.own_use[np.searchsorted(profile.at, minutes, side="right") - 1]


def _reduce(function: np.ufunc, values: NDArray[Any], window: IntArray) -> NDArray[Any]:
    """``function`` over values[a:b] for each pair a < b in ``window`` (flat); one is appended so that b may be the end."""
    result: NDArray[Any] = function.reduceat(np.append(values, values[-1]), window)[::2]
    return result


def _empty(texts: list[str], numbers: list[str]) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype="str") for name in texts} | {name: pd.Series(dtype=np.int64) for name in numbers})
