"""The pictures of growth, both scales logarithmic; they keep the look of the documentation's other pictures."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd
import vl_convert
from growth_figures import PHASES, STAGES, Growth

from parking_share.report.charts.theme import BASE, BLUE, CONFIG, GREEN, INK, MUTED, ORANGE, PURPLE, SKY, VERMILION

WIDTH, HEIGHT = 560, 300
PNG_SCALE = 2
SHORTEST_SECONDS = 0.01
"""Shorter phases are drawn at this height: a logarithmic scale has no room for nothing."""
COLOURS = dict(zip(PHASES, (SKY, GREEN, MUTED, VERMILION, ORANGE, BASE, PURPLE, BLUE, INK), strict=True))
STAGE_COLOURS = dict(zip(STAGES, (SKY, VERMILION, BLUE), strict=True))


@dataclass(frozen=True)
class Picture:
    """A Vega-Lite specification, and the figures that it shows."""

    spec: dict[str, Any]
    facts: Any

    @property
    def digest(self) -> str:
        """Tells whether a picture that was drawn before still shows the figures kept."""
        return hashlib.sha256(json.dumps(self.facts).encode()).hexdigest()[:16]

    def svg(self) -> str:
        """The picture as text, with its digest in a comment."""
        drawn: str = vl_convert.vegalite_to_svg(self._whole())
        return f"{drawn}\n<!-- {self.digest} -->\n"

    def png(self) -> bytes:
        """The picture as pixels."""
        drawn: bytes = vl_convert.vegalite_to_png(self._whole(), scale=PNG_SCALE)
        return drawn

    def _whole(self) -> dict[str, Any]:
        return self.spec | {"config": CONFIG | {"background": "#ffffff"}, "padding": 12}


def pictures(growth: Growth) -> dict[str, Picture]:
    """Each picture by its name."""
    times = [(size.residents, phase, size.phases[phase]) for size in growth.sizes for phase in PHASES]
    memory = [(size.residents, stage, size.peak_mb[stage]) for size in growth.sizes for stage in STAGES]
    return {
        "time": _lines(times, COLOURS, "seconds", least=SHORTEST_SECONDS),
        "memory": _lines(memory, STAGE_COLOURS, "peak MB of the process, after", least=1.0),
    }


def _lines(rows: Sequence[tuple[int, str, float]], colours: dict[str, str], title: str, least: float) -> Picture:
    """A line for each name, ``rows`` of (residents, name, figure)."""
    frame = pd.DataFrame(rows, columns=["residents", "name", "figure"])
    frame["figure"] = frame["figure"].clip(lower=least)
    sizes = sorted({residents for residents, _, _ in rows})
    across = alt.Axis(values=sizes, format="~s", title="residents")
    legend = alt.Legend(title=None, symbolType="square", columns=4)
    chart = (
        alt.Chart(frame, width=WIDTH, height=HEIGHT)
        .mark_line(point=True)
        .encode(
            x=alt.X("residents:Q", scale=alt.Scale(type="log", nice=False), axis=across),
            y=alt.Y("figure:Q", scale=alt.Scale(type="log"), axis=alt.Axis(title=title, format=",~g", tickCount=6)),
            color=alt.Color("name:N", scale=alt.Scale(domain=list(colours), range=list(colours.values())), legend=legend),
        )
    )
    return Picture(chart.to_dict(), [list(row) for row in rows])
