"""The functions and methods that JUEL expressions of real models call, and what FEEL calls them."""

import re
from collections.abc import Callable
from typing import Final

from service.expressions.fronts.vocabulary import constant, element, empty, function
from service.expressions.syntax.nodes import Compare, Element, Name, Node, Path

_GETTER: Final = re.compile(r"get([A-Z])(\w*)\Z")
_COMPARISONS: Final = {
    **dict.fromkeys(["equals", "eq"], "="),
    **dict.fromkeys(["notEquals", "ne"], "!="),
    **dict.fromkeys(["gt", "greaterThan"], ">"),
    **dict.fromkeys(["gte", "greaterThanOrEquals"], ">="),
    **dict.fromkeys(["lt", "lowerThan", "lessThan"], "<"),
    **dict.fromkeys(["lte", "lowerThanOrEquals", "lessThanOrEquals"], "<="),
}
"""Flowable's ``var:gt(amount, 1)``."""
_VARIABLE_PREFIXES: Final = frozenset(["var", "vars", "variables"])
_SPIN: Final = frozenset(["S", "JSON"])
"""Camunda's way to read JSON, which is no text to us in the first place."""
_SAME: Final = frozenset(["value", "numberValue", "boolValue", "elements", "intValue", "longValue"])
_OF_NOTHING: Final = {
    "size": "count",
    "length": "string length",
    "toString": "string",
    "stringValue": "string",
    "trim": "trim",
    "toLowerCase": "lower case",
    "toUpperCase": "upper case",
}


def called(at: int, name: str, args: tuple[Node, ...]) -> Node | None:
    """Return ``name(args)``, or None if it means something Java."""
    prefix, _, short = name.rpartition(":")
    if prefix in _VARIABLE_PREFIXES and short in _COMPARISONS and len(args) == 2:
        first = constant(args[0])
        variable = Name(args[0].at, first) if type(first) is str else args[0]
        return Compare(at, _COMPARISONS[short], variable, args[1])
    if prefix:
        return None
    if name in _SPIN and len(args) == 1:
        return args[0]
    return function(at, name, *args)


def method(at: int, base: Node, name: str, args: tuple[Node, ...]) -> Node | None:
    """Return ``base.name(args)``, or None if it means something Java."""
    if not args:
        return _without_arguments(at, base, name)
    return _with_argument(at, base, name, args[0]) if len(args) == 1 else None


def _without_arguments(at: int, base: Node, name: str) -> Node | None:
    if name in _SAME:
        return base
    if name == "isEmpty":
        return empty(at, base)
    if name in _OF_NOTHING:
        return function(at, _OF_NOTHING[name], base)
    getter = _GETTER.match(name)
    return Path(at, base, getter[1].lower() + getter[2]) if getter else None


def _with_argument(at: int, base: Node, name: str, arg: Node) -> Node | None:
    known = _OF_ONE.get(name)
    return known(at, base, arg) if known else None


def _variable(at: int, base: Node, arg: Node) -> Node | None:
    """``execution.getVariable("x")``."""
    name = constant(arg)
    known = isinstance(base, Name) and base.name == "execution" and type(name) is str
    return Name(at, name) if known else None


def _property(at: int, base: Node, arg: Node) -> Node | None:
    name = constant(arg)
    return Path(at, base, name) if type(name) is str else None


def _entry(at: int, base: Node, arg: Node) -> Node:
    return element(at, base, constant(arg)) or Element(at, base, arg)


_OF_ONE: Final[dict[str, Callable[[int, Node, Node], Node | None]]] = {
    "equals": lambda at, base, arg: Compare(at, "==", base, arg),
    "getVariable": _variable,
    "getVariableLocal": _variable,
    "hasVariable": lambda at, base, arg: (
        function(at, "is defined", known) if (known := _variable(at, base, arg)) else None
    ),
    "prop": _property,
    "get": _entry,
    "startsWith": lambda at, base, arg: function(at, "starts with", base, arg),
    "endsWith": lambda at, base, arg: function(at, "ends with", base, arg),
    "contains": lambda at, base, arg: function(at, "contains", base, arg),
}
