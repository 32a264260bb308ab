"""File names made of ids: letters and digits of any script only, not too long, different on every file system."""

from __future__ import annotations

import re
from collections.abc import Iterable

_LONGEST = 120  # bytes of an id in a file name; file systems allow 255 in all
_NOT_IN_NAMES = re.compile(r"[^\w-]+")


def safe_name(id_: str) -> str:
    """The id with letters, digits, ``_`` and ``-`` only, and not too long for a file's name."""
    return _NOT_IN_NAMES.sub("_", id_).encode()[:_LONGEST].decode(errors="ignore")


def unique_names(ids: Iterable[str], prefix: str) -> dict[str, str]:
    """Id to a file name without ending that begins with ``prefix``; no two differ in capitals only."""
    names: dict[str, str] = {}
    used: set[str] = set()
    for id_ in ids:
        stem = f"{prefix}{safe_name(id_)}"
        name, number = stem, 2
        while name.casefold() in used:
            name, number = f"{stem}-{number}", number + 1
        used.add(name.casefold())
        names[id_] = name
    return names
