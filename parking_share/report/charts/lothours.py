"""How much of each lot is shareable and used, in two scenarios."""

from __future__ import annotations

import altair as alt
import pandas as pd

from parking_share.report.charts.theme import BASE, MUTED, VARIANT, Chart, Rows, named, tips
from parking_share.report.language import Language

ROW_HEIGHT = 22


def lot_hours_chart(language: Language, lots: pd.DataFrame) -> Chart:
    """Dots for the space-hours that residents use, joined by a line; upright strokes for those that are shareable.

    Parameters
    ----------
    lots
        One row a lot, from the top: ``name`` (unique), then ``used`` and ``shareable`` space-hours and ``residents``, each of them
        with ``_base`` and ``_variant``.
    """
    _ = language.gettext
    sides = {"base": _("base"), "variant": _("variant")}
    y = alt.Y(
        "name:N",
        sort=lots["name"].tolist(),
        axis=alt.Axis(title=None, labelLimit=150, labelPadding=9, ticks=False, domain=False, grid=True),
    )
    axis = alt.Axis(title=_("space-hours"), format=",d", tickCount=6)
    scale = alt.Scale(domain=list(sides.values()), range=[BASE, VARIANT])
    color = alt.Color("side:N", scale=scale, legend=alt.Legend(title=None, symbolType="circle"))
    facts = [("name:N", _("lot"), None), ("side:N", _("in the"), None), ("residents:Q", _("residents"), None)]
    tooltip = tips([*facts, ("used:Q", _("space-hours used"), ",.0f"), ("shareable:Q", _("space-hours shareable"), ",.0f")])
    join = (
        alt.Chart(named("joins"))
        .mark_rule(color=MUTED, strokeWidth=2, opacity=0.6)
        .encode(x=alt.X("used_base:Q", axis=axis), x2=alt.X2("used_variant:Q"), y=y)
    )
    points = alt.Chart(named("lots"))
    share = points.mark_tick(thickness=2, height={"band": 0.8}).encode(x=alt.X("shareable:Q", axis=axis), y=y, color=color, tooltip=tooltip)
    used = points.mark_circle(size=75, opacity=1).encode(x=alt.X("used:Q", axis=axis), y=y, color=color, tooltip=tooltip)
    spec = alt.layer(join, share, used).properties(
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
        description=_("Space-hours shareable and used in each lot, in the base and in the variant"),
    )
    parts = [
        pd.DataFrame({"name": lots["name"], "side": name, **{each: lots[f"{each}_{side}"] for each in ("used", "shareable", "residents")}})
        for side, name in sides.items()
    ]
    data = {"lots": pd.concat(parts, ignore_index=True), "joins": lots[["name", "used_base", "used_variant"]]}
    return Chart(spec, "svg", {name: Rows.of(frame) for name, frame in data.items()}, bands=("joins", "name", ROW_HEIGHT))
