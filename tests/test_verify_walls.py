"""A second opinion shares nothing with what it judges: ``verify`` imports the data's rooms only."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import parking_share.verification

DATA_ROOMS = {
    "scenario",
    "calendar",
    "catalogue",
    "schedule",
    "errors",
    "memory",
    "texts",
    "verification",
}  # texts: what a sentence is in the language in use


def test_verify_imports_the_data_and_nothing_of_the_solver() -> None:
    for path in Path(parking_share.verification.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            assert not (isinstance(node, ast.ImportFrom) and node.level), "relative imports would escape this test"
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                package, _, rest = name.partition(".")
                if package == "parking_share":
                    assert rest.split(".")[0] in DATA_ROOMS, f"{path.name} imports {name}"
                else:
                    assert package == "numpy" or package in sys.stdlib_module_names, f"{path.name} imports {name}"
