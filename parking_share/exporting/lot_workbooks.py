"""A workbook for each lot's manager: who is there on which nights, who must be out by when, how full the lot is."""

from __future__ import annotations

import io
from typing import Any

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from parking_share.exporting.content import Content, File
from parking_share.report.bays import bays_of_cars
from parking_share.report.hours import clock_after
from parking_share.report.lots import by_lot
from parking_share.scenario import Lot
from parking_share.spreadsheet import text_width

FOLDER = "excel"
_CAR, _RESIDENT, _NIGHT, _CARS = 14, 18, 14, 60  # widths, in characters
_LINE = 15.75  # height of a line, in points
_CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32)), " ")  # XML has no such characters
_EXCEL_EPOCH = 693_594  # proleptic ordinal of 1899-12-30
_SHEET_ROWS = 1_048_576
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def workbook_files(content: Content) -> list[File]:
    """A workbook of each lot."""
    made = _Workbooks(content)
    return content.lot_files(FOLDER, "xlsx", made.of_lot)


class _Workbooks:
    """What the workbooks of one plan share: its tables, lot by lot."""

    def __init__(self, content: Content) -> None:
        tables = content.tables
        self.content, self.gettext = content, content.language.gettext
        self.lots = {lot.id: lot for lot in content.scenario.lots}
        self.days = [(date, content.language.date(date)) for _, date, _ in content.scenario.time.day_starts()]
        self.due, self.steps, self.parked = by_lot(tables.due_out), by_lot(tables.occupancy), by_lot(tables.parked)
        starts = pd.unique(tables.occupancy["start_minute"]).tolist()
        self.moments = {minute: content.scenario.time.iso(minute)[:16] for minute in starts}

    def of_lot(self, lot_id: str) -> bytes:
        """The workbook of one lot."""
        _, buffer = self.gettext, io.BytesIO()
        with Workbook(buffer, _OPTIONS) as book:
            styles, lot = _Styles(book), self.lots[lot_id]
            self._roster(book.add_worksheet(_("Roster")), styles, lot)
            self._due_out(book.add_worksheet(_("Out by")), styles, lot_id)
            self._occupancy(book, styles, lot)
        return buffer.getvalue()

    def _sheet(
        self, sheet: Worksheet, styles: _Styles, names: list[str], widths: list[int], title: str, lot_id: str, how: str = ""
    ) -> None:
        """Title, headings and print settings of a table that begins in the third row."""
        sheet.write_string(0, 0, _clean(f"{self.content.lot_labels[lot_id]} · {title}"), styles.title)
        note = f"{self.content.note_to_manager} {how}".rstrip()
        sheet.merge_range(1, 0, 1, len(names) - 1, note, styles.wrapped)
        sheet.set_row(1, _LINE * _lines(note, sum(widths)))
        for column, (name, width) in enumerate(zip(names, widths, strict=True)):
            sheet.write_string(2, column, name, styles.head)
            sheet.set_column(column, column, width)
        sheet.set_row(2, _LINE * max(map(_lines, names, widths)))
        sheet.freeze_panes(3, 1)
        sheet.repeat_rows(2)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&D&R&P / &N")

    def _roster(self, sheet: Worksheet, styles: _Styles, lot: Lot) -> None:
        """One row a car, one column a date: arrival and departure of the stays that begin then."""
        _, stays = self.gettext, self.content.stays[lot.id]
        kept, changing = bays_of_cars(self.content.scenario, self.parked[lot.id], stays)
        end, columns_of = self.content.scenario.time.length, ("resident", "arrive", "leave", "leave_minute")
        columns = {date: number for number, (date, _label) in enumerate(self.days)}
        cells: dict[str, dict[int, str]] = {}
        for resident, arrive, leave, minute in zip(*(stays[name] for name in columns_of), strict=True):
            bay = changing.get((resident, arrive))
            text = f"{arrive[11:]}–{'…' if minute >= end else clock_after(arrive, leave)}" + (f" ({bay})" if bay else "")
            row = cells.setdefault(resident, {})
            row[columns[arrive[:10]]] = f"{row[columns[arrive[:10]]]}\n{text}" if columns[arrive[:10]] in row else text
        left = [_("Plate"), _("Resident"), *[_("Bay")] * self.content.has_bays]
        night = 1 + max((text_width(line) for row in cells.values() for text in row.values() for line in text.split("\n")), default=0)
        widths = [_CAR, _RESIDENT, *[6] * self.content.has_bays, *[max(_NIGHT, night)] * len(self.days)]
        title = _("who is in the lot on which nights")
        how = _(
            "Roster: arrival–departure, by date of arrival. A time alone is the first after the arrival, +2 means two days later; … "
            "reaches beyond the planned dates."
        )
        if changing:
            how += " " + _("In brackets: the bay, where it is not always the same; (4, 20:30: 7) is bay 4, from 20:30 on bay 7.")
        self._sheet(sheet, styles, [*left, *(label for _date, label in self.days)], widths, title, lot.id, how)
        for number, (resident, row) in enumerate(cells.items(), start=3):
            names = [_clean(name) for name in (self.content.plates[resident], resident)]
            for column, name in enumerate(names):
                sheet.write_string(number, column, name, styles.wrapped)
            if self.content.has_bays and resident in kept:
                sheet.write_number(number, 2, int(kept[resident]), styles.centred)
            for column, text in row.items():
                sheet.write_string(number, len(left) + column, text, styles.wrapped)
            texts = [*zip(names, widths, strict=False), *((text, widths[-1]) for text in row.values())]
            sheet.set_row(number, _LINE * max(_lines(text, width) for text, width in texts))

    def _due_out(self, sheet: Worksheet, styles: _Styles, lot_id: str) -> None:
        """One row for each minute at which cars leave, with the hour by which spaces must be free."""
        _, due, date = self.gettext, self.due[lot_id], self.content.language.date
        names = [
            _("Date"),
            _("Leaves at"),
            _("Out by"),
            _("Own use from"),
            _("Cars"),
            _("Who leaves (bay)") if self.content.has_bays else _("Who leaves"),
        ]
        self._sheet(sheet, styles, names, [_NIGHT, 10, 10, 14, 6, _CARS], _("who must be out by when"), lot_id)
        leaving = self._leaving(lot_id)
        columns = (due[name] for name in ("leave", "leave_minute", "drop", "begins", "cars"))
        for row, (leave, minute, drop, begins, cars) in enumerate(zip(*columns, strict=True), start=3):
            is_today = drop[:10] == leave[:10]  # a recall on a later day does not press these cars
            for column, text in enumerate((date(leave), leave[11:], drop[11:] * is_today, begins[11:] * is_today)):
                sheet.write_string(row, column, text, styles.wrapped)
            sheet.write_number(row, 4, cars, styles.centred)
            who = [_clean(car) for car in leaving[minute]]
            beside = max(1, _CARS // (2 + max(map(text_width, who))))
            lines = ["  ".join(who[first : first + beside]) for first in range(0, len(who), beside)]
            sheet.write_string(row, 5, _clean("\n".join(lines)), styles.wrapped)
            sheet.set_row(row, _LINE * _lines("\n".join(lines), _CARS))
        sheet.autofilter(2, 0, max(3, 2 + len(due["leave"])), len(names) - 1)

    def _leaving(self, lot_id: str) -> dict[int, list[str]]:
        """The cars that leave at each minute, each with the bay in which it stands."""
        stays, parked = self.content.stays[lot_id], self.parked[lot_id]
        bays = {(resident, at): bay for resident, at, bay in zip(parked["resident"], parked["leave_minute"], parked["bay"], strict=True)}
        cars: dict[int, list[str]] = {}
        for resident, at in zip(stays["resident"], stays["leave_minute"], strict=True):
            bay = f" ({bays[resident, at]})" if (resident, at) in bays else ""
            cars.setdefault(at, []).append((self.content.plates[resident] or resident) + bay)
        return cars

    def _occupancy(self, book: Workbook, styles: _Styles, lot: Lot) -> None:
        """The steps of the lot as a table and as a chart."""
        _, steps = self.gettext, self.steps[lot.id]
        sheet = book.add_worksheet(_("Occupancy"))
        names = [_("From"), _("Residents present"), _("Shareable"), _("Own use"), _("Closed")]
        self._sheet(sheet, styles, names, [18, 12, 12, 12, 12], _("Spaces over time"), lot.id)
        columns = (steps[name] for name in ("start_minute", "present", "shareable", "own_use", "closed"))
        rows = list(zip(*columns, strict=True))[: _SHEET_ROWS // 2 - 3]
        for row, (minute, *spaces) in enumerate(rows, start=3):
            sheet.write_string(row, 0, self.moments[minute].replace("T", " "))
            for column, value in enumerate(spaces, start=1):
                sheet.write_number(row, column, value)
        self._chart(book, sheet, rows, steps["end_minute"])

    def _chart(self, book: Workbook, sheet: Worksheet, rows: list[tuple[Any, ...]], ends: list[int]) -> None:
        """Residents present and shareable spaces as stairs: each step is two points, on a sheet of its own that stays hidden."""
        _ = self.gettext
        points = book.add_worksheet(_("Chart data"))
        points.hide()
        day = 24 * 60
        first = self.content.scenario.time.start_ordinal - _EXCEL_EPOCH  # dates as Excel counts them
        flat = [(minute, *values) for (start, *values), end in zip(rows, ends, strict=False) for minute in (start, end)]
        for row, (minute, present, shareable, *_rest) in enumerate(flat):
            points.write_row(row, 0, (first + minute / day, present, shareable))
        chart = book.add_chart({"type": "scatter", "subtype": "straight"})
        span = f"'{points.get_name()}'"
        for column, name, colour in (("B", _("Residents present"), "#0072B2"), ("C", _("Shareable"), "#009E73")):
            chart.add_series(
                {
                    "name": name,
                    "categories": f"={span}!$A$1:$A${max(1, len(flat))}",
                    "values": f"={span}!${column}$1:${column}${max(1, len(flat))}",
                    "line": {"color": colour, "width": 1.75},
                }
            )
        last = first + self.content.scenario.time.length / day
        unit = max(1, len(self.days) // 14)
        chart.set_x_axis({"min": first, "max": last, "num_format": "mm-dd", "major_unit": unit, "label_position": "low"})
        chart.set_y_axis({"min": 0, "name": _("Spaces")})
        # By its cell: a name such as "Yes!A1" would be taken for a reference.
        chart.set_title({"name": [sheet.get_name(), 0, 0], "name_font": {"size": 12}})
        chart.set_legend({"position": "bottom"})
        chart.show_hidden_data()
        chart.set_size({"width": 900, "height": 380})
        sheet.insert_chart("G4", chart, {"y_offset": 4})  # below the row that each printed page repeats, its border too


class _Styles:
    """How the cells of a workbook look."""

    def __init__(self, book: Workbook) -> None:
        above = {"valign": "top"}
        self.title: Format = book.add_format({"bold": True, "font_size": 14})
        self.head: Format = book.add_format({"bold": True, "bg_color": "#E8EEF2", "bottom": 1, "text_wrap": True, **above})
        self.wrapped: Format = book.add_format({"text_wrap": True, **above})
        self.centred: Format = book.add_format({"align": "center", **above})


def _lines(text: str, width: int) -> int:
    """How many lines a text takes in a column of so many characters: not all programs work that out when they open a file."""
    return sum(max(1, -(-text_width(line) // (width - 1))) for line in text.split("\n"))


def _clean(text: str) -> str:
    """Text that a cell can hold: no control characters, not longer than Excel allows."""
    return text.translate(_CONTROLS)[:32_767]
