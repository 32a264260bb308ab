"""What to say of an id that the scenario does not have."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def unknown(what: str, name: str, known: Iterable[str], scenario_id: str) -> str:
    """A sentence with the closest ids, for an id that is no resident or no lot."""
    close = difflib.get_close_matches(name, list(known), n=3)
    hint = f"did you mean {' or '.join(repr(each) for each in close)}?" if close else "write an id as the scenario has it"
    return f"'{name}' is no {what} of {scenario_id}; {hint}"
