"""Where a command may write: not over what it reads, not two things at one place, not where there is no folder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from parking_share.commands.common import out
from parking_share.errors import InputError, Problem
from parking_share.scenario import Scenario
from parking_share.texts import _, ngettext

_SHOWN = 5


@dataclass(frozen=True)
class Place:
    """Something to write: its role in words, such as ``the page``, and the role of the one input that it may replace, if any."""

    role: str
    path: Path | None
    is_folder: bool = False
    may_replace: str = ""


def files_of(scenario: Scenario, path: Path) -> dict[Path, str]:
    """What was read for a scenario, by its resolved path: the scenario file and the files that it refers to."""
    folder = scenario.source.folder or path.parent
    return {path.resolve(): _("the scenario")} | {
        (folder / file.name).resolve(): _("a file of the scenario") for file in scenario.source.files
    }


def check_folder(inputs: Mapping[Path, str], folder: Path, names: Iterable[str]) -> None:
    """Refuse, before the work, a folder of results in which they would replace the input, or that cannot be made.

    Parameters
    ----------
    inputs
        What was read: the role of each, by its resolved path.
    names
        Of the files that will be in it.

    Raises
    ------
    InputError
        With everything that stands in the way.
    """
    problems = []
    if folder.exists() and not folder.is_dir():
        problems.append(Problem(str(folder), _("is a file; choose another name for the folder of results")))
    elif not folder.exists() and not folder.parent.is_dir():
        problems.append(Problem(str(folder), _("the folder '%(folder)s' does not exist; make it first", folder=folder.parent)))
    else:
        for path in (folder / name for name in names):
            if path.resolve() in inputs:
                message = _(
                    "is %(role)s, and a result would replace it; choose another folder for the results", role=inputs[path.resolve()]
                )
                problems.append(Problem(str(path), message))
            elif path.parent != folder and path.parent.exists() and not path.parent.is_dir():
                message = _("is a file, and a folder of results would have its name; choose another folder for the results")
                problems.append(Problem(str(path.parent), message))
            elif path.is_dir():
                problems.append(
                    Problem(str(path), _("is a folder, and a result would have its name; choose another folder for the results"))
                )
    if problems:
        raise InputError(list(dict.fromkeys(problems)))


def print_removed(names: Sequence[str]) -> None:
    """Tell which files of earlier results are gone from a folder."""
    if names:
        count = len(names)
        shown = ", ".join(names[:_SHOWN]) + (", ..." if count > _SHOWN else "")
        told = ngettext(
            "removed %(n)s file of earlier results: %(names)s",
            "removed %(n)s files of earlier results: %(names)s",
            count,
            names=shown,
        )
        out.print(told)


def check_places(inputs: Mapping[Path, str], places: Iterable[Place]) -> None:
    """Refuse, before the work, places where results would replace the input or each other, or cannot be written.

    Parameters
    ----------
    inputs
        What was read: the role of each, by its resolved path.

    Raises
    ------
    InputError
        With every place that cannot be used.
    """
    taken, problems = dict(inputs), []
    for place in places:
        role, path = place.role, place.path
        if path is None:
            continue
        resolved = path.resolve()
        if resolved in taken and taken[resolved] != place.may_replace:
            message = _("would be both %(one)s and %(role)s; choose another name for %(role)s", one=taken[resolved], role=role)
            problems.append(Problem(str(path), message))
        elif not path.parent.is_dir():
            problems.append(Problem(str(path), _("the folder '%(folder)s' does not exist; make it first", folder=path.parent)))
        elif not place.is_folder and path.is_dir():
            problems.append(Problem(str(path), _("is a folder; choose another name for %(role)s", role=role)))
        taken.setdefault(resolved, role)
    if problems:
        raise InputError(problems)
