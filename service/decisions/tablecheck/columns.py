"""The values that a column may get, cut into atoms: sets of values that no cell tells apart.

A set of atoms is a number, the bits of which are the atoms.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Final

from service.decisions.tablecheck.cells import (
    All,
    Any,
    Cell,
    Compared,
    Everything,
    Leaf,
    Not,
    OneOf,
    Within,
    leaves,
    values_of,
)
from service.decisions.tablecheck.lines import LINES, Line, Pieces, Span, line_of
from service.expressions.values.compound import Range
from service.expressions.values.moments import Date
from service.expressions.values.numbers import Value

NAMED, BELOW, OTHER, ALIEN, NULL = range(5)
"""What an atom is: named by a cell or between such values, below all of them, a text that no cell
names, a value of a kind that no cell names, null. Examples take the first that there is."""


@dataclass(frozen=True)
class Atom:
    sample: Value
    rank: int


@dataclass(frozen=True)
class Verdict:
    """Where a cell answers true and where false; elsewhere it cannot say."""

    true: int
    false: int


_SILENT: Final = Verdict(0, 0)
_STRANGERS: Final = ("other", Decimal(0), True, Date(2000, 1, 1))


class Column:
    """``kind`` is the class of the column's values, None where any may come."""

    def __init__(self, cells: Iterable[Cell], kind: type | None) -> None:
        cells = list(cells)
        self._leaves = list(dict.fromkeys(leaf for cell in cells for leaf in leaves(cell)))
        named = {(type(value), value): value for cell in cells for value in values_of(cell)}
        self._named = list(named.values())
        self._kinds = {type(value) for value in self._named} - {type(None)} if kind is None else {kind}
        self._atoms: list[Atom] = []
        self._of_kind: dict[type, int] = dict.fromkeys(self._kinds, 0)
        self._pieces = self._cut_lines()
        self._points = self._name_points()
        self._alien = self._add(_stranger(self._kinds), ALIEN) if kind is None else 0
        self._null = self._add(None, NULL)
        self._verdicts: dict[Cell, Verdict] = {}
        self.all = sum(1 << i for i, atom in enumerate(self._atoms) if atom.sample is not None) | self._null
        self.names_null = None in self._named

    def allow(self, cell: Cell) -> None:
        """Leave only the values that pass a test, and null, which always does."""
        self.all &= self.verdict(cell).true | self._null
        self._verdicts.clear()
        self.__dict__.pop("_by_rank", None)

    def true(self, cell: Cell) -> int:
        return self.verdict(cell).true & self.all

    def verdict(self, cell: Cell) -> Verdict:
        found = self._verdicts.get(cell)
        if found is None:
            found = self._verdicts[cell] = self._judge(cell)
        return found

    def domain(self, rank: int) -> int:
        """Return the atoms up to a rank, which never include null unless a cell of the column names it."""
        ranks = self._by_rank
        found = _union(ranks[: rank + 1]) or next(filter(None, ranks), 0)
        return found | (ranks[NULL] if self.names_null else 0)

    def sample(self, atoms: int) -> Value:
        """Return the plainest value of a set that is not empty."""
        best = next(filter(None, (atoms & of_rank for of_rank in self._by_rank)))
        return self._atoms[(best & -best).bit_length() - 1].sample

    def boundaries(self) -> list[Value]:
        """Return the values that cells name, in order."""
        lines = [line for line in LINES if line in self._pieces]
        ordered = [v for line in lines for v in sorted(self._on(line), key=line.number)]
        return ordered + [value for value in self._named if value is not None and line_of(value) is None]

    @cached_property
    def _by_rank(self) -> Sequence[int]:
        masks = [0] * (NULL + 1)
        for i, atom in enumerate(self._atoms):
            masks[atom.rank] |= 1 << i
        return [mask & self.all for mask in masks]

    def _on(self, line: Line) -> list[Value]:
        return [value for value in self._named if line_of(value) is line]

    def _add(self, sample: Value, rank: int) -> int:
        self._atoms.append(Atom(sample, rank))
        return 1 << len(self._atoms) - 1

    def _cut_lines(self) -> Mapping[Line, Pieces]:
        used = {line for value in self._named if (line := line_of(value)) and line.python in self._kinds}
        found: dict[Line, Pieces] = {}
        for line in LINES:
            # Moments with and without a zone are one kind, and both lines of it are here.
            if line.python in self._kinds:
                spans = [span for leaf in self._leaves for span in _spans(leaf, line)]
                found[line] = pieces = Pieces(line, spans, len(self._atoms))
                self._of_kind[line.python] |= pieces.mask
                self._add_pieces(pieces, line in used or not used)
        return found

    def _add_pieces(self, pieces: Pieces, spoken_of: bool) -> None:
        line = pieces.line
        for start, end in pairwise(pieces.cuts):
            below = line.is_open and start == line.lowest
            rank = (BELOW if below else NAMED) if spoken_of else ALIEN
            self._add(line.sample(start, end), rank)

    def _name_points(self) -> Mapping[tuple[type, Value], int]:
        points: dict[tuple[type, Value], int] = {}
        if bool in self._kinds:
            points |= {(bool, value): self._add(value, NAMED) for value in (False, True)}
            self._of_kind[bool] = points[bool, False] | points[bool, True]
        if str in self._kinds:
            texts = [value for value in self._named if type(value) is str]
            points |= {(str, text): self._add(text, NAMED) for text in texts}
            other = self._add(_other_text(texts), OTHER)
            self._of_kind[str] = other | _union(points[str, text] for text in texts)
        return points

    def _judge(self, cell: Cell) -> Verdict:
        if isinstance(cell, Everything):
            return Verdict(self.all, 0)
        if isinstance(cell, Not):
            inner = self.verdict(cell.test)
            return Verdict(inner.false, inner.true)
        if isinstance(cell, OneOf):
            true = _union(self.verdict(item).true for item in cell.items)
            return Verdict(true, self.all & ~true)
        if isinstance(cell, Any | All):
            return self._joined(cell)
        return self._compared(cell) if isinstance(cell, Compared) else self._within(cell.range)

    def _joined(self, cell: Any | All) -> Verdict:
        verdicts = [self.verdict(test) for test in cell.tests]
        trues, falses = [v.true for v in verdicts], [v.false for v in verdicts]
        if isinstance(cell, Any):
            return Verdict(_union(trues), _shared(falses))
        return Verdict(_shared(trues), _union(falses))

    def _compared(self, test: Compared) -> Verdict:
        if test.sign == "=":
            return self._equal(test.value)
        if test.sign == "!=":
            same = self._equal(test.value)
            return Verdict(same.false, same.true)
        line = line_of(test.value)
        return _SILENT if line is None else self._in_span(line, line.span(test.sign, test.value))

    def _equal(self, value: Value) -> Verdict:
        """Null equals null only; what is of another kind cannot be compared."""
        if value is None:
            return Verdict(self._null, self.all & ~self._null)
        line = line_of(value)
        same = (
            self._points.get((type(value), value), 0)
            if line is None
            else self._in_span(line, line.span("=", value)).true
        )
        return Verdict(same, (self._of_kind.get(type(value), 0) & ~same) | self._null)

    def _within(self, interval: Range) -> Verdict:
        if interval.sign == "!=":
            same = self._equal(interval.start)
            return Verdict(same.false & ~self._null, same.true & ~self._null)
        line, span = _span(interval)
        return _SILENT if line is None else self._in_span(line, span)

    def _in_span(self, line: Line, span: Span) -> Verdict:
        pieces = self._pieces.get(line)
        if pieces is None:
            return _SILENT
        true = pieces.within(span)
        return Verdict(true, pieces.mask & ~true)


def _spans(leaf: Leaf, line: Line) -> Iterable[Span]:
    """Give the stretches of a line that a comparison speaks of."""
    if isinstance(leaf, Within):
        if leaf.range.sign == "!=":
            return _spans(Compared("=", leaf.range.start, type(leaf.range.start)), line)
        found, span = _span(leaf.range)
        return [span] if found is line else []
    if line_of(leaf.value) is not line:
        return []
    return [line.span("=" if leaf.sign == "!=" else leaf.sign, leaf.value)]


def _span(interval: Range) -> tuple[Line | None, Span]:
    """Return the line and the stretch of a range; no line for one that nothing can be compared with."""
    ends = [end for end in (interval.start, interval.end) if end is not None]
    lines = {line_of(end) for end in ends}
    line = lines.pop() if len(lines) == 1 else None
    if line is None or (interval.sign is None and len(ends) < 2):
        return None, ((0, 0), (0, 0))
    low, high = (line.low, 0), (line.high, 0)
    if interval.start is not None:
        low = line.span(">=" if interval.start_included else ">", interval.start)[0]
    if interval.end is not None:
        high = line.span("<=" if interval.end_included else "<", interval.end)[1]
    return line, (low, high)


def _union(masks: Iterable[int]) -> int:
    found = 0
    for mask in masks:
        found |= mask
    return found


def _shared(masks: Iterable[int]) -> int:
    found = -1
    for mask in masks:
        found &= mask
    return found


def _other_text(texts: Sequence[str]) -> str:
    taken, number, text = frozenset(texts), 1, "other"
    while text in taken:
        number += 1
        text = f"other {number}"
    return text


def _stranger(kinds: Iterable[type]) -> Value:
    known = frozenset(kinds)
    return next((value for value in _STRANGERS if type(value) not in known), {})
