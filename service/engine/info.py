"""What the rest of the service must know of a process without running it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from service.engine.attributes import called_as_external
from service.engine.model import Node, Process, Trigger


@dataclass(frozen=True)
class StartInfo:
    """A start event, or one of its triggers if it has several; ``name`` is that of its message or signal, or the timer's expression.

    ``attributes`` are the extension attributes, unevaluated; for a timer also ``timer`` (date, duration,
    cycle).
    """

    element_id: str
    kind: str
    name: str | None
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ProcessInfo:
    """``called`` are the processes that its call activities name."""

    id: str
    name: str
    version_tag: str | None
    executable: bool
    starts: tuple[StartInfo, ...]
    topics: tuple[str, ...]
    form_keys: tuple[str, ...]
    form_refs: tuple[str, ...]
    decisions: tuple[str, ...]
    verbs: tuple[str, ...]
    lanes: tuple[str, ...]
    elements: Mapping[str, tuple[str, str]]
    attributes: Mapping[str, str] = field(default_factory=dict)
    called: tuple[str, ...] = ()
    lane_of: Mapping[str, str] = field(default_factory=dict)


def describe(process: Process) -> ProcessInfo:
    nodes = [node for scope in process.walk() for node in scope.nodes.values() if node.drawn is None]
    return ProcessInfo(
        id=process.id,
        name=process.name,
        version_tag=process.version_tag,
        executable=process.executable,
        starts=tuple(
            _start(node, trigger)
            for node in process.nodes.values()
            if node.tag == "startEvent"
            for trigger in node.triggers or [node.trigger]
        ),
        topics=_distinct(node.attributes["topic"] for node in nodes if called_as_external(node.attributes)),
        form_keys=_distinct(node.attributes.get("form_key") for node in nodes),
        form_refs=_distinct(node.attributes.get("form_ref") for node in nodes),
        decisions=_distinct(node.attributes.get("decision") for node in nodes),
        verbs=_distinct(node.attributes.get("dure.verb") for node in nodes),
        lanes=process.lanes,
        elements={node.id: (node.tag, node.name) for node in nodes},
        attributes=process.attributes,
        called=_distinct(_called(node) for node in nodes),
        lane_of=_lanes(process),
    )


def _lanes(process: Process) -> dict[str, str]:
    """Return the lane of each element; what is in a sub-process is in the lane of the sub-process."""
    found: dict[str, str] = {}
    for scope in process.walk():
        for node in scope.nodes.values():
            lane = node.lane or found.get(scope.id)
            if lane is not None:
                found[node.id] = lane
    return found


def _called(node: Node) -> str | None:
    """Return the called process, unless only the running instance knows it."""
    key = node.call.element if node.call is not None else None
    return None if key is None or key.startswith("=") or "{" in key else key


def _start(node: Node, trigger: Trigger) -> StartInfo:
    attributes = dict(node.attributes)
    if trigger.kind == "timer":
        return StartInfo(node.id, "timer", trigger.text, {**attributes, "timer": trigger.timer})
    return StartInfo(node.id, trigger.kind, trigger.name, attributes)


def _distinct(names: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))
