"""Unary tests: the cells of decision tables, and what follows ``in``."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final

from service.expressions.builtins.declare import kind_of
from service.expressions.compiler.compiler import Closure, Compiler, Rules, constant_value, is_constant
from service.expressions.compiler.scope import Scope
from service.expressions.errors import BudgetExceeded
from service.expressions.semantics.comparison import COMPARISONS, equal, is_in
from service.expressions.syntax.nodes import (
    Between,
    Call,
    Compare,
    Const,
    HalfRange,
    In,
    InstanceOf,
    Interval,
    Logic,
    Node,
    Quantified,
    Tests,
    bare,
    mentions,
)
from service.expressions.values.compound import Range
from service.expressions.values.numbers import Value

membership: Final = Rules()

Test = Callable[[Scope, Value], bool | None]

_CONDITIONS: Final = (Call, Compare, Logic, Between, In, InstanceOf, Quantified)


class Constants:
    """A cell that lists constants of one kind: a table may look its rows up instead of testing them."""

    __slots__ = ("_test", "kind", "values")

    def __init__(self, values: frozenset[Value], kind: type, test: Test) -> None:
        self.values = values
        self.kind = kind
        self._test = test

    def __call__(self, scope: Scope, value: Value) -> bool | None:
        return self._test(scope, value)


def _constants(node: Tests, test: Test) -> Constants | None:
    listed = [bare(one) for one in node.tests]
    values = [one.value for one in listed if isinstance(one, Const)]
    kinds = set(map(type, values))
    if len(values) < len(listed) or len(kinds) != 1:
        return None
    return Constants(frozenset(values), kinds.pop(), test)


@membership.of(In)
def is_in_tests(compiler: Compiler, node: In) -> Closure:
    value, test = compiler.closure(node.value), any_of(compiler, node.tests)
    return lambda scope: test(scope, value(scope))


@membership.of(Tests)
def tests_of_question_mark(compiler: Compiler, node: Tests) -> Closure:
    test = tests(compiler, node)
    return lambda scope: test(scope, scope["?"])


def tests(compiler: Compiler, node: Tests) -> Test:
    """Compile a whole cell."""
    if not node.tests:
        return lambda scope, value: True
    test = any_of(compiler, node.tests)
    if not node.negated:
        return _constants(node, test) or test

    def negated(scope: Scope, value: Value) -> bool | None:
        answer = test(scope, value)
        return None if answer is None else not answer

    return negated


def any_of(compiler: Compiler, nodes: Sequence[Node]) -> Test:
    alternatives = [_test(compiler, node) for node in nodes]
    if len(alternatives) == 1:
        return alternatives[0]

    def run(scope: Scope, value: Value) -> bool | None:
        answer: bool | None = False
        for test in alternatives:
            one = test(scope, value)
            if one is True:
                return True
            if one is None:
                answer = None
        return answer

    return run


def _test(compiler: Compiler, node: Node) -> Test:
    node = bare(node)
    if mentions(node, "?"):
        return _of_question_mark(compiler, node)
    if isinstance(node, HalfRange):
        return _comparison(compiler, node)
    if isinstance(node, Const):
        return _constant(node)
    if isinstance(node, Interval):
        return _interval(compiler, node)
    closure = compiler.closure(node)
    if isinstance(node, _CONDITIONS):
        return _condition(closure)
    return lambda scope, value: is_in(value, closure(scope), scope.run)


def _of_question_mark(compiler: Compiler, node: Node) -> Test:
    closure = compiler.closure(node)

    def run(scope: Scope, value: Value) -> bool | None:
        answer = closure(Scope(scope, {"?": value}))
        return answer if type(answer) is bool or answer is None else is_in(value, answer, scope.run)

    return run


def _comparison(compiler: Compiler, node: HalfRange) -> Test:
    operand, compare, sign, at = compiler.closure(node.operand), COMPARISONS[node.sign], node.sign, node.at

    def run(scope: Scope, value: Value) -> bool | None:
        other = operand(scope)
        answer = compare(value, other, scope.run)
        if answer is None and value is not None:
            _note(scope, value, f"{sign} {kind_of(other)}", at)
        return answer

    return run


def _constant(node: Const) -> Test:
    wanted, kind, at = node.value, type(node.value), node.at

    def run(scope: Scope, value: Value) -> bool | None:
        if type(value) is kind:
            return bool(value == wanted)
        answer = equal(value, wanted, scope.run)
        # A list of values is compared as a whole: the table's author may have meant its items.
        if answer is None:
            _note(scope, value, kind_of(wanted), at)
        return answer

    return run


def _interval(compiler: Compiler, node: Interval) -> Test:
    closure, at = compiler.closure(node), node.at
    fixed = _fixed_numbers(closure) if is_constant(node) else None
    if fixed is not None:
        return _number_interval(fixed, at)

    def run(scope: Scope, value: Value) -> bool | None:
        return _inside(scope, value, closure(scope), at)

    return run


def _inside(scope: Scope, value: Value, interval: Range | None, at: int) -> bool | None:
    answer = is_in(value, interval, scope.run)
    if answer is None and value is not None:
        _note(scope, value, "the range", at)
    return answer


def _fixed_numbers(closure: Closure) -> Range | None:
    try:
        value = constant_value(closure)
    except BudgetExceeded:
        return None
    is_plain = type(value) is Range and type(value.start) is Decimal and type(value.end) is Decimal
    return value if is_plain else None


def _number_interval(interval: Range, at: int) -> Test:
    """``[100..200)``: the most common cell, made two comparisons."""
    low, high = interval.start, interval.end
    low_in, high_in = interval.start_included, interval.end_included

    def run(scope: Scope, value: Value) -> bool | None:
        if type(value) is not Decimal:
            return _inside(scope, value, interval, at)
        above = value > low or (low_in and value == low)
        return above and (value < high or (high_in and value == high))

    return run


def _condition(closure: Closure) -> Test:
    """A cell that is a condition by itself: its answer stands, unless the value is a boolean too."""

    def run(scope: Scope, value: Value) -> bool | None:
        answer = closure(scope)
        if type(answer) is bool and type(value) is not bool:
            return answer
        return is_in(value, answer, scope.run)

    return run


def _note(scope: Scope, value: Value, other: str, at: int) -> None:
    scope.run.caution("wrong_type", f"{kind_of(value)} is tested against {other}", at)
