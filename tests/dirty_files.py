"""Files that are no workbooks, damaged or hostile ones, and what must become of them.

Each case makes a workbook and says either which problems it must have, all of them and no others, each as a place and a part of the
sentence; or what the scenario must hold.
"""

from __future__ import annotations

import zipfile
from io import BytesIO

from workbooks import Book, Case, book, packed, registrar, replaced, residents, said_to_unpack_to, saved

CASES: dict[str, Case] = {}
case = registrar(CASES)


@case((("book.xlsx", "is empty"),))
def nothing() -> bytes:
    return b""


@case((("book.xlsx", "is no Excel workbook"),))
def not_packed() -> bytes:
    return b"\x89PNG\r\n\x1a\n" + bytes(1000)


@case((("book.xlsx", "is a web page or an XML file with the name of a workbook"),))
def web_page() -> bytes:
    return b"\xef\xbb\xbf\r\n<html><table><tr><td>id</td></tr></table></html>"


@case((("book.xlsx", "is in the old format of Excel (.xls)"),))
def old_format() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "Workbook".encode("utf-16-le") + bytes(5000)


@case((("book.xlsx", "is protected by a password"),))
def encrypted() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(5000)


@case((("book.xlsx", "is a packed file with a password"),))
def packed_with_a_password() -> bytes:
    content = bytearray(saved(book()))
    entry = content.index(b"PK\x01\x02")
    content[entry + 8] |= 1
    return bytes(content)


def other_package(*names: str) -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in names:
            archive.writestr(name, b"<x/>")
    return content.getvalue()


@case((("book.xlsx", "is a packed file and no workbook"),))
def packed_letters() -> bytes:
    return other_package("letter.txt")


@case((("book.xlsx", "is an OpenDocument file"),))
def open_document() -> bytes:
    return other_package("mimetype", "content.xml")


@case((("book.xlsx", "is a binary workbook (.xlsb)"),))
def binary_workbook() -> bytes:
    return other_package("[Content_Types].xml", "xl/workbook.bin")


@case((("book.xlsx", "is damaged"),))
def no_workbook_in_it() -> bytes:
    return other_package("[Content_Types].xml", "word/document.xml")


@case((("book.xlsx", "is damaged"),))
def cut_off() -> bytes:
    content = saved(book())
    return content[: len(content) // 2]


@case((("book.xlsx", "is damaged"),))
def xml_cut_off() -> bytes:
    return packed(lambda parts, name: parts.update({name: parts[name][: len(parts[name]) // 2]}))


@case((("book.xlsx", "is damaged"),))
def texts_missing() -> bytes:
    """A cell refers to a text that cells share, and there is none."""
    return replaced(b"</sheetData>", b'<row r="20"><c r="A20" t="s"><v>5</v></c></row></sheetData>')


@case((("book.xlsx", "Strict Open XML"),))
def strict_format() -> bytes:
    def change(parts: dict[str, bytes], name: str) -> None:
        old, new = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main"
        parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(old, new)

    return packed(change)


@case((("book.xlsx", "would unpack to more than"),))
def zip_bomb() -> bytes:
    return said_to_unpack_to(saved(book()), "xl/worksheets/sheet1.xml", 0xFFFFFFF0)


@case((("book.xlsx", "has a part that would unpack to more than"),))
def zip_bomb_outside_the_sheets() -> bytes:
    return said_to_unpack_to(saved(book()), "xl/styles.xml", 1 << 29)


@case((("book.xlsx", "is damaged"),))
def zip_bomb_that_lies_about_its_size() -> bytes:
    """The list says 1,000 bytes; no more is unpacked."""
    content = packed(lambda parts, name: parts.update({name: parts[name].replace(b"</sheetData>", b" " * 50_000_000 + b"</sheetData>")}))
    return said_to_unpack_to(content, "xl/worksheets/sheet7.xml", 1000)


@case((("book.xlsx", "declares things that no workbook does"),))
def entities_without_end() -> bytes:
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    return packed(lambda parts, name: parts.update({name: laughs + parts[name]}))


@case((("book.xlsx", "declares things that no workbook does"),))
def entities_in_another_encoding() -> bytes:
    """UTF-16 has a zero byte between the letters of DOCTYPE."""

    def change(parts: dict[str, bytes], name: str) -> None:
        text = parts[name].decode().split("?>", 1)[-1]
        parts[name] = f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY a "ha">]>{text}'.encode("utf-16")

    return packed(change)


@case((("book.xlsx", "declares things that no workbook does"),))
def entities_after_a_long_comment() -> bytes:
    comment = b"<!--" + b"x" * 2_000_000 + b'--><!DOCTYPE x [<!ENTITY a "ha">]>'
    return packed(lambda parts, name: parts.update({name: comment + parts[name].split(b"?>", 1)[-1]}))


@case((("book.xlsx", "declares things that no workbook does"),))
def entities_in_a_part_with_another_ending() -> bytes:
    def change(parts: dict[str, bytes], name: str) -> None:
        relations, old, new = "xl/_rels/workbook.xml.rels", name.encode(), b"xl/worksheets/sheet.data"
        parts["xl/worksheets/sheet.data"] = b'<!DOCTYPE x [<!ENTITY a "ha">]>' + parts.pop(name)
        parts[relations] = parts[relations].replace(old, new)
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(old, new)

    return packed(change)


@case((("book.xlsx", "row 3 stands after row 13"),))
def rows_out_of_order() -> bytes:
    """Excel does not open it either; read from top to bottom, the last row would be lost."""
    return replaced(b"</sheetData>", b'<row r="3"><c r="A3" t="inlineStr"><is><t>r-99</t></is></c></row></sheetData>')


@case((("book.xlsx", "cell B14 stands after D14"),))
def cells_out_of_order() -> bytes:
    """A row that is as wide as its last cell would lose the others."""
    cells = b"".join(b'<c r="%s14" t="inlineStr"><is><t>r-99</t></is></c>' % column for column in (b"A", b"D", b"B"))
    return replaced(b"</sheetData>", b'<row r="14">' + cells + b"</row></sheetData>")


@case((("book.xlsx", "cell A20 stands after 14"),))
def cell_in_another_row() -> bytes:
    return replaced(b"</sheetData>", b'<row r="14"><c r="A20" t="inlineStr"><is><t>r-99</t></is></c></row></sheetData>')


@case(lambda scenario: len(scenario.residents) == 12)
def sheet_for_a_chart_without_one() -> Book:
    made = book()
    made.create_chartsheet("Chart", 0)
    return made


@case((("Residents!G2", "must be a number"),))
def sheet_for_a_chart_and_a_mistake() -> Book:
    made = residents(lambda sheet: setattr(sheet["G2"], "value", "ten"))
    made.create_chartsheet("Chart")
    return made


@case(lambda scenario: len(scenario.residents) == 12)
def ten_megabytes_of_blanks() -> bytes:
    blanks = ["".join(f'<c r="{chr(65 + at)}{row}" s="1"/>' for at in range(12)) for row in range(20, 40_000)]
    rows = "".join(f'<row r="{row}">{cells}</row>' for row, cells in enumerate(blanks, start=20)).encode()
    assert len(rows) > 10_000_000
    return replaced(b"</sheetData>", rows + b"</sheetData>")


@case(lambda scenario: len(scenario.residents) == 12)
def row_number_beyond_all_rows() -> bytes:
    return replaced(b"</sheetData>", b'<row r="2000000000"><c r="A2000000000"><v>1</v></c></row></sheetData>')


@case(lambda scenario: len(scenario.residents) == 12)
def with_macros() -> bytes:
    return packed(lambda parts, name: parts.update({"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + bytes(100)}))
