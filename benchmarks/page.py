"""The page of benchmarks from the figures kept: ``python benchmarks/page.py`` writes ``docs/benchmarks.md`` anew."""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Iterable, Sequence
from pathlib import Path

from commands import LOADING
from losses import losses
from outcome import LEAST, SOLVERS, CommandRun, Outcome, Size
from results import Results, from_json

RESULTS = Path(__file__).parent / "results.json"
PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"
BUSY = 0.5  # processes that wanted a core before the start

HEAD = """# Benchmarks

Written by `python benchmarks/run.py` on {date}; the figures are in `benchmarks/results.json`.

{machine}
Base limit: {limit:.0f} s, which each instance multiplies by a factor of its own, the same for every solver. {load}
"""
METHOD = """## What was compared

Each solver runs in a process of its own, one after the other, on the same options (`parking_share.instance.expand`). Reading and
expanding are done once in each process and counted for nobody; *where the time of parking-share goes* shows them.

- **parking-share** is the search of `solve()`; its seconds include building its programs. It may look at all levels before it
  settles the first; *first level s* is when it has left it.
- **SCIP**, **HiGHS** and **CP-SAT** (2 workers) are those of ortools, through MathOpt, without tuning. They get the plain model
  of `benchmarks/models.py`: a variable for each option, one for each allowed cut of a stay that has several, and a capacity row
  for every interval between two changes. They solve the policy's levels one after another, with a row "value >= what was
  reached" for each earlier level. *Fewer rows* is the same with only those capacity rows that parking-share would keep.
- The limit holds for all levels together and starts after the model is built (build s); *first level s* is the part of it until
  that level ended.
- All of them start from the first come first served schedule (HiGHS cannot take one through MathOpt) and may stop at a gap
  below one, since all values are whole numbers. Values are counted anew from the schedule, and every schedule has been
  verified; a note says where one did not hold.
- **Relaxation** is the linear relaxation of the plain model's first level: a bound, not a schedule.
- **Not started** is a solver that would have got nowhere: its program would not fit into memory; or no relaxation of that
  program was solved within the limit; or, on an instance of the same family whose program has at most half of the entries, it
  ended more than 1 % away from the bound of the first level or, as a relaxation, took so long that at the same pace per entry it
  could not finish here.
- CPU s and peak MB are of the whole process until it has its schedule: loading Python's libraries, reading and expanding
  included (the rows of the baselines show about how much that is), and for parking-share its proof too.

How to read the tables: **210** is a value that is proved to be optimal; *200 (<= 210, 4.77 %)* one that is not, with its bound
(>= where little is good) and the gap in per cent of the bound, rounded up; a value alone has no bound. A bound holds for all
schedules that are as good on the levels to the left.
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
        else f"Before the start nothing else wanted a core of the machine; at the end {results.load_after:.1f} processes did."
    )
    machine = table(["", ""], results.machine.items())
    parts = [HEAD.format(date=results.date, machine=machine, limit=results.limit, load=load)]
    parts += [_commands(results), METHOD, _sizes(results)]
    parts += [_case(size, results.of(size.instance), results.limit * size.factor) for size in results.sizes]
    parts += [_phases(results), "## Where we lose\n", _losses(results), REPEAT.format(limit=results.limit)]
    return "\n".join(parts)


def _commands(results: Results) -> str:
    rows = [
        (
            f"`{run.command}`",
            shown_seconds(statistics.median(run.seconds)),
            shown_seconds(min(run.seconds)),
            f"{run.peak_mb:.0f}",
            run.status,
        )
        for run in results.commands
    ]
    header = ["command", "median s", "fastest s", "peak MB", "status"]
    return "## Whole commands, start-up included\n\n" + table(header, rows) + _against_start_up(results.commands)


def _against_start_up(commands: Sequence[CommandRun]) -> str:
    """How long the shortest whole command takes, in units of what Python needs to load the libraries it stands on."""
    solves = [run for run in commands if run.status]
    if not solves:
        return ""
    loading, solve = (statistics.median(run.seconds) for run in (commands[LOADING], solves[0]))
    return f"\n`{solves[0].command}` takes {solve / loading:.1f} times as long as Python takes to load numpy, pydantic and ortools.\n"


def _sizes(results: Results) -> str:
    header = ["instance", "lots", "spaces", "residents", "options", "columns", "rows", "entries", "fewer rows", "their entries", "limit s"]
    rows, words = [], []
    for size in results.sizes:
        counts = (size.lots, size.spaces, size.residents, size.options, size.columns, size.rows, size.entries, size.fewer_rows)
        shown = (_number(count) for count in (*counts, size.fewer_entries, results.limit * size.factor))
        rows.append((size.instance, *shown))
        words.append(f"- **{size.instance}**: {size.what}")
    return "## Instances\n\n" + "\n".join(words) + "\n\nColumns, rows and entries are those of the plain model.\n\n" + table(header, rows)


def _case(size: Size, outcomes: list[Outcome], limit: float) -> str:
    header = ["", *size.objectives, "levels proved", "first level s", "all levels s", "build s", "CPU s", "peak MB", "note"]
    rows = [(SOLVERS[outcome.solver], *_levels(outcome, size.objectives), *_cost(outcome)) for outcome in outcomes]
    parts = [f"## {size.instance}\n", f"Within {limit:.0f} s:\n", table(header, rows)]
    ours = next((outcome for outcome in outcomes if outcome.proofs), None)
    return "\n".join(parts if ours is None else [*parts, _proofs(ours, size.objectives)])


def _levels(outcome: Outcome, objectives: Sequence[str]) -> list[str]:
    """A cell for each level, and how many are proved."""
    if outcome.values:
        cells = [_level(*level) for level in zip(objectives, outcome.values, outcome.bounds, strict=True)]
        return [*cells, f"{outcome.num_proved} of {len(cells)}"]
    first = _level(objectives[0], None, outcome.first_bound)
    return [first, *[""] * len(objectives)]


def _level(objective: str, value: int | None, bound: float | None) -> str:
    sign = ">=" if objective in LEAST else "<="
    if value is None or bound is None:
        return _number(value) if bound is None else f"{sign} {_number(bound)}"
    if value == bound:
        return f"**{_number(value)}**"
    return f"{_number(value)} ({sign} {_number(bound)}{_gap(value, bound)})"


def _gap(value: float, bound: float) -> str:
    """Per cent of the bound, rounded up so that it is never understated; nothing where the bound is 0."""
    return f", {math.ceil(10_000 * abs(bound - value) / abs(bound)) / 100:.2f} %" if bound else ""


def _cost(outcome: Outcome) -> tuple[str, ...]:
    peak = "" if outcome.peak_mb is None else f"{outcome.peak_mb:,.0f}"
    seconds = (outcome.first_seconds, outcome.seconds, outcome.build_seconds, outcome.cpu_seconds)
    return *(shown_seconds(part) for part in seconds), peak, outcome.note


HOW_PROVED = {
    "proved optimal": "by its prices alone",
    "rests on a search": "by a search beyond its prices",
    "within": "not optimal; the bound by its prices alone",
    "no proof": "no proof",
}
"""What the verifier says of a level, as the page says it; anything else is said as it is."""


def _proofs(ours: Outcome, objectives: Sequence[str]) -> str:
    """How each level of our schedule is proved, as the verifier finds it."""
    levels = zip(objectives, ours.values, ours.bounds, ours.proofs, strict=True)
    rows = [
        (objective, _number(value), _number(bound), HOW_PROVED.get(said, said), _number(by_prices))
        for objective, value, bound, (said, by_prices) in levels
    ]
    header = ["level of parking-share", "value", "bound stated", "how it is proved", "bound of the prices alone"]
    return table(header, rows)


def _phases(results: Results) -> str:
    """Seconds of parking-share by phase, an instance a row."""
    ours = [outcome for outcome in results.outcomes if outcome.phases]
    names = list(dict.fromkeys(name for outcome in ours for name in outcome.phases))
    rows = [(outcome.instance, *(shown_seconds(outcome.phases.get(name)) for name in names)) for outcome in ours]
    title = "## Where the time of parking-share goes\n\n"
    return title + table(["wall seconds", *names], rows) if rows else title + "It has not been measured.\n"


def _losses(results: Results) -> str:
    found = [line for size in results.sizes for line in losses(results.of(size.instance), size.objectives, results.limit * size.factor)]
    if not found:
        return "In this measurement no other solver was faster, nearer to the optimum or smaller.\n"
    intro = "Everything in the tables above in which another solver did better than parking-share:\n\n"
    return intro + "\n".join(f"- {line}" for line in found) + "\n"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    rule = ["---", *["---:"] * (len(header) - 1)]
    lines = [header, rule, *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,.3f}".rstrip("0").rstrip(".")


def shown_seconds(seconds: float | None) -> str:
    """Seconds as the tables show them."""
    return "" if seconds is None else f"{seconds:.2f}" if seconds < 10 else f"{seconds:.1f}"


if __name__ == "__main__":
    write_page()
