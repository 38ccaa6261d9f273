"""Dates, times and durations from their text (ISO 8601 as DMN 1.5 §10.3.4.1 narrows it).

A text of another shape gives None; one of the right shape that names nothing (31 February) raises
``ValueError``, an unknown zone ``KeyError``.
"""

import re
from typing import Final

from service.expressions.values.durations import SECOND, MonthDuration, TimeDuration
from service.expressions.values.moments import Date, DateTime, Time, Zone, zone_named
from service.expressions.values.numbers import Value

_DATE: Final = r"(?P<date>-?(?:[1-9]\d{4,8}|\d{4})-\d\d-\d\d)"
_TIME: Final = (
    r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)(?:\.(?P<fraction>\d+))?"
    r"(?:(?P<utc>[Zz])|(?P<sign>[+-])(?P<oh>\d\d):(?P<om>\d\d)(?::(?P<os>\d\d))?|@(?P<zone>[A-Za-z0-9_+\-/]+))?"
)
_DATE_ONLY: Final = re.compile(_DATE + r"\Z", re.ASCII)
_TIME_ONLY: Final = re.compile("T?" + _TIME + r"\Z", re.ASCII)
_DATE_TIME: Final = re.compile(_DATE + "T" + _TIME + r"\Z", re.ASCII)
_MONTHS: Final = re.compile(r"(?P<sign>-)?P(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?\Z", re.ASCII)
_SPAN: Final = re.compile(
    r"(?P<sign>-)?P(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)(?:\.(?P<fraction>\d*))?S)?)?\Z",
    re.ASCII,
)
_MAX_OFFSET_HOURS: Final = 18
_MAX_DIGITS: Final = 18


def parse_date(text: str) -> Date | None:
    return _date(text) if _DATE_ONLY.match(text) else None


def parse_time(text: str) -> Time | None:
    found = _TIME_ONLY.match(text)
    return _time(found) if found else None


def parse_date_time(text: str) -> DateTime | None:
    """A bare date is its midnight; 24:00:00 is the midnight after."""
    found = _DATE_TIME.match(text)
    if not found:
        date = parse_date(text)
        return DateTime(date, Time(0)) if date else None
    date = _date(found["date"])
    if found["hour"] == "24" and not (found["minute"] + found["second"] + (found["fraction"] or "")).strip(
        "0"
    ):
        return DateTime(Date.from_days(date.days + 1), Time(0, _zone(found)))
    return DateTime(date, _time(found))


def parse_duration(text: str) -> MonthDuration | TimeDuration | None:
    if len(text) > 100 or text.endswith("T"):
        return None
    if (found := _MONTHS.match(text)) and (found["years"] or found["months"]):
        months = _number(found["years"]) * 12 + _number(found["months"])
        return MonthDuration(-months if found["sign"] else months)
    if (found := _SPAN.match(text)) and any(found.groups()[1:]):
        ns = _span_ns(found)
        return TimeDuration(-ns if found["sign"] else ns)
    return None


def parse_literal(text: str) -> Value:
    """Return the value of ``@"…"``, or None if the text is no date, time or duration."""
    for parse in (parse_date, parse_date_time, parse_time, parse_duration):
        try:
            value = parse(text)
        except (ValueError, KeyError, OSError):
            return None
        if value is not None:
            return value
    return None


def _number(digits: str | None) -> int:
    if digits and len(digits) > _MAX_DIGITS:
        raise ValueError("the number is too large")
    return int(digits or 0)


def _fraction_ns(digits: str | None) -> int:
    return int((digits or "0")[:9].ljust(9, "0"))


def _span_ns(found: re.Match[str]) -> int:
    hours = _number(found["days"]) * 24 + _number(found["hours"])
    seconds = (hours * 60 + _number(found["minutes"])) * 60 + _number(found["seconds"])
    return seconds * SECOND + _fraction_ns(found["fraction"])


def _date(text: str) -> Date:
    year, month, day = text.rsplit("-", 2)
    return Date(int(year), int(month), int(day))


def _time(found: re.Match[str]) -> Time:
    hour, minute, second = int(found["hour"]), int(found["minute"]), int(found["second"])
    if hour > 23 or minute > 59 or second > 59:
        raise ValueError("no such time")
    return Time(((hour * 60 + minute) * 60 + second) * SECOND + _fraction_ns(found["fraction"]), _zone(found))


def _zone(found: re.Match[str]) -> Zone:
    if found["utc"]:
        return 0
    if found["sign"]:
        return _offset(found)
    if found["zone"]:
        zone_named(found["zone"])
        return found["zone"]
    return None


def _offset(found: re.Match[str]) -> int:
    hours, minutes, seconds = int(found["oh"]), int(found["om"]), int(found["os"] or 0)
    if hours > _MAX_OFFSET_HOURS or minutes > 59 or seconds > 59:
        raise ValueError("no such offset")
    offset = (hours * 60 + minutes) * 60 + seconds
    return -offset if found["sign"] == "-" else offset
