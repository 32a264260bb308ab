"""The command line: one file a command, thin: read, call, print. Each is imported only when it is asked for."""

from __future__ import annotations

import importlib
import keyword
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from typing import Any

import click

from parking_share.commands.languages import help_in_language, in_language, parameter_in_language, use_language_of
from parking_share.texts import _

EXIT_INTERRUPTED = 130
COMMANDS = (
    *("new", "import", "validate", "solve", "bays", "verify", "report", "export", "workbook"),
    *("explain", "compare", "whatif", "sweep", "advise", "replan", "lots", "walks", "make", "schema"),
)


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is used, so that each starts as fast as it can."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order in which a new user meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, from ``parking_share.commands.<name>``; ``import``, a word of Python, from ``import_``."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"parking_share.commands.{cmd_name}{'_' * keyword.iskeyword(cmd_name)}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return in_language(command)

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Its own options, their help in the language in use."""
        return [parameter_in_language(each) for each in super().get_params(ctx)]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse arguments, and speak the language that they ask for from here on."""
        use_language_of(args)
        return super().parse_args(ctx, args)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The help in the language in use."""
        said = click.Command(self.name, help=help_in_language(self.help))
        said.format_help_text(ctx, formatter)

    def make_context(self, *arguments: Any, **options: Any) -> click.Context:
        """Read the arguments, or show the help."""
        with _interruptible():
            return super().make_context(*arguments, **options)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        with _interruptible():
            return super().invoke(ctx)


@contextmanager
def _interruptible() -> Iterator[None]:
    """Ctrl-C outside a search, which keeps its best schedule itself, ends the program."""
    try:
        yield
    except KeyboardInterrupt:
        click.echo(_("interrupted"), err=True)
        raise click.exceptions.Exit(EXIT_INTERRUPTED) from None


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("parking-share"), prog_name="parking-share")
def main() -> None:
    """Share institutional parking lots with the residents next door, at staggered hours.

    A scenario file says who has spaces and who needs them; `solve` finds the best schedule and proves that none is
    better; `verify` checks any schedule; `report` makes a page to read.

    \b
    Start here:
      parking-share new my-town.json
      parking-share solve my-town.json

    \b
    With Excel:
      parking-share new my-town.xlsx
      parking-share import my-town.xlsx -o my-town.json

    Exit codes: 0 all is well, 1 a schedule breaks a rule, 2 the input has errors or a file cannot be read or
    written, 130 interrupted outside the search.
    """
