"""Text cut into tokens."""

import re
from typing import Final, NamedTuple

from service.expressions.errors import ExpressionError

MAX_TEXT: Final = 20_000
"""Characters of one expression."""

_TOKEN: Final = re.compile(
    r"""
   (?P<ws>(?:\s|[\u0085\u00a0\u1680\u180e\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff])+|//[^\n]*|/\*.*?\*/)
 | (?P<num>(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)
 | (?P<str>"(?:[^"\\]|\\.)*")
 | (?P<name>[^\W\d]\w*|[\u200c\u200d\u2070-\u218f\u2c00-\u2fef\U00010000-\U000effff_$]+\w*)
 | (?P<quoted>`[^`]+`)
 | (?P<op>\*\*|\.\.|->|<=|>=|!=|[-+*/=<>()\[\]{},:.?@'|])
""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE: Final = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6})|(.))", re.DOTALL)
_SIMPLE: Final = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\", "'": "'"}
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


class Token(NamedTuple):
    """``kind`` is num, str, name, quoted, op or end."""

    kind: str
    text: str
    at: int


def tokenize(text: str) -> list[Token]:
    """Return the tokens with an ``end`` after the last."""
    if len(text) > MAX_TEXT:
        raise ExpressionError(f"the expression is longer than {MAX_TEXT} characters", MAX_TEXT)
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if not found:
            raise ExpressionError(f"unexpected {text[at]!r} at character {at + 1}", at, text)
        if found.lastgroup != "ws":
            tokens.append(Token(str(found.lastgroup), found[0], at))
        at = found.end()
    tokens.append(Token("end", "", len(text)))
    return tokens


def unescape(quoted: str) -> str:
    """Return the characters that stand between a string literal's quotes."""

    def character(found: re.Match[str]) -> str:
        code = found[1] or found[2]
        if code:
            number = int(code, 16)
            return chr(number) if number < 0x110000 else "\N{REPLACEMENT CHARACTER}"
        return _SIMPLE.get(found[3], "\\" + found[3])

    text = _ESCAPE.sub(character, quoted)
    if _SURROGATE.search(text):
        # Two \u escapes may make up one character beyond the basic plane.
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def spaced(name: str) -> str:
    """Return a name with single spaces between its words, as names are compared."""
    return " ".join(name.split())
