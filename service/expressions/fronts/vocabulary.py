"""What the fronts have in common: the making of nodes that FEEL has words for."""

from decimal import Decimal

from service.expressions.syntax.nodes import (
    Call,
    Compare,
    Const,
    Filter,
    Listing,
    Logic,
    Name,
    Node,
    Path,
    Truth,
)
from service.expressions.values.numbers import Value


def function(at: int, name: str, *args: Node) -> Node:
    return Call(at, Name(at, name), args)


def constant(node: Node) -> Value:
    """Return the value of a constant, or None."""
    return node.value if isinstance(node, Const) else None


def element(at: int, base: Node, key: Value) -> Node | None:
    """Return ``base[key]`` for a string, or a position that counts from 0; None for another key."""
    if type(key) is str:
        return Path(at, base, key)
    if type(key) is Decimal:
        return Filter(at, base, Const(at, key + 1 if key >= 0 else key))
    return None


def untrue(node: Node) -> Node:
    """Return the guests' not: null and nothing are false to them."""
    return Truth(node.at, node, negated=True)


def empty(at: int, node: Node) -> Node:
    """``empty x``: null, an empty text or an empty list."""
    alternatives = [Compare(at, "==", node, Const(at, value)) for value in (None, "")]
    return Logic(at, "or", Logic(at, "or", *alternatives), Compare(at, "==", node, Listing(at, ())))
