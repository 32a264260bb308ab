"""Where a command may write: not over what it reads, not two things at one place, not where there is no folder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from parking_share.errors import InputError, Problem
from parking_share.scenario import Scenario


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
    return {path.resolve(): "the scenario"} | {(folder / file.name).resolve(): "a file of the scenario" for file in scenario.source.files}


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
            problems.append(Problem(str(path), f"would be both {taken[resolved]} and {role}; choose another name for {role}"))
        elif not path.parent.is_dir():
            problems.append(Problem(str(path), f"the folder '{path.parent}' does not exist; make it first"))
        elif not place.is_folder and path.is_dir():
            problems.append(Problem(str(path), f"is a folder; choose another name for {role}"))
        taken.setdefault(resolved, role)
    if problems:
        raise InputError(problems)
