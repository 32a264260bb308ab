"""JSON Schemas of the files, published from the models that read them."""

from __future__ import annotations

from typing import Any

from parking_share.scenario import Scenario
from parking_share.schedule import Schedule
from parking_share.variants.changes import Changes

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def scenario_schema() -> dict[str, Any]:
    """The schema of a scenario file: ``null`` is allowed wherever a key may be left out, residents may be a file's name."""
    schema = Scenario.model_json_schema(by_alias=True)
    _allow_null(schema)
    residents = schema["properties"]["residents"]
    ending = r"\.([cC][sS][vV]|[pP][aA][rR][qQ][uU][eE][tT])$"
    file_name = {"type": "string", "pattern": ending, "description": "a file beside the scenario"}
    schema["properties"]["residents"] = {
        "anyOf": [{"type": residents.pop("type"), "items": residents.pop("items")}, file_name],
        **residents,
    }
    return {"$schema": _DIALECT, "title": "parking-share scenario, format 1"} | {k: v for k, v in schema.items() if k != "title"}


def schedule_schema() -> dict[str, Any]:
    """The schema of a schedule file."""
    schema = Schedule.model_json_schema(by_alias=True)
    return {"$schema": _DIALECT, "title": "parking-share schedule, format 1"} | {k: v for k, v in schema.items() if k != "title"}


def changes_schema() -> dict[str, Any]:
    """The schema of a changes file: ``null`` is allowed wherever a key may be left out."""
    schema = Changes.model_json_schema(by_alias=True)
    _allow_null(schema)
    return {"$schema": _DIALECT, "title": "parking-share changes, format 1"} | {k: v for k, v in schema.items() if k != "title"}


def _allow_null(schema: dict[str, Any]) -> None:
    for model in [schema, *schema.get("$defs", {}).values()]:
        for key, value in model.get("properties", {}).items():
            nullable = any(choice.get("type") == "null" for choice in value.get("anyOf", ()))
            if key not in model.get("required", ()) and not nullable:
                notes = {name: value.pop(name) for name in ("title", "description", "default") if name in value}
                model["properties"][key] = {"anyOf": [dict(value), {"type": "null"}], **notes}
