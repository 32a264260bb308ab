"""Stays as iCalendar files (RFC 5545): one of each lot for its manager, one of each resident for a phone.

The library ``icalendar`` writes the head, the time zone and texts; events are put together line by line, because a town has
hundreds of thousands of them.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache, partial
from importlib.metadata import version
from time import strftime

from icalendar import Parameters, Timezone
from icalendar.parser import Contentline
from icalendar.prop import vText

from parking_share.exporting.content import Content, File
from parking_share.filenames import unique_names
from parking_share.report.bays import bay_of_stay
from parking_share.schedule import Assignment, HeldStay
from parking_share.texts import N_

FOLDER = "calendars"
RESIDENTS = f"{FOLDER}/residents"
WARNING_MINUTES = 30  # before a stay ends or its bay changes a phone reminds of it


def calendar_files(content: Content) -> list[File]:
    """One file for each lot; of residents one each where some are asked for, else all packed in one, none where they are masked."""
    _, made = content.language.gettext, _Calendars(content)
    files = content.lot_files(FOLDER, "ics", made.of_lot, N_("the lot's manager"))
    names = {resident: f"{name}.ics" for resident, name in unique_names(made.wanted, "resident-").items()}
    if content.residents:
        return files + [
            File(f"{RESIDENTS}/{name}", resident, partial(made.of_resident, resident), N_("this resident alone"))
            for resident, name in names.items()
        ]
    if content.is_masked:
        return files
    packed = File(
        f"{RESIDENTS}.zip",
        _("All residents, one calendar each"),
        lambda: _packed(made, names),
        N_("the office, to hand to each resident alone"),
    )
    return [*files, packed]


def _packed(made: _Calendars, names: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for resident, name in names.items():
            archive.writestr(zipfile.ZipInfo(name), made.of_resident(resident), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


class _Calendars:
    """What the calendars of one plan share: the head with the time zone, and the events' lines."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.zone = content.scenario.horizon.timezone
        self.lots = {lot.id: lot for lot in content.scenario.lots}
        self.assignments = {each.resident: each for each in content.schedule.assignments}
        self.by_lot: dict[str, list[Assignment]] = {lot_id: [] for lot_id in self.lots}
        for each in content.schedule.assignments:
            self.by_lot[each.lot].append(each)
        self.wanted = [resident for resident in self.assignments if not content.residents or resident in content.residents]
        self.stamp = content.made.replace("-", "").replace(":", "")
        self.minutes = content.scenario.time.minute_of
        self.moment = lru_cache(maxsize=None)(self._moment)
        self.texts = lru_cache(maxsize=1 << 16)(_text)
        self.zone_lines = _time_zone(content)
        self.product = f"PRODID:-//parking-share//{version('parking-share')}//EN".encode()

    def of_lot(self, lot_id: str) -> bytes:
        """All stays in a lot."""
        plates = self.content.plates
        named = ((each, plates[each.resident] or each.resident) for each in self.by_lot[lot_id])
        events = (event for each, name in named for event in self._events(each, name, alarm=False))
        return self._calendar(self.content.lot_labels[lot_id], self.content.note_to_manager, events)

    def of_resident(self, resident: str) -> bytes:
        """All stays of a resident, with a reminder before each ends."""
        each = self.assignments[resident]
        title = self.content.language.gettext("Parking in %(lot)s") % {"lot": self.content.lot_labels[each.lot]}
        return self._calendar(title, self.content.language.gettext("For this resident only."), self._events(each, title, alarm=True))

    def _events(self, each: Assignment, title: str, *, alarm: bool) -> Iterator[bytes]:
        """The stays of one resident."""
        on_date: Counter[str] = Counter()
        for stay in each.stays:
            date = stay.arrive[:10]
            yield self._event(each, stay, self._uid(each.resident, date, on_date[date]), title, alarm)
            on_date[date] += 1

    def _event(self, each: Assignment, stay: HeldStay, uid: bytes, title: str, alarm: bool) -> bytes:
        """The lines of one stay."""
        if stay.bay is not None:
            bay = bay_of_stay(self.content.language, stay)
            title = self.content.language.gettext("%(title)s, bay %(bay)s") % {"title": title, "bay": bay}
        lines = [
            b"BEGIN:VEVENT",
            b"UID:" + uid,
            b"DTSTAMP:" + self.stamp.encode(),
            b"DTSTART" + self.moment(stay.arrive),
            b"DTEND" + self.moment(stay.leave),
            self.texts("SUMMARY", title),
            self.texts("LOCATION", self.content.lot_labels[each.lot]),
        ]
        if alarm:
            description = self.texts("DESCRIPTION", title)
            for trigger in self._reminders(stay):
                lines += [b"BEGIN:VALARM", b"ACTION:DISPLAY", description, trigger, b"END:VALARM"]
        return b"\r\n".join([*lines, b"END:VEVENT", b""])

    def _reminders(self, stay: HeldStay) -> Iterator[bytes]:
        """When a phone reminds: before each move to another bay, and before the end unless that is only the horizon's."""
        for move in stay.moves or ():
            after = self.minutes(move.at) - WARNING_MINUTES - self.minutes(stay.arrive)
            yield f"TRIGGER:{'-' * (after < 0)}PT{abs(after)}M".encode()
        if self.minutes(stay.leave) < self.content.scenario.time.length:
            yield f"TRIGGER;RELATED=END:-PT{WARNING_MINUTES}M".encode()

    def _uid(self, resident: str, date: str, number: int) -> bytes:
        """The same in every plan of a scenario for a date's first stay, its second, ...: calendars take a change for a change."""
        key = "\n".join((self.content.scenario.id, resident, date, str(number)))
        return hashlib.sha256(key.encode()).hexdigest()[:32].encode() + b"@parking-share"

    def _moment(self, text: str) -> bytes:
        """The value of a property of time: local, but UTC where the clock shows that time for the second time."""
        time, minute = self.content.scenario.time, self.minutes(text)
        local = time.iso(minute)[:16]
        if time.minute_of(local) == minute:
            return f";TZID={self.zone}:{local.replace('-', '').replace(':', '')}00".encode()
        return strftime(":%Y%m%dT%H%M%SZ", time.clock.local(minute).utctimetuple()).encode()

    def _calendar(self, name: str, who: str, events: Iterable[bytes]) -> bytes:
        """A whole file; ``who`` says for whom it is."""
        head = [b"BEGIN:VCALENDAR", b"VERSION:2.0", self.product]
        head += [self.texts("X-WR-CALNAME", name), self.texts("X-WR-CALDESC", who), b"X-WR-TIMEZONE:" + self.zone.encode()]
        return b"".join([b"\r\n".join(head), b"\r\n", self.zone_lines, *events, b"END:VCALENDAR\r\n"])


def _time_zone(content: Content) -> bytes:
    """The time zone with the clock changes of the years of the plan."""
    time = content.scenario.time
    first, last = (time.clock.local(minute).date() for minute in (0, time.length))
    years = first.replace(month=1, day=1), last.replace(month=12, day=31)
    zone: bytes = Timezone.from_tzid(content.scenario.horizon.timezone, first_date=years[0], last_date=years[1]).to_ical()
    return zone


def _text(name: str, text: str) -> bytes:
    """A property of text: what has a meaning of its own escaped, control characters out, long lines folded."""
    shown = "".join(char if char >= " " else " " for char in text)
    line: bytes = Contentline.from_parts(name, Parameters(), vText(shown)).to_ical()
    return line
