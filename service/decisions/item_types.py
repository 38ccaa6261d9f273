"""Item definitions: the types that a model defines for itself (DMN 1.5 §7.3.2)."""

from collections.abc import Iterator, Mapping

from service.decisions.source import Element, kid, kids, name_of, text_of
from service.decisions.texts import Texts
from service.expressions.budget import Run
from service.expressions.compiler.scope import Root
from service.expressions.semantics.types import (
    ANY,
    BASE_TYPES,
    ConstrainedType,
    ContextType,
    FunctionType,
    ListType,
    Type,
)
from service.expressions.values.numbers import Value


class ItemTypes:
    """The types of one model; ``imported`` are those of imported models by import name."""

    def __init__(self, root: Element, texts: Texts, imported: Mapping[str, "ItemTypes"]) -> None:
        self._definitions = {d.get("name"): d for d in kids(root, "itemDefinition")}
        self._texts = texts
        self._imported = imported
        self.member_names: set[str] = set()
        for name in self._definitions:
            self.named(name)

    def named(self, reference: str | None) -> Type | None:
        """Return the type that a ``typeRef`` means, or None if it means none."""
        if not reference:
            return None
        name = reference.strip()
        known = self._texts.types.get(name)
        if known is not None:
            return known
        if name in self._definitions:
            return self._defined(name)
        local = name.rpartition(":")[2]
        if local in BASE_TYPES:
            return BASE_TYPES[local]
        return self.named(local) if local != name else self._foreign(name)

    def constraints(self, reference: str | None) -> Iterator[str]:
        """Give the texts of the constraints on a type that is none of a structure, its base's too."""
        seen = set[str]()
        while reference and reference not in seen:
            seen.add(reference)
            definition = self._definitions.get(reference.strip())
            if definition is None:
                return
            for constraint in kids(definition, "allowedValues", "typeConstraint"):
                if text_of(constraint):
                    yield text_of(constraint)
            base = kid(definition, "typeRef")
            reference = base.text if base is not None else None

    def _defined(self, name: str) -> Type:
        # Standing in for itself: a type that is its own part is Any there.
        self._texts.types[name] = ANY
        kind = self._texts.types[name] = self._of(self._definitions[name])
        return kind

    def _foreign(self, name: str) -> Type | None:
        prefix, _, rest = name.partition(".")
        if rest and prefix in self._imported:
            return self._imported[prefix].named(rest)
        for types in self._imported.values():
            if name in types._definitions:
                return types.named(name)
        return None

    def _of(self, definition: Element) -> Type:
        kind = self._constrained(self._base(definition), kid(definition, "allowedValues"))
        if definition.get("isCollection") == "true":
            kind = ListType("list", kind)
        return self._constrained(kind, kid(definition, "typeConstraint"))

    def _base(self, definition: Element) -> Type:
        components = list(kids(definition, "itemComponent"))
        if components:
            self.member_names.update(map(name_of, components))
            return ContextType("context", {name_of(c): self._of(c) for c in components})
        function = kid(definition, "functionItem")
        if function is not None:
            params = tuple(self.named(p.get("typeRef")) or ANY for p in kids(function, "parameters"))
            return FunctionType("function", params, self.named(function.get("outputTypeRef")) or ANY)
        reference = kid(definition, "typeRef")
        return (self.named(reference.text) or ANY) if reference is not None else ANY

    def _constrained(self, kind: Type, constraint: Element | None) -> Type:
        if constraint is None or not text_of(constraint):
            return kind
        test = self._texts.tests(constraint, ())
        if test is None:
            return kind

        def allowed(value: Value, run: Run) -> bool:
            return test(Root({}, run), value) is True

        return ConstrainedType(kind.name, kind, allowed)
