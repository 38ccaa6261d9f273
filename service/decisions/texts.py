"""The texts of a model compiled, and what is wrong with them noted with line and element."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any, TypeVar

from service.decisions.source import Element, id_of, text_of
from service.domain.findings import Finding, Severity
from service.expressions.builtins import BUILTINS
from service.expressions.compiler.compiler import Closure
from service.expressions.compiler.membership import Test
from service.expressions.compiler.scope import Scope
from service.expressions.dialects import Dialect, dialect_of
from service.expressions.errors import ExpressionError
from service.expressions.feel import Surroundings, closure_of, compiled_tests, parse, parse_tests
from service.expressions.fronts.juel import read_juel
from service.expressions.semantics.types import Type
from service.expressions.syntax.freenames import free_names
from service.expressions.syntax.names import Names
from service.expressions.syntax.nodes import Node
from service.expressions.values.numbers import Value

_T = TypeVar("_T")


@dataclass
class Texts:
    """``types`` and ``members`` grow while the model is read; ``findings`` are what was found.

    In an open scope (Camunda's) a text may name any process variable: ``free`` collects those.
    """

    file: str
    open_scope: bool
    types: dict[str, Type] = field(default_factory=dict)
    members: Names = field(default_factory=Names)
    findings: list[Finding] = field(default_factory=list)
    free: set[str] = field(default_factory=set)

    def find(self, rule: str, message: str, element: Element, severity: Severity = Severity.ERROR) -> None:
        self.findings.append(Finding(rule, message, self.file, _line(element), id_of(element), severity))

    def expression(self, element: Element, names: Collection[str]) -> Closure:
        """Compile the text of an element; one that cannot be read is noted, and null."""
        text = text_of(element)
        if not text:
            return null
        otherwise: Closure = null
        return self._read(element, text, lambda: self._expression(element, text, names), otherwise)

    def _expression(self, element: Element, text: str, names: Collection[str]) -> Closure:
        around = self._around(names)
        if dialect_of(text, element.get("expressionLanguage")) is Dialect.JUEL:
            node = read_juel(text, 2, len(text) - 1)
        else:
            node = parse(text, around)
        self._check_names(node, element, names)
        return closure_of(node, text, self.types)

    def tests(self, element: Element, names: Collection[str], otherwise: Test | None = None) -> Test | None:
        """Compile the text of a cell; None for one that everything passes."""
        text = text_of(element)
        if text in ("", "-"):
            return None
        return self._read(element, text, lambda: self._tests(element, text, names), otherwise or never)

    def _tests(self, element: Element, text: str, names: Collection[str]) -> Test:
        dialect_of(text, element.get("expressionLanguage"))
        node = parse_tests(text, self._around(names))
        self._check_names(node, element, names)
        return compiled_tests(node, text, self.types)

    def listed(self, element: Element, names: Collection[str]) -> Closure:
        """Compile output values, whose order is a rank, as a list."""
        text = f"[{text_of(element)}]"
        around = self._around(names)
        otherwise: Closure = null
        return self._read(element, text, lambda: closure_of(parse(text, around), text, self.types), otherwise)

    def _around(self, names: Collection[str]) -> Surroundings:
        return Surroundings(frozenset(names), self.types, self.members)

    def _read(self, element: Element, text: str, read: Callable[[], _T], otherwise: _T) -> _T:
        try:
            return read()
        except ExpressionError as error:
            self.find("DMN-EXPRESSION", f"{text[:80]!r}: {error}", element)
            return otherwise

    def _check_names(self, node: Node, element: Element, names: Collection[str]) -> None:
        free = free_names(node, BUILTINS)
        unknown = free.variables.difference(names)
        self.free |= unknown
        if not self.open_scope:
            for name in sorted(unknown):
                self.find("DMN-NAME", f"nobody provides {name!r}", element)
        for name in sorted(free.functions.difference(names)):
            self.find("DMN-FUNCTION", f"there is no function {name!r}", element)


def null(scope: Scope) -> Value:
    """Stand in for what is not there."""
    return None


def never(scope: Scope, value: Value) -> bool | None:
    """The test that nothing passes."""
    return None


def _line(element: Any) -> int | None:
    line: int | None = element.sourceline
    return line
