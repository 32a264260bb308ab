"""What if: all variants of a changes file solved, written down and compared with the scenario as it is."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from parking_share.atomic import write_atomically
from parking_share.catalogue import Lang
from parking_share.comparison import Comparison, Solved, compare
from parking_share.solving import DEFAULT_TIME_LIMIT, Ended, Result
from parking_share.variants.changes import Variant
from parking_share.variants.figures import figures
from parking_share.variants.reading import Varied
from parking_share.variants.running import run
from parking_share.writing import write_solved


@dataclass(frozen=True)
class Answer:
    """What a variant does: why its search ended, its ``figures``, and how it compares with the scenario as it is (variant - base)."""

    variant: str
    name: str
    ended: Ended
    figures: dict[str, Any]
    comparison: Comparison

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        own = {"variant": self.variant, "name": self.name, "ended": self.ended, "figures": self.figures}
        return own | {"comparison": self.comparison.to_dict()}


def file_names(variant: str) -> tuple[str, ...]:
    """The files that a variant is written to, some of them only if they are asked for or needed."""
    return tuple(f"{variant}{ending}" for ending in (".json", ".schedule.json", ".comparison.json", ".comparison.html", "-walks.csv"))


def what_if(
    base: Solved,
    variants: Sequence[Varied],
    folder: Path,
    lang: Lang | None = None,
    *,
    time_limit: float | None = DEFAULT_TIME_LIMIT,
    processes: int | None = None,
) -> Iterator[Answer]:
    """Solve variants side by side; yields what each does as it is done, in any order.

    Of each the folder gets ``ID.json``, the changed scenario, ``ID.schedule.json`` and ``ID.comparison.json``.

    Parameters
    ----------
    base
        The scenario as it is, with the schedule that the searches begin with.
    folder
        An existing folder.
    lang
        Language of a page of each comparison, ``ID.comparison.html``; None for no pages.
    time_limit, processes
        See ``run``, which also says what Ctrl-C does.

    Raises
    ------
    InputError, WrongSchedule
        As ``run``.
    OSError
        If a file cannot be written.
    """
    jobs = [each.steps for each in variants]
    tell = partial(_written, base, folder, lang)
    for number, outcome in run(base.scenario, jobs, tell, base.schedule, time_limit=time_limit, processes=processes):
        told, comparison = outcome.told
        yield Answer(variants[number].variant.id, variants[number].variant.name, outcome.ended, told, comparison)


def _written(base: Solved, folder: Path, lang: Lang | None, variant: Variant, result: Result) -> tuple[dict[str, Any], Comparison]:
    """Write a variant, its schedule and its comparison, and tell the latter with the figures."""
    solved = write_solved(result.scenario, result.schedule, folder / f"{variant.id}.json")
    comparison = compare(base, solved)
    text = json.dumps(comparison.to_dict(), ensure_ascii=False, indent=1) + "\n"
    write_atomically(folder / f"{variant.id}.comparison.json", text)
    if lang is not None:
        from parking_share.report import render_comparison  # takes a second to load

        write_atomically(folder / f"{variant.id}.comparison.html", render_comparison(comparison, base, solved, lang))
    return figures(result.schedule), comparison
