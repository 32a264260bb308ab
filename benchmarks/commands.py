"""Whole commands as a user starts them: wall seconds, peak memory and status, next to what Python and its libraries take."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from instances import SHIPPED
from outcome import CommandRun

ROOT = Path(__file__).parent.parent
REPEATS = 3
LIBRARIES = "numpy, pydantic, ortools.math_opt.python.mathopt"
LOADING = 1
"""Which of the commands only loads the libraries."""


def measure_commands(names: list[str]) -> list[CommandRun]:
    """Start-up alone, then the ``solve`` command on those of the shipped scenarios that are among ``names``."""
    runs = [
        _timed('python -c "pass"', ["-c", "pass"]),
        _timed(f'python -c "import {LIBRARIES}"', ["-c", f"import {LIBRARIES}"]),
        _timed("parking-share --version", ["-m", "parking_share", "--version"]),
    ]
    for name in SHIPPED:
        if name in names:
            words = ["-m", "parking_share", "solve", str(ROOT / "scenarios" / f"{name}.json")]
            runs.append(_timed(f"parking-share solve scenarios/{name}.json --no-report", [*words, "--no-report"], name))
            runs.append(_timed(f"parking-share solve scenarios/{name}.json", words, name))
    return runs


def _timed(shown: str, words: list[str], scenario: str = "") -> CommandRun:
    """Run Python with ``words`` several times, in an empty folder of its own."""
    seconds, peak = [], 0.0
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(REPEATS):
            start = time.perf_counter()
            peak = max(peak, _peak_mb([sys.executable, *words], folder))
            seconds.append(time.perf_counter() - start)
        schedule = Path(folder) / f"{scenario}.schedule.json"
        status = json.loads(schedule.read_text(encoding="utf-8"))["status"] if scenario else ""
    return CommandRun(shown, tuple(seconds), peak, status)


def _peak_mb(words: list[str], folder: str) -> float:
    """Run a command to its end; its peak memory, which the system tells whoever waits for it."""
    with subprocess.Popen(words, cwd=folder, stdout=subprocess.DEVNULL) as process:
        _, wait_status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(wait_status)
    if process.returncode != 0:
        raise RuntimeError(f"{' '.join(words)} ended with {process.returncode}")
    return usage.ru_maxrss / 1024
