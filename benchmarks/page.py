"""The page of benchmarks from the figures kept: ``python benchmarks/page.py`` writes ``docs/benchmarks.md`` anew."""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterable, Sequence
from pathlib import Path

from commands import LOADING
from losses import losses
from outcome import SOLVERS, CommandRun, Outcome, Size
from results import Results, from_json

RESULTS = Path(__file__).parent / "results.json"
PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"
BUSY = 0.5  # processes that wanted a core before the start

HEAD = """# Benchmarks

Written by `python benchmarks/run.py` on {date}; the figures are in `benchmarks/results.json`.

{machine}
Limit of each search: {limit:.0f} s. {load}
"""
METHOD = """## What was compared

Each solver runs in a process of its own, one after the other, on the same options (`parking_share.instance.expand`).

- **parking-share** is `optimise()`. It is asked twice, for the first level alone and for all of them, each within the limit;
  its seconds include building its programs.
- **SCIP**, **HiGHS** and **CP-SAT** (2 workers) are those of ortools, through MathOpt, without tuning. They get the plain model
  of `benchmarks/models.py`: a variable for each option, one for each allowed cut of a stay that has several, and a capacity row
  for every interval between two changes. They solve the policy's levels one after another, with a row "value >= what was
  reached" for each earlier level. *Fewer rows* is the same with only those capacity rows that parking-share would keep.
- The limit holds for all levels together and starts after the model is built (build s); "solve s" of the first level is the
  part of it until that level ended.
- All of them start from the first come first served schedule (HiGHS cannot take one through MathOpt) and may stop at a gap
  below one, since all values are whole numbers. Values are counted anew from the schedule, and every schedule has been
  verified; a note says where one did not hold.
- **Relaxation** is the linear relaxation of the plain model's first level: a bound, not a schedule.
- CPU s and peak MB are of the whole process: loading Python's libraries, reading and expanding included (the rows of the
  baselines show about how much that is), and for parking-share both questions.
"""
REPEAT = """## How to repeat

    python benchmarks/run.py --limit {limit:<17.0f}     # everything, as here; writes this page
    python benchmarks/run.py --only taiping-street-80      # prints, writes nothing
    python benchmarks/page.py                              # this page again from benchmarks/results.json
    python benchmarks/run_one.py weekly scip 60            # one solver on one instance, as JSON

Seconds are wall-clock and depend on the machine and on what else it does; values and proofs should not, except where the limit
cut a search short.
"""


def write_page() -> None:
    """Write the page from the figures kept."""
    results = from_json(json.loads(RESULTS.read_text(encoding="utf-8")))
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(render(results), encoding="utf-8")


def render(results: Results) -> str:
    """The page as Markdown."""
    busy = results.load_before > BUSY
    load = (
        f"**The machine was shared**: {results.load_before:.1f} processes wanted one of its cores before the start and "
        f"{results.load_after:.1f} at the end. Seconds are longer than they need be and differ from run to run, and within its "
        "limit a search got less of a core than the limit says: compare CPU seconds too."
        if busy
        else "Nothing else ran on the machine."
    )
    machine = _table(["", ""], results.machine.items())
    parts = [HEAD.format(date=results.date, machine=machine, limit=results.limit, load=load)]
    parts += [_commands(results), METHOD, _sizes(results.sizes)]
    parts += [_case(size, results.of(size.instance), results.limit) for size in results.sizes]
    parts += ["## Where we lose\n", _losses(results), REPEAT.format(limit=results.limit)]
    return "\n".join(parts)


def _commands(results: Results) -> str:
    rows = [
        (f"`{run.command}`", _seconds(statistics.median(run.seconds)), _seconds(min(run.seconds)), f"{run.peak_mb:.0f}", run.status)
        for run in results.commands
    ]
    header = ["command", "median s", "fastest s", "peak MB", "status"]
    return "## Whole commands, start-up included\n\n" + _table(header, rows) + _against_start_up(results.commands)


def _against_start_up(commands: Sequence[CommandRun]) -> str:
    """How long the shortest whole command takes, in units of what Python needs to load the libraries it stands on."""
    solves = [run for run in commands if run.status]
    if not solves:
        return ""
    loading, solve = (statistics.median(run.seconds) for run in (commands[LOADING], solves[0]))
    return f"\n`{solves[0].command}` takes {solve / loading:.1f} times as long as Python takes to load numpy, pydantic and ortools.\n"


def _sizes(sizes: Iterable[Size]) -> str:
    header = ["instance", "lots", "spaces", "residents", "options", "columns", "rows", "entries", "expand s"]
    rows, words = [], []
    for size in sizes:
        counts = (size.lots, size.spaces, size.residents, size.options, size.columns, size.rows, size.entries)
        rows.append((size.instance, *(f"{count:,}" for count in counts), _seconds(size.expand_seconds)))
        words.append(f"- **{size.instance}**: {size.what}")
    return "## Instances\n\n" + "\n".join(words) + "\n\nColumns, rows and entries are those of the plain model.\n\n" + _table(header, rows)


def _case(size: Size, outcomes: list[Outcome], limit: float) -> str:
    header = ["", size.objectives[0], "bound", "gap", "proved", "build s", "solve s"]
    first = [(SOLVERS[o.solver], *_first_level(o)) for o in outcomes]
    everything = [o for o in outcomes if o.values or o.note]
    all_header = ["", *size.objectives, "levels proved", "seconds", "CPU s", "peak MB", "note"]
    rows = [(SOLVERS[o.solver], *_all_levels(o, len(size.objectives))) for o in everything]
    return "\n".join(
        [
            f"## {size.instance}\n",
            f"First level alone ({size.objectives[0]}), within {limit:.0f} s:\n",
            _table(header, first),
            f"All {len(size.objectives)} levels, within {limit:.0f} s:\n",
            _table(all_header, rows),
        ]
    )


def _first_level(outcome: Outcome) -> tuple[str, ...]:
    value, bound = outcome.first_value, outcome.first_bound
    gap = "" if value is None or bound is None else f"{abs(bound - value) / max(1, abs(value)):.2%}"
    proved = "" if value is None or bound is None else "yes" if outcome.first_proved else "no"
    return _number(value), _number(bound), gap, proved, _seconds(outcome.build_seconds), _seconds(outcome.first_seconds)


def _all_levels(outcome: Outcome, num_levels: int) -> tuple[str, ...]:
    values = outcome.values or (None,) * num_levels
    proved = f"{outcome.num_proved} of {num_levels}"
    cost = (_seconds(outcome.seconds), _seconds(outcome.cpu_seconds), "" if outcome.peak_mb is None else f"{outcome.peak_mb:.0f}")
    return *(_number(value) for value in values), proved, *cost, outcome.note


def _losses(results: Results) -> str:
    found = [line for size in results.sizes for line in losses(results.of(size.instance), results.limit)]
    if not found:
        return "In this measurement no other solver was faster, nearer to the optimum or smaller.\n"
    intro = "Everything in the tables above in which another solver did better than parking-share:\n\n"
    return intro + "\n".join(f"- {line}" for line in found) + "\n"


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    rule = ["---", *["---:"] * (len(header) - 1)]
    lines = [header, rule, *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,.3f}".rstrip("0").rstrip(".")


def _seconds(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds:.2f}" if seconds < 10 else f"{seconds:.1f}"


if __name__ == "__main__":
    write_page()
