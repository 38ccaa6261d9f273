"""FEEL's text made ready to run: the parser and the compiler, put together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from service.expressions.builtins import BUILTIN_NAMES
from service.expressions.compiler.calls import calls
from service.expressions.compiler.compiler import Closure, Compiler
from service.expressions.compiler.loops import loops
from service.expressions.compiler.membership import Test, membership, tests
from service.expressions.compiler.operators import operators
from service.expressions.compiler.structures import structures
from service.expressions.errors import ExpressionError
from service.expressions.semantics.types import Type
from service.expressions.syntax.names import Names
from service.expressions.syntax.nodes import Node, Tests
from service.expressions.syntax.parser import Parser

RULES: Final = {
    kind: rule
    for rules in (operators, structures, loops, calls, membership)
    for kind, rule in rules.by_kind.items()
}


@dataclass(frozen=True)
class Surroundings:
    """What the author of a text may take for known: variables, types, and what may follow a dot."""

    names: frozenset[str] = frozenset()
    types: Mapping[str, Type] = field(default_factory=dict)
    members: Names | None = None

    def with_names(self, names: Iterable[str]) -> "Surroundings":
        return Surroundings(self.names | frozenset(names), self.types, self.members)

    @cached_property
    def scopes(self) -> Sequence[Names]:
        return (BUILTIN_NAMES, Names(self.names)) if self.names else (BUILTIN_NAMES,)


_NOTHING: Final = Surroundings()


def parse(text: str, around: Surroundings = _NOTHING) -> Node:
    """Read an expression; raises ``ExpressionError``."""
    try:
        return Parser(text, around.scopes, around.members).whole_expression()
    except RecursionError:
        raise _too_deep(text) from None


def parse_tests(text: str, around: Surroundings = _NOTHING) -> Tests:
    """Read a cell of a decision table; raises ``ExpressionError``."""
    try:
        return Parser(text, around.scopes, around.members).whole_tests()
    except RecursionError:
        raise _too_deep(text) from None


def closure_of(node: Node, text: str, types: Mapping[str, Type] | None = None) -> Closure:
    try:
        return Compiler(RULES, types or {}).closure(node)
    except RecursionError:
        raise _too_deep(text) from None


def compiled_tests(node: Tests, text: str, types: Mapping[str, Type] | None = None) -> Test:
    try:
        return tests(Compiler(RULES, types or {}), node)
    except RecursionError:
        raise _too_deep(text) from None


def _too_deep(text: str) -> ExpressionError:
    return ExpressionError("the expression is nested too deep", 0, text)
