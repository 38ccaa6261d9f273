"""Working time obeys its laws, and the public holidays are those of the ministry's list."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.calendar import DayOverride, WorkingCalendar
from service.domain.errors import Invalid
from tests.domain.ministry import SEOUL, moment, rows

OVERRIDES = tuple(
    DayOverride(date.fromisoformat(row["date"]), False, row["name"])
    for row in rows("holidays")
    if row["kind"] != "공휴일"
)
CALENDAR = WorkingCalendar(SEOUL, overrides=OVERRIDES)

START, END = datetime.fromisoformat("2026-01-01"), datetime.fromisoformat("2027-06-30")
moments = st.datetimes(START, END, timezones=st.just(SEOUL))
durations = st.timedeltas(timedelta(0), timedelta(hours=60))
days = st.dates(START.date(), END.date())


@given(moments, durations)
def test_added_business_time_is_the_business_time_between(start, duration):
    end = CALENDAR.add_business_time(start, duration)

    assert CALENDAR.business_time_between(start, end) == duration


@given(moments, durations, durations)
def test_business_time_adds_up(start, first, second):
    at_once = CALENDAR.add_business_time(start, first + second)

    in_two_steps = CALENDAR.add_business_time(CALENDAR.add_business_time(start, first), second)

    assert CALENDAR.business_time_between(at_once, in_two_steps) == timedelta(0)


@given(moments, durations)
def test_end_of_business_time_never_lies_on_a_day_off(start, duration):
    end = CALENDAR.add_business_time(start, duration)

    assert CALENDAR.is_working_day(end.date())


@given(moments, moments)
def test_business_time_is_never_longer_than_natural_time(one, other):
    start, end = min(one, other), max(one, other)

    assert timedelta(0) <= CALENDAR.business_time_between(start, end) <= end - start


@given(moments, moments)
def test_business_time_backwards_is_negative(one, other):
    assert CALENDAR.business_time_between(one, other) == -CALENDAR.business_time_between(other, one)


@given(days, st.integers(1, 60))
def test_working_days_added_are_the_working_days_between(day, count):
    end = CALENDAR.add_working_days(day, count)

    assert CALENDAR.working_days_between(day, end) == count
    assert CALENDAR.is_working_day(end)


@given(days, st.integers(1, 60))
def test_working_days_backwards_undo_working_days_forwards(day, count):
    start = CALENDAR.add_working_days(day, 0)

    assert CALENDAR.add_working_days(CALENDAR.add_working_days(start, count), -count) == start


@pytest.mark.parametrize("row", list(rows("holidays")), ids=lambda row: row["date"])
def test_listed_holiday_is_no_working_day(row):
    assert not CALENDAR.is_working_day(date.fromisoformat(row["date"]))


def test_eight_hours_from_monday_afternoon_end_on_tuesday_afternoon():
    assert CALENDAR.add_business_time(moment("2026-11-30T15:00"), timedelta(hours=8)) == moment(
        "2026-12-01T15:00"
    )


def test_lunch_and_weekend_do_not_count():
    end = CALENDAR.add_business_time(moment("2026-12-04T11:30"), timedelta(hours=6, minutes=30))

    assert end == moment("2026-12-07T10:00")


def test_own_day_off_and_working_holiday_beat_the_public_list():
    christmas = DayOverride(date(2026, 12, 25), is_working=True)
    calendar = WorkingCalendar(SEOUL, overrides=(*OVERRIDES, christmas))

    assert calendar.is_working_day(date(2026, 12, 25))
    assert not calendar.is_working_day(date(2026, 12, 28))
    assert "지정 휴무" in (calendar.day_off_name(date(2026, 12, 28)) or "")


def test_utc_moment_counts_in_office_time():
    start = datetime.fromisoformat("2026-12-01T00:00:00+00:00")

    assert CALENDAR.add_business_time(start, timedelta(hours=1)) == moment("2026-12-01T10:00")


def test_calendar_without_working_days_is_refused():
    calendar = WorkingCalendar(SEOUL, weekdays=frozenset())

    with pytest.raises(Invalid):
        calendar.add_business_time(moment("2026-12-01T10:00"), timedelta(hours=1))
    with pytest.raises(Invalid):
        calendar.add_working_days(date(2026, 12, 1), 3)


def test_day_off_says_why():
    assert CALENDAR.day_off_name(date(2026, 12, 25)) == "기독탄신일"
    assert CALENDAR.day_off_name(date(2026, 11, 29)) == ""
    assert CALENDAR.day_off_name(date(2026, 11, 30)) is None


def test_office_is_open_from_nine_to_six_without_lunch():
    inside = ["2026-11-30T09:00", "2026-11-30T11:59", "2026-11-30T13:00", "2026-11-30T17:59"]
    outside = ["2026-11-30T08:59", "2026-11-30T12:00", "2026-11-30T18:00", "2026-11-29T10:00"]

    assert all(CALENDAR.is_business_time(moment(text)) for text in inside)
    assert not any(CALENDAR.is_business_time(moment(text)) for text in outside)


def test_period_of_days_runs_out_when_the_office_closes():
    assert CALENDAR.end_of_day(date(2026, 12, 1)) == moment("2026-12-01T18:00")


def test_business_time_is_not_counted_backwards():
    with pytest.raises(Invalid):
        CALENDAR.add_business_time(moment("2026-12-01T10:00"), timedelta(hours=-1))
