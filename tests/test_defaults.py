"""Keys that may be left out: ``null`` and missing mean the default, and the random scenarios of the tests use them all."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from random_scenarios import random_scenario, with_max_moves

from parking_share.scenario import Scenario


def optional_keys() -> list[tuple[str, FieldInfo]]:
    """Dotted place of every optional key of the format, with its field, from the models."""
    found: list[tuple[str, FieldInfo]] = []

    def walk(model: type[BaseModel], path: str) -> None:
        for name, field in model.model_fields.items():
            place = f"{path}.{field.alias or name}".strip(".")
            if not field.is_required():
                found.append((place, field))
            for inner in models_in(field.annotation):
                walk(inner, place)

    walk(Scenario, "")
    return found


def models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in models_in(part)]


def full_scenario() -> dict[str, Any]:
    """A valid scenario in which every object of the format occurs, each with its required keys alone."""
    return {
        "format": 1,
        "id": "full",
        "horizon": {"start": "2026-11-23"},
        "calendar": {},
        "walking": {},
        "policy": {},
        "communities": [{"id": "c", "location": {"lat": 1, "lon": 1}}],
        "lots": [
            {
                "id": "l",
                "location": {"lat": 1, "lon": 1},
                "spaces": 1,
                "closures": [{"from": "2026-11-24T00:00", "to": "2026-11-25T00:00"}],
                "kinds": [{"kind": "k", "spaces": 1}],
            }
        ],
        "residents": [{"id": "r", "community": "c", "stays": "daily 18:00-07:00", "home": {"lat": 1, "lon": 1}}],
    }


def holder(data: dict[str, Any], place: str) -> Any:
    """The object in which a key stands; the first entry of every list on the way."""
    target: Any = data
    for part in place.split(".")[:-1]:
        target = target[part]
        target = target[0] if isinstance(target, list) else target
    return target


# Optional in the model, and required by what ``crs`` says.
NEEDED_ANYWAY = {f"{place}.{key}" for place in ("communities.location", "lots.location", "residents.home") for key in ("lat", "lon")}


def test_the_format_has_the_optional_keys_that_are_tried() -> None:
    places = {place for place, _ in optional_keys()}
    assert len(places) > 50 and places >= NEEDED_ANYWAY | {"lots.closures.spaces", "lots.kinds.exclusive", "policy.lottery_seed"}


@pytest.mark.parametrize("place", [place for place, _ in optional_keys() if place not in NEEDED_ANYWAY])
def test_null_and_missing_mean_the_default(place: str) -> None:
    field = dict(optional_keys())[place]
    key = place.split(".")[-1]
    missing, null = full_scenario(), full_scenario()
    holder(missing, place).pop(key, None)
    holder(null, place)[key] = None
    scenario = Scenario.from_dict(missing)
    assert Scenario.from_dict(null).model_dump() == scenario.model_dump()
    value: Any = scenario
    for part in place.split("."):
        value = getattr(value[0] if isinstance(value, tuple) else value, "from_" if part == "from" else part)
    assert value == field.default


def test_the_defaults_of_the_format() -> None:
    scenario = Scenario.from_dict(full_scenario())
    lot, resident = scenario.lots[0], scenario.residents[0]
    assert (scenario.horizon.days, scenario.horizon.timezone, scenario.crs, scenario.currency) == (7, "Asia/Shanghai", "WGS84", "CNY")
    assert (scenario.walking.speed_kmh, scenario.walking.detour, scenario.walking.matrix) == (4.8, 1.3, None)
    assert scenario.policy.objectives == ("priority", "keep", "walk", "trim")
    assert (scenario.policy.max_walk_minutes, scenario.policy.lottery_seed) == (15, "")
    assert (lot.own_use, lot.gate, lot.recall_minutes, lot.held_back, lot.monthly_fee, lot.max_height_m) == ("", "", 0, 0, 0, None)
    assert (lot.closures[0].spaces, lot.kinds[0].exclusive, lot.serves) == (None, False, ())
    assert (resident.priority, resident.late_arrival_minutes, resident.max_walk_minutes, resident.needs) == (1, 0, None, ())


def test_random_scenarios_are_valid_and_use_every_key() -> None:
    """Between them the scenarios set every key of the format; names, a matrix and texts for people aside."""
    used: set[str] = set()

    def note(value: Any, path: str) -> None:
        for key, inner in value.items():
            place = f"{path}.{key}".strip(".")
            if inner not in (None, [], ""):
                used.add(place)
            for item in inner if isinstance(inner, list) else [inner]:
                if isinstance(item, dict):
                    note(item, place)

    for seed in range(150):
        data = random_scenario(seed)
        data = data if seed % 5 else with_max_moves(seed, data)
        Scenario.from_dict(data)
        note(data, "")
    for_people = {"name", "origin", "currency", "communities.name", "lots.name", "lots.owner", "lots.closures.reason", "residents.plate"}
    assert {place for place, _ in optional_keys()} - used == for_people | {"walking.matrix"}
