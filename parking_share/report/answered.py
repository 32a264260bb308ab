"""The page of a what-if: all variants beside each other, with a link to the comparison of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import pandas as pd
from altair.utils.schemapi import debug_mode

from parking_share.catalogue import Lang, Objective
from parking_share.comparison import Comparison
from parking_share.report.charts.gains import gains_chart
from parking_share.report.language import Language
from parking_share.report.shell import charts_json, render_page
from parking_share.report.words import OBJECTIVE_NAMES, level_value
from parking_share.scenario import Scenario
from parking_share.schedule import Schedule

BLANK = "–"


@dataclass(frozen=True)
class Row:
    """A variant: where its comparison is, and what it does in words; numbers are differences, but for residents and served."""

    variant: str
    name: str
    page: str
    cells: tuple[str, ...]


def render_answers(scenario: Scenario, base: Schedule, answers: Sequence[tuple[str, str, Comparison]], lang: Lang = "en") -> str:
    """Variants and what they do as one HTML page that needs nothing else, but to follow its links.

    Parameters
    ----------
    scenario, base
        The scenario as it is, and its schedule.
    answers
        Of each variant its id, its name and its comparison with that; links lead to ``ID.comparison.html`` beside the page.
    lang
        Language of the page: ``en`` or ``zh``.

    Returns
    -------
    str
        The page's text, to be written as UTF-8.
    """
    language = Language.of(lang)
    _ = language.gettext
    groups = pd.DataFrame(
        [(variant, of.changes.enter, of.changes.leave, of.changes.enter - of.changes.leave) for variant, _name, of in answers],
        columns=["name", "gained", "lost", "net"],
    )
    with debug_mode(False):  # specs are checked against the schema of Vega-Lite by the tests
        charts = charts_json({"gains": gains_chart(language, groups, _("variant"), _("Residents who gain or lose a place, by variant"))})
    objectives = [level.objective for level in base.levels]
    now = {level.objective: level.value for level in base.levels}
    return render_page(
        language,
        "whatif.html",
        {"epoch": 0, "charts": charts, "lots": {}},
        scenario=scenario,
        columns=[
            _("Residents"),
            _("Served"),
            _("Difference"),
            _("Gain"),
            _("Lose"),
            _("Move"),
            *(_(OBJECTIVE_NAMES[each]) for each in objectives),
        ],
        now=[
            *(language.number(count) for count in (len(base.assignments) + len(base.refusals), len(base.assignments))),
            *[""] * 4,
            *(level_value(language, objective, now[objective]) for objective in objectives),
        ],
        rows=[Row(variant, name, f"{variant}.comparison.html", _cells(language, of, objectives)) for variant, name, of in answers],
    )


def _cells(language: Language, of: Comparison, objectives: Sequence[Objective]) -> tuple[str, ...]:
    level = {row.objective: row.value for row in of.levels}
    served, moved = of.served, of.changes
    return (
        language.number(of.residents.variant or 0),
        language.number(served.variant or 0),
        _signed(language, served.difference, language.number),
        *(language.number(count) for count in (moved.enter, moved.leave, moved.move)),
        *(_signed(language, level[each].difference, partial(_level, language, each)) for each in objectives),
    )


def _signed(language: Language, difference: float | None, words: Callable[[float], str]) -> str:
    return BLANK if difference is None else language.signed(difference, words)


def _level(language: Language, objective: Objective, value: float) -> str:
    return level_value(language, objective, round(value))
