"""What a sweep shows: a figure over one parameter as a line, over two as cells."""

from __future__ import annotations

from dataclasses import dataclass

import altair as alt
import pandas as pd

from parking_share.report.charts.theme import BLUE, FILL_RANGE, INK, Chart, Rows, named, tips
from parking_share.report.language import Language

CELL_HEIGHT = 26
ASPECT = 0.45


@dataclass(frozen=True)
class Measure:
    """A figure that a chart shows: the column with its values, its ``name`` in words with the unit, and its d3 format.

    Scales reach over ``least_span`` at least, lest a difference that nobody would notice is drawn as a cliff.
    """

    column: str
    name: str
    format: str
    least_span: float = 0

    def domain(self, rows: pd.DataFrame) -> list[float]:
        """Where the scale of the column begins and ends; one of its values at least is a number, and none is below 0."""
        found = rows[self.column].dropna().astype(float)
        low, high = float(found.min()), float(found.max())
        low = max(0.0, low - max(0.0, self.least_span - (high - low)) / 2)
        return [low, max(high, low + self.least_span)]


def sweep_line_chart(language: Language, rows: pd.DataFrame, varied: str, measure: Measure) -> Chart:
    """A figure over one parameter.

    Parameters
    ----------
    rows
        One row a value, in order: ``value``, a number or a text, and the column of the measure.
    varied
        What is varied, in words.
    """
    is_number = pd.api.types.is_numeric_dtype(rows["value"])
    kind, figure = "value:Q" if is_number else "value:O", f"{measure.column}:Q"
    x = alt.X(kind, axis=alt.Axis(title=varied))
    x = x.scale(zero=False) if is_number else x.sort(None)
    low, high = measure.domain(rows)
    ticks = min(5, max(1, int(high - low))) if measure.format == ",d" else 5  # no whole number twice
    axis = alt.Axis(title=None, format=measure.format, tickCount=ticks)
    y = alt.Y(figure, scale=alt.Scale(zero=False, domain=[low, high], nice=True), axis=axis)
    base = alt.Chart(named("sweep")).encode(x=x, y=y, tooltip=tips([(kind, varied, None), (figure, measure.name, measure.format)]))
    spec = alt.layer(base.mark_line(color=BLUE), base.mark_point(color=BLUE, filled=True, size=45)).properties(
        autosize=alt.AutoSizeParams(type="fit", contains="padding"),
        description=language.gettext("%(name)s over the varied parameter") % {"name": measure.name},
    )
    return Chart(spec, "svg", {"sweep": Rows.of(rows)}, aspect=ASPECT)


def sweep_cells_chart(language: Language, rows: pd.DataFrame, varied: tuple[str, str], measure: Measure) -> Chart:
    """A figure over two parameters.

    Parameters
    ----------
    rows
        One row a combination, in order: ``down`` and ``across``, the values as texts, and the column of the measure.
    varied
        What is varied, in words, from top to bottom and from left to right.
    """
    figure = f"{measure.column}:Q"
    down = alt.Y("down:O", sort=None, axis=alt.Axis(title=varied[0], ticks=False, domain=False, labelLimit=120))
    across = alt.X("across:O", sort=None, axis=alt.Axis(title=varied[1], labelAngle=0, ticks=False, domain=False, labelOverlap=True))
    facts = [("down:O", varied[0], None), ("across:O", varied[1], None), (figure, measure.name, measure.format)]
    base = alt.Chart(named("sweep")).encode(x=across, y=down, tooltip=tips(facts))
    domain = measure.domain(rows)
    middle = sum(domain) / 2
    scale = alt.Scale(range=FILL_RANGE, zero=False, domain=domain)
    cells = base.mark_rect().encode(color=alt.Color(figure, scale=scale, legend=alt.Legend(title=None, format=measure.format)))
    dark = {"test": f"datum.{measure.column} > {middle}", "value": "#ffffff"}
    texts = base.mark_text(fontSize=11).encode(text=alt.Text(figure, format=measure.format), color=alt.ColorValue(INK, condition=dark))
    spec = alt.layer(cells, texts).properties(
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
        description=language.gettext("%(name)s over the two varied parameters") % {"name": measure.name},
    )
    return Chart(spec, "svg", {"sweep": Rows.of(rows)}, bands=("sweep", "down", CELL_HEIGHT))
