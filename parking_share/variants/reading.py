"""A changes file, read and applied: everything that is wrong in any of its variants is found in one pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from parking_share.errors import InputError, Problem
from parking_share.reading import file_content, parse_json
from parking_share.scenario import Scenario
from parking_share.texts import _
from parking_share.variants.applying import vary
from parking_share.variants.changes import Changes, Variant
from parking_share.variants.plain_yaml import parse_yaml
from parking_share.wording import Place, did_you_mean, dotted, known_keys, validate, validate_each


@dataclass(frozen=True)
class Varied:
    """A variant, the changed scenario, and the variants that lead there from the scenario as it is, itself the last."""

    variant: Variant
    scenario: Scenario
    steps: tuple[Variant, ...]


def read_variants(path: str | Path, scenario: Scenario) -> list[Varied]:
    """Read a changes file and apply it to a scenario.

    Parameters
    ----------
    path
        JSON, or YAML if the name ends in ``.yaml`` or ``.yml`` (UTF-8).

    Raises
    ------
    InputError
        With every problem of every variant that was found: in the file itself, and with what it says of the scenario.
    """
    path = Path(path)
    parse = parse_yaml if path.suffix.lower() in (".yaml", ".yml") else parse_json
    return variants_from_dict(parse(file_content(path), path.name), scenario)


def variants_from_dict(data: Any, scenario: Scenario) -> list[Varied]:
    """The same from plain data, such as ``{"format": 1, "variants": [{"id": "smaller", "lots": [{"add": {"spaces": -2}}]}]}``."""
    if not isinstance(data, dict):
        raise InputError([Problem("", _("changes are an object with the keys 'format' and 'variants'"))])
    problems: list[Problem] = []
    rows = data.get("variants")
    rows = rows if isinstance(rows, list) else []
    # Each variant by itself, so that one mistake hides no other.
    validate(TypeAdapter(Changes), data | ({"variants": []} if rows else {}), dotted, problems, known_keys(Changes))
    place_of = partial(_below, "variants")
    known = known_keys(Variant)
    models = validate_each(TypeAdapter(list[Variant]), TypeAdapter(Variant), rows, place_of, problems, known)
    if isinstance(base := data.get("base"), str) and base != scenario.id:
        problems.append(
            Problem("base", _("these are changes of '%(base)s', and the scenario is '%(scenario)s'", base=base, scenario=scenario.id))
        )
    if data.get("variants") == []:
        problems.append(Problem("variants", _("is empty; write at least one variant")))
    problems += _order_problems(rows, models)
    looked_at = [_readable(row, at) if model is None else model for at, (row, model) in enumerate(zip(rows, models, strict=True))]
    varied: dict[str, Varied] = {}
    waiting = {model.id: (index, model) for index, model in enumerate(looked_at) if model is not None}
    while ready := [each for each in waiting.values() if each[1].on is None or each[1].on in varied]:
        for index, variant in ready:
            del waiting[variant.id]
            under = Varied(variant, scenario, ()) if variant.on is None else varied[variant.on]
            try:
                changed = vary(under.scenario, variant, dotted(("variants", index)))
                varied[variant.id] = Varied(variant, changed, (*under.steps, variant))
            except InputError as error:
                problems += error.problems
    if problems:
        raise InputError(problems)
    return [varied[model.id] for model in models if model is not None]


def _below(key: str, index: int) -> Place:
    return lambda loc: dotted((key, index, *loc))


def _readable(row: Any, number: int) -> Variant | None:
    """What can be read of a variant that has mistakes, so that what it says of the scenario can be looked at as well."""
    if not isinstance(row, dict):
        return None
    read: dict[str, Any] = {"id": row["id"] if _holds({"id": row.get("id")}) else f"number-{number}"}
    for key, value in row.items():
        if key in ("lots", "residents") and isinstance(value, list):  # what is left of a change with a mistake keeps its place
            value = [item if _holds(read | {key: [item]}) else _holding(item, read, key) for item in value]
        if _holds(read | {key: value}):
            read[key] = value
    return Variant.model_validate(read)


def _holding(item: Any, read: dict[str, Any], key: str) -> dict[str, Any]:
    """The keys of a change that have no mistake."""
    parts = item.items() if isinstance(item, dict) else ()
    return {part: value for part, value in parts if _holds(read | {key: [{part: value}]})}


def _holds(row: Any) -> bool:
    try:
        Variant.model_validate(row)
    except ValidationError:
        return False
    return True


def _order_problems(rows: Sequence[Any], models: Sequence[Variant | None]) -> list[Problem]:
    """Ids that stand twice, and variants that build on nothing there is or on themselves."""
    problems = []
    ids = [row.get("id") if isinstance(row, dict) else None for row in rows]
    on = {model.id: model.on for model in models if model is not None}
    for index, model in enumerate(models):
        if model is None:
            continue
        folded = [each.casefold() if isinstance(each, str) else None for each in ids[:index]]
        if model.id.casefold() in folded:  # files may not tell capitals from small letters
            first = folded.index(model.id.casefold())
            problems.append(
                Problem(f"variants[{index}].id", _("'%(id)s' is the id of variants[%(first)s] already", id=model.id, first=first))
            )
        if model.on is not None and model.on not in ids:
            hint = did_you_mean(model.on, [each for each in ids if isinstance(each, str)]) or _("; leave it out to build on the scenario")
            message = _("'%(variant)s' is no variant of this file%(hint)s", variant=model.on, hint=hint)
            problems.append(Problem(f"variants[{index}].on", message))
        path = [model.id]
        while (under := on.get(path[-1])) is not None and under not in path:
            path.append(under)
        if under == model.id and min(path, key=ids.index) == model.id:
            problems.append(
                Problem(
                    f"variants[{index}].on",
                    _("'%(variant)s' builds on itself: %(order)s", variant=model.id, order=_(" on ").join([*path, under])),
                )
            )
    return problems
