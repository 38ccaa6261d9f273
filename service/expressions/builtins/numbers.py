"""Built-ins on numbers and booleans (DMN 1.5 §10.3.4.2, §10.3.4.5)."""

from collections.abc import Callable
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)
from typing import Final

from service.expressions.builtins.declare import Family
from service.expressions.values.durations import MonthDuration, TimeDuration
from service.expressions.values.numbers import D128, ONE, WIDE, ZERO, Value, is_whole

numbers: Final = Family()
_declare = numbers.declare

_SCALES: Final = range(-6111, 6177)


def _rounding(mode: str) -> Callable[..., Decimal | None]:
    def rounded(number: Decimal, scale: Decimal = ZERO) -> Decimal | None:
        places = int(scale)
        if places not in _SCALES:
            return None
        exponent = number.as_tuple().exponent
        if places >= 0 and isinstance(exponent, int) and -exponent <= places:
            return number
        return D128.plus(number.quantize(ONE.scaleb(-places, WIDE), rounding=mode, context=WIDE))

    return rounded


for _name, _mode in (
    ("decimal", ROUND_HALF_EVEN),
    ("round up", ROUND_UP),
    ("round down", ROUND_DOWN),
    ("round half up", ROUND_HALF_UP),
    ("round half down", ROUND_HALF_DOWN),
):
    _declare(_name, "n:n", "scale:n")(_rounding(_mode))
for _name, _mode in (("floor", ROUND_FLOOR), ("ceiling", ROUND_CEILING)):
    _declare(_name, "n:n", "scale:n?")(_rounding(_mode))


@_declare("abs", "n:n|ym|dtd")
def absolute(value: Decimal | MonthDuration | TimeDuration) -> Value:
    if isinstance(value, Decimal):
        return value.copy_abs()
    if isinstance(value, MonthDuration):
        return MonthDuration(abs(value.months))
    return TimeDuration(abs(value.ns))


@_declare("modulo", "dividend:n", "divisor:n")
def modulo(dividend: Decimal, divisor: Decimal) -> Decimal | None:
    """The result has the divisor's sign, as with Python and unlike Decimal."""
    if not divisor:
        return None
    rest = WIDE.remainder(dividend, divisor)
    if rest and (rest < 0) != (divisor < 0):
        rest = WIDE.add(rest, divisor)
    return D128.plus(rest)


_declare("sqrt", "number:n")(lambda number: D128.sqrt(number) if number >= 0 else None)
_declare("log", "number:n")(lambda number: D128.ln(number) if number > 0 else None)
_declare("exp", "number:n")(lambda number: D128.exp(number))


def _parity(remainder: int) -> Callable[[Decimal], bool | None]:
    return lambda number: int(number) % 2 == remainder if is_whole(number) else None


_declare("odd", "number:n")(_parity(1))
_declare("even", "number:n")(_parity(0))
_declare("not", "negand:b")(lambda value: not value)
