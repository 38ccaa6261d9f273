"""Dates, times, and dates with times: years to ±999,999,999, nanoseconds, zones kept by name.

Python's own types end at the year 9999 and at microseconds; DMN asks for more.
The calendar arithmetic is Howard Hinnant's ("chrono-Compatible Low-Level Date Algorithms").
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import ClassVar, Final, TypeAlias
from zoneinfo import ZoneInfo

from service.expressions.values.durations import DAY, HOUR, MINUTE, SECOND, seconds_text

Zone: TypeAlias = str | int | None
"""A zone's name, an offset in seconds, or none (local time)."""

MAX_YEAR: Final = 999_999_999
_MONTH_LENGTHS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def month_length(year: int, month: int) -> int:
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if month == 2 and leap else _MONTH_LENGTHS[month - 1]


def days_from_civil(year: int, month: int, day: int) -> int:
    """Return the days since 1970-01-01."""
    year -= month <= 2
    era, year_of_era = divmod(year, 400)
    day_of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146097 + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - 719468


def civil_from_days(days: int) -> tuple[int, int, int]:
    era, day_of_era = divmod(days + 719468, 146097)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36524 - day_of_era // 146096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * day_of_year + 2) // 153
    month = shifted + (3 if shifted < 10 else -9)
    return year_of_era + era * 400 + (month <= 2), month, day_of_year - (153 * shifted + 2) // 5 + 1


@dataclass(slots=True, unsafe_hash=True, order=True)
class Date:
    """A day of the proleptic Gregorian calendar; an impossible one raises ``ValueError``."""

    kind: ClassVar[str] = "date"
    year: int
    month: int
    day: int

    def __post_init__(self) -> None:
        possible = abs(self.year) <= MAX_YEAR and 1 <= self.month <= 12
        if not (possible and 1 <= self.day <= month_length(self.year, self.month)):
            raise ValueError("no such date")

    @classmethod
    def from_days(cls, days: int) -> "Date":
        # Its day and month are right for certain: only the year is looked at.
        date = cls.__new__(cls)
        date.year, date.month, date.day = civil_from_days(days)
        if abs(date.year) > MAX_YEAR:
            raise ValueError("no such date")
        return date

    @property
    def days(self) -> int:
        """Days since 1970-01-01."""
        return days_from_civil(self.year, self.month, self.day)

    @property
    def weekday(self) -> int:
        """1 is Monday."""
        return (self.days + 3) % 7 + 1

    @property
    def order(self) -> tuple[int, int, int]:
        return self.year, self.month, self.day

    def plus_months(self, months: int) -> "Date":
        """Return the same day of another month, or that month's last day if it is shorter."""
        year, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        return Date(year, month + 1, min(self.day, month_length(year, month + 1)))

    def __str__(self) -> str:
        return f"{'-' if self.year < 0 else ''}{abs(self.year):04d}-{self.month:02d}-{self.day:02d}"


EPOCH: Final = Date(1970, 1, 1)


@lru_cache(512)
def zone_named(name: str) -> ZoneInfo:
    """Raises ``ValueError`` or ``ZoneInfoNotFoundError`` (a ``KeyError``) for what is no zone."""
    return ZoneInfo(name)


def _offset_of_zone(name: str, date: Date, ns: int, *, utc: bool = False) -> int:
    """Return the seconds ahead of UTC at a local time of day, or with ``utc`` at one in UTC."""
    # Beyond Python's years the rules of a year alike (the calendar repeats after 400) are taken.
    year = date.year if 1 < date.year < 9999 else 2000 + date.year % 400
    hour, minute, second = ns // HOUR, ns // MINUTE % 60, ns // SECOND % 60
    zone = zone_named(name)
    moment = datetime(year, date.month, date.day, hour, minute, second, tzinfo=UTC if utc else zone)
    offset = moment.astimezone(zone).utcoffset() if utc else moment.utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0


def _offset_text(offset: int) -> str:
    if offset == 0:
        return "Z"
    sign, offset = ("-" if offset < 0 else "+"), abs(offset)
    seconds = f":{offset % 60:02d}" if offset % 60 else ""
    return f"{sign}{offset // 3600:02d}:{offset // 60 % 60:02d}{seconds}"


@dataclass(slots=True, eq=False)
class Time:
    """A time of day, in nanoseconds since midnight."""

    kind: ClassVar[str] = "time"
    ns: int
    zone: Zone = None

    def offset(self, date: Date = EPOCH) -> int | None:
        """Return the seconds ahead of UTC on that day; None for a local time."""
        if isinstance(self.zone, str):
            return _offset_of_zone(self.zone, date, self.ns)
        return self.zone

    @property
    def order(self) -> int:
        return self.ns - (self.offset() or 0) * SECOND

    def __eq__(self, other: object) -> bool:
        if type(other) is not Time:
            return False
        return (self.zone is None) == (other.zone is None) and self.order == other.order

    def __hash__(self) -> int:
        return hash(self.order)

    def __str__(self) -> str:
        clock = f"{self.ns // HOUR:02d}:{self.ns // MINUTE % 60:02d}:{seconds_text(self.ns % MINUTE, 2)}"
        if self.zone is None:
            return clock
        return clock + (f"@{self.zone}" if isinstance(self.zone, str) else _offset_text(self.zone))


@dataclass(slots=True, eq=False)
class DateTime:
    """A date and time."""

    kind: ClassVar[str] = "date and time"
    date: Date
    time: Time

    @property
    def zone(self) -> Zone:
        return self.time.zone

    @property
    def offset(self) -> int | None:
        return self.time.offset(self.date)

    @property
    def local(self) -> int:
        """Nanoseconds since the epoch as the clock on the wall counts them."""
        return self.date.days * DAY + self.time.ns

    @property
    def order(self) -> int:
        """Nanoseconds since the epoch in UTC."""
        return self.local - (self.offset or 0) * SECOND

    @classmethod
    def from_local(cls, ns: int, zone: Zone) -> "DateTime":
        days, of_day = divmod(ns, DAY)
        return cls(Date.from_days(days), Time(of_day, zone))

    @classmethod
    def from_instant(cls, ns: int, zone: Zone) -> "DateTime":
        if zone is None:
            return cls.from_local(ns, None)
        if isinstance(zone, int):
            return cls.from_local(ns + zone * SECOND, zone)
        in_utc = cls.from_local(ns, 0)
        offset = _offset_of_zone(zone, in_utc.date, in_utc.time.ns, utc=True)
        return cls.from_local(ns + offset * SECOND, zone)

    def __eq__(self, other: object) -> bool:
        if type(other) is not DateTime:
            return False
        return (self.zone is None) == (other.zone is None) and self.order == other.order

    def __hash__(self) -> int:
        return hash(self.order)

    def __str__(self) -> str:
        return f"{self.date}T{self.time}"
