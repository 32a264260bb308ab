"""The documentation's pictures, drawn from what the code itself computes; ``docs/generate.py`` writes them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import vl_convert
from timelines import Colours, bars, edges, steps

from parking_share import Scenario, read_scenario, solve
from parking_share.frames import Tables
from parking_share.instance import expand
from parking_share.profiles import LotProfile, lot_profile
from parking_share.report.charts.capacity import capacity_chart
from parking_share.report.charts.gantt import gantt_chart
from parking_share.report.charts.theme import BLUE, CLOSED, CONFIG, GREEN, ORANGE, PURPLE, SKY, VERMILION
from parking_share.report.language import Language
from parking_share.report.lots import lot_views
from parking_share.report.window import choose_window

ROOT = Path(__file__).parents[1]
REAL = ROOT / "scenarios" / "taiping-street-80.json"
REAL_LOT = "subdistrict-office"
MONDAY = "2026-11-23"
DAY = 1440


@dataclass(frozen=True)
class Picture:
    """A Vega-Lite specification, and the facts that it shows: what the code computed, not how it is drawn."""

    spec: dict[str, Any]
    facts: Any

    @property
    def digest(self) -> str:
        """Tells whether a picture that was drawn before still shows what the code computes."""
        return hashlib.sha256(json.dumps(self.facts, sort_keys=True).encode()).hexdigest()[:16]

    def svg(self) -> str:
        """The picture, with its digest in a comment."""
        drawn: str = vl_convert.vegalite_to_svg(self.spec | {"config": CONFIG | {"background": "#ffffff"}, "padding": 12})
        return f"{drawn}\n<!-- {self.digest} -->\n"


def picture(chart: alt.TopLevelMixin) -> Picture:
    """A chart that holds its own data, which are its facts."""
    spec = chart.to_dict()
    return Picture(spec, sorted(spec["datasets"].values(), key=json.dumps))


def scenario(lot: dict[str, Any], residents: Sequence[dict[str, Any]] = (), days: int = 3) -> Scenario:
    """One lot with its residents next door, from a Monday on."""
    place = {"x": 0, "y": 0}
    return Scenario.from_dict(
        {
            "format": 1,
            "id": "picture",
            "horizon": {"start": MONDAY, "days": days},
            "crs": "local",
            "communities": [{"id": "home", "location": place}],
            "lots": [{"id": "lot", "location": place, "spaces": 10} | lot],
            "residents": [{"id": f"r-{number}", "community": "home"} | row for number, row in enumerate(residents, start=1)],
        }
    )


def profile_of(made: Scenario) -> LotProfile:
    """The profile of the only lot."""
    return lot_profile(made.time, made.lots[0])


def shareable_spaces() -> Picture:
    """Own use takes from above, the recall takes earlier, and what is left is shared."""
    lot = {"own_use": "workday 08:30-18:00 x8; workday 18:00-20:00 x3", "recall_minutes": 90, "held_back": 1}
    found, without = profile_of(scenario(lot)), profile_of(scenario(lot | {"recall_minutes": 0}))
    at = np.union1d(found.at, without.at)
    shared, own = found.shareable_at(at), without.own_use[np.searchsorted(without.at, at, "right") - 1]
    free = without.shareable_at(at)
    bands = {
        "held back": (10 - 0 * own, 9 + 0 * own, CLOSED),
        "own use": (9 + 0 * own, 9 - own, ORANGE),
        "given back early (recall)": (free, shared, PURPLE),
        "shareable": (shared, 0 * own, SKY),
    }
    return picture(steps(at, found.length, bands, (0, 2 * DAY)))


def cuts() -> Picture:
    """One stay, what the lot offers, and every cut of the stay that is allowed there."""
    lot = {"own_use": "workday 08:00-18:00; workday 18:00-18:40 x9; workday 07:20-08:00 x9"}
    wish = {"stays": "Mo 17:40-07:40", "late_arrival_minutes": 90, "early_leave_minutes": 60}
    made = scenario(lot, [wish])
    fits, found = expand(made).fits, profile_of(made)
    span = (17 * 60, 32 * 60 + 30)
    offer = steps(found.at, found.length, {"shareable": (found.shareable, 0 * found.shareable, SKY)}, span, height=90)
    start, end = int(fits.stay_start[0]), int(fits.stay_end[0])
    rows = [
        {"row": "tolerance", "from": start, "to": start + 90, "what": "tolerance"},
        {"row": "tolerance", "from": end - 60, "to": end, "what": "tolerance"},
        {"row": "as wanted", "from": start, "to": end, "what": "wanted"},
    ]
    for number, (arrive, leave) in enumerate(zip(fits.cut_arrive.tolist(), fits.cut_leave.tolist(), strict=True), start=1):
        what = "allowed cut, minimal" if fits.cut_minimal[number - 1] else "allowed cut"
        hours = f"{made.time.iso(arrive)[11:16]} to {made.time.iso(leave)[11:16]}"
        rows.append({"row": f"cut {number}", "from": arrive, "to": leave, "what": what, "text": hours})
    colours: Colours = {"wanted": SKY, "tolerance": CLOSED, "allowed cut": BLUE, "allowed cut, minimal": GREEN}
    return picture(alt.vconcat(offer, bars(rows, colours, span)).resolve_scale(color="independent"))


def gate() -> Picture:
    """Who may pass a gate: only the two ends of a stay are asked."""
    gates = "daily 06:00-22:00"
    wishes = {
        "18:00 to 07:00": "Mo 18:00-07:00",
        "21:30 to 22:00": "Mo 21:30-22:00",
        "18:00 to 05:30": "Mo 18:00-05:30",
        "22:30 to 07:00": "Mo 22:30-07:00",
    }
    made = scenario({"gate": gates}, [{"stays": stays} for stays in wishes.values()])
    can_use = set(expand(made).resident.tolist())
    rows = [{"row": "gate", "from": a, "to": b, "what": "gate lets through"} for a, b in spans(made, gates)]
    for number, (row, stays) in enumerate(wishes.items()):
        what = "can be held" if number in can_use else "cannot be held"
        rows += [{"row": row, "from": a, "to": b, "what": what} for a, b in spans(made, stays)]
    colours: Colours = {"gate lets through": GREEN, "can be held": BLUE, "cannot be held": VERMILION}
    return picture(bars(rows, colours, (17 * 60, 33 * 60)))


def spans(made: Scenario, rules: str) -> list[tuple[int, int]]:
    """The periods of time rules, as pairs of minutes."""
    periods = made.time.stay_periods(rules)
    return list(zip(periods.start.tolist(), periods.end.tolist(), strict=True))


def excused() -> Picture:
    """The nights that a closure of the whole lot touches are excused, the others are held."""
    closure = {"from": "2026-11-25T20:00", "to": "2026-11-26T06:00", "reason": "exam"}
    partly = {"from": "2026-11-24T20:00", "to": "2026-11-25T06:00"}
    made = scenario(
        {"closures": [closure, partly | {"spaces": 4}]}, [{"stays": "daily 18:00-08:00"}, {"stays": "daily 06:00-16:00"}], days=5
    )
    instance = expand(made)
    fits, template = instance.fits, instance.template
    closed = profile_of(made).whole_closures.tolist()
    minute = made.time.minute_of
    rows = [{"row": "closures", "from": a, "to": b, "what": "whole lot closed"} for a, b in closed]
    rows.append({"row": "closures", "from": minute(partly["from"]), "to": minute(partly["to"]), "what": "4 spaces closed"})
    for row, number in {"18:00 to 08:00": 0, "06:00 to 16:00": 1}.items():
        at = int(template[number])
        for name, first, start, end in (
            ("held", fits.stay_first, fits.stay_start, fits.stay_end),
            ("excused", fits.excused_first, fits.excused_start, fits.excused_end),
        ):
            part = slice(int(first[at]), int(first[at + 1]))
            rows += [{"row": row, "from": a, "to": b, "what": name} for a, b in zip(start[part].tolist(), end[part].tolist(), strict=True)]
    colours: Colours = {"whole lot closed": PURPLE, "4 spaces closed": CLOSED, "held": BLUE, "excused": VERMILION}
    return picture(bars(rows, colours, (0, 5 * DAY), step_hours=24))


def half_open() -> Picture:
    """One space, two cars: the minute in which one leaves belongs to the other."""
    made = scenario({}, [{"stays": "Mo 18:00-07:30"}, {"stays": "Tu 07:30-17:00"}])
    span = (DAY + 7 * 60 + 26, DAY + 7 * 60 + 34)
    rows = []
    for car, resident in zip(("first car", "second car"), made.residents, strict=True):
        for start, end in spans(made, resident.stays):
            rows += [{"row": car, "from": t, "to": t + 1, "what": "present"} for t in range(max(start, span[0]), min(end, span[1]))]
    return picture(bars(rows, {"present": BLUE}, span, step_hours=1 / 60, gap=True))


def exclusive() -> Picture:
    """Spaces of an exclusive kind are kept for those who need it, out of what is shareable at all."""
    kinds = [{"kind": "charging", "spaces": 3, "exclusive": True}]
    made = scenario({"own_use": "workday 08:00-17:00; workday 17:00-20:00 x8", "kinds": kinds}, [{"stays": "daily 20:00-06:00"}], days=2)
    limits, found = expand(made).capacities, profile_of(made)
    line = limits.rule.index("exclusive") * limits.stride + found.at
    everyone, others = found.shareable, limits.spaces(line)
    bands = {"only for those who need charging": (everyone, others, GREEN), "for everyone": (others, 0 * others, SKY)}
    return picture(steps(found.at, found.length, bands, (0, 2 * DAY)))


def horizon() -> Picture:
    """Stays that began before the horizon, or end after it, are clipped; a clipped end is neither moved nor held to a gate."""
    made = scenario({}, [{"stays": "daily 18:00-08:00"}], days=2)
    periods = made.time.stay_periods(made.residents[0].stays)
    longer = scenario({}, days=5).replace(horizon={"start": "2026-11-22", "days": 4})
    whole = [(start - DAY, end - DAY) for start, end in spans(longer, made.residents[0].stays)]
    rows: list[dict[str, Any]] = [
        {"row": "as the rule says", "from": start, "to": end, "what": "stay"} for start, end in whole if start > -DAY and end < 3 * DAY
    ]
    rows += [{"row": "in the horizon", "from": a, "to": b, "what": "stay"} for a, b in spans(made, made.residents[0].stays)]
    rows.append({"row": "horizon", "from": 0, "to": made.time.length, "what": "horizon"})
    ends = [int(a) for a, clipped in zip(periods.start, periods.clipped_start, strict=True) if clipped]
    ends += [int(b) for b, clipped in zip(periods.end, periods.clipped_end, strict=True) if clipped]
    chart = bars(rows, {"stay": BLUE, "horizon": CLOSED}, (-DAY // 2, 2 * DAY + DAY // 2), step_hours=12)
    return picture(chart + edges("in the horizon", ends))


def real_week() -> Picture:
    """A lot of a real schedule, as the report shows it: its spaces over a week, and who is there."""
    read = read_scenario(REAL)
    result = solve(read)
    language, tables = Language.of("en"), Tables.of(read, result.schedule)
    window = choose_window(read, tables.occupancy)
    view = next(view for view in lot_views(language, read, window, tables) if view.lot.id == REAL_LOT)
    datasets = {name: rows_of(data, window.epoch_ms) for name, data in view.chart_data.items()}
    charts = [visible(chart.to_json()["spec"]) for chart in (capacity_chart(language, window), gantt_chart(language, window))]
    charts[1]["height"] = 15 * len(view.roster)
    spec = {"$schema": alt.SCHEMA_URL, "vconcat": charts, "datasets": datasets, "resolve": {"scale": {"color": "independent"}}}
    # Which of several optimal schedules was found is no fact of the program; what the lot offers and the levels are.
    profile = lot_profile(read.time, view.lot)
    levels = [level.model_dump() for level in result.schedule.levels]
    return Picture(spec, [levels, *(column.tolist() for column in (profile.at, profile.own_use, profile.shareable))])


def rows_of(data: dict[str, Any], epoch_ms: int) -> list[dict[Any, Any]]:
    """A data set of the report as rows, times in milliseconds, as the page's script makes them."""
    frame = pd.DataFrame(data["columns"])
    for column in data["times"]:
        frame[column] = frame[column] * 60_000 + epoch_ms
    return frame.to_dict("records")


def visible(spec: dict[str, Any]) -> dict[str, Any]:
    """A chart of the report at a fixed width, without the layers that are there for tooltips only."""
    kept = {name: value for name, value in spec.items() if name not in ("autosize", "$schema", "datasets")}
    return kept | {"width": 700, "layer": [layer for layer in spec["layer"] if layer["mark"].get("opacity") != 0]}


PICTURES: dict[str, Callable[[], Picture]] = {
    "shareable-spaces": shareable_spaces,
    "gate": gate,
    "cuts": cuts,
    "excused": excused,
    "half-open": half_open,
    "exclusive": exclusive,
    "horizon": horizon,
    "taiping-street-week": real_week,
}
