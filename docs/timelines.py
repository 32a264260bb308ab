"""Charts over time for the documentation: periods as bars, spaces as stacked steps."""

from __future__ import annotations

from typing import Any, TypeVar

import altair as alt
import numpy as np
import pandas as pd

from parking_share.calendar import IntArray
from parking_share.report.charts.theme import INK, VERMILION

WIDTH = 640
MINUTE_MS = 60_000
EPOCH_MS = 1_795_392_000_000  # the Monday that the pictures begin with, as if it were UTC

Colours = dict[str, str]
Span = tuple[int, int]
Bands = dict[str, tuple[IntArray, IntArray, str]]


M = TypeVar("M", int, IntArray, "pd.Series[int]")


def milliseconds(minute: M) -> M:
    """Minutes of the horizon as the charts count time."""
    return EPOCH_MS + minute * MINUTE_MS


def time_axis(span: Span, step_hours: float, field: str = "from:T") -> alt.X:
    """Local time within ``span``, minutes of the horizon; the charts take it for UTC."""
    step = round(step_hours * 60)
    ticks = [milliseconds(minute) for minute in range(-(-span[0] // step) * step, span[1] + 1, step)]
    style = "%a %-d %b" if step >= 1440 else "%a %H:%M"
    axis = alt.Axis(values=ticks, format=style, title=None, labelOverlap="greedy", labelFlush=False)
    domain = [milliseconds(minute) for minute in span]
    return alt.X(field, scale=alt.Scale(type="utc", domain=domain, nice=False), axis=axis)


def colour(colours: Colours) -> alt.Color:
    """The colour of each of several names, with a legend above."""
    scale = alt.Scale(domain=list(colours), range=list(colours.values()))
    return alt.Color("what:N", scale=scale, legend=alt.Legend(title=None, symbolType="square", columns=len(colours)))


def bars(rows: list[dict[str, Any]], colours: Colours, span: Span, step_hours: float = 3, *, gap: bool = False) -> Any:
    """Periods as bars: ``from`` and ``to`` in minutes, ``what`` they are, the ``row`` they stand in, perhaps a ``text``."""
    frame = pd.DataFrame(rows)
    for column in ("from", "to"):
        frame[column] = milliseconds(frame[column])
    row = alt.Y("row:N", sort=None, axis=alt.Axis(title=None, ticks=False, domain=False, grid=False, labelLimit=200))
    chart = alt.Chart(frame).encode(x=time_axis(span, step_hours), y=row)
    outline = alt.Undefined if not gap else "#ffffff"
    marks = chart.mark_bar(height=alt.RelativeBandSize(band=0.62), clip=True, stroke=outline, strokeWidth=2)
    layers = [marks.encode(x2="to:T", color=colour(colours))]
    if "text" in frame:
        words = chart.transform_filter("isValid(datum.text)")
        layers.append(words.mark_text(align="left", dx=8, fontSize=11, color="#ffffff").encode(text="text:N"))
    return alt.layer(*layers).properties(width=WIDTH, height=26 * frame["row"].nunique())


def edges(row: str, minutes: list[int]) -> Any:
    """Marks at ends that the horizon has clipped."""
    frame = pd.DataFrame({"row": row, "from": [milliseconds(minute) for minute in minutes]})
    mark = alt.Chart(frame).mark_tick(color=VERMILION, thickness=4, size=22, opacity=1)
    return mark.encode(x=alt.X("from:T"), y=alt.Y("row:N", sort=None))


def steps(at: IntArray, length: int, bands: Bands, span: Span, height: int = 170) -> Any:
    """Bands between two step functions of time: name, (upper, lower, colour), each aligned with ``at``."""
    ends = np.append(at[1:], length)
    frames = [
        pd.DataFrame({"what": name, "from": milliseconds(at), "to": milliseconds(ends), "upper": upper, "lower": lower})
        for name, (upper, lower, _) in bands.items()
    ]
    frame = pd.concat(frames, ignore_index=True)
    frame = frame[frame["upper"] > frame["lower"]]
    spaces = alt.Y("upper:Q", axis=alt.Axis(title="spaces", tickMinStep=1))
    areas = alt.Chart(frame).mark_rect(clip=True).encode(
        x=time_axis(span, 6 if span[1] - span[0] > 1440 else 3), x2="to:T", y=spaces, y2="lower:Q",
        color=colour({name: shade for name, (_, _, shade) in bands.items()}),
    )  # fmt: skip
    lowest = frame[frame["lower"] == 0]
    outline = alt.Chart(lowest).mark_rule(color=INK, strokeWidth=1.4, clip=True).encode(x="from:T", x2="to:T", y="upper:Q")
    return alt.layer(areas, outline).properties(width=WIDTH, height=height)
