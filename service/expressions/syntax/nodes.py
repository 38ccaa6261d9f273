"""The tree of an expression; JUEL and Python conditions are read into the same one.

``at`` is the place in the text, in characters from 0.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from service.expressions.values.numbers import Value


@dataclass(frozen=True, slots=True)
class Node:
    at: int


@dataclass(frozen=True, slots=True)
class Const(Node):
    value: Value


@dataclass(frozen=True, slots=True)
class AtLiteral(Node):
    """``@"2026-01-01"``."""

    text: str


@dataclass(frozen=True, slots=True)
class Name(Node):
    name: str


@dataclass(frozen=True, slots=True)
class Paren(Node):
    inner: Node


@dataclass(frozen=True, slots=True)
class Negate(Node):
    operand: Node


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Compare(Node):
    """``sign`` is FEEL's, or ``==`` and ``<>`` for what guests mean by equal."""

    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Logic(Node):
    """``word`` is and, or."""

    word: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Truth(Node):
    """The truth of a value as guests see it, or its contrary; FEEL has none of the kind."""

    operand: Node
    negated: bool


@dataclass(frozen=True, slots=True)
class Between(Node):
    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class If(Node):
    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class HalfRange(Node):
    """``> 5``: a test among tests, elsewhere a range with one end."""

    sign: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Interval(Node):
    start: Node
    end: Node
    start_included: bool
    end_included: bool


@dataclass(frozen=True, slots=True)
class Listing(Node):
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Context(Node):
    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Path(Node):
    base: Node
    name: str


@dataclass(frozen=True, slots=True)
class Filter(Node):
    base: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class In(Node):
    value: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Tests(Node):
    """Unary tests of one value; without any, ``-``, which everything passes."""

    tests: tuple[Node, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Call(Node):
    """``named`` is None for a call by position."""

    function: Node
    args: tuple[Node, ...]
    named: tuple[tuple[str, Node], ...] | None = None


@dataclass(frozen=True, slots=True)
class TypeName:
    name: str


@dataclass(frozen=True, slots=True)
class TypeOfItems:
    """``kind`` is list, range."""

    kind: str
    item: "TypeNode"


@dataclass(frozen=True, slots=True)
class TypeOfContext:
    fields: Mapping[str, "TypeNode"]


@dataclass(frozen=True, slots=True)
class TypeOfFunction:
    params: tuple["TypeNode", ...]
    result: "TypeNode"


TypeNode = TypeName | TypeOfItems | TypeOfContext | TypeOfFunction


@dataclass(frozen=True, slots=True)
class FunctionLiteral(Node):
    """``external`` functions (Java, PMML) are read and never run: their value is null."""

    params: tuple[tuple[str, TypeNode | None], ...]
    body: Node
    external: bool = False


@dataclass(frozen=True, slots=True)
class Element(Node):
    """``base[key]`` as guests mean it: positions count from 0, a context is asked by key."""

    base: Node
    key: Node


@dataclass(frozen=True, slots=True)
class Iteration(Node):
    """``name in source``, or ``name in source..end``."""

    name: str
    source: Node
    end: Node | None = None


@dataclass(frozen=True, slots=True)
class For(Node):
    iterators: tuple[Iteration, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """``every`` tells every from some."""

    every: bool
    iterators: tuple[Iteration, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    value: Node
    type: TypeNode


def children(node: Node) -> Iterator[Node]:
    """Give the nodes right below ``node``, in the order of the text."""
    for field in fields(node):
        yield from _nodes_in(getattr(node, field.name))


def _nodes_in(value: Any) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _nodes_in(item)


def bare(node: Node) -> Node:
    """Return the node without parentheses around it."""
    while isinstance(node, Paren):
        node = node.inner
    return node


def mentions(node: Node, name: str) -> bool:
    return node.name == name if isinstance(node, Name) else any(mentions(c, name) for c in children(node))
