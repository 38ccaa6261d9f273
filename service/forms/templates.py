"""Texts with expressions in them: ``=FEEL`` as a whole, or ``{{FEEL}}`` in places (form-js "feelers").

Loops and conditions (``{{#if …}}``, ``{{#loop …}}``) need the browser; here their marks are left out.
"""

from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

import regex

from service.expressions import Dialect, Expression, ExpressionError, compile_expression
from service.forms.scope import Place

HOLE: Final = regex.compile(r"\{\{(.*?)\}\}", regex.DOTALL)


def filled(text: str, place: Place) -> str:
    """Return ``text`` with its expressions replaced; one that cannot be read or gives null gives ""."""
    if text.startswith("="):
        return _spoken(text[1:], place)
    return HOLE.sub(lambda hole: _spoken(hole[1], place), text)


def _spoken(source: str, place: Place) -> str:
    expression = _compiled(source)
    return _text(place.value(expression)) if expression else ""


@lru_cache(1024)
def _compiled(source: str) -> Expression | None:
    if source.strip().startswith(("#", "/")):
        return None
    try:
        return compile_expression(source, Dialect.FEEL)
    except ExpressionError:
        return None


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
