"""Words where ids or the words of a list are expected, and headings in two languages: what must become of them, as in ``dirty_sheets``."""

from __future__ import annotations

from workbooks import Book, Case, at, book, registrar, setting

CASES: dict[str, Case] = {}
case = registrar(CASES)


@case(lambda scenario: scenario.residents[0].community == "hillside"
    and list(scenario.residents[1].excluded_lots) == ["tax-office", "school"]
    and list(scenario.lots[0].serves) == ["riverside"] and len(scenario.lots[1].closures) == 1)  # fmt: skip
def lots_and_communities_by_their_names() -> Book:
    made = book()
    at(made["Residents"], "Community", 2).value = "　Hillside"
    at(made["Residents"], "Excluded lots", 3).value = "Tax office、school"
    at(made["Lots"], "Serves", 2).value = "Riverside"
    at(made["Closures"], "Lot", 2).value = "Primary school"
    return made


@case((("Residents!B4", "'The street' is no community of the scenario; it is the name of several, so write the id: riverside, hillside"),))
def community_by_a_name_of_two() -> Book:
    made = book()
    for row in (2, 3):
        at(made["Communities"], "Name", row).value = "The street"
    at(made["Residents"], "Community", 4).value = "The street"
    return made


@case(lambda scenario: scenario.residents[0].community == "hillside")
def community_by_a_name_that_is_an_id_of_another() -> Book:
    made = book()
    at(made["Communities"], "Name", 2).value = "hillside"  # of riverside
    at(made["Residents"], "Community", 2).value = "hillside"
    return made


@case(lambda scenario: scenario.calendar.country == "CN" and scenario.lots[0].name == "Tax office" and len(scenario.residents) == 12)
def headings_and_words_in_two_languages() -> Book:
    made = book()
    setting(made, "Country").value = "cn"
    made["Lots"].title = "停车场 Lots"
    sheet = made["停车场 Lots"]
    at(sheet, "Id", 1).value = "停车场编号\nId"
    at(sheet, "Name", 1).value = "名称 name *"
    at(sheet, "Spaces", 1).value = "车位数 / spaces"
    at(sheet, "Recall (min)", 1).value = "Recall (min) 提前收回（分钟）"
    made["Kinds"].cell(2, 4).value = "是/yes"
    return made


@case((("Lots!B1", "'车位数 / Name' is no heading of this sheet"), ("Kinds!D2", 'must be yes/是 or no/否, not "yes/no"')))
def headings_and_words_that_say_two_things() -> Book:
    made = book()
    at(made["Lots"], "Name", 1).value = "车位数 / Name"
    made["Kinds"].cell(2, 4).value = "yes/no"
    return made


@case((("Calendar!A2", "2026-13-01"), ("Calendar!A4", "2026-11-28 is both a workday and a restday; keep it in one")))
def days_of_two_kinds_beside_a_wrong_date() -> Book:
    made = book()
    sheet = made["Calendar"]
    for row, (date, day) in enumerate((("2026-13-01", "workday"), ("2026-11-28", "workday"), ("2026-11-28", "restday")), start=2):
        sheet.cell(row, 1).value, sheet.cell(row, 2).value = date, day
    return made
