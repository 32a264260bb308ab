"""``parking-share validate``: is a scenario right?"""

from __future__ import annotations

from pathlib import Path

import click

from parking_share.commands.common import FILE, input_errors, out, print_warnings
from parking_share.reading import read_scenario


@click.command("validate")
@click.argument("scenario", type=FILE)
def validate_command(scenario: Path) -> None:
    """Check SCENARIO and the files it refers to; every problem is shown at once, with its place.

    \b
    Example:
      parking-share validate scenarios/taiping-street-80.json

    Exit code 2 if there are problems.
    """
    with input_errors():
        found = read_scenario(scenario)
    print_warnings(found)
    spaces = sum(lot.spaces for lot in found.lots)
    out.print(
        f"{scenario.name} is a valid scenario: {len(found.lots)} lots with {spaces:,} spaces, {len(found.communities)} communities, "
        f"{len(found.residents):,} residents, {found.horizon.days} days from {found.horizon.start}",
        markup=False,
    )
