"""What a workbook says about itself: notes on headings, and the sheet to read first."""

from __future__ import annotations

from collections.abc import Iterator

from parking_share.catalogue import Lang
from parking_share.workbook.columns import SHEETS, Column, Sheet
from parking_share.workbook.kinds import KINDS

_INTRODUCTION = {
    "en": (
        "Shared parking: the data of one scenario",
        "Replace the sample rows by your own. Then: parking-share import THIS-FILE.xlsx -o scenario.json",
        "Columns and sheets may stand in any order, with English or Chinese headings; * is required. What a blank cell means is below.",
        "Rest days are those of the official calendar: weekends and public holidays, but for the weekends on which people work instead.",
        "Columns, settings and sheets whose name begins with # are your own and are not read.",
        'Text in straight double quotes, such as " A ", is taken exactly as it is.',
    ),
    "zh": (
        "错时共享停车：一个方案的数据",
        "请用自己的数据替换示例行，然后运行：parking-share import 本文件.xlsx -o scenario.json",
        "各列、各表的顺序不限，表头可用中文或英文；带 * 的必填。空白单元格的含义见下表末列。",
        "休息日（也可写节假日）按官方日历确定：周末和法定节假日，调休上班的周末除外。只指周六、周日时请写“周六、周日”。",
        "名称以 # 开头的列、设置项和工作表为本单位自用，不会被读取。",
        '写在英文双引号中的文字（如 " A "）按原样读取。',
    ),
}
_HEAD = {"en": ("Sheet", "Column", "Meaning", "How to write it", "Left blank"), "zh": ("工作表", "列", "说明", "写法", "不填时")}
_JOIN = {"en": " or ", "zh": "或"}


def starred(sheet: Sheet, column: Column, heading: str) -> str:
    """The heading, with a star where it must be filled."""
    is_place = column.key.startswith("location.") and not column.key.endswith("elevation_m")
    return f"{heading} *" if is_place or sheet.is_needed(column) else heading


def how(column: Column, lang: Lang) -> str:
    """How to write a column's cells."""
    choices = _JOIN[lang].join(pair[lang == "zh"] for pair in KINDS[column.kind].choices)
    return " ".join(part for part in (choices, column.hint(lang)) if part)


def note(sheet: Sheet, column: Column, lang: Lang) -> str:
    """The note on a heading."""
    written = how(column, lang)
    return sheet.meaning(column, lang) + (f"\n{written}" if written else "")


def guide_rows(lang: Lang) -> Iterator[tuple[bool, tuple[str, ...]]]:
    """The rows of the sheet to read first, and whether each stands out."""
    title, *lines = _INTRODUCTION[lang]
    yield True, (title,)
    for line in lines:
        yield False, (line,)
    yield False, ("",)
    yield True, _HEAD[lang]
    for sheet in SHEETS:
        for column in sheet.columns:
            about = starred(sheet, column, column.heading(lang)), sheet.meaning(column, lang), how(column, lang)
            default = sheet.default(column)
            yield False, (sheet.title(lang), *about, "" if default is None else str(KINDS[column.kind].write(default, lang)))
