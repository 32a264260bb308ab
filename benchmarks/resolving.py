"""How much an earlier schedule saves when one lot changes: ``python benchmarks/resolving.py`` writes ``docs/resolving.md``.

Each run is the whole command, from file to written schedule, in a process of its own: from nothing, then with ``--start``.
"""

from __future__ import annotations

import argparse
import datetime
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from machine import described, load

ROOT = Path(__file__).parent.parent
SIZES = {
    "district": "--communities 40 --lots 59 --spaces 2950 --residents 6000",
    "town": "--communities 390 --lots 590 --spaces 29500 --residents 60000",
    "city": "--communities 1953 --lots 2500 --spaces 63000 --residents 300000",
}
FEWER = 2
"""So many spaces a changed lot loses, or gains where it has few."""


@dataclass(frozen=True)
class Solved:
    """One command: wall seconds, and the schedule that it wrote."""

    seconds: float
    schedule: dict[str, Any]


def main() -> None:
    """Measure, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="district,town", help=f"some of {', '.join(SIZES)}, with commas")
    parser.add_argument("--changes", type=int, default=6, help="lots that change, one at a time")
    parser.add_argument("--limit", type=int, default=300, help="seconds of each search")
    asked = parser.parse_args()
    waiting = load()
    rows = []
    for size in asked.sizes.split(","):
        with tempfile.TemporaryDirectory() as folder:
            rows += _measure(Path(folder), size, asked.changes, asked.limit)
    (ROOT / "docs" / "resolving.md").write_text(_page(rows, asked.limit, waiting), "utf-8")


def _measure(folder: Path, size: str, changes: int, limit: int) -> list[str]:
    made = [*("make --seed 1 " + SIZES[size] + " --lots-per-km2 3.0").split(), "-o", "base.json"]
    _run(folder, made)
    before = _solve(folder, "base.json", limit)
    rows = []
    base = json.loads((folder / "base.json").read_text("utf-8"))
    # A lot whose spaces nobody lacks would change nothing.
    priced = sorted({each["lot"] for each in before.schedule["proof"][0]["prices"]})
    for name in Random(1).sample(priced, changes):
        lot = next(each for each in base["lots"] if each["id"] == name)
        change = -FEWER if lot["spaces"] > 10 else FEWER
        lot["spaces"] += change
        (folder / "changed.json").write_text(json.dumps(base, ensure_ascii=False), "utf-8")
        lot["spaces"] -= change
        cold, warm = (_solve(folder, "changed.json", limit, *start) for start in ([], ["--start", "base.schedule.json"]))
        same = [each["value"] for each in cold.schedule["levels"]] == [each["value"] for each in warm.schedule["levels"]]
        states = " / ".join(each.schedule["status"] for each in (cold, warm))
        seconds = f"{cold.seconds:.1f} | {warm.seconds:.1f} | {warm.seconds / cold.seconds:.2f}"
        row = f"| {size} | {lot['spaces']} {change:+d} | {seconds} | {states} | {'yes' if same else 'no'} |"
        print(row, flush=True)
        rows.append(row)
    return rows


def _solve(folder: Path, name: str, limit: int, *more: str) -> Solved:
    began = time.perf_counter()
    _run(folder, ["solve", name, "--no-report", "--time-limit", str(limit), *more])
    written = folder / name.replace(".json", ".schedule.json")
    return Solved(time.perf_counter() - began, json.loads(written.read_text("utf-8")))


def _run(folder: Path, words: list[str]) -> None:
    subprocess.run([sys.executable, "-m", "parking_share", *words], cwd=folder, check=True, capture_output=True)


def _page(rows: list[str], limit: int, waiting: float) -> str:
    facts = "\n".join(f"| {name} | {value} |" for name, value in described().items())
    made = "\n".join(f"- **{size}**: `parking-share make --seed 1 {words} --lots-per-km2 3.0`" for size, words in SIZES.items())
    table = "\n".join(rows)
    return f"""# Solving again

What an earlier schedule saves when one lot changes, by `python benchmarks/resolving.py` on {datetime.date.today()}.
Each line is one lot, drawn by seed from those that have a price (a change in others changes nothing), with more or fewer
spaces. The whole command is timed, from file to written schedule, start-up included: `parking-share solve changed.json --no-report`,
and the same with `--start base.schedule.json`, the schedule from before the change.
{waiting:.1f} processes wanted a core before the start; each search may take {limit} s.

|  |  |
| --- | ---: |
{facts}

| scenario | spaces | from nothing, s | with `--start`, s | ratio | status | same values |
| --- | ---: | ---: | ---: | ---: | --- | --- |
{table}

Reading, expanding, the proof and writing take their time in both; the search itself is what a start saves
([how](formulation.md#from-an-earlier-schedule)).

The scenarios are made up:

{made}

## Again

    python benchmarks/resolving.py                          # district and town; writes this page
    python benchmarks/resolving.py --sizes city --changes 2 --limit 600  # long; not done for this page
"""


if __name__ == "__main__":
    main()
