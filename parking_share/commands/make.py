"""``parking-share make``: a made-up scenario of any size."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import click

from parking_share.atomic import write_atomically
from parking_share.commands import counts
from parking_share.commands.common import FILE, RESIDENTS_AS, input_errors, out, wrote
from parking_share.errors import InputError, Problem
from parking_share.making import MakeOptions, make_scenario
from parking_share.texts import _
from parking_share.writing import ResidentsAs, scenario_files


def _scenario_options(command: Callable[..., None]) -> Callable[..., None]:
    """One option for each field of ``MakeOptions``, with its default and its words."""
    for item in reversed(fields(MakeOptions)):
        flag = _flag(item.name)
        declaration = f"{flag}/--no-{item.name}" if isinstance(item.default, bool) else flag
        shown, words = item.default != "", item.metadata["help"]
        command = click.option(declaration, item.name, default=item.default, show_default=shown, help=words)(command)
    return command


def _flag(name: str) -> str:
    return "--" + name.replace("_", "-")


@click.command("make")
@click.option("-o", "--output", type=FILE, required=True, help="scenario file to write (JSON); an older one is replaced")
@RESIDENTS_AS
@_scenario_options
def make_command(output: Path, residents_as: ResidentsAs, **chosen: Any) -> None:
    """Make up a scenario, to try things out before there is real data.

    Cars leave and come home at the hours that gates have recorded, and owners use their lots at the hours of real
    municipal notices; everything else is drawn by the seed. The scenario's origin says so, with the command that
    makes it again: same seed and options, same bytes.

    \b
    Examples:
      parking-share make -o street.json --seed 7 --communities 3 --lots 6 --spaces 80 --residents 150
      parking-share make -o district.json --communities 38 --lots 59 --spaces 2950 --residents 6000 --residents-as csv
      parking-share make -o flat.json --hills-m 0 --gates 0 --closures 0
    """
    with input_errors():
        data = make_scenario(_options(chosen))
        for name, content in scenario_files(data, output.name, residents_as).items():
            write_atomically(output.with_name(name), content)
            wrote(output.with_name(name))
    made_up = _(
        "made up: %(communities)s, %(lots)s with %(spaces)s, %(residents)s",
        communities=counts.communities(len(data["communities"])),
        lots=counts.lots(len(data["lots"])),
        spaces=counts.spaces(chosen["spaces"]),
        residents=counts.residents(len(data["residents"])),
    )
    out.print(made_up)
    out.print(_("next: %(command)s", command=f"parking-share solve {output}"))


def _options(chosen: dict[str, Any]) -> MakeOptions:
    """The options, with problems placed at the command's own words."""
    try:
        return MakeOptions(**chosen)
    except InputError as error:
        raise InputError(Problem(_flag(problem.place), problem.message) for problem in error.problems) from None
