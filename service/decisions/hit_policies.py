"""What a table makes of the rows that matched (DMN 1.5 §8.2.10)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from service.expressions.budget import Run
from service.expressions.builtins import BUILTINS
from service.expressions.semantics.comparison import equal
from service.expressions.values.numbers import Value


class HitPolicy(StrEnum):
    UNIQUE = "UNIQUE"
    FIRST = "FIRST"
    PRIORITY = "PRIORITY"
    ANY = "ANY"
    COLLECT = "COLLECT"
    RULE_ORDER = "RULE ORDER"
    OUTPUT_ORDER = "OUTPUT ORDER"


AGGREGATIONS: Final = {"SUM": "sum", "MIN": "min", "MAX": "max", "COUNT": "count"}


@dataclass(frozen=True)
class Rows:
    """The results of the matched rows in table order; ``orders`` ranks each output's values."""

    results: Sequence[Value]
    orders: Sequence[Sequence[Value] | None]
    aggregation: str | None
    run: Run


def all_of(rows: Rows) -> Value:
    return list(rows.results)


def any_of(rows: Rows) -> Value:
    """The rows may overlap if they say the same; if they do not, nothing is said."""
    first, *others = rows.results
    if all(equal(other, first, rows.run) is True for other in others):
        return first
    rows.run.caution("several_rules", "the rows that match under ANY give different results")
    return None


def collected(rows: Rows) -> Value:
    if rows.aggregation is None:
        return list(rows.results)
    return BUILTINS[AGGREGATIONS[rows.aggregation]].call([list(rows.results)], rows.run, None)


def in_output_order(rows: Rows) -> list[Value]:
    return sorted(rows.results, key=lambda result: _rank(result, rows))


def _rank(result: Value, rows: Rows) -> tuple[int, ...]:
    cells = list(result.values()) if len(rows.orders) > 1 else [result]
    return tuple(
        next((i for i, value in enumerate(order) if equal(value, cell, rows.run) is True), len(order))
        for order, cell in zip(rows.orders, cells, strict=True)
        if order
    )


SINGLE: Final = frozenset([HitPolicy.UNIQUE, HitPolicy.FIRST])
"""Only one row matches here, or else it is an error."""

POLICIES: Final[dict[HitPolicy, Callable[[Rows], Value]]] = {
    HitPolicy.ANY: any_of,
    HitPolicy.COLLECT: collected,
    HitPolicy.RULE_ORDER: all_of,
    HitPolicy.OUTPUT_ORDER: in_output_order,
    HitPolicy.PRIORITY: lambda rows: in_output_order(rows)[0],
}


def gives_list(policy: HitPolicy, aggregation: str | None) -> bool:
    many = policy in (HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER)
    return many or (policy is HitPolicy.COLLECT and aggregation is None)
