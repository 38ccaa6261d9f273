"""Where an expression finds its names: a dict that asks the one around it for what it lacks."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from service.expressions.border import PLAIN, HostFunction, to_feel
from service.expressions.budget import Budget, Run
from service.expressions.builtins import BUILTINS
from service.expressions.values.numbers import Value

_SAFE_BITS: Final = 112
"""A whole number of fewer bits has at most 34 digits."""


class Scope(dict[str, Value]):
    """An inner scope. Looking up a name that nobody has raises ``KeyError``."""

    __slots__ = ("run", "up")

    def __init__(self, up: "Scope", values: Mapping[str, Value] | Iterable[tuple[str, Value]] = ()) -> None:
        dict.__init__(self, values)
        self.up = up
        self.run: Run = up.run

    def __missing__(self, name: str) -> Value:
        return self.up[name]


class Root(Scope):
    """The outermost scope: the caller's variables, then the host's functions, then the built-ins.

    A variable is converted when it is first asked for.
    """

    __slots__ = ("_functions", "_variables")

    def __init__(
        self,
        variables: Mapping[str, Any],
        run: Run,
        functions: Mapping[str, Callable[..., Any]] | None = None,
    ) -> None:
        self.run = run
        self._variables = variables
        self._functions = functions

    def __missing__(self, name: str) -> Value:
        if name in self._variables:
            value = self[name] = to_feel(self._variables[name])
            return value
        if self._functions and name in self._functions:
            function = self[name] = HostFunction(name, self._functions[name])
            return function
        return BUILTINS[name]


class Entry(Root):
    """The outermost scope of an expression evaluated by itself.

    Most conditions need neither meter nor notes: its run begins when it is first asked for.
    ``begun`` is that run, if there is one. Of ``names``, simple values are converted at once.
    """

    __slots__ = ("_budget", "_now", "begun")

    def __init__(
        self,
        variables: Mapping[str, Any],
        names: Iterable[str],
        functions: Mapping[str, Callable[..., Any]] | None,
        budget: Budget,
        now: datetime,
    ) -> None:
        self.begun: Run | None = None
        self._variables = variables
        self._functions = functions
        self._budget = budget
        self._now = now
        for name in names:
            if name in variables:
                value = variables[name]
                kind = type(value)
                if kind in PLAIN:
                    self[name] = value
                elif kind is int and value.bit_length() < _SAFE_BITS:
                    self[name] = Decimal(value)

    def __getattr__(self, name: str) -> Run:
        if name != "run":
            raise AttributeError(name)
        self.run = self.begun = Run(self._budget, self._now)
        return self.run
