"""The values at which the rows of a table change, for people who try a table out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from service.decisions.item_types import ItemTypes
from service.decisions.source import Element
from service.decisions.tablecheck.examination import Examination
from service.decisions.tablecheck.sheets import read_sheet
from service.expressions.border import to_plain
from service.expressions.budget import TABLE, Run

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Boundaries:
    """``values`` are those that the cells of a column name: numbers and moments in order, then others.

    ``is_whole`` is False if a cell is beyond the checks, so that values may be missing.
    """

    input: str
    values: tuple[Any, ...]
    is_whole: bool = True


def boundaries_of(table: Element, types: ItemTypes) -> Iterable[Boundaries]:
    """Give the boundaries of each column; nothing for a table the shape of which is wrong."""
    sheet = read_sheet(table, types)
    if sheet is None:
        return
    columns = Examination(sheet).columns
    for index, (head, column) in enumerate(zip(sheet.heads, columns, strict=True)):
        run = Run(TABLE, _EPOCH)
        values = tuple(to_plain(value, run) for value in column.boundaries())
        is_whole = head.is_decided and all(line.cells[index] is not None for line in sheet.lines)
        yield Boundaries(head.text, values, is_whole)
