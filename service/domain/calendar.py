"""Working time: office hours, days off, and counting in working days and business hours.

Periods of procedures count in working days, service levels in business hours, emergencies in natural
time (which needs no calendar). All moments are aware; results are in the office's zone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Final
from zoneinfo import ZoneInfo

import holidays

from service.domain.errors import Invalid

WEEKDAYS: Final = frozenset(range(5))
ONE_DAY: Final = timedelta(days=1)
ZERO: Final = timedelta()

# More days off in a row than any office has; a calendar without working days is a mistake in its rows.
LONGEST_BREAK: Final = 366


@dataclass(frozen=True)
class Hours:
    """One stretch of office time within a day, by the wall clock."""

    start: time
    end: time


OFFICE_HOURS: Final = (Hours(time(9), time(12)), Hours(time(13), time(18)))


@dataclass(frozen=True)
class DayOverride:
    """An office's own day off, or (``is_working``) a public holiday on which it works."""

    day: date
    is_working: bool
    name: str = ""


@dataclass(frozen=True)
class WorkingCalendar:
    """The days and hours of one office. ``country`` names its public holidays in the ``holidays`` library,
    ``language`` the words for them (otherwise the machine's locale would choose).
    """

    zone: ZoneInfo
    country: str = "KR"
    language: str = "ko"
    hours: tuple[Hours, ...] = OFFICE_HOURS
    weekdays: frozenset[int] = WEEKDAYS
    overrides: tuple[DayOverride, ...] = field(default=())

    def is_working_day(self, day: date) -> bool:
        """Whether the office works that day; an override row beats the public holidays."""
        override = self._overrides.get(day)
        if override is not None:
            return override.is_working
        return day.weekday() in self.weekdays and day not in self._holidays

    def day_off_name(self, day: date) -> str | None:
        """Return why the office is closed: the holiday's name, '' on a weekend, None if it is open."""
        if self.is_working_day(day):
            return None
        override = self._overrides.get(day)
        return override.name if override else str(self._holidays.get(day) or "")

    def is_business_time(self, at: datetime) -> bool:
        return any(start <= at < end for start, end in self._stretches(at.astimezone(self.zone).date()))

    def add_working_days(self, day: date, count: int) -> date:
        """Return the ``count``-th working day after ``day`` (before it if negative).

        The first day does not count (민법 art. 157); 0 gives ``day`` or the next working day.
        """
        step = ONE_DAY if count >= 0 else -ONE_DAY
        if count == 0:
            return self._next_working_day(day, step)
        for _ in range(abs(count)):
            day = self._next_working_day(day + step, step)
        return day

    def working_days_between(self, first: date, last: date) -> int:
        """Return how many working days lie after ``first``, up to and including ``last``."""
        if last < first:
            return -self.working_days_between(last, first)
        days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
        return sum(self.is_working_day(day) for day in days)

    def end_of_day(self, day: date) -> datetime:
        """Return when office hours end on that day: the moment a period of days runs out."""
        return datetime.combine(day, self.hours[-1].end, self.zone)

    def add_business_time(self, start: datetime, duration: timedelta) -> datetime:
        """Return the moment when ``duration`` of office time has passed since ``start``.

        Nothing to add gives ``start``, moved into office hours if it lies outside.
        """
        if duration < ZERO:
            raise Invalid("business time cannot be counted backwards")
        left = duration
        for opens, closes in self._stretches_from(start):
            if left <= closes - opens:
                return opens + left
            left -= closes - opens
        raise Invalid(f"the calendar has no office hours within {LONGEST_BREAK} days after {start}")

    def business_time_between(self, start: datetime, end: datetime) -> timedelta:
        """Return how much office time lies between two moments; negative if ``end`` comes first."""
        if end < start:
            return -self.business_time_between(end, start)
        total, day = ZERO, start.astimezone(self.zone).date()
        last = end.astimezone(self.zone).date()
        while day <= last:
            for opens, closes in self._stretches(day):
                total += max(ZERO, min(closes, end) - max(opens, start))
            day += ONE_DAY
        return total

    def _stretches(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        if not self.is_working_day(day):
            return ()
        return tuple(
            (datetime.combine(day, h.start, self.zone), datetime.combine(day, h.end, self.zone))
            for h in self.hours
        )

    def _stretches_from(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Give the stretches of office time from ``start`` on, the first one cut off there."""
        start = start.astimezone(self.zone)
        day, idle = start.date(), 0
        while idle < LONGEST_BREAK:
            stretches = self._stretches(day)
            idle = 0 if stretches else idle + 1
            for opens, closes in stretches:
                if closes > start:
                    yield max(opens, start), closes
            day += ONE_DAY

    def _next_working_day(self, day: date, step: timedelta) -> date:
        for _ in range(LONGEST_BREAK):
            if self.is_working_day(day):
                return day
            day += step
        raise Invalid(f"the calendar has no working day within {LONGEST_BREAK} days of {day}")

    @cached_property
    def _overrides(self) -> Mapping[date, DayOverride]:
        return {override.day: override for override in self.overrides}

    @cached_property
    def _holidays(self) -> holidays.HolidayBase:
        """The library fills in a year when one of its days is first asked for."""
        return holidays.country_holidays(self.country, language=self.language)
