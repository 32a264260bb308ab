"""What the maps of a page stand on: the plane's axes, names beside the marks, and a scale bar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import altair as alt
import numpy as np
import pandas as pd

from parking_share.report.charts.theme import INK, MUTED, Rows, named
from parking_share.report.plane import FloatArray, box

_MAX_NAMED = 15  # more names would cover each other
_NAME_WIDTH, _NAME_HEIGHT = 0.3, 0.045  # of a name, in shares of a map that is not large
_NAMES: tuple[tuple[str, Literal["left", "center"], int, int, str], ...] = (
    ("home_names", "center", 0, 17, MUTED),
    ("lot_names", "left", 12, 0, INK),
)  # data set, alignment, offsets in pixels, colour


@dataclass(frozen=True)
class Ground:
    """A part of the plane, in its metres."""

    left: float
    right: float
    bottom: float
    top: float

    @classmethod
    def of(cls, places: FloatArray) -> Ground:
        """The part around all places (n, 2)."""
        (left, right), (bottom, top) = box(places)
        return cls(left, right, bottom, top)

    @property
    def x(self) -> alt.X:
        """The channel of metres east, field ``x``."""
        return alt.X("x:Q", axis=None, scale=alt.Scale(domain=[self.left, self.right], nice=False, zero=False))

    @property
    def y(self) -> alt.Y:
        """The channel of metres north, field ``y``."""
        return alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[self.bottom, self.top], nice=False, zero=False))

    @property
    def aspect(self) -> float:
        """Height over width."""
        return (self.top - self.bottom) / (self.right - self.left)

    def layers(self) -> list[alt.Chart]:
        """Names and scale bar, to stand above the marks; their data is that of ``data``."""
        names = [
            alt.Chart(named(data))
            .mark_text(align=align, dx=dx, dy=dy, fontSize=11, limit=150, **style)
            .encode(x=self.x, y=self.y, text=alt.Text("name:N"))
            for data, align, dx, dy, colour in _NAMES
            for style in ({"stroke": "#ffffff", "strokeWidth": 3, "color": "#ffffff"}, {"color": colour})  # a halo first
        ]
        scale = alt.Chart(named("scale"))
        bar = scale.mark_rule(color=INK, strokeWidth=2).encode(x=self.x, y=self.y, x2=alt.X2("x2:Q"))
        label = scale.mark_text(align="left", dy=-7, color=INK, fontSize=11).encode(x=self.x, y=self.y, text=alt.Text("label:N"))
        return [*names, bar, label]

    def data(self, homes: pd.DataFrame, lots: pd.DataFrame) -> dict[str, Rows]:
        """The data of ``layers``; the places to name, with ``name``, ``x`` and ``y``, are named where they are few."""
        return {"lot_names": Rows.of(_named(lots)), "home_names": Rows.of(_named(homes)), "scale": Rows.of(self._scale_bar())}

    def apart(self, places: pd.DataFrame) -> pd.DataFrame:
        """Of places with ``x`` and ``y``, as many as are named, those whose names do not cover those of earlier ones."""
        kept: list[int] = []
        x, y = places["x"].to_numpy() / (self.right - self.left), places["y"].to_numpy() / (self.top - self.bottom)
        for row in range(len(places)):
            if np.all((np.abs(x[kept] - x[row]) > _NAME_WIDTH) | (np.abs(y[kept] - y[row]) > _NAME_HEIGHT)):
                kept.append(row)
            if len(kept) == _MAX_NAMED:
                break
        return places.iloc[kept]

    def _scale_bar(self) -> pd.DataFrame:
        """A bar of a round length, about a fifth of the width, in the lower left corner."""
        target = (self.right - self.left) / 4
        power = 10 ** np.floor(np.log10(target))
        length = float(max(step * power for step in (1, 2, 5) if step * power <= target))
        label = f"{length:g} m" if length < 1000 else f"{length / 1000:g} km"
        x, y = self.left + 0.02 * (self.right - self.left), self.bottom + 0.03 * (self.top - self.bottom)
        return pd.DataFrame({"x": [x], "x2": [x + length], "y": [y], "label": [label]})


def _named(places: pd.DataFrame) -> pd.DataFrame:
    """Names to write beside the marks, where they are few."""
    return places[["name", "x", "y"]].head(len(places) if len(places) <= _MAX_NAMED else 0)
