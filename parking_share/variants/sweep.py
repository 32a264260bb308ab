"""A sweep: every combination of the parameters solved, and written down as it is done, so that an interrupted sweep can go on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from parking_share.errors import InputError, Problem
from parking_share.reading import file_content
from parking_share.scenario import Scenario
from parking_share.schedule import Schedule
from parking_share.texts import _
from parking_share.variants.figures import figures_of
from parking_share.variants.parameters import Cell, Parameter, cells
from parking_share.variants.running import run

JOURNAL = "sweep.jsonl"


@dataclass(frozen=True)
class Sweep:
    """Parameters, the combinations of their values, and the figures of those that are solved, by number.

    The figures are those of ``figures``; a combination whose search was interrupted has none.
    """

    parameters: tuple[Parameter, ...]
    cells: tuple[Cell, ...]
    figures: dict[int, dict[str, Any]]

    @property
    def is_whole(self) -> bool:
        """Whether every combination is solved."""
        return len(self.figures) == len(self.cells)

    def to_frame(self) -> pd.DataFrame:
        """One row a combination that is solved: a column for each parameter, named by its path, then the figures."""
        paths = [parameter.path for parameter in self.parameters]
        rows = [dict(zip(paths, self.cells[number].values, strict=True)) | found for number, found in sorted(self.figures.items())]
        return pd.DataFrame(rows, columns=list(rows[0]) if rows else paths)


def sweep(
    scenario: Scenario,
    parameters: Sequence[Parameter],
    journal: Path | None = None,
    *,
    start: Schedule | None = None,
    time_limit: float | None = None,
    processes: int | None = None,
) -> Iterator[Sweep]:
    """Solve every combination of the parameters' values; yields what is done so far, first with what an earlier run has left.

    Parameters
    ----------
    journal
        A file to which each combination is added once it is solved. If it exists, what it holds is not solved again.
    start, time_limit, processes
        See ``run``, which also says what Ctrl-C does.

    Raises
    ------
    InputError
        If the journal is of another sweep, or no journal.
    """
    every = tuple(cells(parameters))
    head = {
        "version": version("parking-share"),
        "scenario": [scenario.source.sha256, *(file.sha256 for file in scenario.source.files)],
        "vary": {parameter.path: list(parameter.values) for parameter in parameters},
        "time_limit": time_limit,
    }
    done = Sweep(tuple(parameters), every, {} if journal is None else _read(journal, head, len(every)))
    yield done
    waiting = [number for number in range(len(every)) if number not in done.figures]
    jobs = [[every[number].variant] for number in waiting]
    for at, outcome in run(scenario, jobs, figures_of, start, time_limit=time_limit, processes=processes):
        if outcome.ended == "interrupted":
            continue
        done.figures[waiting[at]] = outcome.told
        if journal is not None:
            with journal.open("a", encoding="utf-8") as file:
                file.write(json.dumps([waiting[at], outcome.told]) + "\n")
        yield done


def _read(journal: Path, head: dict[str, Any], count: int) -> dict[int, dict[str, Any]]:
    """The figures in a journal; one that does not exist yet begins with what the sweep is."""
    if not journal.exists():
        journal.write_text(json.dumps(head) + "\n", "utf-8")
        return {}
    first, *lines = file_content(journal).decode("utf-8", "replace").split("\n")
    if _parsed(first) != json.loads(json.dumps(head)):
        message = _("is of another sweep, or of another version of the scenario; choose another folder, or remove the file")
        raise InputError([Problem(str(journal), message)])
    found: dict[int, dict[str, Any]] = {}
    for line in lines:
        # The last line is cut off where the program was ended while it wrote; others may have been damaged since.
        match _parsed(line):
            case [int(number), dict(row)] if type(number) is int and 0 <= number < count and _is_row(row):
                found[number] = row
    return found


def _is_row(row: dict[str, Any]) -> bool:
    """Whether something may be what ``figures`` told."""
    numbers = [value for key, value in row.items() if key != "status"]
    return row.keys() >= {"status", "residents", "served"} and all(value is None or type(value) is int for value in numbers)


def _parsed(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None
