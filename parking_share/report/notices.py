"""What to tell residents after planning again, in words."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from parking_share.catalogue import Lang
from parking_share.replanning import Change
from parking_share.report.language import Language
from parking_share.report.words import REASON_NAMES
from parking_share.scenario import Scenario


def notices(scenario: Scenario, changes: Iterable[Change], lang: Lang = "en") -> pd.DataFrame:
    """One row a change: ``resident``, ``plate``, ``change``, ``lot_before``, ``lot_after`` and the ``notice``, a sentence or two.

    For the office: it has plates. Residents whom the scenario does not have any more have no plate.

    Parameters
    ----------
    scenario
        The one that was planned again; its first date is when changes begin.
    changes
        As ``replanning.changes_for_each`` gives them.
    lang
        Language of the notices: ``en`` or ``zh``.
    """
    language = Language.of(lang)
    plates = {each.id: each.plate for each in scenario.residents}
    names = {lot.id: lot.name or lot.id for lot in scenario.lots}
    begin = language.date(scenario.horizon.start)
    rows = [
        (
            each.resident,
            plates.get(each.resident, ""),
            each.move,
            each.lot_before or "",
            each.lot_after or "",
            _notice(language, each, names, begin) + _closed(language, each),
        )
        for each in changes
    ]
    return pd.DataFrame(rows, columns=["resident", "plate", "change", "lot_before", "lot_after", "notice"])


def _closed(language: Language, change: Change) -> str:
    """A sentence about the days on which the lot is closed to a resident, if there are any."""
    if not change.excused:
        return ""
    days = dict.fromkeys(language.date(moment) for moment in change.excused)
    separator = language.gettext(", ")
    return language.gettext(" The lot is closed for your stay from: %(days)s.") % {"days": separator.join(days)}


def _notice(language: Language, change: Change, names: dict[str, str], begin: str) -> str:
    _ = language.gettext
    facts = {
        "begin": begin,
        "before": names.get(change.lot_before or "", change.lot_before),
        "after": names.get(change.lot_after or "", change.lot_after),
        "walk": "" if change.walk_seconds_after is None else language.duration(change.walk_seconds_after / 60),
        "reason": "" if change.reason is None else _(REASON_NAMES[change.reason]),
    }
    if change.move == "stay":
        return _("Your place in %(after)s stays as it is.") % facts
    if change.move == "move":
        return _("From %(begin)s your place is in %(after)s, no longer in %(before)s. The walk is %(walk)s.") % facts
    if change.move == "enter":
        return _("From %(begin)s you have a place in %(after)s. The walk is %(walk)s.") % facts
    if change.reason is None:
        return _("Your place in %(before)s ends before %(begin)s.") % facts
    return _("From %(begin)s there is no place for you any more, not in %(before)s and not elsewhere: %(reason)s.") % facts
