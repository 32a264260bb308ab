"""Validation errors of the models in the user's words, each with its way out."""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from parking_share.errors import Problem
from parking_share.texts import N_, _

T = TypeVar("T")
Place = Callable[[tuple[str | int, ...]], str]
KnownKeys = dict[tuple[str, ...], list[str]]
"""The keys of an object, by the keys that lead to it; () for the outermost."""

MOST_COMPARED = 10_000
"""Beyond so many texts it would take seconds to find the one most alike."""

ROWS_AT_ONCE = 1000
"""One call of the validator for so many rows; where one of them is wrong, so many calls more."""

_EXPECTED = {
    "int_type": N_("a whole number"),
    "int_from_float": N_("a whole number"),
    "float_type": N_("a number"),
    "finite_number": N_("a finite number"),
    "string_type": N_("text in quotes"),
    "bool_type": N_("true or false"),
    "tuple_type": N_("a list [...]"),
    "model_type": N_("an object {...}"),
    "model_attributes_type": N_("an object {...}"),
}
_BOUNDS = {
    "greater_than_equal": ("ge", N_("must be at least %(bound)s, not %(value)s")),
    "greater_than": ("gt", N_("must be more than %(bound)s, not %(value)s")),
    "less_than_equal": ("le", N_("must be at most %(bound)s, not %(value)s")),
}

NO_SUCH = {
    "lot": N_("'%(id)s' is no lot of the scenario"),
    "resident": N_("'%(id)s' is no resident of the scenario"),
    "community": N_("'%(id)s' is no community of the scenario"),
}


def dotted(parts: Iterable[str | int]) -> str:
    """A place as people write it: ``lots[3].closures[0].from``."""
    place = ""
    for part in parts:
        place += f"[{part}]" if isinstance(part, int) else f".{part}" if place else part
    return place


def shown(value: Any) -> str:
    """A value of the input, short enough for a sentence."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:57] + "..."


def validate(adapter: TypeAdapter[T], data: Any, place: Place, problems: list[Problem], known: KnownKeys) -> T | None:
    """Validate ``data``; on failure add its problems and return None."""
    try:
        return adapter.validate_python(data)
    except ValidationError as error:
        for item in error.errors(include_url=False):
            loc = item["loc"]
            sentence = _unknown_key(loc, known) if item["type"] == "extra_forbidden" else _sentence(item, _at(data, loc))
            problems.append(Problem(place(loc), sentence))
        return None


def validate_each(
    adapter: TypeAdapter[list[T]],
    one: TypeAdapter[T],
    rows: Sequence[Any],
    place_of: Callable[[int], Place],
    problems: list[Problem],
    known: KnownKeys,
) -> list[T | None]:
    """Validate each row by itself; None where it fails. Rows are validated together as long as nothing is wrong."""
    models: list[T | None] = []
    for begin in range(0, len(rows), ROWS_AT_ONCE):
        block = rows[begin : begin + ROWS_AT_ONCE]
        try:
            models += adapter.validate_python(block)
        except ValidationError:
            models += [validate(one, row, place_of(begin + index), problems, known) for index, row in enumerate(block)]
    return models


def _at(data: Any, loc: tuple[str | int, ...]) -> Any:
    for part in loc:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _sentence(item: ErrorDetails, value: Any) -> str:
    kind, ctx = item["type"], item.get("ctx", {})
    if kind in ("text", "rules"):
        return item["msg"]
    if kind == "string_pattern_mismatch":  # only ids have a pattern
        return _("'%(text)s' is no id: write 1 to 64 characters without control characters", text=value[:80])
    if kind == "missing":
        return _("is required; add it")
    if value is None:
        return _("must not be null; give it a value")
    if kind in _EXPECTED:
        return _("must be %(expected)s, not %(value)s", expected=_(_EXPECTED[kind]), value=shown(value))
    if kind == "literal_error":
        return _("must be %(expected)s, not %(value)s", expected=ctx["expected"].replace(" or ", _(" or ")), value=shown(value))
    if kind in _BOUNDS:
        key, sentence = _BOUNDS[kind]
        bound = int(ctx[key]) if ctx[key] == int(ctx[key]) else ctx[key]
        return _(sentence, bound=bound, value=shown(value))
    return item["msg"]


def _unknown_key(loc: tuple[str | int, ...], known: KnownKeys) -> str:
    return unknown_key(str(loc[-1]), known[tuple(part for part in loc[:-1] if isinstance(part, str))])


def unknown_key(key: str, known: Sequence[str]) -> str:
    """The sentence for a key that the format does not have; names the known key most alike."""
    if hint := did_you_mean(key, known):
        return _("is no key of the format%(hint)s", hint=hint)
    return _("is no key of the format; remove it (known: %(known)s)", known=", ".join(known))


def did_you_mean(text: str, known: Collection[str]) -> str:
    """The end of a sentence that names the known text most alike, if there is one."""
    close = difflib.get_close_matches(text, known if len(known) <= MOST_COMPARED else (), n=1)
    return _("; did you mean '%(known)s'?", known=close[0]) if close else ""


def known_keys(model: type[BaseModel]) -> KnownKeys:
    """The keys of a model and of every model inside it."""
    keys: KnownKeys = {(): [field.alias or name for name, field in model.model_fields.items()]}
    for name, field in model.model_fields.items():
        for inner in _models_in(field.annotation):
            keys |= {(field.alias or name, *path): below for path, below in known_keys(inner).items()}
    return keys


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)
