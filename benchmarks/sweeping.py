"""What a sweep saves against one command after the other: ``python benchmarks/sweeping.py`` writes ``docs/sweeping.md``.

All are whole commands, from file to written schedules, in processes of their own, in the same run on the same variants.
"""

from __future__ import annotations

import datetime
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from machine import described, load

from parking_share import read_scenario, write_scenario
from parking_share.variants import vary
from parking_share.variants.parameters import cells, read_parameters

ROOT = Path(__file__).parent.parent
SCENARIO = ROOT / "scenarios" / "qijiang-59.json"
VARY = ["lots[*].recall_minutes=0:45:15", "policy.max_walk_minutes=6:24:2"]


def main() -> None:
    """Measure, and write the page."""
    waiting = load()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        scenario = read_scenario(SCENARIO)
        made = cells(read_parameters(VARY, scenario))
        for number, cell in enumerate(made):
            write_scenario(vary(scenario, cell.variant), folder / f"{number}.json")
        swept = _seconds(folder, ["sweep", str(SCENARIO), *(word for text in VARY for word in ("--vary", text)), "-o", "sweep"])
        plain = sum(_seconds(folder, ["solve", f"{number}.json", "--no-report"]) for number in range(len(made)))
        alone = [json.loads((folder / f"{number}.schedule.json").read_text("utf-8")) for number in range(len(made))]
        paged = sum(_seconds(folder, ["solve", f"{number}.json"]) for number in range(len(made)))
        lines = (folder / "sweep" / "sweep.jsonl").read_text("utf-8").splitlines()[1:]
        figures: dict[int, dict[str, Any]] = dict(json.loads(line) for line in lines)
    same = sum(all(figures[number][each["objective"]] == each["value"] for each in one["levels"]) for number, one in enumerate(alone))
    optimal = sum(one["status"] == "optimal" and figures[number]["status"] == "optimal" for number, one in enumerate(alone))
    (ROOT / "docs" / "sweeping.md").write_text(_page(len(made), swept, plain, paged, same, optimal, waiting), "utf-8")
    print(f"{swept:.1f} s, {plain:.1f} s ({plain / swept:.1f} times), {paged:.1f} s ({paged / swept:.1f} times), {same} the same")


def _seconds(folder: Path, words: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", "parking_share", *words], cwd=folder, check=True, capture_output=True)
    return time.perf_counter() - began


def _page(count: int, swept: float, plain: float, paged: float, same: int, optimal: int, waiting: float) -> str:
    facts = "\n".join(f"| {name} | {value} |" for name, value in described().items())
    vary = " ".join(f"--vary {text}" for text in VARY)
    return f"""# What a sweep saves

{count} variants of the 59 lots by one `sweep`, and by {count} commands one after the other, start-up and all, by
`python benchmarks/sweeping.py` on {datetime.date.today()}. Variants: `{vary}`.
{waiting:.1f} processes wanted a core before the start.

|  |  |
| --- | ---: |
{facts}

| how | s | against the sweep |
| --- | ---: | ---: |
| `parking-share sweep`, with its table and page | {swept:.1f} | |
| {count} times `parking-share solve` | {paged:.1f} | {paged / swept:.1f} times |
| {count} times `parking-share solve --no-report` | {plain:.1f} | {plain / swept:.1f} times |

{optimal} of {count} are proved optimal on every level both ways; the level values of {same} are the same. A sweep reads and checks the
scenario once, loads the program once for each core, solves in as many processes as there are cores, each variant from the schedule of
the scenario as it is, verifies every schedule, and writes no page of each.

## Again

    python benchmarks/sweeping.py     # some four minutes; writes this page
"""


if __name__ == "__main__":
    main()
