"""Reads a form-js definition; whatever the server could not keep to later is a finding now."""

from collections.abc import Mapping
from typing import Any, Final

import regex

from service.expressions import Expression
from service.forms.components import KINDS, Component, Kind, Location, OptionSource, Rules
from service.forms.findings import Findings
from service.forms.rules import RulesReader

LATEST_VERSION: Final = 19
MAX_DEPTH: Final = 12
MAX_COMPONENTS: Final = 1_000
NAME: Final = regex.compile(r"[^\s.\[\]]{1,100}")
# Names that mean something to every JavaScript object; form-js would write into its prototype.
FORBIDDEN_NAMES: Final = frozenset({"__proto__", "constructor", "prototype"})
SHOWN_TEXTS: Final = ("text", "content", "title", "alt", "source", "url", "dataSource", "columnsExpression")


class Reader:
    """Reads one file; ``findings`` are complete when ``components`` has returned."""

    def __init__(self, file: str) -> None:
        self.findings = Findings(file)
        self._count = 0

    def components(self, schema: Any) -> tuple[Component, ...]:
        if not isinstance(schema, Mapping):
            self.findings.add("FORM-SHAPE", "$", "a form is a JSON object")
            return ()
        version = schema.get("schemaVersion", LATEST_VERSION)
        if not isinstance(version, int) or not 1 <= version <= LATEST_VERSION:
            self.findings.add("FORM-VERSION", "$.schemaVersion", f"versions 1 to {LATEST_VERSION} are read")
        return self._children(schema, "$", _Scope(depth=0))

    def _children(self, source: Mapping[str, Any], path: str, scope: "_Scope") -> tuple[Component, ...]:
        listed = source.get("components")
        if not isinstance(listed, list):
            self.findings.add("FORM-SHAPE", f"{path}.components", "must be a list")
            return ()
        if scope.depth >= MAX_DEPTH:
            self.findings.add("FORM-DEPTH", path, f"is nested deeper than {MAX_DEPTH}")
            return ()
        read = (self._component(one, f"{path}.components[{i}]", scope) for i, one in enumerate(listed))
        return tuple(component for component in read if component)

    def _component(self, source: Any, path: str, scope: "_Scope") -> Component | None:
        self._count += 1
        if self._count == MAX_COMPONENTS + 1:
            self.findings.add("FORM-SHAPE", path, f"a form has at most {MAX_COMPONENTS} components")
        if self._count > MAX_COMPONENTS:
            return None
        if not isinstance(source, Mapping):
            self.findings.add("FORM-SHAPE", path, "must be an object")
            return None
        kind = KINDS.get(str(source.get("type")))
        if kind is None:
            self.findings.add("FORM-TYPE", f"{path}.type", f"unknown component type {source.get('type')!r}")
            return None
        return self._known(source, kind, path, scope)

    def _known(self, source: Mapping[str, Any], kind: Kind, path: str, scope: "_Scope") -> Component:
        location = self._location(source, kind, path, scope)
        hides = scope.hides + self._hide(source, path)
        reader = RulesReader(self.findings, source, path)
        chosen = kind in (Kind.CHOICE, Kind.CHOICES)
        for name in SHOWN_TEXTS if kind is Kind.SHOWN else ():
            self.findings.text(source, name, path)
        return Component(
            type=str(source["type"]),
            kind=kind,
            location=location,
            source=source,
            label=self.findings.text(source, "dateLabel" if kind is Kind.MOMENT else "label", path)
            or self.findings.text(source, "timeLabel", path),
            hides=hides,
            disabled=self.findings.flag(source, "disabled", path),
            readonly=self.findings.flag_or_expression(source, "readonly", path),
            rules=Rules() if kind in (Kind.SHOWN, Kind.GROUP) else reader.rules(kind),
            options=reader.options() if chosen else OptionSource(),
            expression=self._computed(source, kind, path),
            children=self._inner(source, kind, path, scope, location, hides),
        )

    def _inner(
        self,
        source: Mapping[str, Any],
        kind: Kind,
        path: str,
        scope: "_Scope",
        location: Location,
        hides: tuple[Expression, ...],
    ) -> tuple[Component, ...]:
        """Read what is inside: a group shares the scope around it, a row begins one of its own."""
        if kind is Kind.GROUP:
            return self._children(source, path, _Scope(scope.depth + 1, location, hides, scope.taken))
        if kind is Kind.ROWS:
            return self._children(source, path, _Scope(scope.depth + 1))
        return ()

    def _computed(self, source: Mapping[str, Any], kind: Kind, path: str) -> Expression | None:
        if kind is not Kind.EXPRESSION:
            return None
        return self.findings.expression(source.get("expression"), f"{path}.expression")

    def _hide(self, source: Mapping[str, Any], path: str) -> tuple[Expression, ...]:
        conditional = source.get("conditional")
        hide = conditional.get("hide") if isinstance(conditional, Mapping) else None
        if hide is None or hide == "":
            return ()
        found = self.findings.expression(hide, f"{path}.conditional.hide")
        return (found,) if found else ()

    def _location(self, source: Mapping[str, Any], kind: Kind, path: str, scope: "_Scope") -> Location:
        if kind is Kind.SHOWN:
            return scope.prefix
        property_name = "path" if kind in (Kind.GROUP, Kind.ROWS) else "key"
        text = source.get(property_name)
        if kind is Kind.GROUP and not text:
            return scope.prefix
        names = text.split(".") if isinstance(text, str) else []
        if not names or not all(NAME.fullmatch(name) and name not in FORBIDDEN_NAMES for name in names):
            self.findings.add("FORM-KEY", f"{path}.{property_name}", f"{text!r} cannot name a value")
            return (*scope.prefix, path)
        location = (*scope.prefix, *names)
        if kind is not Kind.GROUP:
            self._claim(location, f"{path}.{property_name}", scope)
        return location

    def _claim(self, location: Location, path: str, scope: "_Scope") -> None:
        """Refuse a place that another value holds, or that lies inside or around another's."""
        for other in scope.taken:
            shorter = min(len(location), len(other))
            if location[:shorter] == other[:shorter]:
                name = ".".join(location)
                self.findings.add("FORM-DUPLICATE", path, f"{name} is also used at {scope.taken[other]}")
                return
        scope.taken[location] = path


class _Scope:
    """Where a component stands: what the groups around it add, and which places of the scope are taken."""

    def __init__(
        self,
        depth: int,
        prefix: Location = (),
        hides: tuple[Expression, ...] = (),
        taken: dict[Location, str] | None = None,
    ) -> None:
        self.depth = depth
        self.prefix = prefix
        self.hides = hides
        self.taken = {} if taken is None else taken
