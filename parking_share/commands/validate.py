"""``parking-share validate``: is a scenario right?"""

from __future__ import annotations

from pathlib import Path

import click

from parking_share.commands import counts
from parking_share.commands.common import FILE, input_errors, out, print_warnings
from parking_share.reading import read_scenario
from parking_share.texts import _


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
    out.print(
        _(
            "%(file)s is a valid scenario: %(lots)s with %(spaces)s, %(communities)s, %(residents)s, %(days)s from %(start)s",
            file=scenario.name,
            lots=counts.lots(len(found.lots)),
            spaces=counts.spaces(sum(lot.spaces for lot in found.lots)),
            communities=counts.communities(len(found.communities)),
            residents=counts.residents(len(found.residents)),
            days=counts.days(found.horizon.days),
            start=found.horizon.start,
        ),
    )
