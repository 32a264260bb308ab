"""Where more and where fewer residents are served and park than before, on a plane without tiles."""

from __future__ import annotations

import altair as alt
import pandas as pd

from parking_share.report.charts.ground import Ground
from parking_share.report.charts.theme import BLUE, INK, MUTED, VERMILION, Chart, Rows, named, tips
from parking_share.report.language import Language
from parking_share.report.plane import FloatArray

_SAME = "#eef1f4"


def change_map_chart(language: Language, places: FloatArray, homes: pd.DataFrame, lots: pd.DataFrame) -> Chart:
    """The map: marks that are the same are pale, those that differ are coloured, and those that differ most are named.

    Parameters
    ----------
    places
        Where the communities are, then the lots, on the plane: shape (n, 2).
    homes, lots
        One row a community or lot: ``name``, ``differs``, and where it does ``base`` and ``variant`` (residents of it served, or placed
        in it).
    """
    _ = language.gettext
    ground = Ground.of(places)
    home_rows = homes.assign(x=places[: len(homes), 0], y=places[: len(homes), 1], net=homes["variant"] - homes["base"])
    lot_rows = lots.assign(x=places[len(homes) :, 0], y=places[len(homes) :, 1], net=lots["variant"] - lots["base"])
    most = max(1, int(home_rows["net"].abs().max() or 0), int(lot_rows["net"].abs().max() or 0)) if len(places) else 1
    scale = alt.Scale(type="sqrt", domain=[-most, 0, most], range=[VERMILION, "#ffffff", BLUE], interpolate="rgb")
    legend = alt.Legend(title=_("residents more or fewer"), format="d", gradientLength=180, values=[-most, 0, most])
    color = alt.Color("net:Q", scale=scale, legend=legend)
    counts = [("base:Q", _("base"), None), ("variant:Q", _("variant"), None), ("net:Q", _("difference"), "+d")]

    def marks(data: str, shape: str, what: str) -> list[alt.Chart]:
        same = alt.Chart(named(f"{data}_same")).mark_point(shape=shape, filled=True, size=45, color=_SAME, stroke=MUTED, strokeWidth=0.6)
        changed = alt.Chart(named(data)).mark_point(shape=shape, filled=True, size=150, opacity=1, stroke=INK, strokeWidth=1.2)
        name = ("name:N", what, None)
        return [
            same.encode(x=ground.x, y=ground.y, tooltip=tips([name])),
            changed.encode(x=ground.x, y=ground.y, color=color, tooltip=tips([name, *counts])),
        ]

    spec = alt.layer(
        *(*marks("homes", "square", _("community")), *marks("lots", "circle", _("lot")), *ground.layers()),
        autosize=alt.AutoSizeParams(type="pad"),
        description=_("Map of communities and lots, coloured by the difference in residents"),
    )
    data: dict[str, Rows] = {}
    for name, rows in (("homes", home_rows), ("lots", lot_rows)):
        differs = rows["differs"].to_numpy(bool)
        changed = rows.loc[differs, ["name", "x", "y", "base", "variant", "net"]]
        data |= {name: Rows.of(changed), f"{name}_same": Rows.of(rows.loc[~differs, ["name", "x", "y"]])}
    named_homes, named_lots = _to_name(ground, home_rows, lot_rows)
    data |= ground.data(named_homes, named_lots)
    return Chart(spec, "canvas", data, aspect=ground.aspect)


def _to_name(ground: Ground, homes: pd.DataFrame, lots: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Of the places that differ those that differ most, as far as their names do not cover each other."""
    changed = pd.concat([homes[homes["differs"]].assign(is_lot=False), lots[lots["differs"]].assign(is_lot=True)])
    changed = ground.apart(changed.sort_values("net", key=abs, ascending=False, kind="stable"))
    return changed[~changed["is_lot"]], changed[changed["is_lot"]]
