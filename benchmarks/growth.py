"""How time and memory grow with the number of residents: ``python benchmarks/growth.py [--largest N] [--limit SECONDS]``.

Makes scenarios of one density, runs each in a process of its own, and writes ``benchmarks/growth.json``, ``docs/growth.md`` and
its pictures. This process loads nothing of the package before all are done, so that the memory of those it starts is theirs.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from growth_figures import FIGURES, Grown, Growth, grown
from instances import TOWN
from machine import described, load

HERE = Path(__file__).parent
SIZES = (3_000, 6_000, 12_000, 25_000, 50_000, 100_000, 300_000)
DEFAULT_LIMIT = 300.0  # that of ``parking-share solve``


def main() -> None:
    """Read the command's words, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__.split(":")[0])
    parser.add_argument("--largest", type=int, default=SIZES[-1], metavar="N", help=f"stop at so many residents (default: {SIZES[-1]})")
    parser.add_argument("--limit", type=float, default=DEFAULT_LIMIT, metavar="SECONDS", help="for each search (default: 300)")
    chosen = parser.parse_args()
    sizes = [size for size in SIZES if size <= chosen.largest]
    if not sizes:
        parser.error(f"--largest must be at least {SIZES[0]}")
    growth = measure(sizes, chosen.limit)
    FIGURES.write_text(json.dumps(asdict(growth), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    from growth_page import write_page

    write_page()


def measure(sizes: Sequence[int], limit: float) -> Growth:
    """Make and solve a scenario of each number of residents."""
    load_before, date = load(), time.strftime("%Y-%m-%d")
    found = []
    for residents in sizes:
        found.append(_measured(residents, limit))
        print(f"{residents:,} residents: {found[-1].seconds:.1f} s, {found[-1].peak_mb['verify']:,.0f} MB", file=sys.stderr, flush=True)
    return Growth(date, described(), load_before, load(), limit, tuple(found))


def options(residents: int) -> dict[str, Any]:
    """The town's options for another number of residents: as many residents and spaces a lot, and as many lots a km2."""
    share = residents / TOWN["residents"]
    return TOWN | {key: max(1, round(share * TOWN[key])) for key in ("communities", "lots", "spaces")} | {"residents": residents}


def _measured(residents: int, limit: float) -> Grown:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scenario.json"
        words = [word for key, value in options(residents).items() for word in (f"--{key.replace('_', '-')}", str(value))]
        make = [sys.executable, "-m", "parking_share", "make", "-o", str(path), "--residents-as", "parquet", *words]
        subprocess.run(make, stdout=subprocess.DEVNULL, check=True, env=os.environ)
        solve = [sys.executable, str(HERE / "growth_one.py"), str(path), str(limit)]
        done = subprocess.run(solve, stdout=subprocess.PIPE, check=True, env=os.environ)
    return grown(json.loads(done.stdout))


if __name__ == "__main__":
    main()
