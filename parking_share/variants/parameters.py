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
from parking_share.texts import N_, _
from parking_share.variants.changes import Variant
from parking_share.variants.reading import variants_from_dict

MOST_PARAMETERS = 2
EVERY = "*"
ADD = "add"
MOST_VALUES = 1_000

Value = int | float | str

_PATH = r"(?:(lots|residents|communities)\[(.+?)\]|(policy))\.([a-z_]+(?:\.[a-z_]+)?)|(demand)"
_PARAMETER = re.compile(rf"({_PATH})\s*=(.*)", re.DOTALL)
_NUMBER = r"[-+]?\d+(?:\.\d+)?"
_RANGE = re.compile(rf"({_NUMBER}):({_NUMBER}):({_NUMBER})", re.ASCII)
FORM = N_("write PATH=VALUES, such as lots[ID].spaces=10:60:5, lots[*].recall_minutes=0,15,30 or demand=0.8:1.2:0.1")


@dataclass(frozen=True)
class Parameter:
    """What is varied, as the user wrote it (``path``), and over which values."""

    path: str
    values: tuple[Value, ...]

    def change(self, value: Value) -> dict[str, Any]:
        """One value as keys of a variant."""
        section, chosen, name, part = self.target
        if section == "policy":
            return {"policy": {name: value}}
        if section == "demand":
            return {"demand": [{"factor": value}]}
        what: dict[str, Any] = {"shift": {name: {part: value}}} if part else {"set": {name: value}}
        if name == ADD:
            what = {ADD: {part: value}}
        if section == "communities":
            return {"residents": [{"communities": [chosen]} | what]}
        return {section: [({} if chosen == EVERY else {"ids": [chosen]}) | what]}

    @property
    def target(self) -> tuple[str, str, str, str]:
        """Section of the scenario, id of the entry (``*`` for every one), key, and the part of a key that is shifted."""
        match = re.fullmatch(_PATH, self.path, re.DOTALL)
        assert match is not None
        section, chosen, policy, key, demand = match.groups()
        name, _, part = (key or "").partition(".")
        return section or policy or demand, chosen or EVERY, name, part

    def meets(self, other: Parameter) -> bool:
        """Whether both may change the same key of the same entry, so that one would overwrite the other."""
        (section, chosen, *key), (section_2, chosen_2, *key_2) = self.target, other.target
        of_residents = {"residents", "communities"}
        same_section = section == section_2 or {section, section_2} == of_residents
        same_entry = chosen == chosen_2 or EVERY in (chosen, chosen_2) or section != section_2
        return same_section and same_entry and key[key[0] == ADD] == key_2[key_2[0] == ADD]


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
    if len(parameters) == MOST_PARAMETERS and parameters[0].meets(parameters[1]):
        problems.append(
            Problem(parameters[1].path, _("changes what %(path)s changes; vary it once, with all its values", path=parameters[0].path))
        )
    if not 1 <= len(texts) <= MOST_PARAMETERS:
        problems.append(Problem("", _("vary one parameter or two, not %(n)s", n=len(texts))))
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
    match = _PARAMETER.fullmatch(text.strip())
    if match is None:
        raise ValueError(_("is no parameter; %(form)s", form=_(FORM)))
    return Parameter(match[1], tuple(_values(match[match.re.groups].strip())))


def _values(written: str) -> list[Value]:
    found: list[Value]
    if written.startswith("["):
        try:
            found = json.loads(written)
        except (ValueError, RecursionError) as error:
            raise ValueError(_("is no list in JSON: %(what)s", what=error)) from None
        if any(isinstance(value, bool) or not isinstance(value, int | float | str) for value in found):
            raise ValueError(_("holds something else than numbers and texts"))
    elif match := _RANGE.fullmatch(written):
        found = _range(*(Decimal(part) for part in match.groups()))
    else:
        found = [_value(part.strip()) for part in written.split(",")] if written else []
    if not found:
        raise ValueError(_("has no values; %(form)s", form=_(FORM)))
    if len(found) > MOST_VALUES:
        raise ValueError(_("has %(n)s values; at most %(most)s", n=f"{len(found):,}", most=f"{MOST_VALUES:,}"))
    if len(set(map(str, found))) < len(found):
        raise ValueError(_("has a value twice; keep one"))
    return found


def _range(first: Decimal, last: Decimal, step: Decimal) -> list[Value]:
    """From ``first`` to ``last``, both included where the steps meet it."""
    if step == 0 or (last - first) * step < 0:
        raise ValueError(_("is an empty range: from %(first)s no step of %(step)s leads to %(last)s", first=first, step=step, last=last))
    count = int((last - first) / step) + 1
    if count > MOST_VALUES:
        raise ValueError(_("has %(n)s values; at most %(most)s", n=f"{count:,}", most=f"{MOST_VALUES:,}"))
    return [_number(first + number * step) for number in range(count)]


def _value(text: str) -> Value:
    return _number(Decimal(text)) if re.fullmatch(_NUMBER, text, re.ASCII) else text


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
