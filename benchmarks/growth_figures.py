"""How a solve grows with the number of residents: plain data, as it passes from process to process and is kept."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

FIGURES = Path(__file__).parent / "growth.json"
PHASES = ("read", "expand", "first come first served", "optimise", "prove", "to schedule", "number bays", "verify", "write")
STAGES = ("read", "solve", "verify")
"""After which the peak of memory is taken."""


@dataclass(frozen=True)
class GrownLevel:
    """A level of the schedule found; ``gap_percent`` is None where the bound is 0 or none, ``proof`` what the verifier says of it."""

    objective: str
    value: int
    bound: int | None
    gap_percent: float | None
    proof: str


@dataclass(frozen=True)
class Grown:
    """One size: how big it is, wall seconds of each phase, peak MB of the process up to the end of each stage, and its levels."""

    residents: int
    communities: int
    lots: int
    spaces: int
    served: int
    ended: str
    violations: int
    phases: dict[str, float]
    peak_mb: dict[str, float]
    levels: tuple[GrownLevel, ...]

    @property
    def seconds(self) -> float:
        """Of all phases."""
        return sum(self.phases.values())


@dataclass(frozen=True)
class Growth:
    """All sizes, smallest first, of one measurement; ``limit`` seconds for each search, loads as in ``Results``."""

    date: str
    machine: dict[str, str]
    load_before: float
    load_after: float
    limit: float
    sizes: tuple[Grown, ...]


def from_json(data: dict[str, Any]) -> Growth:
    """Figures from plain data."""
    return Growth(**data | {"sizes": tuple(grown(entry) for entry in data["sizes"])})


def grown(entry: dict[str, Any]) -> Grown:
    """One size from plain data."""
    return Grown(**entry | {"levels": tuple(GrownLevel(**level) for level in entry["levels"])})
