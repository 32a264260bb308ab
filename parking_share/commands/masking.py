"""The options of commands that can hide who is who, and the salt that they mean."""

from __future__ import annotations

from pathlib import Path

import click

from parking_share.commands.common import FILE, err
from parking_share.errors import InputError, Problem
from parking_share.masking.salt import VARIABLE, read_salt
from parking_share.texts import _

MASK = click.option("--mask", "is_masked", is_flag=True, help="Pseudonyms instead of residents and plates, no homes; still personal data.")
SALT = click.option(
    "--salt",
    "salt_file",
    type=FILE,
    help=f"File with the secret of the pseudonyms; made if it is not there.  [default: {VARIABLE}, else a file of the user]",
)


def salt_of(is_masked: bool, salt_file: Path | None) -> bytes | None:
    """The salt, where something is to be masked; says so if a file was made for it. Raises InputError and OSError."""
    if not is_masked:
        if salt_file is not None:
            raise InputError([Problem("--salt", _("is the secret of the pseudonyms of --mask; give both or none"))])
        return None
    salt, made = read_salt(salt_file)
    if made is not None:
        told = _("wrote %(path)s, the secret of the pseudonyms: keep it, or they change, and show it to nobody", path=made)
        err.print(told)
    return salt
