"""The walls of the package: who may import what, and how long a file may be."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import parking_share

PACKAGE = Path(parking_share.__file__).parent
ROOT = Path(__file__).parents[1]
LONGEST = 350  # lines

# What is imported only below these modules; the reason for an exception stands behind it.
WALLS = {
    "ortools": {"parking_share.optimize"},
    "click": {"parking_share.commands"},
    "zoneinfo": {"parking_share.calendar"},
    "holidays": {"parking_share.calendar"},
    "datetime": {
        "parking_share.calendar",
        "parking_share.tables",  # cells of a Parquet file may be timestamps
        "parking_share.optimize.linear",  # MathOpt takes its time limit as a timedelta
        "parking_share.workbook",  # cells of a workbook are dates and times
    },
    "altair": {"parking_share.report"},
    "vl_convert": {"parking_share.report"},
    "jinja2": {"parking_share.report"},
    "rich": {"parking_share.commands"},
    "xlsxwriter": {"parking_share.exporting"},
    "icalendar": {"parking_share.exporting"},
    "openpyxl": {"parking_share.workbook"},
}
SOLVER = ("instance", "optimize", "baseline", "filling", "plan", "profiles", "walking", "arrays", "builders", "starting", "solving", "bays")


def modules() -> dict[str, Path]:
    """Every module of the package by its dotted name."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = ("parking_share", *path.relative_to(PACKAGE).with_suffix("").parts)
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = modules()


@cache
def imports(module: str) -> frozenset[str]:
    """What a module imports when it runs, anywhere in it: modules, and names that are modules; not for type checkers only."""
    found: set[str] = set()
    for node in running(ast.parse(MODULES[module].read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            assert node.level == 0, f"{module} imports relatively"
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return frozenset(found)


def running(node: ast.AST) -> Iterator[ast.AST]:
    """A syntax tree without its ``if TYPE_CHECKING`` blocks."""
    yield node
    for child in ast.iter_child_nodes(node):
        if not (isinstance(child, ast.If) and isinstance(child.test, ast.Name) and child.test.id == "TYPE_CHECKING"):
            yield from running(child)


def reachable(start: str) -> set[str]:
    """The package's modules that a module imports, and those that they import."""
    waiting = [start]
    seen: set[str] = set()
    while waiting:
        module = waiting.pop()
        if module in MODULES and module not in seen:
            seen.add(module)
            parents = [module.rsplit(".", depth)[0] for depth in range(1, module.count(".") + 1)]
            waiting += [*imports(module), *parents]
    return seen


def is_below(module: str, roof: str) -> bool:
    return module == roof or module.startswith(f"{roof}.")


def is_of_solver(module: str) -> bool:
    return any(is_below(module, f"parking_share.{name}") for name in SOLVER)


@pytest.mark.parametrize("library", WALLS)
def test_library_stays_behind_its_wall(library: str) -> None:
    users = {module for module in MODULES if any(is_below(name, library) for name in imports(module))}
    outside = {module for module in users if not any(is_below(module, roof) for roof in WALLS[library])}
    assert users, f"nothing imports {library}; take it off the list"
    assert not outside


def test_dates_are_not_parsed_outside_the_calendar() -> None:
    """The exceptions above import datetime for a type, not to reckon with dates."""
    for module in (
        "parking_share.tables",
        "parking_share.optimize.linear",
        *(name for name in MODULES if is_below(name, "parking_share.workbook")),
    ):
        text = MODULES[module].read_text("utf-8")
        assert "fromisoformat" not in text
        assert "strptime" not in text


def test_verification_shares_nothing_with_the_solver() -> None:
    reached = reachable("parking_share.verification")
    assert "parking_share.calendar.rules" in reached
    assert not [module for module in reached if is_of_solver(module)]


def test_verification_loads_no_solver() -> None:
    """The same, as Python sees it."""
    code = "import sys, parking_share.verification; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "parking_share.verification" in loaded
    assert not [name for name in loaded if is_below(name, "ortools") or is_of_solver(name)]


def test_data_knows_nothing_of_what_is_made_of_it() -> None:
    """One direction: scenario, instance, schedule, report, commands."""
    for module in ("scenario", "reading", "calendar", "catalogue", "errors", "schedule"):
        below = reachable(f"parking_share.{module}")
        assert not [
            name
            for name in below
            if name.split(".")[1:2] in (["report"], ["commands"], ["making"], ["optimize"], ["instance"], ["workbook"])
        ]


def test_comparisons_need_no_solver() -> None:
    assert not [name for name in reachable("parking_share.comparison") if is_below(name, "parking_share.optimize")]


@pytest.mark.parametrize("folder", [PACKAGE, ROOT / "tests", ROOT / "docs", ROOT / "benchmarks"], ids=lambda folder: folder.name)
def test_no_file_is_long(folder: Path) -> None:
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in folder.rglob("*.py")}
    assert not {str(path): length for path, length in lengths.items() if length > LONGEST}
