"""Numbers: IEEE 754 decimal128 (DMN 1.5 §10.3.2.3.1) under private contexts.

The contexts are used by their methods (``D128.add(a, b)``), never by operators: an operator would
round by the thread's own context, which has 28 digits and belongs to somebody else.
"""

from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import Any, Final, TypeAlias

Value: TypeAlias = Any
"""A FEEL value; the language is dynamically typed, so is its evaluation."""

_TRAPS: Final = [InvalidOperation, Overflow, DivisionByZero]
D128: Final = Context(prec=34, rounding=ROUND_HALF_EVEN, Emin=-6143, Emax=6144, clamp=0, traps=list(_TRAPS))
WIDE: Final = Context(prec=7000, rounding=ROUND_HALF_EVEN, Emin=-6143, Emax=6144, clamp=0, traps=list(_TRAPS))
"""For intermediate results that hold any decimal128 to its last digit."""

ZERO: Final = Decimal(0)
ONE: Final = Decimal(1)


def is_whole(number: Decimal) -> bool:
    return number == number.to_integral_value()


def truncated(number: Decimal) -> int:
    return int(number.to_integral_value(rounding="ROUND_DOWN"))
