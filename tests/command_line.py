"""The command line as tests use it: in this process, with what it prints."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from parking_share.commands import main


def run(*arguments: str | Path) -> Result:
    """Run one command; paths may be given as such."""
    return CliRunner().invoke(main, [str(argument) for argument in arguments])
