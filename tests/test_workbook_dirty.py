"""Workbooks as they come end in a correct import or in clear messages, each at its cell; and their marked copies say the same."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from dirty_files import CASES as FILES
from dirty_sheets import CASES as SHEETS
from dirty_words import CASES as WORDS

from parking_share.errors import InputError
from parking_share.workbook import WorkbookError, read_workbook
from parking_share.workbook.marking import marked_copy

CASES = SHEETS | FILES | WORDS


@pytest.mark.parametrize("name", CASES)
def test_dirty_workbook(name: str, tmp_path: Path) -> None:
    make, expected = CASES[name]
    path = tmp_path / "book.xlsx"
    path.write_bytes(make())
    if callable(expected):
        assert expected(read_workbook(path))
        return
    with pytest.raises(InputError) as caught:
        read_workbook(path)
    problems = caught.value.problems
    assert len(problems) == len(expected), caught.value
    found = [(problem.place, problem.message) for problem in problems]
    for place, part in expected:
        assert any(place == where and part in message for where, message in found), caught.value
    if isinstance(caught.value, WorkbookError):
        _marks_are_where_the_problems_are(caught.value, path, tmp_path / "marked.xlsx")


def _marks_are_where_the_problems_are(error: WorkbookError, path: Path, copy: Path) -> None:
    marked_copy(error, path, copy)
    book = openpyxl.load_workbook(copy)
    assert [row[1].value for row in book["Problems"].iter_rows(min_row=2)] == [problem.message for problem in error.problems]
    marked = {
        (sheet.title, cell.row, cell.column) for sheet in book for row in sheet for cell in row if cell.fill.fgColor.rgb == "FFFFC7CE"
    }
    assert marked == {cell for cell in error.cells if cell is not None}
    with pytest.raises(WorkbookError) as again:  # the copy is read as the workbook is
        read_workbook(copy)
    assert [problem.place for problem in again.value.problems] == [problem.place for problem in error.problems]


def test_there_are_forty() -> None:
    assert len(CASES) == len(SHEETS) + len(FILES) + len(WORDS) >= 40
