"""JavaScript's regular expressions, matched on the server with a time limit.

form-js tests ``new RegExp(pattern).test(value)``: unanchored, no flags. The text is translated, sign by
sign, so that both sides mean the same (ECMA-262 §22.2 and annex B, without the ``u`` flag). One difference
stays: a reference to a group that took no part in the match fails here and is empty there.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import regex

SECONDS: Final = 0.1
SPACE: Final = r"\t\n\x0b\x0c\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
ANY_BUT_LINE_END: Final = r"[^\n\r\u2028\u2029]"
PLAIN: Final = {".": ANY_BUT_LINE_END, "$": r"\Z", "^": "^", "|": "|", ")": ")"}
UNREPEATABLE: Final = frozenset({"^", r"\Z", r"\b", r"\B", "|"})
CLASSES: Final = {
    "d": "0-9",
    "w": "0-9A-Za-z_",
    "s": SPACE,
}
CONTROLS: Final = frozenset("tnrvf")
QUANTIFIER: Final = regex.compile(r"\{\d+(?:,\d*)?\}|[*+?]")
HEX: Final = regex.compile(r"x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}")
NAMED_BACKREFERENCE: Final = regex.compile(r"k<([A-Za-z_]\w*)>", regex.ASCII)
GROUP: Final = regex.compile(r"\((?:\?(?::|=|!|<=|<!|<[A-Za-z_]\w*>))?(?!\?)", regex.ASCII)


class PatternError(ValueError):
    """The pattern is none that JavaScript would accept, or none that this translation knows."""


@dataclass(frozen=True)
class Pattern:
    """``text`` is JavaScript's; ``found_in`` raises ``TimeoutError`` when the search takes too long."""

    text: str
    compiled: "regex.Pattern[str]"

    def found_in(self, value: str) -> bool:
        return self.compiled.search(value, timeout=SECONDS) is not None


@lru_cache(1024)
def compile_pattern(text: str) -> Pattern:
    """Raises ``PatternError``."""
    translated = _Translation(text).whole()
    try:
        return Pattern(text, regex.compile(translated, regex.V1 | regex.ASCII))
    except (regex.error, OverflowError, RecursionError) as error:
        raise PatternError(f"{text!r} is no regular expression: {error}") from error


class _Translation:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def whole(self) -> str:
        parts = []
        while self._at < len(self._text):
            term = self._term()
            parts += [term, self._quantifier(term)]
        return "".join(parts)

    def _term(self) -> str:
        sign = self._take()
        if sign in PLAIN:
            return PLAIN[sign]
        if sign == "\\":
            return self._escape()
        if sign == "[":
            return self._set()
        if sign == "(":
            return self._group()
        if QUANTIFIER.match(self._text, self._at - 1):
            raise PatternError(f"nothing to repeat before {sign!r} at {self._at - 1}")
        return str(regex.escape(sign))

    def _quantifier(self, term: str) -> str:
        found = QUANTIFIER.match(self._text, self._at)
        if not found:
            return ""
        if term in UNREPEATABLE or (term.startswith("(") and not term.endswith(")")):
            raise PatternError(f"nothing to repeat at {self._at}")
        self._at = found.end()
        lazy = self._text.startswith("?", self._at)
        self._at += lazy
        return found[0] + "?" * lazy

    def _group(self) -> str:
        found = GROUP.match(self._text, self._at - 1)
        if not found:
            raise PatternError(f"unknown group at {self._at - 1}")
        self._at = found.end()
        return found[0]

    def _escape(self) -> str:
        """Translate what follows a backslash outside a set."""
        if found := NAMED_BACKREFERENCE.match(self._text, self._at):
            self._at = found.end()
            return f"(?P={found[1]})"
        sign = self._peek()
        if sign in "bB" or sign in "123456789":
            return "\\" + self._take()
        if sign.lower() in CLASSES:
            self._at += 1
            return f"[{'^' if sign.isupper() else ''}{CLASSES[sign.lower()]}]"
        return self._character()

    def _set(self) -> str:
        negated = self._text.startswith("^", self._at)
        self._at += negated
        parts = []
        while (sign := self._take_in_set()) != "]":
            parts.append(self._escape_in_set() if sign == "\\" else _literal_in_set(sign))
        if not parts:
            return r"[\x00-\U0010ffff]" if negated else "(?!)"
        return f"[{'^' if negated else ''}{''.join(parts)}]"

    def _escape_in_set(self) -> str:
        sign = self._peek()
        if sign == "b":
            self._at += 1
            return r"\x08"
        if sign.lower() in CLASSES:
            self._at += 1
            inside = CLASSES[sign.lower()]
            return f"[^{inside}]" if sign.isupper() else inside
        return self._character()

    def _character(self) -> str:
        """Translate an escape that stands for one character; unknown letters stand for themselves."""
        if found := HEX.match(self._text, self._at):
            self._at = found.end()
            return "\\" + found[0]
        sign = self._take()
        if sign in CONTROLS:
            return (
                f"\\x{ord({'t': chr(9), 'n': chr(10), 'r': chr(13), 'v': chr(11), 'f': chr(12)}[sign]):02x}"
            )
        if sign == "0" and not self._text[self._at : self._at + 1].isdigit():
            return r"\x00"
        if sign.isdigit() or sign == "c":
            raise PatternError(f"\\{sign} is not understood at {self._at - 1}")
        return f"\\U{ord(sign):08x}"

    def _peek(self) -> str:
        if self._at >= len(self._text):
            raise PatternError("ends with a backslash")
        return self._text[self._at]

    def _take(self) -> str:
        sign = self._peek()
        self._at += 1
        return sign

    def _take_in_set(self) -> str:
        if self._at >= len(self._text):
            raise PatternError("a set of characters is not closed")
        return self._take()


def _literal_in_set(sign: str) -> str:
    """``[``, ``&``, ``|``, ``~`` mean set operations to ``regex`` and themselves to JavaScript."""
    return sign if sign == "-" or sign.isalnum() else f"\\U{ord(sign):08x}"
