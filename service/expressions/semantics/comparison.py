"""Equality, order and membership, in three values: True, False, and None for "cannot be said"."""

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from service.expressions.budget import Run
from service.expressions.values.compound import Function, Range
from service.expressions.values.durations import MonthDuration, TimeDuration
from service.expressions.values.moments import Date, DateTime, Time
from service.expressions.values.numbers import Value

_MILLISECOND: Final = 10**6
_ORDERED_BY_ORDER: Final = frozenset({Date, Time, DateTime})
_ZONED: Final = frozenset({Time, DateTime})
_ORDERED_BY_AMOUNT: Final = frozenset({MonthDuration, TimeDuration})


def equal(a: Value, b: Value, run: Run) -> bool | None:
    """Null equals null only; values of different kinds cannot be compared."""
    if a is None or b is None:
        return a is b
    kind = type(a)
    if kind is not type(b):
        return None if not (isinstance(a, Function) and isinstance(b, Function)) else False
    if kind in _PLAINLY_EQUAL:
        return bool(a == b)
    compare = _EQUALITIES.get(kind)
    return compare(a, b, run) if compare else a is b


def _equal_lists(a: list[Value], b: list[Value], run: Run) -> bool | None:
    if len(a) != len(b):
        return False
    run.spend(len(a))
    answer: bool | None = True
    for x, y in zip(a, b, strict=True):
        same = equal(x, y, run)
        if same is False:
            return False
        if same is None:
            answer = None
    return answer


def _equal_contexts(a: dict[str, Value], b: dict[str, Value], run: Run) -> bool | None:
    if a.keys() != b.keys():
        return False
    run.spend(len(a))
    for key, value in a.items():
        same = equal(value, b[key], run)
        if same is not True:
            return same
    return True


def _equal_ranges(a: Range, b: Range, run: Run) -> bool:
    ends = equal(a.start, b.start, run) and equal(a.end, b.end, run)
    shape = (a.start_included, a.end_included, a.sign) == (b.start_included, b.end_included, b.sign)
    return bool(ends) and shape


def _equal_moments(a: Time | DateTime, b: Time | DateTime, run: Run) -> bool:
    return not _zones_differ(a, b) and a.order // _MILLISECOND == b.order // _MILLISECOND


_PLAINLY_EQUAL: Final = frozenset({str, Decimal, bool, Date, MonthDuration, TimeDuration})
_EQUALITIES: Final[dict[type, Callable[[Value, Value, Run], bool | None]]] = {
    list: _equal_lists,
    dict: _equal_contexts,
    Range: _equal_ranges,
    Time: _equal_moments,
    DateTime: _equal_moments,
}


def order_of(value: Value) -> Value:
    """Return what orders values of one kind, or None for a kind without an order."""
    kind = type(value)
    if kind is Decimal or kind is str:
        return value
    if kind in _ORDERED_BY_ORDER:
        return value.order
    if kind in _ORDERED_BY_AMOUNT:
        return value.amount
    return None


def _zones_differ(a: Value, b: Value) -> bool:
    """Tell whether one of two times is local and the other is not; such cannot be compared."""
    if type(a) in _ZONED:
        return (a.zone is None) != (b.zone is None)
    return False


def less(a: Value, b: Value) -> bool | None:
    if type(a) is not type(b):
        return None
    first = order_of(a)
    if first is None or _zones_differ(a, b):
        return None
    return bool(first < order_of(b))


def less_or_equal(a: Value, b: Value) -> bool | None:
    if type(a) is not type(b):
        return None
    first = order_of(a)
    if first is None or _zones_differ(a, b):
        return None
    return bool(first <= order_of(b))


def unequal(a: Value, b: Value, run: Run) -> bool | None:
    same = equal(a, b, run)
    return None if same is None else not same


def same_for_guests(a: Value, b: Value, run: Run) -> bool:
    """Equality as JUEL and Python mean it: never null, and true is 1."""
    first, second = (Decimal(v) if type(v) is bool else v for v in (a, b))
    return equal(first, second, run) is True


Comparison = Callable[[Value, Value, Run], bool | None]

COMPARISONS: Final[dict[str, Comparison]] = {
    "=": equal,
    "!=": unequal,
    "<": lambda a, b, run: less(a, b),
    "<=": lambda a, b, run: less_or_equal(a, b),
    ">": lambda a, b, run: less(b, a),
    ">=": lambda a, b, run: less_or_equal(b, a),
    "==": same_for_guests,
    "<>": lambda a, b, run: not same_for_guests(a, b, run),
}
"""``==`` and ``<>`` stand for the guests' equality, which FEEL does not have."""

MIRRORED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def both(a: bool | None, b: bool | None) -> bool | None:
    """Kleene's and."""
    if a is False or b is False:
        return False
    return True if a is True and b is True else None


def truthy(value: Value) -> bool:
    """Truth as JUEL and Python mean it."""
    if type(value) is bool:
        return value
    if value is None:
        return False
    return bool(value) if type(value) in (Decimal, str, list, dict) else True


def includes(interval: Range, value: Value, run: Run) -> bool | None:
    """Tell whether ``value`` lies in the range."""
    if value is None:
        return None
    if interval.sign == "!=":
        return unequal(value, interval.start, run)
    start, end = interval.start, interval.end
    if start is None and end is None:
        return None
    if interval.sign is None and (start is None or end is None):
        return None
    after = True if start is None else (less_or_equal if interval.start_included else less)(start, value)
    before = True if end is None else (less_or_equal if interval.end_included else less)(value, end)
    return both(after, before) if after is not None and before is not None else None


def is_in(value: Value, test: Value, run: Run) -> bool | None:
    """``value in test``, the test being a value, a range or a list of either."""
    if type(test) is Range:
        return equal(value, test, run) if type(value) is Range else includes(test, value, run)
    if type(test) is not list:
        return equal(value, test, run)
    if type(value) is list and equal(value, test, run):
        return True
    run.spend(len(test))
    for item in test:
        inside = type(item) is Range and type(value) is not Range
        if (includes(item, value, run) if inside else equal(value, item, run)) is True:
            return True
    return False
