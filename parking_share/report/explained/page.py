"""The page of an explanation: one file to hand over, that needs no network."""

from __future__ import annotations

from typing import Any

from altair.utils.schemapi import debug_mode

from parking_share.catalogue import Lang
from parking_share.explaining.lots import LotExplanation
from parking_share.explaining.residents import ResidentExplanation
from parking_share.explaining.timeline import timeline
from parking_share.frames import Tables
from parking_share.report.charts.capacity import capacity_chart, capacity_rows
from parking_share.report.charts.reach import reach_chart
from parking_share.report.charts.theme import Rows
from parking_share.report.explained.lot import lot_view
from parking_share.report.explained.resident import resident_view
from parking_share.report.explained.view import View
from parking_share.report.facts import taken_steps, unique_labels
from parking_share.report.language import Language
from parking_share.report.shell import charts_json, render_page
from parking_share.report.window import Window, choose_window
from parking_share.scenario import Scenario
from parking_share.schedule import Schedule

Explanation = ResidentExplanation | LotExplanation
_ANCHOR = "lot-1"


def view_of(scenario: Scenario, explanation: Explanation, lang: Lang = "en") -> View:
    """An explanation in words: sentences and tables."""
    language, labels = Language.of(lang), _labels(scenario)
    if isinstance(explanation, LotExplanation):
        return lot_view(language, scenario, explanation, labels)
    return resident_view(language, scenario, explanation, labels)


def render_explanation(scenario: Scenario, schedule: Schedule, explanation: Explanation, lang: Lang = "en") -> str:
    """An explanation as one HTML page that needs nothing else.

    Parameters
    ----------
    scenario, schedule
        Those that are explained.
    explanation
        From ``explain_resident`` or ``explain_lot``; what it does not name (see ``anonymous``) is not on the page.
    lang
        Language of the page: ``en`` or ``zh``.
    """
    language, tables = Language.of(lang), Tables.of(scenario, schedule)
    window = choose_window(scenario, tables.occupancy)
    with debug_mode(False):  # specs are checked against the schema of Vega-Lite by the tests
        if isinstance(explanation, LotExplanation):
            charts, lots = (
                charts_json({"capacity": capacity_chart(language, window)}),
                {_ANCHOR: _lot_data(scenario, tables, window, explanation.lot)},
            )
        else:
            names = unique_labels([(lot.id, lot.name) for lot in scenario.lots])
            within = {each.access.lot: names[each.access.lot] for each in explanation.lots if not each.access.seconds_over}
            spans = timeline(scenario, schedule, explanation.resident, within)
            charts, lots = charts_json({"reach": reach_chart(language, window, spans, within)}), {}
    return render_page(
        language,
        "explained.html",
        {"epoch": window.epoch_ms, "charts": charts, "lots": lots},
        scenario=scenario,
        schedule=schedule,
        window=window,
        view=view_of(scenario, explanation, lang),
        anchor=_ANCHOR if lots else "",
    )


def _labels(scenario: Scenario) -> dict[str, str]:
    """The name of each lot with its id, by which the command is asked."""
    names = unique_labels([(lot.id, lot.name) for lot in scenario.lots])
    return {id_: name if name == id_ or name.endswith(f"({id_})") else f"{name} ({id_})" for id_, name in names.items()}


def _lot_data(scenario: Scenario, tables: Tables, window: Window, lot: str) -> dict[str, Any]:
    """The data of the chart of one lot's spaces."""
    occupancy = tables.occupancy[tables.occupancy["lot"] == lot]
    taken = taken_steps(occupancy)
    closest = taken["slack"].nsmallest(1).index
    steps = window.inside(occupancy, "start_minute", "end_minute")
    spaces = {each.id: each.spaces for each in scenario.lots}
    return {"steps": Rows.of(capacity_rows(window, spaces, steps, closest).drop(columns="lot"), "t", "t2").to_json()}
