"""Planning again: everybody's lot until now counts, changes are listed once each, notices say them."""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest
from click.testing import CliRunner
from random_scenarios import random_town

from parking_share import Scenario, read_scenario, read_schedule, solve, verify
from parking_share.commands import main
from parking_share.comparison.moves import Move, changes
from parking_share.replanning import Change, changes_for_each, with_last
from parking_share.report.hours import rules_in_words
from parking_share.report.language import Language
from parking_share.report.notices import notices
from parking_share.schedule import BayMove, Schedule
from parking_share.variants import Variant, vary


@cache
def town(seed: int) -> tuple[Scenario, Schedule]:
    scenario = Scenario.from_dict(random_town(seed, 40, 4))
    return scenario, solve(scenario).schedule


def smaller(scenario: Scenario) -> Scenario:
    """One space less everywhere, two residents gone."""
    gone = [resident.id for resident in scenario.residents[:2]]
    return vary(scenario, Variant.model_validate({"id": "v", "lots": [{"add": {"spaces": -1}}], "remove_residents": gone}))


@pytest.mark.parametrize("seed", range(4))
def test_the_last_lots_become_the_current_ones(seed: int) -> None:
    scenario, last = town(seed)
    wanted = with_last(smaller(scenario), last)
    lots = {each.resident: each.lot for each in last.assignments}
    assert [each.current_lot for each in wanted.residents] == [lots.get(each.id) for each in wanted.residents]
    assert wanted.to_dict()["lots"] == smaller(scenario).to_dict()["lots"]
    # Nothing has changed for them: everyone keeps the place.
    again = solve(with_last(scenario, last)).schedule
    assert changes(last, again).stay == len(last.assignments) == len(again.assignments)


@pytest.mark.parametrize(
    ("levels", "wanted"),
    [
        (("priority", "walk"), ("priority", "keep", "walk")),
        (("served",), ("served", "keep")),
        (("keep", "served"), ("keep", "served")),
        (("priority", "served", "walk", "keep"), ("priority", "served", "walk", "keep")),
    ],
)
def test_keeping_counts_right_after_who_is_served(levels: tuple[Any, ...], wanted: tuple[Any, ...]) -> None:
    scenario, last = town(0)
    changed = scenario.replace(policy=scenario.policy.model_copy(update={"objectives": levels}))
    assert with_last(changed, last).policy.objectives == wanted


@pytest.mark.parametrize("seed", range(4))
def test_with_keeping_first_nobody_goes_for_others_with_more_points(seed: int) -> None:
    """New applicants with most points change nothing for those who have a place."""
    scenario, last = town(seed)
    served = {each.resident for each in last.assignments}
    rivals = [each.model_copy(update={"id": f"new-{each.id}", "priority": 1000}) for each in scenario.residents if each.id in served]
    crowd = scenario.replace(residents=[*scenario.residents, *rivals])
    first = solve(with_last(crowd, last, keep_first=True)).schedule
    assert changes(last, first).stay == len(served)
    assert changes(last, solve(with_last(crowd, last)).schedule).stay < len(served)


@pytest.mark.parametrize("seed", range(4))
def test_changes_are_those_of_both_schedules(seed: int) -> None:
    scenario, last = town(seed)
    wanted = with_last(smaller(scenario), last)
    now = solve(wanted, start=last).schedule
    found = list(changes_for_each(last, now))
    before, after = ({each.resident: each.lot for each in schedule.assignments} for schedule in (last, now))
    assert {change.resident for change in found} == before.keys() | after.keys()
    assert len({change.resident for change in found}) == len(found)
    for change in found:
        assert (change.lot_before, change.lot_after) == (before.get(change.resident), after.get(change.resident))
        is_there = any(each.id == change.resident for each in wanted.residents)
        assert (change.reason is not None) == (is_there and change.resident not in after)
    counted = changes(last, now)
    assert [sum(change.move == move for change in found) for move in get_args(Move)] == [getattr(counted, move) for move in get_args(Move)]


@pytest.mark.parametrize("most", [0, 1, 3])
def test_no_more_are_moved_than_allowed(most: int) -> None:
    scenario, last = town(10)
    wanted = with_last(smaller(scenario), last, most)
    now = solve(wanted).schedule
    assert now.status == "optimal"
    assert verify(wanted, now) == ()
    assert changes(last, now).move <= most
    assert changes(last, solve(with_last(smaller(scenario), last)).schedule).move > 1  # without a cap


CHANGES = [
    Change("r1", "stay", "l0", "l0", 60, 60, None, ()),
    Change("r2", "move", "l0", "l1", 60, 300, None, ("2026-11-24T18:00+08:00", "2026-11-25T18:00+08:00")),
    Change("r3", "leave", "l1", None, 60, None, "full", ()),
    Change("r4", "leave", "l1", None, 60, None, None, ()),
    Change("r5", "enter", None, "l1", None, 90, None, ()),
]


def test_notices_tell_the_bay() -> None:
    """A place that stays may have another bay: who is not told parks in the old one."""
    scenario, schedule = noticed()
    bays = {"r1": [4, 4, 4], "r2": [1, 2, 3], "r5": []}
    moved = BayMove(at="2026-11-27T01:00+08:00", bay=9)
    assignments = []
    for each in schedule.assignments:
        mine = bays.get(each.resident, [])
        stays = [stay.model_copy(update={"bay": bay}) for stay, bay in zip(each.stays, mine, strict=False)]
        if each.resident == "r2":  # one stay only, which moves
            stays = [stays[0].model_copy(update={"moves": (moved,)})]
        assignments.append(each.model_copy(update={"stays": (*stays, *each.stays[len(stays) :])}))
    told = notices(scenario, schedule.model_copy(update={"assignments": tuple(assignments)}), CHANGES)["notice"].tolist()
    assert told[0].endswith(" Your bay is number 4.")
    assert " Your bay is not always the same: ask the lot's manager for the list." in told[1]
    assert not any("bay" in text for text in told[2:])


def test_notices_say_what_changes() -> None:
    """By hand: r1 comes at 18:30 on one of two evenings; r2 is excused twice and held on Thursday; r5 wanted 08:00 and leaves by 07:30."""
    scenario, schedule = noticed()
    begin = "Mon 23 Nov"
    assert notices(scenario, schedule, CHANGES)["notice"].tolist() == [
        "Your place in l0 stays as it is. The walk is 1 min. Your hours: Mon to Tue from 18:00 to 08:00 the next day."
        " Come at 18:30 or later (you asked for 18:00) on: Tue 24 Nov.",
        f"From {begin} your place is in l1, no longer in l0. The walk is 5 min. Your hours: Tue to Thu from 18:00 to 08:00 the next day."
        " The lot is closed for your stay from: Tue 24 Nov, Wed 25 Nov.",
        f"From {begin} there is no place for you any more, not in l1 and not elsewhere: Lots are full.",
        f"Your place in l1 ends before {begin}.",
        f"From {begin} you have a place in l1. The walk is 1.5 min. Your hours: on workdays from 19:00 to 08:00 the next day."
        " Leave by 07:30 (you asked for 08:00).",
    ]
    chinese = notices(scenario, schedule, CHANGES, "zh")["notice"].tolist()
    assert chinese[0] == (
        "您在l0的车位保持不变，步行约 1 分钟。停放时段：周一至周二18:00至次日08:00。"
        "以下日期请于18:30或之后到达（原希望18:00）：11月24日 周二。"
    )
    assert not set(chinese) & set(notices(scenario, schedule, CHANGES)["notice"])


def test_a_lot_that_is_gone_goes_by_its_name() -> None:
    scenario, schedule = noticed()
    lots = [lot.model_copy(update={"name": f"Lot {lot.id}"}) for lot in scenario.lots]
    last = scenario.replace(lots=[*lots, lots[0].model_copy(update={"id": "gone", "name": "Old Mill"})])
    change = Change("r9", "leave", "gone", None, 60, None, None, ())
    assert notices(scenario, schedule, [change])["notice"][0].startswith("Your place in gone ends")
    told = notices(scenario, schedule, [change, CHANGES[0]], last=last)["notice"]
    assert told[0].startswith("Your place in Old Mill ends")
    assert told[1].startswith("Your place in l0 stays")  # as it is called now


def noticed() -> tuple[Scenario, Schedule]:
    """A week with those whom CHANGES are about."""
    place = {"x": 0.0, "y": 0.0}
    stays = {"r1": "Mo-Tu 18:00-08:00", "r2": "Tu-Th 18:00-08:00", "r3": "daily 18:00-08:00", "r5": "workday 19:00-08:00"}
    data = {
        "format": 1,
        "id": "noticed",
        "crs": "local",
        "horizon": {"start": "2026-11-23", "days": 7},
        "communities": [{"id": "c", "location": place}],
        "lots": [{"id": id_, "location": place, "spaces": 9} for id_ in ("l0", "l1")],
        "residents": [
            {"id": id_, "community": "c", "stays": text, "late_arrival_minutes": 30, "early_leave_minutes": 30}
            for id_, text in stays.items()
        ],
    }
    held = {
        "r1": ("l0", [("23T18:00", "24T08:00"), ("24T18:30", "25T08:00")]),
        "r2": ("l1", [("26T18:00", "27T08:00")]),
        "r5": ("l1", [(f"{day}T19:00", f"{day + 1}T07:30") for day in range(23, 28)]),
    }
    assignments = [
        {
            "resident": id_,
            "lot": lot,
            "walk_seconds": 60,
            "stays": [{"arrive": f"2026-11-{begin}+08:00", "leave": f"2026-11-{end}+08:00"} for begin, end in hours],
        }
        for id_, (lot, hours) in held.items()
    ]
    schedule = {
        "format": 1,
        "scenario": {"id": "noticed", "sha256": ""},
        "status": "feasible",
        "levels": [],
        "assignments": assignments,
        "refusals": [{"resident": "r3", "reason": "full"}],
        "run": {"version": "0.1.0", "method": "optimal", "seconds": 0.1},
    }
    return Scenario.from_dict(data), Schedule.model_validate(schedule)


@pytest.mark.parametrize(
    ("rules", "english", "chinese"),
    [
        ("daily 18:00-24:00", "every day from 18:00 to 24:00", "每天18:00至24:00"),
        ("Sa-Mo 18:00-08:00", "Sat to Mon from 18:00 to 08:00 the next day", "周六至周一18:00至次日08:00"),
        ("Fr 18:00-08:00+3", "on Fri from 18:00 to 08:00 3 days later", "周五18:00至3天后的08:00"),
        ("restday 18:00-08:00; Sa,Su 09:00-10:00", "on rest days from 18:00 to 08:00 the next day; on Sat, on Sun from 09:00 to 10:00", ""),
        ("2026-11-23/2026-11-25 18:00-19:00", "Mon 23 Nov to Wed 25 Nov from 18:00 to 19:00", "11月23日 周一至11月25日 周三18:00至19:00"),
        ("05-01/09-30 restday 09:00-17:00", "1 May to 30 Sep, on rest days from 09:00 to 17:00", "5月1日至9月30日，休息日09:00至17:00"),
    ],
)
def test_hours_in_words(rules: str, english: str, chinese: str) -> None:
    assert rules_in_words(Language.of("en"), rules) == english
    if chinese:
        assert rules_in_words(Language.of("zh"), rules) == chinese


@pytest.mark.parametrize("seed", range(4))
def test_who_is_not_cut_is_not_told_so(seed: int) -> None:
    scenario, schedule = town(seed)
    told = {row["resident"]: row["notice"] for row in notices(scenario, schedule, changes_for_each(schedule, schedule)).to_dict("records")}
    wanted = {each.id: scenario.time.stay_periods(each.stays) for each in scenario.residents}
    for each in schedule.assignments:
        minutes = {(scenario.time.minute_of(stay.arrive), scenario.time.minute_of(stay.leave)) for stay in each.stays}
        periods = wanted[each.resident]
        is_cut = not minutes <= set(zip(periods.start.tolist(), periods.end.tolist(), strict=True))
        assert ("you asked for" in told[each.resident]) == is_cut


def test_the_scenario_of_the_last_schedule_names_what_is_gone(tmp_path: Path) -> None:
    data = random_town(1)
    for number, lot in enumerate(data["lots"]):
        lot["name"] = f"Lot number {number}"
    for resident in data["residents"]:
        for key in ("fixed_lot", "excluded_lots", "current_lot"):
            resident.pop(key, None)
    spring, autumn, last = tmp_path / "spring.json", tmp_path / "autumn.json", tmp_path / "spring.schedule.json"
    spring.write_text(json.dumps(data), encoding="utf-8")
    assert CliRunner().invoke(main, ["solve", str(spring), "-o", str(last), "--no-report"]).exit_code == 0
    gone = read_schedule(last).assignments[0].lot
    name = next(lot["name"] for lot in data["lots"] if lot["id"] == gone)
    autumn.write_text(json.dumps(data | {"lots": [lot for lot in data["lots"] if lot["id"] != gone]}), encoding="utf-8")

    def told(*options: str) -> str:
        result = CliRunner().invoke(main, ["replan", str(autumn), str(last), "-o", str(tmp_path / "out"), *options])
        assert result.exit_code == 0, result.output
        return (tmp_path / "out" / "notices.csv").read_text("utf-8-sig")

    assert name in told()  # spring.json beside spring.schedule.json
    moved = spring.rename(tmp_path / "old.json")
    assert name not in told()
    assert name in told("--last-scenario", str(moved))
    refused = CliRunner().invoke(main, ["replan", str(autumn), str(last), "-o", str(tmp_path / "out"), "--last-scenario", str(autumn)])
    assert refused.exit_code == 2
    assert "is not what spring.schedule.json was made for" in refused.output


def test_replan_writes_what_verifies_and_a_spreadsheet_that_is_safe(tmp_path: Path) -> None:
    data = random_town(1)
    data["residents"][0]["plate"] = "=cmd()"
    scenario, last = tmp_path / "town.json", tmp_path / "last.json"
    scenario.write_text(json.dumps(data), encoding="utf-8")
    assert CliRunner().invoke(main, ["solve", str(scenario), "-o", str(last), "--no-report"]).exit_code == 0
    data["lots"] = [lot | {"spaces": max(0, lot["spaces"] - 2)} for lot in data["lots"]]
    scenario.write_text(json.dumps(data), encoding="utf-8")
    result = CliRunner().invoke(main, ["replan", str(scenario), str(last), "-o", str(tmp_path / "out"), "--json"])
    assert result.exit_code == 0, result.output
    replanned, schedule = read_scenario(tmp_path / "out" / "replanned.json"), read_schedule(tmp_path / "out" / "replanned.schedule.json")
    assert verify(replanned, schedule) == ()
    found = json.loads(result.stdout)
    with (tmp_path / "out" / "notices.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["resident"], row["change"]) for row in rows] == [(change["resident"], change["move"]) for change in found]
    assert {change["move"] for change in found} >= {"stay", "leave"}
    assert not any(cell.startswith("=") for row in rows for cell in row.values())


def test_a_closure_is_in_the_notice_of_those_who_stay() -> None:
    scenario, last = town(0)
    closed = [{"from": "2026-11-24T00:00", "to": "2026-11-26T00:00"}]
    shut = vary(scenario, Variant.model_validate({"id": "v", "lots": [{"close": closed}]}))
    wanted = with_last(shut, last)
    now = solve(wanted).schedule
    text = {row["resident"]: row["notice"] for row in notices(wanted, now, changes_for_each(last, now)).to_dict("records")}
    excused = {each.resident for each in now.assignments if each.excused}
    assert excused
    assert {resident for resident, notice in text.items() if "The lot is closed" in notice} == excused


def test_replan_of_what_is_no_schedule(tmp_path: Path) -> None:
    scenario = tmp_path / "town.json"
    scenario.write_text(json.dumps(random_town(1)), encoding="utf-8")
    result = CliRunner().invoke(main, ["replan", str(scenario), str(scenario), "-o", str(tmp_path / "out")])
    assert result.exit_code == 2
    assert not (tmp_path / "out").exists()
