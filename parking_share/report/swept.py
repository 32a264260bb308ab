"""The page of a sweep: residents served over the parameters, and a table of all figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from altair.utils.schemapi import debug_mode

from parking_share.catalogue import OBJECTIVES, Lang
from parking_share.report.charts.sweep import sweep_cells_chart, sweep_line_chart
from parking_share.report.charts.theme import Chart
from parking_share.report.language import Language
from parking_share.report.shell import charts_json, render_page
from parking_share.report.words import OBJECTIVE_NAMES, level_value
from parking_share.scenario import Scenario


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
    charts = {}
    if len(rows):
        with debug_mode(False):  # specs are checked against the schema of Vega-Lite by the tests
            charts = charts_json({"sweep": _chart(language, paths, rows)})
    objectives = [objective for objective in OBJECTIVES if objective in rows and objective != "served"]  # which has a column anyway
    return render_page(
        language,
        "sweep.html",
        {"epoch": 0, "charts": charts, "lots": {}},
        scenario=scenario,
        paths=paths,
        total=total,
        columns=[*paths, _of(language), *(language.gettext(OBJECTIVE_NAMES[objective]) for objective in objectives)],
        rows=[_cells(language, row, paths, objectives) for row in rows.to_dict("records")],
        unproved=int((rows["status"] != "optimal").sum()) if len(rows) else 0,
    )


def _of(language: Language) -> str:
    return language.gettext("Residents served")


def _chart(language: Language, paths: Sequence[str], rows: pd.DataFrame) -> Chart:
    if len(paths) == 1:
        return sweep_line_chart(language, pd.DataFrame({"value": rows[paths[0]], "served": rows["served"]}), paths[0])
    cells = pd.DataFrame({"down": rows[paths[0]].astype(str), "across": rows[paths[1]].astype(str), "served": rows["served"]})
    return sweep_cells_chart(language, cells, (paths[0], paths[1]))


def _cells(language: Language, row: dict[Any, Any], paths: Sequence[str], objectives: Sequence[Any]) -> tuple[str, ...]:
    """One row of the table: the parameters' values, residents served of how many, the levels."""
    served = f"{language.number(row['served'])} / {language.number(row['residents'])}"
    return (*(str(row[path]) for path in paths), served, *(level_value(language, objective, row[objective]) for objective in objectives))
