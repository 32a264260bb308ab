"""All figures of one complete measurement, as they are kept in ``benchmarks/results.json``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from outcome import CommandRun, Outcome, Size


@dataclass(frozen=True)
class Results:
    """``machine`` says where and with what versions, ``load_before`` and ``load_after`` how many processes wanted one of its
    cores, ``limit`` the base limit, seconds, which each instance multiplies by its factor."""

    date: str
    machine: dict[str, str]
    load_before: float
    load_after: float
    limit: float
    commands: tuple[CommandRun, ...]
    sizes: tuple[Size, ...]
    outcomes: tuple[Outcome, ...]

    def of(self, instance: str) -> list[Outcome]:
        """Outcomes of one instance, in order of measurement."""
        return [outcome for outcome in self.outcomes if outcome.instance == instance]


def from_json(data: dict[str, Any]) -> Results:
    """Results from plain data."""
    commands = tuple(CommandRun(**entry | {"seconds": tuple(entry["seconds"])}) for entry in data["commands"])
    sizes = tuple(Size(**entry | {"objectives": tuple(entry["objectives"])}) for entry in data["sizes"])
    outcomes = tuple(_outcome(entry) for entry in data["outcomes"])
    return Results(**data | {"commands": commands, "sizes": sizes, "outcomes": outcomes})


def _outcome(entry: dict[str, Any]) -> Outcome:
    proofs = tuple((said, bound) for said, bound in entry.get("proofs", ()))
    return Outcome(**entry | {"values": tuple(entry["values"]), "bounds": tuple(entry["bounds"]), "proofs": proofs})
