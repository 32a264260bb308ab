"""Measure everything and write ``docs/benchmarks.md``: ``python benchmarks/run.py [--only NAME ...] [--limit SECONDS]``.

Each solver runs on each instance in a process of its own, one after the other; ``pairs.py`` says which are left out. With
``--only`` nothing is written: the page, as far as it goes, is printed. This process loads no solver, so that the memory of
those it starts is theirs.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from commands import measure_commands
from instances import CASES
from machine import described, load
from outcome import Outcome, Size
from page import RESULTS, render, write_page
from pairs import reason_not_to_start, solvers_for
from results import Results, from_json

HERE = Path(__file__).parent
DEFAULT_LIMIT = 12.0
OVERRUN_SECONDS = 90.0
"""A solver that is not back this long after its limit, and half as long again, is stopped: for reading, expanding, building,
proving, verifying, and limits that are not kept."""


LIMIT_HELP = f"base limit of a search, which each instance multiplies by its own factor (default: {DEFAULT_LIMIT:.0f})"


def main() -> None:
    """Read the command's words, measure, write or print the page."""
    parser = argparse.ArgumentParser(description=__doc__.split(":")[0])
    parser.add_argument("--only", nargs="+", choices=CASES, metavar="NAME", help=f"instances to measure, of {', '.join(CASES)}")
    parser.add_argument("--limit", type=float, default=DEFAULT_LIMIT, metavar="SECONDS", help=LIMIT_HELP)
    chosen = parser.parse_args()
    results = measure(chosen.only or list(CASES), chosen.limit)
    if chosen.only:
        print(render(results))
        return
    RESULTS.write_text(json.dumps(asdict(results), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    write_page()


def measure(names: list[str], limit: float) -> Results:
    """Run everything on the instances named."""
    load_before, date = load(), time.strftime("%Y-%m-%d")
    commands = measure_commands(names)
    sizes: list[Size] = []
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            within = limit * CASES[name].factor
            size = Size(**_run(name, "size", within, folder))
            for solver in solvers_for(name):
                reason = reason_not_to_start(solver, size, within, sizes, outcomes)
                outcomes.append(Outcome(name, solver, note=reason) if reason else _outcome(name, solver, within, folder))
                print(f"{name} {solver}: {_progress(outcomes[-1])}", file=sys.stderr, flush=True)
            sizes.append(size)
    found = Results(date, described(), load_before, load(), limit, tuple(commands), tuple(sizes), tuple(outcomes))
    return from_json(json.loads(json.dumps(asdict(found))))


def _outcome(name: str, solver: str, limit: float, folder: str) -> Outcome:
    try:
        return Outcome(**_run(name, solver, limit, folder))
    except subprocess.TimeoutExpired as error:
        return Outcome(name, solver, note=f"stopped: not back after {error.timeout:.0f} s")
    except subprocess.CalledProcessError as error:
        return Outcome(name, solver, note=f"ended with {error.returncode}")


def _run(name: str, solver: str, limit: float, folder: str) -> dict[str, Any]:
    words = [sys.executable, str(HERE / "run_one.py"), name, solver, str(limit), folder]
    done = subprocess.run(words, stdout=subprocess.PIPE, timeout=1.5 * limit + OVERRUN_SECONDS, check=True, env=os.environ)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _progress(outcome: Outcome) -> str:
    seconds = "-" if outcome.first_seconds is None else f"{outcome.first_seconds:.2f} s"
    return f"{outcome.first_value}, bound {outcome.first_bound}, {seconds}; levels proved: {outcome.num_proved} {outcome.note}"


if __name__ == "__main__":
    main()
