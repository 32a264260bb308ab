"""What to tell residents after planning again, in words."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, partial

import pandas as pd

from parking_share.catalogue import Lang
from parking_share.replanning import Change
from parking_share.report.bays import bay_of_stay
from parking_share.report.hours import cuts_in_words, rules_in_words
from parking_share.report.language import Language
from parking_share.report.words import REASON_NAMES
from parking_share.scenario import Scenario
from parking_share.schedule import Schedule


def notices(
    scenario: Scenario, schedule: Schedule, changes: Iterable[Change], lang: Lang = "en", last: Scenario | None = None
) -> pd.DataFrame:
    """One row a change: ``resident``, ``plate``, ``change``, ``lot_before``, ``lot_after`` and the ``notice``, a few sentences.

    Who has a place is told the walk, the hours, those that are cut, the bay, and the days on which the lot is closed. For the office: it
    has plates. Residents whom neither scenario has have no plate.

    Parameters
    ----------
    scenario
        The one that was planned again; its first date is when changes begin.
    schedule
        The new schedule of it.
    changes
        As ``replanning.changes_for_each`` gives them.
    lang
        Language of the notices: ``en`` or ``zh``.
    last
        The scenario of the last schedule: what it calls lots that are gone since. None: they go by their ids.
    """
    language = Language.of(lang)
    known = [scenario] if last is None else [last, scenario]
    plates = {each.id: each.plate for every in known for each in every.residents}
    names = {lot.id: lot.name or lot.id for every in known for lot in every.lots}
    begin = language.date(scenario.horizon.start)
    hours = _Hours(language, scenario, schedule)
    rows = [
        (
            each.resident,
            plates.get(each.resident, ""),
            each.move,
            each.lot_before or "",
            each.lot_after or "",
            _notice(language, each, names, begin) + hours.told(each.resident) + hours.bay(each.resident) + _closed(language, each),
        )
        for each in changes
    ]
    return pd.DataFrame(rows, columns=["resident", "plate", "change", "lot_before", "lot_after", "notice"])


class _Hours:
    """The hours and bays of those who have a place, in words; each text of hours is made once, as residents share them."""

    def __init__(self, language: Language, scenario: Scenario, schedule: Schedule) -> None:
        self.language, self.time = language, scenario.time
        self.residents = {each.id: each for each in scenario.residents}
        self.held = {each.resident: each.stays for each in schedule.assignments}
        self.in_words = cache(partial(rules_in_words, language))

    def told(self, resident_id: str) -> str:
        """A sentence about the hours, and those about what is cut of them; nothing for who has no place."""
        if resident_id not in self.held:
            return ""
        resident = self.residents[resident_id]
        text = self.language.gettext(" Your hours: %(hours)s.") % {"hours": self.in_words(resident.stays)}
        if resident.late_arrival_minutes or resident.early_leave_minutes:  # others are held as they want
            text += cuts_in_words(self.language, self.time, resident.stays, self.held[resident_id])
        return text

    def bay(self, resident_id: str) -> str:
        """A sentence about the bay, which may be another one although the place stays; nothing where none is numbered."""
        bays = dict.fromkeys(bay_of_stay(self.language, stay) for stay in self.held.get(resident_id, ()))
        if not any(bays):
            return ""
        if len(bays) == 1 and (bay := next(iter(bays))).isdecimal():
            return self.language.gettext(" Your bay is number %(bay)s.") % {"bay": bay}
        return self.language.gettext(" Your bay is not always the same: ask the lot's manager for the list.")


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
        return _("Your place in %(after)s stays as it is. The walk is %(walk)s.") % facts
    if change.move == "move":
        return _("From %(begin)s your place is in %(after)s, no longer in %(before)s. The walk is %(walk)s.") % facts
    if change.move == "enter":
        return _("From %(begin)s you have a place in %(after)s. The walk is %(walk)s.") % facts
    if change.reason is None:
        return _("Your place in %(before)s ends before %(begin)s.") % facts
    return _("From %(begin)s there is no place for you any more, not in %(before)s and not elsewhere: %(reason)s.") % facts
