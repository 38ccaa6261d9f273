"""Reads what a component demands of its value."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from service.expressions import Expression
from service.forms.components import Kind, Option, OptionSource, Rules
from service.forms.findings import Findings, is_expression
from service.forms.values import number

SUBTYPES: Final = ("date", "time", "datetime")
TIME_FORMATS: Final = ("", "no_timezone", "utc_offset", "utc_normalized")
VALIDATION_TYPES: Final = ("", "custom", "email", "phone")
MAX_OPTIONS: Final = 5_000


class RulesReader:
    """Reads one component; ``path`` is its JSON path."""

    def __init__(self, findings: Findings, source: Mapping[str, Any], path: str) -> None:
        self._findings = findings
        self._source = source
        self._path = path
        self._validate = self._mapping("validate")

    def rules(self, kind: Kind) -> Rules:
        if kind is Kind.TEXT:
            return self._text_rules()
        if kind is Kind.NUMBER:
            return self._number_rules()
        if kind is Kind.MOMENT:
            return self._moment_rules()
        if kind is Kind.FILES:
            multiple = self._findings.flag_or_expression(self._source, "multiple", self._path)
            return Rules(required=self._required(), multiple=multiple)
        if kind is Kind.ROWS:
            fixed = self._source.get("allowAddRemove") is False
            return Rules(fixed_rows=fixed, default_rows=self._whole("defaultRepetitions") or 1)
        return Rules(required=self._required())

    def options(self) -> OptionSource:
        source, path = self._source, self._path
        if source.get("valuesExpression") is not None:
            found = self._findings.expression(source["valuesExpression"], f"{path}.valuesExpression")
            return OptionSource(expression=found)
        if source.get("valuesKey"):
            return OptionSource(known_key=str(source["valuesKey"]))
        values = source.get("values")
        if isinstance(values, list) and len(values) <= MAX_OPTIONS:
            return OptionSource(values=options_of(values))
        self._findings.add("FORM-OPTIONS", path, "needs values, valuesKey or valuesExpression")
        return OptionSource()

    def _text_rules(self) -> Rules:
        validate, path = self._validate, f"{self._path}.validate"
        kind = self._one_of(validate, "validationType", VALIDATION_TYPES, path)
        wants_pattern = validate.get("pattern") not in (None, "") and kind in ("", "custom")
        return Rules(
            required=self._required(),
            min_length=self._bound("minLength"),
            max_length=self._bound("maxLength"),
            pattern=self._findings.pattern(validate["pattern"], f"{path}.pattern") if wants_pattern else None,
            pattern_message=self._findings.text(validate, "patternErrorMessage", path),
            validation_type=kind,
        )

    def _number_rules(self) -> Rules:
        increment = self._source.get("increment")
        step = number(increment) if increment not in (None, "") else None
        if increment not in (None, "") and (step is None or step <= 0):
            self._findings.add("FORM-BOUND", f"{self._path}.increment", "must be a number above 0")
            step = None
        return Rules(
            required=self._required(),
            min=self._bound("min"),
            max=self._bound("max"),
            decimal_digits=self._whole("decimalDigits"),
            increment=step,
            as_text=self._findings.flag(self._source, "serializeToString", self._path),
        )

    def _moment_rules(self) -> Rules:
        return Rules(
            required=self._required(),
            subtype=self._one_of(self._source, "subtype", SUBTYPES, self._path),
            time_format=self._one_of(self._source, "timeSerializingFormat", TIME_FORMATS, self._path),
            no_past=self._findings.flag(self._source, "disallowPassedDates", self._path),
        )

    def _required(self) -> bool:
        return self._findings.flag(self._validate, "required", f"{self._path}.validate")

    def _bound(self, name: str) -> Decimal | Expression | None:
        value, path = self._validate.get(name), f"{self._path}.validate.{name}"
        if value is None or value == "":
            return None
        if is_expression(value):
            return self._findings.expression(value, path)
        limit = number(value)
        if limit is None:
            self._findings.add("FORM-BOUND", path, "must be a number or an expression")
        return limit

    def _whole(self, name: str) -> int | None:
        value = self._source.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 500:
            self._findings.add("FORM-BOUND", f"{self._path}.{name}", "must be a whole number from 0 to 500")
            return None
        return value

    def _one_of(self, source: Mapping[str, Any], name: str, words: tuple[str, ...], path: str) -> str:
        value = source.get(name) or words[0]
        if value in words:
            return str(value)
        self._findings.add("FORM-SHAPE", f"{path}.{name}", f"must be one of {', '.join(filter(None, words))}")
        return words[0]

    def _mapping(self, name: str) -> Mapping[str, Any]:
        value = self._source.get(name) or {}
        if isinstance(value, Mapping):
            return value
        self._findings.add("FORM-SHAPE", f"{self._path}.{name}", "must be an object")
        return {}


def options_of(values: Any) -> tuple[Option, ...]:
    """Read options as form-js does: objects with a value, or bare texts, numbers and booleans."""
    if not isinstance(values, list | tuple):
        return ()
    return tuple(option for value in values if (option := _option(value)) is not None)


def _option(value: Any) -> Option | None:
    if isinstance(value, Mapping):
        inner = value.get("value")
        return None if inner is None else Option(str(value.get("label") or inner), inner)
    return Option(str(value), value) if isinstance(value, str | int | float | Decimal) else None
