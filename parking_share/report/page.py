"""The page: frames and charts put into the templates, with a policy that keeps it offline."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from altair.utils.schemapi import debug_mode
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from parking_share.catalogue import Objective
from parking_share.frames import Tables
from parking_share.report.bundle import chart_script
from parking_share.report.charts.capacity import capacity_chart
from parking_share.report.charts.gantt import gantt_chart
from parking_share.report.charts.theme import CONFIG
from parking_share.report.headline import headline
from parking_share.report.language import Lang, Language
from parking_share.report.lots import lot_views
from parking_share.report.overview import overview
from parking_share.report.window import choose_window
from parking_share.scenario import Scenario
from parking_share.schedule import Schedule

# ast: expressions are interpreted, so that the policy need not allow eval.
_EMBED_OPTIONS = {"ast": True, "actions": False, "defaultStyle": False, "config": CONFIG}


def render_report(scenario: Scenario, schedule: Schedule, lang: Lang = "en", comparison: Mapping[Objective, int] | None = None) -> str:
    """A schedule as one HTML page that needs nothing else: no network, no other file.

    Parameters
    ----------
    scenario, schedule
        A scenario and a schedule of it.
    lang
        Language of the page: ``en`` or ``zh``.
    comparison
        Level values of first come, first served on the same scenario, to set beside; None: not compared.

    Returns
    -------
    str
        The page's text, to be written as UTF-8.

    Raises
    ------
    InputError
        If the schedule names residents or lots that the scenario does not have, or times that are none.
    """
    language = Language.of(lang)
    tables = Tables.of(scenario, schedule)
    window = choose_window(scenario, tables.occupancy)
    views = list(lot_views(language, scenario, window, tables))
    with debug_mode(False):  # specs are checked against the schema of Vega-Lite by the tests
        above = overview(language, scenario, window, tables, views)
        charts = above.charts | {"capacity": capacity_chart(language, window), "gantt": gantt_chart(language, window)}
        charts_json = {name: chart.to_json() for name, chart in charts.items()}
    data = {
        "epoch": window.epoch_ms,
        "charts": charts_json,
        "lots": {view.anchor: view.chart_data for view in views},
        "options": _EMBED_OPTIONS | language.chart_locales(),
        "failed": language.gettext("This chart could not be drawn; its table is below."),
    }
    environment = _environment(language)
    scripts = [Markup(chart_script()), Markup(_source(environment, "page.js"))]
    return environment.get_template("page.html").render(
        language=language,
        scenario=scenario,
        schedule=schedule,
        window=window,
        headline=headline(language, schedule, tables.assignments, comparison),
        overview=above,
        views=views,
        style=Markup(_source(environment, "page.css")),
        scripts=scripts,
        policy=_policy(scripts),
        data=embedded_json(data),
    )


def embedded_json(data: Any) -> Markup:
    """JSON for a script element: no text in it can end the element or begin a comment."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(text)


def _source(environment: Environment, name: str) -> str:
    """A file beside the templates as it stands, not as a template."""
    assert environment.loader is not None
    return environment.loader.get_source(environment, name)[0]


def _policy(scripts: list[Markup]) -> str:
    """Nothing may be loaded and no script may run but these; chart libraries set styles, and pictures are drawn in place."""
    hashes = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" for script in scripts)
    return f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"


@cache
def _environment(language: Language) -> Environment:
    environment = Environment(
        loader=PackageLoader("parking_share.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(language.translations, newstyle=True)  # type: ignore[attr-defined]
    environment.filters["number"] = language.number
    environment.filters["date"] = language.date
    environment.globals["share"] = language.share
    return environment
