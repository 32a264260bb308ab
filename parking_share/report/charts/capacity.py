"""A lot's spaces over time: the institution takes from above, residents fill from below, and they must never meet."""

from __future__ import annotations

import json
from collections.abc import Mapping

import altair as alt
import numpy as np
import pandas as pd

from parking_share.report.charts.theme import BLUE, INK, ORANGE, PURPLE, VERMILION, Chart, named, time_scale, tips
from parking_share.report.language import Language
from parking_share.report.window import Window

HEIGHT = 190
_QUARTER = 15  # minutes


def capacity_chart(language: Language, window: Window) -> Chart:
    """The spec for every lot; ``capacity_rows`` gives its data set ``steps``."""
    _ = language.gettext
    names = {_("Residents present"): BLUE, _("Shareable"): INK, _("Own use"): ORANGE, _("Closed"): PURPLE}
    present, shareable, own, closed = names
    scale = alt.Scale(domain=list(names), range=list(names.values()))
    colour = alt.Color("series:N", scale=scale, legend=alt.Legend(title=None, symbolType="square", columns=2))
    x = time_scale(language, window)
    y_axis = alt.Axis(title=_("spaces"), tickMinStep=1, grid=False)
    base = alt.Chart(named("steps"))

    def series(name: str) -> alt.Chart:
        return base.transform_calculate(series=json.dumps(name))

    def area(name: str, top: str, bottom: str, opacity: float) -> alt.Chart:
        mark = series(name).mark_area(interpolate="step-after", opacity=opacity)
        chart: alt.Chart = mark.encode(x=x, y=alt.Y(top, axis=y_axis), y2=alt.Y2(bottom), color=colour)
        return chart

    line = series(shareable).mark_line(interpolate="step-after", strokeWidth=1.6).encode(x=x, y=alt.Y("shareable:Q"), color=colour)
    when = [("t:T", _("from"), language.tip_time), ("t2:T", _("to"), language.tip_time)]
    what = [("present:Q", present, None), ("shareable:Q", shareable, None), ("own_use:Q", own, None), ("closed:Q", closed, None)]
    touch = base.mark_rect(opacity=0).encode(
        x=x, x2=alt.X2("t2:T"), y=alt.Y("zero:Q", axis=y_axis), y2=alt.Y2("spaces"), tooltip=tips([*when, *what])
    )
    # Marked by opacity, not by a filter: a lot without residents has no such step, and an empty layer has no scale.
    mark = base.mark_point(shape="triangle-down", size=70, filled=True, color=VERMILION, yOffset=-7)
    closest = mark.encode(x=x, y=alt.Y("present:Q"), opacity=alt.OpacityValue(0, condition={"test": "datum.closest", "value": 1}))
    spec = alt.layer(
        area(own, "own_top:Q", "own_bottom", 0.45),
        area(closed, "own_bottom:Q", "closed_bottom", 0.5),
        area(present, "present:Q", "zero", 0.75),
        line,
        closest,
        touch,
        height=HEIGHT,
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
        description=_("Spaces of the lot over time"),
    )
    return Chart(spec, "svg")


def capacity_rows(window: Window, spaces_of: Mapping[str, int], steps: pd.DataFrame, closest: pd.Index) -> pd.DataFrame:
    """Data of all lots, by ``lot``; columns ``t`` and ``t2`` are wall-clock minutes.

    Parameters
    ----------
    spaces_of
        All spaces of each lot.
    steps
        The frame ``occupancy``, clipped to the window.
    closest
        For each lot at most one of its rows: the step on which residents come closest to the shareable spaces.
    """
    spaces = steps["lot"].map(spaces_of).astype(np.int64)
    own_bottom = (spaces - steps["own_use"]).clip(lower=0)
    frame = steps[["lot", "present", "shareable", "own_use", "closed"]].assign(
        t=window.wall(steps["start_minute"].to_numpy()),
        t2=window.wall(steps["end_minute"].to_numpy()),
        zero=0,
        spaces=spaces,
        own_top=spaces,
        own_bottom=own_bottom,
        closed_bottom=(own_bottom - steps["closed"]).clip(lower=0),
        closest=steps.index.isin(closest),
    )
    # Steps are drawn from their beginning on: one more point for each lot ends its last step.
    last = frame.groupby("lot", sort=False).tail(1)
    return pd.concat([frame, last.assign(t=last["t2"], closest=False)], ignore_index=True)


def total_rows(window: Window, spaces: int, total: pd.DataFrame) -> pd.DataFrame:
    """Data of all lots together, at every quarter of an hour: the steps of a whole city would be too many to draw.

    Parameters
    ----------
    spaces
        All spaces of all lots.
    total
        The frame ``summed_steps`` of one group.
    """
    if total.empty:
        return capacity_rows(window, {}, total, total.index)
    start = np.arange(window.start, window.end, _QUARTER)
    at = np.searchsorted(total["start_minute"].to_numpy(), start, side="right") - 1
    steps = total.iloc[at].assign(start_minute=start, end_minute=np.minimum(start + _QUARTER, window.end)).reset_index(drop=True)
    return capacity_rows(window, {total["lot"].iloc[0]: spaces}, steps, steps.index[:0]).drop(columns="lot")
