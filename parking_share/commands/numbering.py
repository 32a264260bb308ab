"""What the commands that number bays share: the numbering itself, and how it is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from parking_share.bays import LotBays, Numbered, number_bays
from parking_share.commands.common import err, out
from parking_share.scenario import Scenario
from parking_share.schedule import Schedule

SHOWN = 10


def numbered(scenario: Scenario, schedule: Schedule, last: Schedule | None = None) -> Numbered:
    """Number the bays of a schedule that holds, with the numbers of the last one as far as can be."""
    with err.status("numbering the bays ..."):
        return number_bays(scenario, schedule, last)


def bays_facts(result: Numbered | None) -> dict[str, Any] | None:
    """How well the bays could be given, as plain data; None where there are none."""
    if result is None:
        return None
    return {
        "residents": result.residents,
        "kept": result.kept,
        "bound": result.bound,
        "lots": [{"lot": lot.lot, "residents": lot.residents, "kept": lot.kept, "bound": lot.bound} for lot in result.lots],
        "moves": [
            {"lot": lot.lot, "resident": move.resident, "at": move.at, "bay": move.bay, "to": move.to}
            for lot in result.lots
            for move in lot.moves
        ],
        "without": [{"lot": lot.lot, "resident": who, "arrive": arrive} for lot in result.lots for who, arrive in lot.without],
    }


def print_bays(result: Numbered) -> None:
    """Print it: a line, and what no numbering does without."""
    if result.kept == result.residents:
        most = ""
    elif result.kept == result.bound:
        most = ", and no more can"
    else:
        most = f", at most {result.bound:,} can"
    out.print(f"bays: {result.kept:,} of {result.residents:,} residents keep one bay for the whole time{most}")
    _print_some("moves during a stay, which the kinds of spaces make necessary", list(_moves(result.lots)))
    _print_some("stays without a bay: somebody else would have to move during a stay", list(_without(result.lots)))


def _print_some(title: str, lines: Sequence[str]) -> None:
    if lines:
        out.print(f"{title}: {len(lines):,}", markup=False)
        for line in lines[:SHOWN]:
            out.print(f"  {line}", markup=False)
        if len(lines) > SHOWN:
            out.print(f"  ... and {len(lines) - SHOWN:,} more; --json shows all", markup=False)


def _moves(lots: Sequence[LotBays]) -> Iterator[str]:
    for lot in lots:
        for move in lot.moves:
            yield f"{lot.lot}: {move.resident} moves from bay {move.bay} to bay {move.to} at {_shown(move.at)}"


def _without(lots: Sequence[LotBays]) -> Iterator[str]:
    for lot in lots:
        for resident, arrive in lot.without:
            yield f"{lot.lot}: {resident}, arriving {_shown(arrive)}"


def _shown(text: str) -> str:
    return text[:16].replace("T", " ")
