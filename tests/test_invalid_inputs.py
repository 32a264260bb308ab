"""Every kind of mistake in a scenario: each row is one small change of a valid one, the place and words of its report."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from parking_share.errors import InputError
from parking_share.reading import parse_json, read_scenario
from parking_share.scenario import Scenario

MISSING = object()
VALID: dict[str, Any] = {
    "format": 1,
    "id": "valid",
    "horizon": {"start": "2026-11-23", "days": 3},
    "calendar": {"country": "CN", "holidays": ["2026-11-24"], "workdays": ["2026-11-29"]},
    "crs": "local",
    "walking": {"speed_kmh": 4.8},
    "policy": {"objectives": ["priority", "walk"]},
    "communities": [{"id": "c1", "location": {"x": 0, "y": 0}}, {"id": "c2", "location": {"x": 5, "y": 5, "elevation_m": 3.5}}],
    "lots": [
        {
            "id": "l1",
            "location": {"x": 10, "y": 0},
            "spaces": 5,
            "own_use": "workday 08:00-18:00 x4",
            "gate": "daily 05:00-23:00",
            "closures": [{"from": "2026-11-24T12:00", "to": "2026-11-25T00:00", "spaces": 2}],
            "kinds": [{"kind": "charging", "spaces": 2}, {"kind": "wide", "spaces": 1, "exclusive": True}],
            "serves": ["c1", "c2"],
        },
        {"id": "l2", "location": {"x": 20, "y": 0}, "spaces": 3},
    ],
    "residents": [
        {"id": "r1", "community": "c1", "stays": "daily 18:30-07:30", "needs": ["charging"], "excluded_lots": ["l2"]},
        {"id": "r2", "community": "c2", "stays": "workday 18:30-07:30", "home": {"x": 1, "y": 2}, "fixed_lot": "l1"},
    ],
}


def changed(path: str, value: Any) -> dict[str, Any]:
    """The valid scenario with one value set or, if ``value`` is MISSING, removed."""
    data = copy.deepcopy(VALID)
    *parents, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    target: Any = data
    for part in parents:
        target = target[part]
    if value is MISSING:
        del target[last]
    else:
        target[last] = value
    return data


def problems_of(data: Any, folder: Path | None = None) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        Scenario.from_dict(data, folder)
    return [(problem.place, problem.message) for problem in caught.value.problems]


# (path to change, its new value, place reported, words of the message)
CHANGES = [
    # keys
    ("format", MISSING, "format", "required"),
    ("format", 2, "format", "must be 1"),
    ("format", True, "format", "must be 1"),
    ("format", "1", "format", "must be 1"),
    ("id", MISSING, "id", "required"),
    ("id", None, "id", "must not be null"),
    ("horizon", MISSING, "horizon", "required"),
    ("horizon", None, "horizon", "must not be null"),
    ("horizon.start", MISSING, "horizon.start", "required"),
    ("communities", MISSING, "communities", "required"),
    ("lots", None, "lots", "must not be null"),
    ("residents", MISSING, "residents", "required"),
    ("lots.0.spaces", MISSING, "lots[0].spaces", "required"),
    ("lots.1.spaces", None, "lots[1].spaces", "must not be null"),
    ("lots.0.location", MISSING, "lots[0].location", "required"),
    ("lots.0.kinds.0.kind", MISSING, "lots[0].kinds[0].kind", "required"),
    ("lots.0.kinds.1.spaces", None, "lots[0].kinds[1].spaces", "must not be null"),
    ("lots.0.closures.0.from", MISSING, "lots[0].closures[0].from", "required"),
    ("lots.0.closures.0.to", None, "lots[0].closures[0].to", "must not be null"),
    ("residents.1.stays", None, "residents[1].stays", "must not be null"),
    ("residents.0.community", MISSING, "residents[0].community", "required"),
    ("objective", ["walk"], "objective", "no key of the format"),
    ("recident", [], "recident", "did you mean 'residents'?"),
    ("policy.objectivs", [], "policy.objectivs", "did you mean 'objectives'?"),
    ("horizon.day", 7, "horizon.day", "did you mean 'days'?"),
    ("calendar.holiday", [], "calendar.holiday", "did you mean 'holidays'?"),
    ("walking.speed", 5, "walking.speed", "did you mean 'speed_kmh'?"),
    ("communities.0.locaton", {}, "communities[0].locaton", "did you mean 'location'?"),
    ("lots.0.max_height", 2, "lots[0].max_height", "did you mean 'max_height_m'?"),
    ("lots.0.closures.0.from_", "2026-11-24T12:00", "lots[0].closures[0].from_", "did you mean 'from'?"),
    ("lots.0.kinds.0.exclusiv", True, "lots[0].kinds[0].exclusiv", "did you mean 'exclusive'?"),
    ("residents.0.stay", "daily 18:00-07:00", "residents[0].stay", "did you mean 'stays'?"),
    ("residents.1.home.z", 3, "residents[1].home.z", "known: "),
    # types
    ("name", 7, "name", "must be text in quotes, not 7"),
    ("horizon", [], "horizon", "must be an object"),
    ("horizon.days", "7", "horizon.days", 'must be a whole number, not "7"'),
    ("horizon.days", 7.0, "horizon.days", "must be a whole number, not 7.0"),
    ("horizon.days", True, "horizon.days", "must be a whole number, not true"),
    ("lots.0.spaces", 4.5, "lots[0].spaces", "must be a whole number, not 4.5"),
    ("lots.0.monthly_fee", "60", "lots[0].monthly_fee", 'must be a number, not "60"'),
    ("lots.0.max_height_m", True, "lots[0].max_height_m", "must be a number, not true"),
    ("lots.0.monthly_fee", float("inf"), "lots[0].monthly_fee", "must be a finite number"),
    ("lots.0.monthly_fee", float("nan"), "lots[0].monthly_fee", "must be"),
    ("communities.0.location.x", False, "communities[0].location.x", "must be a number, not false"),
    ("lots.0.kinds.0.exclusive", 1, "lots[0].kinds[0].exclusive", "must be true or false, not 1"),
    ("lots.0.serves", "c1", "lots[0].serves", "must be a list"),
    ("lots", {}, "lots", "must be a list"),
    ("lots.0", "l1", "lots[0]", "must be an object"),
    ("lots.0.closures.0", [], "lots[0].closures[0]", "must be an object"),
    ("residents", 5, "residents", "must be a list [...], or the name of a .csv or .parquet file"),
    ("residents.0.needs", [1], "residents[0].needs[0]", "must be text in quotes"),
    ("residents.0.needs", [None], "residents[0].needs[0]", "must not be null"),
    ("residents.0.id", 1, "residents[0].id", "must be text in quotes, not 1"),
    ("residents.0", None, "residents[0]", "must not be null"),
    # ranges
    ("horizon.days", 0, "horizon.days", "at least 1"),
    ("horizon.days", 367, "horizon.days", "at most 366"),
    ("lots.0.spaces", -1, "lots[0].spaces", "at least 0"),
    ("lots.0.recall_minutes", -5, "lots[0].recall_minutes", "at least 0"),
    ("lots.0.held_back", -1, "lots[0].held_back", "at least 0"),
    ("lots.0.monthly_fee", -0.5, "lots[0].monthly_fee", "at least 0"),
    ("lots.0.closures.0.spaces", -2, "lots[0].closures[0].spaces", "at least 0"),
    ("residents.0.priority", 0, "residents[0].priority", "at least 1"),
    ("residents.0.priority", 1001, "residents[0].priority", "at most 1000"),
    ("residents.0.late_arrival_minutes", -1, "residents[0].late_arrival_minutes", "at least 0"),
    ("policy.max_moves", -1, "policy.max_moves", "at least 0"),
    ("policy.max_moves", 2.5, "policy.max_moves", "whole number"),
    ("residents.0.max_walk_minutes", -1, "residents[0].max_walk_minutes", "at least 0"),
    ("walking.speed_kmh", 0, "walking.speed_kmh", "more than 0"),
    ("walking.detour", -1, "walking.detour", "more than 0"),
    # forms of text
    ("id", "", "id", "1 to 64 characters"),
    ("lots.1.id", "x" * 65, "lots[1].id", "1 to 64 characters"),
    ("residents.0.id", "a\tb", "residents[0].id", "without control characters"),
    ("horizon.start", "2026-02-30", "horizon.start", "YYYY-MM-DD"),
    ("horizon.start", "23.11.2026", "horizon.start", "YYYY-MM-DD"),
    ("horizon.timezone", "Asia/Chongqin", "horizon.timezone", "IANA"),
    ("calendar.holidays", ["2026-11-31"], "calendar.holidays[0]", "YYYY-MM-DD"),
    ("lots.0.closures.0.from", "2026-11-24", "lots[0].closures[0].from", "YYYY-MM-DDTHH:MM"),
    ("lots.0.closures.0.to", "2026-11-25T00:00+08:00", "lots[0].closures[0].to", "without an offset"),
    ("lots.0.closures.0.to", "2026-11-25T24:30", "lots[0].closures[0].to", "YYYY-MM-DDTHH:MM"),
    ("residents.0.applied_at", "yesterday", "residents[0].applied_at", "YYYY-MM-DDTHH:MM"),
    ("crs", "EPSG:4326", "crs", "'WGS84'"),
    # rules (every other mistake in a rule is in test_time_rules)
    ("residents.0.stays", "", "residents[0].stays", "must not be empty"),
    ("residents.0.stays", " ", "residents[0].stays", "character 1"),
    ("residents.0.stays", "daily 18:00", "residents[0].stays", "character 7"),
    ("residents.0.stays", "daily 18:00-07:00 x2", "residents[0].stays", "only for own_use"),
    ("lots.0.gate", "daily 06:00-22:00 x2", "lots[0].gate", "only for own_use"),
    ("lots.0.gate", "daily 06:00-22:00;", "lots[0].gate", "character 19"),
    ("lots.0.own_use", "workdays 08:00-18:00", "lots[0].own_use", "'workdays 08:00-18:00' does not read"),
    ("lots.0.own_use", "workday 08:00-18:00 x0", "lots[0].own_use", "character 21"),
    # between the parts
    ("lots.1.id", "l1", "lots[1].id", "'l1' is the id of lots[0] already"),
    ("communities.1.id", "c1", "communities[1].id", "ids are unique"),
    ("residents.1.id", "r1", "residents[1].id", "ids are unique"),
    ("residents.0.community", "c9", "residents[0].community", "'c9' is no community"),
    ("residents.1.fixed_lot", "l9", "residents[1].fixed_lot", "'l9' is no lot"),
    ("residents.0.excluded_lots", ["l1", "l9"], "residents[0].excluded_lots[1]", "'l9' is no lot"),
    ("lots.0.serves", ["c9"], "lots[0].serves[0]", "'c9' is no community"),
    ("lots.0.kinds.1.kind", "charging", "lots[0].kinds[1].kind", "stands twice"),
    ("lots.0.closures.0.to", "2026-11-24T12:00", "lots[0].closures[0]", "must end after it begins"),
    ("lots.0.closures.0.to", "2026-11-24T12:00:00", "lots[0].closures[0]", "must end after it begins"),
    ("lots.0.closures.0.to", "2026-11-20T00:00", "lots[0].closures[0]", "must end after it begins"),
    ("communities.0.location", {"x": 1}, "communities[0].location.y", "required where crs is local"),
    ("communities.0.location", {}, "communities[0].location.x", "required where crs is local"),
    ("lots.0.location", {"x": 1, "y": 1, "lat": 1}, "lots[0].location.lat", "no meaning where crs is local"),
    ("residents.1.home", {"elevation_m": 3}, "residents[1].home.x", "required where crs is local"),
    ("calendar.workdays", ["2026-11-24"], "calendar", "2026-11-24 is in both"),
    ("calendar.country", "XX", "calendar.country", "'XX' is no country code"),
    ("calendar.subdivision", "XX", "calendar.subdivision", "'XX' is no subdivision of CN"),
    ("horizon.start", "2026-12-30", "calendar", "2027-01-01"),
    ("horizon.start", "2027-01-01", "calendar", "knows"),
    # objectives
    ("policy.objectives", ["priority", "fairness"], "policy.objectives[1]", "'lottery'"),
    ("policy.objectives", ["priority", "walk", "priority"], "policy.objectives[2]", "stands twice"),
    ("policy.objectives", [], "policy.objectives", "'priority' or 'served'"),
    ("policy.objectives", ["keep"], "policy.objectives", "'priority' or 'served'"),
    ("policy.objectives", ["walk", "priority"], "policy.objectives[0]", "must come after"),
    ("policy.objectives", ["keep", "trim", "served"], "policy.objectives[1]", "must come after"),
    ("policy.objectives", ["lottery", "served"], "policy.objectives[0]", "must come after"),
    ("policy.objectives", ["served", "lottery"], "policy.lottery_seed", "required by the objective 'lottery'"),
    ("policy.objectives", "priority", "policy.objectives", "must be a list"),
    # files, where there is no folder
    ("residents", "residents.csv", "residents", "no folder"),
    ("walking.matrix", "walks.csv", "walking.matrix", "no folder"),
]


def test_the_scenario_to_change_is_valid() -> None:
    assert Scenario.from_dict(VALID).id == "valid"


@pytest.mark.parametrize(("path", "value", "place", "words"), CHANGES)
def test_one_mistake(path: str, value: Any, place: str, words: str) -> None:
    problems = problems_of(changed(path, value))
    assert any(found == place and words in message for found, message in problems), problems


@pytest.mark.parametrize("location", ["lots.0.location", "communities.0.location"])
@pytest.mark.parametrize(
    ("key", "value", "words"), [("lat", 90.5, "at most 90"), ("lat", -91, "at least -90"), ("lon", 181, "at most 180")]
)
def test_degrees(location: str, key: str, value: float, words: str) -> None:
    data = changed("crs", "WGS84")
    for item in data["communities"] + data["lots"]:
        item["location"] = {"lat": 29.7, "lon": 107.4}
    del data["residents"][1]["home"]
    section, _, _ = location.split(".")
    data[section][0]["location"][key] = value
    ((place, message),) = problems_of(data)
    assert place == f"{section}[0].location.{key}" and words in message


@pytest.mark.parametrize("crs", ["WGS84", "GCJ02", "BD09"])
def test_metres_where_degrees_are_due(crs: str) -> None:
    places = [place for place, _ in problems_of(changed("crs", crs))]
    assert {"lots[1].location.lat", "lots[1].location.lon", "lots[1].location.x", "residents[1].home.y"} <= set(places)


@pytest.mark.parametrize("data", [None, [], "scenario", 7])
def test_no_object_at_all(data: Any) -> None:
    assert "object" in problems_of(data)[0][1]


def test_a_closure_is_compared_in_time_and_not_as_text() -> None:
    """As text, a time after a space comes before every time after a T."""
    problems = problems_of(changed("lots.0.closures.0", {"from": "2026-11-24 12:00", "to": "2026-11-24T10:00"}))
    assert all(place.startswith("lots[0].closures[0]") for place, _ in problems)


def test_many_mistakes_are_all_reported_at_once() -> None:
    data = changed("lots.0.spaces", -1)
    data["horizn"] = {}
    data["policy"]["objectives"] = ["walk"]
    data["calendar"]["workdays"] = ["2026-11-24"]
    data["lots"][1]["own_use"] = "always"
    data["lots"].append({"id": "l1", "location": {"x": 0}, "spaces": 1})
    data["residents"][0] |= {"community": "c9", "priority": 0}
    data["residents"][1] |= {"excluded_lots": ["l9"], "fixed_lot": "l8"}
    assert {place for place, _ in problems_of(data)} >= {
        "horizn",
        "policy.objectives",
        "calendar",
        "lots[0].spaces",
        "lots[1].own_use",
        "lots[2].id",
        "lots[2].location.y",
        "residents[0].priority",
        "residents[1].excluded_lots[0]",
        "residents[1].fixed_lot",
    }


def test_one_mistake_is_not_reported_as_many() -> None:
    """A lot that is wrong by itself is still a lot that others may name."""
    assert problems_of(changed("lots.0.spaces", -1)) == [("lots[0].spaces", "must be at least 0, not -1")]


def test_a_long_value_is_shortened() -> None:
    assert all(len(message) < 300 for _, message in problems_of(changed("lots.0.spaces", "x" * 10_000)))
    assert all(len(message) < 400 for _, message in problems_of(changed("lots.0.own_use", "y" * 10_000)))


# ---------------------------------------------------------------------------------------------------------------- JSON


@pytest.mark.parametrize(
    ("content", "place", "words"),
    [
        (b'{"id": "a", "id": "b"}', "s.json", "the key 'id' stands twice"),
        (b'{"lots": [{"spaces": 1, "spaces": 1}]}', "s.json", "the key 'spaces' stands twice"),
        (b'{"x": NaN}', "s.json", "NaN"),
        (b'{"x": -Infinity}', "s.json", "-Infinity"),
        (b'{"name": "\xb3\xa4"}', "s.json", "not UTF-8 text (byte 11)"),
        ("{}".encode("utf-16"), "s.json", "not UTF-8"),
        (b'{"a": 1,\n "b": 2,,}', "s.json line 2, column 9", "not JSON"),
        (b'{"a": 1', "s.json line 1, column 8", "not JSON"),
        (b"{'a': 1}", "s.json line 1, column 2", "not JSON"),
        (b'{"a": 1} {}', "s.json line 1, column 10", "not JSON"),
        (b'{"a": 1} // comment', "s.json line 1, column 10", "not JSON"),
        (b"", "s.json line 1, column 1", "not JSON"),
        (b"[" * 200_000, "s.json", "not JSON"),
        (b'{"a": ' + b"9" * 5000 + b"}", "s.json", "not JSON"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_json(content: bytes, place: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_json(content, "s.json")
    assert [problem.place for problem in caught.value.problems] == [place]
    assert words in caught.value.problems[0].message


def test_every_double_key_and_nan_is_reported_at_once() -> None:
    with pytest.raises(InputError) as caught:
        parse_json(b'{"a": {"x": 1, "x": 2}, "b": NaN, "a": 3}', "s.json")
    assert len(caught.value.problems) == 3


def test_a_lone_surrogate_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    path.write_text(json.dumps(changed("name", "SURROGATE")).replace("SURROGATE", "\\ud800"))
    with pytest.raises(InputError):
        read_scenario(path)


def test_a_number_beyond_floats_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    path.write_text(json.dumps(changed("lots.0.monthly_fee", 12345)).replace("12345", "1e999"))
    with pytest.raises(InputError, match="finite"):
        read_scenario(path)


@pytest.mark.parametrize("name", ["missing.json", "."])
def test_a_scenario_that_cannot_be_read(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_scenario(tmp_path / name)
