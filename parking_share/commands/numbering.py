"""What the commands that number bays share: the numbering itself, and how it is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from parking_share.bays import LotBays, Numbered, number_bays
from parking_share.commands.common import err, out
from parking_share.scenario import Scenario
from parking_share.schedule import Schedule
from parking_share.texts import _

SHOWN = 10


def numbered(scenario: Scenario, schedule: Schedule, last: Schedule | None = None) -> Numbered:
    """Number the bays of a schedule that holds, with the numbers of the last one as far as can be."""
    with err.status("") as status:

        def tell(done: int, lots: int) -> None:
            status.update(_("numbering the bays ... %(done)s of %(lots)s lots", done=f"{done:,}", lots=f"{lots:,}"))

        return number_bays(scenario, schedule, last, tell)


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
    counts = {"kept": f"{result.kept:,}", "residents": f"{result.residents:,}", "bound": f"{result.bound:,}"}
    if result.kept == result.residents:
        told = _("bays: %(kept)s of %(residents)s residents keep one bay for the whole time", **counts)
    elif result.kept == result.bound:
        told = _("bays: %(kept)s of %(residents)s residents keep one bay for the whole time, and no more can", **counts)
    else:
        told = _("bays: %(kept)s of %(residents)s residents keep one bay for the whole time, at most %(bound)s can", **counts)
    out.print(told)
    _print_some(_("moves during a stay, which the kinds of spaces make necessary"), list(_moves(result.lots)))
    _print_some(_("stays without a bay: somebody else would have to move during a stay"), list(_without(result.lots)))


def _print_some(title: str, lines: Sequence[str]) -> None:
    if lines:
        out.print(f"{title}: {len(lines):,}")
        for line in lines[:SHOWN]:
            out.print(f"  {line}")
        if len(lines) > SHOWN:
            out.print("  " + _("... and %(n)s more; --json shows all", n=f"{len(lines) - SHOWN:,}"))


def _moves(lots: Sequence[LotBays]) -> Iterator[str]:
    for lot in lots:
        for move in lot.moves:
            yield _(
                "%(lot)s: %(resident)s moves from bay %(bay)s to bay %(to)s at %(at)s",
                lot=lot.lot,
                resident=move.resident,
                bay=move.bay,
                to=move.to,
                at=_shown(move.at),
            )


def _without(lots: Sequence[LotBays]) -> Iterator[str]:
    for lot in lots:
        for resident, arrive in lot.without:
            yield _("%(lot)s: %(resident)s, arriving %(at)s", lot=lot.lot, resident=resident, at=_shown(arrive))


def _shown(text: str) -> str:
    return text[:16].replace("T", " ")
