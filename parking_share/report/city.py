"""The page of a city: what one page can say of thousands of lots, and where the page of each lot is found.

It holds counts only, no plates and no residents.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from altair.utils.schemapi import debug_mode

from parking_share.catalogue import Lang, Objective
from parking_share.frames import Tables
from parking_share.frames.lots import occupancy_by_hour
from parking_share.report.areas import areas_of, summed_steps
from parking_share.report.charts.capacity import capacity_chart, total_rows
from parking_share.report.charts.citymap import city_map_chart
from parking_share.report.charts.heatmap import heatmap_chart
from parking_share.report.charts.theme import Rows
from parking_share.report.charts.walks import walk_bars, walks_chart
from parking_share.report.facts import lot_facts
from parking_share.report.headline import headline
from parking_share.report.language import Language
from parking_share.report.overview import date_labels, peaks, refusals_view, walk_rows
from parking_share.report.places import community_facts, flows, locations, nearest_lots, reason_column
from parking_share.report.plane import plane
from parking_share.report.shell import charts_json, render_page
from parking_share.report.window import choose_window
from parking_share.report.words import REASON_NAMES
from parking_share.scenario import Scenario
from parking_share.schedule import Schedule

_ALL = "all"  # what stands for all lots together, where else a lot or an area does
_COMMAND = "parking-share report SCENARIO SCHEDULE"


def render_city(
    scenario: Scenario,
    schedule: Schedule,
    lang: Lang = "en",
    comparison: Mapping[Objective, int] | None = None,
    *,
    command: str = "",
    pages: Mapping[str, str] | None = None,
    charts_file: str = "",
    data: Mapping[str, Any] | None = None,
) -> str:
    """The city page.

    Parameters
    ----------
    scenario, schedule, lang, comparison, command
        As in ``render_report``.
    pages
        Lot to the relative address of its page; None: the page shows the command that makes it.
    charts_file
        Relative address of the charts' script; empty: it stands in the page.
    data
        What else the page carries: ``index_data`` where it is the index of a folder.
    """
    language, tables = Language.of(lang), Tables.of(scenario, schedule)
    window = choose_window(scenario, tables.occupancy)
    places = plane(locations(scenario))
    areas = areas_of(places)
    lots, communities = lot_facts(scenario, tables), community_facts(scenario, tables)
    count = len(lots)
    lots = lots.assign(fill=lots["fill"].round(3), area=areas.names[:count])
    communities = communities.assign(area=areas.names[count:])
    by_area = summed_steps(tables.occupancy, dict(zip(lots["id"], lots["area"], strict=True)))
    total = summed_steps(tables.occupancy, dict.fromkeys(lots["id"], _ALL))
    hours, rows = occupancy_by_hour(scenario, by_area), {name: name for name in areas.in_order(lots["area"])}
    refusals = refusals_view(language, tables, dict(zip(communities["id"], communities["label"], strict=True)))
    bars, going = walk_bars(tables.walks), flows(scenario, tables)
    with debug_mode(False):  # specs are checked against the schema of Vega-Lite by the tests
        charts = charts_json(
            {
                "map": city_map_chart(language, places, areas, lots, communities, max(going["residents"], default=1)),
                "capacity": capacity_chart(language, window),
                "heatmap": heatmap_chart(language, window, hours, rows, language.gettext("area"), _heatmap_name(language)),
                "refusals": refusals.chart,
                "walks": walks_chart(language, bars),
            }
        )
    steps = total_rows(window, int(lots["spaces"].sum()), total)
    room = lots["room"].to_numpy()
    city = {
        "flows": going,
        "near_lots": nearest_lots(scenario, places, room, 0, count).to_json(),
        "near_homes": nearest_lots(scenario, places, room, count, len(places)).to_json(),
        "pages": None if pages is None else [pages[lot.id] for lot in scenario.lots],
        "commands": None if pages is not None else [f"{command or _COMMAND} --lot {shlex.quote(lot.id)}" for lot in scenario.lots],
        "texts": _texts(language),
    }
    every, carried = occupancy_by_hour(scenario, total), data or {}
    return render_page(
        language,
        "city.html",
        {
            "epoch": window.epoch_ms,
            "charts": charts,
            "lots": {_ALL: {"steps": Rows.of(steps, "t", "t2").to_json()}},
            "city": city,
            **carried,
        },
        own_scripts=("page.js", "city.js"),
        charts_file=charts_file,
        scenario=scenario,
        schedule=schedule,
        window=window,
        headline=headline(language, schedule, tables.assignments, comparison),
        refusals=replace(refusals, rows=()),  # the list of communities tells the same
        walk_rows=walk_rows(language, bars),
        date_labels=date_labels(language, window),
        peak_rows=(*peaks(window, every, {_ALL: language.gettext("All lots")}), *peaks(window, hours, rows)),
        reasons=[(reason_column(reason), "number", language.gettext(name)) for reason, name in REASON_NAMES.items()],
        all_lots=_ALL,
        command=command or _COMMAND,
        has_pages=pages is not None,
    )


def _heatmap_name(language: Language) -> str:
    return language.gettext("How full the lots of each area are by hour; dark is full, grey is not shareable")


def _texts(language: Language) -> dict[str, str]:
    """What the page's script writes; ``{n}`` and the like are filled in there."""
    _ = language.gettext
    return {
        "rows": _("{shown} of {found} shown"),
        "from": _("Who parks here: residents by community"),
        "to": _("Where its residents park"),
        "refused": _("Refused"),
        "near": _("Nearest lots"),
        "near_other": _("Nearest other lots"),
        "near_row": _("about {minutes} min on foot, spaces left: {room}"),
        "roomy": _("Nearest lot with a space left"),
        "nobody": _("Nobody."),
        "more": _("and {n} more"),
        "page": _("Page of this lot"),
        "open": _("open it"),
    }
