"""Where an expression finds its names: a dict that asks the one around it for what it lacks."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from service.expressions.border import HostFunction, to_feel
from service.expressions.budget import Run
from service.expressions.builtins import BUILTINS
from service.expressions.values.numbers import Value


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
        dict.__init__(self)
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
