"""The page of advice: the best changes as a chart and a table, what targets need, what can be given back, and where all that is."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from altair.utils.schemapi import debug_mode

from parking_share.advising import Advice, Need, Spare, Suggestion
from parking_share.advising.candidates import KINDS
from parking_share.catalogue import Lang
from parking_share.report.advice import changes_block, found, need_block, shown, spare_block
from parking_share.report.charts.advice import advice_chart, advice_map_chart
from parking_share.report.charts.theme import Chart
from parking_share.report.facts import unique_labels
from parking_share.report.language import Language
from parking_share.report.plane import plane
from parking_share.report.shell import charts_json, render_page
from parking_share.report.words import OBJECTIVE_NAMES
from parking_share.scenario import Scenario


def render_advice(
    scenario: Scenario,
    advice: Advice,
    top: int = 10,
    needs: Sequence[Need] | None = None,
    spared: Sequence[Spare] | None = None,
    lang: Lang = "en",
) -> str:
    """Advice as one HTML page that needs nothing else: no network, no other file. It names no resident.

    Parameters
    ----------
    scenario
        The scenario that it is about.
    advice
        From ``advise``.
    top
        How many of the best changes were asked for.
    needs, spared
        What targets need (``needs_of``), and which lots can give spaces back (``spare_spaces``); None: not asked.
    lang
        Language of the page: ``en`` or ``zh``.

    Returns
    -------
    str
        The page's text, to be written as UTF-8.
    """
    language = Language.of(lang)
    _ = language.gettext
    suggestions = shown(advice, top)
    charts: dict[str, Chart] = {}
    with debug_mode(False):  # specs are checked against the schema of Vega-Lite by the tests
        if suggestions:
            charts["advice"] = advice_chart(language, _bars(language, scenario, suggestions), _(OBJECTIVE_NAMES[advice.objective]))
        if suggestions or any(need.spaces for need in needs or ()):
            charts["map"] = _map(language, scenario, suggestions, needs or ())
        drawn = charts_json(charts)
    caption = _("Full bars: what the change brings, by solving. Pale dashed bars: no more than this, by the prices; it may be less.")
    blocks = [need_block(language, scenario, need) for need in needs or ()]
    if spared is not None:
        blocks.append(spare_block(language, spared))
    return render_page(
        language,
        "advised.html",
        {"epoch": 0, "charts": drawn, "lots": {}},
        scenario=scenario,
        changes=changes_block(language, advice, top, "advice", caption),
        has_map="map" in charts,
        blocks=blocks,
    )


_Place = tuple[bool, str]
"""A community (True) or a lot, by its id."""

_FACTS = ["name", "change", "amount", "figure", "is_solved"]


def _bars(language: Language, scenario: Scenario, suggestions: Sequence[Suggestion]) -> pd.DataFrame:
    """One row a suggestion, see ``advice_chart``."""
    labels = _labels(scenario)
    rows = []
    for at, each in enumerate(suggestions):
        change, *facts = _fact(language, each)
        rows.append((at, f"{labels[_place(each)]}: {change}", *facts))
    return pd.DataFrame(rows, columns=["row", *_FACTS[1:]])


def _map(language: Language, scenario: Scenario, suggestions: Sequence[Suggestion], needs: Sequence[Need]) -> Chart:
    """Each place with its best change of those shown, and the spaces more that targets need there."""
    best: dict[_Place, Suggestion] = {}
    for each in suggestions:
        best.setdefault(_place(each), each)
    more: dict[str, list[str]] = {}
    for need in needs:
        for lot, spaces in (need.spaces or {}).items():
            more.setdefault(lot, []).append(f"{spaces:+,} ({need.target})")
    labels = _labels(scenario)
    homes = [(labels[at], *_fact(language, best.get(at))) for at in ((True, each.id) for each in scenario.communities)]
    lots = [(labels[at], *_fact(language, best.get(at))) for at in ((False, each.id) for each in scenario.lots)]
    joined = [language.gettext(", ").join(more.get(lot.id, ())) for lot in scenario.lots]
    return advice_map_chart(
        language,
        plane([*(each.location for each in scenario.communities), *(each.location for each in scenario.lots)]),
        pd.DataFrame(homes, columns=_FACTS),
        pd.DataFrame(lots, columns=_FACTS).assign(more=joined),
    )


def _labels(scenario: Scenario) -> dict[_Place, str]:
    """A unique name of each place."""
    lots = unique_labels([(lot.id, lot.name) for lot in scenario.lots])
    homes = unique_labels([(each.id, each.name) for each in scenario.communities])
    return {(False, id_): name for id_, name in lots.items()} | {(True, id_): name for id_, name in homes.items()}


def _place(suggestion: Suggestion) -> _Place:
    return suggestion.kind == "walk", suggestion.subject


def _change(language: Language, suggestion: Suggestion) -> str:
    return language.gettext(KINDS[suggestion.kind])


def _fact(language: Language, suggestion: Suggestion | None) -> tuple[str, int, str, bool]:
    """What changes, how much that brings, as a number (at least 0) and as a text, and whether it was solved."""
    if suggestion is None:
        return "", 0, "", False
    change = _change(language, suggestion)
    if suggestion.gain is None:
        figure = language.gettext("at most %(n)s") % {"n": language.number(suggestion.at_most)}
        return change, suggestion.at_most, figure, False
    return change, max(0, suggestion.gain), found(language, suggestion)[0], True
