"""What a sweep shows: residents served over one parameter as a line, over two as cells."""

from __future__ import annotations

import altair as alt
import pandas as pd

from parking_share.report.charts.theme import BLUE, FILL_RANGE, INK, Chart, Rows, named, tips
from parking_share.report.language import Language

CELL_HEIGHT = 26
ASPECT = 0.45


def sweep_line_chart(language: Language, rows: pd.DataFrame, path: str) -> Chart:
    """Residents served over one parameter.

    Parameters
    ----------
    rows
        One row a value, in order: ``value``, a number or a text, and ``served``.
    path
        What is varied.
    """
    _ = language.gettext
    is_number = pd.api.types.is_numeric_dtype(rows["value"])
    x = alt.X("value:Q" if is_number else "value:O", axis=alt.Axis(title=path))
    x = x.scale(zero=False) if is_number else x.sort(None)
    y = alt.Y("served:Q", scale=alt.Scale(zero=False), axis=alt.Axis(title=_("residents served"), format=",d", tickMinStep=1))
    base = alt.Chart(named("sweep")).encode(
        x=x, y=y, tooltip=tips([("value:Q" if is_number else "value:O", path, None), ("served:Q", _("residents served"), ",d")])
    )
    spec = alt.layer(base.mark_line(color=BLUE), base.mark_point(color=BLUE, filled=True, size=45)).properties(
        autosize=alt.AutoSizeParams(type="fit", contains="padding"), description=_("Residents served over the varied parameter")
    )
    return Chart(spec, "svg", {"sweep": Rows.of(rows)}, aspect=ASPECT)


def sweep_cells_chart(language: Language, rows: pd.DataFrame, paths: tuple[str, str]) -> Chart:
    """Residents served over two parameters.

    Parameters
    ----------
    rows
        One row a combination, in order: ``down`` and ``across``, the values as texts, and ``served``.
    paths
        What is varied, from top to bottom and from left to right.
    """
    _ = language.gettext
    down = alt.Y("down:O", sort=None, axis=alt.Axis(title=paths[0], ticks=False, domain=False, labelLimit=120))
    across = alt.X("across:O", sort=None, axis=alt.Axis(title=paths[1], labelAngle=0, ticks=False, domain=False, labelOverlap=True))
    facts = [("down:O", paths[0], None), ("across:O", paths[1], None), ("served:Q", _("residents served"), ",d")]
    base = alt.Chart(named("sweep")).encode(x=across, y=down, tooltip=tips(facts))
    middle = float(rows["served"].min() + rows["served"].max()) / 2
    cells = base.mark_rect().encode(
        color=alt.Color(
            "served:Q", scale=alt.Scale(range=FILL_RANGE, zero=False), legend=alt.Legend(title=_("residents served"), format=",d")
        )
    )
    dark = {"test": f"datum.served > {middle}", "value": "#ffffff"}
    texts = base.mark_text(fontSize=11).encode(text=alt.Text("served:Q", format=",d"), color=alt.ColorValue(INK, condition=dark))
    spec = alt.layer(cells, texts).properties(
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"), description=_("Residents served over the two varied parameters")
    )
    return Chart(spec, "svg", {"sweep": Rows.of(rows)}, bands=("sweep", "down", CELL_HEIGHT))
