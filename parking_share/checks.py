"""What must hold between the parts of a scenario: unique ids, references, coordinates, levels, known dates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from parking_share.calendar import local_datetime
from parking_share.errors import InputError, Problem
from parking_share.geography.shifts import shift_warnings
from parking_share.scenario import CalendarLists, Community, Location, Lot, Policy, Resident, make_calendar
from parking_share.texts import _
from parking_share.wording import NO_SUCH, Place, dotted

if TYPE_CHECKING:
    from parking_share.scenario import Scenario

M = TypeVar("M", Community, Lot, Resident)


@dataclass(frozen=True)
class Section(Generic[M]):
    """The entries of a list as the user wrote them, where each stands, and its model if it is valid by itself."""

    rows: Sequence[Any]
    place_of: Callable[[int], Place]
    models: list[M | None]

    def valid(self) -> Iterator[tuple[int, M]]:
        """(index, model) of each valid entry."""
        return ((index, model) for index, model in enumerate(self.models) if model is not None)

    def ids(self) -> list[Any]:
        """The ids as written, of invalid entries too; None where there is none."""
        return [self._id_as_written(index) if model is None else model.id for index, model in enumerate(self.models)]

    def _id_as_written(self, index: int) -> Any:
        row = self.rows[index]
        return row.get("id") if isinstance(row, dict) else None


def _none() -> Section[Any]:
    return Section([], lambda index: dotted, [])


@dataclass(frozen=True)
class Parts:
    """The parts of a scenario that are valid by themselves; a part that is not is None or without model."""

    values: dict[str, Any] = field(default_factory=dict)
    communities: Section[Community] = field(default_factory=_none)
    lots: Section[Lot] = field(default_factory=_none)
    residents: Section[Resident] = field(default_factory=_none)

    def ids(self, section: str) -> set[str]:
        """Ids of a section, of its invalid entries too, so that one mistake is not reported as many."""
        return {written for written in getattr(self, section).ids() if isinstance(written, str)}

    def locations(self) -> Iterator[tuple[Callable[[int], Place], int, str, Location]]:
        """Every location: how its section places entries, the entry's index, the key, the location."""
        for index, community in self.communities.valid():
            yield self.communities.place_of, index, "location", community.location
        for index, lot in self.lots.valid():
            yield self.lots.place_of, index, "location", lot.location
        for index, resident in self.residents.valid():
            if resident.home is not None:
                yield self.residents.place_of, index, "home", resident.home


def check(parts: Parts) -> Iterator[Problem]:
    """Every problem between the parts."""
    for section in ("communities", "lots", "residents"):
        yield from _unique_ids(getattr(parts, section))
    yield from _locations(parts)
    yield from _lots(parts)
    yield from _residents(parts)
    yield from _objectives(parts.values.get("policy"))
    yield from _dates(parts)


def _unique_ids(section: Section[Any]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for index, written in enumerate(section.ids()):
        if isinstance(written, str) and first.setdefault(written, index) != index:
            before = section.place_of(first[written])(())
            yield Problem(
                section.place_of(index)(("id",)),
                _("'%(written)s' is the id of %(before)s already; ids are unique", written=written, before=before),
            )


def _locations(parts: Parts) -> Iterator[Problem]:
    crs = parts.values.get("crs", "WGS84")
    needed, other = (("x", "y"), ("lat", "lon")) if crs == "local" else (("lat", "lon"), ("x", "y"))
    wanted, unwanted = attrgetter(*needed), attrgetter(*other)
    for place_of, index, key, location in parts.locations():
        if None not in wanted(location) and unwanted(location) == (None, None):
            continue
        place = place_of(index)
        for name in needed:
            if getattr(location, name) is None:
                yield Problem(place((key, name)), _("is required where crs is %(crs)s; add it", crs=crs))
        for name in other:
            if getattr(location, name) is not None:
                yield Problem(place((key, name)), _("has no meaning where crs is %(crs)s; remove it or correct crs", crs=crs))


def _lots(parts: Parts) -> Iterator[Problem]:
    communities = parts.ids("communities")
    for at, lot in parts.lots.valid():
        place = parts.lots.place_of(at)
        for index, community in enumerate(lot.serves):
            if community not in communities:
                yield Problem(place(("serves", index)), _(NO_SUCH["community"], id=community))
        for index, closure in enumerate(lot.closures):
            if local_datetime(closure.to) <= local_datetime(closure.from_):
                yield Problem(
                    place(("closures", index)), _("must end after it begins, not %(begin)s to %(end)s", begin=closure.from_, end=closure.to)
                )
        kinds = [kind.kind for kind in lot.kinds]
        for index, kind in enumerate(kinds):
            if kind in kinds[:index]:
                yield Problem(
                    place(("kinds", index, "kind")), _("'%(kind)s' stands twice in this lot; write it once, with all its spaces", kind=kind)
                )


def _residents(parts: Parts) -> Iterator[Problem]:
    communities, lots = parts.ids("communities"), parts.ids("lots")
    place_of = parts.residents.place_of
    for at, resident in parts.residents.valid():
        if resident.community not in communities:
            yield Problem(place_of(at)(("community",)), _(NO_SUCH["community"], id=resident.community))
        if resident.fixed_lot is not None and resident.fixed_lot not in lots:
            yield Problem(place_of(at)(("fixed_lot",)), _(NO_SUCH["lot"], id=resident.fixed_lot))
        for index, lot in enumerate(resident.excluded_lots):
            if lot not in lots:
                yield Problem(place_of(at)(("excluded_lots", index)), _(NO_SUCH["lot"], id=lot))


def _objectives(policy: Policy | None) -> Iterator[Problem]:
    if policy is None:
        return
    names = policy.objectives
    for index, name in enumerate(names):
        if name in names[:index]:
            yield Problem(f"policy.objectives[{index}]", _("'%(name)s' stands twice; keep the first", name=name))
    serving = [index for index, name in enumerate(names) if name in ("priority", "served")]
    if not serving:
        yield Problem("policy.objectives", _("must hold 'priority' or 'served'; without one nobody need be served"))
    else:
        for index, name in enumerate(names[: serving[0]]):
            if name in ("walk", "trim", "lottery"):
                yield Problem(f"policy.objectives[{index}]", _("'%(name)s' must come after 'priority' or 'served'", name=name))
    if "lottery" in names and not policy.lottery_seed:
        yield Problem("policy.lottery_seed", _("is required by the objective 'lottery'; write a public text, such as a date"))


def in_both(holidays: Iterable[str], workdays: Iterable[str]) -> Iterator[Problem]:
    """Dates that are both a holiday and a workday."""
    for date in sorted(set(holidays) & set(workdays)):
        yield Problem("calendar", _("%(date)s is in both holidays and workdays; keep it in one", date=date))


def _dates(parts: Parts) -> Iterator[Problem]:
    lists: CalendarLists | None = parts.values.get("calendar", CalendarLists())
    horizon = parts.values.get("horizon")
    if lists is None:
        return
    yield from in_both(lists.holidays, lists.workdays)
    if horizon is None:
        return
    try:
        calendar = make_calendar(horizon, lists)
    except InputError as error:
        yield from error.problems
        return
    if calendar.length <= 0:
        yield Problem("horizon", _("has no minute: the clock of %(timezone)s skips it altogether; add days", timezone=horizon.timezone))
    asked: dict[str, list[str]] = {}
    for place, text in _rules(parts):
        for date in calendar.unknown_dates(text):
            asked.setdefault(date, []).append(place)
    first, last = calendar.known_years()
    for date, places in sorted(asked.items()):
        asking = places[0] if len(places) == 1 else _("%(first)s and %(n)s more", first=places[0], n=len(places) - 1)
        message = _(
            "the official calendar of %(country)s knows %(first)s to %(last)s and not %(date)s, asked for by %(asking)s; "
            "add the date to calendar.holidays or calendar.workdays",
            country=lists.country,
            first=first,
            last=last,
            date=date,
            asking=asking,
        )
        yield Problem("calendar", message)


def _rules(parts: Parts) -> Iterator[tuple[str, str]]:
    """Every distinct text of time rules, with the first place where it stands."""
    first: dict[str, tuple[Callable[[int], Place], int, str]] = {}
    for at, lot in parts.lots.valid():
        first.setdefault(lot.own_use, (parts.lots.place_of, at, "own_use"))
        first.setdefault(lot.gate, (parts.lots.place_of, at, "gate"))
    for at, resident in parts.residents.valid():
        if resident.stays not in first:
            first[resident.stays] = (parts.residents.place_of, at, "stays")
    return ((place_of(at)((key,)), text) for text, (place_of, at, key) in first.items())


def find_warnings(scenario: Scenario) -> Iterator[str]:
    """What the format allows and the user probably does not mean."""
    lots = {lot.id for lot in scenario.lots}
    gone = [resident for resident in scenario.residents if resident.current_lot is not None and resident.current_lot not in lots]
    for resident in gone[:5]:
        yield _(
            "resident '%(resident)s': the current lot '%(current_lot)s' no longer exists here; it counts as none",
            resident=resident.id,
            current_lot=resident.current_lot,
        )
    if len(gone) > 5:
        yield _("%(n)s more residents have a current lot that no longer exists here", n=len(gone) - 5)
    if scenario.policy.max_moves is not None and not lots & {resident.current_lot for resident in scenario.residents}:
        yield _("policy.max_moves has no effect: no resident has a current lot here; give each the current_lot of the schedule in force")
    if scenario.calendar.subdivision is not None and scenario.calendar.country is None:
        yield _("calendar.subdivision has no effect without calendar.country")
    for index, lot in enumerate(scenario.lots):
        if lot.held_back > lot.spaces:
            yield _(
                "lots[%(index)s] '%(lot)s': %(held_back)s spaces are held back of %(spaces)s; nothing can be shared",
                index=index,
                lot=lot.id,
                held_back=lot.held_back,
                spaces=lot.spaces,
            )
        for kind in lot.kinds:
            if kind.spaces > lot.spaces:
                yield _(
                    "lots[%(index)s] '%(lot)s': %(spaces)s spaces of kind '%(kind)s' of %(all)s in all",
                    index=index,
                    lot=lot.id,
                    spaces=kind.spaces,
                    kind=kind.kind,
                    all=lot.spaces,
                )
    yield from shift_warnings(scenario)
    kinds = {kind.kind for lot in scenario.lots for kind in lot.kinds}
    for need in sorted({need for resident in scenario.residents for need in resident.needs} - kinds):
        yield _("no lot has spaces of kind '%(kind)s', which some residents need", kind=need)
