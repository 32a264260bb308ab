"""The language of time rules: what reads, as what, and what does not, with the place in the text."""

from __future__ import annotations

import datetime as dt

import pytest
import reference_time as naive
from hypothesis import given
from hypothesis import strategies as st
from strategies import rule_texts

from parking_share.calendar import DaySelector, TimeRule, parse_rules
from parking_share.errors import RuleError

EVERY_DAY = frozenset(range(7))


def ordinal(date: str) -> int:
    return dt.date.fromisoformat(date).toordinal()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("daily 08:00-18:00", TimeRule((DaySelector(weekdays=EVERY_DAY),), 480, 1080, 0)),
        ("daily 18:00-08:00", TimeRule((DaySelector(weekdays=EVERY_DAY),), 1080, 480, 1)),  # over night
        ("daily 08:00-08:00", TimeRule((DaySelector(weekdays=EVERY_DAY),), 480, 480, 1)),  # not later: the next date
        ("daily 00:00-24:00", TimeRule((DaySelector(weekdays=EVERY_DAY),), 0, 1440, 0)),
        ("daily 08:00-18:00+1", TimeRule((DaySelector(weekdays=EVERY_DAY),), 480, 1080, 1)),
        ("daily 08:00-18:00+0", TimeRule((DaySelector(weekdays=EVERY_DAY),), 480, 1080, 0)),
        ("daily 18:00-08:00+3", TimeRule((DaySelector(weekdays=EVERY_DAY),), 1080, 480, 3)),
        ("workday,Sa 18:00-24:00", TimeRule((DaySelector("workday"), DaySelector(weekdays=frozenset({5}))), 1080, 1440, 0)),
        ("restday 09:00-17:00 x4", TimeRule((DaySelector("restday"),), 540, 1020, 0, count=4)),
        ("Mo-Fr 09:00-17:00", TimeRule((DaySelector(weekdays=frozenset(range(5))),), 540, 1020, 0)),
        ("Sa-Mo 09:00-17:00", TimeRule((DaySelector(weekdays=frozenset({5, 6, 0})),), 540, 1020, 0)),  # wraps the week
        ("Su-Su 09:00-17:00", TimeRule((DaySelector(weekdays=frozenset({6})),), 540, 1020, 0)),
        ("2026-02-28/2026-03-01 09:00-17:00", TimeRule((DaySelector(dates=(ordinal("2026-02-28"), ordinal("2026-03-01"))),), 540, 1020, 0)),
        ("2028-02-29 09:00-17:00", TimeRule((DaySelector(dates=(ordinal("2028-02-29"),) * 2),), 540, 1020, 0)),
        ("11-01/02-29 daily 09:00-17:00", TimeRule((DaySelector(weekdays=EVERY_DAY),), 540, 1020, 0, ((11, 1), (2, 29)))),
    ],
)
def test_one_rule(text: str, expected: TimeRule) -> None:
    assert parse_rules(text, allow_count=True) == (expected,)


def test_no_rule() -> None:
    assert parse_rules("") == ()


@pytest.mark.parametrize("separator", [";", "; ", " ;", " ; "])
def test_rules_in_a_row(separator: str) -> None:
    assert [rule.start_minute for rule in parse_rules(separator.join(["Mo 08:00-09:00", "Tu 10:00-11:00"]))] == [480, 600]


@given(st.data())
def test_every_valid_text_reads_as_by_the_second_opinion(draw: st.DataObject) -> None:
    text = draw.draw(rule_texts("2026-03-29", allow_count=True))
    found = [(rule.start_minute, rule.end_minute, rule.nights, rule.count) for rule in parse_rules(text, allow_count=True)]
    assert found == [(rule.start, rule.end, rule.nights, rule.count) for rule in naive.parse(text)]


# (text, 0-based position that the message must point at, words of the message)
INVALID = [
    (" ", 0, "rule"),
    ("   ", 0, "rule"),
    (";", 0, "rule"),
    ("daily 08:00-09:00;", 18, "rule"),  # an empty rule after the last separator
    ("daily 08:00-09:00; ;Mo 08:00-09:00", 19, "rule"),  # and between two
    ("; daily 08:00-09:00", 0, "rule"),
    (" daily 08:00-09:00", 0, "space"),
    ("daily 08:00-09:00 ", 18, "space"),
    ("daily  08:00-09:00", 6, "space"),
    ("daily 08:00-09:00  ; Mo 08:00-09:00", 18, "space"),
    ("daily\t08:00-09:00", 0, "day"),
    ("daily", 5, "times"),
    ("08:00-09:00", 0, "day"),
    ("11-01/02-28", 11, "days"),
    ("11-01/02-30 daily 08:00-09:00", 6, "02-30"),
    ("13-01/02-28 daily 08:00-09:00", 0, "13-01"),
    ("daily 11-01/02-28 08:00-09:00", 6, "times"),  # a season goes first
    ("Daily 08:00-09:00", 0, "day"),
    ("Mon 08:00-09:00", 0, "day"),
    ("mo 08:00-09:00", 0, "day"),
    ("Mo-fr 08:00-09:00", 0, "day"),
    ("Mo,,Tu 08:00-09:00", 3, "day"),
    ("Mo, Tu 08:00-09:00", 3, "day"),
    ("Mo,Xx 08:00-09:00", 3, "'Xx'"),
    ("workday-restday 08:00-09:00", 0, "day"),
    ("2026-02-30 08:00-09:00", 0, "2026-02-30"),
    ("Mo,2026-13-01 08:00-09:00", 3, "2026-13-01"),
    ("2026-03-02/2026-03-01 08:00-09:00", 0, "reversed"),
    ("2026-03-01/03-02 08:00-09:00", 0, "day"),
    ("daily 8:00-09:00", 6, "times"),
    ("daily 08:00", 6, "times"),
    ("daily 0800-0900", 6, "times"),
    ("daily 08:00–09:00", 6, "times"),  # an en dash
    ("daily 08:00-09:00-10:00", 6, "times"),
    ("daily 24:00-09:00", 6, "24:00"),  # as a second time only
    ("daily 08:60-09:00", 6, "08:60"),
    ("daily 08:00-24:01", 12, "24:01"),
    ("daily 08:00-25:00", 12, "25:00"),
    ("daily 08:00-09:60", 12, "09:60"),
    ("daily 18:00-08:00+0", 6, "before it begins"),
    ("daily 08:00-08:00+0", 6, "before it begins"),
    ("daily 08:00-09:00+", 6, "times"),
    ("daily 08:00-09:00+-1", 6, "times"),
    ("daily 08:00-09:00 +1", 18, "+1"),
    ("daily 08:00-09:00 x0", 18, "1"),
    ("daily 08:00-09:00 x", 18, "x"),
    ("daily 08:00-09:00 4", 18, "x4"),
    ("daily 08:00-09:00 X4", 18, "X4"),
    ("daily 08:00-09:00 x-1", 18, "x-1"),
    ("daily 08:00-09:00 x1.5", 18, "x1.5"),
    ("daily 08:00-09:00 x4 x5", 21, "';'"),
    ("daily 08:00-09:00, Mo 10:00-11:00", 6, "times"),
    ("daily 08:00-09:00 Mo 10:00-11:00", 18, "';'"),
    ("daily ٠٨:00-09:00", 6, "times"),  # digits of another script
    ("２０２６-03-01 08:00-09:00", 0, "day"),
    ("daily 08:00-09:00 x４", 18, "x４"),
    ("daily 08:00-09:00\n", 6, "times"),
]


@pytest.mark.parametrize(("text", "position", "words"), INVALID)
def test_what_does_not_read(text: str, position: int, words: str) -> None:
    with pytest.raises(RuleError) as caught:
        parse_rules(text, allow_count=True)
    assert (caught.value.text, caught.value.position) == (text, position)
    assert words in caught.value.expected
    assert f"'{text}'" in str(caught.value) and f"character {position + 1}" in str(caught.value)


def test_a_count_is_only_for_own_use() -> None:
    with pytest.raises(RuleError, match="only for own_use") as caught:
        parse_rules("Mo 08:00-09:00; daily 08:00-09:00 x4")
    assert caught.value.position == 34


@given(st.data())
def test_a_damaged_text_reads_or_is_refused_but_never_breaks(draw: st.DataObject) -> None:
    text = draw.draw(rule_texts("2026-03-29", allow_count=True, min_size=1))
    at = draw.draw(st.integers(0, len(text)))
    typed = draw.draw(st.text(alphabet="0129:;-/+x, MoTudailywork\u00e9", max_size=3))
    damaged = text[:at] + typed + text[at + draw.draw(st.integers(0, 2)) :]
    try:
        rules = parse_rules(damaged, allow_count=True)
    except RuleError as error:
        assert 0 <= error.position <= len(damaged)
    else:
        assert all(rule.start_minute < rule.end_minute + 1440 * rule.nights for rule in rules)
