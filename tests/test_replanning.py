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
from parking_share.report.notices import notices
from parking_share.schedule import Schedule
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


def test_notices_say_what_changes() -> None:
    scenario, _ = town(0)
    begin = "Mon 23 Nov"
    assert scenario.horizon.start == "2026-11-23"
    assert notices(scenario, CHANGES)["notice"].tolist() == [
        "Your place in l0 stays as it is.",
        f"From {begin} your place is in l1, no longer in l0. The walk is 5 min."
        " The lot is closed for your stay from: Tue 24 Nov, Wed 25 Nov.",
        f"From {begin} there is no place for you any more, not in l1 and not elsewhere: Lots are full.",
        f"Your place in l1 ends before {begin}.",
        f"From {begin} you have a place in l1. The walk is 1.5 min.",
    ]
    chinese = notices(scenario, CHANGES, "zh")
    assert all("l1" in notice or "l0" in notice for notice in chinese["notice"])
    assert not set(chinese["notice"]) & set(notices(scenario, CHANGES)["notice"])


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
    text = {row["resident"]: row["notice"] for row in notices(wanted, changes_for_each(last, now)).to_dict("records")}
    excused = {each.resident for each in now.assignments if each.excused}
    assert excused
    assert {resident for resident, notice in text.items() if "The lot is closed" in notice} == excused


def test_replan_of_what_is_no_schedule(tmp_path: Path) -> None:
    scenario = tmp_path / "town.json"
    scenario.write_text(json.dumps(random_town(1)), encoding="utf-8")
    result = CliRunner().invoke(main, ["replan", str(scenario), str(scenario), "-o", str(tmp_path / "out")])
    assert result.exit_code == 2
    assert not (tmp_path / "out").exists()
