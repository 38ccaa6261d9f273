"""The one border between the values of FEEL and those of Python."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal, DecimalException
from typing import Any, Final
from uuid import UUID

from service.expressions.budget import Run
from service.expressions.errors import BudgetExceeded, ExpressionError
from service.expressions.semantics.printing import source_of
from service.expressions.values.compound import Function, Range
from service.expressions.values.durations import DAY, HOUR, MINUTE, SECOND, MonthDuration, TimeDuration
from service.expressions.values.moments import Date, DateTime, Time, Zone, zone_named
from service.expressions.values.numbers import D128, Value

PLAIN: Final = frozenset({str, bool, type(None)})
"""Kinds that are the same on both sides of the border."""
_MAX_INT: Final = 10**34
_MICROSECOND: Final = 1000
_OWN: Final = PLAIN | {Date, Time, DateTime, MonthDuration, TimeDuration, Range}


class Shared:
    """A Python value that many evaluations are to read: it is converted once, when first asked for.

    Whoever shares a value promises not to change it meanwhile.
    """

    __slots__ = ("_converted", "_value")

    def __init__(self, value: Any) -> None:
        self._value = value

    @property
    def converted(self) -> Value:
        try:
            return self._converted
        except AttributeError:
            self._converted: Value = to_feel(self._value)
            return self._converted


def to_feel(value: Any) -> Value:
    """Return a Python value as FEEL sees it; a naive datetime becomes a local date and time.

    Raises ``ExpressionError`` for a value that FEEL has no kind for.
    """
    kind = type(value)
    if kind in _OWN:
        return value
    convert = _OF_KIND.get(kind)
    if convert is not None:
        return convert(value)
    for python, convert in _TO_FEEL:
        if isinstance(value, python):
            return convert(value)
    raise ExpressionError(f"no expression can read a value of the kind {kind.__name__}")


def _whole(value: int) -> Decimal:
    """Return a number of at most 34 digits; raises ``ExpressionError`` beyond decimal128."""
    if -_MAX_INT < value < _MAX_INT:
        return Decimal(value)
    try:
        return D128.create_decimal(value)
    except DecimalException as error:
        raise ExpressionError("the number is too large") from error


def _number(value: float) -> Decimal | None:
    return Decimal(repr(value)) if value == value and abs(value) != float("inf") else None


def _context(value: Mapping[Any, Any]) -> dict[str, Value]:
    return {str(key): to_feel(entry) for key, entry in value.items()}


def _clock(value: datetime | time, zone: Zone) -> Time:
    seconds = (value.hour * 60 + value.minute) * 60 + value.second
    return Time(seconds * SECOND + value.microsecond * _MICROSECOND, zone)


def _zone(value: datetime | time) -> Zone:
    offset = value.utcoffset()
    key = getattr(value.tzinfo, "key", None)
    if isinstance(key, str):
        return key
    return None if offset is None else int(offset.total_seconds())


def _date_time(value: datetime) -> DateTime:
    return DateTime(Date(value.year, value.month, value.day), _clock(value, _zone(value)))


def _span(value: timedelta) -> TimeDuration:
    return TimeDuration((value.days * 86400 + value.seconds) * SECOND + value.microseconds * _MICROSECOND)


# A datetime is a date as well, a bool was an int: the order matters.
_TO_FEEL: Final[tuple[tuple[type | tuple[type, ...], Callable[[Any], Value]], ...]] = (
    (Mapping, _context),
    ((list, tuple, set, frozenset), lambda items: [to_feel(item) for item in items]),
    (float, _number),
    (int, _whole),
    (str, str),
    (datetime, _date_time),
    (date, lambda day: Date(day.year, day.month, day.day)),
    (time, lambda clock: _clock(clock, _zone(clock))),
    (timedelta, _span),
    (Decimal, lambda number: to_feel(Decimal(number))),
    (Function, lambda function: function),
    (UUID, str),
)
_OF_KIND: Final[dict[type, Callable[[Any], Value]]] = {
    int: _whole,
    Decimal: lambda number: number if number.is_finite() else None,
    dict: _context,
    list: lambda items: list(map(to_feel, items)),
    Shared: lambda shared: shared.converted,
}
"""The most common kinds, found without going through the others."""


def to_plain(value: Value, run: Run) -> Any:
    """Return a FEEL value as plain Python.

    Whole numbers are int, others Decimal; durations and ranges are their text; a date and time without
    a zone is taken in the zone of ``run.now``; a date that Python cannot hold is its text.
    """
    return value if type(value) in PLAIN else _plain(value, run, [run.budget.result])


def _plain(value: Value, run: Run, left: list[int]) -> Any:
    left[0] -= 1
    if left[0] < 0:
        raise BudgetExceeded("the result of the expression is too large")
    kind = type(value)
    if kind in PLAIN:
        return value
    if kind is Decimal:
        return int(value) if value.copy_abs() < _MAX_INT and value == value.to_integral_value() else value
    if kind is list:
        return [_plain(item, run, left) for item in value]
    if kind is dict:
        return {key: _plain(entry, run, left) for key, entry in value.items()}
    if isinstance(value, Function):
        raise ExpressionError("the result of the expression is a function, which is no value to keep")
    convert = _TO_PLAIN.get(kind)
    return convert(value, run) if convert else value


def _plain_date(value: Date, run: Run) -> Any:
    return date(value.year, value.month, value.day) if 1 <= value.year <= 9999 else str(value)


def _plain_time(value: Time, run: Run) -> time:
    # A zone's offset depends on the day; a time has none, so the offset of the epoch is written.
    offset = value.offset()
    zone = None if offset is None else timezone(timedelta(seconds=offset))
    return time(*_parts(value.ns), tzinfo=zone)


def _plain_date_time(value: DateTime, run: Run) -> Any:
    day, zone = value.date, value.zone
    if not 1 <= day.year <= 9999:
        return str(value)
    place = run.now.tzinfo if zone is None else _tzinfo(zone)
    return datetime(day.year, day.month, day.day, *_parts(value.time.ns), tzinfo=place)


def _tzinfo(zone: str | int) -> tzinfo:
    if isinstance(zone, str):
        return zone_named(zone)
    return timezone(timedelta(seconds=zone)) if zone else UTC


def _parts(ns: int) -> tuple[int, int, int, int]:
    return ns % DAY // HOUR, ns // MINUTE % 60, ns // SECOND % 60, ns % SECOND // _MICROSECOND


_TO_PLAIN: Final[dict[type, Callable[[Any, Run], Any]]] = {
    Date: _plain_date,
    Time: _plain_time,
    DateTime: _plain_date_time,
    MonthDuration: lambda value, run: str(value),
    TimeDuration: lambda value, run: str(value),
    Range: source_of,
}


class HostFunction(Function):
    """A function of the host that expressions may call by name; it gets and gives plain values."""

    def __init__(self, name: str, function: Callable[..., Any]) -> None:
        self.name = name
        self._function = function

    def call(self, args: list[Value], run: Run, at: int | None) -> Value:
        return to_feel(self._function(*[to_plain(arg, run) for arg in args]))

    def call_named(self, args: dict[str, Value], run: Run, at: int | None) -> Value:
        plain = {name.replace(" ", "_"): to_plain(arg, run) for name, arg in args.items()}
        return to_feel(self._function(**plain))
