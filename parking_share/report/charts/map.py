"""Homes, lots and who goes where, on a plane without tiles: nothing is fetched, nobody learns who looks."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from parking_share.report.charts.ground import Ground
from parking_share.report.charts.theme import FILL_RANGE, INK, MUTED, Chart, Rows, named, tips
from parking_share.report.language import Language
from parking_share.report.plane import FloatArray, plane
from parking_share.scenario import Scenario


def map_chart(language: Language, scenario: Scenario, assigned: pd.DataFrame, lots: pd.DataFrame, communities: pd.DataFrame) -> Chart:
    """The map.

    Parameters
    ----------
    assigned
        The frame ``assignments``.
    lots
        One row a lot in scenario order: ``name``, ``spaces``, ``residents``, ``fill`` (residents present of shareable spaces at
        the fullest moment).
    communities
        One row a community in scenario order: ``name``, ``applied``, ``served``.
    """
    _ = language.gettext
    places = plane([*(item.location for item in scenario.communities), *(item.location for item in scenario.lots)])
    homes, lot_places = places[: len(communities)], places[len(communities) :]
    ground = Ground.of(places)
    x, y = ground.x, ground.y
    flows = (
        alt.Chart(named("flows"))
        .mark_rule(color=MUTED, opacity=0.45)
        .encode(
            x=x, y=y, x2=alt.X2("x2:Q"), y2=alt.Y2("y2:Q"),
            strokeWidth=alt.StrokeWidth("residents:Q", scale=alt.Scale(domainMin=0, range=[0.4, 6]), legend=None),
            tooltip=tips([("home:N", _("from"), None), ("lot:N", _("to"), None), ("residents:Q", _("residents"), None)]),
        )
    )  # fmt: skip
    home_marks = (
        alt.Chart(named("homes"))
        .mark_square(color="#ffffff", stroke=INK, strokeWidth=1.4, opacity=1)
        .encode(
            x=x, y=y, size=alt.Size("applied:Q", scale=alt.Scale(domainMin=0, range=[25, 180]), legend=None),
            tooltip=tips([("name:N", _("community"), None), ("applied:Q", _("applied"), None), ("served:Q", _("served"), None)]),
        )
    )  # fmt: skip
    fill = alt.Color(
        "fill:Q",
        scale=alt.Scale(domain=[0, 1], range=FILL_RANGE, clamp=True),
        legend=alt.Legend(title=_("lots: how full at the fullest moment"), format=".0%", gradientLength=180, tickCount=2),
    )
    facts = [("name:N", _("lot"), None), ("spaces:Q", _("spaces"), None), ("residents:Q", _("residents"), None)]
    size = alt.Size("spaces:Q", scale=alt.Scale(domainMin=0, range=[30, 420]), legend=None)
    lot_marks = (
        alt.Chart(named("lots"))
        .mark_circle(stroke=INK, strokeWidth=0.8, opacity=0.95)
        .encode(x=x, y=y, color=fill, size=size, tooltip=tips([*facts, ("fill:Q", _("fullest"), ".0%")]))
    )
    spec = alt.layer(
        *(flows, home_marks, lot_marks, *ground.layers()),
        resolve=alt.Resolve(scale=alt.ScaleResolveMap(size="independent")),
        autosize=alt.AutoSizeParams(type="pad"),
        description=_("Map of communities and lots, lines show who parks where"),
    )
    home_rows = communities.assign(x=homes[:, 0], y=homes[:, 1])
    lot_rows = lots.assign(x=lot_places[:, 0], y=lot_places[:, 1], fill=lots["fill"].round(3))
    data = {
        "flows": Rows.of(_flows(scenario, assigned, homes, lot_places, lots, communities)),
        "homes": Rows.of(home_rows),
        "lots": Rows.of(lot_rows),
        **ground.data(home_rows, lot_rows),
    }
    return Chart(spec, "canvas", data, aspect=ground.aspect)


def _flows(
    scenario: Scenario,
    assigned: pd.DataFrame,
    homes: FloatArray,
    lot_places: FloatArray,
    lots: pd.DataFrame,
    communities: pd.DataFrame,
) -> pd.DataFrame:
    counts = assigned.groupby(["community", "lot"]).size().reset_index(name="residents")
    home = counts["community"].map({item.id: index for index, item in enumerate(scenario.communities)}).to_numpy(np.int64)
    lot = counts["lot"].map({item.id: index for index, item in enumerate(scenario.lots)}).to_numpy(np.int64)
    return pd.DataFrame(
        {
            "x": homes[home, 0],
            "y": homes[home, 1],
            "x2": lot_places[lot, 0],
            "y2": lot_places[lot, 1],
            "residents": counts["residents"].tolist(),
            "home": communities["name"].to_numpy()[home],
            "lot": lots["name"].to_numpy()[lot],
        }
    )
