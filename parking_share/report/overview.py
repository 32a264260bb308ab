"""What the page says about all lots and communities together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from parking_share.frames import Tables
from parking_share.lot_frames import occupancy_by_hour
from parking_share.report.charts.heatmap import heatmap_chart
from parking_share.report.charts.map import map_chart
from parking_share.report.charts.refusals import refusals_chart
from parking_share.report.charts.theme import Chart
from parking_share.report.charts.walks import walks_chart
from parking_share.report.language import Language
from parking_share.report.lots import LotView, unique_labels
from parking_share.report.window import Window
from parking_share.report.words import REASON_NAMES
from parking_share.scenario import Scenario

MAX_LOT_ROWS = 120
MAX_COMMUNITY_ROWS = 60


Table = tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class Overview:
    """Charts by name, the rows of the tables beside them, and what is left out for its number."""

    charts: dict[str, Chart]
    date_labels: list[str]
    community_rows: Table
    flow_rows: Table
    peak_rows: Table
    hidden_lots: int
    reasons: Table
    refusal_rows: Table
    hidden_communities: int
    walk_rows: Table


def overview(language: Language, scenario: Scenario, window: Window, tables: Tables, views: Sequence[LotView]) -> Overview:
    """Everything above the lots' own sections."""
    hours = occupancy_by_hour(scenario, tables.occupancy)
    communities = _communities(scenario, tables)
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
    counts = tables.refusals
    worst = counts.groupby("community")["residents"].sum().sort_values(ascending=False, kind="stable")
    names = dict(zip(communities["id"], communities["name"], strict=True))
    shown_communities = {str(community): names[str(community)] for community in worst.index[:MAX_COMMUNITY_ROWS]}
    charts = {
        "map": map_chart(language, scenario, tables.assignments, lots, communities[["name", "applied", "served"]]),
        "heatmap": heatmap_chart(language, window, hours, shown_lots),
        "refusals": refusals_chart(language, counts, shown_communities),
        "walks": walks_chart(language, tables.walks),
    }
    refused = tables.refused["reason"].value_counts().to_dict()
    reason_names = {reason: language.gettext(name) for reason, name in REASON_NAMES.items()}
    refusals = counts.assign(community=counts["community"].map(names), reason=counts["reason"].map(reason_names))
    return Overview(
        charts=charts,
        date_labels=[language.date(date) for _, date, _ in window.dates],
        community_rows=tuple((name, applied, served, language.share(served, applied)) for _, name, applied, served in _rows(communities)),
        flow_rows=_rows(_flows(tables.assignments, names, {view.lot.id: view.label for view in views})),
        peak_rows=tuple(_peaks(window, hours, shown_lots)),
        hidden_lots=len(views) - len(shown_lots),
        reasons=tuple((name, refused.get(reason, 0)) for reason, name in reason_names.items()),
        refusal_rows=_rows(refusals),
        hidden_communities=len(worst) - len(shown_communities),
        walk_rows=tuple((start, count, language.share(within, 1)) for start, count, within in _rows(tables.walks)),
    )


def _rows(frame: pd.DataFrame) -> Table:
    return tuple(frame.itertuples(index=False, name=None))


def _communities(scenario: Scenario, tables: Tables) -> pd.DataFrame:
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


def _peaks(window: Window, hours: pd.DataFrame, lots: dict[str, str]) -> Iterator[tuple[str, ...]]:
    """For each lot and date of the window: most residents present / most shareable spaces."""
    part = hours[(hours["start_minute"] >= window.start) & (hours["start_minute"] < window.end)]
    table = part.assign(date=part["start"].str[:10]).groupby(["lot", "date"], sort=False)[["max_present", "max_shareable"]].max()
    cells = {key: f"{present} / {shareable}" for key, present, shareable in table.itertuples(name=None)}
    for lot, label in lots.items():
        yield label, *(cells.get((lot, date), "–") for _, date, _ in window.dates)
