"""A place among tokens, and the reading of names and types, which need no expression."""

from collections.abc import Collection, Sequence
from typing import Final, NoReturn

from service.expressions.errors import ExpressionError
from service.expressions.syntax.names import Names
from service.expressions.syntax.nodes import TypeName, TypeNode, TypeOfContext, TypeOfFunction, TypeOfItems
from service.expressions.syntax.tokens import Token, spaced, tokenize

STOP: Final = frozenset(["and", "or", "in", "between", "instance", "satisfies", "return", "then", "else"])
"""Words that end a name nobody told us of."""
MAX_DEPTH: Final = 60
"""Levels of nesting of one expression."""

_TYPES_OF_WORDS: Final = tuple(
    tuple(name.split())
    for name in (
        "years and months duration",
        "days and time duration",
        "date and time",
    )
)


class Cursor:
    """``scopes`` are the names known from outside in; ``members`` those that may follow a dot."""

    def __init__(self, text: str, scopes: Sequence[Names] = (), members: Names | None = None) -> None:
        self.text = text
        self.tokens = tokenize(text)
        self.i = 0
        self.scopes = list(scopes)
        self.members = members or Names()
        self.depth = 0

    @property
    def here(self) -> Token:
        return self.tokens[self.i]

    def ahead(self, steps: int = 1) -> Token:
        return self.tokens[min(self.i + steps, len(self.tokens) - 1)]

    def next(self) -> Token:
        token = self.tokens[self.i]
        self.i += 1
        return token

    def sees(self, text: str) -> bool:
        token = self.tokens[self.i]
        return token.text == text and token.kind != "str"

    def take(self, text: str) -> bool:
        if self.sees(text):
            self.i += 1
            return True
        return False

    def expect(self, text: str) -> None:
        if not self.take(text):
            self.fail(f"expected {text!r}")

    def fail(self, why: str) -> NoReturn:
        token = self.here
        found = f"found {token.text!r}" if token.kind != "end" else "found the end"
        raise ExpressionError(f"{why} at character {token.at + 1}, {found}", token.at, self.text)

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.fail("the expression is nested too deep")

    def end(self) -> None:
        if self.here.kind != "end":
            self.fail("unexpected input")

    # Names

    def known_name(self) -> tuple[int, str]:
        """Return the longest known name that starts here, inner scopes first."""
        best, name = 0, ""
        for scope in reversed(self.scopes):
            length, found = scope.match(self.tokens, self.i)
            if length > best:
                best, name = length, found
        return best, name

    def free_name(self) -> str:
        """Read a name nobody told us of: words side by side."""
        if self.here.kind != "name":
            self.fail("expected a name")
        words = [self.next().text]
        while self._continues_name(self.here):
            words.append(self.next().text)
        return " ".join(words)

    @staticmethod
    def _continues_name(token: Token) -> bool:
        if token.kind == "name":
            return token.text not in STOP
        return token.kind == "num" and token.text.isdigit()

    def name_until(self, delimiters: Collection[str]) -> str:
        """Read everything up to a delimiter as a name: a context's key, a parameter."""
        start = self.i
        while self.here.text not in delimiters or self.here.kind == "str":
            if self.here.kind in ("end", "str"):
                self.fail("expected a name")
            self.i += 1
        tokens = self.tokens[start : self.i]
        if not tokens or tokens[0].kind != "name":
            self.i = start
            self.fail("expected a name")
        return spaced(self.text[tokens[0].at : tokens[-1].at + len(tokens[-1].text)])

    # Types

    def type(self) -> TypeNode:
        self.deeper()
        found = self._type()
        self.depth -= 1
        return found

    def _type(self) -> TypeNode:
        for words in _TYPES_OF_WORDS:
            if tuple(token.text for token in self.tokens[self.i : self.i + len(words)]) == words:
                self.i += len(words)
                return TypeName(" ".join(words))
        word = self.here.text
        if word in ("list", "range", "context", "function") and self.ahead().text == "<":
            self.i += 2
            return self._type_with_parts(word)
        name = self.free_name()
        while self.take("."):
            name += "." + self.free_name()
        return TypeName(name)

    def _type_with_parts(self, word: str) -> TypeNode:
        if word == "context":
            return self._context_type()
        if word == "function":
            return self._function_type()
        item = self.type()
        self.expect(">")
        return TypeOfItems(word, item)

    def _context_type(self) -> TypeNode:
        fields: dict[str, TypeNode] = {}
        while not self.sees(">"):
            key = self.name_until({":"})
            self.expect(":")
            fields[key] = self.type()
            if not self.take(","):
                break
        self.expect(">")
        return TypeOfContext(fields)

    def _function_type(self) -> TypeNode:
        params: list[TypeNode] = []
        while not self.sees(">"):
            params.append(self.type())
            if not self.take(","):
                break
        self.expect(">")
        self.expect("->")
        return TypeOfFunction(tuple(params), self.type())
