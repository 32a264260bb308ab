"""The description of the columns, CSV files as programs write them, and what a new workbook looks like."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import get_args

import openpyxl
import pytest
from workbooks import book, sample_bytes, saved

from parking_share.catalogue import Lang, Objective
from parking_share.errors import InputError
from parking_share.scenario import Scenario
from parking_share.wording import known_keys
from parking_share.workbook import WorkbookError, kinds, read_workbook
from parking_share.workbook.columns import CALENDAR, GUIDE, PROBLEMS, SHEETS, WALKS
from parking_share.workbook.csv_writing import csv_names, write_csv_files
from parking_share.workbook.marking import marked_copy
from parking_share.workbook.table import headings
from parking_share.workbook.template import sample
from parking_share.workbook.text import label

LANGS: tuple[Lang, ...] = ("en", "zh")


def test_every_key_of_a_scenario_has_a_column_and_every_column_a_key() -> None:
    known = known_keys(Scenario)
    leaves = {".".join((*path, key)) for path, keys in known.items() for key in keys if (*path, key) not in known}
    described = {(sheet.key + "." if sheet.key != "settings" else "") + column.key for sheet in SHEETS for column in sheet.columns}
    of_their_own = {f"{sheet.key}.{column.key}" for sheet in (CALENDAR, WALKS) for column in sheet.columns}
    elsewhere = {"calendar.holidays", "calendar.workdays", "walking.matrix"}  # the sheets Calendar and Walks
    assert leaves - described == elsewhere
    assert described - leaves == of_their_own | {"lots.closures.lot", "lots.kinds.lot"}


def test_levels_are_named_where_they_are_to_be_written() -> None:
    column = next(column for column in SHEETS[0].columns if column.key == "policy.objectives")
    for lang in LANGS:
        assert kinds.write("objectives", list(get_args(Objective)), lang).rstrip() in column.hint(lang)
    assert kinds.read("objectives", "优先分、保留原停车场，步行") == ["priority", "keep", "walk"]


def test_every_column_is_described_in_both_languages() -> None:
    for sheet in SHEETS:
        for column in sheet.columns:
            assert column.kind in kinds.KINDS
            assert all(sheet.meaning(column, lang) and column.heading(lang) for lang in LANGS)
            assert bool(column.hint_en) == bool(column.hint_zh)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.key)
def test_headings_mean_one_column_each(sheet) -> None:  # type: ignore[no-untyped-def]
    for column in sheet.columns:
        for heading in (column.en, column.zh, column.key, *column.aliases):
            assert headings(sheet)[label(heading)] == column.key, heading


def test_names_mean_one_sheet_each() -> None:
    names = [label(name) for sheet in SHEETS for name in {sheet.en, sheet.zh, *sheet.aliases}]
    names += [label(name) for names in (GUIDE, PROBLEMS) for name in names.values()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("lang", LANGS)
def test_new_workbook_helps_to_fill_it_in(lang: Lang) -> None:
    found = openpyxl.load_workbook(io.BytesIO(sample_bytes(lang)))
    assert found.sheetnames == [GUIDE[lang], *(sheet.title(lang) for sheet in SHEETS)]
    for sheet in SHEETS[1:]:
        page = found[sheet.title(lang)]
        assert page.freeze_panes == "B2"
        assert all(cell.comment is not None and cell.font.bold for cell in page[1])
        shown = {cell.value.removesuffix(" *"): cell for cell in page[1]}
        starred = {name for name, cell in shown.items() if cell.value.endswith("*")}
        assert {sheet.by_key[key].heading(lang) for key in sheet.required()} <= starred
        offered = sum(bool(column.refers_to or kinds.KINDS[column.kind].choices) for column in sheet.columns)
        assert len(page.data_validations.dataValidation) == offered
        for name, cell in shown.items():
            width = page.column_dimensions[cell.column_letter].width
            assert width >= len(name.encode("gbk")) + 2, name  # Chinese characters take two columns
    residents = found[SHEETS[5].title(lang)]
    assert residents.max_row == 13
    assert residents["A2"].number_format == "@"
    assert any("停车场" in rule.formula1 or "Lots" in rule.formula1 for rule in residents.data_validations.dataValidation)


def test_sample_is_the_starter_of_both_languages() -> None:
    english, chinese = sample("en").to_dict(), sample("zh").to_dict()
    assert [each["id"] for each in english["residents"]] == [each["id"] for each in chinese["residents"]]
    assert chinese["lots"][0]["name"] == "税务局停车场"


# --- CSV --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_in_every_encoding(lang: Lang, encoding: str, separator: str, tmp_path: Path) -> None:
    """As Excel writes it: in UTF-8 or in the encoding of a Chinese system, with the separator of the country."""
    scenario = sample(lang)
    for path in write_csv_files(scenario, tmp_path, lang):
        rows = list(csv.reader(path.read_text("utf-8-sig").splitlines()))
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file, delimiter=separator).writerows(rows)
    assert read_workbook(tmp_path).to_dict() == scenario.to_dict()


def test_csv_with_a_title_above_its_headings(tmp_path: Path) -> None:
    scenario = sample("zh")
    for path in write_csv_files(scenario, tmp_path, "zh"):
        rows = list(csv.reader(path.read_text("utf-8-sig").splitlines()))
        with path.open("w", encoding="gbk", newline="") as file:
            file.write("2026年停车申请\n\n")
            csv.writer(file, delimiter=";").writerows(rows)
    assert read_workbook(tmp_path).to_dict() == scenario.to_dict()


def test_csv_files_are_known_by_the_ends_of_their_names(tmp_path: Path) -> None:
    scenario = sample("zh")
    write_csv_files(scenario, tmp_path, "zh")
    for name in csv_names("zh"):
        (tmp_path / name).rename(tmp_path / f"太平街-{name}")
    (tmp_path / "#草稿.csv").write_text("随便", "utf-8")
    assert read_workbook(sorted(tmp_path.iterdir())).to_dict() == scenario.to_dict()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"id,community,stays\n\x81", "is text neither in UTF-8 nor in GB18030 (GBK)"),
        (b"id,community\0,stays\n", "is no text"),
        (b'id,community,stays\n"r-1,riverside', "is not CSV in line 2"),
        (b"PK\x03\x04\x00\x00", "is a workbook with the name of a CSV file"),
        (b"", "has no row of headings"),
        (b"id,community,stays\nr-1,riverside\n", "is required"),  # the row is short
        (b"id,community,stays\nr-1,riverside,daily 18:00-08:00,12\n", "stands in a column without a heading"),
    ],
)
def test_csv_that_is_none(content: bytes, message: str, tmp_path: Path) -> None:
    write_csv_files(sample("en"), tmp_path, "en")
    (tmp_path / "Residents.csv").write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_workbook(tmp_path)
    (problem,) = caught.value.problems
    assert problem.place.startswith("Residents.csv")
    assert message in problem.message


def test_csv_problems_are_marked_in_a_workbook(tmp_path: Path) -> None:
    write_csv_files(sample("en"), tmp_path, "en")
    path = tmp_path / "Residents.csv"
    path.write_text(path.read_text("utf-8-sig").replace("daily 18:20-07:45", "=cmd()"), "utf-8")
    with pytest.raises(WorkbookError) as caught:
        read_workbook(tmp_path)
    assert [problem.place for problem in caught.value.problems] == ["Residents.csv!D2"]
    marked_copy(caught.value, path, tmp_path / "marked.xlsx")
    copy = openpyxl.load_workbook(tmp_path / "marked.xlsx")
    assert copy["Problems"]["A2"].hyperlink.location == "'Residents'!D2"
    cell = copy["Residents"]["D2"]
    assert (cell.value, cell.data_type, cell.fill.fgColor.rgb) == ("=cmd()", "s", "FFFFC7CE")
    assert "is not understood" in cell.comment.text
    cell.value = "每天 18:20-07:45"  # the copy is corrected and imported
    copy.save(tmp_path / "corrected.xlsx")
    assert read_workbook(tmp_path / "corrected.xlsx").to_dict() == sample("en").to_dict()


# --- marked copies ----------------------------------------------------------------------------------------------------


def test_marked_copy_keeps_the_workbook_and_drops_what_is_dangerous(tmp_path: Path) -> None:
    made = book()
    sheet = made["Residents"]
    sheet["S1"].value, sheet["S2"].value, sheet["S3"].value = "#sum", "=SUM(G2:G5)", "=cmd|'/c calc'!A1"
    sheet["G2"].value = "ten"
    sheet.column_dimensions["C"].width = 44
    path, copy = tmp_path / "book.xlsx", tmp_path / "copy.xlsx"
    path.write_bytes(saved(made))
    for number in range(2):  # the copy is marked once more, with another mistake
        with pytest.raises(WorkbookError) as caught:
            read_workbook(path)
        marked_copy(caught.value, path, copy)
        found = openpyxl.load_workbook(copy)
        residents = found["Residents"]
        assert (residents["S2"].value, residents["S2"].data_type) == ("=SUM(G2:G5)", "f")
        assert residents["S3"].data_type == "s"
        assert residents.column_dimensions["C"].width == 44
        assert len(residents.data_validations.dataValidation) == 3
        assert found.sheetnames.count("Problems") == 1
        assert residents["G2"].comment is None if number else residents["G2"].comment is not None
        assert (residents["G2"].fill.fgColor.rgb == "FFFFC7CE") == (number == 0)
        assert residents["A1"].comment.text  # the notes on headings stay
        residents["G2"].value, residents["G3"].value = 10, "eleven"
        path = tmp_path / "next.xlsx"
        found.save(path)


def test_marked_copy_of_a_large_book_has_its_values(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = book()
    made["Residents"].merge_cells("B2:B5")
    made["Residents"]["G2"].value = "ten"
    path, copy = tmp_path / "book.xlsx", tmp_path / "copy.xlsx"
    path.write_bytes(saved(made))
    with pytest.raises(WorkbookError) as caught:
        read_workbook(path)
    monkeypatch.setattr("parking_share.workbook.marking.LARGEST_KEPT", (10, 10))
    marked_copy(caught.value, path, copy)
    with pytest.raises(WorkbookError) as again:
        read_workbook(copy)
    assert again.value.problems == caught.value.problems
    assert openpyxl.load_workbook(copy)["Residents"]["G2"].comment.text == caught.value.problems[0].message


def test_too_many_problems_of_a_large_file_are_a_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = book()
    for row in range(2, 7):
        made["Residents"].cell(row, 7).value = "ten"
    path, copy = tmp_path / "book.xlsx", tmp_path / "copy.xlsx"
    path.write_bytes(saved(made))
    with pytest.raises(WorkbookError) as caught:
        read_workbook(path)
    monkeypatch.setattr("parking_share.workbook.marking.LARGEST_KEPT", (10, 10))
    monkeypatch.setattr("parking_share.workbook.marking.MOST_MARKED", 4)
    monkeypatch.setattr("parking_share.workbook.marking.MOST_LISTED", 3)
    assert marked_copy(caught.value, path, copy) is False
    sheets = openpyxl.load_workbook(copy)
    assert sheets.sheetnames == ["Problems"]
    assert [row[0].value for row in sheets["Problems"]] == ["Cell", "Residents!G2", "Residents!G3", "Residents!G4", None]
    assert sheets["Problems"]["B5"].value == "... and 2 more"
