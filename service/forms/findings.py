"""Collects what is wrong with a definition while it is read."""

from collections.abc import Mapping
from typing import Any

from service.domain.findings import Finding
from service.expressions import Dialect, Expression, ExpressionError, compile_expression
from service.forms.patterns import Pattern, PatternError, compile_pattern


class Findings:
    """``element_id`` of each finding is the JSON path of the place: ``$.components[0].validate.min``."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[Finding] = []

    def add(self, rule: str, path: str, message: str) -> None:
        self.found.append(Finding(rule, message, self.file, element_id=path))

    def expression(self, text: Any, path: str) -> Expression | None:
        """Compile ``= FEEL``; anything else is a finding."""
        if not is_expression(text):
            self.add("FORM-FEEL", path, "an expression is a text that begins with =")
            return None
        try:
            return compile_expression(text[1:], Dialect.FEEL)
        except ExpressionError as error:
            self.add("FORM-FEEL", path, f"{text!r} is no FEEL expression: {error}")
            return None

    def pattern(self, text: Any, path: str) -> Pattern | None:
        if not isinstance(text, str):
            self.add("FORM-PATTERN", path, "a pattern is a text")
            return None
        try:
            return compile_pattern(text)
        except PatternError as error:
            self.add("FORM-PATTERN", path, str(error))
            return None

    def flag(self, source: Mapping[str, Any], name: str, path: str) -> bool:
        value = source.get(name, False)
        if isinstance(value, bool):
            return value
        self.add("FORM-SHAPE", f"{path}.{name}", "must be true or false")
        return False

    def flag_or_expression(self, source: Mapping[str, Any], name: str, path: str) -> bool | Expression:
        if is_expression(source.get(name)):
            return self.expression(source[name], f"{path}.{name}") or False
        return self.flag(source, name, path)

    def text(self, source: Mapping[str, Any], name: str, path: str) -> str:
        """Return a text that is shown; an expression in it is compiled to see that it can be."""
        value = source.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.add("FORM-SHAPE", f"{path}.{name}", "must be a text")
            return ""
        if value.startswith("="):
            self.expression(value, f"{path}.{name}")
        return value


def is_expression(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("=")
