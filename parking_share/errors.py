"""What went wrong, as data: a place in the user's file, a sentence in the user's words, and the way out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from parking_share.texts import N_, _

_KNOWN = (
    # of the operating system
    *(N_("No such file or directory"), N_("Is a directory"), N_("Permission denied"), N_("Not a directory"), N_("File name too long")),
    # of the JSON parser
    *(N_("Expecting value"), N_("Extra data"), N_("Invalid control character at"), N_("Unterminated string starting at")),
    *(N_("Expecting ',' delimiter"), N_("Expecting ':' delimiter"), N_("Expecting property name enclosed in double quotes")),
    N_("Illegal trailing comma before end of object"),
    N_("Illegal trailing comma before end of array"),
)


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
        return _("%(place)s: %(message)s", place=self.place, message=self.message) if self.place else self.message


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
        place = {"text": shown, "position": position + 1, "expected": expected}
        super().__init__(_("'%(text)s' does not read as a time rule at character %(position)s: %(expected)s", **place))


def words(reason: str | None) -> str:
    """What a library or the operating system says is wrong, in the language in use as far as it is known; else as it is."""
    return _(reason) if reason in _KNOWN else str(reason)
