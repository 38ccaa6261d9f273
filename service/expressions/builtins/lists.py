"""Built-ins on lists (DMN 1.5 §10.3.4.4), but for the counting and calculating ones."""

from collections.abc import Hashable
from decimal import Decimal
from functools import cmp_to_key
from itertools import pairwise
from typing import Final

from service.expressions.budget import Run
from service.expressions.builtins.declare import Family
from service.expressions.semantics.comparison import equal, less, order_of
from service.expressions.values.compound import Function
from service.expressions.values.numbers import Value

lists: Final = Family()
_declare = lists.declare

Items = list[Value]


@_declare("list contains", "list:l", "element:*", wants_run=True)
def list_contains(items: Items, element: Value, run: Run) -> bool:
    return any(equal(item, element, run) is True for item in items)


@_declare("index of", "list:l", "match:*", wants_run=True)
def index_of(items: Items, match: Value, run: Run) -> Items:
    return [Decimal(i) for i, item in enumerate(items, 1) if equal(item, match, run) is True]


@_declare("sublist", "list:l", "start position:n", "length:n|~?")
def sublist(items: Items, start: Decimal, length: Decimal | None = None) -> Items | None:
    i = _index(items, start)
    if i is None or length is None:
        return None if i is None else items[i:]
    return items[i : i + int(length)] if length >= 1 and i + int(length) <= len(items) else None


def _index(items: Items, position: Decimal) -> int | None:
    """Return the Python index of a position that counts from 1, or from the end if negative."""
    whole = int(position)
    if whole == 0 or abs(whole) > len(items):
        return None
    return whole - 1 if whole > 0 else len(items) + whole


@_declare("append", "list:l|~", "item:*", rest=True)
def append(items: Items | None, added: Items) -> Items:
    return [*(items or []), *added]


@_declare("concatenate", "list:*", rest=True, wants_run=True)
def concatenate(parts: Items, run: Run) -> Items | None:
    joined: Items = []
    for part in parts:
        if part is None:
            return None
        run.spend(len(part) if type(part) is list else 1)
        joined += part if type(part) is list else [part]
    return joined


@_declare("union", "list:*", rest=True, wants_run=True)
def union(parts: Items, run: Run) -> Items | None:
    joined = concatenate(parts, run)
    return None if joined is None else distinct_values(joined, run)


@_declare("insert before", "list:l", "position:n", "newItem:*")
def insert_before(items: Items, position: Decimal, item: Value) -> Items | None:
    i = _index(items, position)
    return None if i is None else [*items[:i], item, *items[i:]]


@_declare("remove", "list:l", "position:n")
def remove(items: Items, position: Decimal) -> Items | None:
    i = _index(items, position)
    return None if i is None else items[:i] + items[i + 1 :]


@_declare("list replace", "list:l", "position:n", "newItem:*")
def list_replace(items: Items, position: Decimal, item: Value) -> Items | None:
    i = _index(items, position)
    return None if i is None else [*items[:i], item, *items[i + 1 :]]


@_declare("list replace", "list:l", "match:f", "newItem:*", wants_run=True)
def list_replace_matching(items: Items, match: Function, item: Value, run: Run) -> Items | None:
    if len(match.params) != 2:
        return None
    replaced: Items = []
    for old in items:
        hit = match.call([old, item], run, None)
        if type(hit) is not bool:
            return None
        replaced.append(item if hit else old)
    return replaced


_declare("reverse", "list:l")(lambda items: items[::-1])


@_declare("distinct values", "list:l", wants_run=True)
def distinct_values(items: Items, run: Run) -> Items:
    distinct: Items = []
    seen: set[Hashable] = set()
    for item in items:
        if isinstance(item, Hashable):
            key = (type(item), item)
            new = key not in seen
            seen.add(key)
        else:
            run.spend(len(distinct))
            new = not any(equal(item, other, run) is True for other in distinct)
        if new:
            distinct.append(item)
    return distinct


@_declare("duplicate values", "list:l", wants_run=True)
def duplicate_values(items: Items, run: Run) -> Items:
    run.spend(len(items) ** 2)
    repeated = [x for x in items if sum(equal(x, y, run) is True for y in items) > 1]
    return distinct_values(repeated, run)


@_declare("flatten", "list:l", wants_run=True)
def flatten(items: Items, run: Run) -> Items:
    flat: Items = []
    run.spend(len(items))
    for item in items:
        flat += flatten(item, run) if type(item) is list else [item]
    return flat


@_declare("partition", "list:l", "size:n")
def partition(items: Items, size: Decimal) -> Items | None:
    width = int(size)
    return [items[i : i + width] for i in range(0, len(items), width)] if width >= 1 else None


@_declare("sort", "list:l", "precedes:f", wants_run=True)
def sort(items: Items, precedes: Function, run: Run) -> Items:
    def compare(a: Value, b: Value) -> int:
        run.spend()
        if precedes.call([a, b], run, None) is True:
            return -1
        return 1 if precedes.call([b, a], run, None) is True else 0

    return sorted(items, key=cmp_to_key(compare))


@_declare("sort", "list:l")
def sort_by_nature(items: Items) -> Items | None:
    """Camunda's: without a function, values of one kind in their own order."""
    if any(less(a, b) is None for a, b in pairwise(items)):
        return None
    return sorted(items, key=order_of)


_declare("is empty", "list:l")(lambda items: not items)
