"""The result: who parks where and when, who is refused and why, and how good it is proved to be."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, model_validator
from pydantic_core import PydanticCustomError

from parking_share.atomic import write_atomically
from parking_share.catalogue import MINIMISED, Objective, Reason, Status
from parking_share.errors import InputError, Problem
from parking_share.memory import collector_paused
from parking_share.reading import file_content, parse_json
from parking_share.scenario import check_format
from parking_share.texts import _
from parking_share.wording import dotted, known_keys, validate

if TYPE_CHECKING:
    import pandas as pd

CapacityRule = Literal["capacity", "kind-capacity", "exclusive"]
"""The rules whose spaces may have prices."""


_one_line = json.JSONEncoder(ensure_ascii=False).encode  # one for all rows: ``json.dumps`` would make one for each


def _lines(rows: Iterable[str]) -> str:
    """A list within a level's proof, one line a row."""
    lines = ",\n".join(f"   {row}" for row in rows)
    return f"[\n{lines}\n  ]" if lines else "[]"


class Part(BaseModel):
    """Frozen and strict; keys that a later version adds are read over."""

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore", allow_inf_nan=False, hide_input_in_errors=True)


class BayMove(Part):
    """A move to another bay during a stay."""

    at: str = Field(description="local date-time with offset, within the stay")
    bay: int = Field(ge=1, description="number of the bay from then on")


class HeldStay(Part):
    """One period, ``[arrive, leave)``, as ISO date-times with offset, whole minutes; with its bay where bays are numbered."""

    arrive: str = Field(description="local date-time with offset")
    leave: str = Field(description="local date-time with offset, after arrive")
    bay: int | None = Field(None, ge=1, description="number of the bay, from 1 to the lot's spaces; none: not numbered")
    moves: Annotated[tuple[BayMove, ...], Field(strict=False)] | None = Field(
        None, description="moves to other bays during the stay, in time order, where no numbering does without; none: it keeps its bay"
    )


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
        return -(-1000 * gap // self.bound) / 10 if self.bound > 0 else math.inf


class ProofPart(Part):
    """``null`` means the default of a key that may be left out."""

    @model_validator(mode="before")
    @classmethod
    def _null_is_default(cls, data: Any) -> Any:
        fields = cls.model_fields
        if not isinstance(data, dict):
            return data
        return {key: value for key, value in data.items() if value is not None or key not in fields or fields[key].is_required()}


def _to_number(key: Any) -> Any:
    """The key of an object as a number; JSON writes it as text."""
    if not isinstance(key, str):
        return key
    if not _NUMBER.fullmatch(key):
        raise PydanticCustomError("rules", _("is no number of an earlier rounding; count them from 0 and write the number alone"))
    return int(key)


_NUMBER = re.compile("0|[1-9][0-9]{0,8}")  # so that no number can be written in two ways

Number = Annotated[int, BeforeValidator(_to_number)]
Whole = Annotated[int, Field(ge=0)]  # of any size
Wholes = Annotated[tuple[Whole, ...], Field(strict=False)]


class Weights(ProofPart):
    """What a unit of each level counts in a proof: those of the levels above, and of the level itself; 0 where none is given."""

    model_config = ConfigDict(extra="forbid")

    priority: Whole = Field(0, description="weight of a priority point")
    served: Whole = Field(0, description="weight of a resident served")
    keep: Whole = Field(0, description="weight of a resident served by the current lot")
    walk: Whole = Field(0, description="weight of a second walked, which counts against")
    trim: Whole = Field(0, description="weight of a minute cut or excused, which counts against")
    lottery: Whole = Field(0, description="weight of a unit of a ticket")


class ProfileMinutes(ProofPart):
    """Some minutes of one capacity rule of a lot."""

    lot: str = Field(description="id of the lot")
    rule: CapacityRule = Field(description="the rule whose spaces are meant")
    kind: str = Field("", description="the kind of space, where the rule is kind-capacity; else empty")
    minutes: Wholes = Field(description="minutes since the horizon's start, ascending; they concern whoever is present then")


class ProfilePrices(ProfileMinutes):
    """What it costs to be in a lot at some minutes, for those who count in one of its capacity rules."""

    prices: Wholes = Field(description="price of each of these minutes")


class ProfileWeights(ProfileMinutes):
    """What it counts in a rounding to be in a lot at some minutes, for those who count in one of its capacity rules."""

    weights: Wholes = Field(description="weight of each of these minutes")


class Rounding(ProofPart):
    """An inequality that every schedule keeps: capacities, "one lot a resident" and the cap on moves, added up with weights, divided,
    rounded down.

    With the divisor d, an option counts in it as

        share = floor((weights of its minutes, stay by stay the cheapest cut's + the resident's weight + sum e(k) share_k + m) / d)

    with m, the weight of moves, for options that are moves only, and all options of a schedule together count no more than

        limit = floor((sum of spaces times weights + sum of all residents' weights + sum e(k) limit_k + m times the cap) / d)

    where e(k) are the weights of earlier roundings. See docs/proof.md.
    """

    divisor: int = Field(ge=1, description="what everything is divided by before it is rounded down")
    price: Whole = Field(description="price of each of its shares")
    minutes: Annotated[tuple[ProfileWeights, ...], Field(strict=False)] = Field(
        (), description="weights of minutes, one list for each rule of each lot"
    )
    residents: dict[str, Whole] = Field({}, description="weights of residents, by id")
    moves: Whole = Field(0, description="weight of moves, where the policy caps them")
    earlier: dict[Number, Whole] = Field({}, description="weights of earlier roundings of the list, by number, counted from 0")

    def to_json(self) -> str:
        """The rounding for a schedule file, on one line and without empty parts."""
        dropped = {"moves"} if self.moves == 0 else None
        return _one_line({key: value for key, value in self.model_dump(exclude=dropped).items() if value not in ((), {})})


class LevelProof(ProofPart):
    """Why no schedule that reaches the levels above can be better than the bound."""

    objective: Objective = Field(description="name of the level")
    weights: Weights = Field(description="weights of this level and of those above")
    search: bool = Field(False, description="whether the stated bound is tighter than the prices prove because a search closed the rest")
    prices: Annotated[tuple[ProfilePrices, ...], Field(strict=False)] = Field(description="prices, one list for each rule of each lot")
    roundings: Annotated[tuple[Rounding, ...], Field(strict=False)] = Field((), description="roundings, each after those it is made of")

    def to_json(self) -> str:
        """The proof for a schedule file, one line a list of prices and one a rounding."""
        weights = {name: weight for name, weight in self.weights if weight}
        head = _one_line({"objective": self.objective, "weights": weights, "search": self.search})[:-1]
        prices = _lines(_one_line(each.model_dump()) for each in self.prices)
        roundings = f', "roundings": {_lines(each.to_json() for each in self.roundings)}' if self.roundings else ""
        return f'  {head}, "prices": {prices}{roundings}}}'


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
    proof: Annotated[tuple[LevelProof | None, ...], Field(strict=False)] | None = Field(
        None, description="why the bounds hold, one entry a level; none where a level has no proof"
    )
    run: Run = Field(description="how it was made")

    def __repr__(self) -> str:
        values = ", ".join(f"{level.objective} {level.value}" for level in self.levels)
        return f"<Schedule of {self.scenario.id}: {self.status}, {len(self.assignments)} served, {values}>"

    def to_json(self) -> str:
        """The text of a schedule file: one line an assignment, so that two schedules compare line by line."""
        lists = self.model_dump(mode="json", include={"assignments", "refusals"}, exclude_none=True)
        data = self.model_dump(mode="json", exclude={"proof", *lists})
        run = data.pop("run")
        head = json.dumps(data, ensure_ascii=False, indent=1)[:-2]
        parts = [head]
        for key, rows in lists.items():
            lines = ",\n".join("  " + _one_line(row) for row in rows)
            parts.append(f' "{key}": [\n{lines}\n ]' if rows else f' "{key}": []')
        if self.proof is not None:
            entries = ",\n".join("  null" if entry is None else entry.to_json() for entry in self.proof)
            parts.append(f' "proof": [\n{entries}\n ]' if entries else ' "proof": []')
        parts.append(f' "run": {_one_line(run)}')
        return ",\n".join(parts) + "\n}\n"

    def to_frame(self) -> pd.DataFrame:
        """One row a held stay: ``resident``, ``lot``, ``walk_seconds``, ``arrive``, ``leave`` (ISO date-times as text), ``bay``.

        The bay is a whole number or missing; of a stay that has to move, the one on arrival.
        """
        import pandas as pd

        rows = [(a.resident, a.lot, a.walk_seconds, s.arrive, s.leave, s.bay) for a in self.assignments for s in a.stays]
        return pd.DataFrame(rows, columns=["resident", "lot", "walk_seconds", "arrive", "leave", "bay"]).astype({"bay": "Int64"})


@collector_paused()
def write_schedule(schedule: Schedule, path: str | Path) -> None:
    """Write a schedule file, whole or not at all. Raises OSError."""
    write_atomically(path, schedule.to_json())


@collector_paused()
def read_schedule(path: str | Path) -> Schedule:
    """Read a schedule file.

    Raises
    ------
    InputError
        With every problem of its form; what it says is judged by ``verify``.
    """
    path = Path(path)
    problems: list[Problem] = []
    data = parse_json(file_content(path), path.name)

    def place(loc: tuple[str | int, ...]) -> str:
        return dotted((path.name, *(part for part in loc if part != "[key]")))  # which stands behind a key that is wrong itself

    schedule = validate(TypeAdapter(Schedule), data, place, problems, known_keys(Schedule))
    if schedule is None:
        raise InputError(problems)
    return schedule
