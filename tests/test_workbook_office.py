"""What LibreOffice makes of our workbooks, opened and saved again, is still the same scenario."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from random_scenarios import random_scenario

from parking_share import Scenario, read_scenario
from parking_share.catalogue import Lang
from parking_share.workbook import read_workbook, write_workbook
from parking_share.workbook.template import sample
from parking_share.writing import write_scenario

SCENARIOS = Path(__file__).parents[1] / "scenarios"
TEXTS = [
    "=cmd()",
    "+1",
    "-",
    "@x",
    "'=x",
    '"a"',
    "[1]",
    "#N/A",
    "#REF!",
    " x ",
    "　全角 ",
    "１２Ａ",
    "a\nb",
    "𠮷😀",
    "a,b",
    "TRUE",
    "1e5",
    "01",
    "3-4",
]
GBK, UTF_8 = "67", "UTF-8"


@pytest.fixture(scope="module")
def soffice(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The command that converts files; skips the test where there is no LibreOffice, fails it on a build server."""
    path = shutil.which("soffice") or shutil.which("libreoffice")
    if path is None:
        reason = "LibreOffice Calc is not installed (Debian: apt install libreoffice-calc)"
        assert "CI" not in os.environ, reason
        pytest.skip(reason)
    profile = tmp_path_factory.mktemp("profile").as_uri()
    return [path, "--headless", f"-env:UserInstallation={profile}", "--convert-to"]


def convert(soffice: list[str], kind: str, folder: Path, *paths: Path) -> None:
    """Open files and save them as another kind."""
    subprocess.run([*soffice, kind, "--outdir", folder, *paths], check=True, capture_output=True, timeout=120)


def text_of(scenario: Scenario, folder: Path) -> str:
    """A scenario as a file has it."""
    write_scenario(scenario, folder / "scenario.json")
    return (folder / "scenario.json").read_text(encoding="utf-8")


def scenarios() -> dict[str, Scenario]:
    """Scenarios that use most of the columns."""
    return {
        "sample": sample("en"),
        "taiping": read_scenario(SCENARIOS / "taiping-street-80.json"),
        **{f"random-{seed}": Scenario.from_dict(random_scenario(seed)) for seed in range(6)},
    }


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_saved_again(soffice: list[str], tmp_path: Path, lang: Lang) -> None:
    """Dates, times, numbers and texts of all sheets survive."""
    for name, scenario in scenarios().items():
        write_workbook(scenario, tmp_path / f"{name}.xlsx", lang)
    books = sorted(tmp_path.glob("*.xlsx"))
    convert(soffice, "xlsx", tmp_path / "again", *books)
    for book in books:
        again = read_workbook(tmp_path / "again" / book.name)
        assert text_of(again, tmp_path) == text_of(read_workbook(book), tmp_path), book.name


def test_texts_saved_again(soffice: list[str], tmp_path: Path) -> None:
    """Nothing is taken for a formula, a number or an error."""
    scenario = sample("en")
    (first, *_others) = scenario.communities
    named = tuple(first.model_copy(update={"id": f"c{number}", "name": text}) for number, text in enumerate(TEXTS))
    scenario = scenario.model_copy(update={"communities": (*scenario.communities, *named)})
    write_workbook(scenario, tmp_path / "book.xlsx")
    convert(soffice, "xlsx", tmp_path / "again", tmp_path / "book.xlsx")
    again = read_workbook(tmp_path / "again" / "book.xlsx")
    assert [community.name for community in again.communities[-len(TEXTS) :]] == TEXTS


@pytest.mark.parametrize("encoding", [GBK, UTF_8])
def test_sheets_saved_as_csv(soffice: list[str], tmp_path: Path, encoding: str) -> None:
    """A folder with a file for each sheet, that of the instructions among them."""
    write_workbook(sample("zh"), tmp_path / "book.xlsx", "zh")
    every_sheet = f"csv:Text - txt - csv (StarCalc):44,34,{encoding},1,,0,false,true,false,false,false,-1"
    convert(soffice, every_sheet, tmp_path / "sheets", tmp_path / "book.xlsx")
    assert (tmp_path / "sheets" / "book-填写说明.csv").exists()
    again = read_workbook(tmp_path / "sheets")
    assert text_of(again, tmp_path) == text_of(read_workbook(tmp_path / "book.xlsx"), tmp_path)
