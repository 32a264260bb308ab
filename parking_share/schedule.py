"""The result: who parks where and when, who is refused and why, and how good it is proved to be."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter

from parking_share.atomic import write_atomically
from parking_share.catalogue import MINIMISED, Objective, Reason, Status
from parking_share.errors import InputError, Problem
from parking_share.reading import parse_json
from parking_share.scenario import check_format
from parking_share.wording import dotted, known_keys, validate

if TYPE_CHECKING:
    import pandas as pd


class Part(BaseModel):
    """Frozen and strict; keys that a later version adds are read over."""

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore", allow_inf_nan=False, hide_input_in_errors=True)


class HeldStay(Part):
    """One period, ``[arrive, leave)``, as ISO date-times with offset, whole minutes."""

    arrive: str = Field(description="local date-time with offset")
    leave: str = Field(description="local date-time with offset, after arrive")


Stays = Annotated[tuple[HeldStay, ...], Field(strict=False)]


class Assignment(Part):
    """A resident who is served."""

    resident: str = Field(description="id of the resident")
    lot: str = Field(description="id of the lot")
    walk_seconds: int = Field(description="walk from home to the lot, whole seconds")
    stays: Stays = Field(description="stays as held, in time order")
    excused: Stays = Field((), description="stays not held because the whole lot is closed, as wanted")


class Refusal(Part):
    """A resident who is not served."""

    resident: str = Field(description="id of the resident")
    reason: Reason = Field(description="why no lot serves the resident")


class Level(Part):
    """One objective level."""

    objective: Objective = Field(description="name of the level")
    value: int = Field(description="value reached")
    bound: int | None = Field(description="no schedule that reaches the levels above can do better; none: not computed")

    @property
    def gap_percent(self) -> float | None:
        """How far the value may be from the best, per cent of the bound; None without bound, infinite where that is 0.

        Rounded up to a tenth, so that it is never understated.
        """
        if self.bound is None:
            return None
        gap = self.value - self.bound if self.objective in MINIMISED else self.bound - self.value
        if gap <= 0:
            return 0.0
        return math.ceil(1000 * gap / self.bound) / 10 if self.bound > 0 else math.inf


class HashedFile(Part):
    """A file that the scenario refers to."""

    name: str = Field(description="name as the scenario writes it")
    sha256: str = Field(description="hash of its bytes")


class ScenarioReference(Part):
    """The scenario that a schedule belongs to."""

    id: str = Field(description="id of the scenario")
    sha256: str = Field(description="hash of the scenario file's bytes")
    files: Annotated[tuple[HashedFile, ...], Field(strict=False)] = Field((), description="files that it refers to")


class Run(Part):
    """How the schedule was made."""

    version: str = Field(description="version of parking-share")
    method: str = Field(description="optimal, fcfs or lottery")
    seconds: float = Field(ge=0, description="from validated scenario to schedule, in memory")


class Schedule(Part):
    """A schedule of format 1."""

    format: Annotated[Literal[1], BeforeValidator(check_format)] = Field(description="version of the format")
    scenario: ScenarioReference = Field(description="the scenario it belongs to")
    status: Status = Field(description="optimal if and only if value equals bound on every level")
    levels: Annotated[tuple[Level, ...], Field(strict=False)] = Field(description="the policy's levels, in order")
    assignments: Annotated[tuple[Assignment, ...], Field(strict=False)] = Field(description="who is served, in scenario order")
    refusals: Annotated[tuple[Refusal, ...], Field(strict=False)] = Field(description="who is not, in scenario order")
    run: Run = Field(description="how it was made")

    def __repr__(self) -> str:
        values = ", ".join(f"{level.objective} {level.value}" for level in self.levels)
        return f"<Schedule of {self.scenario.id}: {self.status}, {len(self.assignments)} served, {values}>"

    def to_json(self) -> str:
        """The text of a schedule file: one line an assignment, so that two schedules compare line by line."""
        data = self.model_dump(mode="json")
        lists = {key: data.pop(key) for key in ("assignments", "refusals")}
        run = data.pop("run")
        head = json.dumps(data, ensure_ascii=False, indent=1)[:-2]
        parts = [head]
        for key, rows in lists.items():
            lines = ",\n".join("  " + json.dumps(row, ensure_ascii=False) for row in rows)
            parts.append(f' "{key}": [\n{lines}\n ]' if rows else f' "{key}": []')
        parts.append(f' "run": {json.dumps(run, ensure_ascii=False)}')
        return ",\n".join(parts) + "\n}\n"

    def to_frame(self) -> pd.DataFrame:
        """One row a held stay: ``resident``, ``lot``, ``walk_seconds``, ``arrive``, ``leave`` (ISO date-times as text)."""
        import pandas as pd

        rows = [(a.resident, a.lot, a.walk_seconds, s.arrive, s.leave) for a in self.assignments for s in a.stays]
        return pd.DataFrame(rows, columns=["resident", "lot", "walk_seconds", "arrive", "leave"])


def write_schedule(schedule: Schedule, path: str | Path) -> None:
    """Write a schedule file, whole or not at all. Raises OSError."""
    write_atomically(path, schedule.to_json())


def read_schedule(path: str | Path) -> Schedule:
    """Read a schedule file.

    Raises
    ------
    InputError
        With every problem of its form; what it says is judged by ``verify``.
    """
    path = Path(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError([Problem(str(path), f"cannot be read ({error.strerror}); check the name")]) from None
    problems: list[Problem] = []
    data = parse_json(content, path.name)
    schedule = validate(TypeAdapter(Schedule), data, lambda loc: dotted((path.name, *loc)), problems, known_keys(Schedule))
    if schedule is None:
        raise InputError(problems)
    return schedule
