"""How far people walk to their lot."""

from __future__ import annotations

import altair as alt
import pandas as pd

from parking_share.report.charts.theme import BLUE, Chart, Rows, named, tips
from parking_share.report.language import Language

HEIGHT = 170


def walks_chart(language: Language, walks: pd.DataFrame) -> Chart:
    """Residents served by the minutes that they walk; ``walks`` is the frame of that name."""
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
    frame = walks.assign(to_minutes=walks["from_minutes"] + 1, within=walks["within"].round(4))
    return Chart(spec, "svg", {"walks": Rows.of(frame)})
