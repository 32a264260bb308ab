"""The shell of every page: templates, the charts' script, and a policy that keeps the page offline."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache, partial
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from parking_share.report.bundle import chart_script
from parking_share.report.charts.theme import CONFIG, Chart
from parking_share.report.hours import rules_as_written
from parking_share.report.language import Language

# ast: expressions are interpreted, so that the policy need not allow eval.
_EMBED_OPTIONS = {"ast": True, "actions": False, "defaultStyle": False, "config": CONFIG}


def render_page(
    language: Language,
    template: str,
    data: Mapping[str, Any],
    *,
    own_scripts: Iterable[str] = ("page.js",),
    charts_file: str = "",
    has_charts: bool = True,
    **context: Any,
) -> str:
    """One page as HTML.

    Parameters
    ----------
    template
        Name of a template that extends ``base.html``; it is given ``context``.
    data
        What the scripts need besides the options of the charts.
    own_scripts
        The page's own scripts, by name, in order.
    charts_file
        Relative address of a file that holds the charts' script; empty: the script stands in the page.
    has_charts
        Whether there is any chart; a page without needs no script for them.
    """
    environment = _environment(language)
    scripts = [Markup(source(environment, name)) for name in own_scripts]
    if has_charts and not charts_file:
        scripts.insert(0, Markup(chart_script()))
    shared = {
        "options": _EMBED_OPTIONS | language.chart_locales(),
        "failed": language.gettext("This chart could not be drawn; its table is below."),
    }
    return environment.get_template(template).render(
        language=language,
        style=Markup(source(environment, "page.css")),
        scripts=scripts,
        charts_file=charts_file,
        policy=_policy(scripts, charts_file),
        data=embedded_json({**data, **shared}),
        **context,
    )


def charts_json(charts: Mapping[str, Chart]) -> dict[str, Any]:
    """Charts as the page's script wants them."""
    return {name: chart.to_json() for name, chart in charts.items()}


def embedded_json(data: Any) -> Markup:
    """JSON for a script element: no text in it can end the element or begin a comment."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(text)


def table_cells(texts: Iterable[Any], numbers: Iterable[Any] = ()) -> Markup:
    """Cells of one row of a table, first texts, then numbers.

    Built here, not by a loop of the template: a district's page has a hundred thousand cells.
    """
    cells = [f"<td>{_escaped(text)}</td>" for text in texts]
    cells += [f'<td class="num">{_escaped(number)}</td>' for number in numbers]
    return Markup("".join(cells))


def car_lines(cars: Iterable[tuple[str, Iterable[str]]]) -> Markup:
    """One line for each time of day: the time, and the names of the cars that leave then."""
    lines = (f"<p><b>{_escaped(time)}</b> {' '.join(f'<span>{_escaped(name)}</span>' for name in names)} </p>" for time, names in cars)
    return Markup("".join(lines))


@lru_cache(maxsize=1 << 16)
def _escaped(value: Any) -> str:
    return str(escape(value))


def source(environment: Environment, name: str) -> str:
    """A file beside the templates as it stands, not as a template."""
    assert environment.loader is not None
    return environment.loader.get_source(environment, name)[0]


def _policy(scripts: list[Markup], charts_file: str) -> str:
    """Nothing may be loaded and no script may run but these; chart libraries set styles, and pictures are drawn in place.

    A script file cannot be named by its hash where the page itself is a file, so that then scripts from the page's own
    place are allowed.
    """
    sources = [f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" for script in scripts]
    if charts_file:
        sources += ["'self'", "file:"]
    allowed = " ".join(sources)
    return f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"


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
    environment.filters["rules"] = partial(rules_as_written, language)
    environment.globals |= {"share": language.share, "table_cells": table_cells, "car_lines": car_lines}
    return environment
