"""A decision table as it is written: its columns, its rows, and which cells are decided."""

from dataclasses import dataclass
from typing import Final

from service.decisions.hit_policies import HitPolicy
from service.decisions.item_types import ItemTypes
from service.decisions.source import Element, kid, kids, text_of
from service.decisions.tablecheck.cells import Cell, Everything, read_cell
from service.decisions.tablecheck.lines import ORDERED
from service.expressions.semantics.types import ANY, ConstrainedType, SimpleType, Type, unconstrained

NAMESPACE: Final = "urn:dure:dmn:1.0"
"""Of our own attributes on tables."""

_KINDS: Final = frozenset({str, bool, *ORDERED})


@dataclass(frozen=True)
class Head:
    """A column: ``kind`` is the class of its values, None if any may come; ``tests`` narrow them.

    ``is_decided`` tells whether what may come is known at all.
    """

    text: str
    kind: type | None
    tests: tuple[Cell, ...]
    is_decided: bool
    element: Element


@dataclass(frozen=True)
class Line:
    """A row with its cells; None stands for one that is beyond the checks."""

    id: str
    number: int
    cells: tuple[Cell | None, ...]
    element: Element

    def __str__(self) -> str:
        return f"row {self.number} ({self.id})"


@dataclass(frozen=True)
class Sheet:
    element: Element
    policy: HitPolicy
    heads: tuple[Head, ...]
    lines: tuple[Line, ...]

    def setting(self, name: str) -> str | None:
        """Return an attribute of our own namespace."""
        value: str | None = self.element.get(f"{{{NAMESPACE}}}{name}")
        return value.strip() if value is not None else None

    def index_of(self, text: str) -> int | None:
        """Return the column with that input expression."""
        return next((i for i, head in enumerate(self.heads) if head.text == text), None)

    @property
    def has_default(self) -> bool:
        entries = (kid(output, "defaultOutputEntry") for output in kids(self.element, "output"))
        return any(text_of(entry) for entry in entries)


def read_sheet(table: Element, types: ItemTypes) -> Sheet | None:
    """Return the table, or None for one the shape of which is wrong, which is found elsewhere."""
    heads = tuple(_head(column, types) for column in kids(table, "input"))
    rules = list(kids(table, "rule"))
    written = (table.get("hitPolicy") or "UNIQUE").upper()
    if written not in set(HitPolicy) or any(len(list(kids(r, "inputEntry"))) != len(heads) for r in rules):
        return None
    lines = tuple(_line(rule, number, heads) for number, rule in enumerate(rules, 1))
    return Sheet(table, HitPolicy(written), heads, lines)


def _line(rule: Element, number: int, heads: tuple[Head, ...]) -> Line:
    texts = (text_of(cell) for cell in kids(rule, "inputEntry"))
    cells = tuple(_cell(text, head) for text, head in zip(texts, heads, strict=True))
    return Line(rule.get("id") or f"rule {number}", number, cells, rule)


def _cell(text: str, head: Head) -> Cell | None:
    cell = read_cell(text)
    return cell if head.is_decided or isinstance(cell, Everything) else None


def _head(column: Element, types: ItemTypes) -> Head:
    expression = kid(column, "inputExpression")
    reference = expression.get("typeRef") if expression is not None else None
    type_ = types.named(reference)
    narrowing = list(types.constraints(reference))
    texts = [*narrowing, text_of(kid(column, "inputValues"))]
    tests = [read_cell(text) for text in texts if text]
    known = tuple(test for test in tests if test is not None)
    kind, is_decided = _kind(type_)
    is_decided = is_decided and len(narrowing) == _depth(type_) and len(known) == len(tests)
    return Head(text_of(expression), kind, known, is_decided, column)


def _kind(type_: Type | None) -> tuple[type | None, bool]:
    """Return the class of a type's values, None for any, and whether these checks know the class."""
    base = unconstrained(type_) if type_ is not None else ANY
    kind = base.python if isinstance(base, SimpleType) else None
    return kind, base is ANY or kind in _KINDS


def _depth(type_: Type | None) -> int:
    """Count the constraints on a type."""
    return 1 + _depth(type_.base) if isinstance(type_, ConstrainedType) else 0
