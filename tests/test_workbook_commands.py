"""``new --excel``, ``import`` and ``workbook`` as a user meets them: what is written where, and what is never replaced."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import openpyxl
import pytest
from command_line import run
from workbooks import book, residents, sample_bytes, saved

from parking_share import read_scenario
from parking_share.workbook.columns import BY_KEY
from parking_share.workbook.template import sample


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_from_a_new_workbook_to_a_schedule(folder: Path) -> None:
    made = run("new", "--excel", "--lang", "zh")
    assert made.exit_code == 0
    assert "parking-share import scenario.xlsx -o scenario.json" in made.output
    imported = run("import", "scenario.xlsx", "-o", "scenario.json")
    assert imported.exit_code == 0, imported.output
    assert "imported: 2 communities, 2 lots with 7 spaces, 12 residents" in imported.output
    assert sorted(path.name for path in folder.iterdir()) == ["scenario.json", "scenario.xlsx"]
    assert read_scenario("scenario.json").to_dict() == sample("zh").to_dict()
    assert run("solve", "scenario.json", "--no-report").exit_code == 0


def test_new_asks_before_it_replaces(folder: Path) -> None:
    assert run("new", "town.xlsx").exit_code == 0  # the ending says what is meant
    assert openpyxl.load_workbook("town.xlsx").sheetnames[1] == "Settings"
    assert run("new", "town.xlsx").exit_code == 2
    assert run("new", "town.xlsx", "--force").exit_code == 0


@pytest.mark.parametrize("words", [("book.xlsx",), ("book.xlsx", "--lang", "zh"), ("tables", "--csv"), ("tables", "--csv", "--lang", "zh")])
def test_there_and_back(words: tuple[str, ...], folder: Path) -> None:
    run("make", "-o", "town.json", "--seed", "3", "--residents", "60", "--lots", "5", "--spaces", "60")
    written = run("workbook", "town.json", "-o", *words)
    assert written.exit_code == 0, written.output
    assert words[0] in written.output
    back = run("import", words[0], "-o", "back.json", "--residents-as", "parquet")
    assert back.exit_code == 0, back.output
    assert "wrote back-residents.parquet" in back.output
    assert read_scenario("back.json").to_dict() == read_scenario("town.json").to_dict()


def test_problems_are_told_and_marked(folder: Path) -> None:
    (folder / "book.xlsx").write_bytes(saved(residents(lambda sheet: setattr(sheet["G2"], "value", "ten"))))
    refused = run("import", "book.xlsx", "-o", "scenario.json")
    assert refused.exit_code == 2
    assert "wrote book.errors.xlsx: a copy with the cells marked" in refused.output
    assert "1 problem in the input:\n  Residents!G2: must be a number" in refused.output
    assert not (folder / "scenario.json").exists()
    assert openpyxl.load_workbook("book.errors.xlsx")["Residents"]["G2"].comment is not None
    run("import", "book.xlsx", "-o", "scenario.json", "--marked", "here.xlsx")
    assert (folder / "here.xlsx").exists()
    (folder / "here.xlsx").unlink()
    run("import", "book.xlsx", "-o", "scenario.json", "--no-marked")
    assert sorted(path.name for path in folder.iterdir()) == ["book.errors.xlsx", "book.xlsx"]


def test_the_marked_copy_is_in_the_language_asked_for(folder: Path) -> None:
    (folder / "book.xlsx").write_bytes(saved(residents(lambda sheet: setattr(sheet["D2"], "value", "周末 全天"))))
    refused = run("import", "book.xlsx", "-o", "scenario.json", "--lang", "zh")
    assert "  Residents!D2：“周末 全天”" in refused.output
    assert "which is not" not in refused.output
    copy = openpyxl.load_workbook("book.errors.xlsx")
    assert copy.sheetnames[0] == "问题"
    assert [cell.value for cell in copy["问题"][1]] == ["单元格", "问题（1 处）；本工作表不会被读取"]
    again = run("import", "book.errors.xlsx", "-o", "scenario.json")
    assert openpyxl.load_workbook("book.errors.errors.xlsx").sheetnames.count("问题") == 0, again.output


def test_a_marked_copy_that_cannot_be_written_hides_no_problem(folder: Path) -> None:
    (folder / "book.xlsx").write_bytes(saved(residents(lambda sheet: setattr(sheet["G2"], "value", "ten"))))
    os.mkfifo("pipe.xlsx")
    refused = run("import", "book.xlsx", "-o", "scenario.json", "--marked", "pipe.xlsx")
    assert "pipe.xlsx: the marked copy cannot be written" in refused.output
    assert "Residents!G2: must be a number" in refused.output


def test_nothing_that_is_read_is_replaced(folder: Path) -> None:
    content = sample_bytes("en")
    (folder / "book.xlsx").write_bytes(content)
    assert run("import", "book.xlsx", "-o", "book.xlsx").exit_code == 2
    assert run("import", "book.xlsx", "-o", "scenario.json", "--marked", "book.xlsx").exit_code == 2
    assert (folder / "book.xlsx").read_bytes() == content
    assert run("import", "book.xlsx", "-o", "scenario.json", "--marked", "scenario.json").exit_code == 2
    run("import", "book.xlsx", "-o", "town.json")
    run("workbook", "town.json", "-o", ".", "--csv")
    table = (folder / "Residents.csv").rename(folder / "town-residents.csv")
    before = table.read_bytes()
    refused = run("import", *sorted(folder.glob("*.csv")), "-o", "town.json", "--residents-as", "csv")
    assert refused.exit_code == 2
    assert "would be both what is imported and the table of residents" in refused.output
    assert table.read_bytes() == before
    assert run("workbook", "town.json", "-o", "town.json").exit_code == 2
    assert run("workbook", "town.json", "-o", "book.xlsx", "--csv").exit_code == 2  # a file where a folder should be
    assert run("workbook", "town.json", "-o", "no/such/book.xlsx").exit_code == 2


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (("nowhere.xlsx",), "nowhere.xlsx: cannot be read (No such file or directory)"),
        (("nowhere.csv",), "nowhere.csv: cannot be read (No such file or directory)"),
        (("a.xlsx", "b.csv"), "give one workbook, or one folder of CSV files, or several CSV files"),
        ((".",), "has no CSV files"),
        (("pipe.xlsx",), "is a pipe or a device"),
    ],
)
def test_sources_that_are_none(given: tuple[str, ...], message: str, folder: Path) -> None:
    os.mkfifo("pipe.xlsx")
    refused = run("import", *given, "-o", "scenario.json")
    assert refused.exit_code == 2
    assert message in refused.output


def test_without_openpyxl_the_way_out_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "book.xlsx").write_bytes(sample_bytes("en"))
    run("import", "book.xlsx", "-o", "town.json")
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    for words in (("new", "x.xlsx"), ("import", "book.xlsx", "-o", "x.json"), ("workbook", "town.json", "-o", "x.xlsx")):
        refused = run(*words)
        assert refused.exit_code == 2
        assert "pip install 'parking-share[excel]'" in refused.output
    assert run("workbook", "town.json", "-o", "tables", "--csv").exit_code == 0
    assert run("import", "tables", "-o", "again.json").exit_code == 0
    (folder / "tables" / "Lots.csv").write_text("Id\nx\n", "utf-8")
    refused = run("import", "tables", "-o", "again.json")
    assert "Lots.csv: the column Spaces (车位数) is required" in refused.output
    assert "no marked copy" in refused.output


def test_what_excel_cannot_hold_is_told(folder: Path) -> None:
    made = book()
    made["Settings"]["B5"].value = "long " * 6000
    (folder / "book.xlsx").write_bytes(saved(made))
    run("import", "book.xlsx", "-o", "town.json")
    text = (folder / "town.json").read_text("utf-8").replace("long long", "long long long long")
    (folder / "town.json").write_text(text, "utf-8")
    refused = run("workbook", "town.json", "-o", "x.xlsx")
    assert refused.exit_code == 2
    assert "Settings!B5: is a text of" in refused.output
    assert not (folder / "x.xlsx").exists()
    assert run("workbook", "town.json", "-o", "tables", "--csv").exit_code == 0
    assert run("import", "tables", "-o", "again.json").exit_code == 0


@pytest.mark.parametrize(
    ("lang", "title", "levels"), [("en", "Read me", "priority, keep, walk, trim"), ("zh", "填写说明", "优先分、保留原停车场、步行、缩短")]
)
def test_the_guide_says_what_blank_cells_mean(lang: str, title: str, levels: str, folder: Path) -> None:
    """Defaults of the format: 15 minutes of walk, no recall, one point; levels in the words of the cells."""
    assert run("new", "town.xlsx", "--lang", lang).exit_code == 0
    rows = list(openpyxl.load_workbook("town.xlsx")[title].iter_rows(values_only=True))
    blank = {row[1]: row[4] for row in rows if row[4]}
    assert levels in blank.values()
    assert [blank[BY_KEY[sheet].by_key[key].heading(lang)] for sheet, key in DEFAULTS] == ["15", "0", "1"]


DEFAULTS = (("settings", "policy.max_walk_minutes"), ("lots", "recall_minutes"), ("residents", "priority"))


def test_one_of_a_kind_is_told_as_one(folder: Path) -> None:
    one = ("--communities", "1", "--lots", "1", "--spaces", "1", "--residents", "1", "--days", "1")
    assert "made up: 1 community, 1 lot with 1 space, 1 resident\n" in run("make", "-o", "one.json", *one).output
    assert ": 1 lot with 1 space, 1 community, 1 resident, 1 day from " in run("validate", "one.json").output
    assert run("workbook", "one.json", "-o", "one.xlsx").exit_code == 0
    assert "imported: 1 community, 1 lot with 1 space, 1 resident\n" in run("import", "one.xlsx", "-o", "again.json").output
