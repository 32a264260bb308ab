"""Frames and tables of tiny schedules made by hand; the comments argue every number."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from parking_share import frames
from parking_share.errors import InputError
from parking_share.scenario import Scenario
from parking_share.schedule import Schedule
from parking_share.spreadsheet import to_csv

# Monday to Wednesday. The lot has 5 spaces, 1 held back; own use takes all from 08:00 to 18:00 and needs them 30 minutes
# before: 4 spaces are shareable until 07:30 and from 18:00 on. On Tuesday from 20:00 two spaces are closed.
SCENARIO: dict[str, Any] = {
    "format": 1,
    "id": "tiny",
    "horizon": {"start": "2026-11-23", "days": 3},
    "crs": "local",
    "communities": [{"id": "c", "name": "Home", "location": {"x": 0, "y": 0}}, {"id": "d", "location": {"x": 9, "y": 0}}],
    "lots": [
        {
            "id": "lot",
            "name": "Office",
            "location": {"x": 60, "y": 0},
            "spaces": 5,
            "held_back": 1,
            "own_use": "workday 08:00-18:00",
            "recall_minutes": 30,
            "closures": [{"from": "2026-11-24T20:00", "to": "2026-11-26T00:00", "spaces": 2}],
        },
        {
            "id": "school",
            "location": {"x": 0, "y": 60},
            "spaces": 2,
            "closures": [{"from": "2026-11-24T12:00", "to": "2026-11-25T12:00", "reason": "exam"}],
        },
    ],
    "residents": [
        {"id": "a", "community": "c", "plate": "AAA", "stays": "Mo 18:00-07:30", "current_lot": "lot"},
        {"id": "b", "community": "c", "stays": "Mo 19:00-07:30"},
        {"id": "e", "community": "c", "plate": "EEE", "stays": "Mo 20:00-08:00", "early_leave_minutes": 30},
        {"id": "f", "community": "d", "stays": "Mo 07:00-07:30"},
        {"id": "g", "community": "d", "stays": "Mo,Tu 20:00-08:00"},
        {"id": "h", "community": "d", "stays": "daily 00:00-24:00", "priority": 7},
        {"id": "i", "community": "d", "stays": "daily 00:00-24:00"},
    ],
}


def _stay(arrive: str, leave: str) -> dict[str, str]:
    return {"arrive": f"2026-11-{arrive}+08:00", "leave": f"2026-11-{leave}+08:00"}


def _assigned(resident: str, lot: str, walk: int, *stays: dict[str, str], excused: tuple[dict[str, str], ...] = ()) -> dict[str, Any]:
    return {"resident": resident, "lot": lot, "walk_seconds": walk, "stays": list(stays), "excused": list(excused)}


SCHEDULE: dict[str, Any] = {
    "format": 1,
    "scenario": {"id": "tiny", "sha256": ""},
    "status": "feasible",
    "levels": [{"objective": "priority", "value": 5, "bound": None}],
    "assignments": [
        _assigned("a", "lot", 59, _stay("23T18:00", "24T07:30")),
        _assigned("b", "lot", 60, _stay("23T19:00", "24T07:30")),
        _assigned("e", "lot", 119, _stay("23T20:00", "24T07:30")),  # wanted until 08:00
        _assigned("f", "lot", 180, _stay("23T07:00", "23T07:30")),
        _assigned("g", "school", 60, _stay("23T20:00", "24T08:00"), excused=(_stay("24T20:00", "25T08:00"),)),
    ],
    "refusals": [{"resident": "h", "reason": "full"}, {"resident": "i", "reason": "full"}],
    "run": {"version": "0", "method": "optimal", "seconds": 0.0},
}


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return Scenario.from_dict(SCENARIO)


@pytest.fixture(scope="module")
def schedule() -> Schedule:
    return Schedule.model_validate(SCHEDULE)


def _step(frame: pd.DataFrame, lot: str, minute: int) -> dict[str, Any]:
    row = frame[(frame["lot"] == lot) & (frame["start_minute"] <= minute) & (frame["end_minute"] > minute)]
    assert len(row) == 1
    return {str(key): value for key, value in row.iloc[0].items()}


def test_assignments_count_what_is_held_cut_and_excused(scenario: Scenario, schedule: Schedule) -> None:
    frame = frames.assignments(scenario, schedule).set_index("resident")
    assert frame.loc["a", "held_minutes"] == 13 * 60 + 30
    assert frame.loc["a", "kept"] and not frame.loc["b", "kept"]
    assert frame.loc["e", "cut_minutes"] == 30  # 08:00 to 07:30
    # g wanted two nights of 12 hours: one held, one excused, nothing cut.
    assert (frame.loc["g", "held_minutes"], frame.loc["g", "excused"], frame.loc["g", "cut_minutes"]) == (720, 1, 0)
    assert frame["cut_minutes"].sum() == 30


def test_roster_is_in_order_of_lot_and_arrival(scenario: Scenario, schedule: Schedule) -> None:
    frame = frames.roster(scenario, schedule)
    assert frame["resident"].tolist() == ["f", "a", "b", "e", "g"]
    assert frame.loc[1, ["lot_name", "plate", "arrive", "leave"]].tolist() == ["Office", "AAA", "2026-11-23T18:00", "2026-11-24T07:30"]


def test_excused_nights_name_the_closure(scenario: Scenario, schedule: Schedule) -> None:
    frame = frames.excused(scenario, schedule)
    assert frame[["resident", "lot", "arrive", "reason"]].values.tolist() == [["g", "school", "2026-11-24T20:00", "exam"]]


def test_capacity_drops_tell_own_use_from_closures(scenario: Scenario) -> None:
    frame = frames.capacity_drops(scenario)
    office = frame[frame["lot"] == "lot"]
    # 4 -> 0 at 07:30 on Monday and Tuesday; 4 -> 2 when two spaces close on Tuesday 20:00; 2 -> 0 on Wednesday 07:30.
    assert office[["drop", "cause", "begins", "before", "after"]].values.tolist() == [
        ["2026-11-23T07:30", "own-use", "2026-11-23T08:00", 4, 0],
        ["2026-11-24T07:30", "own-use", "2026-11-24T08:00", 4, 0],
        ["2026-11-24T20:00", "closure", "2026-11-24T20:00", 4, 2],
        ["2026-11-25T07:30", "own-use", "2026-11-25T08:00", 2, 0],
    ]
    assert frame[frame["lot"] == "school"][["drop", "cause", "after"]].values.tolist() == [["2026-11-24T12:00", "closure", 0]]


def test_due_out_names_who_leaves_before_which_recall(scenario: Scenario, schedule: Schedule) -> None:
    frame = frames.due_out(scenario, schedule)
    assert frame[["lot", "leave", "cars", "plates", "drop", "begins"]].values.tolist() == [
        ["lot", "2026-11-23T07:30", 1, "f", "2026-11-23T07:30", "2026-11-23T08:00"],  # a drop at that very minute counts
        ["lot", "2026-11-24T07:30", 3, "AAA|b|EEE", "2026-11-24T07:30", "2026-11-24T08:00"],  # b has no plate
        ["school", "2026-11-24T08:00", 1, "g", "2026-11-24T12:00", "2026-11-24T12:00"],
    ]


def test_stays_to_the_end_of_the_horizon_are_not_due(scenario: Scenario) -> None:
    data = SCHEDULE | {"assignments": [_assigned("h", "school", 1, _stay("25T12:00", "26T00:00"))], "refusals": []}
    assert frames.due_out(scenario, Schedule.model_validate(data)).empty


def test_occupancy_is_half_open_and_without_gaps(scenario: Scenario, schedule: Schedule) -> None:
    frame = frames.occupancy(scenario, schedule)
    for _, steps in frame.groupby("lot"):
        assert steps["start_minute"].iloc[0] == 0
        assert steps["end_minute"].iloc[-1] == scenario.time.length
        assert steps["end_minute"].iloc[:-1].tolist() == steps["start_minute"].iloc[1:].tolist()
    tuesday = 1440
    assert _step(frame, "lot", tuesday + 449)["present"] == 3  # a, b, e until 07:30 ...
    assert _step(frame, "lot", tuesday + 450)["present"] == 0  # ... and not in the minute that begins then
    assert _step(frame, "lot", tuesday + 449)["shareable"] == 4
    assert _step(frame, "lot", tuesday + 450)["shareable"] == 0
    assert _step(frame, "lot", tuesday + 450)["own_use"] == 0  # recalled, own use itself begins at 08:00
    assert _step(frame, "lot", tuesday + 480)["own_use"] == 5
    assert _step(frame, "lot", tuesday + 1200)["closed"] == 2


def test_occupancy_by_hour_takes_the_slack_minute_by_minute(scenario: Scenario, schedule: Schedule) -> None:
    frame = frames.occupancy_by_hour(scenario, frames.occupancy(scenario, schedule))
    hour = frame[(frame["lot"] == "lot") & (frame["start"] == "2026-11-24T07:00")].iloc[0]
    # Three cars until 07:30 in four spaces, then none in none: never more cars than spaces, though 3 > 0.
    assert hour[["max_present", "min_shareable", "max_shareable", "min_slack"]].tolist() == [3, 0, 4, 0]
    assert hour["max_fill"] == 0.75
    evening = frame[(frame["lot"] == "lot") & (frame["start"] == "2026-11-23T19:00")].iloc[0]
    assert evening[["max_present", "min_slack"]].tolist() == [2, 2]  # a and b; e comes at 20:00, which is the next hour
    assert len(frame) == 2 * 72


def test_refusals_count_by_community_and_reason(scenario: Scenario, schedule: Schedule) -> None:
    assert frames.refusals(scenario, schedule).values.tolist() == [["d", "full", 2, 8]]  # 7 + 1 points
    assert frames.refused(scenario, schedule)["resident"].tolist() == ["h", "i"]


def test_walks_fall_into_whole_minutes(scenario: Scenario, schedule: Schedule) -> None:
    # 59 s is minute 0; 60, 60 and 119 s minute 1; 180 s minute 3. Within two minutes: four of five.
    assert frames.walks(scenario, schedule)["residents"].tolist() == [1, 3, 0, 1]
    assert frames.walks(scenario, schedule)["within"].tolist() == pytest.approx([0.2, 0.8, 0.8, 1.0])


def test_an_empty_schedule_gives_empty_tables(scenario: Scenario, tmp_path: Path) -> None:
    empty = Schedule.model_validate(SCHEDULE | {"assignments": [], "refusals": []})
    for function in (frames.assignments, frames.roster, frames.excused, frames.due_out, frames.refused, frames.refusals, frames.walks):
        assert function(scenario, empty).empty
    assert frames.occupancy(scenario, empty)["present"].max() == 0
    assert len(frames.write_tables(scenario, empty, tmp_path)) == 5


@pytest.mark.parametrize("name", ["assignments", "roster", "excused", "due_out", "occupancy", "refused", "refusals", "walks"])
def test_each_function_gives_the_table_of_its_name(scenario: Scenario, schedule: Schedule, name: str) -> None:
    table = getattr(frames.Tables.of(scenario, schedule), name)
    pd.testing.assert_frame_equal(getattr(frames, name)(scenario, schedule), table)


def test_a_scenario_without_lots_gives_empty_tables(schedule: Schedule) -> None:
    scenario = Scenario.from_dict(SCENARIO | {"lots": [], "residents": []})
    empty = schedule.model_copy(update={"assignments": (), "refusals": ()})
    assert frames.capacity_drops(scenario).empty
    assert frames.due_out(scenario, empty).empty
    assert frames.occupancy_by_hour(scenario, frames.occupancy(scenario, empty)).empty


@pytest.mark.filterwarnings("error")
def test_columns_of_times_are_text_where_nothing_is_ever_recalled() -> None:
    lot = {"id": "lot", "location": {"x": 0, "y": 0}, "spaces": 2}
    scenario = Scenario.from_dict(SCENARIO | {"lots": [lot], "residents": SCENARIO["residents"][:1]})
    item = {"resident": "a", "lot": "lot", "walk_seconds": 0, "stays": [_stay("23T18:00", "24T07:30")]}
    schedule = Schedule.model_validate(SCHEDULE | {"assignments": [item | {"excused": []}], "refusals": []})
    (due,) = frames.due_out(scenario, schedule).to_dict("records")
    assert (due["leave"], due["drop"], due["drop_minute"], due["begins"], due["after"]) == ("2026-11-24T07:30", "", -1, "", -1)


def test_the_last_hour_may_be_short() -> None:
    # On Lord Howe Island the clock goes forward by half an hour on 2026-10-04: 23 hours and a half, the last is 30 minutes.
    data = SCENARIO | {"horizon": {"start": "2026-10-04", "days": 1, "timezone": "Australia/Lord_Howe"}, "residents": []}
    scenario = Scenario.from_dict(data)
    empty = Schedule.model_validate(SCHEDULE | {"assignments": [], "refusals": []})
    hours = frames.occupancy_by_hour(scenario, frames.occupancy(scenario, empty))
    assert hours["lot"].value_counts().to_dict() == {"lot": 24, "school": 24}
    assert hours[hours["lot"] == "lot"]["max_shareable"].iloc[-1] == 4  # a Sunday evening: 5 spaces, 1 held back


def test_times_are_local_across_a_clock_change() -> None:
    # In Berlin on 2026-10-25 the clock goes back from 03:00 to 02:00: 25 hours until the next midnight.
    data = SCENARIO | {"horizon": {"start": "2026-10-25", "days": 2, "timezone": "Europe/Berlin"}, "residents": []}
    scenario = Scenario.from_dict(data)
    assert frames.local_times(scenario.time, [0, 4 * 60, 25 * 60]) == ["2026-10-25T00:00", "2026-10-25T03:00", "2026-10-26T00:00"]


@pytest.mark.parametrize(
    "change",
    [
        {"assignments": [_assigned("nobody", "lot", 1, _stay("23T18:00", "24T07:30"))]},
        {"assignments": [_assigned("a", "nowhere", 1, _stay("23T18:00", "24T07:30"))]},
        {"assignments": [_assigned("a", "lot", 1, {"arrive": "tonight", "leave": "tomorrow"})]},
        {"refusals": [{"resident": "nobody", "reason": "full"}]},
    ],
)
def test_a_schedule_of_other_data_is_an_input_error(scenario: Scenario, change: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=r"nobody|nowhere|tonight|tomorrow"):
        frames.due_out(scenario, Schedule.model_validate(SCHEDULE | change))


def test_write_tables_gives_csv_that_spreadsheets_read(scenario: Scenario, schedule: Schedule, tmp_path: Path) -> None:
    paths = frames.write_tables(scenario, schedule, tmp_path / "tables")
    assert [path.name for path in paths] == ["assignments.csv", "roster.csv", "due-out.csv", "occupancy-by-hour.csv", "refusals.csv"]
    assert sorted(path.name for path in (tmp_path / "tables").iterdir()) == sorted(path.name for path in paths)
    for path in paths:
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(paths[1].read_text(encoding="utf-8-sig"))))
    assert rows[0] == {
        "lot": "lot",
        "lot_name": "Office",
        "resident": "f",
        "plate": "",
        "arrive": "2026-11-23T07:00",
        "leave": "2026-11-23T07:30",
        "bay": "",
        "moves": "",
    }


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x","y")', "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_formulas_in_text_are_neutralised(text: str) -> None:
    content = to_csv(pd.DataFrame({"plate": [text]})).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(content, newline="")))[1] == ["'" + text]


def test_numbers_keep_their_sign_and_plain_text_stays() -> None:
    content = to_csv(pd.DataFrame({"slack": [-1], "plate": ["渝A=1"], "kept": [True]})).decode("utf-8-sig")
    assert content == "slack,plate,kept\r\n-1,渝A=1,True\r\n"
