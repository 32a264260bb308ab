"""From files to a validated scenario: everything that is wrong is found in one pass."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter

from parking_share.checks import Parts, Placed, check, find_warnings
from parking_share.errors import InputError, Problem
from parking_share.scenario import Community, FileHash, Lot, Resident, Scenario, Source, WalkMatrix
from parking_share.tables import read_matrix, read_residents
from parking_share.wording import Place, dotted, known_keys, unknown_key, validate

M = TypeVar("M", bound=BaseModel)
S = TypeVar("S", bound=Scenario)

_MODELS: dict[str, type[BaseModel]] = {"communities": Community, "lots": Lot, "residents": Resident}
_KNOWN = known_keys(Scenario)


def read_scenario(path: str | Path) -> Scenario:
    """Read and validate a scenario file, with the files it refers to.

    Parameters
    ----------
    path
        A JSON file of format 1 (UTF-8).

    Raises
    ------
    InputError
        With every problem found: place, what is wrong, the way out.
    """
    path = Path(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError([Problem(str(path), f"cannot be read ({error.strerror}); check the name")]) from None
    return scenario_from_dict(Scenario, parse_json(content, path.name), path.parent, hashlib.sha256(content).hexdigest())


def parse_json(content: bytes, name: str) -> Any:
    """Parse JSON strictly: UTF-8, no key twice, no NaN. Raises InputError with line and column."""
    problems: list[Problem] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        result = dict(items)
        if len(result) < len(items):
            keys = [key for key, _ in items]
            twice = sorted({key for key in keys if keys.count(key) > 1})
            problems.extend(Problem(name, f"the key '{key}' stands twice in one object; keep one") for key in twice)
        return result

    def constant(text: str) -> None:
        problems.append(Problem(name, f"{text} is no number of JSON; write a finite number or null"))

    try:
        data = json.loads(content.decode("utf-8-sig"), object_pairs_hook=pairs, parse_constant=constant)
    except UnicodeDecodeError as error:
        raise InputError([Problem(name, f"is not UTF-8 text (byte {error.start + 1}); save it as UTF-8")]) from None
    except json.JSONDecodeError as error:
        raise InputError([Problem(f"{name} line {error.lineno}, column {error.colno}", f"is not JSON: {error.msg}")]) from None
    except (RecursionError, ValueError) as error:
        raise InputError([Problem(name, f"is not JSON that can be read: {error}")]) from None
    if problems:
        raise InputError(problems)
    return data


def scenario_from_dict(cls: type[S], data: Any, folder: Path | None = None, sha256: str | None = None) -> S:
    """Validate plain data as a scenario. See ``Scenario.from_dict``."""
    if not isinstance(data, dict):
        raise InputError([Problem("", "a scenario is an object {...} with the keys of the format")])
    if sha256 is None:
        sha256 = hashlib.sha256(json.dumps(data, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    problems: list[Problem] = []
    files: list[FileHash] = []
    values: dict[str, Any] = {}
    placed: dict[str, list[Placed[Any]]] = {}

    for key in data:
        if key not in _KNOWN[""]:
            problems.append(Problem(str(key), unknown_key(str(key), _KNOWN[""])))
    for key, field in cls.model_fields.items():
        value = data.get(key)
        if value is None:
            if field.is_required():
                problems.append(Problem(key, "must not be null; give it a value" if key in data else "is required; add it"))
            continue
        if key in _MODELS:
            rows, place_of = _rows(key, value, folder, files, problems)
            adapter = TypeAdapter(_MODELS[key])
            known = _KNOWN | {"": list(known_keys(_MODELS[key])[""])}
            placed[key] = [Placed(place_of(index), row, validate(adapter, row, place_of(index), problems, known)) for index, row in enumerate(rows)]
        else:
            adapter = TypeAdapter(_annotated(field))
            known = _KNOWN | {"": _KNOWN.get(key, [])}
            values[key] = validate(adapter, value, lambda loc, key=key: dotted((key, *loc)), problems, known)  # type: ignore[misc]

    parts = Parts(values=values, **{key: placed.get(key, []) for key in _MODELS})
    matrix = _matrix(parts, folder, files, problems)
    problems.extend(check(parts))
    if problems:
        raise InputError(problems)
    entities = {key: tuple(item.model for item in placed[key]) for key in _MODELS}
    scenario = cls.model_construct(**(values | entities))
    scenario._source = Source(folder, sha256, tuple(files))
    scenario._walk_matrix = matrix
    scenario._warnings = tuple(find_warnings(scenario))
    return scenario


def _annotated(field: Any) -> Any:
    from typing import Annotated

    return Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation


def _rows(
    key: str, value: Any, folder: Path | None, files: list[FileHash], problems: list[Problem]
) -> tuple[list[Any], Callable[[int], Place]]:
    """The rows of a list section, and for each a function from a place within it to a place in the user's file."""
    if key == "residents" and isinstance(value, str):
        path = _inside(value, folder, key, (".csv", ".parquet"), files, problems)
        return read_residents(path, problems) if path is not None else ([], lambda index: dotted)
    if not isinstance(value, list | tuple):
        problems.append(Problem(key, "must be a list [...]" + (", or the name of a .csv or .parquet file" * (key == "residents"))))
        value = []
    return list(value), lambda index: lambda loc: dotted((key, index, *loc))


def _matrix(parts: Parts, folder: Path | None, files: list[FileHash], problems: list[Problem]) -> WalkMatrix:
    walking = parts.values.get("walking")
    if walking is None or walking.matrix is None:
        return WalkMatrix()
    path = _inside(walking.matrix, folder, "walking.matrix", (".csv",), files, problems)
    if path is None:
        return WalkMatrix()
    origins = parts.ids("residents") | parts.ids("communities")
    return read_matrix(path, origins, parts.ids("lots"), problems)


def _inside(
    name: str, folder: Path | None, place: str, endings: tuple[str, ...], files: list[FileHash], problems: list[Problem]
) -> Path | None:
    """The path of a file that a scenario names, if it stays under the scenario's folder and can be read."""
    if folder is None:
        problems.append(Problem(place, f"'{name}' is a file, but the scenario has no folder; give the data itself"))
        return None
    if not name.lower().endswith(endings):
        problems.append(Problem(place, f"'{name}' must end in {' or '.join(endings)}"))
        return None
    path = folder / name
    try:
        outside = Path(name).is_absolute() or not path.resolve().is_relative_to(folder.resolve())
        content = b"" if outside else path.read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        problems.append(Problem(place, f"the file '{name}' cannot be read ({reason}); it is looked up beside the scenario"))
        return None
    if outside:
        problems.append(Problem(place, f"'{name}' lies outside the scenario's folder; move it beside the scenario"))
        return None
    files.append(FileHash(name, hashlib.sha256(content).hexdigest()))
    return path
