"""The page of a sweep: residents served, the first level and walks over the parameters, and a table of all figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from altair.utils.schemapi import debug_mode

from parking_share.catalogue import OBJECTIVES, Lang
from parking_share.report.charts.sweep import Measure, sweep_cells_chart, sweep_line_chart
from parking_share.report.charts.theme import Chart
from parking_share.report.keys import axis_name, path_name
from parking_share.report.language import Language
from parking_share.report.shell import charts_json, render_page
from parking_share.report.words import OBJECTIVE_NAMES, REASON_NAMES, level_value
from parking_share.scenario import Scenario
from parking_share.texts import N_

WALKS = {"walk_seconds_mean": N_("Mean walk, min"), "walk_seconds_percentile_90": N_("Walk of 90 %, at most, min")}
"""Columns of walks, with their names."""

WALK_SPAN = 1.0
"""So many minutes at least are between the ends of a scale of walks."""


def render_sweep(scenario: Scenario, paths: Sequence[str], rows: pd.DataFrame, total: int, lang: Lang = "en") -> str:
    """A sweep as one HTML page that needs nothing else: no network, no other file.

    Parameters
    ----------
    scenario
        The scenario as it is.
    paths
        The parameters that are varied, one or two, as the columns are named.
    rows
        One row a combination that is solved, in order, as ``Sweep.to_frame`` gives them.
    total
        How many combinations there are.
    lang
        Language of the page: ``en`` or ``zh``.

    Returns
    -------
    str
        The page's text, to be written as UTF-8.
    """
    language = Language.of(lang)
    charts, measures = {}, _measures(language, scenario, rows) if len(rows) else {}
    if len(rows):
        with debug_mode(False):  # specs are checked against the schema of Vega-Lite by the tests
            charts = charts_json({name: _chart(language, paths, rows, measure) for name, measure in measures.items()})
    walks = [measure for measure in measures.values() if measure.column in WALKS]
    objectives = [objective for objective in OBJECTIVES if objective in rows and objective != "served"]  # which has a column anyway
    refused = _refused(language, rows)
    return render_page(
        language,
        "sweep.html",
        {"epoch": 0, "charts": charts, "lots": {}},
        scenario=scenario,
        paths=[path_name(language, path) for path in paths],
        captions={chart: measure.name for chart, measure in measures.items()},
        total=total,
        columns=[
            *(axis_name(language, path) for path in paths),
            _of(language),
            *(language.gettext(OBJECTIVE_NAMES[objective]) for objective in objectives),
            *(walk.name for walk in walks),
            *refused.values(),
        ],
        rows=[_cells(language, row, paths, objectives, walks, list(refused)) for row in rows.to_dict("records")],
        unproved=int((rows["status"] != "optimal").sum()) if len(rows) else 0,
    )


def _of(language: Language) -> str:
    return language.gettext("Residents served")


def _refused(language: Language, rows: pd.DataFrame) -> dict[str, str]:
    """Columns of residents refused, with their names; only those of reasons that there are."""
    _ = language.gettext
    columns = {f"refused_{reason.replace('-', '_')}": _(name) for reason, name in REASON_NAMES.items()}
    return {column: _("Refused: %(reason)s") % {"reason": name} for column, name in columns.items() if len(rows) and rows[column].any()}


def _measures(language: Language, scenario: Scenario, rows: pd.DataFrame) -> dict[str, Measure]:
    """What has a chart, by the charts' names: residents served, the first level where it is another figure, walks."""
    _ = language.gettext
    first = scenario.policy.objectives[0]
    measures = {"sweep": Measure("served", _of(language), ",d")}
    if first != "served":
        measures["level"] = Measure(first, _(OBJECTIVE_NAMES[first]), ",d")  # a count: walks and minutes come after one
    for column, text in WALKS.items():
        if rows[column].notna().any():  # none where nobody is served
            measures[column] = Measure(column, _(text), ",.1f", WALK_SPAN)
    return measures


def _chart(language: Language, paths: Sequence[str], rows: pd.DataFrame, measure: Measure) -> Chart:
    values, names = _values(rows[measure.column]), [axis_name(language, path) for path in paths]
    if len(paths) == 1:
        return sweep_line_chart(language, pd.DataFrame({"value": rows[paths[0]], measure.column: values}), names[0], measure)
    cells = pd.DataFrame({"down": rows[paths[0]].astype(str), "across": rows[paths[1]].astype(str), measure.column: values})
    return sweep_cells_chart(language, cells, (names[0], names[1]), measure)


def _values(column: pd.Series) -> pd.Series:
    """A column as a chart has it: seconds as minutes, None where there is nothing."""
    if column.name in WALKS:
        column = (column.astype(float) / 60).round(2)
    return column.astype(object).where(column.notna(), None)


def _cells(
    language: Language,
    row: dict[Any, Any],
    paths: Sequence[str],
    objectives: Sequence[Any],
    walks: Sequence[Measure],
    refused: Sequence[str],
) -> tuple[str, ...]:
    """One row of the table: the parameters' values, residents served of how many, the levels, walks, refused by reason."""
    served = f"{language.number(row['served'])} / {language.number(row['residents'])}"
    levels = (level_value(language, objective, row[objective]) for objective in objectives)
    minutes = ("" if pd.isna(row[walk.column]) else f"{row[walk.column] / 60:.1f}" for walk in walks)
    return (*(str(row[path]) for path in paths), served, *levels, *minutes, *(language.number(row[column]) for column in refused))
