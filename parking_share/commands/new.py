"""``parking-share new``: a small scenario to begin with, and what its keys mean."""

from __future__ import annotations

from pathlib import Path

import click
from pydantic import BaseModel

from parking_share.atomic import write_atomically
from parking_share.commands.common import FILE, input_errors, out
from parking_share.errors import InputError, Problem
from parking_share.making import STARTER
from parking_share.scenario import Community, Lot, Resident, Scenario
from parking_share.texts import _
from parking_share.writing import scenario_json


@click.command("new")
@click.argument("file", type=FILE, default="scenario.json")
@click.option("--force", is_flag=True, help="replace FILE if it is there already")
@click.option("--quiet", is_flag=True, help="do not explain the keys")
def new_command(file: Path, force: bool, quiet: bool) -> None:
    """Write a small working scenario to FILE (scenario.json) and say what its keys mean.

    It has two communities, two lots and twelve residents, all made up. Replace them by your own; every key that a
    first scenario needs is there, with a value that works.

    \b
    Examples:
      parking-share new
      parking-share new my-town.json --quiet
      parking-share new my-town.json --force
    """
    with input_errors():
        if file.exists() and not force:
            raise InputError([Problem(str(file), _("is there already; choose another name, or add --force to replace it"))])
        write_atomically(file, scenario_json(STARTER))
    if not quiet:
        _explain(_("scenario"), Scenario, STARTER)
        _explain(_("community"), Community, STARTER["communities"][0])
        _explain(_("lot"), Lot, STARTER["lots"][0])
        _explain(_("resident"), Resident, STARTER["residents"][0])
        out.print(_("JSON has no room for comments: `parking-share schema` describes every key of the format.") + "\n", markup=False)
    out.print(_("wrote %(path)s", path=file) + "\n\n" + _("next:"), markup=False)
    out.print(f"  parking-share validate {file}\n  parking-share solve {file}", markup=False)


def _explain(title: str, model: type[BaseModel], entry: dict[str, object]) -> None:
    """The keys that the starter writes for one kind of entry, each with its description in the format."""
    out.print(f"[bold]{title}[/]")
    for name, field in model.model_fields.items():
        if name in entry:
            out.print(f"  {name:<22}{_(field.description or '')}", markup=False)
    out.print()
