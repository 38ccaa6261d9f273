"""Boxed expressions (DMN 1.5 §7.3, §10.2): each tag of decision logic made a closure."""

from collections.abc import Callable, Collection, Iterable, Sequence
from decimal import Decimal
from typing import Final

from service.decisions.item_types import ItemTypes
from service.decisions.source import Element, boxed, kid, kids, name_of, text_of, type_of
from service.decisions.tables import TableReader
from service.decisions.texts import Texts, null
from service.domain.xml import local_name
from service.expressions.compiler.compiler import Closure
from service.expressions.compiler.loops import NotIterable, iterated
from service.expressions.compiler.scope import Scope
from service.expressions.compiler.structures import item_at, item_scope
from service.expressions.semantics.functions import Defined
from service.expressions.semantics.types import FunctionType, Type
from service.expressions.syntax.tokens import spaced
from service.expressions.values.compound import Function, Range
from service.expressions.values.numbers import Value

_EXTERNAL: Final = frozenset(["Java", "PMML"])


class Boxes:
    """Compiles the logic of one model; ``names`` are always those known where the logic stands."""

    def __init__(self, texts: Texts, types: ItemTypes) -> None:
        self._texts = texts
        self._types = types
        self._tables = TableReader(texts, types)

    def closure(self, element: Element | None, names: Collection[str]) -> Closure:
        """Return the closure of a piece of logic; of none, one that gives null."""
        if element is None:
            return null
        tag = local_name(element)
        closure = _RULES[tag](self, element, frozenset(names))
        kind = None if tag == "functionDefinition" else self._types.named(element.get("typeRef"))
        return _fitted(closure, kind)

    def below(self, element: Element | None, names: Collection[str]) -> Closure:
        """Return the closure of the logic right below an element."""
        return self.closure(boxed(element), names)

    def parameters(self, element: Element) -> tuple[list[str], list[Type | None]]:
        params = list(kids(element, "formalParameter"))
        return [name_of(p) for p in params], [self._types.named(p.get("typeRef")) for p in params]

    def _literal(self, element: Element, names: frozenset[str]) -> Closure:
        if not text_of(element):
            self._texts.find("DMN-LOGIC", "the literal expression is empty", element)
        return self._texts.expression(element, names)

    def _table(self, element: Element, names: frozenset[str]) -> Closure:
        return self._tables.table(element, names)

    def _context(self, element: Element, names: frozenset[str]) -> Closure:
        """Later entries see the earlier ones; an entry without a name is the result."""
        entries: list[tuple[str, Closure]] = []
        for entry in kids(element, "contextEntry"):
            variable = kid(entry, "variable")
            name = name_of(variable) if variable is not None else ""
            closure = _fitted(self.below(entry, names), self._types.named(type_of(entry)))
            entries.append((name, closure))
            if name:
                names |= {name}
                self._texts.members.add(name)
        if len({name for name, _ in entries}) != len(entries):
            self._texts.find("DMN-LOGIC", "two entries of the context have one name", element)
            return null
        return lambda scope: _context_value(entries, scope)

    def _list(self, element: Element, names: frozenset[str]) -> Closure:
        items = [self.closure(item, names) for item in _boxed_kids(element)]
        return lambda scope: [item(scope) for item in items]

    def _relation(self, element: Element, names: frozenset[str]) -> Closure:
        columns = [name_of(column) for column in kids(element, "column")]
        for column in columns:
            self._texts.members.add(column)
        rows = [[self.closure(cell, names) for cell in _boxed_kids(row)] for row in kids(element, "row")]

        def run(scope: Scope) -> list[Value]:
            return [dict(zip(columns, (cell(scope) for cell in row), strict=False)) for row in rows]

        return run

    def _invocation(self, element: Element, names: frozenset[str]) -> Closure:
        called = self.below(element, names)
        arguments = [(self._bound(b), self.below(b, names)) for b in kids(element, "binding")]

        def run(scope: Scope) -> Value:
            function = called(scope)
            if not isinstance(function, Function):
                scope.run.caution("unknown_function", "what is invoked is no function")
                return None
            scope.run.spend()
            return function.call_named({name: value(scope) for name, value in arguments}, scope.run, None)

        return run

    @staticmethod
    def _bound(binding: Element) -> str:
        parameter = kid(binding, "parameter")
        return spaced(parameter.get("name") or "") if parameter is not None else ""

    def _function(self, element: Element, names: frozenset[str]) -> Closure:
        if element.get("kind") in _EXTERNAL:
            self._texts.find("DMN-EXTERNAL", "functions in Java and PMML are not run here", element)
            return null
        params, types = self.parameters(element)
        body = self.below(element, names | set(params))
        result = self._types.named(element.get("typeRef"))
        if isinstance(result, FunctionType):
            result = result.result
        fitted = _fitted(body, result)

        def run(scope: Scope) -> Defined:
            def called(args: list[Value]) -> Value:
                return fitted(Scope(scope, zip(params, args, strict=True)))

            return Defined(params, called, types=types, result=result)

        return run

    def _conditional(self, element: Element, names: frozenset[str]) -> Closure:
        condition, then, otherwise = (self.below(kid(element, t), names) for t in ("if", "then", "else"))

        def run(scope: Scope) -> Value:
            answer = condition(scope)
            if answer is True:
                return then(scope)
            return otherwise(scope) if answer is False or answer is None else None

        return run

    def _filter(self, element: Element, names: frozenset[str]) -> Closure:
        source = self.below(kid(element, "in"), names)
        match = self.below(kid(element, "match"), names | {"item"})

        def run(scope: Scope) -> Value:
            value = source(scope)
            return (
                None if value is None else _matching(value if type(value) is list else [value], match, scope)
            )

        return run

    def _for(self, element: Element, names: frozenset[str]) -> Closure:
        name, source = self._iterator(element, names)
        body = self.below(kid(element, "return"), names | {name, "partial"})

        def run(scope: Scope) -> list[Value] | None:
            made: list[Value] = []
            items = _items(source(scope), scope)
            if items is None:
                return None
            for item in items:
                scope.run.spend()
                made.append(body(Scope(scope, {name: item, "partial": made})))
            return made

        return run

    def _quantified(self, element: Element, names: frozenset[str]) -> Closure:
        name, source = self._iterator(element, names)
        body = self.below(kid(element, "satisfies"), names | {name})
        deciding = local_name(element) == "some"

        def run(scope: Scope) -> bool | None:
            items = _items(source(scope), scope)
            if items is None:
                return None
            for item in items:
                scope.run.spend()
                answer = body(Scope(scope, {name: item}))
                if answer is deciding or type(answer) is not bool:
                    return deciding if answer is deciding else None
            return not deciding

        return run

    def _iterator(self, element: Element, names: frozenset[str]) -> tuple[str, Closure]:
        return spaced(element.get("iteratorVariable") or ""), self.below(kid(element, "in"), names)


def _boxed_kids(element: Element) -> Sequence[Element]:
    return [child for child in element if local_name(child) in _RULES]


def _fitted(closure: Closure, kind: Type | None) -> Closure:
    return closure if kind is None else lambda scope: kind.fit(closure(scope), scope.run)


def _context_value(entries: Sequence[tuple[str, Closure]], scope: Scope) -> Value:
    inner = Scope(scope)
    for name, closure in entries:
        value = closure(inner)
        if not name:
            return value
        inner[name] = value
    return dict(inner)


def _matching(items: list[Value], match: Closure, scope: Scope) -> Value:
    kept: list[Value] = []
    for item in items:
        scope.run.spend()
        answer = match(item_scope(scope, item))
        if type(answer) is Decimal:
            return item_at(items, answer)
        if type(answer) is not bool:
            scope.run.caution("wrong_type", "the condition of a filter is neither true nor false")
            return None
        if answer:
            kept.append(item)
    return kept


def _items(source: Value, scope: Scope) -> Iterable[Value] | None:
    """Return what is gone over; a boxed loop, unlike one in a text, takes no single value."""
    try:
        if type(source) is list or type(source) is Range:
            return iterated(source)
    except NotIterable:
        pass
    scope.run.caution("wrong_type", "a loop goes over lists and ranges of whole numbers or dates")
    return None


_RULES: Final[dict[str, Callable[[Boxes, Element, frozenset[str]], Closure]]] = {
    "literalExpression": Boxes._literal,
    "decisionTable": Boxes._table,
    "context": Boxes._context,
    "list": Boxes._list,
    "relation": Boxes._relation,
    "invocation": Boxes._invocation,
    "functionDefinition": Boxes._function,
    "conditional": Boxes._conditional,
    "filter": Boxes._filter,
    "for": Boxes._for,
    "some": Boxes._quantified,
    "every": Boxes._quantified,
}
