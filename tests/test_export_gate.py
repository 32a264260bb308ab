"""Gate lists, read back by a gate of our own: it lets each car be there at exactly the minutes of its stays."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from export_cases import MINUTE, SEEDS, horizon_minutes, plan, solved, stays_of, town
from hypothesis import given
from hypothesis import strategies as st
from strategies import horizons

from parking_share import Scenario, export
from parking_share.calendar import Calendar
from parking_share.calendar.walls import date_ranges, iso_dates, wall_windows
from parking_share.exporting import prepare
from parking_share.schedule import Schedule

Row = dict[str, str]


def read_gate(folder: Path, scenario: Scenario) -> Iterator[tuple[str, Row]]:
    """Every row of every list, with its lot."""
    for lot in scenario.lots:
        with (folder / "gate" / f"lot-{lot.id}.csv").open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                yield lot.id, row
    without = folder / "gate" / "without-plate.csv"
    if without.exists():
        with without.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                yield row["lot"], row


def shown(minute: dt.datetime, zone: ZoneInfo) -> tuple[str, int]:
    """What calendar and clock on the wall show."""
    local = minute.astimezone(zone)
    return local.date().isoformat(), local.hour * 60 + local.minute


def allows(row: Row, date: str, minute: int) -> bool:
    return row["begin_date"] <= date <= row["end_date"] and int(row["begin_ms"]) <= minute * 60_000 < int(row["end_ms"])


def check(scenario: Scenario, schedule: Schedule, folder: Path) -> None:
    """At every minute of the horizon the gate lets in who may be there and nobody else.

    Where the clock shows a time twice, it cannot tell the first from the second: it must let in who may be there at either.
    """
    export(scenario, schedule, folder, ["gate"])
    rows: dict[tuple[str, str], list[Row]] = {}
    for lot, row in read_gate(folder, scenario):
        rows.setdefault((row["resident"], lot), []).append(row)
    zone = ZoneInfo(scenario.horizon.timezone)
    walls = {minute: shown(minute, zone) for minute in horizon_minutes(scenario)}
    expected = stays_of(schedule)
    assert rows.keys() == {key for key, minutes in expected.items() if minutes}
    for key, minutes in expected.items():
        there = {walls[minute] for minute in minutes}
        let_in = {wall for wall in walls.values() if any(allows(row, *wall) for row in rows.get(key, []))}
        assert let_in == there


@pytest.mark.parametrize("seed", SEEDS)
def test_gates_let_in_at_the_minutes_of_the_stays_and_no_others(seed: int, tmp_path: Path) -> None:
    check(*plan(seed), tmp_path)


def test_gates_of_a_town(tmp_path: Path) -> None:
    scenario, schedule = town()
    check(scenario, schedule, tmp_path)
    bays = {(each.resident, stay.bay) for each in schedule.assignments for stay in each.stays}
    assert {(row["resident"], int(row["bay"])) for _, row in read_gate(tmp_path, scenario)} == bays


def week(**changes: object) -> tuple[Scenario, Schedule]:
    """One resident in one lot, Monday to Sunday."""
    resident = {"id": "r", "community": "c", "plate": "渝A1", "stays": "workday 18:30-07:30"} | changes
    return solved(
        {
            "format": 1,
            "id": "w",
            "horizon": {"start": "2026-11-23"},
            "crs": "local",
            "communities": [{"id": "c", "location": {"x": 0, "y": 0}}],
            "lots": [{"id": "l", "location": {"x": 1, "y": 1}, "spaces": 1}],
            "residents": [resident],
        }
    )


def test_a_night_is_two_rows_and_equal_nights_are_one_range(tmp_path: Path) -> None:
    # Monday evening to Friday evening; the mornings after are Tuesday to Saturday. The night before Monday is Sunday's, a restday.
    scenario, schedule = week()
    export(scenario, schedule, tmp_path, ["gate"], gate_type=12)
    rows = [tuple(row.values()) for _, row in read_gate(tmp_path, scenario)]
    assert rows == [
        ("渝A1", "12", "2026-11-24", "2026-11-28", "00:00", "07:30", "0", "27000000", "r"),
        ("渝A1", "12", "2026-11-23", "2026-11-27", "18:30", "24:00", "66600000", "86400000", "r"),
    ]


def test_who_has_no_plate_is_listed_apart(tmp_path: Path) -> None:
    scenario, schedule = week(plate="")
    export(scenario, schedule, tmp_path, ["gate"])
    assert (tmp_path / "gate" / "lot-l.csv").read_text("utf-8-sig").count("\n") == 1  # headings only
    assert [row["lot"] for _, row in read_gate(tmp_path, scenario)] == ["l", "l"]


@pytest.mark.parametrize("plate", [" ", "\u00a0\t", "\x00", "\u202e"])
def test_what_cannot_be_seen_is_no_plate(plate: str, tmp_path: Path) -> None:
    scenario, schedule = week(plate=plate)
    files = prepare(scenario, schedule, ["gate", "apds"])
    files.write(tmp_path)
    assert files.without_plate == 1 == len({row["resident"] for _, row in read_gate(tmp_path, scenario)})
    assert (tmp_path / "gate" / "without-plate.csv").exists()
    assert '"className": "Permit"' in (tmp_path / "apds" / "assigned-rights.json").read_text("utf-8")


def test_a_formula_for_a_plate_stays_text_on_one_line(tmp_path: Path) -> None:
    scenario, schedule = week(plate='=cmd()\n"x"')
    export(scenario, schedule, tmp_path, ["gate"])
    assert {row["plate"] for _, row in read_gate(tmp_path, scenario)} == {'\'=cmd() "x"'}


@given(horizons(), st.lists(st.tuples(st.integers(0, 7300), st.integers(1, 3000)), min_size=1, max_size=4))
def test_windows_are_what_clocks_show(horizon: dict[str, object], drawn: list[tuple[int, int]]) -> None:
    """Periods at changes of the clock by an hour, half an hour, at midnight, over a date that is skipped."""
    calendar = Calendar(**horizon)  # type: ignore[arg-type]
    periods = [(start, min(start + length, calendar.length)) for start, length in drawn if start < calendar.length]
    start, end = (np.array([period[side] for period in periods], np.int64) for side in (0, 1))
    windows = wall_windows(calendar, start, end)
    assert (windows.begin < windows.end).all() and (windows.begin >= 0).all() and (windows.end <= 1440).all()
    zone, origin = ZoneInfo(str(horizon["timezone"])), dt.datetime.fromisoformat(calendar.iso(0)).astimezone(dt.UTC)
    walls = [shown(origin + MINUTE * minute, zone) for minute in range(calendar.length)]
    dates = iso_dates(windows.ordinal)
    for number, (first, last) in enumerate(periods):
        mine = [index for index in range(len(dates)) if windows.period[index] == number]
        covered = {(dates[i], m) for i in mine for m in range(windows.begin[i], windows.end[i])}
        assert covered & set(walls) == set(walls[first:last])  # times that no clock shows may be covered


@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 2), st.integers(0, 12)), max_size=30))
def test_ranges_hold_the_rows_and_no_more(drawn: list[tuple[int, int, int]]) -> None:
    rows = np.array(drawn, np.int64).reshape(-1, 3)
    groups = list(zip(*date_ranges(rows[:, :2], rows[:, 2]), strict=True))
    held = [(*rows[row, :2].tolist(), date) for row, first, last in groups for date in range(first, last + 1)]
    assert sorted(held) == sorted(set(drawn))  # once each
    assert all((*rows[row, :2].tolist(), last + 1) not in set(drawn) for row, _, last in groups)  # no two that could be one
