"""What a cell says, as far as its text alone tells it."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final, TypeAlias

from service.expressions.compiler.compiler import constant_value, is_constant
from service.expressions.errors import ExpressionError
from service.expressions.feel import closure_of, parse_tests
from service.expressions.semantics.comparison import MIRRORED
from service.expressions.syntax.nodes import (
    Between,
    Call,
    Compare,
    HalfRange,
    In,
    InstanceOf,
    Listing,
    Logic,
    Name,
    Node,
    Quantified,
    bare,
    mentions,
)
from service.expressions.values.compound import Range
from service.expressions.values.durations import MonthDuration, TimeDuration
from service.expressions.values.moments import Date, DateTime, Time
from service.expressions.values.numbers import Value


@dataclass(frozen=True)
class Compared:
    """``sign`` is one of FEEL's; ``value`` has no parts; ``kind`` is its class, as true is no 1."""

    sign: str
    value: Value
    kind: type


@dataclass(frozen=True)
class Within:
    range: Range


@dataclass(frozen=True)
class OneOf:
    """A list in brackets: unlike tests beside each other it always answers yes or no."""

    items: "tuple[Compared | Within, ...]"


@dataclass(frozen=True)
class Any:
    tests: "tuple[Cell, ...]"


@dataclass(frozen=True)
class All:
    tests: "tuple[Cell, ...]"


@dataclass(frozen=True)
class Not:
    test: "Cell"


@dataclass(frozen=True)
class Everything:
    """``-``."""


Cell: TypeAlias = Compared | Within | OneOf | Any | All | Not | Everything
Leaf: TypeAlias = Compared | Within

_SIMPLE: Final = frozenset(
    {type(None), bool, Decimal, str, Date, Time, DateTime, MonthDuration, TimeDuration}
)
_CONDITIONS: Final = (Call, Compare, Logic, Between, In, InstanceOf, Quantified)
_EQUALITY: Final = ("=", "!=")
_DIGITS: Final = 30


class _Beyond(Exception):
    """The text says more than can be decided here."""


@lru_cache(8192)
def read_cell(text: str) -> Cell | None:
    """Return what the text of a cell says, or None for what is beyond these checks."""
    if text in ("", "-"):
        return Everything()
    try:
        read = parse_tests(text)
        if not read.tests:
            return Everything()
        tests = tuple(map(_test, read.tests))
    except (_Beyond, ExpressionError, RecursionError):
        return None
    cell = tests[0] if len(tests) == 1 else Any(tests)
    return Not(cell) if read.negated else cell


def leaves(cell: Cell) -> Iterator[Leaf]:
    """Give the comparisons of which a cell is made."""
    if isinstance(cell, Compared | Within):
        yield cell
    elif isinstance(cell, OneOf):
        yield from cell.items
    elif isinstance(cell, Any | All):
        for test in cell.tests:
            yield from leaves(test)
    elif isinstance(cell, Not):
        yield from leaves(cell.test)


def values_of(cell: Cell) -> Iterator[Value]:
    """Give the values that a cell names, null too."""
    for leaf in leaves(cell):
        if isinstance(leaf, Compared):
            yield leaf.value
        else:
            yield from (end for end in (leaf.range.start, leaf.range.end) if end is not None)


def constant(node: Node) -> Value:
    """Return the value of a node that has one whatever the variables are; raises ``_Beyond``."""
    node = bare(node)
    if isinstance(node, Listing):
        return [constant(item) for item in node.items]
    if not is_constant(node):
        raise _Beyond
    return constant_value(closure_of(node, ""))


def constant_or_none(node: Node) -> tuple[Value] | None:
    """Return the constant in a tuple, since it may be null; None if the node is no constant."""
    try:
        return (constant(node),)
    except (_Beyond, ExpressionError, RecursionError):
        return None


def _test(node: Node) -> Cell:
    node = bare(node)
    if mentions(node, "?"):
        return _condition(node)
    if isinstance(node, HalfRange):
        return _compared(node.sign, constant(node.operand))
    value = constant(node)
    if isinstance(node, _CONDITIONS) and type(value) is bool:
        raise _Beyond
    if type(value) is list:
        return OneOf(tuple(map(_leaf, value)))
    return _leaf(value)


def _leaf(value: Value) -> Leaf:
    if type(value) is Range:
        _check_ordered(value.start, value.end)
        return Within(value)
    return _compared("=", value)


def _compared(sign: str, value: Value) -> Compared:
    if sign in _EQUALITY:
        _check_simple(value)
    elif sign in MIRRORED:
        _check_ordered(value)
    else:
        raise _Beyond
    return Compared(sign, value, type(value))


def _check_simple(*values: Value) -> None:
    if not all(type(value) in _SIMPLE for value in values) or any(map(_is_odd, values)):
        raise _Beyond


def _check_ordered(*values: Value) -> None:
    """Strings have an order too, which tables hardly use: their columns are lists of names here."""
    _check_simple(*values)
    if any(type(value) is str for value in values):
        raise _Beyond


def _is_odd(value: Value) -> bool:
    """Times of day with a zone wrap around midnight; numbers so large have no next one."""
    if type(value) is Decimal:
        return value.adjusted() > _DIGITS
    return type(value) is Time and value.zone is not None


def _condition(node: Node) -> Cell:
    """Read a condition on ``?``."""
    node = bare(node)
    if isinstance(node, Logic):
        sides = tuple(map(_condition, _chain(node, node.word)))
        return All(sides) if node.word == "and" else Any(sides)
    if isinstance(node, Compare):
        return _comparison(node)
    if isinstance(node, Between) and _is_question(node.value):
        return All((_compared(">=", constant(node.low)), _compared("<=", constant(node.high))))
    if isinstance(node, In) and _is_question(node.value):
        return Any(tuple(map(_test, node.tests)))
    raise _Beyond


def _chain(node: Node, word: str) -> list[Node]:
    """Return what stands between the same words; a long chain is nested as deep as it is long."""
    found: list[Node] = []
    node = bare(node)
    while isinstance(node, Logic) and node.word == word:
        found.append(node.right)
        node = bare(node.left)
    return [node, *reversed(found)]


def _comparison(node: Compare) -> Compared:
    if _is_question(node.left):
        return _compared(node.sign, constant(node.right))
    if _is_question(node.right):
        return _compared(MIRRORED.get(node.sign, node.sign), constant(node.left))
    raise _Beyond


def _is_question(node: Node) -> bool:
    node = bare(node)
    return isinstance(node, Name) and node.name == "?"
