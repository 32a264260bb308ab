"""The page of growth from the figures kept: ``python benchmarks/growth_page.py`` writes ``docs/growth.md`` and its pictures anew."""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Sequence
from pathlib import Path

from growth_figures import FIGURES, PHASES, Grown, Growth, from_json
from growth_pictures import pictures
from page import BUSY, shown_seconds, table

PAGE = Path(__file__).parent.parent / "docs" / "growth.md"
IMAGES = PAGE.parent / "growth"
LONG_ENOUGH_SECONDS = 0.05
"""A phase shorter than this is mostly start-up, and says nothing about growth."""

HEAD = """# Growth

How time and memory grow with the number of residents, by `python benchmarks/growth.py` on {date}; the figures are in
`benchmarks/growth.json`. The scenarios are made up (`parking-share make --seed 1`), all of one density: {per_lot:.0f} residents and
{spaces:.0f} spaces a lot, 3 lots a km2. Each runs in a process of its own: read the files, expand them into options, first come first
served, optimise and prove, put the schedule into words, number the bays, verify it, write it.

{machine}
Limit of each search: {limit:.0f} s. {load}
"""
REPEAT = """## How to repeat

    python benchmarks/growth.py                     # all sizes, as here; writes this page and its pictures
    python benchmarks/growth.py --largest 12000     # stops earlier
    python benchmarks/growth.py --limit 60          # seconds for each search
    python benchmarks/growth_page.py                # this page again from benchmarks/growth.json
"""


def write_page() -> None:
    """Write the page and its pictures from the figures kept."""
    growth = from_json(json.loads(FIGURES.read_text(encoding="utf-8")))
    PAGE.write_text(render(growth), encoding="utf-8")
    IMAGES.mkdir(exist_ok=True)
    for name, picture in pictures(growth).items():
        (IMAGES / f"{name}.svg").write_text(picture.svg(), encoding="utf-8")
        (IMAGES / f"{name}.png").write_bytes(picture.png())


def render(growth: Growth) -> str:
    """The page as Markdown."""
    largest = growth.sizes[-1]
    load = (
        f"**The machine was shared**: {growth.load_before:.1f} processes wanted one of its cores before the start, so seconds are "
        "longer than they need be."
        if growth.load_before > BUSY
        else "Before the start nothing else wanted a core of the machine."
    )
    head = HEAD.format(
        date=growth.date,
        per_lot=largest.residents / largest.lots,
        spaces=largest.spaces / largest.lots,
        machine=table(["", ""], growth.machine.items()),
        limit=growth.limit,
        load=load,
    )
    parts = [head, _times(growth), _memory(growth), _levels(growth), _dominates(growth), REPEAT]
    return "\n".join(parts)


def _times(growth: Growth) -> str:
    rows = [
        (f"{size.residents:,}", *(shown_seconds(size.phases[name]) for name in PHASES), shown_seconds(size.seconds))
        for size in growth.sizes
    ]
    shown = "![Seconds of each phase over the number of residents, both scales logarithmic](growth/time.svg)\n"
    return f"## Time\n\nWall seconds of each phase:\n\n{table(['residents', *PHASES, 'all'], rows)}\n{shown}"


def _memory(growth: Growth) -> str:
    rows = [(f"{size.residents:,}", f"{size.lots:,}", *(f"{peak:,.0f}" for peak in size.peak_mb.values())) for size in growth.sizes]
    header = ["residents", "lots", *(f"after {stage}" for stage in growth.sizes[0].peak_mb)]
    shown = "![Peak memory over the number of residents, both scales logarithmic](growth/memory.svg)\n"
    return f"## Memory\n\nPeak MB of the process so far:\n\n{table(header, rows)}\n{shown}"


def _levels(growth: Growth) -> str:
    objectives = [level.objective for level in growth.sizes[0].levels]
    rows = [
        (f"{size.residents:,}", f"{size.served:,}", *(_gap(size, at) for at in range(len(objectives))), size.ended) for size in growth.sizes
    ]
    words = (
        "The gap of each level to its bound, in per cent of the bound. A gap of 0 is proved optimal: by the prices in the "
        "schedule alone, or, where it says so, by a search beyond them."
    )
    broken = [size for size in growth.sizes if size.violations]
    warning = "".join(f"\n**The schedule of {size.residents:,} residents breaks {size.violations} rules.**\n" for size in broken)
    return f"## Gaps\n\n{words}\n\n{table(['residents', 'served', *objectives, 'ended'], rows)}{warning}"


def _gap(size: Grown, at: int) -> str:
    level = size.levels[at]
    if level.bound is None:
        return "no bound"
    gap = "bound is 0" if level.gap_percent is None else f"{level.gap_percent:g}"
    return f"{gap} (search)" if level.proof == "rests on a search" else gap


def _dominates(growth: Growth) -> str:
    return (
        "## What dominates\n\nThe longest first; times by least squares over all sizes.\n\n"
        + f"- **All phases** together{_growing(growth.sizes, [size.seconds for size in growth.sizes])}.\n"
        + "\n".join(f"- {_sentence(growth, phase)}" for phase in _by_share(growth))
        + "\n"
    )


def _by_share(growth: Growth) -> list[str]:
    """The phases, the longest on the largest size first."""
    return sorted(PHASES, key=lambda phase: -growth.sizes[-1].phases[phase])


def _sentence(growth: Growth, phase: str) -> str:
    """How much of the largest size's time a phase takes, and what doubling the residents does to it, by the figures alone."""
    largest = growth.sizes[-1]
    took, whole = largest.phases[phase], largest.seconds
    share = (
        f"**{phase}** takes {shown_seconds(took)} s of the {shown_seconds(whole)} s at {largest.residents:,} residents, {took / whole:.0%}"
    )
    measured = [size for size in growth.sizes if size.phases[phase] >= LONG_ENOUGH_SECONDS]
    words = share + _growing(measured, [size.phases[phase] for size in measured])
    stopped = [f"{size.residents:,}" for size in growth.sizes if size.ended == "time limit"]
    limited = f"; the limit ended it at {', '.join(stopped)} residents" if phase == "optimise" and stopped else ""
    return words + limited + "."


def _growing(sizes: Sequence[Grown], seconds: Sequence[float]) -> str:
    """How the seconds (n,) grow over some sizes."""
    if len(sizes) < 2:
        return "; too few sizes take long enough to say how it grows"
    between = f"on average from {sizes[0].residents:,} to {sizes[-1].residents:,}"
    last = f"{doubling(sizes[-2:], seconds[-2:]):.1f} times from {sizes[-2].residents:,} on"
    return f": when residents double, {doubling(sizes, seconds):.1f} times as long ({between}; {last})"


def doubling(sizes: Sequence[Grown], seconds: Sequence[float]) -> float:
    """By what the seconds (n,) are multiplied when the residents double: 2 ** the slope of the line of least squares, log over log."""
    slope, _ = statistics.linear_regression([math.log(size.residents) for size in sizes], [math.log(each) for each in seconds])
    return float(2**slope)


if __name__ == "__main__":
    write_page()
