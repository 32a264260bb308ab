"""What went wrong, as data: a place in the user's file, a sentence in the user's words, and the way out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing to mend in the input.

    Parameters
    ----------
    place
        Where it stands, as the user would point at it: ``lots[3].own_use``, ``residents.csv line 17, stays``.
    message
        What is wrong and the way out, in one or two sentences.
    """

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


class InputError(Exception):
    """The input cannot be used. Carries every problem that was found, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class RuleError(ValueError):
    """A text that should be a time rule, a date or a time and is not; the message shows the text and the place in it."""

    def __init__(self, text: str, position: int, expected: str) -> None:
        self.text, self.position, self.expected = text, position, expected
        shown = text if len(text) <= 120 else text[:117] + "..."
        expected = expected if len(expected) <= 200 else expected[:80] + " ... " + expected[-110:]
        super().__init__(f"'{shown}' does not read as a time rule at character {position + 1}: {expected}")
