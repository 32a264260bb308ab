"""``parking-share schema``: the JSON Schema of the scenario and schedule files."""

from __future__ import annotations

import json

import click

from parking_share.jsonschema import scenario_schema, schedule_schema


@click.command("schema")
@click.argument("file_kind", type=click.Choice(["scenario", "schedule"]), default="scenario")
def schema_command(file_kind: str) -> None:
    """Print the JSON Schema of a file, for editors and other programs.

    \b
    Example:
      parking-share schema scenario > scenario.schema.json
    """
    schema = scenario_schema() if file_kind == "scenario" else schedule_schema()
    click.echo(json.dumps(schema, ensure_ascii=False, indent=2))
