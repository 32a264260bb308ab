"""``parking-share new``: a small scenario to begin with, and what its keys mean."""

from __future__ import annotations

from pathlib import Path

import click
from pydantic import BaseModel

from parking_share.atomic import write_atomically
from parking_share.catalogue import Lang
from parking_share.commands.common import FILE, input_errors, out, wrote
from parking_share.commands.languages import LANG
from parking_share.errors import InputError, Problem
from parking_share.making import STARTER
from parking_share.scenario import Community, Lot, Resident, Scenario
from parking_share.texts import _
from parking_share.writing import scenario_json


@click.command("new")
@click.argument("file", type=FILE, required=False)
@click.option("--excel", is_flag=True, help="write an Excel workbook to fill in, for `import`; so too where FILE ends in .xlsx")
@LANG
@click.option("--force", is_flag=True, help="replace FILE if it is there already")
@click.option("--quiet", is_flag=True, help="do not explain the keys")
def new_command(file: Path | None, excel: bool, lang: Lang, force: bool, quiet: bool) -> None:
    """Write a small working scenario to FILE (scenario.json, or scenario.xlsx) and say what its keys mean.

    It has two communities, two lots and twelve residents, all made up. Replace them by your own; every key that a
    first scenario needs is there, with a value that works. As a workbook it says by itself what its columns mean, with --lang zh
    in Chinese.

    \b
    Examples:
      parking-share new
      parking-share new my-town.json --quiet
      parking-share new my-town.xlsx --excel --lang zh
      parking-share new my-town.json --force
    """
    excel = excel or (file is not None and file.suffix.lower() == ".xlsx")
    file = file or Path("scenario.xlsx" if excel else "scenario.json")
    with input_errors():
        if file.exists() and not force:
            raise InputError([Problem(str(file), _("is there already; choose another name, or add --force to replace it"))])
        if excel:
            _write_excel(file, lang)
        else:
            write_atomically(file, scenario_json(STARTER))
    if excel:
        wrote(file)
        out.print("\n" + _("next: fill it in, then"))
        out.print(f"  parking-share import {file} -o {file.with_suffix('.json')}")
        return
    if not quiet:
        _explain(_("scenario"), Scenario, STARTER)
        _explain(_("community"), Community, STARTER["communities"][0])
        _explain(_("lot"), Lot, STARTER["lots"][0])
        _explain(_("resident"), Resident, STARTER["residents"][0])
        out.print(_("JSON has no room for comments: `parking-share schema` describes every key of the format.") + "\n")
    wrote(file)
    out.print("\n" + _("next:"))
    out.print(f"  parking-share validate {file}\n  parking-share solve {file}")


def _write_excel(file: Path, lang: Lang) -> None:
    from parking_share.workbook.template import sample  # only here: it takes a moment to load
    from parking_share.workbook.writing import write_workbook

    write_workbook(sample(lang), file, lang)


def _explain(title: str, model: type[BaseModel], entry: dict[str, object]) -> None:
    """The keys that the starter writes for one kind of entry, each with its description in the format."""
    out.print(title, style="bold")
    for name, field in model.model_fields.items():
        if name in entry:
            out.print(f"  {name:<22}{_(field.description or '')}")
    out.print()
