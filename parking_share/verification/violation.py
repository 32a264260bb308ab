"""A broken rule, as data: which rule, in one sentence, and who, where, when and how much."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Violation:
    """One place where a schedule does not hold.

    Parameters
    ----------
    rule
        Name of the check: a rule of the catalogue, or a check of the schedule file itself.
    message
        One sentence that a lot manager understands.
    resident, lot
        Ids as the schedule writes them, None where the violation concerns no single one.
    at
        First minute concerned, as local ISO date-time with offset.
    amount
        How much: cars too many, seconds too far, minutes too late, what a level value is off by.
    """

    rule: str
    message: str
    resident: str | None = None
    lot: str | None = None
    at: str | None = None
    amount: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain data, every key present."""
        return asdict(self)


def quoted(text: str) -> str:
    """A text of the file for a sentence: in quotes, unprintable characters escaped, not longer than a line."""
    return repr(text if len(text) <= 80 else text[:77] + "...")
