"""Cells and files that would make an import take minutes, or read something else than is seen."""

from __future__ import annotations

import time

import pytest

from parking_share.workbook import kinds
from parking_share.workbook.kinds import KINDS, CellError

SPACES = 32_000
"""Nearly as many characters as a cell of Excel holds."""


@pytest.mark.parametrize("kind", KINDS)
def test_no_cell_takes_long(kind: str) -> None:
    """Patterns that allow spaces in several places take the square of their number where they are not put together first."""
    began = time.monotonic()
    for before in ("1", "x", "2026-1-1", "2026-1-1 8点", "每天 8", "每天 8:00-次日", "每天 8:00-9:00 x", "周一,", "1月"):
        for gap in (" " * SPACES, "\t\n" * (SPACES // 2)):
            try:
                kinds.read(kind, f"{before}{gap}x")
            except CellError:
                pass
    assert time.monotonic() - began < 5  # it was minutes for each


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        ("id", "cafe\u0301", "caf\u00e9"),  # what looks the same is the same
        ("id", "river\u200bside", "riverside"),
        ("id", "\u202dr-01\u202c", "r-01"),  # as addresses and numbers are copied from some programs
        ("plate", "渝A\u00a0\u300012345", "渝A 12345"),
        ("whole", "￥1200", 1200),
        ("date", "2026-11-23 00:00:00", "2026-11-23"),
        ("moment", "2026年1月1日12:00", "2026-01-01T12:00"),
    ],
)
def test_cells_that_are_understood(kind: str, cell: str, value: object) -> None:
    assert kinds.read(kind, cell) == value


@pytest.mark.parametrize(
    ("kind", "cell"),
    [
        ("minutes", "1:75"),  # 135, or 1:15 with a slip?
        ("date", "2026-11-23 08:00"),
        ("moment", "2026-1-112:00"),  # the 1st at 12:00, or the 11th at 2:00?
    ],
)
def test_cells_that_could_mean_two_things(kind: str, cell: str) -> None:
    with pytest.raises(CellError):
        kinds.read(kind, cell)
