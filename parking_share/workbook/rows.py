"""A scenario as the rows of its sheets: the same for Excel and for CSV."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from parking_share.catalogue import Lang
from parking_share.scenario import Scenario
from parking_share.workbook.columns import SETTING_COLUMNS, SETTINGS, Column, Sheet
from parking_share.workbook.kinds import write

Row = dict[str, Any]


def entries(scenario: Scenario) -> dict[str, list[Row]]:
    """What each sheet says, by the sheet's key: values by the key of a column, those that are defaults left out, except of settings."""
    data = scenario.to_dict()
    closures = [{"lot": lot["id"]} | each for lot in data["lots"] for each in lot.get("closures", ())]
    kinds = [{"lot": lot["id"]} | each for lot in data["lots"] for each in lot.get("kinds", ())]
    days = [
        {"date": date, "class": name}
        for name, key in (("restday", "holidays"), ("workday", "workdays"))
        for date in data.get("calendar", {}).get(key, ())
    ]
    walks = [{"from": origin, "lot": lot, "minutes": round(seconds / 60, 4)} for origin, lot, seconds in scenario.walk_matrix.rows()]
    sections = {key: [_flat(entry) for entry in data[key]] for key in ("communities", "lots", "residents")}
    settings = [_flat(scenario.model_dump(mode="json", by_alias=True, exclude={"communities", "lots", "residents"}))]
    return {"settings": settings, **sections, "lots.closures": closures, "lots.kinds": kinds, "calendar": days, "walks": walks}


def _flat(entry: Row) -> Row:
    """An entry without the objects in it: ``{"location.lat": 29.7}``."""
    flat: Row = {}
    for key, value in entry.items():
        if isinstance(value, dict):
            flat |= {f"{key}.{inner}": below for inner, below in value.items()}
        else:
            flat[key] = value
    return flat


def columns_of(sheet: Sheet, rows: Iterable[Row], crs: str) -> list[Column]:
    """The columns to write: all but the coordinates of the other kind of system."""
    used = {key for row in rows for key in row}
    other = (".x", ".y") if crs != "local" else (".lat", ".lon")
    return [column for column in sheet.columns if not column.key.endswith(other) or column.key in used]


def cells(columns: list[Column], rows: Iterable[Row], lang: Lang) -> Iterator[list[Any]]:
    """Each row as cells; None where nothing is said."""
    for row in rows:
        yield [None if row.get(column.key) is None else _cell(column, row[column.key], lang) for column in columns]


def setting_cells(row: Row, lang: Lang) -> Iterator[tuple[Column, list[Any]]]:
    """Each setting: its name, its value, what it means."""
    for column in SETTINGS.columns:
        value = row.get(column.key)
        hint = column.hint(lang)
        meaning = SETTINGS.meaning(column, lang) + ((f"。{hint}" if lang == "zh" else f". {hint}") if hint else "")
        yield column, [column.heading(lang), None if value is None else _cell(column, value, lang), meaning]


def setting_headings(lang: Lang) -> list[str]:
    """The headings of the settings."""
    return [names[lang == "zh"] for names in SETTING_COLUMNS.values()]


def _cell(column: Column, value: Any, lang: Lang) -> Any:
    """The cell of a value; an empty text or list is blank where that is the default, and said where it is not."""
    if value in ("", []) and column.key not in ("currency", "horizon.timezone", "calendar.country", "calendar.subdivision"):
        return None
    return write(column.kind, value, lang)
