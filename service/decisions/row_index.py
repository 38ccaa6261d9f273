"""Which rows of a table may match at all: found by the columns whose cells list constants."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from service.expressions.compiler.membership import Constants, Test
from service.expressions.values.numbers import Value

ColumnTests = Sequence[tuple[int, Test]]
"""The tests of one row, each with its column."""

_INDEXED: Final = frozenset([str, Decimal, bool])
_FEW: Final = 4
"""Below this many rows that list constants, testing them is as quick as looking them up."""


@dataclass(frozen=True)
class ColumnIndex:
    """The rows of one column as bits: row ``i`` is ``1 << i``.

    ``others`` are the rows that the column says nothing certain of: no cell, or one of another sort.
    """

    column: int
    kind: type
    rows: dict[Value, int]
    others: int


@dataclass(frozen=True)
class RowIndex:
    """``rest`` are for each row the tests that the index does not answer."""

    columns: tuple[ColumnIndex, ...]
    everything: int
    rest: tuple[tuple[tuple[int, Test], ...], ...]

    def candidates(self, values: Sequence[Value]) -> list[int] | None:
        """Return the rows to look at, from the top; None where a value is of a kind not looked up."""
        rows = self.everything
        for index in self.columns:
            value = values[index.column]
            if type(value) is not index.kind:
                return None
            rows &= index.rows.get(value, 0) | index.others
        return _bits(rows)


def _bits(rows: int) -> list[int]:
    found: list[int] = []
    while rows:
        highest = rows.bit_length() - 1
        found.append(highest)
        rows ^= 1 << highest
    found.reverse()
    return found


def index_of(tests: Sequence[ColumnTests]) -> RowIndex | None:
    """Return the index of a table's rows, or None if no column is worth one."""
    columns = sorted({column for row in tests for column, _ in row})
    indexes = [index for column in columns if (index := _column(column, tests))]
    if not indexes:
        return None
    kinds = {index.column: index.kind for index in indexes}
    rest = tuple(tuple(t for t in row if not _is_indexed(*t, kinds)) for row in tests)
    return RowIndex(tuple(indexes), (1 << len(tests)) - 1, rest)


def _column(column: int, tests: Sequence[ColumnTests]) -> ColumnIndex | None:
    listed = [(i, test) for i, row in enumerate(tests) for c, test in row if c == column]
    constants = [(i, test) for i, test in listed if isinstance(test, Constants) and test.kind in _INDEXED]
    if len(constants) < _FEW:
        return None
    kind = constants[0][1].kind
    rows: dict[Value, int] = {}
    others = (1 << len(tests)) - 1
    for i, cell in constants:
        if cell.kind is kind:
            others &= ~(1 << i)
            for value in cell.values:
                rows[value] = rows.get(value, 0) | 1 << i
    return ColumnIndex(column, kind, rows, others)


def _is_indexed(column: int, test: Test, kinds: dict[int, type]) -> bool:
    return isinstance(test, Constants) and kinds.get(column) is test.kind
