"""Sheets as people leave them: what is wrong or odd in their cells, and what must become of it.

Each case makes a workbook and says either which problems it must have, all of them and no others, each as a place and a part of the
sentence; or what the scenario must hold.
"""

from __future__ import annotations

import datetime as dt
import re

from openpyxl.utils.datetime import CALENDAR_MAC_1904
from workbooks import Book, Case, at, book, packed, registrar, residents, setting

from parking_share import Scenario

CASES: dict[str, Case] = {}
case = registrar(CASES)


# --- merged cells -----------------------------------------------------------------------------------------------------


@case(
    (
        ("Residents!O2", "'nowhere' is no lot of the scenario"),
        ("Residents!O2", "'elsewhere' is no lot of the scenario"),
        ("Residents!A2", "Home longitude (住处经度): is required where crs is WGS84"),
    )
)
def two_mistakes_in_one_cell_and_one_in_none() -> Book:
    made = book()
    at(made["Residents"], "Excluded lots", 2).value = "nowhere, school, elsewhere"
    at(made["Residents"], "Home latitude", 2).value = 29.7
    made["Residents"].delete_cols(17)
    return made


@case(lambda scenario: [each.community for each in scenario.residents[:4]] == ["riverside"] * 4)
def community_merged_over_its_residents() -> Book:
    return residents(lambda sheet: sheet.merge_cells("B2:B5"))


@case((("Residents!B2", "is merged with cells of other columns"),))
def cells_merged_over_columns() -> Book:
    return residents(lambda sheet: sheet.merge_cells("B2:C2"))


@case(lambda scenario: len(scenario.residents) == 12)
def merged_title_above_the_headings() -> Book:
    made = book()
    sheet = made["Residents"]
    sheet.insert_rows(1, 2)
    sheet["A1"] = "2026年停车申请表"
    sheet.merge_cells("A1:F1")
    return made


# --- dates and times --------------------------------------------------------------------------------------------------


@case(lambda scenario: scenario.horizon.start == "2026-11-23" and scenario.lots[1].closures[0].from_ == "2026-11-28T08:00")
def dates_as_text() -> Book:
    made = book()
    setting(made, "First date").value = "２０２６年１１月２３日"
    at(made["Closures"], "From", 2).value = "2026/11/28 8:00"
    at(made["Closures"], "To", 2).value = "2026.11.28 13点"
    return made


@case((("Settings!B6", "is no date"),))
def date_that_can_be_read_in_two_ways() -> Book:
    made = book()
    setting(made, "First date").value = "11/12/2026"
    return made


@case(lambda scenario: scenario.horizon.start == "2026-11-23" and scenario.residents[0].applied_at == "2026-11-01T09:00")
def dates_counted_from_1904() -> Book:
    made = book()
    made.epoch = CALENDAR_MAC_1904
    return made


@case((("Closures!C2", "says no time"),))
def closure_that_ends_on_a_date() -> Book:
    made = book()
    cell = at(made["Closures"], "To", 2)
    cell.value, cell.number_format = dt.date(2026, 11, 29), "yyyy-mm-dd"
    return made


@case((("Closures!C2", "says no time"),))
def closure_that_ends_on_a_date_as_text() -> Book:
    made = book()
    at(made["Closures"], "To", 2).value = "2026-11-29"
    return made


@case((("Residents!L2", "holds the error #VALUE!"),))
def date_beyond_all_dates() -> Book:
    return residents(lambda sheet: setattr(at(sheet, "Applied at", 2), "value", 1e9))


@case(lambda scenario: scenario.residents[0].late_arrival_minutes == 30 and scenario.residents[1].late_arrival_minutes == 45)
def minutes_as_times() -> Book:
    made = book()
    at(made["Residents"], "Late arrival (min)", 2).value = dt.time(0, 30)
    at(made["Residents"], "Late arrival (min)", 3).value = "45分钟"
    return made


@case((("Residents!C2", "is a date or a time (2026-05-01T00:00) where text is expected"),))
def plate_that_became_a_date() -> Book:
    return residents(lambda sheet: setattr(at(sheet, "Plate", 2), "value", dt.datetime(2026, 5, 1)))


# --- ids --------------------------------------------------------------------------------------------------------------


@case((("Residents!A6", "'r-01' is the id of Residents!A2 already"),))
def id_twice() -> Book:
    return residents(lambda sheet: setattr(sheet["A6"], "value", "r-01"))


@case(lambda scenario: [each.id for each in scenario.residents[:3]] == ["7", "007", "r-03"])
def ids_as_numbers() -> Book:
    made = book()
    made["Residents"]["A2"].value = 7
    made["Residents"]["A2"].number_format = "General"
    made["Residents"]["A3"].value = 7
    made["Residents"]["A3"].number_format = "000"
    return made


@case((("Residents!A2", "has more than 15 digits"),))
def id_of_18_digits_as_a_number() -> Book:
    return residents(lambda sheet: setattr(sheet["A2"], "value", 500102199001011230))


@case((("Residents!B4", "'riversid' is no community of the scenario; did you mean 'riverside'?"),
       ("Residents!N5", "'taxoffice' is no lot of the scenario; did you mean 'tax-office'?"),
       ("Closures!A2", "'schol' is no lot of the scenario; did you mean 'school'?"),
       ("Lots!M2", "'hilside' is no community of the scenario; did you mean 'hillside'?")))  # fmt: skip
def ids_that_are_nowhere() -> Book:
    made = book()
    made["Residents"]["B4"].value = "riversid"
    at(made["Residents"], "Fixed lot", 5).value = "taxoffice"
    made["Closures"]["A2"].value = "schol"
    at(made["Lots"], "Serves", 2).value = "riverside、hilside"
    return made


# --- sheets and headings ----------------------------------------------------------------------------------------------


@case((("", "the sheet Lots (停车场) is missing"),))
def sheet_missing() -> Book:
    made = book()
    for title in ("Lots", "Closures", "Kinds"):
        del made[title]
    at(made["Residents"], "Current lot", 9).value = None
    return made


@case((("", "the sheet Settings (设置) is missing"),))
def settings_missing() -> Book:
    made = book()
    del made["Settings"]
    return made


@case((("Residents", "the column Stays (停放时段) is required"),))
def column_missing() -> Book:
    made = book()
    made["Residents"].delete_cols(4)
    return made


@case((("Residents!E1", "'Late arival' is no heading of this sheet; did you mean 'Late arrival (min)'?"),))
def heading_misspelt() -> Book:
    return residents(lambda sheet: setattr(sheet["E1"], "value", "Late arival"))


@case((("Residents!E1", "'Stays' stands twice, first in Residents!D1"),))
def heading_twice() -> Book:
    return residents(lambda sheet: setattr(sheet["E1"], "value", "Stays"))


@case((("Residents!S3", "stands in a column without a heading"),))
def column_without_heading() -> Book:
    return residents(lambda sheet: setattr(sheet["S3"], "value", "phoned twice"))


@case((("Residents!XFD3", "stands in a column without a heading"),))
def cell_far_away() -> Book:
    return residents(lambda sheet: setattr(sheet["XFD3"], "value", "x"))


@case(lambda scenario: len(scenario.residents) == 12)
def columns_and_sheets_of_their_own() -> Book:
    made = book()
    made["Residents"]["S1"].value, made["Residents"]["S3"].value = "＃电话", "13800000000"
    made["Residents"]["S40"].value = "a note below, in a column of their own"
    made.create_sheet("#inbox").append(["whatever"])
    made.create_sheet("Sheet2")
    hidden = made.create_sheet("lists")
    hidden.append(["a", "b"])
    hidden.sheet_state = "hidden"
    return made


@case((("Residants", "is no sheet of a scenario; did you mean 'Residents'?"),))
def sheet_misspelt() -> Book:
    made = book()
    made.copy_worksheet(made["Residents"]).title = "Residants"
    return made


@case((("居民", "and 'Residents' are both the sheet Residents (居民)"),))
def sheet_twice() -> Book:
    made = book()
    made.copy_worksheet(made["Residents"]).title = "居民"
    return made


@case((("Residents", "has no row of headings"),))
def no_headings() -> Book:
    return residents(lambda sheet: sheet.delete_rows(1))


@case((("Settings!A7", "'Dayz' is no setting; did you mean 'Days'?"), ("Settings!A9", "stands twice, first in Settings!B8")))
def settings_misspelt() -> Book:
    made = book()
    made["Settings"]["A7"].value = "Dayz"
    made["Settings"]["A9"].value = "时区"
    return made


# --- cells ------------------------------------------------------------------------------------------------------------


@case((("Residents!G5", 'must be a number, not "十"'), ("Residents!E10", "must be at least 0, not -5"), ("Residents!G11", "at most 1000"),
       ("Residents!F4", "must be a number, not TRUE"), ("Residents!D7", "is required"), ("Lots!G2", "must be a whole number, not 4.5"),
       ("Residents!J3", "must be a number, not a date or a time")))  # fmt: skip
def numbers_that_are_none() -> Book:
    made = book()
    sheet = made["Residents"]
    sheet["G5"].value, sheet["E10"].value, sheet["G11"].value, sheet["F4"].value, sheet["D7"].value = "十", -5, 1001, True, None
    sheet["J3"].value = dt.datetime(2026, 1, 10)
    at(made["Lots"], "Spaces", 2).value = 4.5
    return made


@case((("Residents!D2", "'周末 全天' is not understood"), ("Residents!D3", "says no days"), ("Residents!D4", "not a date or a time"),
       ("Residents!D5", "is only for own_use"), ("Residents!D6", "is no time of day")))  # fmt: skip
def hours_that_are_none() -> Book:
    made = book()
    sheet = made["Residents"]
    for row, value in enumerate(("周末 全天", "18:00-08:00", dt.time(18), "工作日 18:00-08:00 x2", "每天 25:00-08:00"), start=2):
        sheet.cell(row, 4).value = value
    return made


def is_plain(scenario: Scenario) -> bool:
    first = scenario.residents[0]
    assert (first.community, first.plate, first.priority) == ("riverside", "渝A12345", 12)
    return first.stays == "workday 18:30-07:40; restday 00:00-24:00" and scenario.lots[0].monthly_fee == 1200


@case(is_plain)
def full_width_and_stray_spaces() -> Book:
    made = book()
    row = made["Residents"]
    row["B2"].value, row["C2"].value, row["D2"].value = (
        "\u3000riverside\u00a0 ",
        " 渝Ａ１２３４５ ",
        "工作日　１８：３０～次日７：４０，节假日全天；",
    )
    row["G2"].value = "１２"
    at(made["Lots"], "Monthly fee", 2).value = "1，200 元"
    return made


@case(lambda scenario: scenario.residents[0].plate == "=cmd()" and scenario.residents[1].plate == "line\nbreak"
      and scenario.lots[0].id == "../../x" and scenario.lots[0].name == "<img src=x onerror=alert(1)>")  # fmt: skip
def texts_that_would_do_harm() -> Book:
    made = book()
    cell = at(made["Residents"], "Plate", 2)
    cell.value, cell.data_type = "=cmd()", "s"
    at(made["Residents"], "Plate", 3).value = "line\nbreak"
    made["Lots"]["A2"].value, made["Lots"]["B2"].value = "../../x", "<img src=x onerror=alert(1)>"
    return made


def with_formula(formula: str, kind: str, value: str) -> bytes:
    """The sample with a formula at G2 whose value is there, as Excel writes it."""

    def change(parts: dict[str, bytes], name: str) -> None:
        cell = f'<c r="G2" t="{kind}"><f>{formula}</f><v>{value}</v></c>'.encode()
        parts[name], found = re.subn(rb'<c r="G2"[^>]*><f>.*?</c>', cell, parts[name])
        assert found == 1

    return packed(change, of=residents(lambda sheet: setattr(sheet["G2"], "value", "=Z1")))


@case(lambda scenario: scenario.residents[0].priority == 42)
def formula_with_its_value() -> bytes:
    return with_formula("40+2", "n", "42")


@case(lambda scenario: scenario.residents[0].priority == 1)
def formula_that_gives_an_empty_text() -> bytes:
    return with_formula('IF(Z1,1,"")', "str", "")


@case((("Residents!G2", "holds the error #REF!"),))
def formula_that_failed() -> bytes:
    return with_formula("#REF!", "e", "#REF!")


@case((("Residents!G2", "is a formula without a value"),))
def formula_without_its_value() -> Book:
    return residents(lambda sheet: setattr(sheet["G2"], "value", "=40+2"))
