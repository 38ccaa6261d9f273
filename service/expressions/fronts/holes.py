"""Where the ``${…}`` and ``#{…}`` of a text are."""

from typing import NamedTuple

from service.expressions.errors import ExpressionError


class Hole(NamedTuple):
    """``text[start:end]`` is the hole, ``text[start + 2 : end - 1]`` what stands in it."""

    start: int
    end: int

    @property
    def inside(self) -> tuple[int, int]:
        return self.start + 2, self.end - 1


def holes_in(text: str) -> list[Hole]:
    """Raises ``ExpressionError`` for a hole that is not closed; braces in quotes do not close one."""
    holes: list[Hole] = []
    at = _opening(text, 0)
    while at >= 0:
        end = _closing(text, at + 2)
        if end < 0:
            raise ExpressionError(f"the {text[at : at + 2]} at character {at + 1} is not closed", at, text)
        holes.append(Hole(at, end + 1))
        at = _opening(text, end + 1)
    return holes


def _opening(text: str, start: int) -> int:
    found = [at for at in (text.find("${", start), text.find("#{", start)) if at >= 0]
    return min(found, default=-1)


def _closing(text: str, start: int) -> int:
    quote = ""
    skip = False
    for at in range(start, len(text)):
        character = text[at]
        if skip or character == "\\":
            skip = not skip
        elif quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif character == "}":
            return at
    return -1
