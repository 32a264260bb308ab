"""How many gain and how many lose a place, by community or by variant."""

from __future__ import annotations

import altair as alt
import pandas as pd

from parking_share.report.charts.theme import BLUE, INK, VERMILION, Chart, Rows, named, tips
from parking_share.report.language import Language

ROW_HEIGHT = 20


def gains_chart(language: Language, groups: pd.DataFrame, row: str, description: str) -> Chart:
    """Bars to the right for those who gain, to the left for those who lose, a tick at the sum of both.

    Parameters
    ----------
    groups
        Rows from the top: ``name`` (unique), ``gained``, ``lost``, ``net``.
    row
        What a row is, for the tooltip.
    """
    _ = language.gettext
    names = [_("gain a place"), _("lose the place")]
    y = alt.Y("name:N", sort=groups["name"].tolist(), axis=alt.Axis(title=None, labelLimit=130, ticks=False, domain=False))
    x = alt.X("residents:Q", axis=alt.Axis(title=_("residents"), tickMinStep=1, format="d"))
    facts = [("name:N", row, None), ("gained:Q", names[0], None), ("lost:Q", names[1], None), ("net:Q", _("difference"), "+d")]
    colours = alt.Scale(domain=names, range=[BLUE, VERMILION])
    bars = (
        alt.Chart(named("gains"))
        .mark_bar(height={"band": 0.7})
        .encode(
            x=x, y=y,
            color=alt.Color("change:N", scale=colours, legend=alt.Legend(title=None, symbolType="square")),
            tooltip=tips(facts),
        )
    )  # fmt: skip
    zero = alt.Chart(named("zero")).mark_rule(color=INK, strokeWidth=1).encode(x=x)
    net = alt.Chart(named("nets")).mark_tick(color=INK, thickness=2.5, height={"band": 0.9}).encode(x=x, y=y, tooltip=tips(facts))
    spec = alt.layer(bars, zero, net).properties(
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
        description=description,
    )
    sides = ((names[0], groups["gained"]), (names[1], -groups["lost"]))
    rows = pd.concat([groups.assign(change=name, residents=count) for name, count in sides], ignore_index=True)
    data = {"gains": rows[rows["residents"] != 0], "zero": pd.DataFrame({"residents": [0]}), "nets": groups.assign(residents=groups["net"])}
    return Chart(spec, "svg", {name: Rows.of(frame) for name, frame in data.items()}, bands=("nets", "name", ROW_HEIGHT))
