"""How long workbooks and CSV files of 100,000 residents take: ``python benchmarks/importing.py`` writes the table in ``docs/excel.md``.

All are whole commands, from file to file, in processes of their own, one after another.
"""

from __future__ import annotations

import datetime
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from machine import described, load

PAGE = Path(__file__).parent.parent / "docs" / "excel.md"
SIZES = ("--communities", "300", "--lots", "980", "--spaces", "60000", "--residents", "100000", "--seed", "7")
STEPS = {
    "a scenario written as a workbook": ("workbook", "town.json", "-o", "book.xlsx", "--lang", "zh"),
    "the workbook imported": ("import", "book.xlsx", "-o", "from-excel.json"),
    "a scenario written as CSV files": ("workbook", "town.json", "-o", "tables", "--csv"),
    "the CSV files imported": ("import", "tables", "-o", "from-csv.json"),
    "a workbook with a mistake in every row refused, with its marked copy": ("import", "wrong.xlsx", "-o", "none.json"),
}


def main() -> None:
    """Measure, and write the table."""
    waiting = load()
    rows = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _run(folder, ("make", "-o", "town.json", *SIZES))
        for title, words in STEPS.items():
            if "wrong.xlsx" in words:
                _spoil(folder)
            rows.append((title, *_run(folder, words)))
        assert (folder / "from-csv.json").read_bytes() == (folder / "from-excel.json").read_bytes()
    lines = [f"| {title} | {seconds:.0f} | {peak / 1e6:.1f} |" for title, seconds, peak in rows]
    facts = ", ".join(
        f"{name} {value}" for name, value in described().items() if name in ("parking-share", "processor", "cores", "memory", "Python")
    )
    text = f"""
On {datetime.date.today()}, {facts}; {waiting:.1f} processes wanted a core before the start:

| 100,000 residents, 980 lots, 300 communities | s | GB, at most |
| --- | ---: | ---: |
""" + "\n".join(lines)
    page = re.sub(
        r"(<!-- measured -->\n).*?\n*(<!-- end of measured -->)",
        lambda match: f"{match[1]}{text}\n\n{match[2]}",
        PAGE.read_text("utf-8"),
        flags=re.DOTALL,
    )
    PAGE.write_text(page, "utf-8")
    print(text)


def _run(folder: Path, words: tuple[str, ...]) -> tuple[float, int]:
    """Seconds, and KB of memory, of one command."""
    began = time.perf_counter()
    code = "import resource, subprocess, sys; subprocess.run(sys.argv[1:]); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    command = [sys.executable, "-m", "parking_share", *words]
    done = subprocess.run([sys.executable, "-c", code, *command], cwd=folder, check=True, capture_output=True, text=True)
    return time.perf_counter() - began, int(done.stdout.split()[-1])


def _spoil(folder: Path) -> None:
    """A workbook in which no resident's stays are understood."""
    from openpyxl import Workbook

    from parking_share.workbook.cells import read_sheets

    book = Workbook(write_only=True)
    for grid in read_sheets(folder / "book.xlsx"):
        sheet = book.create_sheet(grid.title)
        for number, cells in grid.rows:
            sheet.append([f"{cell}?" if grid.title == "居民" and number > 1 and index == 3 else cell for index, cell in enumerate(cells)])
    book.save(folder / "wrong.xlsx")


if __name__ == "__main__":
    main()
