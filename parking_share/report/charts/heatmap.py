"""How full each lot is, hour by hour."""

from __future__ import annotations

import altair as alt
import pandas as pd

from parking_share.frames import HOUR
from parking_share.report.charts.theme import CLOSED, FILL_RANGE, Chart, Rows, named, time_axis, tips
from parking_share.report.language import Language
from parking_share.report.window import Window

ROW_HEIGHT = 13


def heatmap_chart(language: Language, window: Window, hours: pd.DataFrame, labels: dict[str, str]) -> Chart:
    """Occupancy against shareable spaces by lot and hour.

    Parameters
    ----------
    hours
        The frame ``occupancy_by_hour``.
    labels
        The lots to show, in order: id to a label that stands for one lot only.
    """
    _ = language.gettext
    x = alt.X("t:T", scale=alt.Scale(type="utc", nice=False), axis=time_axis(language.axis_date))
    y = alt.Y("lot:N", sort=list(labels.values()), axis=alt.Axis(title=None, labelLimit=118, ticks=False, domain=False))
    fill = alt.Color(
        "fill:Q",
        scale=alt.Scale(domain=[0, 1], range=FILL_RANGE, clamp=True),
        legend=alt.Legend(title=_("residents present of shareable spaces"), format=".0%", gradientLength=180, tickCount=2),
    )
    tooltip = tips(
        [
            ("lot:N", _("lot"), None),
            ("t:T", _("hour from"), language.tip_time),
            ("present:Q", _("residents present, most"), None),
            ("shareable:Q", _("shareable spaces, least"), None),
            ("slack:Q", _("spaces left, least"), None),
        ]
    )
    cells = (
        alt.Chart(named("cells"))
        .mark_rect()
        .encode(x=x, x2="t2:T", y=y, color=alt.condition("datum.open > 0", fill, alt.value(CLOSED)), tooltip=tooltip)
        .properties(
            height=alt.Step(ROW_HEIGHT),
            autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
            description=_("How full each lot is by hour; dark is full, grey is not shareable"),
        )
    )
    part = hours[hours["lot"].isin(list(labels)) & (hours["start_minute"] >= window.start) & (hours["start_minute"] < window.end)]
    wall = window.wall(part["start_minute"].to_numpy())
    frame = pd.DataFrame(
        {
            "lot": part["lot"].map(labels).tolist(),
            "t": wall,
            "t2": wall + HOUR,
            "present": part["max_present"].tolist(),
            "shareable": part["min_shareable"].tolist(),
            "open": part["max_shareable"].tolist(),
            "slack": part["min_slack"].tolist(),
            "fill": part["max_fill"].round(3).tolist(),
        }
    )
    return Chart(cells, "canvas", {"cells": Rows(frame, ("t", "t2"))})
