"""Colours, fonts and the form in which charts go into the page."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import altair as alt
import pandas as pd

from parking_share.report.language import Language
from parking_share.report.window import Window

# Okabe and Ito's palette: told apart by people with any of the common colour vision deficiencies.
BLUE, ORANGE, VERMILION, PURPLE, GREEN, SKY = "#0072B2", "#E69F00", "#D55E00", "#CC79A7", "#009E73", "#56B4E9"
INK, MUTED, GRID, CLOSED = "#1f2933", "#5f6c7b", "#e4e7eb", "#e6e2dc"
BASE, VARIANT = "#9aa5b1", BLUE  # of two scenarios that are compared
FILL_RANGE = ["#f3f8fc", "#a9cde6", "#3d8fc4", "#08519c", "#08306b"]  # light: empty, dark: full
FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif'

CONFIG: dict[str, Any] = {
    "font": FONT,
    "background": "transparent",
    "view": {"stroke": None},
    "axis": {
        "labelColor": MUTED, "titleColor": MUTED, "gridColor": GRID, "domainColor": "#cbd2d9", "tickColor": "#cbd2d9",
        "labelFontSize": 11, "titleFontSize": 11, "titleFontWeight": "normal",
    },
    "legend": {
        "orient": "top", "labelColor": INK, "titleColor": MUTED, "labelFontSize": 11, "titleFontSize": 11, "titleFontWeight": "normal",
        "symbolStrokeWidth": 0, "symbolOpacity": 1, "labelLimit": 320, "titleLimit": 0,
    },
}  # fmt: skip


DAY_MS = 86_400_000

Columns = dict[str, list[Any]]
"""Rows of a table, column by column: a list of plain values for each name."""


@dataclass(frozen=True)
class Rows:
    """Data of a chart, column by column to stay small; columns named in ``times`` are wall-clock minutes of the window."""

    columns: Columns
    times: tuple[str, ...] = ()

    @classmethod
    def of(cls, frame: pd.DataFrame, *times: str) -> Rows:
        """All columns of a frame."""
        return cls({str(name): column.tolist() for name, column in frame.items()}, times)

    def to_json(self) -> dict[str, Any]:
        """Plain data, ready for JSON."""
        return {"columns": self.columns, "times": list(self.times)}


@dataclass(frozen=True)
class Chart:
    """A chart of the page.

    ``spec`` names its data sets and holds none; ``data`` gives them. A chart whose data differ from lot to lot has none
    here. ``aspect`` is height over width where the height follows the width; ``bands`` is (data set, field, pixels) where
    the height is so many pixels for each different value of that field.
    """

    spec: alt.TopLevelMixin
    renderer: str
    data: dict[str, Rows] = field(default_factory=dict)
    aspect: float | None = None
    bands: tuple[str, str, int] | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain data, ready for JSON."""
        spec = self.spec.to_dict(validate=False)  # the tests check every spec against the schema of Vega-Lite
        del spec["config"]  # one config for all charts, given once by the page
        data = {name: rows.to_json() for name, rows in self.data.items()}
        return {"spec": spec, "renderer": self.renderer, "aspect": self.aspect, "bands": self.bands, "data": data}


def named(name: str) -> alt.NamedData:
    """A data set that the page hands over when it draws."""
    return alt.NamedData(name=name)


def time_scale(language: Language, window: Window) -> alt.X:
    """The x channel of every chart over time: the window's wall-clock time, a tick at each midnight, field ``t``."""
    midnights = [window.epoch_ms + day * DAY_MS for day in range(len(window.dates) + 1)]
    # As expressions: Vega-Lite turns plain times into calls of datetime(), which Vega's interpreter (ast) understands
    # differently from its compiler, and which differ between t and t2.
    domain = alt.ExprRef(f"[{midnights[0]}, {midnights[-1]}]")
    ticks = alt.ExprRef(json.dumps(midnights[:-1]))
    axis = alt.Axis(
        values=ticks,
        format=language.axis_date,
        labelAlign="left",
        labelOffset=3,
        labelOverlap="greedy",
        labelSeparation=6,
        labelBound=True,
        title=None,
    )
    return alt.X("t:T", scale=alt.Scale(type="utc", domain=domain, nice=False), axis=axis)


def tips(pairs: Iterable[tuple[str, str, str | None]]) -> list[alt.Tooltip]:
    """Tooltips from (field with type, title, format)."""
    return [alt.Tooltip(name, title=title, format=style) if style else alt.Tooltip(name, title=title) for name, title, style in pairs]
