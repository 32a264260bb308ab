"""Whoever has to move to another bay during a stay is told where to and when, in every file that names bays."""

from __future__ import annotations

import csv
import io
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from export_cases import solved

from parking_share import Scenario, export, number_bays
from parking_share.exporting import prepare
from parking_share.frames import Tables
from parking_share.frames.bays import stays_by_bay
from parking_share.report.bays import bays_of_cars
from parking_share.report.hours import clock_after
from parking_share.report.letters import Letters
from parking_share.schedule import Schedule

icalendar = pytest.importorskip("icalendar", reason="icalendar is not installed")
openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed")


@cache
def charger() -> tuple[Scenario, Schedule]:
    """Bay 1 charges, bay 2 does not. Cai charges in bay 1 until Monday 12:00 and Dee from Tuesday 04:00.

    Ann is in bay 2 until Tuesday 03:00, so Bob, from Monday 20:00 to Tuesday 21:00, is in bay 1 until Dee comes, and moves to bay 2.
    """
    stays = {
        "ann": "2026-11-23 00:00-03:00+1",
        "bob": "2026-11-23 20:00-21:00+1",
        "cai": "2026-11-23 00:00-12:00",
        "dee": "2026-11-24 04:00-23:00",
    }
    place = {"location": {"x": 0, "y": 0}}
    scenario, schedule = solved(
        {
            "format": 1,
            "id": "charger",
            "horizon": {"start": "2026-11-23", "days": 2},
            "crs": "local",
            "communities": [{"id": "c"} | place],
            "lots": [{"id": "lot", "spaces": 2, "kinds": [{"kind": "charging", "spaces": 1}]} | place],
            "residents": [
                {"id": who, "community": "c", "plate": who.upper(), "stays": text, "needs": ["charging"] * (who in ("cai", "dee"))}
                for who, text in stays.items()
            ],
        }
    )
    numbered = number_bays(scenario, schedule).schedule
    (stay,) = next(each.stays for each in numbered.assignments if each.resident == "bob")
    assert stay.moves is not None
    assert (stay.bay, [(move.at[:16], move.bay) for move in stay.moves]) == (1, [("2026-11-24T04:00", 2)])
    return scenario, numbered


def test_gate_lists_name_the_bay_of_each_window(tmp_path: Path) -> None:
    export(*charger(), tmp_path, ["gate"])
    text = (tmp_path / "gate" / "lot-lot.csv").read_text("utf-8-sig")
    rows = [row for row in csv.DictReader(io.StringIO(text)) if row["resident"] == "bob"]
    assert sorted((row["begin_date"], row["begin"], row["end"], row["bay"]) for row in rows) == [
        ("2026-11-23", "20:00", "24:00", "1"),
        ("2026-11-24", "00:00", "04:00", "1"),
        ("2026-11-24", "04:00", "21:00", "2"),
    ]


def test_calendars_name_both_bays_and_remind_of_the_move() -> None:
    scenario, schedule = charger()
    *_, file = prepare(scenario, schedule, ["ics"], residents=["bob"]).parts["ics"]
    content = file.make()
    (event,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert str(event["SUMMARY"]) == "Parking in lot, bay 1, from 04:00 the next day: 2"
    reminders = [str(alarm["TRIGGER"].to_ical(), "ascii") for alarm in event.walk("VALARM")]
    assert reminders == ["PT7H30M", "-PT30M"]  # at 03:30, half an hour before the move; and before the end


@pytest.mark.parametrize(
    ("lang", "cell", "note"),
    [("en", "1, from 04:00 the next day: 2", "move the car there by then"), ("zh", "1，次日 04:00 起：2", "移至其后的车位")],
)
def test_notices_say_where_to_move_and_when(lang: Any, cell: str, note: str) -> None:
    letters = {letter.resident: letter for letter in Letters(*charger(), lang).letters("c")}
    bob, ann = letters["bob"], letters["ann"]
    assert bob.has_bays and bob.bay == "" and [row[-1] for row in bob.rows] == [cell]
    assert any(note in text for text in bob.notes)
    assert "2" in ann.bay and not ann.has_bays and not any(note in text for text in ann.notes)
    assert cell in Letters(*charger(), lang).page("c")


def test_platforms_get_the_moves(tmp_path: Path) -> None:
    export(*charger(), tmp_path, ["apds"])
    rights = json.loads((tmp_path / "apds" / "assigned-rights.json").read_text("utf-8"))["data"]
    (use,) = next(right["plannedUses"] for right in rights if right["id"] == "bob")
    assert (use["bay"], use["moves"]) == (1, [{"at": "2026-11-24T04:00:00+08:00", "bay": 2}])


def test_the_table_of_the_roster_has_moves() -> None:
    roster = Tables.of(*charger()).roster.set_index("resident")
    assert roster["moves"].to_dict() == {"ann": "", "bob": "2026-11-24T04:00 2", "cai": "", "dee": ""}


def test_rosters_say_on_which_day_a_car_moves_and_leaves(tmp_path: Path) -> None:
    export(*charger(), tmp_path, ["excel"])
    sheet = openpyxl.load_workbook(tmp_path / "excel" / "lot-lot.xlsx").worksheets[0]
    rows = {row[0]: row[2:] for row in sheet.iter_rows(min_row=4, values_only=True)}
    assert rows["BOB"] == (None, "20:00–21:00 +1 (1, 04:00: 2)", None)  # 21:00 alone would be Monday's
    assert rows["DEE"] == (1, None, "04:00–23:00")


@pytest.mark.parametrize(
    ("arrive", "moment", "text"),
    [
        ("2026-11-23T18:00", "2026-11-23T20:00", "20:00"),
        ("2026-11-23T18:00", "2026-11-24T07:30", "07:30"),
        ("2026-11-23T18:00", "2026-11-24T18:00", "18:00"),
        ("2026-11-23T08:00", "2026-11-24T20:00", "20:00 +1"),  # 20:00 alone would be the evening of the same day
        ("2026-12-31T18:00", "2027-01-02T07:30", "07:30 +2"),
    ],
)
def test_a_time_alone_is_the_first_after_the_arrival(arrive: str, moment: str, text: str) -> None:
    assert clock_after(arrive, moment) == text


def test_a_car_that_lacks_a_bay_once_keeps_none() -> None:
    """In the bay of its other nights somebody else may be then."""
    scenario, _ = charger()
    held: dict[str, list[Any]] = {"resident": ["ann", "ann"], "bay": [2, None]}
    parked: dict[str, list[Any]] = {"resident": ["ann"], "bay": [2], "arrive_minute": [0], "stay_minute": [0]}
    assert bays_of_cars(scenario, parked, held) == ({}, {("ann", "2026-11-23T00:00"): "2"})
    assert bays_of_cars(scenario, parked, held | {"bay": [2, 2]}) == ({"ann": "2"}, {})


def test_stays_without_a_bay_have_a_row_of_their_own() -> None:
    scenario, schedule = charger()
    first = schedule.assignments[0]
    data = schedule.model_dump(mode="json")
    stays = [{"arrive": stay.arrive, "leave": stay.leave} for stay in first.stays]
    data["assignments"][0]["stays"] = stays
    tables = Tables.of(scenario, Schedule.model_validate(data))
    parts = stays_by_bay(tables.roster, tables.parked)
    assert parts[["resident", "arrive_minute", "leave_minute"]].values.tolist()[0] == ["ann", 0, 27 * 60]
    assert parts["bay"].isna().tolist() == [True, False, False, False, False]
