"""What stands after a dot: entries of contexts, properties of dates, durations and ranges."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final

from service.expressions.budget import Run
from service.expressions.values.compound import Range
from service.expressions.values.durations import DAY, HOUR, MINUTE, SECOND, MonthDuration, TimeDuration
from service.expressions.values.moments import Date, DateTime, Time
from service.expressions.values.numbers import Value

Property = Callable[[Value], Value]


def member(value: Value, name: str, run: Run) -> Value:
    """Return ``value.name``; of a list, the list of its items' members; null if there is none."""
    kind = type(value)
    if kind is dict:
        return value.get(name)
    if kind is list:
        run.spend(len(value))
        return [member(item, name, run) for item in value]
    found = _PROPERTIES.get(kind, {}).get(name)
    return found(value) if found else None


def has_member(value: Value, name: str) -> bool:
    """Tell whether there is such an entry or property; a list is not looked into."""
    kind = type(value)
    if kind is dict:
        return name in value
    return kind is list or name in _PROPERTIES.get(kind, {})


def _part(amount: int, unit: int, modulus: int = 0) -> Decimal:
    count = abs(amount) // unit
    if modulus:
        count %= modulus
    return Decimal(-count if amount < 0 else count)


def _offset(offset: int | None) -> TimeDuration | None:
    return None if offset is None else TimeDuration(offset * SECOND)


def _of_date(read: Property) -> Property:
    return lambda moment: read(moment.date)


def _of_time(read: Property) -> Property:
    return lambda moment: read(moment.time)


_DATE: Final[dict[str, Property]] = {
    "year": lambda date: Decimal(date.year),
    "month": lambda date: Decimal(date.month),
    "day": lambda date: Decimal(date.day),
    "weekday": lambda date: Decimal(date.weekday),
}
_TIME: Final[dict[str, Property]] = {
    "hour": lambda time: Decimal(time.ns // HOUR),
    "minute": lambda time: Decimal(time.ns // MINUTE % 60),
    "second": lambda time: Decimal(time.ns // SECOND % 60),
    "time offset": lambda time: _offset(time.offset()),
    "timezone": lambda time: time.zone if isinstance(time.zone, str) else None,
}
_PROPERTIES: Final[Mapping[type, Mapping[str, Property]]] = {
    Date: _DATE,
    Time: _TIME,
    DateTime: {
        **{name: _of_date(read) for name, read in _DATE.items()},
        **{name: _of_time(read) for name, read in _TIME.items()},
        "time offset": lambda moment: _offset(moment.offset),
    },
    MonthDuration: {
        "years": lambda duration: _part(duration.months, 12),
        "months": lambda duration: _part(duration.months, 1, 12),
    },
    TimeDuration: {
        "days": lambda duration: _part(duration.ns, DAY),
        "hours": lambda duration: _part(duration.ns, HOUR, 24),
        "minutes": lambda duration: _part(duration.ns, MINUTE, 60),
        "seconds": lambda duration: _part(duration.ns, SECOND, 60),
    },
    Range: {
        "start": lambda interval: interval.start,
        "end": lambda interval: interval.end,
        "start included": lambda interval: interval.start_included,
        "end included": lambda interval: interval.end_included,
    },
}
