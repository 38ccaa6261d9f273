"""What is found in one table: rows that meet, inputs that no row matches, rows that never match."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from service.decisions.tablecheck.cells import Cell
from service.decisions.tablecheck.columns import BELOW, NAMED, OTHER, Column
from service.decisions.tablecheck.regions import Box, Effort, bits, meet, neighbours, uncovered, widened
from service.decisions.tablecheck.sheets import Head, Line, Sheet
from service.expressions.values.numbers import Value

Example = Mapping[str, Value]
"""A value for each input expression."""

MAX_GAPS: Final = 3


@dataclass(frozen=True)
class Overlap:
    """Two rows, and the inputs that both match."""

    first: Line
    second: Line
    shared: Box


@dataclass(frozen=True)
class Gap:
    """An input that no row matches; ``case`` is the row of the table of cases that lists it."""

    example: Example
    case: Line | None = None


class Examination:
    """The boxes of a table; ``cases`` is the table that lists which inputs there are, if one does.

    A cell that is not decided may match everything, and surely matches nothing.
    """

    def __init__(self, sheet: Sheet, cases: Sheet | None = None) -> None:
        self.sheet = sheet
        self.cases = cases
        self.columns = tuple(self._column(index, head) for index, head in enumerate(sheet.heads))
        self._sure = [self._box(line, otherwise_all=False) for line in sheet.lines]
        self._possible = [self._box(line, otherwise_all=True) for line in sheet.lines]

    def overlaps(self) -> Iterator[Overlap]:
        """Give the pairs of rows that match some input both."""
        for i, first in enumerate(self.sheet.lines):
            for j in bits(self._met[i] >> (i + 1) << (i + 1)):
                shared = meet(self._sure[i], self._sure[j])
                if shared is not None:
                    yield Overlap(first, self.sheet.lines[j], shared)

    def gaps(self) -> Iterator[Gap]:
        """Give some inputs that surely match no row, the likeliest to be asked about; else nothing.

        Raises ``Exhausted``.
        """
        regions = (tuple(c.domain(rank) for c in self.columns) for rank in (NAMED, BELOW, OTHER))
        for region in dict.fromkeys(regions):
            found = list(self._open_boxes(region, MAX_GAPS, Effort()))
            if found:
                yield from (Gap(self.example(box)) for box in found)
                return

    def missing_cases(self) -> Iterator[Gap]:
        """Give an input for each listed case that the rows do not cover; raises ``Exhausted``."""
        effort = Effort()
        for case, region in self._case_boxes:
            for box in self._open_boxes(region, 1, effort):
                yield Gap(self.example(box), case)

    def strangers(self) -> Iterator[Line]:
        """Give the rows that match none of the listed cases."""
        if self.cases is None or len(self._case_boxes) < len(self.cases.lines):
            return
        for line, row in zip(self.sheet.lines, self._possible, strict=True):
            if all(row) and not any(meet(row, box) is not None for _, box in self._case_boxes):
                yield line

    def impossible(self) -> Iterator[Line]:
        """Give the rows that no input at all matches."""
        return (line for line, box in zip(self.sheet.lines, self._possible, strict=True) if not all(box))

    def hidden(self, ranks: Sequence[Value]) -> Iterator[Line]:
        """Give the rows to which the rows that win over them leave nothing.

        ``ranks`` order the rows, the lower before the higher and None before nobody; of rows with one
        rank the upper one wins. Raises ``Exhausted``.
        """
        effort = Effort()
        for i, line in enumerate(self.sheet.lines):
            if ranks[i] is None or not all(self._possible[i]):
                continue
            others = [j for j in bits(self._met[i] & ~(1 << i)) if ranks[j] is not None]
            winners = [j for j in others if (ranks[j], j) < (ranks[i], i)]
            if winners and uncovered(self._possible[i], self._sure, self._met, effort, winners) is None:
                yield line

    def undecided(self) -> Iterator[tuple[Line, int]]:
        """Give row and column of the cells that are beyond these checks."""
        for line in self.sheet.lines:
            yield from ((line, index) for index, cell in enumerate(line.cells) if cell is None)

    @cached_property
    def _met(self) -> list[int]:
        return neighbours(self._possible)

    def _open_boxes(self, region: Box, most: int, effort: Effort) -> Iterator[Box]:
        rows, met = list(self._possible), list(self._met)
        for _ in range(most):
            box = uncovered(region, rows, met, effort)
            if box is None:
                return
            box = widened(box, region, rows)
            yield box
            met.append(1 << len(rows))
            rows.append(box)

    def example(self, box: Box) -> Example:
        """Return the plainest input in a box."""
        pairs = zip(self.sheet.heads, self.columns, box, strict=True)
        return {head.text: column.sample(mask) for head, column, mask in pairs}

    def _column(self, index: int, head: Head) -> Column:
        own = [line.cells[index] for line in self.sheet.lines]
        known = [cell for cell in (*own, *self._case_cells(head.text)) if cell is not None]
        column = Column([*known, *head.tests], head.kind)
        for test in head.tests:
            column.allow(test)
        return column

    def _case_cells(self, text: str) -> Iterator[Cell | None]:
        if self.cases is not None:
            index = self.cases.index_of(text)
            if index is not None:
                yield from (line.cells[index] for line in self.cases.lines)

    def _box(self, line: Line, *, otherwise_all: bool) -> Box:
        pairs = zip(self.columns, line.cells, strict=True)
        return tuple(
            (column.all if otherwise_all else 0) if cell is None else column.true(cell)
            for column, cell in pairs
        )

    @cached_property
    def _case_boxes(self) -> list[tuple[Line, Box]]:
        """Hold the cases that are decided; a column that they lack is open."""
        if self.cases is None:
            return []
        indexes = [self.cases.index_of(head.text) for head in self.sheet.heads]
        found = []
        for line in self.cases.lines:
            cells = [None if index is None else line.cells[index] for index in indexes]
            if None not in line.cells:
                pairs = zip(self.columns, cells, strict=True)
                found.append((line, tuple(c.all if cell is None else c.true(cell) for c, cell in pairs)))
        return found
