"""``parking-share schema``: the JSON Schema of scenario, schedule and changes files."""

from __future__ import annotations

import json

import click

from parking_share.jsonschema import changes_schema, scenario_schema, schedule_schema


@click.command("schema")
@click.argument("file_kind", type=click.Choice(["scenario", "schedule", "changes"]), default="scenario")
def schema_command(file_kind: str) -> None:
    """Print the JSON Schema of a file, for editors and other programs.

    \b
    Example:
      parking-share schema scenario > scenario.schema.json
    """
    schema = {"scenario": scenario_schema, "schedule": schedule_schema, "changes": changes_schema}[file_kind]()
    click.echo(json.dumps(schema, ensure_ascii=False, indent=2))
