"""File names made of ids: letters and digits of any script only, not too long, different on every file system."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_LONGEST = 120  # bytes of an id in a file name; file systems allow 255 in all
_NOT_IN_NAMES = re.compile(r"[^\w-]+")


def safe_name(id_: str) -> str:
    """The id with letters, digits, ``_`` and ``-`` only, and not too long for a file's name."""
    return _NOT_IN_NAMES.sub("_", id_).encode()[:_LONGEST].decode(errors="ignore")


def unique_names(ids: Iterable[str], prefix: str) -> dict[str, str]:
    """Id to a file name without ending that begins with ``prefix``; no two differ only in capitals or in how a letter is composed."""
    names: dict[str, str] = {}
    used: set[str] = set()
    for id_ in ids:
        stem = f"{prefix}{safe_name(id_)}"
        name, number = stem, 2
        while same_name(name) in used:
            name, number = f"{stem}-{number}", number + 1
        used.add(same_name(name))
        names[id_] = name
    return names


def same_name(name: str) -> str:
    """What is equal for names that some file system takes for one."""
    return unicodedata.normalize("NFD", unicodedata.normalize("NFD", name).casefold())
