"""Built-ins that make one value of a list (DMN 1.5 §10.3.4.4)."""

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from service.expressions.budget import Run
from service.expressions.builtins.declare import Family
from service.expressions.semantics.arithmetic import operate
from service.expressions.semantics.comparison import less, order_of
from service.expressions.values.durations import MonthDuration, TimeDuration
from service.expressions.values.numbers import D128, ONE, ZERO, Value

aggregates: Final = Family()
_declare = aggregates.declare

Items = list[Value]

_declare("count", "list:l")(lambda items: Decimal(len(items)))


def _best(better: Callable[[Value, Value], bool | None]) -> Callable[[Items], Value]:
    def best(items: Items) -> Value:
        if not items or order_of(items[0]) is None:
            return None
        found = items[0]
        for item in items[1:]:
            wins = better(item, found)
            if wins is None:
                return None
            if wins:
                found = item
        return found

    return best


_declare("min", "list:l", spread=True)(_best(less))
_declare("max", "list:l", spread=True)(_best(lambda a, b: less(b, a)))


@_declare("sum", "list:l", spread=True, wants_run=True)
def total(items: Items, run: Run) -> Value:
    if not items or type(items[0]) not in (Decimal, MonthDuration, TimeDuration):
        return None
    found = items[0]
    for item in items[1:]:
        found = operate("+", found, item, run)
    return found


@_declare("mean", "list:l", spread=True, wants_run=True)
def mean(items: Items, run: Run) -> Value:
    found = total(items, run)
    return None if found is None else operate("/", found, Decimal(len(items)), run)


def _decided(by: bool) -> Callable[[Items], bool | None]:
    """Return all (decided by a false) or any (decided by a true)."""

    def decide(items: Items) -> bool | None:
        if any(item is by for item in items):
            return by
        return None if any(type(item) is not bool for item in items) else not by

    return decide


_declare("all", "list:l", spread=True)(_decided(by=False))
_declare("any", "list:l", spread=True)(_decided(by=True))


def _are_numbers(items: Items) -> bool:
    return bool(items) and all(type(item) is Decimal for item in items)


def _sum(items: Items) -> Decimal:
    found = ZERO
    for item in items:
        found = D128.add(found, item)
    return found


@_declare("product", "list:l", spread=True)
def product(items: Items) -> Decimal | None:
    if not _are_numbers(items):
        return None
    found = ONE
    for item in items:
        found = D128.multiply(found, item)
    return found


@_declare("median", "list:l", spread=True)
def median(items: Items) -> Decimal | None:
    if not _are_numbers(items):
        return None
    ordered: list[Decimal] = sorted(items)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return D128.divide(D128.add(ordered[middle - 1], ordered[middle]), Decimal(2))


@_declare("stddev", "list:l", spread=True)
def stddev(items: Items) -> Decimal | None:
    """The deviation of a sample, which takes two values at least."""
    if not _are_numbers(items) or len(items) < 2:
        return None
    average = D128.divide(_sum(items), Decimal(len(items)))
    squares = [D128.power(D128.subtract(item, average), 2) for item in items]
    return D128.sqrt(D128.divide(_sum(squares), Decimal(len(items) - 1)))


@_declare("mode", "list:l", spread=True)
def mode(items: Items) -> Items | None:
    if any(type(item) is not Decimal for item in items):
        return None
    if not items:
        return []
    counts = Counter(items)
    top = max(counts.values())
    return sorted(item for item, count in counts.items() if count == top)
