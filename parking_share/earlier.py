"""What earlier results have left in a folder: files of lots that are gone since, and names where pseudonyms are wanted.

The index page of a folder carries, in its data, the names of the files that belong to it; so only what our own index lists is ever
removed. One rule holds for every command that writes such a folder:

- a listed file that would have been replaced, were its lot still there, is removed;
- lists that a gate would load and that are not listed are refused;
- where pseudonyms are written, everything is refused that is not listed by an index of pseudonyms.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from parking_share.atomic import write_atomically
from parking_share.errors import InputError, Problem
from parking_share.filenames import same_name
from parking_share.texts import _

INDEX = "index.html"
GATE_LISTS = "gate"
"""The folder whose files a machine acts on."""

_UNFINISHED = '<!doctype html><meta charset="utf-8"><p>%s</p><script type="application/json" id="data">%s</script>\n'
_DATA = re.compile(r'<script type="application/json" id="data">(.*?)</script>', re.DOTALL)


@dataclass(frozen=True)
class Earlier:
    """What is in a folder from before: ``gone``, to be removed when the new files are written, what ``stays`` listed, and whether an
    index lists files that name people, ``is_named``."""

    gone: tuple[str, ...]
    stays: tuple[str, ...]
    is_named: bool = False

    def begin(self, folder: Path, names: Iterable[str], *, is_masked: bool) -> None:
        """Make the folder, with an index that lists what was there and what comes: should this end midway, the next run knows it all.

        Raises OSError if that cannot be.
        """
        folder.mkdir(parents=True, exist_ok=True)
        data = json.dumps(index_data([*names, *self.gone], self, is_masked=is_masked and not self.is_named), ensure_ascii=False)
        text = _("These results are not complete: writing them did not come to its end. Run the command again.")
        write_atomically(folder / INDEX, _UNFINISHED % (text, data.replace("<", "\\u003c")))

    def remove(self, folder: Path) -> None:
        """Remove what is gone. Raises OSError if that cannot be."""
        for name in self.gone:
            (folder / name).unlink(missing_ok=True)


def index_data(names: Iterable[str], earlier: Earlier, *, is_masked: bool) -> dict[str, Any]:
    """What an index page must have in its data, so that the next run knows its files."""
    return {"files": sorted({*names, *earlier.stays}), "masked": is_masked}


def look_at(folder: Path, names: Iterable[str], *, is_masked: bool) -> Earlier:
    """Find what earlier results have left in a folder, before anything is written into it.

    Parameters
    ----------
    names
        Places in the folder of the files that will be written.
    is_masked
        Whether they hold pseudonyms.

    Raises
    ------
    InputError
        If gate lists that are not ours would stay beside new ones, or files that may name people beside pseudonyms.
    """
    written = set(names)
    parts = {_top(name) for name in written if "/" in name}
    listed, was_masked = _listed(folder)
    searched = [folder] if is_masked else [folder / part for part in parts]
    found = (path for each in searched for path in each.rglob("*") if path.is_symlink() or not path.is_dir())
    there = sorted(path.relative_to(folder).as_posix() for path in found)
    others = list(_others(folder, there, written))
    known = {name for name in others if name in listed and (was_masked or not is_masked)}
    if problems := list(_problems(folder, [name for name in others if name not in known], is_masked=is_masked)):
        raise InputError(problems)
    gone = tuple(name for name in others if name in known and _top(name) in parts)
    stays = tuple(name for name in sorted(listed - written) if _top(name) not in parts and (folder / name).is_file())
    return Earlier(gone, stays, bool(listed) and not was_masked)


def _listed(folder: Path) -> tuple[set[str], bool]:
    """The files that the folder's index lists, and whether they hold pseudonyms; nothing where there is no index of ours."""
    try:
        found = _DATA.search((folder / INDEX).read_text("utf-8", errors="replace"))
        data = json.loads(found[1]) if found else {}
        return set(filter(_is_place, data["files"])), bool(data["masked"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return set(), False


def _is_place(name: Any) -> bool:
    """Whether this may be the place of a file in a folder: nothing outside, and no longer than names can be."""
    parts = name.split("/") if isinstance(name, str) else [""]
    return bool(parts[0]) and all(part != ".." and len(part.encode()) <= 255 for part in parts)


def _others(folder: Path, there: list[str], written: set[str]) -> Iterator[str]:
    """Files that will not be replaced; on some file systems a name in other capitals is the same file."""
    by_name = {same_name(name): name for name in written}
    for name in there:
        alike = folder / by_name.get(same_name(name), name)
        if name not in written and not (alike != folder / name and alike.exists() and alike.samefile(folder / name)):
            yield name


def _problems(folder: Path, others: list[str], *, is_masked: bool) -> Iterator[Problem]:
    """A problem for each part of the folder with files that must not stay; what is hidden in the folder itself, such as .git, may."""
    if not is_masked:
        others = [name for name in others if _top(name) == GATE_LISTS and name.lower().endswith(".csv")]
    first: dict[str, str] = {}
    for name in others:
        if not name.startswith(".") or name.endswith(".part"):
            first.setdefault(_top(name) if "/" in name else "", name)
    for part, name in first.items():
        if is_masked:
            told = _(
                "has files that are none of these results, such as %(name)s, and they may name people; choose an empty folder where "
                "pseudonyms are wanted",
                name=PurePosixPath(name).name,
            )
        else:
            told = _(
                "has lists that are not of this plan, such as %(name)s, and a gate would still let in whom they name; remove them, or "
                "choose another folder",
                name=PurePosixPath(name).name,
            )
        yield Problem(str(folder / part), told)


def _top(name: str) -> str:
    return name.split("/", 1)[0]
