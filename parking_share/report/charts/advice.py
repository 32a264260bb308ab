"""What single changes bring, as bars, and where they are, on a plane without tiles."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from parking_share.report.charts.ground import Ground
from parking_share.report.charts.theme import BLUE, INK, MUTED, VERMILION, Chart, Rows, named, tips
from parking_share.report.language import Language
from parking_share.report.plane import FloatArray

ROW_HEIGHT = 44
_PALE, _SAME = "#d6e8f5", "#eef1f4"
_OUTLINED: dict[str, Any] = {"symbolStrokeColor": INK, "symbolStrokeWidth": 1}  # a pale symbol is hardly seen without
_ROOM = 1.3  # the longest bar leaves room for the figure beside it


def advice_chart(language: Language, rows: pd.DataFrame, unit: str) -> Chart:
    """Bars of what changes bring, full where that was solved, pale and dashed where it is only a bound.

    Parameters
    ----------
    rows
        Rows from the top: ``row`` (unique), ``change`` with what changes in words, ``amount`` (0 or more), ``figure`` (the same as text),
        ``is_solved``.
    unit
        What is counted.
    """
    _ = language.gettext
    kinds = [_("brings, by solving"), _("brings at most, not solved")]
    rows = rows.assign(kind=[kinds[0] if is_solved else kinds[1] for is_solved in rows["is_solved"]])
    y = alt.Y("row:O", sort=None, axis=None, scale=alt.Scale(paddingInner=0, paddingOuter=0))
    furthest = _ROOM * max(1, int(rows["amount"].max()))
    x = alt.X(
        "amount:Q", scale=alt.Scale(domain=[0, furthest], nice=False), axis=alt.Axis(title=unit, tickMinStep=1, tickCount=6, format=",d")
    )
    base = alt.Chart(named("advice")).encode(
        y=y, tooltip=tips([("change:N", _("change"), None), ("kind:N", unit, None), ("figure:N", _("figure"), None)])
    )
    legend = alt.Legend(title=None, symbolType="square", columns=1, **_OUTLINED)
    fill = alt.Fill("kind:N", scale=alt.Scale(domain=kinds, range=[BLUE, _PALE]), legend=legend)
    dash = alt.StrokeDashValue([1, 0], condition={"test": "!datum.is_solved", "value": [4, 3]})
    bars = base.mark_bar(height=16, yOffset=9, stroke=BLUE, strokeWidth=1).encode(x=x, fill=fill, strokeDash=dash)
    figures = base.mark_text(align="left", dx=5, dy=9, color=INK).encode(x=x, text="figure:N")
    names = base.mark_text(align="left", dy=-9, color=INK, fontSize=12, limit=330).encode(x=alt.XDatum(0), text="change:N")
    spec = alt.layer(bars, figures, names).properties(
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"), description=_("What each change brings, or brings at most")
    )
    return Chart(spec, "svg", {"advice": Rows.of(rows)}, bands=("advice", "row", ROW_HEIGHT))


def advice_map_chart(language: Language, places: FloatArray, homes: pd.DataFrame, lots: pd.DataFrame) -> Chart:
    """The map: full marks where a change was solved, pale ones where it is only bounded, a ring around lots where targets need spaces.

    Parameters
    ----------
    places
        Where the communities are, then the lots, on the plane: shape (n, 2).
    homes, lots
        One row a community or lot: ``name``, ``amount`` of its best change (0: none is shown), ``figure`` (the same as text), ``change`` in
        words, ``is_solved``; of lots also ``more``, spaces for targets in words, or nothing.
    """
    _ = language.gettext
    ground = Ground.of(places)
    kinds, target = [_("brings, by solving"), _("brings at most, not solved")], _("spaces more for a target")
    home_rows = homes.assign(x=places[: len(homes), 0], y=places[: len(homes), 1], more="")
    lot_rows = lots.assign(x=places[len(homes) :, 0], y=places[len(homes) :, 1])
    fill_legend = alt.Legend(title=None, symbolType="circle", columns=1, **_OUTLINED)
    fill = alt.Fill("kind:N", scale=alt.Scale(domain=kinds, range=[BLUE, _PALE]), legend=fill_legend)

    def marks(data: str, shape: str, what: str) -> list[alt.Chart]:
        name = ("name:N", what, None)
        same = alt.Chart(named(f"{data}_same")).mark_point(shape=shape, filled=True, size=45, color=_SAME, stroke=MUTED, strokeWidth=0.6)
        helps = alt.Chart(named(data)).mark_point(shape=shape, filled=True, size=150, opacity=1, stroke=INK, strokeWidth=1.2)
        facts = [name, ("change:N", _("change"), None), ("figure:N", _("gain"), None)]
        return [
            same.encode(x=ground.x, y=ground.y, tooltip=tips([name])),
            helps.encode(x=ground.x, y=ground.y, fill=fill, tooltip=tips(facts)),
        ]

    ringed = lot_rows[lot_rows["more"] != ""]
    ring_legend = alt.Legend(title=None, symbolType="circle", symbolFillColor="transparent", symbolStrokeWidth=3)
    rings = (
        alt.Chart(named("rings"))
        .mark_point(shape="circle", filled=False, size=420, strokeWidth=3, opacity=1)
        .encode(
            x=ground.x,
            y=ground.y,
            stroke=alt.Stroke("kind:N", scale=alt.Scale(domain=[target], range=[VERMILION]), legend=ring_legend),
            tooltip=tips([("name:N", _("lot"), None), ("more:N", _("spaces more"), None)]),
        )
    )
    over = [rings] if len(ringed) else []  # no legend of rings where there are none
    spec = alt.layer(
        *(*marks("homes", "square", _("community")), *over, *marks("lots", "circle", _("lot")), *ground.layers()),
        autosize=alt.AutoSizeParams(type="pad"),
        description=_("Map of communities and lots, coloured where a change would help"),
    )
    data: dict[str, Rows] = {}
    for name, rows in (("homes", home_rows), ("lots", lot_rows)):
        helps = rows["amount"] > 0
        kind = [kinds[0] if is_solved else kinds[1] for is_solved in rows["is_solved"]]
        columns = ["name", "x", "y", "change", "figure", "kind"]
        data |= {name: Rows.of(rows.assign(kind=kind).loc[helps, columns]), f"{name}_same": Rows.of(rows.loc[~helps, ["name", "x", "y"]])}
    data["rings"] = Rows.of(ringed.assign(kind=target)[["name", "x", "y", "more", "kind"]])
    marked = pd.concat([home_rows.assign(is_lot=False), lot_rows.assign(is_lot=True)])
    marked = marked[(marked["amount"] > 0) | (marked["more"] != "")]
    marked = ground.apart(marked.sort_values("amount", ascending=False, kind="stable"))
    data |= ground.data(marked[~marked["is_lot"]], marked[marked["is_lot"]])
    return Chart(spec, "canvas", data, aspect=ground.aspect)
