"""Where the figures were taken: processor, memory and versions; no names and no folders."""

from __future__ import annotations

import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

LIBRARIES = ("ortools", "numpy", "pydantic", "pandas", "altair")


def described() -> dict[str, str]:
    """What is measured, and on what."""
    return {
        "parking-share": _own_version(),
        "processor": _field("/proc/cpuinfo", "model name") or platform.processor(),
        "cores": str(os.cpu_count()),
        "memory": f"{int(_field('/proc/meminfo', 'MemTotal').split()[0] or 0) / 2**20:.0f} GB",
        "system": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
    } | {library: version(library) for library in LIBRARIES}


def load() -> float:
    """How many processes wanted a core over the last minute, on average."""
    return os.getloadavg()[0]


def _own_version() -> str:
    """The package's version, and the commit where there is one."""
    words = ["git", "describe", "--always", "--dirty"]
    described = subprocess.run(words, cwd=Path(__file__).parent, capture_output=True, text=True, check=False)
    commit = f" ({described.stdout.strip()})" if described.returncode == 0 else ""
    return version("parking-share") + commit


def _field(file: str, name: str) -> str:
    """First value of a ``name : value`` line of a system file; empty where there is none."""
    path = Path(file)
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith(name)), "")
