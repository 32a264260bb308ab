"""A whole solve of one scenario file, phase by phase, in a process of its own: ``python benchmarks/growth_one.py SCENARIO SECONDS``
prints the figures as JSON; SECONDS limit the search."""

from __future__ import annotations

import json
import math
import resource
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from growth_figures import Grown, GrownLevel

from parking_share import number_bays, read_scenario, write_schedule
from parking_share.memory import share_arenas
from parking_share.schedule import Level
from parking_share.solving import solve
from parking_share.verification import Verdict, judge


def measure(path: Path, limit: float) -> Grown:
    """Read, solve, number the bays, verify and write, and take the time of each phase and the peak of memory after some of them."""
    clock = [time.perf_counter()]
    peak_mb: dict[str, float] = {}

    def lap() -> float:
        clock.append(time.perf_counter())
        return clock[-1] - clock[-2]

    scenario = read_scenario(path)
    phases = {"read": lap()}
    peak_mb["read"] = _peak_mb()
    result = solve(scenario, time_limit=limit)
    phases |= result.phases | {"to schedule": lap() - sum(result.phases.values())}
    peak_mb["solve"] = _peak_mb()
    schedule = number_bays(scenario, result.schedule).schedule
    phases["number bays"] = lap()
    judgement = judge(scenario, schedule)
    phases["verify"] = lap()
    peak_mb["verify"] = _peak_mb()
    with tempfile.TemporaryDirectory() as folder:
        lap()
        write_schedule(schedule, Path(folder) / "schedule.json")
        phases["write"] = lap()
    levels = zip(schedule.levels, judgement.verdicts, strict=True)
    return Grown(
        residents=len(scenario.residents),
        communities=len(scenario.communities),
        lots=len(scenario.lots),
        spaces=sum(lot.spaces for lot in scenario.lots),
        served=len(schedule.assignments),
        ended=result.ended,
        violations=len(judgement.violations),
        phases=phases,
        peak_mb=peak_mb,
        levels=tuple(_level(level, verdict) for level, verdict in levels),
    )


def _level(level: Level, verdict: Verdict) -> GrownLevel:
    gap = level.gap_percent
    return GrownLevel(level.objective, level.value, level.bound, None if gap is None or math.isinf(gap) else gap, verdict.outcome)


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    share_arenas()  # as every command does
    print(json.dumps(asdict(measure(Path(sys.argv[1]), float(sys.argv[2])))))
