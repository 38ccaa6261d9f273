"""FEEL's expressions, read by binding power (Pratt).

From loose to tight: or; and; comparison, between, in; + and -; * and /; ** (to the left); unary minus;
instance of; then path, filter and call.
"""

from collections.abc import Callable
from decimal import DecimalException
from typing import Final

from service.expressions.errors import ExpressionError
from service.expressions.syntax.cursor import STOP
from service.expressions.syntax.nodes import (
    Arithmetic,
    AtLiteral,
    Between,
    Compare,
    Const,
    HalfRange,
    If,
    In,
    Interval,
    Listing,
    Logic,
    Name,
    Negate,
    Node,
    Paren,
    Tests,
)
from service.expressions.syntax.suffixes import Suffixes
from service.expressions.syntax.tokens import Token, spaced, unescape
from service.expressions.values.numbers import D128

_KEYWORDS: Final = STOP | {"if", "for", "some", "every", "function", "null", "true", "false", "not"}
_COMPARISONS: Final = frozenset(["=", "!=", "<", "<=", ">", ">="])
_COMPARING: Final = 3
_POWERS: Final = {
    "or": 1,
    "and": 2,
    **dict.fromkeys([*_COMPARISONS, "between", "in"], _COMPARING),
    "+": 4,
    "-": 4,
    "*": 5,
    "/": 5,
    "**": 6,
}
_CONSTANTS: Final = {"null": None, "true": True, "false": False}


class Parser(Suffixes):
    """Reads one text; make a new one for the next."""

    def whole_expression(self) -> Node:
        node = self.expression()
        self.end()
        return node

    def whole_tests(self) -> Tests:
        """Read a cell: ``-``, ``not(…)`` or tests separated by commas."""
        at = self.here.at
        if self.sees("-") and self.ahead().kind == "end":
            return Tests(at, ())
        negated = self._negated_tests(at) if self.sees("not") and self.ahead().text == "(" else None
        if negated is not None:
            return negated
        tests = Tests(at, self.expressions())
        self.end()
        return tests

    def _negated_tests(self, at: int) -> Tests | None:
        start, depth = self.i, self.depth
        self.i += 2
        tests = self.expressions()
        if self.take(")") and self.here.kind == "end":
            return Tests(at, tests, negated=True)
        self.i, self.depth = start, depth
        return None

    def expression(self, power: int = 0) -> Node:
        self.deeper()
        left = self._operand()
        while True:
            token = self.here
            binding = _POWERS.get(token.text, 0) if token.kind in ("op", "name") else 0
            if binding <= power:
                break
            self.i += 1
            left = self._infix(token, left, binding)
        self.depth -= 1
        return left

    def _infix(self, token: Token, left: Node, binding: int) -> Node:
        sign = token.text
        if sign == "between":
            low = self.expression(_COMPARING)
            self.expect("and")
            return Between(token.at, left, low, self.expression(_COMPARING))
        if sign == "in":
            return In(token.at, left, self._in_tests())
        if sign in _COMPARISONS and self.here.text in _COMPARISONS and self.here.kind == "op":
            # The grammar takes ``x == 1`` for x compared with the range "= 1", which is always null.
            self.fail("a comparison has one sign, and equal is '='")
        right = self.expression(binding)
        if sign in _COMPARISONS:
            return Compare(token.at, sign, left, right)
        if sign in ("and", "or"):
            return Logic(token.at, sign, left, right)
        return Arithmetic(token.at, sign, left, right)

    def _in_tests(self) -> tuple[Node, ...]:
        """Read what follows ``in``: tests in parentheses, or one test.

        ``(1..5)`` is one range and not a list of tests, which shows only after its first end.
        """
        if not self.sees("("):
            return (self.expression(_COMPARING),)
        opening = self.next()
        first = self.expression()
        if self.sees(".."):
            return (self.suffixed(self._interval(opening, first)),)
        tests = [first]
        while self.take(","):
            tests.append(self.expression())
        self.expect(")")
        return tuple(tests)

    # What stands before

    def _operand(self) -> Node:
        return self.suffixed(self._prefix())

    def _prefix(self) -> Node:
        token = self.here
        read = _PREFIXES.get(token.kind)
        if read is None:
            self.fail("expected an expression")
        return read(self, token)

    def _number(self, token: Token) -> Node:
        self.i += 1
        try:
            return Const(token.at, D128.create_decimal(token.text))
        except DecimalException as error:
            raise ExpressionError(
                f"the number at character {token.at + 1} is out of range", token.at, self.text
            ) from error

    def _string(self, token: Token) -> Node:
        self.i += 1
        return Const(token.at, unescape(token.text[1:-1]))

    def _quoted_name(self, token: Token) -> Node:
        # Camunda's way to write any name; the standard has none.
        self.i += 1
        return Name(token.at, spaced(token.text[1:-1]))

    def _word(self, token: Token) -> Node:
        length, name = self.known_name()
        word = token.text
        if length and not (length == 1 and word in _KEYWORDS and word != "not"):
            self.i += length
            return Name(token.at, name)
        if word in _CONSTANTS:
            self.i += 1
            return Const(token.at, _CONSTANTS[word])
        if word == "if":
            return self._if()
        if word in ("for", "some", "every"):
            return self.loop()
        if word == "function" and self.ahead().text == "(":
            return self.function()
        if word in _KEYWORDS:
            self.fail("unexpected keyword")
        return Name(token.at, self.free_name())

    def _if(self) -> Node:
        at = self.next().at
        condition = self.expression()
        self.expect("then")
        then = self.expression()
        self.expect("else")
        return If(at, condition, then, self.expression())

    def _sign(self, token: Token) -> Node:
        read = _SIGNS.get(token.text)
        if read is None:
            self.fail("expected an expression")
        self.i += 1
        return read(self, token)

    def _negation(self, token: Token) -> Node:
        self.deeper()
        node = Negate(token.at, self._operand())
        self.depth -= 1
        return node

    def _at_literal(self, token: Token) -> Node:
        if self.here.kind != "str":
            self.fail("expected a string")
        return AtLiteral(token.at, unescape(self.next().text[1:-1]))

    def _half_range(self, token: Token) -> Node:
        return HalfRange(token.at, token.text, self.expression(_COMPARING))

    def _bracket(self, token: Token) -> Node:
        """Read a parenthesis, a list or a range, which begin alike."""
        if token.text == "[" and self.take("]"):
            return Listing(token.at, ())
        outer, self.in_range_end = self.in_range_end, False
        first = self.expression()
        if self.sees(".."):
            node: Node = self._interval(token, first)
        elif token.text == "(":
            self.expect(")")
            node = Paren(token.at, first)
        else:
            node = self._list(token, first)
        self.in_range_end = outer
        return node

    def _list(self, token: Token, first: Node) -> Node:
        if token.text == "]":
            self.fail("expected '..'")
        items = [first]
        while self.take(","):
            items.append(self.expression())
        self.expect("]")
        return Listing(token.at, tuple(items))

    def _interval(self, opening: Token, start: Node) -> Node:
        self.expect("..")
        outer, self.in_range_end = self.in_range_end, True
        end = self.expression()
        self.in_range_end = outer
        closing = self.here.text
        if closing not in (")", "]", "["):
            self.fail("expected the end of a range")
        self.i += 1
        return Interval(opening.at, start, end, opening.text == "[", closing == "]")


_PREFIXES: Final[dict[str, Callable[[Parser, Token], Node]]] = {
    "num": Parser._number,
    "str": Parser._string,
    "quoted": Parser._quoted_name,
    "name": Parser._word,
    "op": Parser._sign,
}
_SIGNS: Final[dict[str, Callable[[Parser, Token], Node]]] = {
    "-": Parser._negation,
    "?": lambda parser, token: Name(token.at, "?"),
    "@": Parser._at_literal,
    "{": lambda parser, token: parser.context(token.at),
    **dict.fromkeys("([]", Parser._bracket),
    **dict.fromkeys(_COMPARISONS, Parser._half_range),
}
