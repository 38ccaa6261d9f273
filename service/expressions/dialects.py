"""Which language a text is written in. Decide once, at deployment, and keep what was decided."""

import re
from enum import StrEnum
from typing import Final

from service.expressions.errors import ExpressionError
from service.expressions.fronts.holes import holes_in


class Dialect(StrEnum):
    """``UNARY`` is a cell of a decision table, whose value is the variable ``?``; ``TEMPLATE`` a text
    with ``${…}`` in it; ``LITERAL`` a text that stands for itself: an ISO 8601 timer, a constant.
    """

    FEEL = "feel"
    UNARY = "unary"
    JUEL = "juel"
    PYTHON = "python"
    TEMPLATE = "template"
    LITERAL = "literal"


_LANGUAGES: Final = (
    ("feel", Dialect.FEEL),
    ("juel", Dialect.JUEL),
    ("python", Dialect.PYTHON),
)
_REFUSED: Final = re.compile(r"java\b|javascript|ecmascript|groovy|ruby|mvel|jython", re.IGNORECASE)
_ISO_TIMER: Final = re.compile(
    r"(?:R\d*/)?(?:P(?=T?\d)[\dYMWDTHS.]+|\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?(?:\[\S+\])?)?)(?:/\S+)?\Z"
)


def dialect_of(text: str, language: str | None = None) -> Dialect:
    """Choose by ``language`` (of the expression, else of the file), else by the look of the text.

    A leading ``=`` is FEEL, ``${`` and ``#{`` are JUEL, a bare ISO 8601 date, duration or cycle is
    itself, the rest is FEEL. A language that says nothing (XPath, BPMN's default, which modelers write
    whatever they mean) is passed over; raises ``ExpressionError`` for one that would have to be run.
    """
    stripped = text.strip()
    by_look = _by_look(stripped)
    if not language or stripped.startswith("=") or by_look in (Dialect.JUEL, Dialect.TEMPLATE):
        return by_look or Dialect.FEEL
    if _REFUSED.search(language):
        raise ExpressionError(f"expressions in {language} are not run here", 0, text)
    named = next((dialect for word, dialect in _LANGUAGES if word in language.lower()), None)
    return named or by_look or Dialect.FEEL


def attribute_dialect(text: str) -> Dialect:
    """Choose for an attribute that is a constant unless it says otherwise (assignee, form key, topic)."""
    stripped = text.strip()
    if stripped.startswith("="):
        return Dialect.FEEL
    return _by_holes(stripped) or Dialect.LITERAL


def _by_look(stripped: str) -> Dialect | None:
    if stripped.startswith("="):
        return Dialect.FEEL
    return _by_holes(stripped) or (Dialect.LITERAL if _ISO_TIMER.match(stripped) else None)


def _by_holes(stripped: str) -> Dialect | None:
    holes = holes_in(stripped)
    if not holes:
        return None
    return Dialect.JUEL if holes == [(0, len(stripped))] else Dialect.TEMPLATE
