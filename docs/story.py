"""What docs/qijiang-59.md tells: the variants of the 59 lots, solved and compared."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd
from pictures import Picture, rows_of, visible

from parking_share import read_scenario, solve
from parking_share.comparison import Comparison, Solved, compare
from parking_share.report.charts.gains import gains_chart
from parking_share.report.charts.theme import Chart
from parking_share.report.language import Language
from parking_share.variants import read_variants

SCENARIOS = Path(__file__).parents[1] / "scenarios"
NAMES = {
    "new-lots": "three new lots",
    "exam": "exam at a school",
    "growth": "a third more residents",
    "recall": "recall 30 min earlier",
    "growth-new-lots": "growth and new lots",
}
MOST_ROWS = 12


@cache
def base() -> Solved:
    """The scenario as it is, solved."""
    scenario = read_scenario(SCENARIOS / "qijiang-59.json")
    return Solved(scenario, solve(scenario).schedule)


@cache
def comparisons() -> dict[str, Comparison]:
    """Each variant against the scenario as it is."""
    now = base()
    varied = read_variants(SCENARIOS / "qijiang-59-changes.yaml", now.scenario)
    assert [each.variant.id for each in varied] == list(NAMES)
    return {each.variant.id: compare(now, Solved(each.scenario, solve(each.scenario, start=now.schedule).schedule)) for each in varied}


def variants_table() -> list[list[str]]:
    """One row a variant: residents, served, gain, lose, move, then the levels; differences are variant - base."""
    now = base()
    levels = [f"{level.value:,}" for level in now.schedule.levels]
    rows = [["as it is", f"{len(now.scenario.residents):,}", f"{len(now.schedule.assignments):,}", "", "", "", *levels]]
    for name, found in comparisons().items():
        changes = (found.changes.enter, found.changes.leave, found.changes.move)
        counts = [f"{found.residents.variant:,}", f"{found.served.variant:,} ({found.served.difference:+,})", *map(str, changes)]
        rows.append([f"`{name}`", *counts, *(f"{level.value.difference:+,}" for level in found.levels)])
    return rows


def variants_picture() -> Picture:
    """How many gain and lose a place in each variant."""
    rows = [(NAMES[name], found.changes.enter, found.changes.leave, found.served.difference) for name, found in comparisons().items()]
    return _gains(pd.DataFrame(rows, columns=["name", "gained", "lost", "net"]))


def new_lots_picture() -> Picture:
    """Where three new lots help: the communities in which most is different."""
    rows = sorted(comparisons()["new-lots"].communities.most(MOST_ROWS), key=lambda row: row.lost - row.gained)
    return _gains(
        pd.DataFrame([(row.name, row.gained, row.lost, row.served.difference) for row in rows], columns=["name", "gained", "lost", "net"])
    )


def _gains(groups: pd.DataFrame) -> Picture:
    chart: Chart = gains_chart(Language.of("en"), groups, "", "")
    datasets: dict[str, Any] = {name: rows_of(rows.to_json(), 0) for name, rows in chart.data.items()}
    spec = {"$schema": alt.SCHEMA_URL, **visible(chart.to_json()["spec"]), "datasets": datasets, "height": 26 * len(groups)}
    # Which of several optimal schedules was found is no fact of the program; what the levels reach is.
    return Picture(spec, [[level.value.variant for level in found.levels] for found in comparisons().values()])


STORY_PICTURES: dict[str, Callable[[], Picture]] = {
    "qijiang-59-variants": variants_picture,
    "qijiang-59-new-lots": new_lots_picture,
}
