"""Every text of the report has a Chinese translation, and the compiled catalogue is that of its source."""

from __future__ import annotations

import gettext
import re
from typing import get_args

import pytest

from parking_share.catalogue import Objective, Reason
from parking_share.report.language import DOMAIN, LOCALES, Language
from parking_share.report.words import OBJECTIVE_NAMES, REASON_NAMES, level_value, proof
from parking_share.schedule import Level

extract = pytest.importorskip("babel.messages.extract", reason="Babel is not installed")
pofile = pytest.importorskip("babel.messages.pofile")

FOLDERS = (LOCALES.parent / "report", LOCALES.parent / "exporting")
SOURCE = LOCALES / "zh" / "LC_MESSAGES" / f"{DOMAIN}.po"
KEYWORDS = extract.DEFAULT_KEYWORDS | {"N_": None}


def _texts() -> set[str | tuple[str, ...]]:
    """Every text that is marked for translation in templates and code."""
    found: set[str | tuple[str, ...]] = set()
    for path in (path for folder in FOLDERS for path in folder.rglob("*")):
        method = {".py": "python", ".html": "jinja2"}.get(path.suffix)
        if method is not None:
            found |= {message[1] for message in extract.extract_from_file(method, path, keywords=KEYWORDS)}
    return found


def _catalogue() -> dict[str | tuple[str, ...], str | tuple[str, ...]]:
    with SOURCE.open("rb") as file:
        items = [item for item in pofile.read_po(file) if item.id and not item.fuzzy]
    return {(tuple(item.id) if item.pluralizable else item.id): item.string for item in items}


def test_every_text_is_translated_and_none_is_left_over() -> None:
    catalogue = _catalogue()
    assert _texts() == set(catalogue)
    for text, translation in catalogue.items():
        assert all(translation) and translation, text


def test_translations_use_the_same_placeholders() -> None:
    for text, translation in _catalogue().items():
        english = text if isinstance(text, str) else text[-1]
        chinese = translation if isinstance(translation, str) else translation[0]
        names = re.compile(r"%\((\w+)\)")
        assert set(names.findall(english)) == set(names.findall(chinese)), english


def test_the_compiled_catalogue_is_in_step() -> None:
    compiled = gettext.translation(DOMAIN, LOCALES, ["zh"])
    for text, translation in _catalogue().items():
        if isinstance(text, str):
            assert compiled.gettext(text) == translation
        else:
            assert compiled.ngettext(text[0], text[1], 2) == translation[0]


def test_every_objective_and_reason_has_a_name() -> None:
    assert list(OBJECTIVE_NAMES) == list(get_args(Objective))
    assert list(REASON_NAMES) == list(get_args(Reason))


@pytest.mark.parametrize(
    ("lang", "date", "duration"),
    [("en", "Tue 24 Nov", "2 h 5 min"), ("zh", "11月24日 周二", "2 小时 5 分")],
)
def test_dates_and_durations(lang: str, date: str, duration: str) -> None:
    language = Language.of(lang)  # type: ignore[arg-type]
    assert language.date("2026-11-24") == date
    assert language.moment("2026-11-24T07:30") == f"{date} 07:30"
    assert language.duration(125) == duration


def test_differences_have_their_sign() -> None:
    language = Language.of("en")
    assert [language.signed(value) for value in (1234, -2.5, 0)] == ["+1,234", "\N{MINUS SIGN}2.5", "0"]
    assert language.signed(-0.01, language.duration) == "0 min"  # too little to be shown


@pytest.mark.parametrize(
    ("objective", "value", "bound", "percent"),
    [
        ("priority", 99, 100, 1.0),  # more is better: one of a hundred is missing
        ("walk", 101, 100, 1.0),  # less is better: one more than the hundred that may do
        ("priority", 999_999, 1_000_000, 0.1),  # a gap is never rounded to nothing
        ("keep", 0, 0, 0.0),
        ("walk", 10, 0, float("inf")),
        ("priority", 7, None, None),
    ],
)
def test_the_gap_is_never_understated(objective: Objective, value: int, bound: int | None, percent: float | None) -> None:
    assert Level(objective=objective, value=value, bound=bound).gap_percent == percent


def test_values_have_their_units() -> None:
    english = Language.of("en")
    assert level_value(english, "walk", 7500) == "2 h 5 min"
    assert level_value(english, "trim", 90) == "90 min"
    assert level_value(english, "priority", 1234) == "1,234"
    assert proof(english, Level(objective="served", value=1, bound=None), is_first=True) == "No bound computed."
    assert proof(english, Level(objective="trim", value=9, bound=0), is_first=False) == "At most 9 min above the best possible."
