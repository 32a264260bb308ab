"""What becomes of residents in two scenarios, side by side."""

from __future__ import annotations

import altair as alt
import pandas as pd

from parking_share.report.charts.theme import BASE, INK, VARIANT, Chart, Rows, named, tips
from parking_share.report.language import Language

ROW_HEIGHT = 40


def outcomes_chart(language: Language, outcomes: pd.DataFrame) -> Chart:
    """Bars of the base and of the variant for each outcome; one row an outcome: ``outcome``, ``base``, ``variant``."""
    _ = language.gettext
    sides = {"base": _("base"), "variant": _("variant")}
    names = list(sides.values())
    axis = alt.Axis(title=None, labelLimit=190, ticks=False, domain=False)
    shared = {
        "x": alt.X("residents:Q", axis=alt.Axis(title=_("residents"), tickMinStep=1, tickCount=6, format=",d")),
        "y": alt.Y("outcome:N", sort=outcomes["outcome"].tolist(), scale=alt.Scale(paddingInner=0.25, paddingOuter=0.1), axis=axis),
        "yOffset": alt.YOffset("side:N", sort=names),
        "tooltip": tips([("outcome:N", _("outcome"), None), ("side:N", _("in the"), None), ("residents:Q", _("residents"), ",d")]),
    }
    color = alt.Color("side:N", scale=alt.Scale(domain=names, range=[BASE, VARIANT]), legend=alt.Legend(title=None, symbolType="square"))
    bars = alt.Chart(named("outcomes")).mark_bar().encode(color=color, **shared)
    counts = (
        alt.Chart(named("outcomes")).mark_text(align="left", dx=4, color=INK).encode(text=alt.Text("residents:Q", format=",d"), **shared)
    )
    spec = alt.layer(bars, counts).properties(
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
        description=_("Residents served and refused, in the base and in the variant"),
    )
    parts = [pd.DataFrame({"outcome": outcomes["outcome"], "side": name, "residents": outcomes[side]}) for side, name in sides.items()]
    return Chart(spec, "svg", {"outcomes": Rows.of(pd.concat(parts, ignore_index=True))}, bands=("outcomes", "outcome", ROW_HEIGHT))
