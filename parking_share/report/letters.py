"""Notices to residents after planning, served and refused, as pages to print: one file a community, one page a resident."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from parking_share.calendar.walls import date_ordinals, date_ranges, iso_dates
from parking_share.catalogue import Lang, Reason
from parking_share.frames import Tables
from parking_share.report.bays import bay_of_stay
from parking_share.report.facts import unique_labels
from parking_share.report.language import Language
from parking_share.report.shell import render_page
from parking_share.scenario import Resident, Scenario
from parking_share.schedule import Schedule
from parking_share.texts import N_

REASON_SENTENCES: dict[Reason, str] = {
    "no-lot-in-walk": N_("No lot is within the walk that you or the rules allow."),
    "not-admitted": N_("No lot within your walk admits you: by whom it serves, height, fee, kind of space or because you excluded it."),
    "no-matching-hours": N_("The lots within your walk are not open throughout the hours that you asked for."),
    "full": N_("The lots that you could use are full."),
}
"""Why there is no place, to those whom it concerns."""


@dataclass(frozen=True)
class Letter:
    """What one resident is told; ``rows`` are dates, arrival, departure and, where they differ, bays."""

    resident: str
    plate: str
    is_served: bool
    sentence: str
    bay: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    has_bays: bool = False
    notes: tuple[str, ...] = ()


class Letters:
    """The notices of one plan."""

    def __init__(self, scenario: Scenario, schedule: Schedule, lang: Lang = "en", tables: Tables | None = None) -> None:
        self.language = Language.of(lang)
        self.scenario, self.schedule = scenario, schedule
        self.tables = tables or Tables.of(scenario, schedule)
        self.communities = {each.id: each.name or each.id for each in scenario.communities}
        self.lots = unique_labels([(lot.id, lot.name) for lot in scenario.lots])
        self.assignments = {each.resident: each for each in schedule.assignments}
        self.reasons = {each.resident: each.reason for each in schedule.refusals}
        self.rows = _grouped_stays(self.tables.roster, self._bays(), scenario.time.length)
        self.members: dict[str, list[Resident]] = {each.id: [] for each in scenario.communities}
        for resident in scenario.residents:
            self.members[resident.community].append(resident)

    def page(self, community: str) -> str:
        """The page of one community; no other file belongs to it."""
        return render_page(
            self.language,
            "letters.html",
            {},
            has_charts=False,
            scenario=self.scenario,
            schedule=self.schedule,
            community=self.communities[community],
            letters=self.letters(community),
        )

    def _bays(self) -> list[str]:
        """The bay of each row of the roster in words, with moves during the stay."""
        roster = self.tables.roster
        bays = ["" if pd.isna(bay) else str(bay) for bay in roster["bay"].tolist()]
        rows = {key: row for row, key in enumerate(zip(roster["resident"], roster["arrive_minute"], strict=True))}
        for each in self.schedule.assignments:
            for stay in each.stays:
                if stay.moves:
                    bays[rows[each.resident, self.scenario.time.minute_of(stay.arrive)]] = bay_of_stay(self.language, stay)
        return bays

    def letters(self, community: str) -> list[Letter]:
        """What each resident of a community is told."""
        return [self._letter(resident) for resident in self.members[community]]

    def _letter(self, resident: Resident) -> Letter:
        """What a resident is told."""
        _ = self.language.gettext
        begin = self.language.date(self.scenario.horizon.start)
        if resident.id not in self.assignments:
            reason = self.reasons.get(resident.id)
            sentence = _("From %(begin)s there is no place for you.") % {"begin": begin}
            why = [] if reason is None else [_(REASON_SENTENCES[reason])]
            help_ = _("The office can tell you the smallest change that would get you a place.")
            return Letter(resident.id, resident.shown_plate, False, sentence, notes=(*why, help_))
        each = self.assignments[resident.id]
        facts = {"begin": begin, "after": self.lots[each.lot], "walk": self.language.duration(each.walk_seconds / 60)}
        rows = self.rows.get(resident.id, [])
        bays = list(dict.fromkeys(bay for *_rest, bay in rows))
        moves = any(stay.moves for stay in each.stays)
        by_row = len(bays) > 1 or moves
        shown = tuple(tuple(self._cells(row, by_row)) for row in rows)
        bay = _("Your bay is number %(bay)s.") % {"bay": bays[0]} if not by_row and any(bays) else ""
        closed = dict.fromkeys(self.language.date(stay.arrive) for stay in each.excused)
        notes = [_("Be out by the end of each time: others may need the space then.")]
        if moves:
            notes.append(_("Where a time stands before a second bay, move the car there by then: somebody else needs the first."))
        if any(not leave for _first, _last, _arrive, leave, *_rest in rows):
            notes.append(_("… goes on beyond the planned dates; the next plan says until when."))
        if closed:
            notes.append((_(" The lot is closed for your stay from: %(days)s.") % {"days": _(", ").join(closed)}).strip())
        sentence = _("From %(begin)s you have a place in %(after)s. The walk is %(walk)s.") % facts
        return Letter(resident.id, resident.shown_plate, True, sentence, bay, shown, by_row, tuple(notes))

    def _cells(self, row: tuple[str, str, str, str, int, str], with_bay: bool) -> Iterator[str]:
        first, last, arrive, leave, nights, bay = row
        date = self.language.date
        yield date(first) if first == last else f"{date(first)} – {date(last)}"
        yield arrive
        later = [leave or "…", self.language.gettext("%(time)s the next day") % {"time": leave}]
        yield later[nights] if nights < 2 else self.language.gettext("%(time)s, %(n)d days later") % {"time": leave, "n": nights}
        if with_bay:
            yield bay


def _grouped_stays(roster: pd.DataFrame, bays: list[str], length: int) -> dict[str, list[tuple[str, str, str, str, int, str]]]:
    """By resident: first and last date of arrival, times of day, nights in between and bay of stays that are alike on consecutive dates.

    A stay that goes on beyond the planned dates has no time of departure.
    """
    arrive, leave = ([text[11:] for text in roster[name].tolist()] for name in ("arrive", "leave"))
    ends = np.where(roster["leave_minute"] < length, leave, "")
    days = [date_ordinals(roster[name].str[:10].tolist()) for name in ("arrive", "leave")]
    nights = np.where(ends == "", 0, days[1] - days[0])
    residents = roster["resident"].tolist()
    keys = np.column_stack([pd.factorize(np.array(column, object))[0] for column in (residents, arrive, ends, nights, bays)])
    row, first, last = date_ranges(keys, days[0])
    order = np.lexsort((roster["arrive_minute"].to_numpy()[row],))
    grouped: dict[str, list[tuple[str, str, str, str, int, str]]] = {}
    for at, begin, finish in zip(row[order].tolist(), iso_dates(first[order]), iso_dates(last[order]), strict=True):
        grouped.setdefault(residents[at], []).append((begin, finish, arrive[at], str(ends[at]), int(nights[at]), bays[at]))
    return grouped
