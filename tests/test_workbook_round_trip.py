"""What is written as a workbook or as CSV files is read back as the same scenario, whatever texts and numbers it holds."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_scenarios import random_matrix, random_scenario
from strategies import rule_texts

from parking_share import Scenario, read_scenario
from parking_share.catalogue import Lang
from parking_share.workbook import kinds, read_workbook, write_workbook
from parking_share.workbook.csv_writing import write_csv_files
from parking_share.workbook.hours import chinese_rules, read_rules
from parking_share.writing import write_scenario

LANGS: tuple[Lang, ...] = ("en", "zh")
NASTY = [
    *(
        "=cmd()",
        "+1",
        "-",
        "@x",
        "'=x",
        "'",
        '"',
        '"a"',
        '""',
        "[1]",
        '["a"]',
        "[",
        "#N/A",
        "#REF!",
        "#own",
        " x ",
        "\u3000全角\u00a0",
        "１２Ａ",
    ),
    *(
        "a\nb",
        "a\rb",
        "\r\n",
        "tab\there",
        "\x00",
        "\x1b[31m",
        "_x0041_",
        "_x005F_",
        "\ufeff",
        "\uffff",
        "\x85",
        "𠮷😀",
        "a,b",
        "a、b;c|d",
        "1.0",
    ),
    *("TRUE", "2026-01-01", "<img src=x onerror=alert(1)>", "../../x", "&amp;", "]]>", "x" * 64, "é", "e\u0301", "\u200b", "工作日"),
]
texts = st.sampled_from(NASTY) | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
ids = texts.filter(lambda text: 1 <= len(text) <= 64 and not any(ord(each) < 32 or 127 <= ord(each) < 160 for each in text))
amounts = st.floats(0, 1e9) | st.integers(0, 10**9) | st.sampled_from([0.1 + 0.2, 1 / 3, 5e-324, 29.703123456789012])
counts = st.integers(0, 10**9)


def maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


@st.composite
def scenarios(draw: st.DrawFn) -> dict[str, Any]:
    """Scenarios of few entries with every key of the format, full of what files of cells find hard."""
    metres = st.floats(-1e9, 1e9)
    local = draw(st.booleans())
    degrees = {"lat": st.floats(-90, 90), "lon": st.floats(-180, 180)}
    places = st.fixed_dictionaries({"x": metres, "y": metres} if local else degrees, optional={"elevation_m": metres})
    communities = draw(st.lists(ids, min_size=1, max_size=2, unique=True))
    lots = draw(st.lists(ids, max_size=2, unique=True))
    kinds_of_spaces = draw(st.lists(ids, max_size=2, unique=True))
    rules = rule_texts("2026-11-23")
    dates = st.dates(min_value=dt.date(1973, 1, 1), max_value=dt.date(2200, 12, 31))
    moments = dates.flatmap(lambda date: st.sampled_from(["T00:00", "T08:30", "T23:59:59", "T12:00:00"]).map(lambda end: f"{date}{end}"))
    days = draw(st.lists(dates.map(str), max_size=4, unique=True))
    closure = st.fixed_dictionaries(
        {"from": st.just("2026-11-23T08:00"), "to": st.sampled_from(["2026-11-24T00:00", "2026-11-23T09:30:15"])},
        optional={"spaces": maybe(counts), "reason": texts},
    )
    kind = st.fixed_dictionaries({"spaces": counts}, optional={"exclusive": st.booleans()})
    lot = {
        "name": texts,
        "owner": texts,
        "own_use": rule_texts("2026-11-23", allow_count=True),
        "recall_minutes": counts,
        "held_back": counts,
        "gate": rules,
        "closures": st.lists(closure, max_size=2),
        "kinds": st.fixed_dictionaries(dict.fromkeys(kinds_of_spaces, kind)).map(
            lambda found: [{"kind": name} | each for name, each in found.items()]
        ),
        "max_height_m": maybe(amounts),
        "serves": st.lists(st.sampled_from(communities), max_size=2, unique=True),
        "monthly_fee": amounts,
    }
    of_lots = st.sampled_from(lots) if lots else st.none()
    resident = {
        "home": maybe(places),
        "plate": texts,
        "height_m": maybe(amounts),
        "needs": st.lists(ids, max_size=2),
        "late_arrival_minutes": counts,
        "early_leave_minutes": counts,
        "max_walk_minutes": maybe(amounts),
        "max_monthly_fee": maybe(amounts),
        "priority": st.integers(1, 1000),
        "applied_at": maybe(moments),
        "current_lot": maybe(ids),
        "fixed_lot": of_lots,
        "excluded_lots": st.lists(st.sampled_from(lots), max_size=2) if lots else st.just([]),
    }
    lot_needs = {"location": places, "spaces": counts}
    resident_needs = {"community": st.sampled_from(communities), "stays": rule_texts("2026-11-23", min_size=1)}
    orders = [["priority"], ["served", "keep", "walk"], ["priority", "trim", "lottery"]]
    return {
        "format": 1,
        "id": draw(ids),
        "name": draw(texts),
        "origin": draw(texts),
        "currency": draw(texts),
        "crs": "local" if local else "GCJ02",
        "horizon": {"start": "2026-11-23", "days": draw(st.integers(1, 366)), "timezone": draw(st.sampled_from(["Asia/Shanghai", "UTC"]))},
        "calendar": {"holidays": days[::2], "workdays": days[1::2], "subdivision": draw(maybe(texts))},
        "walking": {"speed_kmh": draw(st.floats(0.1, 9)), "detour": draw(st.floats(1, 2))},
        "policy": {
            "objectives": draw(st.sampled_from(orders)),
            "max_walk_minutes": draw(amounts),
            "max_moves": draw(maybe(counts)),
            "lottery_seed": draw(texts.filter(bool)),
        },
        "communities": [{"id": each, "name": draw(texts), "location": draw(places)} for each in communities],
        "lots": [{"id": each} | draw(st.fixed_dictionaries(lot_needs, optional=lot)) for each in lots],
        "residents": [
            {"id": each} | draw(st.fixed_dictionaries(resident_needs, optional=resident))
            for each in draw(st.lists(ids, max_size=3, unique=True))
        ],
    }


def same(one: Scenario, other: Scenario) -> bool:
    """Whether two scenarios say the same: the name of a file of walks aside, by what it holds."""
    first, second = one.to_dict(), other.to_dict()
    for data in (first, second):
        data.get("walking", {}).pop("matrix", None)
    rows = [sorted(each.walk_matrix.rows()) for each in (one, other)]
    return (
        json.dumps({"walking": {}} | first, sort_keys=True) == json.dumps({"walking": {}} | second, sort_keys=True) and rows[0] == rows[1]
    )


@given(data=scenarios(), lang=st.sampled_from(LANGS), as_csv=st.booleans())
def test_import_of_an_export_is_the_same_scenario(data: dict[str, Any], lang: Lang, as_csv: bool) -> None:
    scenario = Scenario.from_dict(data)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ("tables" if as_csv else "book.xlsx")
        write_csv_files(scenario, path, lang) if as_csv else write_workbook(scenario, path, lang)
        assert same(read_workbook(path), scenario)


@pytest.mark.parametrize("seed", range(10))
def test_walks_are_written_and_read(seed: int, tmp_path: Path) -> None:
    data = random_scenario(seed)
    rows = random_matrix(seed, data)
    (tmp_path / "walks.csv").write_text("\n".join(map(",".join, [("from", "lot", "minutes"), *rows])), "utf-8")
    scenario = Scenario.from_dict(data | {"walking": {"matrix": "walks.csv"}}, tmp_path)
    write_workbook(scenario, tmp_path / "book.xlsx")
    imported = read_workbook(tmp_path / "book.xlsx")
    assert same(imported, scenario)
    write_scenario(imported, tmp_path / "again.json", "csv")
    assert same(read_scenario(tmp_path / "again.json"), scenario)


@given(text=rule_texts("2026-11-23", allow_count=True))
def test_rules_are_the_same_after_chinese(text: str) -> None:
    """Whether they were turned into Chinese or, where their spelling would not come back, left as they are."""
    assert read_rules(chinese_rules(text)) == text


@given(
    kind_and_value=st.one_of(
        st.tuples(st.sampled_from(["text", "id", "plate"]), texts.filter(bool)),
        st.tuples(st.just("ids"), st.lists(ids, min_size=1, max_size=3)),
        st.tuples(st.just("number"), st.floats(allow_nan=False, allow_infinity=False)),
        st.tuples(st.just("whole"), st.integers(-(10**12), 10**12)),
    ),
    lang=st.sampled_from(LANGS),
)
def test_a_cell_is_read_as_it_was_written(kind_and_value: tuple[str, Any], lang: Lang) -> None:
    kind, value = kind_and_value
    assert kinds.read(kind, kinds.write(kind, value, lang)) == value
