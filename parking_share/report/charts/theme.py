"""Colours, fonts and the form in which charts go into the page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import altair as alt
import pandas as pd

# Okabe and Ito's palette: told apart by people with any of the common colour vision deficiencies.
BLUE, ORANGE, VERMILION, PURPLE, GREEN, SKY = "#0072B2", "#E69F00", "#D55E00", "#CC79A7", "#009E73", "#56B4E9"
INK, MUTED, GRID, CLOSED = "#1f2933", "#5f6c7b", "#e4e7eb", "#e6e2dc"
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
        "symbolStrokeWidth": 0, "labelLimit": 320,
    },
}  # fmt: skip


@dataclass(frozen=True)
class Rows:
    """Data of a chart, column by column to stay small; columns named in ``times`` are wall-clock minutes of the window."""

    frame: pd.DataFrame
    times: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain lists, ready for JSON."""
        return {"columns": {str(name): column.tolist() for name, column in self.frame.items()}, "times": list(self.times)}


@dataclass(frozen=True)
class Chart:
    """A chart of the page.

    ``spec`` names its data sets and holds none; ``data`` gives them. A chart whose data differ from lot to lot has none
    here. ``aspect`` is height over width where the height follows the width.
    """

    spec: alt.TopLevelMixin
    renderer: str
    data: dict[str, Rows] = field(default_factory=dict)
    aspect: float | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain data, ready for JSON; the spec is checked against the Vega-Lite schema."""
        spec = self.spec.to_dict()
        del spec["config"]  # one config for all charts, given once by the page
        data = {name: rows.to_json() for name, rows in self.data.items()}
        return {"spec": spec, "renderer": self.renderer, "aspect": self.aspect, "data": data}


def named(name: str) -> alt.NamedData:
    """A data set that the page hands over when it draws."""
    return alt.NamedData(name=name)


def time_axis(date_format: str, *, labels: bool = True) -> alt.Axis:
    """A wall-clock axis with a tick each day."""
    return alt.Axis(
        format=date_format, tickCount="day", grid=True, labels=labels, labelAlign="left", labelOffset=3, labelOverlap="greedy", title=None
    )


def tips(pairs: Iterable[tuple[str, str, str | None]]) -> list[alt.Tooltip]:
    """Tooltips from (field with type, title, format)."""
    return [alt.Tooltip(name, title=title, format=style) if style else alt.Tooltip(name, title=title) for name, title, style in pairs]
