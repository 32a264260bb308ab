"""The secret salt of pseudonyms: from the environment, or from a file that is made when it is first needed."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from platformdirs import user_data_path

from parking_share.errors import InputError, Problem
from parking_share.texts import _

VARIABLE = "PARKING_SHARE_SALT"
_SHORTEST = 16  # characters; what is shorter can be tried out


def default_file() -> Path:
    """Where the salt is kept if nobody says otherwise: in the user's own data folder."""
    return user_data_path("parking-share") / "salt"


def read_salt(file: Path | None = None) -> tuple[bytes, Path | None]:
    """The salt, and the file that was made for it just now, if one was.

    The given file goes first, then the environment variable ``PARKING_SHARE_SALT``, then ``default_file()``. A file that is not there is
    made, with 64 random hex digits, readable by its owner only.

    Raises
    ------
    InputError
        If the salt is shorter than 16 characters.
    OSError
        If the file cannot be read or made.
    """
    if file is None and (text := os.environ.get(VARIABLE, "")):
        return _checked(text, VARIABLE), None
    path = file or default_file()
    if path.exists():
        return _checked(path.read_text("utf-8", errors="replace"), str(path)), None
    if file is None:
        path.parent.mkdir(parents=True, exist_ok=True)
    text = secrets.token_hex(32)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
        new.write(f"{text}\n")
    return text.encode(), path


def _checked(text: str, place: str) -> bytes:
    salt = text.strip().encode()
    if len(salt) < _SHORTEST:
        raise InputError(
            [Problem(place, _("is no salt: it must have at least %(shortest)s characters that nobody can guess", shortest=_SHORTEST))]
        )
    return salt
