"""APDS: valid by the published interface, and the plan's figures read back from it.

The interface (APDS_API_bundled.json, MIT licence, github.com/parkingdata/spec) is not part of this package: the environment variable
PARKING_SHARE_APDS names the file.
"""

from __future__ import annotations

import copy
import datetime as dt
import os
import urllib.parse
from pathlib import Path
from typing import Any

import pytest
from export_cases import MINUTE, SEEDS, load, plan, town

from parking_share import Scenario, export, frames
from parking_share.schedule import Schedule

FILES = {"places": "/places", "right-specifications": "/rights/specs", "assigned-rights": "/rights/assigned"}


class Interface:
    """The published interface with its references put in place.

    Two of its rules no data can keep, and they are left out here: a ``Reference`` must have two keys and may have one; the alternatives
    of ``oneOf`` are not exclusive (the three kinds of credential are the same), so one of them is enough.
    """

    def __init__(self, path: Path) -> None:
        self.document = load(path)

    def answer(self, path: str) -> Any:
        """The schema of the answer to a list request."""
        content = self.document["paths"][path]["get"]["responses"]["200"]["content"]
        schema = self.resolved(content["application/json"]["schema"])
        if path == "/places":  # of all that a place may be, ours is a Place
            data = schema["allOf"][1]["properties"]["data"]
            (data["items"],) = (kind for kind in data["items"]["anyOf"] if kind.get("title") == "Place")
        return schema

    def resolved(self, node: Any) -> Any:
        if isinstance(node, list):
            return [self.resolved(each) for each in node]
        if not isinstance(node, dict):
            return node
        if "$ref" in node:
            return self.resolved(self.at(node["$ref"]))
        found = {("anyOf" if key == "oneOf" else key): self.resolved(value) for key, value in node.items()}
        if found.get("title") == "Reference":
            del found["maxProperties"]
        return found

    def at(self, pointer: str) -> Any:
        """What a pointer leads to, through other references on the way."""
        node: Any = self.document
        for part in pointer.removeprefix("#/").split("/"):
            key = urllib.parse.unquote(part).replace("~1", "/").replace("~0", "~")
            while isinstance(node, dict) and "$ref" in node and key not in node:
                node = self.at(node["$ref"])
            node = node[int(key)] if isinstance(node, list) else node[key]
        return node


@pytest.fixture(scope="module")
def validators() -> dict[str, Any]:
    path = os.environ.get("PARKING_SHARE_APDS", "")
    if not path:
        pytest.skip("PARKING_SHARE_APDS does not name the published interface (APDS_API_bundled.json)")
    openapi = pytest.importorskip("openapi_schema_validator", reason="openapi-schema-validator is not installed")
    interface, kind = Interface(Path(path)), openapi.OAS30Validator
    return {name: kind(interface.answer(address), format_checker=kind.FORMAT_CHECKER) for name, address in FILES.items()}


def exported(scenario: Scenario, schedule: Schedule, folder: Path) -> dict[str, Any]:
    export(scenario, schedule, folder, ["apds"])
    return {name: load(folder / "apds" / f"{name}.json") for name in FILES}


@pytest.mark.parametrize("seed", [*SEEDS, "town"])
def test_it_is_valid_by_the_published_interface(seed: int | str, validators: dict[str, Any], tmp_path: Path) -> None:
    scenario, schedule = town() if seed == "town" else plan(int(seed))
    for name, data in exported(scenario, schedule, tmp_path).items():
        assert [error.message[:300] for error in validators[name].iter_errors(data)] == []


@pytest.mark.parametrize(
    ("name", "path", "value"),
    [
        ("places", ("timeZone",), None),  # required
        ("places", ("type",), "garage"),  # not one of the types
        ("places", ("hierarchyElementReference", "supply", 0, "supplyQuantity"), "3"),  # text for a number
        ("right-specifications", ("rightPools", 0, "availableAssignedRights"), None),  # required
        ("right-specifications", ("validity", "validityTimeSpecification", "overallStartTime"), "2026-11-23"),  # no date-time
        ("assigned-rights", ("plannedUses", 0, "startTime"), "2026-11-23T18:00+08:00"),  # no seconds
        ("assigned-rights", ("rightHolder", "credentials", 0, "type"), "plate"),  # not one of the types
    ],
)
def test_the_check_has_teeth(name: str, path: tuple[Any, ...], value: Any, validators: dict[str, Any], tmp_path: Path) -> None:
    data = copy.deepcopy(exported(*town(), tmp_path)[name])
    inner = data["data"][0]
    for key in path[:-1]:
        inner = inner[key]
    if value is None:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    assert list(validators[name].iter_errors(data))


@pytest.mark.parametrize("seed", SEEDS)
def test_figures_are_those_of_the_plan(seed: int, tmp_path: Path) -> None:
    scenario, schedule = plan(seed)
    found = exported(scenario, schedule, tmp_path)
    uses = {
        right["id"]: (right["rightSpecification"]["id"], [(use["startTime"], use["endTime"]) for use in right["plannedUses"]])
        for right in found["assigned-rights"]["data"]
    }
    assert {id_: (lot, [tuple(map(instant, use)) for use in times]) for id_, (lot, times) in uses.items()} == {
        each.resident: (f"{each.lot}-residents", [(instant(stay.arrive), instant(stay.leave)) for stay in each.stays])
        for each in schedule.assignments
    }
    plates = {resident.id: resident.plate for resident in scenario.residents}
    for right in found["assigned-rights"]["data"]:
        (credential,) = right["rightHolder"]["credentials"]
        plate = plates[right["id"]]
        assert (credential["type"], credential["identifier"]["id"]) == (("licensePlate", plate) if plate else ("permit", right["id"]))
    steps = frames.occupancy(scenario, schedule)
    for place, lot in zip(found["places"]["data"], scenario.lots, strict=True):
        rows = steps[steps["lot"] == lot.id]
        supply = place["hierarchyElementReference"]["supply"]
        for start, end, spaces in zip(rows["start_minute"], rows["end_minute"], rows["shareable"], strict=True):
            (held,) = (
                each for each in supply if instant(each["supplyValidityStart"]) <= at(scenario, start) < instant(each["supplyValidityEnd"])
            )
            assert held["supplyQuantity"] == spaces and instant(held["supplyValidityEnd"]) >= at(scenario, end)


@pytest.mark.parametrize("seed", SEEDS)
def test_hours_stay_within_a_day_and_are_those_at_which_the_lot_is_open(seed: int, tmp_path: Path) -> None:
    scenario, schedule = plan(seed)
    found = exported(scenario, schedule, tmp_path)
    steps = frames.occupancy(scenario, schedule)
    for specification, lot in zip(found["right-specifications"]["data"], scenario.lots, strict=True):
        (pool,) = specification["rightPools"]
        rows = steps[(steps["lot"] == lot.id) & (steps["shareable"] > 0)]
        assert pool["availableAssignedRights"] == max(rows["shareable"], default=0)
        open_walls = {scenario.time.iso(m)[:16] for s, e in zip(rows["start_minute"], rows["end_minute"], strict=True) for m in range(s, e)}
        all_walls = {scenario.time.iso(minute)[:16] for minute in range(scenario.time.length)}
        told = set()
        for period in pool["validity"]["validityTimeSpecification"]["validPeriods"]:
            (hours,) = period["recurringTimePeriodOfDay"]
            begin, end = (int(text[:2]) * 60 + int(text[3:5]) for text in hours.values())
            assert 0 <= begin < end <= 24 * 60
            date, after = (dt.datetime.fromisoformat(period[key][:19]) for key in ("startOfPeriod", "endOfPeriod"))
            for day in range((after.date() - date.date()).days):
                midnight = dt.datetime.combine(date.date() + dt.timedelta(days=day), dt.time())
                told |= {(midnight + MINUTE * minute).isoformat(timespec="minutes") for minute in range(begin, end)}
        assert told & all_walls == open_walls


def instant(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def at(scenario: Scenario, minute: int) -> dt.datetime:
    return instant(scenario.time.iso(minute))
