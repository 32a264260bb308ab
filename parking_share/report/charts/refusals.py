"""Who is refused, where and why."""

from __future__ import annotations

import altair as alt
import pandas as pd

from parking_share.report.charts.theme import ORANGE, PURPLE, SKY, VERMILION, Chart, Rows, named, tips
from parking_share.report.language import Language
from parking_share.report.words import REASON_NAMES

ROW_HEIGHT = 18
_COLOURS = dict(zip(REASON_NAMES, (PURPLE, ORANGE, SKY, VERMILION), strict=True))


def refusals_chart(language: Language, counts: pd.DataFrame, labels: dict[str, str]) -> Chart:
    """Refused residents by community, stacked by reason.

    Parameters
    ----------
    counts
        The frame ``refusals``.
    labels
        The communities to show, in order: id to a label that stands for one community only.
    """
    _ = language.gettext
    reasons = [reason for reason in REASON_NAMES if (counts["reason"] == reason).any()]
    scale = alt.Scale(domain=[_(REASON_NAMES[reason]) for reason in reasons], range=[_COLOURS[reason] for reason in reasons])
    spec = (
        alt.Chart(named("refusals"))
        .mark_bar(height={"band": 0.7})
        .encode(
            x=alt.X("residents:Q", axis=alt.Axis(title=_("residents refused"), tickMinStep=1, format="d")),
            y=alt.Y("community:N", sort=list(labels.values()), axis=alt.Axis(title=None, labelLimit=130, ticks=False, domain=False)),
            color=alt.Color("reason:N", scale=scale, legend=alt.Legend(title=None, columns=2, symbolType="square")),
            order=alt.Order("rank:Q"),
            tooltip=tips([("community:N", _("community"), None), ("reason:N", _("reason"), None), ("residents:Q", _("residents"), None)]),
        )
        .properties(
            autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
            description=_("Refused residents by community and reason"),
        )
    )
    part = counts[counts["community"].isin(list(labels))]
    frame = pd.DataFrame(
        {
            "community": part["community"].map(labels).tolist(),
            "reason": [_(REASON_NAMES[reason]) for reason in part["reason"]],
            "rank": [reasons.index(reason) for reason in part["reason"]],
            "residents": part["residents"].tolist(),
        }
    )
    return Chart(spec, "svg", {"refusals": Rows.of(frame)}, bands=("refusals", "community", ROW_HEIGHT))
