"""What an expression needs from outside."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any, Final

from service.expressions.syntax.nodes import (
    Call,
    Context,
    Filter,
    For,
    FunctionLiteral,
    Iteration,
    Name,
    Node,
    Quantified,
    children,
)

Bound = frozenset[str]
_TEST_VALUE: Final = "?"


@dataclass
class FreeNames:
    """``variables`` are needed for certain. ``possible`` may be variables as well: inside a filter
    they may be members of the items, elsewhere they are also the names of built-ins.
    """

    variables: set[str] = field(default_factory=set)
    possible: set[str] = field(default_factory=set)
    functions: set[str] = field(default_factory=set)


def free_names(node: Node, builtins: Collection[str], bound: Bound = frozenset()) -> FreeNames:
    """Return the names in ``node`` that nothing inside it binds; ``?`` is none of them."""
    walk = _Walk(builtins)
    walk.visit(node, bound | {_TEST_VALUE}, certain=True)
    return walk.found


class _Walk:
    def __init__(self, builtins: Collection[str]) -> None:
        self.found = FreeNames()
        self._builtins = builtins

    def visit(self, node: Node, bound: Bound, certain: bool) -> None:
        rule = _RULES.get(type(node))
        if rule:
            rule(self, node, bound, certain)
        else:
            for child in children(node):
                self.visit(child, bound, certain)

    def name(self, node: Name, bound: Bound, certain: bool) -> None:
        if node.name in bound:
            return
        certainly = certain and node.name not in self._builtins
        (self.found.variables if certainly else self.found.possible).add(node.name)

    def call(self, node: Call, bound: Bound, certain: bool) -> None:
        function = node.function
        if isinstance(function, Name):
            if function.name not in bound and function.name not in self._builtins:
                self.found.functions.add(function.name)
        else:
            self.visit(function, bound, certain)
        for argument in (*node.args, *(value for _, value in node.named or ())):
            self.visit(argument, bound, certain)

    def filter(self, node: Filter, bound: Bound, certain: bool) -> None:
        self.visit(node.base, bound, certain)
        self.visit(node.condition, bound | {"item"}, certain=False)

    def context(self, node: Context, bound: Bound, certain: bool) -> None:
        for key, value in node.entries:
            self.visit(value, bound, certain)
            bound |= {key}

    def loop(self, node: For | Quantified, bound: Bound, certain: bool) -> None:
        for iteration in node.iterators:
            bound = self._iteration(iteration, bound, certain)
        self.visit(node.body, bound | {"partial"} if isinstance(node, For) else bound, certain)

    def _iteration(self, iteration: Iteration, bound: Bound, certain: bool) -> Bound:
        for child in children(iteration):
            self.visit(child, bound, certain)
        return bound | {iteration.name}

    def function(self, node: FunctionLiteral, bound: Bound, certain: bool) -> None:
        self.visit(node.body, bound | {name for name, _ in node.params}, certain)


_RULES: Final[dict[type, Callable[[_Walk, Any, Bound, bool], None]]] = {
    Name: _Walk.name,
    Call: _Walk.call,
    Filter: _Walk.filter,
    Context: _Walk.context,
    For: _Walk.loop,
    Quantified: _Walk.loop,
    FunctionLiteral: _Walk.function,
}
