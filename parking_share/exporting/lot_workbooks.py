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

FOLDER = "excel"
_CAR, _RESIDENT, _NIGHT, _CARS = 14, 18, 14, 60  # widths, in characters
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
            head = book.add_format({"bold": True, "bg_color": "#E8EEF2", "bottom": 1, "text_wrap": True, "valign": "top"})
            lot = self.lots[lot_id]
            wrapped = book.add_format({"text_wrap": True, "valign": "top"})
            self._roster(book.add_worksheet(_("Roster")), head, wrapped, lot)
            self._due_out(book.add_worksheet(_("Out by")), head, lot_id)
            self._occupancy(book, head, lot)
        return buffer.getvalue()

    def _sheet(self, sheet: Worksheet, head: Format, names: list[str], widths: list[int], title: str, lot_id: str, how: str = "") -> None:
        """Title, headings and print settings of a table that begins in the third row."""
        sheet.write_string(0, 0, _clean(f"{self.content.lot_labels[lot_id]} · {title}"), head)
        sheet.write_string(1, 0, f"{self.content.note_to_manager} {how}".rstrip())
        for column, (name, width) in enumerate(zip(names, widths, strict=True)):
            sheet.write_string(2, column, name, head)
            sheet.set_column(column, column, width)
        sheet.freeze_panes(3, 1)
        sheet.repeat_rows(2)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&D&R&P / &N")

    def _roster(self, sheet: Worksheet, head: Format, wrapped: Format, lot: Lot) -> None:
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
            row[columns[arrive[:10]]] = f"{row[columns[arrive[:10]]]}; {text}" if columns[arrive[:10]] in row else text
        left = [_("Plate"), _("Resident"), *[_("Bay")] * self.content.has_bays]
        widths = [_CAR, _RESIDENT, *[6] * self.content.has_bays, *[_NIGHT] * len(self.days)]
        title = _("who is in the lot on which nights")
        how = _(
            "Roster: arrival–departure, by date of arrival. A time alone is the first after the arrival, +2 means two days later; … "
            "reaches beyond the planned dates."
        )
        if changing:
            how += " " + _("In brackets: the bay, where it is not always the same; (4, 20:30: 7) is bay 4, from 20:30 on bay 7.")
        self._sheet(sheet, head, [*left, *(label for _date, label in self.days)], widths, title, lot.id, how)
        for number, (resident, row) in enumerate(cells.items(), start=3):
            sheet.write_string(number, 0, _clean(self.content.plates[resident]))
            sheet.write_string(number, 1, _clean(resident))
            if self.content.has_bays and resident in kept:
                sheet.write_number(number, 2, int(kept[resident]))
            for column, text in row.items():
                sheet.write_string(number, len(left) + column, text, wrapped)

    def _due_out(self, sheet: Worksheet, head: Format, lot_id: str) -> None:
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
        self._sheet(sheet, head, names, [_NIGHT, 10, 10, 12, 6, _CARS], _("who must be out by when"), lot_id)
        leaving = self._leaving(lot_id)
        columns = (due[name] for name in ("leave", "leave_minute", "drop", "begins", "cars"))
        for row, (leave, minute, drop, begins, cars) in enumerate(zip(*columns, strict=True), start=3):
            is_today = drop[:10] == leave[:10]  # a recall on a later day does not press these cars
            for column, text in enumerate((date(leave), leave[11:], drop[11:] * is_today, begins[11:] * is_today)):
                sheet.write_string(row, column, text)
            sheet.write_number(row, 4, cars)
            sheet.write_string(row, 5, _clean("  ".join(leaving[minute])))
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

    def _occupancy(self, book: Workbook, head: Format, lot: Lot) -> None:
        """The steps of the lot as a table and as a chart."""
        _, steps = self.gettext, self.steps[lot.id]
        sheet = book.add_worksheet(_("Occupancy"))
        names = [_("From"), _("Residents present"), _("Shareable"), _("Own use"), _("Closed")]
        self._sheet(sheet, head, names, [18, 12, 12, 12, 12], _("Spaces over time"), lot.id)
        columns = (steps[name] for name in ("start_minute", "present", "shareable", "own_use", "closed"))
        rows = list(zip(*columns, strict=True))[: _SHEET_ROWS // 2 - 3]
        for row, (minute, *spaces) in enumerate(rows, start=3):
            sheet.write_string(row, 0, self.moments[minute].replace("T", " "))
            for column, value in enumerate(spaces, start=1):
                sheet.write_number(row, column, value)
        self._chart(book, sheet, head, lot, rows, steps["end_minute"])

    def _chart(self, book: Workbook, sheet: Worksheet, head: Format, lot: Lot, rows: list[tuple[Any, ...]], ends: list[int]) -> None:
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
        sheet.insert_chart("G3", chart)


def _clean(text: str) -> str:
    """Text that a cell can hold: no control characters, not longer than Excel allows."""
    return text.translate(_CONTROLS)[:32_767]
