"""What can be chosen about a made-up scenario. The command's options are these fields, with the same words and defaults."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any

from pydantic import TypeAdapter, ValidationError

from parking_share.errors import InputError, Problem
from parking_share.scenario import CalendarLists, Horizon, Id, make_calendar
from parking_share.texts import _
from parking_share.wording import validate


def _option(default: Any, text: str) -> Any:
    return field(default=default, metadata={"help": text})


@dataclass(frozen=True)
class MakeOptions:
    """Sizes and shares of a made-up scenario; each field's ``metadata["help"]`` says what it is, with its unit.

    Shares are fractions from 0 to 1 and are met exactly, but for rounding to whole lots and residents.

    Raises
    ------
    InputError
        With every option that cannot be met; the place of a problem is the field's name.
    """

    seed: int = _option(0, "whole number that fixes every draw: same seed and options, same scenario")
    id: str = _option("made-up", "id of the scenario, 1 to 64 characters")
    name: str = _option("", "name of the scenario, shown to people")
    published: str = _option("", "which of the figures are published, and where; stands first in the origin")
    communities: int = _option(5, "number of communities")
    lots: int = _option(12, "number of lots")
    spaces: int = _option(480, "spaces of all lots together")
    residents: int = _option(1000, "number of residents")
    # Qijiang: 59 lots in an urban renewal area of 51 km2
    lots_per_km2: float = _option(1.15, "lots per km2, which fixes the area; 15 minutes of walking cover about 2.7 km2")
    latitude: float = _option(29.56, "latitude of the centre, degrees (WGS84)")
    longitude: float = _option(106.55, "longitude of the centre, degrees (WGS84)")
    hills_m: float = _option(40.0, "elevation range, metres; 0: no elevations are written")
    start: str = _option("2026-11-23", "first date, YYYY-MM-DD")
    days: int = _option(7, "number of dates")
    country: str = _option("CN", "country code of the official calendar; empty: Saturday and Sunday rest")
    gates: float = _option(0.2, "share of lots whose gate is shut from 22:00 to 06:00")
    kinds: float = _option(0.3, "share of lots with charging spaces and spaces for disabled people")
    closures: float = _option(0.1, "share of lots with a closure of some or all spaces")
    restday_use: float = _option(0.3, "share of lots whose owner works on rest days too, mostly with some of the spaces")
    day_spaces: float = _option(0.35, "share of lots whose owner leaves a few spaces free on workdays too")
    overtime: float = _option(0.2, "share of lots where some of the staff stay an hour or more after work")
    recall: float = _option(0.3, "share of lots that want their spaces back 15 to 60 minutes before their own use")
    heights: float = _option(0.1, "share of lots with a height limit, and of residents who state a height")
    tolerances: float = _option(0.6, "share of residents who can arrive later or leave earlier, by 15 to 90 minutes")
    needs: float = _option(0.1, "share of residents who need a charging space or one for disabled people")
    fee_limits: float = _option(0.3, "share of residents with a highest monthly fee")
    current_lots: float = _option(0.15, "share of residents who hold a place in a lot nearby already")
    points: bool = _option(True, "priority points for waiting, disability and children, in the manner of Seoul; otherwise 1 for everyone")

    def __post_init__(self) -> None:
        problems = list(_problems(self))
        if problems:
            raise InputError(problems)


SHARES = (
    *("gates", "kinds", "closures", "restday_use", "day_spaces", "overtime", "recall", "heights"),
    *("tolerances", "needs", "fee_limits", "current_lots"),
)


def changed(options: MakeOptions) -> Iterator[tuple[str, Any]]:
    """(field name, value) of what differs from the defaults."""
    for item in fields(options):
        value = getattr(options, item.name)
        if value != item.default:
            yield item.name, value


def _problems(options: MakeOptions) -> Iterator[Problem]:
    for name, least, most in (("seed", 0, 2**63 - 1), ("communities", 1, 100_000), ("lots", 1, 100_000), ("residents", 0, 10_000_000)):
        if not least <= getattr(options, name) <= most:
            yield Problem(name, _("must be %(least)s to %(most)s, not %(value)s", least=least, most=most, value=getattr(options, name)))
    if not options.lots <= options.spaces <= 1_000_000_000:
        yield Problem(
            "spaces", _("must be at least one for each of the %(lots)s lots, not %(spaces)s", lots=options.lots, spaces=options.spaces)
        )
    for name in SHARES:
        if not 0 <= getattr(options, name) <= 1:
            yield Problem(name, _("is a share from 0 to 1, not %(value)s", value=getattr(options, name)))
    if not 0.001 <= options.lots_per_km2 <= 10_000:
        yield Problem("lots_per_km2", _("must be 0.001 to 10000, not %(value)s", value=options.lots_per_km2))
    if not (-60 <= options.latitude <= 60 and -170 <= options.longitude <= 170):
        yield Problem("latitude", _("and longitude must lie within -60 to 60 and -170 to 170 degrees"))
    if not 0 <= options.hills_m <= 3000:
        yield Problem("hills_m", _("must be 0 to 3000 metres, not %(value)s", value=options.hills_m))
    yield from _id_problems(options)
    yield from _date_problems(options)


def _id_problems(options: MakeOptions) -> list[Problem]:
    """An id that the format does not allow."""
    problems: list[Problem] = []
    validate(TypeAdapter(Id), options.id, lambda loc: "id", problems, {})
    return problems


def _date_problems(options: MakeOptions) -> Iterator[Problem]:
    """Dates that do not parse, or that the official calendar does not know: a scenario of them would be refused."""
    try:
        horizon = Horizon.model_validate({"start": options.start, "days": options.days})
    except ValidationError as error:
        for item in error.errors():
            yield Problem(str(item["loc"][0]), item["msg"])
        return
    try:
        calendar = make_calendar(horizon, CalendarLists.model_validate({"country": options.country or None}))
    except InputError as error:
        yield from (Problem("country", problem.message) for problem in error.problems)
        return
    unknown = calendar.unknown_dates("workday 00:00-24:00+1")
    if unknown:
        first, last = calendar.known_years()
        message = _(
            "the official calendar of %(country)s knows %(first)s to %(last)s and not %(date)s; choose other dates or no country",
            country=options.country,
            first=first,
            last=last,
            date=unknown[0],
        )
        yield Problem("start", message)
