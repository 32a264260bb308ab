"""A figure in both scenarios, and comparisons as plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Generic, Literal, Protocol, TypeVar

Presence = Literal["both", "added", "removed"]
"""Whether something is in both scenarios, only in the variant, or only in the base."""

DECIMALS = 2


@dataclass(frozen=True)
class Pair:
    """A figure in the base and in the variant; None where one has no such figure."""

    base: float | None
    variant: float | None

    @property
    def difference(self) -> float | None:
        """variant - base; None where one of them is."""
        return None if self.base is None or self.variant is None else round(self.variant - self.base, DECIMALS)

    @property
    def distance(self) -> float:
        """The size of the difference; 0 where there is none to tell."""
        return abs(self.difference or 0)

    @property
    def differs(self) -> bool:
        """Whether the two are not the same."""
        return self.base != self.variant


class Sized(Protocol):
    """A row that says how much is different in it."""

    @property
    def size(self) -> tuple[float, ...]:
        """How much, to tell the most changed rows; larger is more."""


R = TypeVar("R", bound=Sized)


@dataclass(frozen=True)
class Changed(Generic[R]):
    """The rows in which something differs, and how many are left out because nothing does."""

    rows: tuple[R, ...]
    unchanged: int

    def most(self, number: int) -> tuple[R, ...]:
        """The ``number`` rows that differ most, in the order of ``rows``; of equal ones the first."""
        return most(self.rows, number)


def most(rows: Sequence[R], number: int) -> tuple[R, ...]:
    """The ``number`` rows that differ most, in the order of ``rows``; of equal ones the first."""
    order = sorted(range(len(rows)), key=lambda row: rows[row].size, reverse=True)
    return tuple(rows[row] for row in sorted(order[:number]))


def presence(in_base: bool, in_variant: bool) -> Presence:
    """Where something is that is in at least one."""
    return "both" if in_base and in_variant else "added" if in_variant else "removed"


def plain(value: Any) -> Any:
    """Dataclasses, mappings and tuples as what JSON has; a ``Pair`` with its difference."""
    if isinstance(value, Pair):
        return {"base": value.base, "variant": value.variant, "difference": value.difference}
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, tuple) else value
