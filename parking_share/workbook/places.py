"""From places in a scenario, such as ``lots[3].closures[0].from``, back to the cells that they came from."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from parking_share.errors import Problem
from parking_share.texts import N_, _
from parking_share.wording import NO_SUCH, did_you_mean
from parking_share.workbook.columns import BY_KEY
from parking_share.workbook.grid import place
from parking_share.workbook.naming import ids_named
from parking_share.workbook.table import Cell, Table

_PART = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
_REFERENCE = re.compile(r"'[^']*'|\b(?:communities|lots|residents)\[\d+\](?:\.[a-z_]+|\[\d+\])*")
_SECTIONS = {"lot": "lots", "community": "communities"}
_WORDS = {
    N_("calendar.holidays or calendar.workdays"): N_("the sheet Calendar (日历)"),
    N_("in both holidays and workdays"): N_("both a workday and a restday"),
    N_("'null'"): N_("blank"),
}
MOST_SAME = 5
MOST_HINTS = 100
"""Names that are most alike are looked for so many times; each takes milliseconds where there are thousands."""


def no_such(name: str) -> re.Pattern[str]:
    """What the sentence for an id that is no lot, or no community, looks like in the language in use; the id is its group."""
    before, after = _(NO_SUCH[name], id="\0").split("\0")
    return re.compile(f"{re.escape(before)}(.*){re.escape(after)}", re.DOTALL)


@dataclass
class Places:
    """Where the values of a scenario stand in its sheets.

    Parameters
    ----------
    tables
        By the sheet's key.
    settings
        The cell of each setting, by its key.
    inner
        Row of a closure or kind, by lot, name of the list and position in it.
    dates
        Row in the calendar, by name of the list and position in it.
    """

    tables: dict[str, Table]
    settings: dict[str, Cell]
    inner: dict[tuple[int, str, int], int] = field(default_factory=dict)
    dates: dict[tuple[str, int], int] = field(default_factory=dict)
    _num_hints: int = 0

    def cell_of(self, problem: Problem) -> tuple[Cell | None, str]:
        """The cell that a problem is about, if there is one; and in words what that cell does not say by itself."""
        parts: list[str | int] = [int(number) if number else name for name, number in _PART.findall(problem.place)]
        if len(parts) >= 2 and parts[0] in self.tables and isinstance(parts[1], int):
            return self._of_entry(str(parts[0]), parts[1], parts[2:])
        if parts[:1] == ["calendar"] and "calendar" in self.tables:
            row = self._date_row(parts, problem.message)
            if row is not None:
                return self.tables["calendar"].cell(row, "date"), ""
        return self._of_setting([str(part) for part in parts if isinstance(part, str)], problem.place)

    def _of_setting(self, names: list[str], written: str) -> tuple[Cell | None, str]:
        key = {"horizon": "horizon.start", "calendar": "calendar.country"}.get(written) or ".".join(names)
        column = BY_KEY["settings"].by_key.get(key)
        if key in self.settings or column is None:
            return self.settings.get(key), "" if key in self.settings else written
        return None, _("setting %(en)s (%(zh)s)", en=column.en, zh=column.zh)

    def _of_entry(self, section: str, index: int, rest: list[str | int]) -> tuple[Cell, str]:
        table = self.tables[section]
        if len(rest) >= 2 and isinstance(rest[0], str) and isinstance(rest[1], int) and (index, rest[0], rest[1]) in self.inner:
            table = self.tables[f"{section}.{rest[0]}"]
            index, rest = self.inner[index, rest[0], rest[1]], rest[2:] or ["from"]
        key = ".".join(part for part in rest if isinstance(part, str))
        if key not in table.positions:  # a location as a whole: its first column
            key = next((each for each in table.positions if key and each.startswith(f"{key}.")), key)
        column = table.sheet.by_key.get(key)
        words = f"{column.en} ({column.zh})" if column is not None and key not in table.positions else ""
        return table.cell(index, key if key in table.positions else "id"), words

    def _date_row(self, parts: list[str | int], message: str) -> int | None:
        if len(parts) == 3 and isinstance(parts[2], int):
            return self.dates.get((str(parts[1]), parts[2]))
        named = re.match(r"\d{4}-\d\d-\d\d\b", message)
        dates = self.tables["calendar"].values["date"]
        return len(dates) - 1 - dates[::-1].index(named[0]) if named and named[0] in dates else None

    def in_words(self, message: str) -> str:
        """A message with cells instead of places in the scenario, and with the name most alike where one is unknown."""
        for words, better in _WORDS.items():
            message = message.replace(_(words), _(better))
        for name, section in _SECTIONS.items():
            if unknown := no_such(name).fullmatch(message):
                return self.no_such(section, unknown[1])
        return _REFERENCE.sub(lambda match: self._reference(match[0]), message)

    def no_such(self, section: str, written: str | None) -> str:
        """The sentence for an id that a section does not have."""
        name = next(name for name, key in _SECTIONS.items() if key == section)
        self._num_hints += 1
        hint = ""
        same = ids_named(self.tables[section], written or "") if self._num_hints <= MOST_HINTS and section in self.tables else []
        if len(same) > 1:
            hint = _("; it is the name of several, so write the id: %(ids)s", ids=", ".join(same[:MOST_SAME]))
        elif self._num_hints <= MOST_HINTS and section in self.tables:
            hint = did_you_mean(written or "", [each for each in self.tables[section].values["id"] if each is not None])
        return _(NO_SUCH[name], id=written) + hint

    def _reference(self, text: str) -> str:
        cell, _where = self.cell_of(Problem(text, text)) if not text.startswith("'") else (None, "")
        return text if cell is None else place(*cell)
