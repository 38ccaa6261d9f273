"""Calls, and functions written in the text."""

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from service.expressions.builtins import BUILTINS
from service.expressions.builtins.declare import Builtin
from service.expressions.compiler.compiler import Closure, Compiler, Rules
from service.expressions.compiler.operators import asked
from service.expressions.compiler.scope import Scope
from service.expressions.semantics.functions import Defined
from service.expressions.semantics.types import BOOLEAN, NULL, NUMBER, STRING, Type
from service.expressions.syntax.nodes import Call, Const, FunctionLiteral, Name, Node, bare
from service.expressions.values.compound import Function
from service.expressions.values.numbers import Value

calls: Final = Rules()

_ASKING: Final = frozenset(["is defined", "get or else", "is empty", "is blank"])
"""Functions that ask whether there is something: their first argument may be unknown."""


@calls.of(Call)
def call(compiler: Compiler, node: Call) -> Closure:
    find, at = _function(compiler, node.function), node.at
    if node.named is not None:
        named = [(name, compiler.closure(value)) for name, value in node.named]

        def run_named(scope: Scope) -> Value:
            function = find(scope)
            if function is None:
                return None
            scope.run.spend()
            return function.call_named({name: value(scope) for name, value in named}, scope.run, at)

        return run_named
    args = _arguments(compiler, node)

    def run(scope: Scope) -> Value:
        function = find(scope)
        if function is None:
            return None
        scope.run.spend()
        return function.call([arg(scope) for arg in args], scope.run, at)

    return run


def _arguments(compiler: Compiler, node: Call) -> list[Closure]:
    asking = isinstance(node.function, Name) and node.function.name in _ASKING
    return [asked(compiler, a) if asking and i == 0 else compiler.closure(a) for i, a in enumerate(node.args)]


def _function(compiler: Compiler, node: Node) -> Callable[[Scope], Function | None]:
    """Find what is called. A variable that happens to be named like a built-in does not hide it."""
    value, at = asked(compiler, node), node.at
    name = node.name if isinstance(node, Name) else ""

    def find(scope: Scope) -> Function | None:
        found = value(scope)
        # The class is asked first: asking whether it is abstractly one takes as long as the call.
        if type(found) is Builtin or isinstance(found, Function):
            return found
        builtin = BUILTINS.get(name)
        if builtin is None:
            scope.run.caution(
                "unknown_function", f"there is no function {name!r}" if name else "no function", at
            )
        return builtin

    return find


_CONST_TYPES: Final[dict[type, Type]] = {Decimal: NUMBER, str: STRING, bool: BOOLEAN, type(None): NULL}


def _static_type(body: Node) -> Type | None:
    """Return what little is known of a body's type without running it."""
    node = bare(body)
    return _CONST_TYPES.get(type(node.value)) if isinstance(node, Const) else None


@calls.of(FunctionLiteral)
def function_literal(compiler: Compiler, node: FunctionLiteral) -> Closure:
    if node.external:
        return lambda scope: None
    body, names = compiler.closure(node.body), tuple(name for name, _ in node.params)
    types = tuple(compiler.type(kind) if kind else None for _, kind in node.params)
    result = _static_type(node.body)

    def run(scope: Scope) -> Defined:
        def called(args: list[Value]) -> Value:
            return body(Scope(scope, zip(names, args, strict=True)))

        return Defined(names, called, types=types, result=result)

    return run
