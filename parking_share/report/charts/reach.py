"""The stays that a resident wants, against the hours of the lots within reach: closed, full, or with room."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import numpy as np
import pandas as pd

from parking_share.explaining.timeline import Span
from parking_share.report.charts.theme import BLUE, CLOSED, VERMILION, Chart, Rows, named, time_scale, tips
from parking_share.report.language import Language
from parking_share.report.window import Window

ROW_HEIGHT = 26


def reach_chart(language: Language, window: Window, spans: Sequence[Span], labels: dict[str, str]) -> Chart:
    """One row for the wanted stays and one for each lot, in the order of ``labels`` (lot to its name)."""
    _ = language.gettext
    wanted = _("stays wanted")
    states = {"wanted": (wanted, BLUE), "closed": (_("nothing shareable"), CLOSED), "full": (_("no space left"), VERMILION)}
    scale = alt.Scale(domain=[name for name, _colour in states.values()], range=[colour for _name, colour in states.values()])
    names = [wanted, *labels.values()]
    x, y_axis = time_scale(language, window), alt.Axis(title=None, labelLimit=130, ticks=False, domain=False)
    when = [("t:T", _("from"), language.tip_time), ("t2:T", _("to"), language.tip_time)]
    base = alt.Chart(named("spans")).encode(
        x=x,
        x2=alt.X2("t2:T"),
        y=alt.Y("who:N", sort=names, axis=y_axis),
        color=alt.Color("state:N", scale=scale, legend=alt.Legend(title=None, symbolType="square", columns=3)),
        tooltip=tips([("who:N", _("lot"), None), ("state:N", _("state"), None), *when]),
    )
    # The stays once more in every row, thin: where they meet grey or red, they cannot be held or have no space.
    stays = (
        alt.Chart(named("stays")).mark_bar(height={"band": 0.16}, color=BLUE).encode(x=x, x2=alt.X2("t2:T"), y=alt.Y("who:N", sort=names))
    )
    spec = alt.layer(
        base.mark_bar(height={"band": 0.8}),
        stays,
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
        description=_("Stays wanted, and when the lots within reach have no space"),
    )
    data = {
        "spans": Rows.of(_rows(window, spans, labels, states, wanted), "t", "t2"),
        "stays": Rows.of(_stays(window, spans, names[1:]), "t", "t2"),
    }
    return Chart(spec, "svg", data, bands=("spans", "who", ROW_HEIGHT))


def _rows(window: Window, spans: Sequence[Span], labels: dict[str, str], states: dict[str, tuple[str, str]], wanted: str) -> pd.DataFrame:
    frame = _timed(window, spans)
    frame["who"] = [labels[span.lot] if span.lot else wanted for span in _inside(window, spans)]
    frame["state"] = [states[span.state][0] for span in _inside(window, spans)]
    # A lot that is always open with room has no span: an empty one keeps its row.
    missing = [name for name in labels.values() if name not in set(frame["who"])]
    empty = pd.DataFrame({"t": 0, "t2": 0, "who": missing, "state": states["closed"][0]})
    return pd.concat([frame, empty], ignore_index=True) if missing else frame


def _stays(window: Window, spans: Sequence[Span], names: Sequence[str]) -> pd.DataFrame:
    stays = _timed(window, [span for span in spans if span.state == "wanted"])
    return pd.concat([stays.assign(who=name) for name in names], ignore_index=True) if names else stays.assign(who="")


def _inside(window: Window, spans: Sequence[Span]) -> list[Span]:
    return [span for span in spans if span.end > window.start and span.start < window.end]


def _timed(window: Window, spans: Sequence[Span]) -> pd.DataFrame:
    """The spans that reach into the window, clipped to it, as wall-clock minutes."""
    inside = _inside(window, spans)
    start = np.array([max(span.start, window.start) for span in inside], np.int64)
    end = np.array([min(span.end, window.end) for span in inside], np.int64)
    return pd.DataFrame({"t": window.wall(start), "t2": window.wall(end)})
