"""A result on the terminal: levels with their proofs, who is served, how full the lots are."""

from __future__ import annotations

from typing import Any, Literal

from rich.console import Console
from rich.table import Table

from parking_share.catalogue import REASONS, Reason
from parking_share.commands.common import escape
from parking_share.solving import Result
from parking_share.summary import proof, summary

SHOWN_LOTS = 20


def print_result(console: Console, result: Result) -> None:
    """Print what an operator wants to know."""
    facts = summary(result)
    name = result.scenario.name or result.scenario.id
    console.print(f"[bold]{escape(name)}[/]: {facts['served']:,} of {facts['residents']:,} residents served, {verdict(facts)}")
    console.print(_levels(facts, result))
    if any(facts["refused"].values()):
        console.print(_refused(facts["refused"]))
    if facts["start"]:
        console.print("from the start: " + ", ".join(f"{count:,} {what}" for what, count in facts["start"].items()))
    walks = facts["walk_seconds"]
    if walks["mean"] is not None:
        mean, most, longest = (clock(walks[key]) for key in ("mean", "percentile_90", "longest"))
        console.print(f"walks: {mean} on average, {most} for 90 %, {longest} at most (min:s)")
    if facts["lots"]:
        console.print(_lots(facts["lots"]))


def verdict(facts: dict[str, Any]) -> str:
    """How the search ended, in words, from the facts of ``summary``."""
    seconds = f"{facts['seconds']:.1f} s"
    return {
        "proved": f"proved optimal in {seconds}",
        "interrupted": f"interrupted after {seconds}",
        "time limit": f"time limit reached after {seconds}",
        "not proved": "not proved: the solvers ended without a proof",
        "baseline": "a baseline: nothing is proved",
    }[facts["ended"]]


def _levels(facts: dict[str, Any], result: Result) -> Table:
    table = plain_table({"level": "left", "value": "right", "bound": "right", "proof": "left", "first come first served": "right"})
    for level, row in zip(result.schedule.levels, facts["levels"], strict=True):
        bound = "" if level.bound is None else f"{level.bound:,}"
        baseline = f"{row['first_come_first_served']:,}"
        table.add_row(level.objective, f"{level.value:,}", bound, proof(level), baseline)
    return table


def _refused(counts: dict[Reason, int]) -> Table:
    table = plain_table({"refused": "right", "why": "left"})
    for reason, count in counts.items():
        if count:
            table.add_row(f"{count:,}", REASONS[reason])
    return table


def _lots(lots: list[dict[str, Any]]) -> Table:
    shown = sorted(lots, key=lambda lot: -lot["residents"])[:SHOWN_LOTS] if len(lots) > SHOWN_LOTS else lots
    title = f"the {len(shown)} lots with most residents, of {len(lots)}" if len(lots) > SHOWN_LOTS else None
    table = plain_table({"lot": "left", "name": "left", "spaces": "right", "residents": "right", "fullest": "right", "when": "left"}, title)
    for lot in shown:
        fullest = f"{lot['fullest_present']} of {lot['fullest_shareable']}"
        when = lot["fullest_at"][:16].replace("T", " ") if lot["residents"] else ""
        table.add_row(escape(lot["lot"]), escape(lot["name"]), str(lot["spaces"]), str(lot["residents"]), fullest, when)
    return table


Justify = Literal["left", "right"]


def plain_table(columns: dict[str, Justify], title: str | None = None) -> Table:
    """A table without lines: its columns with the side at which they stand."""
    table = Table(box=None, pad_edge=False, header_style="dim", title=title, title_justify="left", title_style="dim")
    for name, justify in columns.items():
        table.add_column(name, justify=justify, overflow="fold" if justify == "right" else "ellipsis")  # no figure loses its digits
    return table


def clock(seconds: int) -> str:
    """Seconds as minutes and seconds."""
    return f"{seconds // 60}:{seconds % 60:02d}"
