"""Names, constants and the operators that stand between values."""

import operator
from collections.abc import Callable
from decimal import Decimal, DecimalException
from typing import Final

from service.expressions.builtins.declare import kind_of
from service.expressions.compiler.compiler import Closure, Compiler, Rules
from service.expressions.compiler.scope import Scope
from service.expressions.semantics.arithmetic import OPERATIONS, applies, negate, operate
from service.expressions.semantics.comparison import COMPARISONS, both, less_or_equal, truthy
from service.expressions.semantics.members import has_member, member
from service.expressions.syntax.nodes import (
    Arithmetic,
    AtLiteral,
    Between,
    Compare,
    Const,
    If,
    Logic,
    Name,
    Negate,
    Node,
    Paren,
    Path,
    Truth,
    bare,
)
from service.expressions.values.durations import MonthDuration, TimeDuration
from service.expressions.values.literals import parse_literal
from service.expressions.values.moments import Date
from service.expressions.values.numbers import Value

operators: Final = Rules()


@operators.of(Const)
def const(compiler: Compiler, node: Const) -> Closure:
    value = node.value
    return lambda scope: value


@operators.of(AtLiteral)
def at_literal(compiler: Compiler, node: AtLiteral) -> Closure:
    value = parse_literal(node.text)
    if value is not None:
        return lambda scope: value

    def unread(scope: Scope) -> None:
        scope.run.caution("failed_conversion", f"{node.text!r} is no date, time or duration", node.at)

    return unread


@operators.of(Name)
def name(compiler: Compiler, node: Name) -> Closure:
    wanted, at = node.name, node.at

    def find(scope: Scope) -> Value:
        try:
            return scope[wanted]
        except KeyError:
            scope.run.caution("unknown_variable", f"there is no variable {wanted!r}", at)
            return None

    return find


@operators.of(Path)
def path(compiler: Compiler, node: Path) -> Closure:
    base, wanted, at = compiler.closure(node.base), node.name, node.at

    def find(scope: Scope) -> Value:
        value = base(scope)
        found = member(value, wanted, scope.run)
        if found is None and value is not None and not has_member(value, wanted):
            scope.run.caution("unknown_member", f"{kind_of(value)} has no {wanted!r}", at)
        return found

    return find


def asked(compiler: Compiler, node: Node) -> Closure:
    """Compile a node whose null is asked for (``x = null``, ``is defined(x)``): no caution if unknown."""
    node = bare(node)
    if isinstance(node, Name):
        wanted = node.name

        def find(scope: Scope) -> Value:
            try:
                return scope[wanted]
            except KeyError:
                return None

        return find
    if isinstance(node, Path):
        base, entry = asked(compiler, node.base), node.name
        return lambda scope: member(base(scope), entry, scope.run)
    return compiler.closure(node)


@operators.of(Paren)
def paren(compiler: Compiler, node: Paren) -> Closure:
    return compiler.closure(node.inner)


@operators.of(Negate)
def negation(compiler: Compiler, node: Negate) -> Closure:
    operand = compiler.closure(node.operand)

    def run(scope: Scope) -> Value:
        value = operand(scope)
        negative = negate(value)
        if negative is None:
            scope.run.caution("wrong_type", f"-{kind_of(value)} has no value", node.at)
        return negative

    return run


@operators.of(Arithmetic)
def arithmetic(compiler: Compiler, node: Arithmetic) -> Closure:
    left, right, sign, at = compiler.closure(node.left), compiler.closure(node.right), node.sign, node.at
    on_numbers = OPERATIONS[Decimal, sign, Decimal]

    def run(scope: Scope) -> Value:
        a, b = left(scope), right(scope)
        value: Value = None
        if type(a) is Decimal and type(b) is Decimal:
            try:
                value = on_numbers(a, b)
            except DecimalException:
                value = None
        else:
            value = operate(sign, a, b, scope.run)
        if value is None:
            code = "failed_operation" if applies(sign, a, b) else "wrong_type"
            scope.run.caution(code, f"{kind_of(a)} {sign} {kind_of(b)} has no value", at)
        return value

    return run


@operators.of(Truth)
def truth(compiler: Compiler, node: Truth) -> Closure:
    operand = compiler.closure(node.operand)
    if node.negated:
        return lambda scope: not truthy(operand(scope))
    return lambda scope: truthy(operand(scope))


_ORDERS: Final[dict[str, Callable[[Value, Value], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
    "==": operator.eq,
    "<>": operator.ne,
}


_SIMPLE: Final = frozenset([Decimal, str, Date, MonthDuration, TimeDuration])
"""Kinds whose order is that of Python, within one kind."""


@operators.of(Compare)
def comparison(compiler: Compiler, node: Compare) -> Closure:
    left, right = _sides(compiler, node)
    known = bare(node.right)
    if isinstance(known, Const) and type(known.value) in _SIMPLE:
        return _compared_with(left, known.value, node)
    order = _ORDERS[node.sign]

    def run(scope: Scope) -> bool | None:
        a, b = left(scope), right(scope)
        kind = type(a)
        if kind is type(b) and kind in _SIMPLE:
            return order(a, b)
        return _compared(a, b, node, scope)

    return run


def _compared_with(left: Closure, known: Value, node: Compare) -> Closure:
    """Compare with a constant, as most conditions do."""
    order, kind = _ORDERS[node.sign], type(known)
    name = node.left.name if isinstance(node.left, Name) else ""

    def of_variable(scope: Scope) -> bool | None:
        a = scope[name] if name in scope else left(scope)
        return order(a, known) if type(a) is kind else _compared(a, known, node, scope)

    def run(scope: Scope) -> bool | None:
        a = left(scope)
        return order(a, known) if type(a) is kind else _compared(a, known, node, scope)

    return of_variable if name else run


def _compared(a: Value, b: Value, node: Compare, scope: Scope) -> bool | None:
    answer = COMPARISONS[node.sign](a, b, scope.run)
    if answer is None:
        message = f"{kind_of(a)} {node.sign} {kind_of(b)} cannot be said"
        scope.run.caution("wrong_type", message, node.at)
    return answer


def _sides(compiler: Compiler, node: Compare) -> tuple[Closure, Closure]:
    sides = node.left, node.right
    if any(bare(side) == Const(side.at, None) for side in sides):
        return asked(compiler, node.left), asked(compiler, node.right)
    return compiler.closure(node.left), compiler.closure(node.right)


@operators.of(Logic)
def logic(compiler: Compiler, node: Logic) -> Closure:
    """The right side is not looked at where the left one decides."""
    left, right, at, word = compiler.closure(node.left), compiler.closure(node.right), node.at, node.word
    deciding, otherwise = word == "or", word != "or"

    def run(scope: Scope) -> bool | None:
        a = left(scope)
        if a is deciding:
            return not otherwise
        b = right(scope)
        if a is otherwise and b is otherwise:
            return not deciding
        for value in (a, b):
            if value is not None and type(value) is not bool:
                scope.run.caution("wrong_type", f"{kind_of(value)} stands beside {word!r}", at)
        return deciding if b is deciding else None

    return run


@operators.of(Between)
def between(compiler: Compiler, node: Between) -> Closure:
    value, low, high = (compiler.closure(part) for part in (node.value, node.low, node.high))

    def run(scope: Scope) -> bool | None:
        v = value(scope)
        answer = both(less_or_equal(low(scope), v), less_or_equal(v, high(scope)))
        if answer is None:
            scope.run.caution("wrong_type", f"{kind_of(v)} cannot be between these", node.at)
        return answer

    return run


@operators.of(If)
def choice(compiler: Compiler, node: If) -> Closure:
    condition, then, otherwise = (compiler.closure(n) for n in (node.condition, node.then, node.otherwise))

    def run(scope: Scope) -> Value:
        answer = condition(scope)
        if answer is True:
            return then(scope)
        if answer is not False and answer is not None:
            scope.run.caution("wrong_type", f"the condition of 'if' is a {kind_of(answer)}", node.at)
        return otherwise(scope)

    return run
