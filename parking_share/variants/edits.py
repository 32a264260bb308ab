"""One lot, resident or policy with the changes that a planner has written for it."""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter

from parking_share.calendar import shift_rules
from parking_share.errors import Problem
from parking_share.scenario import Lot, Model, Policy, Resident
from parking_share.variants.changes import LotChange, ResidentChange, Shift, Values
from parking_share.wording import KnownKeys, Place, known_keys, validate

M = TypeVar("M", bound=Model)


def edited_lot(lot: Lot, change: LotChange, place: Place, problems: list[Problem]) -> Lot | None:
    """A lot after a change: new values first, then what is added to them, shifted hours, more closures."""
    values = _values(lot, change.set)
    _raise(values, change.add)
    for key in ("own_use", "gate"):
        shift: Shift = getattr(change.shift, key)
        try:
            values[key] = shift_rules(values[key], shift.begin_minutes, shift.end_minutes) if shift != Shift() else values[key]
        except ValueError as error:
            problems.append(Problem(place((key,)), str(error)))
    values["closures"] += change.close
    return _checked(Lot, values, place, problems)


def edited_resident(resident: Resident, change: ResidentChange, policy: Policy, place: Place, problems: list[Problem]) -> Resident | None:
    """A resident after a change: new values first, then what is added to them; a walk limit begins at the policy's where there is none."""
    values = _values(resident, change.set)
    if values["max_walk_minutes"] is None and change.add.max_walk_minutes:
        values["max_walk_minutes"] = policy.max_walk_minutes
    _raise(values, change.add)
    return _checked(Resident, values, place, problems)


def edited_policy(policy: Policy, change: Values, place: Place, problems: list[Problem]) -> Policy | None:
    """A policy with new values."""
    return _checked(Policy, _values(policy, change), place, problems)


def _values(model: Model, change: Values | None) -> dict[str, Any]:
    """All values of a model, new ones for the keys that the change gives; where it gives ``null``, the default."""
    values = {key: getattr(model, key) for key in type(model).model_fields}
    for key, value in (change.given() if change else {}).items():
        field = type(model).model_fields[key]
        values[key] = field.get_default() if value is None and not field.is_required() else value
    return values


def _raise(values: dict[str, Any], amounts: Model) -> None:
    for key in type(amounts).model_fields:
        if amount := getattr(amounts, key):
            values[key] += amount


def _checked(model: type[M], values: dict[str, Any], place: Place, problems: list[Problem]) -> M | None:
    adapter, known = _validation(model)
    return validate(adapter, values, place, problems, known)


@cache
def _validation(model: type[M]) -> tuple[TypeAdapter[M], KnownKeys]:
    return TypeAdapter(model), known_keys(model)
