"""Calendar arithmetic of timers."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from service.engine.failures import Failure
from service.engine.timers import Schedule, next_occurrence, schedule

SEOUL = ZoneInfo("Asia/Seoul")
BERLIN = ZoneInfo("Europe/Berlin")


def due(kind: str, value: object, now: datetime) -> datetime:
    return datetime.fromtimestamp(schedule(kind, value, now, "t").due, now.tzinfo)


@pytest.mark.parametrize(
    ("now", "duration", "expected"),
    [
        (datetime(2024, 1, 31, 9, tzinfo=SEOUL), "P1M", datetime(2024, 2, 29, 9, tzinfo=SEOUL)),
        (datetime(2024, 2, 29, 9, tzinfo=SEOUL), "P1Y", datetime(2025, 2, 28, 9, tzinfo=SEOUL)),
        (datetime(2026, 12, 15, 9, tzinfo=SEOUL), "P1M2W", datetime(2027, 1, 29, 9, tzinfo=SEOUL)),
        (datetime(2026, 3, 28, 12, tzinfo=BERLIN), "P1D", datetime(2026, 3, 29, 12, tzinfo=BERLIN)),
        (datetime(2026, 3, 28, 12, tzinfo=BERLIN), "PT24H", datetime(2026, 3, 29, 13, tzinfo=BERLIN)),
        (datetime(2026, 1, 1, tzinfo=UTC), "PT1.5S", datetime(2026, 1, 1, 0, 0, 1, 500000, tzinfo=UTC)),
        (datetime(2026, 1, 1, tzinfo=UTC), timedelta(hours=2), datetime(2026, 1, 1, 2, tzinfo=UTC)),
    ],
)
def test_durations_follow_the_calendar_of_nows_zone(
    now: datetime, duration: object, expected: datetime
) -> None:
    assert due("duration", duration, now) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-07-15T09:00", datetime(2026, 7, 15, 9, tzinfo=SEOUL)),
        ("2026-07-15T09:00:00Z", datetime(2026, 7, 15, 9, tzinfo=UTC)),
        ("2026-07-15T09:00:00@Europe/Berlin", datetime(2026, 7, 15, 9, tzinfo=BERLIN)),
        (date(2026, 7, 15), datetime(2026, 7, 15, tzinfo=SEOUL)),
        (datetime(2026, 7, 15, 9, tzinfo=UTC), datetime(2026, 7, 15, 9, tzinfo=UTC)),
    ],
)
def test_dates_without_a_zone_are_in_nows_zone(value: object, expected: datetime) -> None:
    assert due("date", value, datetime(2026, 1, 1, tzinfo=SEOUL)) == expected


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("duration", ""),
        ("duration", "P"),
        ("duration", "PT"),
        ("duration", "1 hour"),
        ("duration", None),
        ("duration", "P99999999999Y"),
        ("date", "P1D"),
        ("date", None),
        ("date", "2026-07-15T09:00[Mars/Base]"),
        ("cycle", "R/PT0S"),
        ("cycle", "R1000000/PT0.001S"),
        ("cycle", "R0/PT1H"),
        ("cycle", "0 0 9 * * ?"),
        ("cycle", "R/P1D/2026-01-01"),
    ],
)
def test_what_is_no_timer_is_a_failure_that_names_the_element(kind: str, value: object) -> None:
    with pytest.raises(Failure) as failure:
        schedule(kind, value, datetime(2026, 1, 1, tzinfo=UTC), "t")
    assert failure.value.trouble.element_id == "t"


def test_a_monthly_cycle_that_began_long_ago_comes_next_in_the_future() -> None:
    now = datetime(2026, 5, 10, 9, tzinfo=SEOUL)
    first = schedule("cycle", "R/2020-01-31T09:00/P1M", datetime(2020, 1, 1, tzinfo=SEOUL), "t")
    following = next_occurrence(first, now)
    assert following is not None
    assert now < datetime.fromtimestamp(following.due, SEOUL) < now + timedelta(days=31)


def test_a_cycle_of_seconds_over_years_of_downtime_is_found_at_once() -> None:
    first = Schedule(datetime(2020, 1, 1, tzinfo=UTC).timestamp(), "PT1S", None)
    following = next_occurrence(first, datetime(2026, 1, 1, tzinfo=UTC))
    assert following == Schedule(datetime(2026, 1, 1, 0, 0, 1, tzinfo=UTC).timestamp(), "PT1S", None)


def test_missed_rounds_count() -> None:
    first = Schedule(datetime(2026, 1, 1, tzinfo=UTC).timestamp(), "P1D", 3)
    assert next_occurrence(first, datetime(2026, 1, 2, 12, tzinfo=UTC)) == Schedule(
        datetime(2026, 1, 3, tzinfo=UTC).timestamp(), "P1D", 1
    )
    assert next_occurrence(first, datetime(2026, 2, 1, tzinfo=UTC)) is None
