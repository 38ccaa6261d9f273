"""The types of FEEL: what has a type, how a value is fitted to one, which type conforms to which.

DMN 1.5 §10.3.2.9: a list of one fits its item's type, an item fits a list of its type, a date fits a
date and time; whatever does not fit becomes null.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from service.expressions.budget import Run
from service.expressions.semantics.arithmetic import midnight
from service.expressions.values.compound import Function, Range
from service.expressions.values.durations import MonthDuration, TimeDuration
from service.expressions.values.moments import Date, DateTime, Time
from service.expressions.values.numbers import Value


@dataclass(frozen=True)
class Type(ABC):
    """What values may be fitted to."""

    name: str

    @abstractmethod
    def has(self, value: Value, run: Run) -> bool:
        """Tell whether a value is of this type."""

    def fit(self, value: Value, run: Run) -> Value:
        """Return ``value`` as one of this type, or null."""
        if value is None or self.has(value, run):
            return value
        return value[0] if type(value) is list and len(value) == 1 and self.has(value[0], run) else None


@dataclass(frozen=True)
class SimpleType(Type):
    """A type without structure: ``python`` is the class of its values, None for Any."""

    python: type | None = None

    def has(self, value: Value, run: Run) -> bool:
        if self.python is Function:
            return isinstance(value, Function)
        return value is not None if self.python is None else type(value) is self.python

    def fit(self, value: Value, run: Run) -> Value:
        if type(value) is self.python:
            return value
        if self.python is DateTime and type(value) is Date:
            return midnight(value)
        return super().fit(value, run)


ANY: Final = SimpleType("Any")


@dataclass(frozen=True)
class ListType(Type):
    """A list whose items are null or of one type."""

    item: Type = ANY

    def has(self, value: Value, run: Run) -> bool:
        if type(value) is not list:
            return False
        run.spend(len(value) >> 3)
        return all(x is None or self.item.has(x, run) for x in value)

    def fit(self, value: Value, run: Run) -> Value:
        if value is None or self.has(value, run):
            return value
        if type(value) is not list:
            one = self.item.fit(value, run)
            return None if one is None else [one]
        items = [self.item.fit(x, run) for x in value]
        lost = any(new is None and old is not None for new, old in zip(items, value, strict=True))
        return None if lost else items


@dataclass(frozen=True)
class ContextType(Type):
    """A context with at least these entries."""

    fields: Mapping[str, Type] | None = None

    def has(self, value: Value, run: Run) -> bool:
        if type(value) is not dict:
            return False
        fields = self.fields or {}
        return all(k in value and (value[k] is None or t.has(value[k], run)) for k, t in fields.items())

    def fit(self, value: Value, run: Run) -> Value:
        if value is None or self.has(value, run):
            return value
        if type(value) is list and len(value) == 1:
            value = value[0]
        fields = self.fields or {}
        if type(value) is not dict or any(key not in value for key in fields):
            return None
        fitted = {key: kind.fit(value[key], run) for key, kind in fields.items()}
        lost = any(new is None and value[key] is not None for key, new in fitted.items())
        return None if lost else {**value, **fitted}


@dataclass(frozen=True)
class RangeType(Type):
    """A range whose ends are of one type."""

    item: Type = ANY

    def has(self, value: Value, run: Run) -> bool:
        if type(value) is not Range:
            return False
        return all(end is None or self.item.has(end, run) for end in (value.start, value.end))


@dataclass(frozen=True)
class FunctionType(Type):
    """A function of these parameters; what a function does not say of itself is believed."""

    params: tuple[Type, ...] = ()
    result: Type = ANY

    def has(self, value: Value, run: Run) -> bool:
        if not isinstance(value, Function):
            return False
        types: Sequence[Type | None] = value.types or (None,) * len(value.params)
        if len(types) != len(self.params):
            return False
        pairs = zip(types, self.params, strict=True)
        fits = all(mine is None or conforms(wanted, mine) for mine, wanted in pairs)
        return fits and (value.result is None or conforms(value.result, self.result))


@dataclass(frozen=True)
class ConstrainedType(Type):
    """A type of which only some values are allowed (an item definition's allowed values)."""

    base: Type = ANY
    allowed: Callable[[Value, Run], bool] = lambda value, run: True

    def has(self, value: Value, run: Run) -> bool:
        return self.base.has(value, run) and self.allowed(value, run)

    def fit(self, value: Value, run: Run) -> Value:
        fitted = self.base.fit(value, run)
        return fitted if fitted is not None and self.allowed(fitted, run) else None


NULL: Final = SimpleType("Null", type(None))
NUMBER: Final = SimpleType("number", Decimal)
STRING: Final = SimpleType("string", str)
BOOLEAN: Final = SimpleType("boolean", bool)
_DATE_TIME: Final = SimpleType("date and time", DateTime)
_MONTHS: Final = SimpleType("years and months duration", MonthDuration)
_SPAN: Final = SimpleType("days and time duration", TimeDuration)

BASE_TYPES: Final[Mapping[str, Type]] = {
    "Any": ANY,
    "Null": NULL,
    "number": NUMBER,
    "string": STRING,
    "boolean": BOOLEAN,
    "date": SimpleType("date", Date),
    "time": SimpleType("time", Time),
    "date and time": _DATE_TIME,
    "dateTime": _DATE_TIME,
    "years and months duration": _MONTHS,
    "yearMonthDuration": _MONTHS,
    "days and time duration": _SPAN,
    "dayTimeDuration": _SPAN,
    "context": SimpleType("context", dict),
    "list": SimpleType("list", list),
    "range": SimpleType("range", Range),
    "function": SimpleType("function", Function),
    # Camunda's words for table columns.
    "integer": NUMBER,
    "long": NUMBER,
    "double": NUMBER,
}

_STRUCTURED: Final = (ListType, ContextType, FunctionType, RangeType)


def unconstrained(kind: Type) -> Type:
    while isinstance(kind, ConstrainedType):
        kind = kind.base
    return kind


def conforms(a: Type, b: Type) -> bool:
    """Tell whether every value of ``a`` is one of ``b`` (DMN 1.5 §10.3.2.9.2)."""
    a = unconstrained(a)
    if b.name == "Any" or a is b or a.name == "Null":
        return True
    if isinstance(b, ConstrainedType):
        return False
    if isinstance(a, ListType | RangeType):
        return type(a) is type(b) and conforms(a.item, b.item)
    if isinstance(a, ContextType) and isinstance(b, ContextType):
        mine = a.fields or {}
        return all(key in mine and conforms(mine[key], kind) for key, kind in (b.fields or {}).items())
    if isinstance(a, FunctionType) and isinstance(b, FunctionType):
        return _functions_conform(a, b)
    return not isinstance(a, _STRUCTURED) and a.name == b.name


def _functions_conform(a: FunctionType, b: FunctionType) -> bool:
    if len(a.params) != len(b.params):
        return False
    # Parameters conform the other way round: who takes more may stand in for who takes less.
    params = all(conforms(theirs, mine) for mine, theirs in zip(a.params, b.params, strict=True))
    return params and conforms(a.result, b.result)
