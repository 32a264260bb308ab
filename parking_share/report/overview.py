"""What the page says about all lots and communities together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from parking_share.frames import Tables
from parking_share.frames.lots import occupancy_by_hour
from parking_share.report.charts.heatmap import heatmap_chart
from parking_share.report.charts.map import map_chart
from parking_share.report.charts.refusals import refusals_chart
from parking_share.report.charts.theme import Chart
from parking_share.report.charts.walks import walk_bars, walks_chart
from parking_share.report.facts import unique_labels
from parking_share.report.language import Language
from parking_share.report.lots import LotView
from parking_share.report.window import Window
from parking_share.report.words import REASON_NAMES
from parking_share.scenario import Scenario

MAX_LOT_ROWS = 120
MAX_COMMUNITY_ROWS = 60


Table = tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class Refusals:
    """Why residents are refused: counts by reason, the chart of the communities with most of them, the table of all."""

    reasons: Table
    chart: Chart
    rows: Table
    hidden: int


@dataclass(frozen=True)
class Overview:
    """Charts by name, the rows of the tables beside them, and what is left out for its number."""

    charts: dict[str, Chart]
    community_rows: Table
    flow_rows: Table
    peak_rows: Table
    hidden_lots: int
    refusals: Refusals
    walk_rows: Table


def overview(language: Language, scenario: Scenario, window: Window, tables: Tables, views: Sequence[LotView]) -> Overview:
    """Everything above the lots' own sections."""
    _ = language.gettext
    hours = occupancy_by_hour(scenario, tables.occupancy)
    communities = community_counts(scenario, tables)
    lots = pd.DataFrame(
        {
            "name": [view.label for view in views],
            "spaces": [view.lot.spaces for view in views],
            "residents": [view.residents for view in views],
            "fill": [view.fill for view in views],
        }
    )
    fullest = sorted(range(len(views)), key=lambda index: -views[index].residents)[:MAX_LOT_ROWS]
    shown_lots = {views[index].lot.id: views[index].label for index in sorted(fullest)}
    names = dict(zip(communities["id"], communities["name"], strict=True))
    refusals, bars = refusals_view(language, tables, names), walk_bars(tables.walks)
    description = _("How full each lot is by hour; dark is full, grey is not shareable")
    charts = {
        "map": map_chart(language, scenario, tables.assignments, lots, communities[["name", "applied", "served"]]),
        "heatmap": heatmap_chart(language, window, hours, shown_lots, _("lot"), description),
        "refusals": refusals.chart,
        "walks": walks_chart(language, bars),
    }
    return Overview(
        charts=charts,
        community_rows=tuple((name, applied, served, language.share(served, applied)) for _, name, applied, served in rows_of(communities)),
        flow_rows=rows_of(_flows(tables.assignments, names, {view.lot.id: view.label for view in views})),
        peak_rows=tuple(peaks(window, hours, shown_lots)),
        hidden_lots=len(views) - len(shown_lots),
        refusals=refusals,
        walk_rows=walk_rows(language, bars),
    )


def refusals_view(language: Language, tables: Tables, names: dict[str, str]) -> Refusals:
    """Refusals of all communities; ``names`` are their labels by id."""
    counts = tables.refusals
    worst = counts.groupby("community")["residents"].sum().sort_values(ascending=False, kind="stable")
    shown = {str(community): names[str(community)] for community in worst.index[:MAX_COMMUNITY_ROWS]}
    refused = tables.refused["reason"].value_counts().to_dict()
    reasons = {reason: language.gettext(name) for reason, name in REASON_NAMES.items()}
    return Refusals(
        reasons=tuple((name, refused.get(reason, 0)) for reason, name in reasons.items()),
        chart=refusals_chart(language, counts, shown),
        rows=rows_of(counts.assign(community=counts["community"].map(names), reason=counts["reason"].map(reasons))),
        hidden=len(worst) - len(shown),
    )


def date_labels(language: Language, window: Window) -> list[str]:
    """The window's dates in words."""
    return [language.date(date) for _, date, _ in window.dates]


def walk_rows(language: Language, bars: pd.DataFrame) -> Table:
    """The table beside the histogram of walks."""
    columns = rows_of(bars[["from_minutes", "residents", "within"]])
    return tuple((start, count, language.share(within, 1)) for start, count, within in columns)


def rows_of(frame: pd.DataFrame) -> Table:
    """The rows of a frame as plain tuples."""
    return tuple(frame.itertuples(index=False, name=None))


def community_counts(scenario: Scenario, tables: Tables) -> pd.DataFrame:
    """One row a community, in scenario order: ``id``, ``name`` (unique), ``applied``, ``served``."""
    labels = unique_labels([(community.id, community.name) for community in scenario.communities])
    served = tables.assignments["community"].value_counts()
    turned_away = tables.refused["community"].value_counts()
    ids = list(labels)
    count = [int(served.get(id_, 0)) for id_ in ids]
    applied = [number + int(turned_away.get(id_, 0)) for id_, number in zip(ids, count, strict=True)]
    return pd.DataFrame({"id": ids, "name": list(labels.values()), "applied": applied, "served": count})


def _flows(assigned: pd.DataFrame, communities: dict[str, str], lots: dict[str, str]) -> pd.DataFrame:
    counts = assigned.groupby(["community", "lot"]).size().reset_index(name="residents")
    counts = counts.sort_values("residents", ascending=False, kind="stable")
    return counts.assign(community=counts["community"].map(communities), lot=counts["lot"].map(lots))


def peaks(window: Window, hours: pd.DataFrame, lots: dict[str, str]) -> Iterator[tuple[str, ...]]:
    """For each lot (or group) and date of the window: most residents present / most shareable spaces."""
    part = hours[(hours["start_minute"] >= window.start) & (hours["start_minute"] < window.end)]
    table = part.assign(date=part["start"].str[:10]).groupby(["lot", "date"], sort=False)[["max_present", "max_shareable"]].max()
    cells = {key: f"{present} / {shareable}" for key, present, shareable in table.itertuples(name=None)}
    for lot, label in lots.items():
        yield label, *(cells.get((lot, date), "–") for _, date, _ in window.dates)
