"""How a built-in function is declared, and how its arguments are fitted.

    @family.declare("substring", "string:s", "start position:n", "length:n|~?")
    def substring(text, start, length=None): ...

After the colon stand the kinds that the parameter takes: n number, s string, b boolean, d date, t time,
dt date and time, ym and dtd durations, c context, l list, r range, f function, ~ null, * anything;
``?`` makes it optional. A name may be declared several times; the first signature that fits is called.
The implicit conversions of DMN 1.5 §10.3.2.9.4 apply to all alike, and whatever goes wrong is null.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, Final, TypeVar

import regex

from service.expressions.budget import Run
from service.expressions.semantics.arithmetic import FAILURES, midnight
from service.expressions.values.compound import Function, Range
from service.expressions.values.durations import MonthDuration, TimeDuration
from service.expressions.values.moments import Date, DateTime, Time
from service.expressions.values.numbers import Value

_KINDS: Final[dict[str, type]] = {
    "n": Decimal,
    "s": str,
    "b": bool,
    "d": Date,
    "t": Time,
    "dt": DateTime,
    "ym": MonthDuration,
    "dtd": TimeDuration,
    "c": dict,
    "l": list,
    "r": Range,
    "f": Function,
    "~": type(None),
}
_FAILURES: Final = (*FAILURES, TimeoutError, regex.error)

_F = TypeVar("_F", bound=Callable[..., Value])
_MISSING: Final = object()


class _NoFit(Exception):  # no error: the next signature is tried
    """An argument is none of its parameter's kinds."""


@dataclass(frozen=True)
class Parameter:
    """``kinds`` is None for one that takes anything."""

    name: str
    kinds: frozenset[type] | None
    optional: bool

    @classmethod
    def read(cls, text: str) -> "Parameter":
        name, _, kinds = text.rpartition(":")
        optional = kinds.endswith("?")
        words = kinds.removesuffix("?").split("|")
        return cls(name, None if words == ["*"] else frozenset(_KINDS[w] for w in words), optional)

    def fit(self, value: Value) -> Value:
        kinds = self.kinds
        if kinds is None or type(value) in kinds or value is _MISSING:
            return value
        if value is None:
            raise _NoFit
        return self._converted(value, kinds)

    @staticmethod
    def _converted(value: Value, kinds: frozenset[type]) -> Value:
        if isinstance(value, Function) and Function in kinds:
            return value
        if list in kinds:
            return [value]
        if type(value) is list and len(value) == 1 and type(value[0]) in kinds:
            return value[0]
        if type(value) is Date and DateTime in kinds:
            return midnight(value)
        raise _NoFit


@dataclass(frozen=True)
class Signature:
    """``spread`` takes many arguments for its one list; ``rest`` gathers the last ones in a list."""

    params: tuple[Parameter, ...]
    function: Callable[..., Value]
    wants_run: bool
    spread: bool
    rest: bool

    @cached_property
    def required(self) -> int:
        return sum(not p.optional for p in self.params)

    def by_position(self, args: list[Value]) -> list[Value] | None:
        """Return the arguments fitted to the parameters, or None if they do not fit."""
        if self.spread and len(args) > 1:
            args = [args]
        elif self.rest and len(args) >= len(self.params):
            last = len(self.params) - 1
            args = [*args[:last], args[last:]]
        if not self.required <= len(args) <= len(self.params):
            return None
        return self._fitted(args)

    def by_name(self, args: Mapping[str, Value]) -> list[Value] | None:
        names = [p.name for p in self.params]
        if any(name not in names for name in args):
            return None
        if any(p.name not in args and not p.optional for p in self.params):
            return None
        values = [args.get(name, _MISSING) for name in names]
        if self.rest:
            values[-1] = [values[-1]]
        fitted = self._fitted(values)
        while fitted and fitted[-1] is _MISSING:
            fitted.pop()
        return fitted and [None if value is _MISSING else value for value in fitted]

    def _fitted(self, args: list[Value]) -> list[Value] | None:
        try:
            return [p.fit(value) for p, value in zip(self.params, args, strict=False)]
        except _NoFit:
            return None


class Builtin(Function):
    """One name with its signatures. ``converts`` marks conversions, whose null is a failure."""

    def __init__(self, name: str, converts: bool) -> None:
        self.name = name
        self.signatures: list[Signature] = []
        self._converts = converts

    def add(self, signature: Signature) -> None:
        if not self.signatures:
            self.params = tuple(p.name for p in signature.params)
        self.signatures.append(signature)

    def call(self, args: list[Value], run: Run, at: int | None) -> Value:
        for signature in self.signatures:
            fitted = signature.by_position(args)
            if fitted is not None:
                return self._result(signature, fitted, run, at)
        return self._misfit(args, run, at)

    def call_named(self, args: dict[str, Value], run: Run, at: int | None) -> Value:
        for signature in self.signatures:
            fitted = signature.by_name(args)
            if fitted is not None:
                return self._result(signature, fitted, run, at)
        return self._misfit(args.values(), run, at)

    def _misfit(self, given: Iterable[Value], run: Run, at: int | None) -> None:
        run.caution("wrong_type", f"{self.name} does not take ({', '.join(map(kind_of, given))})", at)

    def _result(self, signature: Signature, args: list[Value], run: Run, at: int | None) -> Value:
        run.spend(_weight(args))
        try:
            value = signature.function(*args, run=run) if signature.wants_run else signature.function(*args)
        except _FAILURES:
            run.caution(self._failure, f"{self.name} has no value for these arguments", at)
            return None
        if type(value) is list or type(value) is dict:
            run.spend(len(value))
        elif type(value) is str:
            run.spend(len(value) >> 4)
        elif value is None and self._converts and args and args[0] is not None:
            run.caution("failed_conversion", f"{self.name} cannot read {_shown(args[0])}", at)
        return value

    @property
    def _failure(self) -> str:
        return "failed_conversion" if self._converts else "failed_operation"


class Family:
    """The built-ins of one module."""

    def __init__(self) -> None:
        self.functions: dict[str, Builtin] = {}

    def declare(
        self,
        name: str,
        *params: str,
        wants_run: bool = False,
        spread: bool = False,
        rest: bool = False,
        converts: bool = False,
    ) -> Callable[[_F], _F]:
        """Declare the decorated function as (one signature of) the built-in ``name``."""
        parameters = tuple(Parameter.read(p) for p in params)

        def declared(function: _F) -> _F:
            builtin = self.functions.setdefault(name, Builtin(name, converts))
            builtin.add(Signature(parameters, function, wants_run, spread, rest))
            return function

        return declared


def _weight(args: list[Value]) -> int:
    """Return the steps for looking through the arguments once."""
    weight = 0
    for arg in args:
        if type(arg) is list:
            weight += len(arg) >> 3
        elif type(arg) is str:
            weight += len(arg) >> 8
    return weight


def kind_of(value: Value) -> str:
    """Return the name of a value's kind, for messages."""
    if value is None:
        return "null"
    found: Any = getattr(value, "kind", None)
    return str(found or _KIND_NAMES.get(type(value), type(value).__name__))


_KIND_NAMES: Final = {Decimal: "number", str: "string", bool: "boolean", list: "list", dict: "context"}


def _shown(value: Value) -> str:
    return repr(value[:60]) if type(value) is str else f"a {kind_of(value)}"
