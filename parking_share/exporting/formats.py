"""The table of formats: what each is, for whom, whether it holds personal data, and what makes its files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Literal, cast

from parking_share.exporting.content import Content, File
from parking_share.texts import N_

FormatName = Literal["gate", "excel", "ics", "geojson", "apds", "notices"]


@dataclass(frozen=True)
class Format:
    """One kind of files.

    Parameters
    ----------
    maker
        Module of this package and its function that lists the files.
    title, what, audience
        For the index; to be translated.
    extra
        The extra of the package that brings the library that it needs, and that library.
    needs_names
        Whether the files are of no use with pseudonyms.
    """

    maker: tuple[str, str]
    title: str
    what: str
    audience: str
    extra: tuple[str, str] | None = None
    needs_names: bool = False

    def files(self, content: Content) -> list[File]:
        """The files of a plan; each is made when it is written."""
        module, function = self.maker
        make = getattr(import_module(f"parking_share.exporting.{module}"), function)
        return cast(Callable[[Content], list[File]], make)(content)

    @property
    def missing_extra(self) -> str:
        """The extra that has to be installed first, or nothing."""
        return "" if self.extra is None or find_spec(self.extra[1]) else self.extra[0]


FORMATS: dict[FormatName, Format] = {
    "gate": Format(
        ("gate", "gate_files"),
        N_("Gate lists"),
        N_("For each lot the plates that may be there, with dates and hours. A night is two rows, because gates count from midnight."),
        N_("the gate's operator"),
        needs_names=True,
    ),
    "excel": Format(
        ("lot_workbooks", "workbook_files"),
        N_("Workbooks"),
        N_("For each lot who is there on which nights, who must be out by when, and how full it is."),
        N_("the lot's manager"),
        extra=("excel", "xlsxwriter"),
    ),
    "ics": Format(
        ("calendars", "calendar_files"),
        N_("Calendars"),
        N_("Stays for calendar programs and phones: of each lot for its manager, of each resident with a reminder before the end."),
        N_("the lot's manager; each resident alone"),
        extra=("calendar", "icalendar"),
    ),
    "geojson": Format(
        ("geojson", "map_files"),
        N_("Maps"),
        N_("Lots and communities with their figures, the walks between them, and residents with their lot, in WGS-84."),
        N_("planners"),
    ),
    "apds": Format(
        ("apds", "apds_files"),
        "APDS",
        N_("The plan in the terms of the parking data standard APDS: places, the rights that they grant, the rights of residents."),
        N_("parking platforms"),
    ),
    "notices": Format(
        ("notices", "notice_files"),
        N_("Notices to residents"),
        N_("For each community pages to print, one a resident: the place and its times, or why there is none."),
        N_("the office, to hand to each resident alone"),
        needs_names=True,
    ),
}
