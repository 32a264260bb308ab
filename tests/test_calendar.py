"""Calendar: day classes, clock changes and the periods of rules, against a minute-by-minute second opinion."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import reference_time as naive
from hypothesis import given
from hypothesis import strategies as st
from strategies import PLACES, horizons, rule_texts

from parking_share.calendar import Calendar, Periods, check_date, check_local_datetime, check_timezone
from parking_share.errors import InputError
from parking_share.scenario import Scenario

CHINA_WORKING_WEEKENDS = ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"]
# A Saturday that was worked for the new year of 2006: chinesecalendar leaves it out, and the format follows ``holidays``.
KNOWN_DIFFERENCES = {"2005-12-31"}


def calendar_of(data: dict[str, Any]) -> Calendar:
    return Calendar(**data["horizon"], **data.get("calendar", {}))


def listed(periods: Periods) -> tuple[list[tuple[int, int]], list[bool], list[bool]]:
    pairs = list(zip(periods.start.tolist(), periods.end.tolist(), strict=True))
    return pairs, periods.clipped_start.tolist(), periods.clipped_end.tolist()


def classes(calendar: Calendar) -> dict[str, bool | None]:
    return {date: is_workday for _, date, is_workday in calendar.day_starts()}


# ------------------------------------------------------------------------------------------------- periods of the rules


@given(st.data())
def test_stays_are_those_of_the_second_opinion(draw: st.DataObject) -> None:
    data = {"horizon": draw.draw(horizons())}
    text = draw.draw(rule_texts(data["horizon"]["start"], min_size=1))
    pairs, first_clipped, last_clipped = naive.merged(data, text)
    calendar = calendar_of(data)
    found, clipped_start, clipped_end = listed(calendar.stay_periods(text))
    assert calendar.length == naive.length(data)
    assert found == pairs
    assert clipped_start == [first_clipped and start == 0 for start, _ in pairs]
    assert clipped_end == [last_clipped and end == calendar.length for _, end in pairs]


@given(st.data())
def test_periods_of_each_rule_are_those_of_the_second_opinion(draw: st.DataObject) -> None:
    data = {"horizon": draw.draw(horizons())}
    text = draw.draw(rule_texts(data["horizon"]["start"], allow_count=True))
    horizon = naive.length(data)
    expected = [(rule.count, naive.runs(naive.presence(naive.rule_periods(data, rule), horizon))) for rule in naive.parse(text)]
    assert [(count, listed(periods)[0]) for count, periods in calendar_of(data).rule_periods(text)] == expected


@given(st.data())
def test_unknown_dates_are_those_that_a_rule_asks_for(draw: st.DataObject) -> None:
    start = (dt.date(2026, 12, 29) + dt.timedelta(days=draw.draw(st.integers(0, 4)))).isoformat()
    data = {
        "horizon": {"start": start, "days": draw.draw(st.integers(1, 5)), "timezone": "Asia/Shanghai"},
        "calendar": {"country": "CN", "holidays": draw.draw(st.sampled_from([[], ["2027-01-01"]])), "workdays": ["2027-01-04"]},
    }
    text = draw.draw(rule_texts(start, min_size=1))
    expected = set()
    for rule in naive.parse(text):
        try:
            naive.rule_periods(data, rule)
        except LookupError:
            expected |= _asked(data, rule)
    assert calendar_of(data).unknown_dates(text) == sorted(expected)


def _asked(data: dict[str, Any], rule: naive.Rule) -> set[str]:
    """Dates of unknown class that a rule asks for, found by adding each to the holidays once it has been asked for."""
    asked: set[str] = set()
    while True:
        told = data | {"calendar": data["calendar"] | {"holidays": [*data["calendar"]["holidays"], *asked]}}
        try:
            naive.rule_periods(told, rule)
        except LookupError as error:
            asked.add(str(error.args[0]))
        else:
            return asked


def test_a_night_before_the_horizon_reaches_in_and_is_clipped() -> None:
    calendar = Calendar("2026-11-23", 1, "Asia/Shanghai")
    assert listed(calendar.stay_periods("daily 18:00-08:00")) == ([(0, 480), (1080, 1440)], [True, False], [False, True])


def test_a_long_stay_from_days_before_reaches_in() -> None:
    calendar = Calendar("2026-11-23", 1, "Asia/Shanghai")
    assert listed(calendar.stay_periods("2026-11-13 10:00-12:00+10")) == ([(0, 720)], [True], [False])


def test_what_only_touches_the_horizon_is_not_there() -> None:
    calendar = Calendar("2026-11-23", 1, "Asia/Shanghai")
    assert len(calendar.stay_periods("2026-11-22 18:00-24:00; 2026-11-24 00:00-08:00")) == 0


def test_an_edge_that_nothing_crosses_is_not_clipped() -> None:
    calendar = Calendar("2026-11-23", 2, "Asia/Shanghai")
    assert listed(calendar.stay_periods("daily 00:00-24:00")) == ([(0, 2880)], [False], [False])


def test_touching_and_overlapping_periods_are_one() -> None:
    calendar = Calendar("2026-11-23", 2, "Asia/Shanghai")
    assert listed(calendar.stay_periods("daily 10:00-12:00; daily 12:00-13:00; Mo 12:30-14:00"))[0] == [(600, 840), (2040, 2220)]


def test_rules_stay_apart_where_counts_matter() -> None:
    calendar = Calendar("2026-11-23", 1, "Asia/Shanghai")
    found = [(count, listed(periods)[0]) for count, periods in calendar.rule_periods("Mo 10:00-12:00 x2; Mo 11:00-13:00")]
    assert found == [(2, [(600, 720)]), (None, [(660, 780)])]


@pytest.mark.parametrize(
    ("season", "start", "expected"),
    [
        pytest.param("11-01/02-29", "2026-11-01", 1),  # first date of a season that wraps the year
        pytest.param("11-01/02-29", "2026-10-31", 0),  # the date before
        pytest.param("11-01/02-29", "2024-02-29", 1),  # its last date in a leap year
        pytest.param("11-01/02-29", "2025-03-01", 0),  # the date after, in a year without 29 February
        pytest.param("05-01/05-01", "2026-05-01", 1),  # one single date
        pytest.param("02-29/02-29", "2025-02-28", 0),  # a date that this year lacks
        pytest.param("03-02/03-01", "2026-06-15", 1),  # wraps nearly the whole year
    ],
)
def test_season(season: str, start: str, expected: int) -> None:
    assert len(Calendar(start, 1, "Asia/Shanghai").stay_periods(f"{season} daily 10:00-12:00")) == expected


# -------------------------------------------------------------------------------------------------------- clock changes


@pytest.mark.parametrize(("timezone", "date"), PLACES)
def test_every_local_minute_around_a_clock_change(timezone: str, date: str) -> None:
    start = dt.datetime.fromisoformat(date) - dt.timedelta(days=1)
    data = {"horizon": {"start": start.date().isoformat(), "days": 3, "timezone": timezone}}
    calendar = calendar_of(data)
    for minute in range(0, 3 * 1440, 7):
        local = start + dt.timedelta(minutes=minute)
        assert calendar.minute_of(local.isoformat(timespec="minutes")) == naive.instant(data, local)


@pytest.mark.parametrize(("timezone", "date"), PLACES)
def test_instants_survive_being_written(timezone: str, date: str) -> None:
    calendar = Calendar(date, 3, timezone)
    assert all(calendar.minute_of(calendar.iso(minute)) == minute for minute in range(0, calendar.length, 11))


@pytest.mark.parametrize(
    ("timezone", "start", "length", "text", "expected"),
    [
        pytest.param("Europe/Berlin", "2026-03-29", 1380, "daily 02:30-04:00", (120, 180)),  # a skipped start is the end of the gap
        pytest.param("Europe/Berlin", "2026-03-29", 1380, "daily 01:00-02:30", (60, 120)),  # a skipped end, too
        pytest.param("Europe/Berlin", "2026-03-29", 1380, "daily 02:10-02:50", None),  # skipped as a whole
        pytest.param("Europe/Berlin", "2026-10-25", 1500, "daily 02:30-04:00", (150, 300)),  # an ambiguous start is the earlier one
        pytest.param("Europe/Berlin", "2026-10-25", 1500, "daily 01:00-02:30", (60, 150)),  # an ambiguous end, too
        pytest.param("America/Sao_Paulo", "2018-11-04", 1380, "2018-11-04 00:00-02:00", (0, 60)),  # the date begins at 01:00
        pytest.param("America/Sao_Paulo", "2018-11-03", 1440, "2018-11-03 22:00-24:00", (1320, 1440)),  # 24:00 is 01:00
        pytest.param("America/Sao_Paulo", "2018-11-03", 1440, "2018-11-03 22:00-00:30", (1320, 1440)),  # 00:30 is the end of the gap
        pytest.param("America/Sao_Paulo", "2018-02-17", 1500, "daily 22:00-23:30", (1320, 1410)),  # 23:30 comes twice
        pytest.param("America/Sao_Paulo", "2018-02-17", 1500, "2018-02-17 23:00-24:00", (1380, 1500)),  # both hours of it
        pytest.param("Pacific/Apia", "2011-12-30", 0, "daily 00:00-24:00", None),  # a date that never was
    ],
)
def test_clock_change_by_hand(timezone: str, start: str, length: int, text: str, expected: tuple[int, int] | None) -> None:
    calendar = Calendar(start, 1, timezone)
    assert calendar.length == length
    assert listed(calendar.stay_periods(text))[0] == ([expected] if expected else [])


def test_instants_carry_their_offset() -> None:
    calendar = Calendar("2026-10-25", 1, "Europe/Berlin")
    assert [calendar.iso(minute) for minute in (0, 150, 210)] == [
        "2026-10-25T00:00+02:00",
        "2026-10-25T02:30+02:00",
        "2026-10-25T02:30+01:00",
    ]


# ---------------------------------------------------------------------------------------------------------- day classes


def test_without_a_country_the_weekend_rests() -> None:
    week = classes(Calendar("2026-11-23", 7, "Asia/Shanghai"))
    assert list(week.values()) == [True] * 5 + [False] * 2


@pytest.mark.parametrize("date", CHINA_WORKING_WEEKENDS)
def test_china_works_on_adjusted_weekends(date: str) -> None:
    assert dt.date.fromisoformat(date).weekday() >= 5
    calendar = Calendar(date, 1, "Asia/Shanghai", "CN")
    assert classes(calendar) == {date: True}
    assert len(calendar.stay_periods("workday 10:00-12:00")) == 1
    assert len(calendar.stay_periods("restday 10:00-12:00")) == 0
    assert len(calendar.stay_periods("Sa,Su 10:00-12:00")) == 1  # a weekday name means the weekday, whatever its class


def test_no_other_weekend_of_2026_works_in_china() -> None:
    year = classes(Calendar("2026-01-01", 365, "Asia/Shanghai", "CN"))
    assert [date for date, works in year.items() if works and dt.date.fromisoformat(date).weekday() >= 5] == CHINA_WORKING_WEEKENDS


@pytest.mark.parametrize("year", range(2004, 2027))
def test_china_against_chinesecalendar(year: int) -> None:
    chinese_calendar = pytest.importorskip("chinese_calendar")
    days = 366 if year % 4 == 0 else 365
    expected = {}
    for step in range(days):
        date = dt.date(year, 1, 1) + dt.timedelta(days=step)
        expected[date.isoformat()] = chinese_calendar.is_workday(date)
    found = classes(Calendar(f"{year}-01-01", days, "Asia/Shanghai", "CN"))
    assert {date for date in expected if expected[date] != found[date]} <= KNOWN_DIFFERENCES


@pytest.mark.parametrize("country", ["CN", "CHN"])
def test_china_beyond_2026_is_unknown_and_never_guessed(country: str) -> None:
    calendar = Calendar("2026-12-31", 3, "Asia/Shanghai", country)
    assert list(classes(calendar).values()) == [True, None, None]
    assert calendar.known_years()[1] == 2026
    assert calendar.unknown_dates("workday 18:00-08:00") == ["2027-01-01", "2027-01-02"]
    assert calendar.unknown_dates("daily 18:00-08:00") == []
    assert calendar.unknown_dates("06-01/09-01 workday 18:00-08:00") == []


def test_own_lists_go_before_the_official_calendar() -> None:
    calendar = Calendar("2026-12-31", 3, "Asia/Shanghai", "CN", holidays=["2026-12-31", "2027-01-01"], workdays=["2027-01-02"])
    assert list(classes(calendar).values()) == [False, False, True]
    assert calendar.unknown_dates("workday 18:00-08:00") == []


def test_a_date_before_the_horizon_is_asked_for_too() -> None:
    calendar = Calendar("2027-01-03", 1, "Asia/Shanghai", "CN", workdays=["2027-01-03"])
    assert calendar.unknown_dates("workday 18:00-08:00") == ["2027-01-02"]


@pytest.mark.parametrize(
    ("country", "subdivision", "date", "works"),
    [
        pytest.param("DE", "BY", "2026-06-04", False),  # Corpus Christi, in Bavaria
        pytest.param("DE", "BE", "2026-06-04", True),  # and not in Berlin
        pytest.param("EG", None, "2024-04-19", False),  # Egypt rests on Friday
        pytest.param("EG", None, "2024-04-21", True),  # and works on Sunday
    ],
)
def test_official_calendars(country: str, subdivision: str | None, date: str, works: bool) -> None:
    assert classes(Calendar(date, 1, "UTC", country, subdivision)) == {date: works}


@pytest.mark.parametrize(
    ("country", "subdivision", "place"),
    [pytest.param("XX", None, "calendar.country"), pytest.param("DE", "XX", "calendar.subdivision")],
)
def test_unknown_country_or_subdivision(country: str, subdivision: str | None, place: str) -> None:
    with pytest.raises(InputError) as caught:
        Calendar("2026-01-01", 1, "UTC", country, subdivision)
    assert [problem.place for problem in caught.value.problems] == [place]


# ----------------------------------------------------------------------------------------------------------- text forms


@pytest.mark.parametrize("text", ["2026-2-3", "20260203", "2026-02-30", "2026-W01-1", "03.02.2026", "", "1899-12-31"])
def test_no_date(text: str) -> None:
    with pytest.raises(ValueError):
        check_date(text)


@pytest.mark.parametrize(
    "text", ["2026-02-03", "2026-02-03T25:00", "2026-02-03T10:00Z", "2026-02-03T10:00+08:00", "2026-02-03T1000", "2026-W06-2T10:00"]
)
def test_no_local_datetime(text: str) -> None:
    with pytest.raises(ValueError):
        check_local_datetime(text)


@pytest.mark.parametrize("text", ["Mars/Olympus", "", "../UTC", "/etc/localtime", "Asia"])
def test_no_timezone(text: str) -> None:
    with pytest.raises(ValueError):
        check_timezone(text)


def test_a_horizon_that_the_clock_skips_is_refused() -> None:
    """Samoa left out 30 December 2011 when it moved across the date line."""
    horizon = {"start": "2011-12-30", "days": 1, "timezone": "Pacific/Apia"}
    data = {"format": 1, "id": "s", "horizon": horizon, "communities": [], "lots": [], "residents": []}
    with pytest.raises(InputError, match="has no minute"):
        Scenario.from_dict(data)
    data["horizon"] = horizon | {"days": 2}
    assert Scenario.from_dict(data).time.length == 1440
