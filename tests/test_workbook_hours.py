"""Time rules as offices write them: forgiving about words and signs, strict about meaning."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parking_share.calendar import parse_rules
from parking_share.workbook.hours import chinese_rules, read_rules

READ = {
    "工作日 18:00-08:00；休息日 全天": "workday 18:00-08:00; restday 00:00-24:00",
    "工作日18点半到次日8点，节假日全天": "workday 18:30-08:00; restday 00:00-24:00",
    "周一至周五 18：30～次日7：30": "Mo-Fr 18:30-07:30",
    "周一、三、五 22:00-06:00": "Mo,We,Fr 22:00-06:00",
    "星期五到星期日 18:00—07:30\n礼拜一 全天": "Fr-Su 18:00-07:30; Mo 00:00-24:00",
    "每天 晚上6点至次日早上8点": "daily 18:00-08:00",
    "每日 8:00–次日18:00": "daily 08:00-18:00+1",
    "２０２６－１１－２７　１８：００－０８：００": "2026-11-27 18:00-08:00",
    "2026年11月27日至29日 全天": "2026-11-27/2026-11-29 00:00-24:00",
    "2026年12月30日到2027年1月2日 全天": "2026-12-30/2027-01-02 00:00-24:00",
    "2026/11/27 12:00-14:00、18:00-20:00": "2026-11-27 12:00-14:00; 2026-11-27 18:00-20:00",
    "5月至10月 工作日 19:00-07:30；11月1日至4月30日 工作日18:30-07:30": "05-01/10-31 workday 19:00-07:30; 11-01/04-30 workday 18:30-07:30",
    "工作日 8:00-18:00 4个车位；休息日9:00-17:00×2": "workday 08:00-18:00 x4; restday 09:00-17:00 x2",
    "工作日、周六 18:00-08:00": "workday,Sa 18:00-08:00",
    "Monday to Friday 18:00-8:00, Sat 9:00-12:00": "Mo-Fr 18:00-08:00; Sa 09:00-12:00",
    "Workdays 18:00 – 08:00 ; Rest days all day;": "workday 18:00-08:00; restday 00:00-24:00",
    "daily 06:00-22:00": "daily 06:00-22:00",
    "工作日：18:00-08:00；休息日：全天": "workday 18:00-08:00; restday 00:00-24:00",
    "每天 晚10:00-6:00": "daily 22:00-06:00",  # 18:00 would be before it begins
    "每天 12:00-02:00": "daily 12:00-02:00",  # two digits count to 24
    "每天 早8点-次日6点": "daily 08:00-06:00",
    "工作日 8:00-12:00 4个、14:00-18:00 4个": "workday 08:00-12:00 x4; workday 14:00-18:00 x4",
    "周六日 全天": "Sa,Su 00:00-24:00",
    "周一至周五每天 8:00-18:00；工作日每天 18:00-8:00": "Mo-Fr 08:00-18:00; workday 18:00-08:00",  # each of these days
    "周一——周五 18:00——8:00": "Mo-Fr 18:00-08:00",  # the dash of Chinese keyboards
    "每天 晚上10点-6点；每天 晚上18点-8点": "daily 22:00-06:00; daily 18:00-08:00",
    "daily 6pm-8:30+1; Sat-Sun 24 hours": "daily 18:00-08:30+1; Sa-Su 00:00-24:00",
    "周一三五 18:00-08:00，周六、日全天": "Mo,We,Fr 18:00-08:00; Sa,Su 00:00-24:00",
    "周六/日 全天；周六和日 全天；周六周日 全天": "Sa,Su 00:00-24:00; Sa,Su 00:00-24:00; Sa,Su 00:00-24:00",
    "周末（周六、周日）全天": "Sa,Su 00:00-24:00",  # says which days it means
    "Weekends (Sat & Sun) all day": "Sa,Su 00:00-24:00",
    "workday 6pm-8am": "workday 18:00-08:00",
    "workdays 6:30 p.m. to 8 a.m.": "workday 18:30-08:00",
    "每天 8:30am-18:00，6PM到次日7AM": "daily 08:30-18:00; daily 18:00-07:00",
    "daily 08:00-6pm": "daily 08:00-18:00",
    "workday 6pm-8am+1 x4": "workday 18:00-08:00+1 x4",
    "workday 18:00-08:00;restday 09:00-17:00": "workday 18:00-08:00;restday 09:00-17:00",  # of the format: stays as it is
}
REFUSED = {
    "周末 全天": "'周六、周日' (Sa,Su) or '休息日'",  # Saturdays that are workdays?
    "双休日 全天": "which is not the same",
    "weekdays 18:00-08:00": "is not understood",  # on holidays too?
    "18:00-08:00": "says no days",
    "工作日 18:00-08:00；22:00-23:00": "says no days",
    "周日一 全天": "is not understood from '一",
    "周六日间 18:00-20:00": "is not understood from '间",  # by day, or on Sunday?
    "周一/五 全天": "is not understood from '/",  # both, or from one to the other?
    "周一二至五 全天": "is not understood from '至",
    "周末（节假日）全天": "is not understood from '周末",
    "daily 6:00-8:00pm": "'6:00' can be read in two ways",
    "daily 6pm-8:00": "can be the evening or the next morning",
    "daily 8am-12am": "'12am' can be read in two ways",
    "daily 8am-6:00": "'6:00' can be of the same day or of the next",
    "每天 晚上6:00pm-次日8:00": "is not understood from",
    "工作日": "says no times",
    "5月至10月": "says no times",
    "工作日；18:00-08:00": "says no times",
    "每天 晚上12点-8点": "can be read in two ways",
    "每天 晚上6点-8点": "can be the evening or the next morning; write 08:00 or 20:00",
    "工作日 上午08:00-11:30，下午02:00-05:30": "can be the evening or the next morning; write 05:30 or 17:30",
    "每天 晚上1点-早上6点": "'晚上1点' can be read in two ways",
    "每天 18:00-晚上0点": "'晚上0点' can be read in two ways",
    "每天 06:00-08:00pm": "'06:00' can be read in two ways",
    "周一至周五、每天 8:00-18:00": "is not understood from '每天",
    "每天 晚6:00-8:00": "can be the evening or the next morning",
    "每天 早8点-6点": "'6点' can be of the same day or of the next; write 18:00, or '次日6点'",
    "每天 下午6点-12点": "write 24:00, or '次日12点'",
    "每天 12点至2点": "write 14:00, or '次日2点'",
    "每天 8:00-8:00": "write 20:00, or '次日8:00'",
    "工作日 8:00-12:00、14:00-18:00 4个车位": "leaves open if '4个车位' is of '08:00-12:00', too",
    "每天 8:00-18:00: x4": "is not understood from ':",
    "每天 早上18点-20点": "can be read in two ways",
    "每天 次日8点-10点": "can only stand before the end",
    "5月至10月 工作日19:00-07:30，休息日全天": "leaves open if '休息日' is of the season",
    "工作曰 18:00-08:00": "is not understood from '工作曰",  # not the character for day
    "工作日 18:00": "is not understood from '18:00'",
    "x4 工作日 18:00-20:00": "is not understood from 'x4",
    "工作日 18:00-20:00 x4 x5": "is not understood from 'x5'",
    "2026-11-27 bis 2026-11-29 18:00-20:00": "is not understood from 'bis",
    "除周一外 18:00-08:00": "is not understood from '除周一外",
    "不定": "is not understood",
}


@pytest.mark.parametrize("text", READ)
def test_understood(text: str) -> None:
    assert read_rules(text) == READ[text]
    assert parse_rules(READ[text], allow_count=True)


@pytest.mark.parametrize("text", REFUSED)
def test_refused(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(REFUSED[text])) as caught:
        read_rules(text)
    assert text[:40] in str(caught.value)


def test_chinese() -> None:
    rules = "05-01/10-31 workday,Sa-Su 19:00-07:30; 2026-11-27 00:00-24:00; daily 08:00-18:00 x4"
    assert chinese_rules(rules) == "05-01/10-31 工作日、周六至周日 19:00-07:30；2026-11-27 全天；每天 08:00-18:00 x4"
    assert chinese_rules("daily 06:00-22:00;restday 08:00-12:00") == "daily 06:00-22:00;restday 08:00-12:00"  # would come back with a space


WORDS = [
    "工作日",
    "休息日",
    "周一",
    "至",
    "到",
    "，",
    "；",
    "18:00",
    "-",
    "08:00",
    "18点半",
    "晚上",
    "次日",
    "全天",
    "x4",
    "5月",
    "2026-11-27",
    "daily",
    " ",
    "+1",
    "日",
    "三",
]


@given(text=st.lists(st.sampled_from(WORDS), max_size=9).map("".join) | st.text(max_size=20))
def test_any_text_is_refused_with_a_sentence_or_becomes_rules_that_stay(text: str) -> None:
    try:
        rules = read_rules(text)
    except ValueError as error:
        assert "'" in str(error)
    else:
        assert read_rules(rules) == rules


def test_examples_of_the_docs_mean_what_they_say() -> None:
    page = (Path(__file__).parents[1] / "docs" / "excel.md").read_text("utf-8")
    table = page.split("Time rules in the words of the office:")[1].split("Refused, with")[0]
    examples = re.findall(r"^\| `([^`]+)` \| `([^`]+)` \|$", table, re.MULTILINE)
    assert len(examples) >= 8
    assert [read_rules(written) for written, _ in examples] == [meant for _, meant in examples]
    refused = page.split("Refused, with")[1].split("\n\n")[0]
    for text in ("周末", "18:00-08:00", "晚上6点-8点", "晚上12点"):
        assert f"`{text}`" in refused
        with pytest.raises(ValueError, match="'"):
            read_rules(f"每天 {text}-8点" if text == "晚上12点" else f"每天 {text}" if "点" in text else text)
