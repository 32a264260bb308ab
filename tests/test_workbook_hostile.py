"""Cells and files that would make an import take minutes, or read something else than is seen."""

from __future__ import annotations

import contextlib
import os
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from workbooks import residents, sample_bytes, saved

from parking_share.errors import InputError
from parking_share.texts import use_language
from parking_share.workbook import WorkbookError, kinds, read_workbook
from parking_share.workbook.columns import SETTINGS, SHEETS
from parking_share.workbook.csv_writing import write_csv_files
from parking_share.workbook.kinds import KINDS, CellError
from parking_share.workbook.marking import marked_copy
from parking_share.workbook.template import sample
from parking_share.workbook.units import is_other_unit

SPACES = 32_000
"""Nearly as many characters as a cell of Excel holds."""


@pytest.mark.parametrize("kind", KINDS)
def test_no_cell_takes_long(kind: str) -> None:
    """Patterns that allow spaces in several places take the square of their number where they are not put together first."""
    began = time.monotonic()
    for before in ("1", "x", "2026-1-1", "2026-1-1 8点", "每天 8", "每天 8:00-次日", "每天 8:00-9:00 x", "周一,", "1月"):
        for gap in (" " * SPACES, "\t\n" * (SPACES // 2)):
            with contextlib.suppress(CellError):
                kinds.read(kind, f"{before}{gap}x")
    assert time.monotonic() - began < 5  # it was minutes for each


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        ("id", "cafe\u0301", "caf\u00e9"),  # what looks the same is the same
        ("id", "river\u200bside", "riverside"),
        ("id", "\u202dr-01\u202c", "r-01"),  # as addresses and numbers are copied from some programs
        ("plate", "渝A\u00a0\u300012345", "渝A 12345"),
        ("whole", "￥1200", 1200),
        ("date", "2026-11-23 00:00:00", "2026-11-23"),
        ("moment", "2026年1月1日12:00", "2026-01-01T12:00"),
    ],
)
def test_cells_that_are_understood(kind: str, cell: str, value: object) -> None:
    assert kinds.read(kind, cell) == value


@pytest.mark.parametrize(
    ("kind", "cell"),
    [
        ("minutes", "1:75"),  # 135, or 1:15 with a slip?
        ("date", "2026-11-23 08:00"),
        ("moment", "2026-1-112:00"),  # the 1st at 12:00, or the 11th at 2:00?
    ],
)
def test_cells_that_could_mean_two_things(kind: str, cell: str) -> None:
    with pytest.raises(CellError):
        kinds.read(kind, cell)


@pytest.mark.parametrize(("cell", "text"), [('="0099"', "0099"), ('="粤""B"', '粤"B'), ('=""', "")])
def test_text_that_programs_protect_in_csv(cell: str, text: str) -> None:
    assert kinds.read("id", cell) == text


def csv_folder(folder: Path) -> Path:
    write_csv_files(sample("zh"), folder / "tables", "zh")
    return folder / "tables" / "居民.csv"


def test_a_pipe_in_a_folder_is_not_waited_for(tmp_path: Path) -> None:
    file = csv_folder(tmp_path)
    file.unlink()
    os.mkfifo(file)
    with pytest.raises(InputError, match="is a pipe or a device"):
        read_workbook(file.parent)


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_damaged_utf8_is_not_taken_for_another_encoding(mark: bytes, tmp_path: Path) -> None:
    """As GB18030 one byte less makes other characters of all that follow, in plates and names."""
    file = csv_folder(tmp_path)
    text = file.read_text("utf-8-sig")
    assert text.count("渝") >= 1
    file.write_bytes(mark + text.encode().replace("渝".encode(), "渝".encode()[:2], 1))
    with pytest.raises(InputError, match=r"has a damaged character in line 2"):
        read_workbook(file.parent)


def test_the_offices_own_notes_stay_on_marked_cells(tmp_path: Path) -> None:
    """A marked cell has the problem and what was noted there; once it is corrected, what was noted there again."""

    def marked(change: Callable[[Any], object], source: Path, target: Path) -> Any:
        changed = openpyxl.load_workbook(source)
        change(changed["Residents"])
        changed.save(source)
        with pytest.raises(WorkbookError) as caught:
            read_workbook(source)
        marked_copy(caught.value, source, target)
        return openpyxl.load_workbook(target)

    def break_one(sheet: Any) -> None:
        sheet["B2"].value, sheet["B2"].comment = "nowhere", Comment("phoned on Monday", "clerk")

    def mend_it_and_break_another(sheet: Any) -> None:
        sheet["B2"].value, sheet["B3"].value = "riverside", "nowhere"

    first, second, third = (tmp_path / f"{name}.xlsx" for name in "abc")
    first.write_bytes(sample_bytes("en"))
    note = marked(break_one, first, second)["Residents"]["B2"].comment.text
    assert note.startswith("'nowhere' is no community")
    assert note.endswith("phoned on Monday")
    sheet = marked(mend_it_and_break_another, second, third)["Residents"]
    assert sheet["B2"].comment.text == "phoned on Monday"
    assert sheet["B3"].comment.text == "'nowhere' is no community of the scenario"


def test_the_list_of_problems_is_in_the_language_in_use(tmp_path: Path) -> None:
    source, target = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    source.write_bytes(saved(residents(lambda sheet: setattr(sheet["B2"], "value", "nowhere"))))
    use_language("zh")
    try:
        with pytest.raises(WorkbookError) as caught:
            read_workbook(source)
        marked_copy(caught.value, source, target)
        listed = openpyxl.load_workbook(target)["问题"]
        assert [cell.value for cell in listed[1]] == ["单元格", "问题（1 处）；本工作表不会被读取"]
        with pytest.raises(WorkbookError) as again:  # the copy is read as the workbook is
            read_workbook(target)
        assert again.value.problems == caught.value.problems
    finally:
        use_language("en")


@pytest.mark.parametrize("is_book", [True, False])
def test_cells_are_counted_over_all_sheets(is_book: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The residents alone have fewer than 250 cells, 13 rows of 18; with the sheets before them they have more."""
    monkeypatch.setattr("parking_share.workbook.grid.MOST_CELLS", 250)
    source = tmp_path / "book"
    if is_book:
        source = tmp_path / "book.xlsx"
        source.write_bytes(sample_bytes("en"))
    else:
        write_csv_files(sample("en"), source)
    with pytest.raises(InputError, match="here the sheets have more than 250 cells"):
        read_workbook(source)


@pytest.mark.parametrize(
    ("heading", "written", "is_other"),
    [
        ("Longest walk (min)", "500米", True),
        ("Longest walk (min)", "15 分钟", False),
        ("Longest walk (min)", "最长步行（米）", True),
        ("Longest walk (min)", "最长步行（如有）", False),
        ("Recall (min)", "1天", True),
        ("Minutes", "分钟（秒）", True),
        ("Monthly fee", "月费（万元）", True),
        ("Monthly fee", "300 元/月", False),
        ("Priority points", "优先分", False),
        ("Spaces", "20个车位", False),
    ],
)
def test_units(heading: str, written: str, is_other: bool) -> None:
    assert is_other_unit(heading, written) is is_other


def test_no_heading_of_ours_is_in_another_unit() -> None:
    columns = [column for sheet in (*SHEETS, SETTINGS) for column in sheet.columns]
    assert not [name for column in columns for name in (column.en, column.zh, *column.aliases) if is_other_unit(column.en, name)]


def test_numbers_of_another_unit_are_refused(tmp_path: Path) -> None:
    """Five hundred metres are no 500 minutes, in a cell or below a heading."""
    places = residents(lambda sheet: None)["Residents"]
    at = {cell.value: cell.column_letter for cell in places[1]}["Longest walk (min)"]
    for change in ({f"{at}2": "500米"}, {f"{at}1": "Longest walk (m)", f"{at}2": 500}):
        source = tmp_path / "a.xlsx"

        def written(sheet: Any, change: dict[str, Any] = change) -> None:
            for cell, value in change.items():
                sheet[cell].value = value

        source.write_bytes(saved(residents(written)))
        with pytest.raises(WorkbookError, match="another unit"):
            read_workbook(source)


def test_a_comment_before_the_first_element_takes_no_time(tmp_path: Path) -> None:
    """A parser that is fed bit by bit looks through an unfinished comment again with every bit."""
    source = tmp_path / "a.xlsx"
    source.write_bytes(sample_bytes("en"))
    with zipfile.ZipFile(source, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/comments9.xml", "<!--" + " " * (1 << 24) + "--><!DOCTYPE a><a/>")
    with pytest.raises(InputError, match="declares things that no workbook does"):
        read_workbook(source)
