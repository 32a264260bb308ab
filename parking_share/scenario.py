"""What the user wrote: the scenario of format 1, as frozen models. Units are in the names; every key is described."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PrivateAttr, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from parking_share.calendar import Calendar, check_date, check_local_datetime, check_timezone, parse_rules
from parking_share.catalogue import Objective
from parking_share.texts import N_, _

FORMAT = 1
LARGEST = 1_000_000_000
MOST_TEXTS = 1 << 17
"""Texts of one form that are remembered once checked: residents share hours and dates, and so share one object too."""

Crs = Literal["WGS84", "GCJ02", "BD09", "local"]


def _text_check(check: Callable[[str], str], message: str) -> AfterValidator:
    """A validator that lets ``check`` raise ValueError and turns that into ``message``, in the user's words."""

    @lru_cache(maxsize=MOST_TEXTS)
    def validate(text: str) -> str:
        try:
            return check(text)
        except ValueError:
            raise PydanticCustomError("text", "{message}", {"message": _(message, text=text[:80])}) from None

    return AfterValidator(validate)


def check_format(value: Any) -> int:
    """The version of the format of a file, when it is the one that is known."""
    if type(value) is not int or value != FORMAT:  # true and 1.0 are equal to 1, too
        raise PydanticCustomError("rules", _("must be 1, the version of the format"))
    return value


@lru_cache(maxsize=MOST_TEXTS)
def _check_stays(text: str) -> str:
    if text == "":
        raise PydanticCustomError("rules", _("must not be empty; say when the car is there, such as 'daily 18:00-08:00'"))
    return _check_rules(text)


def _check_rules(text: str, *, allow_count: bool = False) -> str:
    try:
        parse_rules(text, allow_count=allow_count)
    except ValueError as error:
        raise PydanticCustomError("rules", "{message}", {"message": str(error)}) from None
    return text


Id = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f-\x9f]{1,64}$"), WithJsonSchema({"type": "string"})]
Date = Annotated[str, _text_check(check_date, N_("'%(text)s' is no date; write YYYY-MM-DD, such as 2026-11-23"))]
LocalDateTime = Annotated[
    str, _text_check(check_local_datetime, N_("'%(text)s' is no local date-time; write YYYY-MM-DDTHH:MM, without an offset"))
]
TimeZone = Annotated[str, _text_check(check_timezone, N_("'%(text)s' is no time zone; write an IANA name such as Asia/Shanghai"))]
Rules = Annotated[str, AfterValidator(_check_rules)]
OwnUseRules = Annotated[str, AfterValidator(partial(_check_rules, allow_count=True))]
StayRules = Annotated[str, AfterValidator(_check_stays)]
Count = Annotated[int, Field(ge=0, le=LARGEST)]
Amount = Annotated[float, Field(ge=0, le=LARGEST)]
Metres = Annotated[float, Field(ge=-LARGEST, le=LARGEST)]
Ids = Annotated[tuple[Id, ...], Field(strict=False)]
Dates = Annotated[tuple[Date, ...], Field(strict=False)]


_KEY_SETS: dict[frozenset[str], set[str]] = {}


class Model(BaseModel):
    """Frozen, strict, closed to unknown keys; ``null`` means the default of a key that may be left out."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False, hide_input_in_errors=True)

    @model_validator(mode="before")
    @classmethod
    def _null_is_default(cls, data: Any) -> Any:
        if isinstance(data, dict) and None in data.values():
            fields = cls.model_fields
            return {key: value for key, value in data.items() if value is not None or key not in fields or fields[key].is_required()}
        return data

    def model_post_init(self, context: Any) -> None:
        """Share the set of keys that were given with all models of the same keys: it takes more memory than what they say."""
        given = self.__pydantic_fields_set__
        object.__setattr__(self, "__pydantic_fields_set__", _KEY_SETS.setdefault(frozenset(given), given))


class Location(Model):
    """A place: ``lat`` and ``lon`` in degrees, or ``x`` and ``y`` in metres where the scenario's ``crs`` is local."""

    lat: Annotated[float, Field(ge=-90, le=90)] | None = Field(None, description="latitude, degrees")
    lon: Annotated[float, Field(ge=-180, le=180)] | None = Field(None, description="longitude, degrees")
    x: Metres | None = Field(None, description="easting, metres (crs local)")
    y: Metres | None = Field(None, description="northing, metres (crs local)")
    elevation_m: Metres | None = Field(None, description="elevation, metres; unknown means no slope")


class Horizon(Model):
    """The dates that are planned."""

    start: Date = Field(description="first date, YYYY-MM-DD")
    days: int = Field(7, ge=1, le=366, description="number of dates")
    timezone: TimeZone = Field("Asia/Shanghai", description="IANA name; all wall-clock times are in it")


class CalendarLists(Model):
    """Which dates are workdays and restdays."""

    country: str | None = Field(None, description="country code of the official calendar; none: Saturday and Sunday rest")
    subdivision: str | None = Field(None, description="subdivision code of the official calendar")
    holidays: Dates = Field((), description="dates that are restdays, whatever the official calendar says")
    workdays: Dates = Field((), description="dates that are workdays, whatever the official calendar says")


class Walking(Model):
    """How walks are computed."""

    speed_kmh: float = Field(4.8, gt=0, le=LARGEST, description="walking speed on the flat, km/h")
    detour: float = Field(1.3, gt=0, le=LARGEST, description="length of a walk over the straight line")
    matrix: str | None = Field(None, description="CSV file (from, lot, minutes) that replaces computed walks; relative to the scenario")


class Policy(Model):
    """What is optimised, and the limits that hold for everyone."""

    objectives: Annotated[tuple[Objective, ...], Field(strict=False)] = Field(
        ("priority", "keep", "walk", "trim"), description="levels, strictly in this order"
    )
    max_walk_minutes: Amount = Field(15, description="longest walk, minutes; may be fractional")
    max_moves: Count | None = Field(None, description="most residents served by a lot other than their current one; none: no limit")
    lottery_seed: str = Field("", description="public text that fixes the lottery tickets")


class Community(Model):
    """Where residents live."""

    id: Id = Field(description="unique id")
    name: str = Field("", description="name shown to people")
    location: Location = Field(description="home of its residents, unless they have their own")


class Closure(Model):
    """Spaces that cannot be shared for a while; a closure of the whole lot excuses the stays that it overlaps."""

    from_: LocalDateTime = Field(alias="from", description="local date-time, YYYY-MM-DDTHH:MM")
    to: LocalDateTime = Field(description="local date-time, after from")
    spaces: Count | None = Field(None, description="spaces closed; none: all")
    reason: str = Field("", description="shown to people")


class KindSpaces(Model):
    """Spaces of one kind within a lot."""

    kind: Id = Field(description="name of the kind, such as charging")
    spaces: Count = Field(description="spaces of this kind")
    exclusive: bool = Field(False, description="only for residents who need the kind")


class Lot(Model):
    """An institution's parking lot."""

    id: Id = Field(description="unique id")
    name: str = Field("", description="name shown to people")
    owner: str = Field("", description="institution that owns it")
    location: Location = Field(description="where its entrance is")
    spaces: Count = Field(description="all spaces of the lot")
    own_use: OwnUseRules = Field("", description="time rules of the institution's own use; 'x4' for 4 spaces, else all")
    recall_minutes: Count = Field(0, description="residents give spaces back this many minutes before own use needs them")
    held_back: Count = Field(0, description="spaces never shared")
    gate: Rules = Field("", description="time rules: when vehicles may enter or leave; empty: always")
    closures: Annotated[tuple[Closure, ...], Field(strict=False)] = Field((), description="periods without some or all spaces")
    kinds: Annotated[tuple[KindSpaces, ...], Field(strict=False)] = Field((), description="spaces of special kinds")
    max_height_m: Amount | None = Field(None, description="highest vehicle, metres")
    serves: Ids = Field((), description="communities it serves; empty: every one")
    monthly_fee: Amount = Field(0, description="fee a month, in the scenario's currency")


class Resident(Model):
    """Somebody with one car and recurring stays."""

    id: Id = Field(description="unique id")
    community: Id = Field(description="id of the community")
    home: Location | None = Field(None, description="where the walk ends; none: the community's location")
    plate: str = Field("", description="number plate")
    height_m: Amount | None = Field(None, description="height of the vehicle, metres")
    needs: Ids = Field((), description="kinds of space needed")
    stays: StayRules = Field(description="time rules: when the car wants to be there")
    late_arrival_minutes: Count = Field(0, description="how much later than wanted each stay may begin, minutes")
    early_leave_minutes: Count = Field(0, description="how much earlier than wanted each stay may end, minutes")
    max_walk_minutes: Amount | None = Field(None, description="longest walk, minutes; none: the policy's")
    max_monthly_fee: Amount | None = Field(None, description="highest fee a month")
    priority: int = Field(1, ge=1, le=1000, description="priority points")
    applied_at: LocalDateTime | None = Field(None, description="local date-time of the application")
    current_lot: Id | None = Field(None, description="lot held now; one that no longer exists is a warning")
    fixed_lot: Id | None = Field(None, description="the only lot allowed; does not force")
    excluded_lots: Ids = Field((), description="lots not allowed")

    @property
    def shown_plate(self) -> str:
        """The plate on one line, without what cannot be seen; empty for those who have none."""
        return " ".join("".join(char if char.isprintable() else " " for char in self.plate).split())


@dataclass(frozen=True)
class FileHash:
    """Name and SHA-256 of a file that a scenario was read from."""

    name: str
    sha256: str


@dataclass(frozen=True)
class Source:
    """Where a scenario came from: its folder, the hash of its bytes, the files it refers to."""

    folder: Path | None = None
    sha256: str = ""
    files: tuple[FileHash, ...] = ()


@dataclass(frozen=True)
class WalkMatrix:
    """Walks from a file, aligned columns: id of a resident or community, id of a lot, whole seconds."""

    origins: Sequence[str] = field(default_factory=list)
    lots: Sequence[str] = field(default_factory=list)
    seconds: Sequence[int] = field(default_factory=list)

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str, int]]) -> WalkMatrix:
        """From rows of origin, lot, seconds."""
        columns = [list(column) for column in zip(*rows, strict=True)]
        return cls(*columns) if columns else cls()

    def rows(self) -> Iterator[tuple[str, str, int]]:
        """Origin, lot, seconds of each walk."""
        return zip(self.origins, self.lots, self.seconds, strict=True)


class Scenario(Model):
    """A scenario that holds every rule of the format. Make one with ``read_scenario`` or ``Scenario.from_dict``."""

    format: Annotated[Literal[1], BeforeValidator(check_format)] = Field(description="version of the format")
    id: Id = Field(description="id of the scenario")
    name: str = Field("", description="name shown to people")
    origin: str = Field("", description="which figures are published and where, which are made up and how")
    horizon: Horizon = Field(description="the dates that are planned")
    calendar: CalendarLists = Field(CalendarLists(), description="workdays and restdays")
    crs: Crs = Field("WGS84", description="coordinate system of all locations")
    walking: Walking = Field(Walking(), description="how walks are computed")
    policy: Policy = Field(Policy(), description="what is optimised, and general limits")
    currency: str = Field("CNY", description="currency of the fees")
    communities: Annotated[tuple[Community, ...], Field(strict=False)] = Field(description="where residents live")
    lots: Annotated[tuple[Lot, ...], Field(strict=False)] = Field(description="the lots that are shared")
    residents: Annotated[tuple[Resident, ...], Field(strict=False)] = Field(
        description="who wants a place; a list, or the name of a .csv or .parquet file beside the scenario"
    )

    _source: Source = PrivateAttr(default_factory=Source)
    _walk_matrix: WalkMatrix = PrivateAttr(default_factory=WalkMatrix)
    _warnings: tuple[str, ...] = PrivateAttr(default=())

    def __repr__(self) -> str:
        return f"<Scenario {self.id}: {len(self.lots)} lots, {len(self.residents)} residents, {self.horizon.days} days>"

    __str__ = __repr__

    @property
    def source(self) -> Source:
        """Folder and hashes of the files it was read from; empty for a scenario made in Python."""
        return self._source

    @property
    def walk_matrix(self) -> WalkMatrix:
        """Walks that replace the computed ones."""
        return self._walk_matrix

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is allowed but probably not meant, as sentences."""
        return self._warnings

    @cached_property
    def time(self) -> Calendar:
        """The calendar that turns this scenario's times into absolute minutes."""
        return make_calendar(self.horizon, self.calendar)

    def share_time(self, other: Scenario) -> None:
        """Take the calendar of a scenario of the same dates, which remembers the periods of the rules it has been asked for."""
        if (self.horizon, self.calendar) == (other.horizon, other.calendar):
            self.__dict__["time"] = other.time

    @staticmethod
    def from_dict(data: dict[str, Any], folder: Path | None = None) -> Scenario:
        """Validate a scenario given as plain data (as ``json.load`` gives it); files are looked up in ``folder``.

        Raises
        ------
        InputError
            With every problem found.
        """
        from parking_share.reading import scenario_from_dict

        return scenario_from_dict(data, folder)

    def to_dict(self) -> dict[str, Any]:
        """Plain data without the defaults, residents inline, for ``from_dict`` or a file. Walks from a matrix stay a file's name."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True) | {"format": FORMAT}

    def replace(self, **changes: Any) -> Scenario:
        """A new validated scenario with top-level keys replaced by plain data or models.

        Raises
        ------
        InputError
            If the variant breaks a rule of the format.
        """
        data = self.to_dict() | {key: _plain(value) for key, value in changes.items()}
        if self.source.folder is not None or self.walking.matrix is None or "walking" in changes:
            return self.from_dict(data, self.source.folder)
        del data["walking"]["matrix"]  # it is in no file that could be read again
        changed = self.from_dict(data).model_copy(update={"walking": self.walking})
        lots = {lot.id for lot in changed.lots}
        changed._walk_matrix = WalkMatrix.of(row for row in self.walk_matrix.rows() if row[1] in lots)
        return changed


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def make_calendar(horizon: Horizon, lists: CalendarLists) -> Calendar:
    """The calendar of a horizon. Raises InputError for a country or subdivision that is not known."""
    return Calendar(horizon.start, horizon.days, horizon.timezone, lists.country, lists.subdivision, lists.holidays, lists.workdays)
