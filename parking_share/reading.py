"""From files to a validated scenario: everything that is wrong is found in one pass."""

from __future__ import annotations

import errno
import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, TypeAdapter
from pydantic.fields import FieldInfo

from parking_share.checks import Parts, Section, check, find_warnings, in_both
from parking_share.errors import InputError, Problem, words
from parking_share.memory import collector_paused
from parking_share.scenario import Community, FileHash, Lot, Resident, Scenario, Source, WalkMatrix
from parking_share.tables import read_matrix, read_residents
from parking_share.texts import _
from parking_share.wording import Place, dotted, known_keys, unknown_key, validate, validate_each

_SECTIONS: dict[str, tuple[type[BaseModel], TypeAdapter[list[Any]]]] = {
    "communities": (Community, TypeAdapter(list[Community])),
    "lots": (Lot, TypeAdapter(list[Lot])),
    "residents": (Resident, TypeAdapter(list[Resident])),
}
_KNOWN = known_keys(Scenario)
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


@collector_paused()
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
    content = file_content(path)
    data, sha256 = parse_json(content, path.name), hashlib.sha256(content).hexdigest()
    del content  # it may be large, and is not needed beside the data
    return scenario_from_dict(data, path.parent, sha256)


def file_content(path: Path) -> bytes:
    """The bytes of a file that the user named. Raises InputError where it cannot be read."""
    try:
        return _content(path)
    except OSError as error:
        raise InputError([Problem(str(path), _("cannot be read (%(reason)s); check the name", reason=words(error.strerror)))]) from None


def _content(path: Path) -> bytes:
    """The bytes of a file. Raises OSError for a pipe or device, too, which could keep us waiting for ever."""
    if path.exists() and not path.is_file() and not path.is_dir():
        raise OSError(errno.EINVAL, _("a pipe or a device, not a file"))
    return path.read_bytes()


def parse_json(content: bytes, name: str) -> Any:
    """Parse JSON strictly: UTF-8, no key twice, no NaN. Raises InputError with line and column."""
    problems: list[Problem] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        result = dict(items)
        if len(result) < len(items):
            twice = sorted(key for key, times in Counter(key for key, _ in items).items() if times > 1)
            problems.extend(Problem(name, _("the key '%(key)s' stands twice in one object; keep one", key=key)) for key in twice)
        return result

    def constant(text: str) -> None:
        problems.append(Problem(name, _("%(number)s is no number of JSON; write a finite number or null", number=text)))

    try:
        data = json.loads(content.decode("utf-8-sig"), object_pairs_hook=pairs, parse_constant=constant)
    except UnicodeDecodeError as error:
        raise InputError([Problem(name, _("is not UTF-8 text (byte %(byte)s); save it as UTF-8", byte=error.start + 1))]) from None
    except json.JSONDecodeError as error:
        raise InputError(
            [
                Problem(
                    _("%(name)s line %(line)s, column %(column)s", name=name, line=error.lineno, column=error.colno),
                    _("is not JSON: %(what)s", what=words(error.msg)),
                )
            ]
        ) from None
    except (RecursionError, ValueError) as error:
        raise InputError([Problem(name, _("is not JSON that can be read: %(what)s", what=error))]) from None
    if problems:
        raise InputError(problems)
    if _SURROGATE.search(content):
        check_texts(data, name)
    return data


def check_texts(data: Any, name: str) -> None:
    """Raises InputError where data hold text that no file can."""
    _to_bytes(data, name)


def _to_bytes(data: Any, name: str) -> bytes:
    """Data as JSON. Raises InputError where it holds what no file can."""
    try:
        return json.dumps(data, sort_keys=True, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        half = error.object[error.start : error.end]
        raise InputError([Problem(name, _("holds half a character (%(half)s), which no text can; correct it", half=half))]) from None
    except (TypeError, ValueError) as error:
        raise InputError([Problem(name, _("is no plain data: %(error)s", error=error))]) from None


@collector_paused()
def scenario_from_dict(data: Any, folder: Path | None = None, sha256: str | None = None) -> Scenario:
    """Validate plain data as a scenario. See ``Scenario.from_dict``."""
    if not isinstance(data, dict):
        raise InputError([Problem("", _("a scenario is an object {...} with the keys of the format"))])
    if sha256 is None:
        sha256 = hashlib.sha256(_to_bytes(data, "")).hexdigest()
    problems = [Problem(str(key), unknown_key(str(key), _KNOWN[()])) for key in data if key not in _KNOWN[()]]
    files: list[FileHash] = []
    values: dict[str, Any] = {}
    sections: dict[str, Section[Any]] = {}
    for key, field in Scenario.model_fields.items():
        value = data.get(key)
        if value is None:
            if field.is_required():
                problems.append(Problem(key, _("must not be null; give it a value") if key in data else _("is required; add it")))
        elif key in _SECTIONS:
            sections[key] = _section(key, value, folder, files, problems)
        else:
            known = {path[1:]: keys for path, keys in _KNOWN.items() if path[:1] == (key,)}
            place = partial(_dotted_below, key)
            values[key] = validate(TypeAdapter(_annotated(field)), value, place, problems, known)
            if key == "calendar" and values[key] is None and isinstance(value, dict):
                problems += in_both(*(_texts(value.get(name)) for name in ("holidays", "workdays")))

    parts = Parts(values=values, **sections)
    matrix = _matrix(parts, folder, files, problems)
    return assemble(parts, Source(folder, sha256, tuple(files)), matrix, problems)


def assemble(parts: Parts, source: Source, matrix: WalkMatrix, problems: list[Problem]) -> Scenario:
    """A scenario of parts that are valid by themselves. Raises InputError with ``problems`` and those between the parts, if any."""
    problems = [*problems, *check(parts)]
    if problems:
        raise InputError(problems)
    models = {key: tuple(getattr(parts, key).models) for key in _SECTIONS}
    scenario = Scenario.model_construct(**(parts.values | models))
    scenario._source = source
    scenario._walk_matrix = matrix
    scenario._warnings = tuple(find_warnings(scenario))
    return scenario


def _texts(value: Any) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list | tuple) else []


def _dotted_below(key: str, loc: tuple[str | int, ...]) -> str:
    return dotted((key, *loc))


def _section(key: str, value: Any, folder: Path | None, files: list[FileHash], problems: list[Problem]) -> Section[Any]:
    """Validate each entry of a list section by itself, so that one mistake hides no other."""
    rows, place_of = _rows(key, value, folder, files, problems)
    model, adapter = _SECTIONS[key]
    return Section(rows, place_of, validate_each(adapter, TypeAdapter(model), rows, place_of, problems, known_keys(model)))


def _annotated(field: FieldInfo) -> Any:
    return Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation


def _rows(
    key: str, value: Any, folder: Path | None, files: list[FileHash], problems: list[Problem]
) -> tuple[Sequence[Any], Callable[[int], Place]]:
    """The rows of a list section, and for each a function from a place within it to a place in the user's file."""
    if key == "residents" and isinstance(value, str):
        path = _inside(value, folder, key, (".csv", ".parquet"), files, problems)
        return read_residents(path, problems) if path is not None else ([], lambda index: dotted)
    if not isinstance(value, list | tuple):
        problems.append(
            Problem(
                key, _("must be a list [...], or the name of a .csv or .parquet file") if key == "residents" else _("must be a list [...]")
            )
        )
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
        problems.append(Problem(place, _("'%(name)s' is a file, but the scenario has no folder; give the data itself", name=name)))
        return None
    if not name.lower().endswith(endings):
        problems.append(Problem(place, _("'%(name)s' must end in %(endings)s", name=name, endings=_(" or ").join(endings))))
        return None
    path = folder / name
    try:
        outside = Path(name).is_absolute() or not path.resolve().is_relative_to(folder.resolve())
        content = b"" if outside else _content(path)
    except (OSError, ValueError) as error:
        reason = words(error.strerror) if isinstance(error, OSError) else error
        problems.append(
            Problem(
                place, _("the file '%(name)s' cannot be read (%(reason)s); it is looked up beside the scenario", name=name, reason=reason)
            )
        )
        return None
    if outside:
        problems.append(Problem(place, _("'%(name)s' lies outside the scenario's folder; move it beside the scenario", name=name)))
        return None
    files.append(FileHash(name, hashlib.sha256(content).hexdigest()))
    return path
