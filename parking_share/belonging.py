"""Does a schedule belong to a scenario? By the hashes that it states, and by the names that it uses."""

from __future__ import annotations

from collections.abc import Iterator

from parking_share.calendar import Calendar
from parking_share.errors import InputError, Problem
from parking_share.scenario import Scenario
from parking_share.schedule import Schedule
from parking_share.texts import _
from parking_share.wording import NO_SUCH


def check_names(scenario: Scenario, schedule: Schedule) -> None:
    """Raise InputError if the schedule names residents or lots that the scenario does not have."""
    residents, lots = {resident.id for resident in scenario.residents}, {lot.id for lot in scenario.lots}
    named = [
        ("assignments", "resident", [item.resident for item in schedule.assignments], residents),
        ("assignments", "lot", [item.lot for item in schedule.assignments], lots),
        ("refusals", "resident", [item.resident for item in schedule.refusals], residents),
    ]
    problems = [
        Problem(f"{part}[{index}].{what}", _(NO_SUCH[what], id=id_))
        for part, what, ids, known in named
        for index, id_ in enumerate(ids)
        if id_ not in known
    ]
    if problems:
        raise InputError(problems)


def minute_stated(calendar: Calendar, text: str) -> int:
    """The minute that a schedule states as a date-time. Raises InputError where it is none."""
    try:
        return calendar.minute_of(text)
    except ValueError:
        raise InputError(
            [Problem("assignments", _("'%(text)s' is no date-time; write YYYY-MM-DDTHH:MM with the offset", text=text))]
        ) from None


def foreign(scenario: Scenario, schedule: Schedule, scenario_name: str, schedule_name: str) -> Iterator[Problem]:
    """What shows that a schedule was made for other data: its pages and figures would be of hours that nobody has agreed to."""
    files = {item.name: item.sha256 for item in scenario.source.files}
    if schedule.scenario.sha256 != scenario.source.sha256:
        message = _(
            "was made for another scenario or an older state of %(scenario_name)s; solve %(scenario_name)s again",
            scenario_name=scenario_name,
        )
        yield Problem(schedule_name, message)
        return
    changed = [item.name for item in schedule.scenario.files if files.get(item.name) != item.sha256]
    if changed:
        yield Problem(
            schedule_name,
            _(
                "was made when %(changed)s had other contents; solve %(scenario_name)s again",
                changed=", ".join(changed),
                scenario_name=scenario_name,
            ),
        )
