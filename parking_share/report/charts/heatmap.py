"""How full each lot is, hour by hour."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from parking_share.frames.lots import HOUR
from parking_share.report.charts.theme import CLOSED, FILL_RANGE, Chart, Rows, named, time_scale, tips
from parking_share.report.language import Language
from parking_share.report.window import Window

ROW_HEIGHT = 13


def heatmap_chart(language: Language, window: Window, hours: pd.DataFrame, labels: dict[str, str], row: str, description: str) -> Chart:
    """Occupancy against shareable spaces by hour, one row for each lot or group of lots.

    Parameters
    ----------
    hours
        The frame ``occupancy_by_hour``.
    labels
        The rows to show, in order: what stands in the column ``lot`` to a label that stands for it only.
    row
        What a row is, for the tooltip.
    """
    _ = language.gettext
    x = time_scale(language, window)
    y = alt.Y("lot:N", sort=list(labels.values()), axis=alt.Axis(title=None, labelLimit=118, ticks=False, domain=False))
    fill_where_open = {
        "test": "datum.open > 0",
        "field": "fill",
        "legend": alt.Legend(title=_("residents present of shareable spaces"), format=".0%", gradientLength=180, tickCount=2),
        "scale": alt.Scale(domain=[0, 1], range=FILL_RANGE, clamp=True),
        "type": "quantitative",
    }
    tooltip = tips(
        [
            ("lot:N", row, None),
            ("t:T", _("from"), language.tip_time),
            ("t2:T", _("to"), language.tip_time),
            ("present:Q", _("residents present, most"), None),
            ("shareable:Q", _("shareable spaces, least"), None),
            ("slack:Q", _("spaces left, least"), None),
        ]
    )
    cells = (
        alt.Chart(named("cells"))
        .mark_rect(aria=False)  # drawn on a canvas: nobody could read them
        .encode(x=x, x2=alt.X2("t2:T"), y=y, color=alt.ColorValue(CLOSED, condition=fill_where_open), tooltip=tooltip)
        .properties(
            autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
            description=description,
        )
    )
    rows = Rows.of(_cells(window, hours[hours["lot"].isin(list(labels))], labels), "t", "t2")
    return Chart(cells, "canvas", {"cells": rows}, bands=("cells", "lot", ROW_HEIGHT))


def _cells(window: Window, hours: pd.DataFrame, labels: dict[str, str]) -> pd.DataFrame:
    """One row for each run of hours that look the same, so that a closed weekend is one cell and not 48."""
    part = hours[(hours["start_minute"] >= window.start) & (hours["start_minute"] < window.end)]
    shown = ["lot", "max_present", "min_shareable", "max_shareable", "min_slack", "max_fill"]
    begins = (part[shown] != part[shown].shift()).any(axis=1).to_numpy(bool)
    first = part[begins]
    last = part[np.append(begins[1:], True)[: len(part)]]["start_minute"].to_numpy()
    return pd.DataFrame(
        {
            "lot": first["lot"].map(labels).tolist(),
            "t": window.wall(first["start_minute"].to_numpy()),
            "t2": window.wall(last) + HOUR,
            "present": first["max_present"].tolist(),
            "shareable": first["min_shareable"].tolist(),
            "open": first["max_shareable"].tolist(),
            "slack": first["min_slack"].tolist(),
            "fill": first["max_fill"].round(3).tolist(),
        }
    )
