"""for, some and every."""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Final

from service.expressions.compiler.compiler import Closure, Compiler, Rules
from service.expressions.compiler.scope import Scope
from service.expressions.syntax.nodes import For, Iteration, Node, Quantified
from service.expressions.values.compound import Range
from service.expressions.values.moments import Date
from service.expressions.values.numbers import Value, is_whole

loops: Final = Rules()


class NotIterable(Exception):  # no error: the loop's value is null
    """What a loop was to go over is no list and no range of whole numbers or dates."""


def counted(
    start: Value, end: Value, *, start_included: bool = True, end_included: bool = True
) -> Iterable[Value]:
    """Go from one whole number or date to another, down if the second is smaller."""
    if type(start) is Decimal and type(end) is Decimal and is_whole(start) and is_whole(end):
        return map(Decimal, _steps(int(start), int(end), start_included, end_included))
    if type(start) is Date and type(end) is Date:
        return map(Date.from_days, _steps(start.days, end.days, start_included, end_included))
    raise NotIterable


def _steps(start: int, end: int, start_included: bool, end_included: bool) -> range:
    step = 1 if start <= end else -1
    return range(start + (0 if start_included else step), end + (step if end_included else 0), step)


def iterated(source: Value) -> Iterable[Value]:
    """Go over a list, a range or a single value."""
    if type(source) is list:
        return source
    if type(source) is Range:
        included = {"start_included": source.start_included, "end_included": source.end_included}
        return counted(source.start, source.end, **included)
    if source is None:
        raise NotIterable
    return [source]


def _over(compiler: Compiler, iterations: tuple[Iteration, ...]) -> Callable[[Scope], Iterator[Scope]]:
    """Return what gives a scope for each combination of the iterated values."""
    first, *others = iterations
    source = compiler.closure(first.source)
    end = compiler.closure(first.end) if first.end else None
    rest = _over(compiler, tuple(others)) if others else None

    def walk(scope: Scope) -> Iterator[Scope]:
        values = counted(source(scope), end(scope)) if end else iterated(source(scope))
        for value in values:
            scope.run.spend()
            inner = Scope(scope, {first.name: value})
            if rest:
                yield from rest(inner)
            else:
                yield inner

    return walk


def _not_iterable(scope: Scope, node: Node) -> None:
    scope.run.caution("wrong_type", "a loop goes over lists and ranges of whole numbers or dates", node.at)


@loops.of(For)
def collecting(compiler: Compiler, node: For) -> Closure:
    """``partial`` is the list made so far."""
    walk, body = _over(compiler, node.iterators), compiler.closure(node.body)

    def run(scope: Scope) -> list[Value] | None:
        made: list[Value] = []
        try:
            for inner in walk(Scope(scope, {"partial": made})):
                made.append(body(inner))  # noqa: PERF401 # the body sees what was made
        except NotIterable:
            _not_iterable(scope, node)
            return None
        return made

    return run


@loops.of(Quantified)
def quantified(compiler: Compiler, node: Quantified) -> Closure:
    """One false decides every, one true decides some; else one that is neither makes it null."""
    walk, body = _over(compiler, node.iterators), compiler.closure(node.body)
    deciding = not node.every

    def run(scope: Scope) -> bool | None:
        known = True
        try:
            for inner in walk(Scope(scope)):
                answer = body(inner)
                if answer is deciding:
                    return bool(answer)
                known = known and type(answer) is bool
        except NotIterable:
            _not_iterable(scope, node)
            return None
        return (not deciding) if known else None

    return run
