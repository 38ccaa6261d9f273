"""JUEL, Java's unified expression language, as Camunda 7 and Flowable write it: ``${amount > 1000}``.

Read are its operators, getters and the handful of methods that models use; calls of Java beans are not.
"""

import re
from collections.abc import Callable
from typing import Final, NamedTuple, NoReturn

from service.expressions.errors import ExpressionError
from service.expressions.fronts.juel_methods import called, method
from service.expressions.fronts.vocabulary import constant, element, empty, function, untrue
from service.expressions.syntax.cursor import MAX_DEPTH
from service.expressions.syntax.nodes import (
    Arithmetic,
    Compare,
    Const,
    Element,
    If,
    Logic,
    Name,
    Negate,
    Node,
    Path,
)
from service.expressions.syntax.tokens import MAX_TEXT
from service.expressions.values.numbers import D128

_TOKEN: Final = re.compile(
    r"""\s+|(?P<num>\d+\.\d+|\d+)[lLfFdD]?|(?P<str>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
    r"""|(?P<name>[^\W\d]\w*(?::[^\W\d]\w*(?=\())?)|(?P<op>&&|\|\||[=!<>]=|[-+*/%<>!?:.,()\[\]])"""
)
_WORDS: Final = {
    **{"and": "&&", "or": "||", "not": "!"},
    **{"eq": "==", "ne": "!=", "lt": "<", "gt": ">", "le": "<=", "ge": ">="},
    **{"div": "/", "mod": "%"},
}
_POWERS: Final = {
    **{"?": 1, "||": 2, "&&": 3},
    **dict.fromkeys(["==", "!="], 4),
    **dict.fromkeys(["<", ">", "<=", ">="], 5),
    **dict.fromkeys(["+", "-"], 6),
    **dict.fromkeys(["*", "/", "%"], 7),
}
_LOGIC: Final = {"&&": "and", "||": "or"}
_EQUALITY: Final = {"!=": "<>"}
_CONSTANTS: Final = {"true": True, "false": False, "null": None}
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)


class Token(NamedTuple):
    """``kind`` is num, str, name, op or end."""

    kind: str
    text: str
    at: int


def read_juel(text: str, start: int, end: int) -> Node:
    """Read what stands between the braces of ``text[start:end]``; positions are those of ``text``."""
    if end - start > MAX_TEXT:
        raise ExpressionError(f"the expression is longer than {MAX_TEXT} characters", start, text)
    try:
        return _Juel(text, start, end).whole()
    except RecursionError:
        raise ExpressionError("the expression is nested too deep", start, text) from None


def _tokens(text: str, start: int, end: int) -> list[Token]:
    tokens: list[Token] = []
    at = start
    while at < end:
        found = _TOKEN.match(text, at, end)
        if not found:
            raise ExpressionError(f"unexpected {text[at]!r} at character {at + 1}", at, text)
        kind = found.lastgroup
        if kind == "name" and found[0] in _WORDS:
            tokens.append(Token("op", _WORDS[found[0]], at))
        elif kind:
            tokens.append(Token(kind, found[kind], at))
        at = found.end()
    tokens.append(Token("end", "", end))
    return tokens


class _Juel:
    def __init__(self, text: str, start: int, end: int) -> None:
        self._text = text
        self._tokens = _tokens(text, start, end)
        self._i = 0
        self._depth = 0

    def whole(self) -> Node:
        node = self._expression(0)
        if self._here.kind != "end":
            self._fail("unexpected input")
        return node

    @property
    def _here(self) -> Token:
        return self._tokens[self._i]

    def _next(self) -> Token:
        token = self._here
        self._i += 1
        return token

    def _take(self, sign: str) -> bool:
        token = self._here
        if token.kind == "op" and token.text == sign:
            self._i += 1
            return True
        return False

    def _expect(self, sign: str) -> None:
        if not self._take(sign):
            self._fail(f"expected {sign!r}")

    def _fail(self, why: str) -> NoReturn:
        token = self._here
        found = repr(token.text) if token.kind != "end" else "the end"
        raise ExpressionError(f"{why} at character {token.at + 1}, found {found}", token.at, self._text)

    def _expression(self, power: int) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            self._fail("the expression is nested too deep")
        left = self._unary()
        while True:
            token = self._here
            binding = _POWERS.get(token.text, 0) if token.kind == "op" else 0
            if binding <= power:
                break
            self._i += 1
            left = self._infix(token, left, binding)
        self._depth -= 1
        return left

    def _infix(self, token: Token, left: Node, binding: int) -> Node:
        sign, at = token.text, token.at
        if sign == "?":
            then = self._expression(0)
            self._expect(":")
            return If(at, left, then, self._expression(0))
        right = self._expression(binding)
        if sign in _LOGIC:
            return Logic(at, _LOGIC[sign], left, right)
        if sign == "%":
            return function(at, "modulo", left, right)
        if sign in "+-*/":
            return Arithmetic(at, sign, left, right)
        return Compare(at, _EQUALITY.get(sign, sign), left, right)

    def _unary(self) -> Node:
        at = self._here.at
        if self._take("!"):
            return untrue(self._nested(self._unary))
        if self._take("-"):
            return Negate(at, self._nested(self._unary))
        if self._here == ("name", "empty", at):
            self._i += 1
            return empty(at, self._nested(self._unary))
        return self._suffixed(self._primary())

    def _nested(self, read: Callable[[], Node]) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            self._fail("the expression is nested too deep")
        node = read()
        self._depth -= 1
        return node

    def _primary(self) -> Node:
        token = self._here
        if token.kind == "num":
            self._i += 1
            return Const(token.at, D128.create_decimal(token.text))
        if token.kind == "str":
            self._i += 1
            return Const(token.at, _ESCAPED.sub(r"\1", token.text[1:-1]))
        if token.kind == "name":
            self._i += 1
            return self._named(token)
        self._expect("(")
        node = self._expression(0)
        self._expect(")")
        return node

    def _named(self, token: Token) -> Node:
        if self._take("("):
            return self._refusing(
                called(token.at, token.text, self._arguments()), f"the function {token.text}", token
            )
        if token.text in _CONSTANTS:
            return Const(token.at, _CONSTANTS[token.text])
        return Name(token.at, token.text)

    def _arguments(self) -> tuple[Node, ...]:
        arguments: list[Node] = []
        while not self._take(")"):
            arguments.append(self._expression(0))
            if not self._take(","):
                self._expect(")")
                break
        return tuple(arguments)

    def _suffixed(self, node: Node) -> Node:
        while True:
            token = self._here
            if self._take("."):
                node = self._member(node, token.at)
            elif self._take("["):
                key = self._expression(0)
                self._expect("]")
                node = element(token.at, node, constant(key)) or Element(token.at, node, key)
            else:
                return node

    def _member(self, base: Node, at: int) -> Node:
        token = self._next()
        if token.kind != "name":
            self._i -= 1
            self._fail("expected a name")
        if self._take("("):
            return self._refusing(
                method(at, base, token.text, self._arguments()), f"the method {token.text}", token
            )
        return Path(at, base, token.text)

    def _refusing(self, node: Node | None, what: str, token: Token) -> Node:
        if node is None:
            raise ExpressionError(f"{what} cannot be read (character {token.at + 1})", token.at, self._text)
        return node
