"""The page of a schedule: of a street with everything in one, or of a city with its lots on pages of their own."""

from __future__ import annotations

from collections.abc import Mapping

from parking_share.catalogue import Lang, Objective
from parking_share.report.city import render_city
from parking_share.report.language import Language
from parking_share.report.street import render_street
from parking_share.scenario import Scenario
from parking_share.schedule import Schedule

# A page with everything grows by about 65 kB a lot and 1.6 kB a resident served (of a week; twice that for two weeks), so
# that up to here it stays below some 10 MB: it can be sent by mail and opens within seconds on a phone.
MAX_LOTS = 150
MAX_SERVED = 5_000


def render_report(
    scenario: Scenario,
    schedule: Schedule,
    lang: Lang = "en",
    comparison: Mapping[Objective, int] | None = None,
    command: str = "",
) -> str:
    """A schedule as one HTML page that needs nothing else: no network, no other file.

    Up to 150 lots and 5,000 residents served the page has everything, down to each car of each lot. Above, it is a city page:
    the figures, a map that can be zoomed, lists of lots and communities to search and sort; the page of a lot is made by
    ``render_lots``, those of all lots by ``write_lots``.

    Parameters
    ----------
    scenario, schedule
        A scenario and a schedule of it.
    lang
        Language of the page: ``en`` or ``zh``.
    comparison
        Level values of first come, first served on the same scenario, to set beside; None: not compared.
    command
        The command that made the page, such as ``parking-share report city.json city.schedule.json``: a city page shows with
        it how to make the page of a lot. Empty: with the words SCENARIO and SCHEDULE.

    Returns
    -------
    str
        The page's text, to be written as UTF-8.

    Raises
    ------
    InputError
        If the schedule names residents or lots that the scenario does not have, or times that are none.
    """
    if is_city(scenario, schedule):
        return render_city(scenario, schedule, lang, comparison, command=command)
    return render_street(Language.of(lang), scenario, schedule, comparison)


def is_city(scenario: Scenario, schedule: Schedule) -> bool:
    """Whether there is too much for one page."""
    return len(scenario.lots) > MAX_LOTS or len(schedule.assignments) > MAX_SERVED
