"""Lists, contexts, ranges, filters and type tests."""

from decimal import Decimal
from typing import Final

from service.expressions.builtins.declare import kind_of
from service.expressions.compiler.compiler import Closure, Compiler, Rules
from service.expressions.compiler.scope import Scope
from service.expressions.semantics.comparison import less_or_equal
from service.expressions.semantics.types import unconstrained
from service.expressions.syntax.nodes import (
    Const,
    Context,
    Element,
    Filter,
    HalfRange,
    InstanceOf,
    Interval,
    Listing,
    Negate,
    Node,
)
from service.expressions.values.compound import Range
from service.expressions.values.numbers import D128, ONE, Value, is_whole

structures: Final = Rules()


@structures.of(Listing)
def listing(compiler: Compiler, node: Listing) -> Closure:
    items = [compiler.closure(item) for item in node.items]
    return lambda scope: [item(scope) for item in items]


@structures.of(Context)
def context(compiler: Compiler, node: Context) -> Closure:
    """Later entries see the earlier ones; a key given twice makes it null."""
    entries = [(key, compiler.closure(value)) for key, value in node.entries]
    if len({key for key, _ in entries}) != len(entries):
        return lambda scope: None

    def run(scope: Scope) -> dict[str, Value]:
        inner = Scope(scope)
        for key, value in entries:
            inner[key] = value(inner)
        return dict(inner)

    return run


@structures.of(HalfRange)
def half_range(compiler: Compiler, node: HalfRange) -> Closure:
    operand, sign = compiler.closure(node.operand), node.sign

    def run(scope: Scope) -> Range | None:
        value = operand(scope)
        if value is None and sign not in ("=", "!="):
            return None
        start = None if sign in ("<", "<=") else value
        end = None if sign in (">", ">=") else value
        return Range(start, end, sign in ("=", ">="), sign in ("=", "<="), sign)

    return run


@structures.of(Interval)
def interval(compiler: Compiler, node: Interval) -> Closure:
    first, last = compiler.closure(node.start), compiler.closure(node.end)

    def run(scope: Scope) -> Range | None:
        start, end = first(scope), last(scope)
        if start is None and end is None:
            return None
        if start is not None and end is not None and not less_or_equal(start, end):
            scope.run.caution("wrong_type", f"{kind_of(start)}..{kind_of(end)} is no range", node.at)
            return None
        return Range(start, end, node.start_included, node.end_included)

    return run


@structures.of(Filter)
def filtering(compiler: Compiler, node: Filter) -> Closure:
    """By position, or by a condition that sees an item's entries and the item itself as ``item``."""
    base, condition = compiler.closure(node.base), compiler.closure(node.condition)
    by_position = _is_position(node.condition)

    def run(scope: Scope) -> Value:
        value = base(scope)
        items = value if type(value) is list else [] if value is None else [value]
        if not items:
            return None if by_position else []
        return _filtered(items, condition, scope, node.at)

    return run


def _is_position(condition: Node) -> bool:
    return isinstance(condition, Negate) or (
        isinstance(condition, Const) and type(condition.value) is Decimal
    )


def _filtered(items: list[Value], condition: Closure, scope: Scope, at: int) -> Value:
    kept: list[Value] = []
    run = scope.run
    for item in items:
        run.spend()
        answer = condition(item_scope(scope, item))
        if answer is True:
            kept.append(item)
        elif type(answer) is Decimal:
            return item_at(items, answer)
        elif answer is not False and answer is not None:
            run.caution("wrong_type", f"the condition of a filter is a {kind_of(answer)}", at)
    return kept


def item_scope(scope: Scope, item: Value) -> Scope:
    """Return the scope in which a filter looks at one item."""
    if type(item) is not dict:
        return Scope(scope, {"item": item})
    inner = Scope(scope, item)
    inner.setdefault("item", item)
    return inner


def item_at(items: list[Value], position: Decimal) -> Value:
    """Positions count from 1, negative ones from the end."""
    if not is_whole(position):
        return None
    i = int(position)
    if 1 <= i <= len(items):
        return items[i - 1]
    return items[i] if -len(items) <= i <= -1 else None


@structures.of(Element)
def element(compiler: Compiler, node: Element) -> Closure:
    base, key = compiler.closure(node.base), compiler.closure(node.key)

    def run(scope: Scope) -> Value:
        value, at = base(scope), key(scope)
        if type(value) is dict and type(at) is str:
            return value.get(at)
        if type(value) is list and type(at) is Decimal:
            return item_at(value, D128.add(at, ONE)) if at >= 0 else None
        scope.run.caution("wrong_type", f"{kind_of(value)}[{kind_of(at)}] has no value", node.at)
        return None

    return run


@structures.of(InstanceOf)
def instance_of(compiler: Compiler, node: InstanceOf) -> Closure:
    value, kind = compiler.closure(node.value), compiler.type(node.type)
    if kind is None:
        return lambda scope: None
    free = unconstrained(kind)
    return lambda scope: free.has(value(scope), scope.run)
