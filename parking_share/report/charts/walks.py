"""How far people walk to their lot."""

from __future__ import annotations

import altair as alt
import pandas as pd

from parking_share.report.charts.theme import BLUE, Chart, Rows, named, tips
from parking_share.report.language import Language

HEIGHT = 170
_MOST_BARS = 60
_WIDTHS = (1, 2, 5, 10, 15, 30, 60)  # minutes


def walk_bars(walks: pd.DataFrame) -> pd.DataFrame:
    """The frame ``walks`` in at most 60 bars, each of so many whole minutes; adds ``to_minutes``, where a bar ends."""
    count = len(walks)
    width = next((width for width in _WIDTHS if count <= width * _MOST_BARS), -(-count // _MOST_BARS))
    bars = walks.groupby(walks["from_minutes"] // width).agg(
        from_minutes=("from_minutes", "first"), residents=("residents", "sum"), within=("within", "last")
    )
    return bars.assign(to_minutes=bars["from_minutes"] + width).reset_index(drop=True)


def walks_chart(language: Language, bars: pd.DataFrame) -> Chart:
    """Residents served by the minutes that they walk; ``bars`` is the frame ``walk_bars``."""
    _ = language.gettext
    spec = (
        alt.Chart(named("walks"))
        .mark_bar(color=BLUE)
        .encode(
            x=alt.X("from_minutes:Q", bin="binned", axis=alt.Axis(title=_("walk, minutes"), tickMinStep=1, grid=False, format="d")),
            x2=alt.X2("to_minutes:Q"),
            y=alt.Y("residents:Q", axis=alt.Axis(title=_("residents"), tickMinStep=1, format="d")),
            tooltip=tips(
                [
                    ("from_minutes:Q", _("from minute"), None),
                    ("residents:Q", _("residents"), None),
                    ("within:Q", _("share with a walk up to there"), ".0%"),
                ]
            ),
        )
        .properties(
            height=HEIGHT,
            autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
            description=_("Residents by length of walk"),
        )
    )
    return Chart(spec, "svg", {"walks": Rows.of(bars.assign(within=bars["within"].round(4)))})
