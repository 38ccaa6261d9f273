"""The constructs of FEEL that open a scope: loops, functions, contexts."""

from abc import ABC, abstractmethod

from service.expressions.syntax.cursor import Cursor
from service.expressions.syntax.names import Names
from service.expressions.syntax.nodes import (
    Const,
    Context,
    For,
    FunctionLiteral,
    Iteration,
    Node,
    Quantified,
    TypeNode,
)
from service.expressions.syntax.tokens import unescape


class Blocks(Cursor, ABC):
    """Reads the blocks; the expressions inside them are the parser's."""

    @abstractmethod
    def expression(self, power: int = 0) -> Node:
        """Read an expression whose operators bind tighter than ``power``."""

    def loop(self) -> Node:
        token = self.next()
        scope = Names()
        self.scopes.append(scope)
        iterations = [self._iteration(scope)]
        while self.take(","):
            iterations.append(self._iteration(scope))
        if token.text == "for":
            self.expect("return")
            scope.add("partial")
        else:
            self.expect("satisfies")
        body = self.expression()
        self.scopes.pop()
        if token.text == "for":
            return For(token.at, tuple(iterations), body)
        return Quantified(token.at, token.text == "every", tuple(iterations), body)

    def _iteration(self, scope: Names) -> Iteration:
        at = self.here.at
        name = self.name_until({"in"})
        self.expect("in")
        source = self.expression()
        end = self.expression() if self.take("..") else None
        scope.add(name)
        return Iteration(at, name, source, end)

    def function(self) -> Node:
        at = self.next().at
        self.expect("(")
        scope = Names()
        params: list[tuple[str, TypeNode | None]] = []
        while not self.sees(")"):
            name = self.name_until({":", ",", ")"})
            scope.add(name)
            params.append((name, self.type() if self.take(":") else None))
            if not self.take(","):
                break
        self.expect(")")
        external = self.take("external")
        self.scopes.append(scope)
        body = self.expression()
        self.scopes.pop()
        return FunctionLiteral(at, tuple(params), Const(at, None) if external else body, external)

    def context(self, at: int) -> Node:
        scope = Names()
        self.scopes.append(scope)
        entries: list[tuple[str, Node]] = []
        while not self.sees("}"):
            key = self._key()
            self.expect(":")
            entries.append((key, self.expression()))
            scope.add(key)
            self.members.add(key)
            if not self.take(","):
                break
        self.expect("}")
        self.scopes.pop()
        return Context(at, tuple(entries))

    def _key(self) -> str:
        if self.here.kind == "str":
            return unescape(self.next().text[1:-1])
        return self.name_until({":"})
