"""What to say of an id that the scenario does not have."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from parking_share.texts import N_, _

_NO_SUCH = {
    "lot": N_("'%(id)s' is no lot of %(scenario)s; %(hint)s"),
    "resident": N_("'%(id)s' is no resident of %(scenario)s; %(hint)s"),
}


def unknown(what: str, name: str, known: Iterable[str], scenario_id: str) -> str:
    """A sentence with the closest ids, for an id that is no resident or no lot."""
    close = difflib.get_close_matches(name, list(known), n=3)
    hint = (
        _("did you mean %(ids)s?", ids=_(" or ").join(repr(each) for each in close)) if close else _("write an id as the scenario has it")
    )
    return _(_NO_SUCH[what], id=name, scenario=scenario_id, hint=hint)
