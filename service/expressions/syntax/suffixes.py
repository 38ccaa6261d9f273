"""What may follow an operand: a path, a filter, arguments, a type test."""

from abc import ABC
from collections.abc import Sequence
from typing import Final

from service.expressions.syntax.blocks import Blocks
from service.expressions.syntax.cursor import STOP
from service.expressions.syntax.names import Names
from service.expressions.syntax.nodes import Call, Filter, InstanceOf, Name, Node, Path
from service.expressions.syntax.tokens import Token, spaced

_STARTERS: Final = frozenset(["(", "[", "{", "-", "?", "@", "<", ">", "<=", ">="])
_ITEM: Final = Names(["item"])
_ENDS_PARAMETER: Final = frozenset([":", ",", ")", "(", "{", "["])


class Suffixes(Blocks, ABC):
    """``in_range_end`` holds while the second end of a range is read, which ``[`` may close."""

    def __init__(self, text: str, scopes: Sequence[Names] = (), members: Names | None = None) -> None:
        super().__init__(text, scopes, members)
        self.in_range_end = False

    def expressions(self) -> tuple[Node, ...]:
        nodes = [self.expression()]
        while self.take(","):
            nodes.append(self.expression())
        return tuple(nodes)

    def suffixed(self, node: Node) -> Node:
        while True:
            token = self.here
            if token.kind == "name" and token.text == "instance":
                self.i += 1
                self.expect("of")
                node = InstanceOf(token.at, node, self.type())
            elif token.kind != "op":
                return node
            elif token.text == ".":
                node = self._path(node)
            elif token.text == "[" and not self._closes_range():
                node = self._filter(node)
            elif token.text == "(":
                node = self._call(node)
            else:
                return node

    def _closes_range(self) -> bool:
        """Tell whether this ``[`` ends an open range (``[1..5[``) and opens no filter."""
        return self.in_range_end and not self._can_start(self.ahead())

    @staticmethod
    def _can_start(token: Token) -> bool:
        if token.kind == "name":
            return token.text not in STOP
        return token.kind in ("num", "str") or token.text in _STARTERS

    def _path(self, base: Node) -> Node:
        at = self.next().at
        if self.here.kind == "quoted":
            return Path(at, base, spaced(self.next().text[1:-1]))
        start = self.i
        length, known = self.members.match(self.tokens, start)
        free = self.free_name()
        if length >= self.i - start:
            self.i = start + length
            return Path(at, base, known)
        return Path(at, base, free)

    def _filter(self, base: Node) -> Node:
        at = self.next().at
        outer, self.in_range_end = self.in_range_end, False
        self.scopes.append(_ITEM)
        condition = self.expression()
        self.scopes.pop()
        self.in_range_end = outer
        self.expect("]")
        return Filter(at, base, condition)

    def _call(self, function: Node) -> Node:
        at = function.at if isinstance(function, Name) else self.here.at
        self.i += 1
        outer, self.in_range_end = self.in_range_end, False
        named = self._named_arguments() if self._starts_named() else None
        args = self.expressions() if named is None and not self.sees(")") else ()
        self.in_range_end = outer
        self.expect(")")
        return Call(at, function, args, named)

    def _starts_named(self) -> bool:
        """Look ahead for ``name:``."""
        if self.here.kind != "name":
            return False
        i = self.i
        while self.tokens[i].kind in ("name", "num", "op") and self.tokens[i].text not in _ENDS_PARAMETER:
            i += 1
        return self.tokens[i].text == ":"

    def _named_arguments(self) -> tuple[tuple[str, Node], ...]:
        arguments: list[tuple[str, Node]] = []
        while True:
            name = self.name_until({":"})
            self.expect(":")
            arguments.append((name, self.expression()))
            if not self.take(","):
                return tuple(arguments)
