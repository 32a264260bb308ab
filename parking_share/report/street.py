"""The page of a street or a district: everything in one, down to each car."""

from __future__ import annotations

from collections.abc import Mapping

from altair.utils.schemapi import debug_mode

from parking_share.catalogue import Objective
from parking_share.frames import Tables
from parking_share.frames.bays import has_bays
from parking_share.report.charts.capacity import capacity_chart
from parking_share.report.charts.gantt import gantt_chart
from parking_share.report.headline import headline
from parking_share.report.language import Language
from parking_share.report.lots import lot_views
from parking_share.report.overview import date_labels, overview
from parking_share.report.shell import charts_json, render_page
from parking_share.report.window import choose_window
from parking_share.scenario import Scenario
from parking_share.schedule import Schedule


def render_street(language: Language, scenario: Scenario, schedule: Schedule, comparison: Mapping[Objective, int] | None) -> str:
    """The page; parameters as ``render_report``."""
    tables = Tables.of(scenario, schedule)
    window = choose_window(scenario, tables.occupancy)
    views = list(lot_views(language, scenario, window, tables))
    with debug_mode(False):  # specs are checked against the schema of Vega-Lite by the tests
        above = overview(language, scenario, window, tables, views)
        charts = above.charts | {
            "capacity": capacity_chart(language, window),
            "gantt": gantt_chart(language, window, bays=has_bays(schedule)),
        }
        drawn = charts_json(charts)
    return render_page(
        language,
        "street.html",
        {"epoch": window.epoch_ms, "charts": drawn, "lots": {view.anchor: view.chart_data for view in views}},
        scenario=scenario,
        schedule=schedule,
        window=window,
        headline=headline(language, schedule, tables.assignments, comparison),
        overview=above,
        refusals=above.refusals,
        walk_rows=above.walk_rows,
        date_labels=date_labels(language, window),
        views=views,
    )
