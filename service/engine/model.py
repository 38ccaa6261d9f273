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
    correlation: list[tuple[str, str]] = field(default_factory=list)
    ref: str | None = None
    resolved: bool = True
    waits: bool = True


@dataclass
class Announcement:
    """What a multi-instance activity throws when an instance completes: every time, or only the ``first``."""

    trigger: Trigger
    first: bool = False
    condition: str | None = None


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
    announcements: list[Announcement] = field(default_factory=list)


@dataclass
class MappingLine:
    """One line of an input or output mapping: ``name`` gets the value of ``text``."""

    name: str
    text: str
    expression: bool = False


@dataclass
class CallLine:
    """A variable handed to a called process or back: ``target`` gets ``source`` or the value of ``text``."""

    target: str
    source: str | None = None
    text: str | None = None
    local: bool = False


@dataclass
class Call:
    """What a call activity calls and which variables go in and out; ``all_`` before the single lines."""

    element: str | None
    binding: str = "latest"
    version: str | None = None
    tag: str | None = None
    all_in: bool = False
    all_out: bool = False
    ins: list[CallLine] = field(default_factory=list)
    outs: list[CallLine] = field(default_factory=list)


@dataclass
class Node:
    """One flow node with its attributes under vendor-neutral names (``service.engine.attributes``).

    ``trigger`` is the first of ``triggers``; ``all_of`` tells a parallel multiple event, which needs all.
    ``stored`` are outputs that data associations add to whatever comes back anyway.
    ``drawn`` is set for a generated node: the id of the one it was made for.
    """

    id: str
    tag: str
    name: str
    line: int | None
    element: etree._Element
    trigger: Trigger = field(default_factory=Trigger)
    triggers: list[Trigger] = field(default_factory=list)
    all_of: bool = False
    attributes: dict[str, str] = field(default_factory=dict)
    loop: Loop | None = None
    attached_to: str | None = None
    interrupting: bool = True
    default: str | None = None
    inputs: list[MappingLine] = field(default_factory=list)
    outputs: list[MappingLine] = field(default_factory=list)
    stored: list[MappingLine] = field(default_factory=list)
    script: str | None = None
    script_format: str | None = None
    scope: "Scope | None" = None
    call: Call | None = None
    lane: str | None = None
    drawn: str | None = None

    @property
    def where(self) -> str:
        """Return the id of what was drawn: of a generated node that of its origin."""
        return self.drawn or self.id

    @property
    def is_event_scope(self) -> bool:
        """Tell whether this is an event sub-process, which no flow reaches."""
        return self.element.get("triggeredByEvent") == "true"

    @property
    def is_compensator(self) -> bool:
        """Tell whether this only runs to undo another activity."""
        return self.element.get("isForCompensation") == "true"


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
    associations: list[tuple[str, str]] = field(default_factory=list)
    parent: "Scope | None" = None

    def outgoing(self, node_id: str) -> list[Flow]:
        return [flow for flow in self.flows if flow.source == node_id]

    def incoming(self, node_id: str) -> list[Flow]:
        return [flow for flow in self.flows if flow.target == node_id]

    def attached(self, node_id: str) -> list[Node]:
        return [node for node in self.nodes.values() if node.attached_to == node_id]

    def compensator(self, node_id: str) -> Node | None:
        """Return the activity that undoes another, found by the association of its boundary event."""
        for event in self.attached(node_id):
            if event.trigger.kind == "compensate":
                ends = [set(pair) - {event.id} for pair in self.associations if event.id in pair]
                found = [self.nodes[end] for pair in ends for end in pair if end in self.nodes]
                return next((node for node in found if node.is_compensator), None)
        return None

    def undoing(self) -> Node | None:
        """Return the event sub-process that undoes this scope."""
        for node in self.nodes.values():
            inside = node.scope.nodes.values() if node.is_event_scope and node.scope is not None else ()
            if any(inner.tag == "startEvent" and inner.trigger.kind == "compensate" for inner in inside):
                return node
        return None

    def can_be_undone(self) -> bool:
        """Tell whether something in this scope, or in a sub-process of it, has a compensation."""
        if self.undoing() is not None:
            return True
        for node in self.nodes.values():
            if self.compensator(node.id) is not None:
                return True
            if node.scope is not None and not node.is_event_scope and node.scope.can_be_undone():
                return True
        return False

    def initial(self) -> list[Node]:
        """Return the start events or, where none is drawn, every node that no flow reaches."""
        starts = [node for node in self.nodes.values() if node.tag == "startEvent"]
        if starts:
            return starts
        reached = {flow.target for flow in self.flows}
        apart = {n.id for n in self.nodes.values() if n.is_event_scope or n.is_compensator}
        return [n for n in self.nodes.values() if n.id not in reached | apart and n.attached_to is None]

    @property
    def is_event_scope(self) -> bool:
        return self.element.get("triggeredByEvent") == "true"

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
