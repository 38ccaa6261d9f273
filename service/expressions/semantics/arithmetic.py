"""Addition to power, by the kinds of both operands (DMN 1.5 §10.3.2.5, tables 52 to 57)."""

from collections.abc import Callable
from decimal import Decimal, DecimalException
from typing import Final

from service.expressions.budget import Run
from service.expressions.values.durations import DAY, MonthDuration, TimeDuration
from service.expressions.values.moments import Date, DateTime, Time
from service.expressions.values.numbers import D128, Value, truncated

Operation = Callable[[Value, Value], Value]

FAILURES: Final = (DecimalException, ValueError, OverflowError, KeyError, OSError)
"""What an operation may raise on values of the right kind; its result is null then."""


def operate(sign: str, a: Value, b: Value, run: Run) -> Value:
    """Return ``a sign b``, or null if there is no such value."""
    if type(a) is str and type(b) is str and sign == "+":
        run.room_for(len(a) + len(b))
        return run.built(a + b)
    operation = OPERATIONS.get((type(a), sign, type(b)))
    if operation is None:
        return None
    try:
        return operation(a, b)
    except FAILURES:
        return None


def applies(sign: str, a: Value, b: Value) -> bool:
    """Tell whether the operation exists for these kinds at all."""
    return (type(a), sign, type(b)) in OPERATIONS or (sign == "+" and type(a) is type(b) is str)


def negate(value: Value) -> Value:
    if type(value) is Decimal:
        return value.copy_negate()
    if type(value) is MonthDuration:
        return MonthDuration(-value.months)
    return TimeDuration(-value.ns) if type(value) is TimeDuration else None


def _divide(a: Decimal, b: Decimal) -> Decimal | None:
    return D128.divide(a, b) if b else None


def _scaled(amount: int, factor: Decimal) -> int:
    return truncated(D128.multiply(Decimal(amount), factor))


def _shared(amount: int, divisor: Decimal) -> int | None:
    return truncated(D128.divide(Decimal(amount), divisor)) if divisor else None


def _months_divided(a: MonthDuration, b: Decimal) -> MonthDuration | None:
    months = _shared(a.months, b)
    return None if months is None else MonthDuration(months)


def _span_divided(a: TimeDuration, b: Decimal) -> TimeDuration | None:
    ns = _shared(a.ns, b)
    return None if ns is None else TimeDuration(ns)


def _day_plus(date: Date, ns: int) -> Date:
    return Date.from_days((date.days * DAY + ns) // DAY)


def _moment_plus(moment: DateTime, ns: int) -> DateTime:
    if moment.zone is None:
        return DateTime.from_local(moment.local + ns, None)
    return DateTime.from_instant(moment.order + ns, moment.zone)


def _moment_plus_months(moment: DateTime, months: int) -> DateTime:
    return DateTime(moment.date.plus_months(months), moment.time)


def _time_plus(time: Time, ns: int) -> Time:
    return Time((time.ns + ns) % DAY, time.zone)


def _moments_apart(a: DateTime, b: DateTime) -> TimeDuration | None:
    if (a.zone is None) != (b.zone is None):
        return None
    return TimeDuration(a.order - b.order)


def _times_apart(a: Time, b: Time) -> TimeDuration | None:
    if (a.zone is None) != (b.zone is None):
        return None
    return TimeDuration(a.order - b.order)


def midnight(date: Date) -> DateTime:
    """Return the start of a day in UTC, which is what a date stands for among moments (§10.3.2.3.6)."""
    return DateTime(date, Time(0, 0))


def _ratio(a: int, b: int) -> Decimal | None:
    return _divide(Decimal(a), Decimal(b))


_N, _D, _T, _DT, _M, _S = Decimal, Date, Time, DateTime, MonthDuration, TimeDuration

OPERATIONS: Final[dict[tuple[type, str, type], Operation]] = {
    (_N, "+", _N): D128.add,
    (_N, "-", _N): D128.subtract,
    (_N, "*", _N): D128.multiply,
    (_N, "/", _N): _divide,
    (_N, "**", _N): D128.power,
    (_M, "+", _M): lambda a, b: MonthDuration(a.months + b.months),
    (_M, "-", _M): lambda a, b: MonthDuration(a.months - b.months),
    (_M, "*", _N): lambda a, b: MonthDuration(_scaled(a.months, b)),
    (_N, "*", _M): lambda a, b: MonthDuration(_scaled(b.months, a)),
    (_M, "/", _N): _months_divided,
    (_M, "/", _M): lambda a, b: _ratio(a.months, b.months),
    (_S, "+", _S): lambda a, b: TimeDuration(a.ns + b.ns),
    (_S, "-", _S): lambda a, b: TimeDuration(a.ns - b.ns),
    (_S, "*", _N): lambda a, b: TimeDuration(_scaled(a.ns, b)),
    (_N, "*", _S): lambda a, b: TimeDuration(_scaled(b.ns, a)),
    (_S, "/", _N): _span_divided,
    (_S, "/", _S): lambda a, b: _ratio(a.ns, b.ns),
    (_D, "+", _M): lambda a, b: a.plus_months(b.months),
    (_M, "+", _D): lambda a, b: b.plus_months(a.months),
    (_D, "-", _M): lambda a, b: a.plus_months(-b.months),
    (_D, "+", _S): lambda a, b: _day_plus(a, b.ns),
    (_S, "+", _D): lambda a, b: _day_plus(b, a.ns),
    (_D, "-", _S): lambda a, b: _day_plus(a, -b.ns),
    (_D, "-", _D): lambda a, b: TimeDuration((a.days - b.days) * DAY),
    (_DT, "-", _D): lambda a, b: _moments_apart(a, midnight(b)),
    (_D, "-", _DT): lambda a, b: _moments_apart(midnight(a), b),
    (_DT, "-", _DT): _moments_apart,
    (_DT, "+", _M): lambda a, b: _moment_plus_months(a, b.months),
    (_M, "+", _DT): lambda a, b: _moment_plus_months(b, a.months),
    (_DT, "-", _M): lambda a, b: _moment_plus_months(a, -b.months),
    (_DT, "+", _S): lambda a, b: _moment_plus(a, b.ns),
    (_S, "+", _DT): lambda a, b: _moment_plus(b, a.ns),
    (_DT, "-", _S): lambda a, b: _moment_plus(a, -b.ns),
    (_T, "-", _T): _times_apart,
    (_T, "+", _S): lambda a, b: _time_plus(a, b.ns),
    (_S, "+", _T): lambda a, b: _time_plus(b, a.ns),
    (_T, "-", _S): lambda a, b: _time_plus(a, -b.ns),
}
