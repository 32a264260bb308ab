"""Workbooks for tests: the sample of a new workbook, changed cell by cell or in its packed parts."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl

from parking_share import Scenario
from parking_share.workbook.template import sample
from parking_share.workbook.writing import write_workbook

Book = Any  # an openpyxl workbook, whose stubs do not know what a cell may be set to


@cache
def sample_bytes(lang: str) -> bytes:
    """The workbook that ``parking-share new --excel`` writes."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sample.xlsx"
        write_workbook(sample(lang), path, lang)  # type: ignore[arg-type]
        return path.read_bytes()


def book(lang: str = "en") -> Book:
    """The sample, to be changed."""
    return openpyxl.load_workbook(io.BytesIO(sample_bytes(lang)))


def at(sheet: Any, heading: str, row: int) -> Any:
    """The cell of a row below a heading (without its star)."""
    column = next(cell.column for cell in sheet[1] if str(cell.value).removesuffix(" *") == heading)
    return sheet.cell(row, column)


def setting(of: Book, name: str) -> Any:
    """The cell of a setting's value."""
    return next(row[1] for row in of["Settings"].iter_rows() if str(row[0].value).removesuffix(" *") == name)


def saved(of: Book) -> bytes:
    """The bytes of a workbook."""
    content = io.BytesIO()
    of.save(content)
    return content.getvalue()


def repacked(content: bytes, change: Callable[[dict[str, bytes]], object]) -> bytes:
    """A packed file with its parts changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return packed.getvalue()


def part_of(parts: dict[str, bytes], title: str) -> str:
    """The name of the part that holds a sheet of the sample."""
    position = openpyxl.load_workbook(io.BytesIO(sample_bytes("en"))).sheetnames.index(title) + 1
    name = f"xl/worksheets/sheet{position}.xml"
    assert name in parts
    return name


def said_to_unpack_to(content: bytes, name: str, size: int) -> bytes:
    """A packed file whose list says that a part has another size; nothing else is changed."""
    at_end = content.rindex(b"PK\x05\x06")
    start = struct.unpack_from("<I", content, at_end + 16)[0]
    entry = content.rindex(name.encode(), start, at_end) - 46
    assert content[entry : entry + 4] == b"PK\x01\x02"
    return content[: entry + 24] + struct.pack("<I", size) + content[entry + 28 :]


Problems = tuple[tuple[str, str], ...]
Expected = Problems | Callable[[Scenario], bool]
Case = tuple[Callable[[], bytes], Expected]


def registrar(cases: dict[str, Case]) -> Callable[[Expected], Callable[[Callable[[], bytes | Book]], None]]:
    """A decorator that registers what must become of the workbook that a function makes, under the function's name."""

    def case(expected: Expected) -> Callable[[Callable[[], bytes | Book]], None]:
        def register(make: Callable[[], bytes | Book]) -> None:
            def content() -> bytes:
                made = make()
                return made if isinstance(made, bytes) else saved(made)

            cases[make.__name__] = content, expected

        return register

    return case


def residents(change: Callable[[Any], object]) -> Book:
    """The sample with its residents changed."""
    made = book()
    change(made["Residents"])
    return made


def packed(change: Callable[[dict[str, bytes], str], object], title: str = "Residents", of: Book | None = None) -> bytes:
    """The sample with its packed parts changed; the function is given the name of a sheet's part."""
    return repacked(saved(of or book()), lambda parts: change(parts, part_of(parts, title)))


def replaced(old: bytes, new: bytes, of: Book | None = None) -> bytes:
    """The sample with bytes in the sheet of residents replaced."""

    def change(parts: dict[str, bytes], name: str) -> None:
        assert old in parts[name]
        parts[name] = parts[name].replace(old, new)

    return packed(change, of=of)
