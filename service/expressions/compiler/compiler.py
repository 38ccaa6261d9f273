"""The compiler itself: it looks up the rule of a node and folds what is constant."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

from service.expressions.budget import Budget, Run
from service.expressions.compiler.scope import Root, Scope
from service.expressions.errors import BudgetExceeded
from service.expressions.semantics.types import (
    BASE_TYPES,
    ContextType,
    FunctionType,
    ListType,
    RangeType,
    Type,
)
from service.expressions.syntax.nodes import (
    Arithmetic,
    AtLiteral,
    Call,
    Compare,
    Const,
    HalfRange,
    Interval,
    Logic,
    Name,
    Negate,
    Node,
    Paren,
    TypeName,
    TypeNode,
    TypeOfContext,
    TypeOfItems,
    children,
)
from service.expressions.values.numbers import Value

Closure = Callable[[Scope], Value]
_N = TypeVar("_N", bound=Node)

_FOLDED: Final = (Negate, Arithmetic, Compare, Interval, HalfRange, Call, Logic)
_PURE: Final = frozenset(
    ["date", "time", "date and time", "duration", "years and months duration", "number", "string", "range"]
)
_FOLDING: Final = Budget(steps=1_000, seconds=0.1, text=10_000)


class Rules:
    """Which function compiles which kind of node."""

    def __init__(self) -> None:
        self.by_kind: dict[type, Callable[[Compiler, Any], Closure]] = {}

    def of(
        self, kind: type[_N]
    ) -> Callable[["Callable[[Compiler, _N], Closure]"], "Callable[[Compiler, _N], Closure]"]:
        def ruled(rule: "Callable[[Compiler, _N], Closure]") -> "Callable[[Compiler, _N], Closure]":
            self.by_kind[kind] = rule
            return rule

        return ruled


class Compiler:
    """``types`` are the model's own, beside those of FEEL."""

    def __init__(
        self, rules: Mapping[type, Callable[["Compiler", Any], Closure]], types: Mapping[str, Type]
    ) -> None:
        self._rules = rules
        self._types = types

    def closure(self, node: Node) -> Closure:
        closure = self._rules[type(node)](self, node)
        return _folded(closure) if isinstance(node, _FOLDED) and is_constant(node) else closure

    def type(self, node: TypeNode) -> Type | None:
        """Return the type that is written, or None if there is no such type."""
        if isinstance(node, TypeName):
            return self._types.get(node.name) or BASE_TYPES.get(node.name)
        if isinstance(node, TypeOfItems):
            item = self.type(node.item)
            return item and (ListType("list", item) if node.kind == "list" else RangeType("range", item))
        if isinstance(node, TypeOfContext):
            fields = {key: kind for key, part in node.fields.items() if (kind := self.type(part))}
            return ContextType("context", fields) if len(fields) == len(node.fields) else None
        params = tuple(kind for part in node.params if (kind := self.type(part)))
        result = self.type(node.result)
        return (
            FunctionType("function", params, result) if result and len(params) == len(node.params) else None
        )


def is_constant(node: Node) -> bool:
    """Tell whether a node has one value whatever the variables are."""
    if isinstance(node, Const | AtLiteral):
        return True
    if isinstance(node, Call):
        pure = isinstance(node.function, Name) and node.function.name in _PURE and node.named is None
        return pure and bool(node.args) and all(map(is_constant, node.args))
    return isinstance(node, (*_FOLDED, Paren)) and all(map(is_constant, children(node)))


def constant_value(closure: Closure) -> Value:
    """Return the value of a constant node's closure.

    Raises ``BudgetExceeded`` for one that costs too much, and for one that gives rise to cautions,
    which must be given at each evaluation.
    """
    run = Run(_FOLDING, datetime(1970, 1, 1, tzinfo=UTC))
    value = closure(Root({}, run))
    if run.cautions:
        raise BudgetExceeded(run.cautions[0].message)
    return value


def _folded(closure: Closure) -> Closure:
    try:
        value = constant_value(closure)
    except BudgetExceeded:
        return closure
    return lambda scope: value
