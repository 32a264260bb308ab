"""Parameters of a sweep as the user writes them: one or two, over their values, each combination a variant."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Any

from parking_share.errors import InputError, Problem
from parking_share.scenario import FORMAT, Scenario
from parking_share.variants.changes import Variant
from parking_share.variants.reading import variants_from_dict

MOST_PARAMETERS = 2
MOST_VALUES = 1_000

Value = int | float | str | bool | None

_PATH = re.compile(r"(?:(lots|residents|communities)\[(.+)\]|(policy))\.([a-z_.]+)|(demand)", re.DOTALL)
_NUMBER = r"[-+]?\d+(?:\.\d+)?"
_RANGE = re.compile(rf"({_NUMBER}):({_NUMBER}):({_NUMBER})", re.ASCII)
FORM = "write PATH=VALUES, such as lots[ID].spaces=10:60:5, lots[*].recall_minutes=0,15,30 or demand=0.8:1.2:0.1"


@dataclass(frozen=True)
class Parameter:
    """What is varied, as the user wrote it (``path``), and over which values."""

    path: str
    values: tuple[Value, ...]

    def change(self, value: Value) -> dict[str, Any]:
        """One value as keys of a variant."""
        match = _PATH.fullmatch(self.path)
        assert match is not None
        section, chosen, policy, key, _ = match.groups()
        if policy:
            return {"policy": {key: value}}
        if section is None:
            return {"demand": [{"factor": value}]}
        name, _, part = key.partition(".")
        what: dict[str, Any] = {"shift": {name: {part: value}}} if part else {"set": {name: value}}
        if section == "communities":
            return {"residents": [{"communities": [chosen]} | what]}
        return {section: [({} if chosen == "*" else {"ids": [chosen]}) | what]}


@dataclass(frozen=True)
class Cell:
    """One combination of the parameters' values, and the variant that it is."""

    values: tuple[Value, ...]
    variant: Variant


def read_parameters(texts: Sequence[str], scenario: Scenario) -> list[Parameter]:
    """Parameters as the user writes them, such as ``lots[tax-bureau].spaces=10:60:5``, each value valid by itself.

    Raises
    ------
    InputError
        With every problem of every parameter.
    """
    problems: list[Problem] = []
    parameters = []
    for text in texts:
        try:
            parameter = _parameter(text)
            parameters.append(parameter)
            variants = [_variant(number, [parameter.change(value)]) for number, value in enumerate(parameter.values)]
            variants_from_dict({"format": FORMAT, "variants": variants}, scenario)
        except ValueError as error:
            problems.append(Problem(text, str(error)))
        except InputError as error:
            problems += [Problem(text, message) for message in dict.fromkeys(each.message for each in error.problems)]
    paths = [parameter.path for parameter in parameters]
    if len(set(paths)) < len(paths):
        problems.append(Problem(paths[0], "stands twice; vary it once, with all its values"))
    if not 1 <= len(texts) <= MOST_PARAMETERS:
        problems.append(Problem("", f"vary one parameter or two, not {len(texts)}"))
    if problems:
        raise InputError(problems)
    return parameters


def cells(parameters: Sequence[Parameter]) -> list[Cell]:
    """Every combination of the parameters' values, the last one's changing fastest."""
    combinations = list(product(*(parameter.values for parameter in parameters)))
    return [
        Cell(values, Variant.model_validate(_variant(number, [each.change(value) for each, value in zip(parameters, values, strict=True)])))
        for number, values in enumerate(combinations)
    ]


def _variant(number: int, changes: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Some changes as one variant: lists of changes follow each other, keys of the policy join."""
    variant: dict[str, Any] = {"id": f"cell-{number}"}
    for change in changes:
        for key, value in change.items():
            if key in variant:
                value = variant[key] + value if isinstance(value, list) else variant[key] | value
            variant[key] = value
    return variant


def _parameter(text: str) -> Parameter:
    """Raises ValueError with the way out."""
    path, equals, written = _split(text)
    if not equals or not _PATH.fullmatch(path):
        raise ValueError(f"is no parameter; {FORM}")
    return Parameter(path, tuple(_values(written)))


def _split(text: str) -> tuple[str, str, str]:
    """The path, the equals sign behind it, the values; an id in brackets may hold an equals sign."""
    end = text.find("=", text.rfind("].") + 1)
    return (text, "", "") if end < 0 else (text[:end].strip(), "=", text[end + 1 :].strip())


def _values(written: str) -> list[Value]:
    found: list[Value]
    if written.startswith("["):
        try:
            found = json.loads(written)
        except ValueError as error:
            raise ValueError(f"is no list in JSON: {error}") from None
        if any(isinstance(value, list | dict) for value in found):
            raise ValueError("holds lists or objects; a sweep varies numbers and texts")
    elif match := _RANGE.fullmatch(written):
        found = _range(*(Decimal(part) for part in match.groups()))
    else:
        found = [_value(part.strip()) for part in written.split(",")] if written else []
    if not found:
        raise ValueError("has no values; " + FORM)
    if len(found) > MOST_VALUES:
        raise ValueError(f"has {len(found):,} values; at most {MOST_VALUES:,}")
    if len(set(map(str, found))) < len(found):
        raise ValueError("has a value twice; keep one")
    return found


def _range(first: Decimal, last: Decimal, step: Decimal) -> list[Value]:
    """From ``first`` to ``last``, both included where the steps meet it."""
    if step == 0 or (last - first) * step < 0:
        raise ValueError(f"is an empty range: from {first} no step of {step} leads to {last}")
    count = int((last - first) / step) + 1
    if count > MOST_VALUES:
        raise ValueError(f"has {count:,} values; at most {MOST_VALUES:,}")
    return [_number(first + number * step) for number in range(count)]


def _value(text: str) -> Value:
    return _number(Decimal(text)) if re.fullmatch(_NUMBER, text, re.ASCII) else text


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
