"""What kind of file it is, and whether it is safe to open: before anything of it is unpacked."""

from __future__ import annotations

import contextlib
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree
from xml.parsers import expat

from parking_share.errors import InputError, Problem
from parking_share.texts import N_, _

MOST_BYTES = 1 << 30
"""Of a file, and of all parts of a workbook unpacked: some three million rows of residents."""

MOST_BYTES_AT_ONCE = 1 << 28
"""Of a part that is held as a whole: the texts that cells share, styles."""

MOST_PARTS = 10_000
_CHUNK = 1 << 20
_OVERLAP = 1 << 10
_MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s[^<>]*?\bref\s*=\s*["']([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})["']""")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_PLACE = re.compile(rb"""<(?:\w+:)?(?:row|c)\s(?:[^<>]*?\s)?r\s*=\s*["']([A-Z]{0,3})(\d{1,9})["']""")
_SAVE = N_("open it in Excel or WPS and save it as Excel workbook (.xlsx)")
_NOT_OPENED = N_("it was not opened. Copy the cells with data into a new workbook")


@dataclass(frozen=True)
class Markings:
    """What reading cell by cell does not tell of a sheet: whether it has formulas, and which ranges are merged."""

    has_formulas: bool = False
    merged: tuple[str, ...] = field(default=())


def refuse_what_is_no_workbook(path: Path) -> None:
    """Look at the beginning of a file and at the list of what is packed in it.

    Raises
    ------
    InputError
        With what it is instead, and the way out; also where it is too large to be opened.
    OSError
        If it cannot be read.
    """
    message = _what_is_wrong(path)
    if message:
        raise InputError([Problem(path.name, message)])


def too_large(path: Path) -> str:
    """That a file has more bytes than are read, or nothing."""
    size = path.stat().st_size
    if size <= MOST_BYTES:
        return ""
    return _("has %(st_size)s MB; more than %(most_bytes)s MB are not read", st_size=f"{size >> 20:,}", most_bytes=f"{MOST_BYTES >> 20:,}")


def _what_is_wrong(path: Path) -> str:
    if message := too_large(path):
        return message
    with path.open("rb") as file:
        head = file.read(8)
    if head == b"":
        return _("is empty; save the workbook again")
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
            return _("is protected by a password; open it, take the password away (File, Info, Protect Workbook) and save it again")
        return _("is in the old format of Excel (.xls); %(save)s", save=_(_SAVE))
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"<", b"MIME")):
        return _("is a web page or an XML file with the name of a workbook; %(save)s", save=_(_SAVE))
    if not head.startswith(b"PK"):
        return _("is no Excel workbook; %(save)s, or give CSV files ending in .csv", save=_(_SAVE))
    try:
        with zipfile.ZipFile(path) as archive:
            return _wrong_parts(archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return _("is damaged: what is packed in it cannot be listed; %(save)s", save=_(_SAVE))


def _wrong_parts(parts: list[zipfile.ZipInfo]) -> str:
    names = {part.filename for part in parts}
    if any(part.flag_bits & 1 for part in parts):
        return _("is a packed file with a password; %(save)s", save=_(_SAVE))
    if "xl/workbook.bin" in names:
        return _("is a binary workbook (.xlsb); %(save)s", save=_(_SAVE))
    if "content.xml" in names:
        return _("is an OpenDocument file (.ods); %(save)s", save=_(_SAVE))
    if "[Content_Types].xml" not in names:
        return _("is a packed file and no workbook; %(save)s", save=_(_SAVE))
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
        return _(
            "would unpack to more than %(most_bytes)s MB or %(most_parts)s parts; %(not_opened)s",
            most_bytes=f"{MOST_BYTES >> 20:,}",
            most_parts=f"{MOST_PARTS:,}",
            not_opened=_(_NOT_OPENED),
        )
    if any(part.file_size > MOST_BYTES_AT_ONCE for part in parts if not part.filename.startswith("xl/worksheets/")):
        return _(
            "has a part that would unpack to more than %(most_bytes_at_once)s MB; %(not_opened)s",
            most_bytes_at_once=f"{MOST_BYTES_AT_ONCE >> 20:,}",
            not_opened=_(_NOT_OPENED),
        )
    return ""


def unpacked_bytes(path: Path) -> int:
    """The size of everything in a packed file."""
    with zipfile.ZipFile(path) as archive:
        return sum(part.file_size for part in archive.infolist())


def markings(path: Path) -> dict[str, Markings]:
    """Formulas and merged ranges of each sheet, by its name; every part is looked at for declarations, which no workbook has.

    Raises
    ------
    InputError
        For a workbook that is damaged, or that declares what could unfold without end.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            known = set(names)
            for name in names:
                if _declares(archive, name):
                    message = _("declares things that no workbook does ('%(name)s'); it was not opened", name=name)
                    raise InputError([Problem(path.name, message)])
            return {title: _marks(archive, name) for title, name in _sheets(archive) if name in known}
    except (zipfile.BadZipFile, zlib.error, ElementTree.ParseError, KeyError, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise InputError([Problem(path.name, _("is damaged (%(error)s); %(save)s", error=error, save=_(_SAVE)))]) from None


def _declares(archive: zipfile.ZipFile, name: str) -> bool:
    """Whether a part is XML with a document type, in whatever encoding: that stands before the first element, if anywhere.

    One in which no element comes within a megabyte may hide it behind that.
    """
    found: list[bool] = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *_declared: found.append(True)
    parser.StartElementHandler = lambda *_element: found.append(False)
    with archive.open(name) as part, contextlib.suppress(expat.ExpatError):  # pictures are no XML
        beginning = part.read(_CHUNK)
        parser.Parse(beginning)
        found.append(len(beginning) == _CHUNK)
    return found[:1] == [True]


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Name of each sheet and of the part that holds it."""
    content = archive.read("xl/workbook.xml")
    if b"purl.oclc.org/ooxml" in content:
        raise ValueError("saved as Strict Open XML")
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    for sheet in ElementTree.fromstring(content).iterfind("{*}sheets/{*}sheet"):
        target = next((targets.get(value, "") for key, value in sheet.items() if key.endswith("}id")), "")
        yield sheet.get("name", ""), target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _marks(archive: zipfile.ZipFile, name: str) -> Markings:
    has_formulas, merged, tail, order = False, dict[str, None](), b"", _Order()
    with archive.open(name) as part:
        while chunk := part.read(_CHUNK):
            text = tail + chunk
            has_formulas = has_formulas or _FORMULA.search(text) is not None
            merged |= {found.decode(): None for found in _MERGED.findall(text)}
            for found in _PLACE.finditer(text):
                if found.end() > len(tail):  # else it was seen with the chunk before
                    order.next(found[1], int(found[2]))
            tail = text[-_OVERLAP:]
    return Markings(has_formulas, tuple(merged))


@dataclass
class _Order:
    """Where the last row and cell of a sheet stand: what is not after them would be lost by who reads from top to bottom."""

    row: int = 0
    column: bytes = b""
    has_rows: bool = False

    def next(self, column: bytes, row: int) -> None:
        """A cell, or without a column a row. Raises ValueError where it stands in a wrong place."""
        if not column:
            if row <= self.row:
                raise ValueError(_("row %(row)s stands after row %(last)s", row=row, last=self.row))
            self.row, self.column, self.has_rows = row, b"", True
            return
        if row > self.row and not self.has_rows:  # rows may be without a number
            self.row, self.column = row, b""
        if row != self.row or (len(column), column) <= (len(self.column), self.column):
            last = f"{self.column.decode()}{self.row}"
            raise ValueError(_("cell %(cell)s stands after %(last)s", cell=f"{column.decode()}{row}", last=last))
        self.column = column
