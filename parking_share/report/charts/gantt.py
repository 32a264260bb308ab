"""Who is in the lot when: one row a bay, or a car where bays are not numbered, and one bar a stay."""

from __future__ import annotations

import altair as alt
import pandas as pd

from parking_share.report.charts.theme import BLUE, CLOSED, DAY_MS, VERMILION, Chart, named, time_scale, tips
from parking_share.report.language import Language
from parking_share.report.window import Window

ROW_HEIGHT = 15
NAME_WIDTH = 58  # pixels


def gantt_chart(language: Language, window: Window, *, bays: bool = False) -> Chart:
    """The spec for every lot, with ``bays`` for rows if they are numbered; ``gantt_rows`` gives its data."""
    _ = language.gettext
    names = {_("present"): BLUE, _("excused"): VERMILION, _("nothing shareable"): CLOSED}
    if bays:
        del names[_("excused")]  # who stays away is in no bay
    scale = alt.Scale(domain=list(names), range=list(names.values()))
    colour = alt.Color("state:N", scale=scale, legend=alt.Legend(title=None, symbolType="square", columns=2))
    x = time_scale(language, window)
    blocked = alt.Chart(named("blocked")).mark_rect(opacity=0.7).encode(x=x, x2=alt.X2("t2:T"), color=colour)
    axis = alt.Axis(title=None, labelLimit=110, labelOverlap="greedy", ticks=False, domain=False)
    when = [("t:T", _("arrives"), language.tip_time), ("t2:T", _("leaves"), language.tip_time)]
    bay: list[tuple[str, str, str | None]] = [("row:N", _("bay"), None)] if bays else []
    stays = (
        alt.Chart(named("stays"))
        .mark_bar(height={"band": 0.72}, cornerRadius=2)
        .encode(
            x=x,
            x2=alt.X2("t2:T"),
            y=alt.Y("row:N", sort=None, axis=axis),
            color=colour,
            tooltip=tips([("who:N", _("car"), None), *bay, ("state:N", _("state"), None), *when]),
        )
    )
    # Names of cars on bars that have room for them, where the row is not the car's own.
    room = f"datum.row !== datum.who && (datum.t2 - datum.t) * width / {len(window.dates) * DAY_MS} > {NAME_WIDTH}"
    names_on_bars = (
        alt.Chart(named("stays"))
        .mark_text(align="left", dx=3, fontSize=9, color="white", limit=NAME_WIDTH)
        .encode(x=x, y=alt.Y("row:N", sort=None, axis=axis), text="who:N")
        .transform_filter(room)
    )
    spec = alt.layer(
        blocked,
        stays,
        names_on_bars,
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
        description=_("Stays in each bay of the lot over time") if bays else _("Stays of each resident of the lot over time"),
    )
    return Chart(spec, "svg", bands=("stays", "row", ROW_HEIGHT))


def gantt_rows(
    language: Language, window: Window, stays: pd.DataFrame, excused: pd.DataFrame, steps: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Data sets ``stays`` and ``blocked`` of all lots, by ``lot``; columns ``t`` and ``t2`` are wall-clock minutes.

    Parameters
    ----------
    stays, excused
        The frames ``roster`` and ``excused``, clipped to the window, with a column ``who`` that names each car once; or what
        ``bay_rows`` makes of the former, with a column ``row``.
    steps
        The frame ``occupancy``, clipped to the window.
    """
    _ = language.gettext
    blocked = steps[steps["shareable"] == 0].assign(state=_("nothing shareable"))
    blocked = blocked.rename(columns={"start_minute": "from", "end_minute": "to"})
    bars = pd.concat([stays.assign(state=_("present")), excused.assign(state=_("excused"))], ignore_index=True)
    bars = bars.rename(columns={"arrive_minute": "from", "leave_minute": "to"})
    if "row" not in bars:
        bars = bars.assign(row=bars["who"])
    return _timed(window, bars, ["lot", "who", "row", "state"]), _timed(window, blocked, ["lot", "state"])


def _timed(window: Window, frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    return frame[columns].assign(t=window.wall(frame["from"].to_numpy()), t2=window.wall(frame["to"].to_numpy()))
