"""What the rows of a table answer, as far as their texts alone tell it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final, TypeAlias

from service.decisions.item_types import ItemTypes
from service.decisions.source import Element, kid, kids, name_of, text_of
from service.decisions.tablecheck.cells import constant_or_none
from service.expressions.budget import TABLE, Run
from service.expressions.dialects import Dialect, dialect_of
from service.expressions.errors import ExpressionError
from service.expressions.feel import parse
from service.expressions.semantics.comparison import equal, is_in
from service.expressions.semantics.types import Type
from service.expressions.values.numbers import Value

Known: TypeAlias = tuple[Value] | None
"""A constant, in a tuple since it may be null; None for what only an evaluation tells."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Misfit:
    """An output that its column does not take; ``wanted`` says what it takes."""

    element: Element
    column: str
    value: Value
    wanted: str
    is_of_wrong_type: bool


class Answers:
    """The outputs of one table, row by row."""

    def __init__(self, table: Element, types: ItemTypes) -> None:
        self._columns = [_Output(output, types) for output in kids(table, "output")]
        self._rows = [list(kids(rule, "outputEntry")) for rule in kids(table, "rule")]
        self._known = [[_known(cell) for cell in row] for row in self._rows]

    def misfits(self) -> Sequence[Misfit]:
        return [
            misfit
            for row, values in zip(self._rows, self._known, strict=True)
            for column, cell, value in zip(self._columns, row, values, strict=False)
            if value and (misfit := column.misfit(cell, value[0]))
        ]

    def agree(self, i: int, j: int) -> bool | None:
        """Tell whether two rows answer the same; None if only an evaluation tells."""
        verdicts = [
            True if text_of(a) == text_of(b) else _same(x, y)
            for a, b, x, y in zip(self._rows[i], self._rows[j], self._known[i], self._known[j], strict=False)
        ]
        if False in verdicts:
            return False
        return None if None in verdicts else True

    def ranks(self) -> list[tuple[int, ...] | None]:
        """Return the rank of each row by the output values, None if only an evaluation tells."""
        return [self._rank(values) for values in self._known]

    def _rank(self, values: Sequence[Known]) -> tuple[int, ...] | None:
        ranks: list[int] = []
        for column, value in zip(self._columns, values, strict=False):
            if column.order is not None:
                rank = column.rank(value)
                if rank is None:
                    return None
                ranks.append(rank)
        return tuple(ranks)


class _Output:
    """``order`` are the output values, best first; ``is_ordered`` tells whether any are written."""

    def __init__(self, element: Element, types: ItemTypes) -> None:
        written = text_of(kid(element, "outputValues"))
        listed = _constant(f"[{written}]") if written else None
        self.name = name_of(element) or "output"
        self.type: Type | None = types.named(element.get("typeRef"))
        self.written = written
        self.values: list[Value] | None = listed[0] if listed else None
        self.order: list[Value] | None = self.values if listed else ([] if written else None)

    def misfit(self, cell: Element, value: Value) -> Misfit | None:
        if value is None:
            return None
        run = _run()
        if self.type is not None and self.type.fit(value, run) is None:
            return Misfit(cell, self.name, value, self.type.name, is_of_wrong_type=True)
        if self.values is not None and is_in(value, self.values, run) is not True:
            return Misfit(cell, self.name, value, self.written, is_of_wrong_type=False)
        return None

    def rank(self, known: Known) -> int | None:
        if known is None or self.values is None:
            return None
        run = _run()
        places = (i for i, value in enumerate(self.values) if equal(value, known[0], run) is True)
        return next(places, len(self.values))


def _run() -> Run:
    return Run(TABLE, _EPOCH)


def _same(a: Known, b: Known) -> bool | None:
    if a is None or b is None:
        return None
    return equal(a[0], b[0], _run()) is True


def _known(cell: Element) -> Known:
    text: Any = text_of(cell)
    try:
        if dialect_of(text, cell.get("expressionLanguage")) is Dialect.JUEL:
            return None
    except ExpressionError:
        return None
    return _constant(text) if text else (None,)


@lru_cache(8192)
def _constant(text: str) -> Known:
    try:
        return constant_or_none(parse(text))
    except ExpressionError:
        return None
