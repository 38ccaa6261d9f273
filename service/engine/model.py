"""A BPMN file as plain values: what was drawn, before anything is executed.

The reader makes it, the normaliser rewrites it, the checks look at it, the builder turns it into specs.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree


@dataclass
class Flow:
    """A sequence flow; ``condition`` is its text, ``language`` what the file says it is written in."""

    id: str
    source: str
    target: str
    line: int | None = None
    condition: str | None = None
    language: str | None = None


@dataclass
class Trigger:
    """What an event waits for or throws.

    ``kind`` is none, message, signal, timer, error, escalation, conditional, terminate, link, cancel or
    compensate. ``text`` is a timer's or condition's expression, ``timer`` date, duration or cycle.
    """

    kind: str = "none"
    name: str | None = None
    code: str | None = None
    text: str | None = None
    timer: str | None = None
    language: str | None = None
    correlation_key: str | None = None
    ref: str | None = None
    resolved: bool = True


@dataclass
class Loop:
    """``kind`` is parallel, sequential or standard."""

    kind: str
    collection: str | None = None
    element_variable: str | None = None
    cardinality: str | None = None
    completion: str | None = None
    output_collection: str | None = None
    output_element: str | None = None
    test_before: bool = False
    condition: str | None = None
    maximum: str | None = None


@dataclass
class MappingLine:
    """One line of an input or output mapping: ``name`` gets the value of ``text``."""

    name: str
    text: str
    expression: bool = False


@dataclass
class Node:
    """One flow node with its attributes under vendor-neutral names (``service.engine.attributes``).

    ``drawn`` is set for a generated node: the id of the one it was made for.
    """

    id: str
    tag: str
    name: str
    line: int | None
    element: etree._Element
    trigger: Trigger = field(default_factory=Trigger)
    triggers: int = 0
    attributes: dict[str, str] = field(default_factory=dict)
    loop: Loop | None = None
    attached_to: str | None = None
    interrupting: bool = True
    default: str | None = None
    inputs: list[MappingLine] = field(default_factory=list)
    outputs: list[MappingLine] = field(default_factory=list)
    script: str | None = None
    script_format: str | None = None
    scope: "Scope | None" = None
    lane: str | None = None
    drawn: str | None = None

    @property
    def where(self) -> str:
        """Return the id of what was drawn: of a generated node that of its origin."""
        return self.drawn or self.id


@dataclass
class Scope:
    """A process or sub-process: its nodes and flows in document order."""

    id: str
    tag: str
    name: str
    line: int | None
    element: etree._Element
    nodes: dict[str, Node] = field(default_factory=dict)
    flows: list[Flow] = field(default_factory=list)
    parent: "Scope | None" = None

    def outgoing(self, node_id: str) -> list[Flow]:
        return [flow for flow in self.flows if flow.source == node_id]

    def incoming(self, node_id: str) -> list[Flow]:
        return [flow for flow in self.flows if flow.target == node_id]

    def attached(self, node_id: str) -> list[Node]:
        return [node for node in self.nodes.values() if node.attached_to == node_id]

    def initial(self) -> list[Node]:
        """Return the start events or, where none is drawn, every node that no flow reaches."""
        starts = [node for node in self.nodes.values() if node.tag == "startEvent"]
        if starts:
            return starts
        reached = {flow.target for flow in self.flows}
        return [n for n in self.nodes.values() if n.id not in reached and n.attached_to is None]

    def walk(self) -> "Iterator[Scope]":
        """Yield this scope and all scopes within, outer before inner."""
        pending = [self]
        while pending:
            scope = pending.pop()
            yield scope
            pending.extend(node.scope for node in scope.nodes.values() if node.scope is not None)


@dataclass
class Process(Scope):
    executable: bool = True
    version_tag: str | None = None
    attributes: dict[str, str] = field(default_factory=dict)
    lanes: tuple[str, ...] = ()


@dataclass
class Diagram:
    """One file; ``duplicates`` are ids used more than once, with the line of the later use."""

    file: str
    root: etree._Element
    processes: dict[str, Process] = field(default_factory=dict)
    duplicates: list[tuple[str, int | None]] = field(default_factory=list)
    unknown: list[tuple[Any, str]] = field(default_factory=list)

    def scopes(self) -> Iterator[Scope]:
        for process in self.processes.values():
            yield from process.walk()

    def nodes(self) -> Iterator[tuple[Scope, Node]]:
        for scope in self.scopes():
            for node in scope.nodes.values():
                yield scope, node
