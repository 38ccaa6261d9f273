"""Expressions of a diagram: compiled once with the model, evaluated with the command's ``now``."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from service.domain.errors import Invalid
from service.engine.failures import Failure
from service.engine.values import clean_value
from service.expressions import (
    CONDITION,
    Budget,
    Dialect,
    Expression,
    ExpressionError,
    compile_expression,
    dialect_of,
)


@dataclass(frozen=True)
class Text:
    """A literal or an expression, as attributes are written; ``where`` is the element id for messages.

    ``lenient`` lets an unknown variable be null, as scripts and mappings need it; elsewhere it is a failure.
    """

    where: str
    what: str
    literal: str | None = None
    expression: Expression | None = None
    lenient: bool = False

    def value(self, variables: Mapping[str, Any], now: datetime, budget: Budget = CONDITION) -> Any:
        """Raises ``Failure`` if an expression cannot be evaluated or names no variable."""
        if self.expression is None:
            return self.literal
        try:
            result = self.expression.evaluate(variables, now=now, budget=budget)
        except ExpressionError as error:
            raise self._failure(f"failed: {error}") from error
        unknown = next((c for c in result.cautions if c.code == "unknown_variable"), None)
        if unknown is not None and not self.lenient:
            raise self._failure(unknown.message)
        return result.value

    def kept(self, variables: Mapping[str, Any], now: datetime, budget: Budget = CONDITION) -> Any:
        """Return the value as it may go into the variables. Raises ``Failure`` if it is nothing to keep."""
        value = self.value(variables, now, budget)
        try:
            return clean_value(value, self.what)
        except Invalid as error:
            raise self._failure(str(error)) from error

    def _failure(self, reason: str) -> Failure:
        shown = self.expression.text if self.expression is not None else self.literal
        return Failure("expression", self.where, f"{self.what} “{shown}”: {reason}")


@dataclass(frozen=True)
class KeyText(Text):
    """A correlation key of one or several named parts, as the text by which messages are matched.

    One part is its value; of several, an object with sorted names. A part without a value is a failure:
    without a key the message of any other case would match.
    """

    parts: tuple[tuple[str, Text], ...] = ()

    def value(self, variables: Mapping[str, Any], now: datetime, budget: Budget = CONDITION) -> Any:
        values = {name: text.value(variables, now, budget) for name, text in self.parts}
        missing = next((name for name, value in values.items() if value is None), None)
        if missing is not None:
            raise Failure("expression", self.where, f"correlation {missing} has no value")
        if len(values) == 1:
            return str(next(iter(values.values())))
        texts = {name: str(value) for name, value in values.items()}
        return json.dumps(texts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def key_text(parts: Sequence[tuple[str, str]], where: str) -> KeyText:
    texts = tuple((name, expression(text, where, f"correlation {name}")) for name, text in parts)
    return KeyText(where, "correlation key", expression=texts[0][1].expression, parts=texts)


def attribute(text: str, where: str, what: str) -> Text:
    """Read an attribute: ``=`` and ``${}`` begin expressions, all else is itself."""
    stripped = text.strip()
    if stripped.startswith("=") or "${" in stripped or "#{" in stripped:
        return Text(where, what, expression=compile_expression(stripped))
    return Text(where, what, literal=text)


def expression(text: str, where: str, what: str, language: str | None = None, lenient: bool = False) -> Text:
    """Read a place where only an expression makes sense: a condition, a collection, a script line."""
    dialect = dialect_of(text, language)
    if dialect is Dialect.LITERAL:
        dialect = Dialect.FEEL
    return Text(where, what, expression=compile_expression(text.strip(), dialect), lenient=lenient)


def condition(text: Text, variables: Mapping[str, Any], now: datetime) -> bool:
    """Raises ``Failure`` unless the expression is exactly true or false."""
    value = text.value(variables, now)
    if isinstance(value, bool):
        return value
    shown = text.expression.text if text.expression is not None else text.literal
    raise Failure("expression", text.where, f"{text.what} “{shown}” is {value!r}, neither true nor false")
