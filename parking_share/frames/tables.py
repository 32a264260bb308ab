"""The tables of a schedule: what each assignment is, each stay, each refusal; see the package for what all of them share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from parking_share.atomic import write_atomically
from parking_share.belonging import check_names, minute_stated
from parking_share.calendar import Calendar, IntArray
from parking_share.frames import bays, lots
from parking_share.frames.lots import capacity_drops, local_times, occupancy_by_hour
from parking_share.scenario import Scenario
from parking_share.schedule import HeldStay, Schedule
from parking_share.spreadsheet import to_csv

SECONDS_PER_MINUTE = 60
ROSTER = ["lot", "lot_name", "resident", "plate", "arrive", "leave", "bay", "moves", "arrive_minute", "leave_minute"]


@dataclass(frozen=True)
class _Stays:
    """Stays as columns: number of the assignment and of the lot, minutes of arrival and departure; shape (n,) each."""

    assignment: IntArray
    lot: IntArray
    arrive: IntArray
    leave: IntArray


@dataclass(frozen=True)
class Tables:
    """The tables of one schedule, made by ``of``. Each is computed when it is first asked for, and what they share once."""

    scenario: Scenario
    schedule: Schedule

    @classmethod
    def of(cls, scenario: Scenario, schedule: Schedule) -> Tables:
        """The tables of a schedule.

        Raises
        ------
        InputError
            If the schedule names a resident or a lot that the scenario does not have; a time that is none is reported by
            the first table that needs it. The same holds for every function of this module.
        """
        check_names(scenario, schedule)
        return cls(scenario, schedule)

    @cached_property
    def assignments(self) -> pd.DataFrame:
        """One row a served resident, in the schedule's order.

        Columns: ``resident``, ``plate``, ``community``, ``lot``, ``lot_name``, ``walk_seconds``, ``kept`` (the lot is the
        resident's current one), ``stays`` and ``excused`` (counts), ``held_minutes`` and ``cut_minutes`` (wanted, not held and
        not excused).
        """
        items = self.schedule.assignments
        residents = {resident.id: resident for resident in self.scenario.residents}
        names = {lot.id: lot.name for lot in self.scenario.lots}
        who = [residents[item.resident] for item in items]
        minutes = {text: _total(self.scenario.time, text) for text in {resident.stays for resident in who}}
        wanted = np.array([minutes[resident.stays] for resident in who], np.int64)
        held, excused = (_minutes_of(stays, len(items)) for stays in (self._held, self._excused))
        return pd.DataFrame(
            {
                "resident": [item.resident for item in items],
                "plate": [resident.plate for resident in who],
                "community": [resident.community for resident in who],
                "lot": [item.lot for item in items],
                "lot_name": [names[item.lot] for item in items],
                "walk_seconds": np.array([item.walk_seconds for item in items], np.int64),
                "kept": np.array([item.lot == resident.current_lot for item, resident in zip(items, who, strict=True)], bool),
                "stays": np.array([len(item.stays) for item in items], np.int64),
                "excused": np.array([len(item.excused) for item in items], np.int64),
                "held_minutes": held,
                "cut_minutes": wanted - held - excused,
            }
        )

    @cached_property
    def roster(self) -> pd.DataFrame:
        """One row a held stay, by lot (scenario order), arrival and resident.

        Columns: ``lot``, ``lot_name``, ``resident``, ``plate``, ``arrive``, ``leave``, ``bay`` (on arrival; missing where none is
        numbered), ``moves`` (to other bays during the stay, such as ``2026-11-24T04:00 2``, joined by ``|``; mostly empty),
        ``arrive_minute``, ``leave_minute``.
        """
        frame = self._listed(self._held)
        held = [stay for item in self.schedule.assignments for stay in item.stays]
        stays = [held[number] for number in self._order(self._held)]
        moves = ["|".join(f"{move.at[:16]} {move.bay}" for move in stay.moves or ()) for stay in stays]
        return frame.assign(bay=pd.array([stay.bay for stay in stays], "Int64"), moves=pd.Series(moves, dtype="str"))[ROSTER]

    @cached_property
    def parked(self) -> pd.DataFrame:
        """One row for each bay of each stay; see ``bays.parked``."""
        return bays.parked(self.scenario, self.schedule)

    @cached_property
    def excused(self) -> pd.DataFrame:
        """One row an excused stay, as the resident wanted it; the columns of ``roster`` and ``reason`` (of the closure)."""
        frame = self._listed(self._excused)
        minute_of = self.scenario.time.minute_of
        closures = {
            lot.id: [(minute_of(item.from_), minute_of(item.to), item.reason) for item in lot.closures if item.spaces is None]
            for lot in self.scenario.lots
        }
        frame["reason"] = [
            "; ".join(dict.fromkeys(reason for start, end, reason in closures[lot] if start < leave and end > arrive and reason))
            for lot, arrive, leave in zip(*(frame[name].tolist() for name in ("lot", "arrive_minute", "leave_minute")), strict=True)
        ]
        return frame

    @cached_property
    def drops(self) -> pd.DataFrame:
        """The frame ``capacity_drops``."""
        return capacity_drops(self.scenario)

    @cached_property
    def due_out(self) -> pd.DataFrame:
        """Who must be out by when: one row for each lot and minute at which cars leave, in time order within a lot.

        Columns: ``lot``, ``lot_name``, ``leave`` and ``leave_minute``, ``cars``, ``residents`` and ``plates`` (joined by ``|``; a
        resident without plate is named by id), then the lot's next drop of shareable spaces at or after that minute: ``drop``,
        ``drop_minute`` (-1: none), ``cause``, ``begins``, ``after``, as in ``capacity_drops``. Stays that end with the horizon
        are not listed: those cars stay.
        """
        return lots.due_out(self.scenario, self.roster, self.drops)

    @cached_property
    def occupancy(self) -> pd.DataFrame:
        """What happens in each lot, as steps: one row for each lot and period in which nothing changes.

        Columns: ``lot``, ``start_minute``, ``end_minute``, then spaces: ``present`` (residents), ``own_use``, ``closed``,
        ``shareable``. The steps of a lot cover the horizon without gaps.
        """
        return lots.occupancy(self.scenario, self._held.lot, self._held.arrive, self._held.leave)

    @cached_property
    def refused(self) -> pd.DataFrame:
        """One row a refused resident, in the schedule's order: ``resident``, ``community``, ``priority``, ``reason``."""
        residents = {resident.id: resident for resident in self.scenario.residents}
        who = [residents[item.resident] for item in self.schedule.refusals]
        rows = [(resident.id, resident.community, resident.priority) for resident in who]
        frame = pd.DataFrame(rows, columns=["resident", "community", "priority"]).astype({"priority": np.int64})
        return frame.assign(reason=[item.reason for item in self.schedule.refusals])

    @cached_property
    def refusals(self) -> pd.DataFrame:
        """Refused residents counted by ``community`` and ``reason``: ``residents`` and their ``priority`` points."""
        grouped = self.refused.groupby(["community", "reason"], sort=True)
        frame = grouped.agg(residents=("resident", "size"), priority=("priority", "sum")).reset_index()
        return frame.astype({"residents": np.int64, "priority": np.int64})

    @cached_property
    def walks(self) -> pd.DataFrame:
        """The walks of those served: ``from_minutes`` (a walk of [n, n + 1) minutes), ``residents``, ``within`` (share up to there)."""
        minutes = np.array([item.walk_seconds for item in self.schedule.assignments], np.int64) // SECONDS_PER_MINUTE
        count = np.bincount(minutes, minlength=1) if len(minutes) else np.zeros(0, np.int64)
        within = np.cumsum(count) / max(1, len(minutes))
        return pd.DataFrame({"from_minutes": np.arange(len(count)), "residents": count, "within": within})

    @cached_property
    def _held(self) -> _Stays:
        return self._stays([item.stays for item in self.schedule.assignments])

    @cached_property
    def _excused(self) -> _Stays:
        return self._stays([item.excused for item in self.schedule.assignments])

    def _stays(self, stays_of_each: list[tuple[HeldStay, ...]]) -> _Stays:
        """The stays that each assignment has."""
        number = {lot.id: index for index, lot in enumerate(self.scenario.lots)}
        lot = np.array([number[item.lot] for item in self.schedule.assignments], np.int64)
        assignment = np.repeat(np.arange(len(lot)), [len(stays) for stays in stays_of_each])
        held = [stay for stays in stays_of_each for stay in stays]
        arrive, leave = (
            np.array([minute_stated(self.scenario.time, text) for text in texts], np.int64)
            for texts in ([stay.arrive for stay in held], [stay.leave for stay in held])
        )
        return _Stays(assignment, lot[assignment], arrive, leave)

    def _order(self, stays: _Stays) -> IntArray:
        """The stays by lot, arrival and resident."""
        ids = [item.resident for item in self.schedule.assignments]
        rank = np.zeros(len(ids), np.int64)
        rank[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids))
        return np.lexsort((rank[stays.assignment], stays.arrive, stays.lot))

    def _listed(self, stays: _Stays) -> pd.DataFrame:
        """Stays with names and local times, by lot, arrival and resident."""
        ids = [item.resident for item in self.schedule.assignments]
        order = self._order(stays)
        arrive, leave = stays.arrive[order], stays.leave[order]
        where = [self.scenario.lots[number] for number in stays.lot[order].tolist()]
        residents = [ids[number] for number in stays.assignment[order].tolist()]
        plates = {resident.id: resident.plate for resident in self.scenario.residents}
        texts = {
            "lot": [lot.id for lot in where],
            "lot_name": [lot.name for lot in where],
            "resident": residents,
            "plate": [plates[resident] for resident in residents],
            "arrive": local_times(self.scenario.time, arrive),
            "leave": local_times(self.scenario.time, leave),
        }
        return pd.DataFrame(texts, dtype="str").assign(arrive_minute=arrive, leave_minute=leave)


def assignments(scenario: Scenario, schedule: Schedule) -> pd.DataFrame:
    """One row a served resident."""
    return Tables.of(scenario, schedule).assignments


def roster(scenario: Scenario, schedule: Schedule) -> pd.DataFrame:
    """One row a held stay."""
    return Tables.of(scenario, schedule).roster


def excused(scenario: Scenario, schedule: Schedule) -> pd.DataFrame:
    """One row an excused stay."""
    return Tables.of(scenario, schedule).excused


def due_out(scenario: Scenario, schedule: Schedule) -> pd.DataFrame:
    """Who must be out by when: one row for each lot and minute at which cars leave."""
    return Tables.of(scenario, schedule).due_out


def occupancy(scenario: Scenario, schedule: Schedule) -> pd.DataFrame:
    """What happens in each lot, as steps in which nothing changes."""
    return Tables.of(scenario, schedule).occupancy


def refused(scenario: Scenario, schedule: Schedule) -> pd.DataFrame:
    """One row a refused resident."""
    return Tables.of(scenario, schedule).refused


def refusals(scenario: Scenario, schedule: Schedule) -> pd.DataFrame:
    """Refused residents counted by community and reason."""
    return Tables.of(scenario, schedule).refusals


def walks(scenario: Scenario, schedule: Schedule) -> pd.DataFrame:
    """The walks of those served, counted by minutes."""
    return Tables.of(scenario, schedule).walks


def write_tables(scenario: Scenario, schedule: Schedule, folder: str | Path) -> list[Path]:
    """Write assignments.csv, roster.csv, due-out.csv, occupancy-by-hour.csv and refusals.csv; return their paths.

    UTF-8 with a byte-order mark, so that Excel opens Chinese text; each file appears whole or not at all. Text that a
    spreadsheet would run as a formula gets a leading apostrophe.

    Raises
    ------
    OSError
        If the folder cannot be made or written.
    InputError
        As ``Tables.of``.
    """
    folder, tables = Path(folder), Tables.of(scenario, schedule)
    files = {
        "assignments.csv": tables.assignments,
        "roster.csv": tables.roster.drop(columns=["arrive_minute", "leave_minute"]),
        "due-out.csv": tables.due_out.drop(columns=["leave_minute", "drop_minute"]),
        "occupancy-by-hour.csv": occupancy_by_hour(scenario, tables.occupancy).drop(columns="start_minute"),
        "refusals.csv": tables.refused,
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in files.items():
        write_atomically(folder / name, to_csv(frame))
    return [folder / name for name in files]


def _minutes_of(stays: _Stays, count: int) -> IntArray:
    """Minutes of the stays of each of ``count`` assignments."""
    total = np.zeros(count, np.int64)
    np.add.at(total, stays.assignment, stays.leave - stays.arrive)
    return total


def _total(calendar: Calendar, rules: str) -> int:
    periods = calendar.stay_periods(rules)
    return int((periods.end - periods.start).sum())
