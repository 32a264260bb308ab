"""A plan as one folder of files for offices, gates and phones, with an index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import gmtime, strftime
from typing import get_args

from parking_share.atomic import write_atomically
from parking_share.catalogue import Lang
from parking_share.earlier import INDEX, Earlier, index_data, look_at
from parking_share.errors import InputError, Problem
from parking_share.exporting.content import Content, File
from parking_share.exporting.formats import FORMATS, Format, FormatName
from parking_share.exporting.geojson import has_degrees
from parking_share.masking import mask as masked
from parking_share.report.exported import Entry, Part, render_index
from parking_share.report.language import Language
from parking_share.scenario import Scenario
from parking_share.schedule import Schedule
from parking_share.texts import N_, _


@dataclass(frozen=True)
class Export:
    """Files that are ready to be written.

    Parameters
    ----------
    parts
        The files of each format.
    left_out
        Formats that were not asked for by name and cannot be made, with the reason as a sentence of its own.
    """

    content: Content
    parts: dict[FormatName, list[File]]
    left_out: dict[FormatName, str]

    @property
    def names(self) -> list[str]:
        """Every file, by its place in the folder."""
        return [INDEX, *(file.name for files in self.parts.values() for file in files)]

    @property
    def without_plate(self) -> int:
        """How many residents who are served have no plate, so that no gate can know them."""
        return sum(not self.content.plates[each.resident] for each in self.content.schedule.assignments)

    def write(self, folder: str | Path) -> list[Path]:
        """Write everything, each file whole or not at all, the index last; what ``earlier`` finds gone is removed before it.

        Raises
        ------
        InputError
            As ``earlier``; nothing is written then.
        OSError
            If the folder cannot be written.
        """
        folder = Path(folder)
        earlier = self.earlier(folder)
        earlier.begin(folder, self.names, is_masked=self.content.is_masked)
        for file in (file for files in self.parts.values() for file in files):
            path = folder / file.name
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, file.make())
        earlier.remove(folder)
        write_atomically(folder / INDEX, self._index(earlier))
        return [folder / name for name in self.names]

    def earlier(self, folder: Path) -> Earlier:
        """What an earlier export has left in a folder: gate lists, say, of lots that are gone.

        Raises
        ------
        InputError
            If there are gate lists that no index of ours lists, or, where these files are masked, anything that may name people.
        """
        return look_at(folder, self.names, is_masked=self.content.is_masked)

    def _index(self, earlier: Earlier) -> str:
        _ = self.content.language.gettext
        parts = [_part(self.content, name, FORMATS[name], files) for name, files in self.parts.items()]
        left_out = [{"format": _(FORMATS[name].title), "reason": _(why)} for name, why in self.left_out.items()]
        notes = [_("%(format)s: left out; %(reason)s.") % each for each in left_out]
        data = index_data(self.names, earlier, is_masked=self.content.is_masked)
        return render_index(self.content.scenario, self.content.schedule, self.content.language, parts, notes, data)


def prepare(
    scenario: Scenario,
    schedule: Schedule,
    formats: Iterable[FormatName] | None = None,
    lang: Lang = "en",
    *,
    mask: bytes | None = None,
    gate_type: int | None = None,
    residents: Sequence[str] = (),
) -> Export:
    """List the files of a plan, to be checked and written.

    Parameters
    ----------
    formats
        Which ones; None: all that can be made.
    lang
        Language of headings, notices and index.
    mask
        The secret salt under which residents and plates become pseudonyms in every file; None: they are named.
    gate_type
        Number of the type of car in gate lists, such as 12; None: no such column.
    residents
        Residents whose calendars are wanted, one file each; empty: all, packed in one file.

    Raises
    ------
    InputError
        If a format that is asked for cannot be made, an id is none of a resident who is served, or the schedule names somebody or a
        lot that the scenario does not have.
    """
    wanted = list(dict.fromkeys(formats if formats is not None else get_args(FormatName)))
    obstacles = {name: why for name in wanted if (why := _obstacle(name, scenario, is_masked=mask is not None))}
    problems = [Problem(name, why) for name, why in obstacles.items()] if formats is not None else []
    problems += [
        Problem(str(name), _("is no format; known are %(join)s", join=", ".join(FORMATS))) for name in wanted if name not in FORMATS
    ]
    served = {each.resident for each in schedule.assignments}
    problems += [Problem("residents", _("'%(id)s' is no resident who is served", id=id_)) for id_ in residents if id_ not in served]
    if residents and mask is not None:
        problems.append(Problem("residents", _("calendars of single residents cannot be masked; leave out the one or the other")))
    if problems:
        raise InputError(problems)
    shown = (scenario, schedule) if mask is None else masked(scenario, schedule, mask)
    made = strftime("%Y-%m-%dT%H:%M:%SZ", gmtime())
    content = Content(*shown, Language.of(lang), made, mask is not None, gate_type, tuple(dict.fromkeys(residents)))
    return Export(content, {name: FORMATS[name].files(content) for name in wanted if name not in obstacles}, obstacles)


def export(
    scenario: Scenario,
    schedule: Schedule,
    folder: str | Path,
    formats: Iterable[FormatName] | None = None,
    lang: Lang = "en",
    *,
    mask: bytes | None = None,
    gate_type: int | None = None,
    residents: Sequence[str] = (),
) -> list[Path]:
    """Write a plan as files for gates, offices, phones, planners and platforms into one folder, with an index.

    Parameters and errors are those of ``prepare``, and those of ``Export.write`` if the folder cannot be used.

    Returns
    -------
    list of Path
        The index first, then the files by format.
    """
    return prepare(scenario, schedule, formats, lang, mask=mask, gate_type=gate_type, residents=residents).write(folder)


_NEEDS_NAMES = N_("it is of no use with pseudonyms")
_NEEDS_EXTRAS = {
    "excel": N_("it needs a library that is not installed: pip install 'parking-share[excel]'"),
    "calendar": N_("it needs a library that is not installed: pip install 'parking-share[calendar]'"),
}
_NEEDS_DEGREES = N_("the scenario's coordinates are local metres, and a map needs degrees: lat and lon with crs WGS84, GCJ02 or BD09")


def _obstacle(name: FormatName, scenario: Scenario, *, is_masked: bool) -> str:
    """Why the files of a format cannot be made, or nothing."""
    if name not in FORMATS:
        return ""
    if is_masked and FORMATS[name].needs_names:
        return _NEEDS_NAMES
    if name == "geojson" and not has_degrees(scenario):
        return _NEEDS_DEGREES
    return _NEEDS_EXTRAS.get(FORMATS[name].missing_extra, "")


def _part(content: Content, name: FormatName, kind: Format, files: Sequence[File]) -> Part:
    """The files of a format in the words of the index."""
    _ = content.language.gettext
    entries = tuple(_entries(content, kind, files))
    told = {entry.personal for entry in entries}
    personal = told.pop() if len(told) == 1 else _("some of them, see below")
    return Part(name, _(kind.title), _(kind.what), _(kind.audience), personal, entries)


def _entries(content: Content, kind: Format, files: Sequence[File]) -> Iterator[Entry]:
    _ = content.language.gettext
    for file in files:
        if file.is_public:
            personal, audience = _("none: public"), _("everybody")
        else:
            personal = _("pseudonyms") if content.is_masked else _("yes: not to be published")
            audience = _(file.audience or kind.audience)
        yield Entry(file.name, file.label, audience, personal)
