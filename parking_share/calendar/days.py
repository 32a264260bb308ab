"""Is a date a workday or a restday? The scenario's own lists first, then the official calendar, never a guess."""

from __future__ import annotations

import datetime as dt
from typing import Any

from parking_share.errors import InputError, Problem
from parking_share.texts import _


class DayClasses:
    """The class of every date.

    Parameters
    ----------
    country, subdivision
        ISO codes of the official calendar, as the package ``holidays`` knows them; None: Saturday and Sunday rest.
    holidays, workdays
        The scenario's own lists, proleptic ordinals; they go before the official calendar.

    Raises
    ------
    InputError
        For a country or subdivision that the package does not know.
    """

    def __init__(self, country: str | None, subdivision: str | None, holidays: frozenset[int], workdays: frozenset[int]) -> None:
        self._holidays, self._workdays = holidays, workdays
        self._official = _official_calendar(country, subdivision) if country is not None else None
        self._classes: dict[int, bool | None] = {}

    def is_workday(self, ordinal: int) -> bool | None:
        """Whether the date is a workday; None where the official calendar does not know its year."""
        if ordinal not in self._classes:
            self._classes[ordinal] = self._look_up(ordinal)
        return self._classes[ordinal]

    def _look_up(self, ordinal: int) -> bool | None:
        if ordinal in self._workdays:
            return True
        if ordinal in self._holidays:
            return False
        date = dt.date.fromordinal(ordinal)
        if self._official is None:
            return date.weekday() < 5
        first, last = self.known_years()
        if not first <= date.year <= last:
            return None
        return bool(self._official.is_working_day(date))

    def known_years(self) -> tuple[int, int]:
        """First and last year that the official calendar knows."""
        if self._official is None:
            return dt.MINYEAR, dt.MAXYEAR
        last = int(self._official.end_year)
        if self._official.country == "CN":  # whichever of its codes the scenario uses
            # The State Council publishes each year's adjusted workdays in the autumn before; the package guesses later
            # years. The years that it holds as published are the keys of its table of special days.
            last = max(self._official.special_public_holidays)
        return int(self._official.start_year), last


def _official_calendar(country: str, subdivision: str | None) -> Any:
    import holidays

    supported = holidays.list_supported_countries(include_aliases=True)
    if country not in supported:
        message = _(
            "'%(country)s' is no country code of the official calendars; write an ISO code such as CN or DE, or leave it out",
            country=country,
        )
        raise InputError([Problem("calendar.country", message)])
    if subdivision is not None and subdivision not in supported[country]:
        known = ", ".join(supported[country]) or _("none")
        raise InputError(
            [
                Problem(
                    "calendar.subdivision",
                    _(
                        "'%(subdivision)s' is no subdivision of %(country)s; known are: %(known)s",
                        subdivision=subdivision,
                        country=country,
                        known=known,
                    ),
                )
            ]
        )
    return holidays.country_holidays(country, subdiv=subdivision)
