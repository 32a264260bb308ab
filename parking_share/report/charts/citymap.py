"""A city on a plane without tiles: how full its lots are, how many of each community are served; it can be zoomed."""

from __future__ import annotations

import altair as alt
import pandas as pd

from parking_share.report.areas import Areas
from parking_share.report.charts.theme import FILL_RANGE, INK, MUTED, VERMILION, Chart, Rows, named, tips
from parking_share.report.language import Language
from parking_share.report.plane import FloatArray, box

_SERVED_RANGE = ["#b03a00", "#e8894a", "#f7cfae", "#fdf3ea"]  # dark: few are served, light: all
_NO_ROWS = {"flows": ("x", "y", "x2", "y2", "residents", "home", "lot"), "chosen": ("x", "y"), "scale": ("x", "x2", "y", "label")}


def city_map_chart(
    language: Language, places: FloatArray, areas: Areas, lots: pd.DataFrame, communities: pd.DataFrame, largest_flow: int
) -> Chart:
    """The map.

    The page's script moves it by the signals ``mapx`` and ``mapy``, the domains shown, and ``mapmark``, how large marks are; it
    draws who goes where and the scale bar into the data sets ``flows``, ``chosen`` and ``scale``.

    Marks carry no descriptions of their own, which would double the time of a redraw; the lists of the page are the map's table.

    Parameters
    ----------
    places
        Where the lots are, then the communities, on the plane: shape (n, 2).
    areas
        The squares of the same places.
    lots
        One row a lot: ``label``, ``spaces``, ``residents``, ``fill``, ``room`` and what else the page's lists show.
    communities
        One row a community: ``label``, ``applied``, ``served``, ``share`` and what else the page's lists show.
    largest_flow
        Most residents of one community in one lot.
    """
    _ = language.gettext
    (left, right), (bottom, top) = box(places)
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=alt.ExprRef("mapx"), nice=False, zero=False))
    up = alt.Scale(domain=alt.ExprRef("mapy"), nice=False, zero=False)
    y = alt.Y("y:Q", axis=None, scale=up)
    x2, y2 = alt.X2("x2:Q"), alt.Y2("y2:Q")
    squares = (
        alt.Chart(named("squares")).mark_rect(clip=True, filled=False, stroke="#d5dae0", strokeWidth=0.7).encode(x=x, x2=x2, y=y, y2=y2)
    )
    square_names = [
        alt.Chart(named("squares"))
        .mark_text(clip=True, align="left", baseline="top", dx=3, dy=3, fontSize=11, fontWeight="bold", **style)
        .encode(x=x, y=alt.Y("y2:Q", scale=up, axis=None), text=alt.Text("area:N"))
        for style in ({"stroke": "#ffffff", "strokeWidth": 3, "color": "#ffffff"}, {"color": MUTED})  # a halo first
    ]
    flows = (
        alt.Chart(named("flows"))
        .mark_rule(clip=True, color=INK, opacity=0.55)
        .encode(
            x=x, y=y, x2=x2, y2=y2,
            strokeWidth=alt.StrokeWidth("residents:Q", scale=alt.Scale(domain=[0, largest_flow], range=[0.6, 6]), legend=None),
            tooltip=tips([("home:N", _("from"), None), ("lot:N", _("to"), None), ("residents:Q", _("residents"), None)]),
        )
    )  # fmt: skip
    spec = alt.layer(
        *(squares, flows, _communities(language, x, y), _lots(language, x, y), *square_names),
        alt.Chart(named("chosen")).mark_point(clip=True, size=420, stroke=VERMILION, strokeWidth=2.5, filled=False).encode(x=x, y=y),
        alt.Chart(named("scale")).mark_rule(color=INK, strokeWidth=2).encode(x=x, y=y, x2=x2),
        alt.Chart(named("scale")).mark_text(align="left", dy=-7, color=INK, fontSize=11).encode(x=x, y=y, text=alt.Text("label:N")),
        resolve=alt.Resolve(scale=alt.ScaleResolveMap(size="independent", color="independent")),
        autosize=alt.AutoSizeParams(type="pad"),
        description=_("Map of communities and lots"),
    ).add_params(alt.param("mapx", value=[left, right]), alt.param("mapy", value=[bottom, top]), alt.param("mapmark", value=1))
    lot_places, homes = places[: len(lots)], places[len(lots) :]
    data = {
        "squares": Rows.of(areas.squares()),
        "lots": Rows.of(lots.assign(x=lot_places[:, 0], y=lot_places[:, 1])),
        "homes": Rows.of(communities.assign(x=homes[:, 0], y=homes[:, 1])),
        **{name: Rows({column: [] for column in columns}) for name, columns in _NO_ROWS.items()},
    }
    return Chart(spec, "canvas", data, aspect=(top - bottom) / (right - left))


def _communities(language: Language, x: alt.X, y: alt.Y) -> alt.Chart:
    _ = language.gettext
    legend = alt.Legend(title=_("communities: share of applicants served"), format=".0%", gradientLength=180, tickCount=2)
    facts = [("label:N", _("community"), None), ("applied:Q", _("applied"), None), ("served:Q", _("served"), None)]
    chart: alt.Chart = (
        alt.Chart(named("homes"))
        .mark_square(clip=True, aria=False, stroke=MUTED, strokeWidth=0.6, opacity=0.9)
        .encode(
            x=x, y=y,
            size=alt.Size("applied:Q", scale=alt.Scale(domainMin=0, range=_mark_sizes(8, 110)), legend=None),
            color=alt.Color("share:Q", scale=alt.Scale(domain=[0, 1], range=_SERVED_RANGE, clamp=True), legend=legend),
            tooltip=tips([*facts, ("area:N", _("area"), None)]),
        )
    )  # fmt: skip
    return chart


def _lots(language: Language, x: alt.X, y: alt.Y) -> alt.Chart:
    _ = language.gettext
    legend = alt.Legend(title=_("lots: how full at the fullest moment"), format=".0%", gradientLength=180, tickCount=2)
    facts = [("label:N", _("lot"), None), ("spaces:Q", _("spaces"), None), ("residents:Q", _("residents"), None)]
    state = [("fill:Q", _("fullest"), ".0%"), ("room:Q", _("spaces left, least"), None)]
    chart: alt.Chart = (
        alt.Chart(named("lots"))
        .mark_circle(clip=True, aria=False, stroke=INK, strokeWidth=0.5, opacity=0.9)
        .encode(
            x=x, y=y,
            size=alt.Size("spaces:Q", scale=alt.Scale(domainMin=0, range=_mark_sizes(8, 130)), legend=None),
            color=alt.Color("fill:Q", scale=alt.Scale(domain=[0, 1], range=FILL_RANGE, clamp=True), legend=legend),
            tooltip=tips([*facts, *state, ("area:N", _("area"), None)]),
        )
    )  # fmt: skip
    return chart


def _mark_sizes(least: int, most: int) -> list[alt.ExprRef]:
    """Areas of marks in square pixels: so many on a map with few marks, fewer on a crowded one."""
    return [alt.ExprRef(f"{size} * mapmark") for size in (least, most)]
