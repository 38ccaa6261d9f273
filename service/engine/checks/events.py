"""Rules about events: which may stand where, what they refer to, when timers go off."""

from collections.abc import Iterator
from typing import Final

from service.domain.findings import Finding
from service.engine.attributes import called_as_external
from service.engine.checks.report import error, warning
from service.engine.model import Diagram, Node, Scope, Trigger
from service.engine.names import ACTIVITIES, EVENTS
from service.engine.timers import check_timer

_ALLOWED: Final = {
    "intermediateCatchEvent": frozenset({"message", "signal", "timer", "conditional", "link"}),
    "intermediateThrowEvent": frozenset({"none", "message", "signal", "escalation", "link", "compensate"}),
    "endEvent": frozenset({"none", "message", "signal", "error", "escalation", "terminate", "compensate"}),
    "boundaryEvent": frozenset(
        {"message", "signal", "timer", "error", "escalation", "conditional", "compensate"}
    ),
}
_RULE: Final = {
    "startEvent": "START-ILLEGAL",
    "intermediateCatchEvent": "CATCH-ILLEGAL",
    "intermediateThrowEvent": "THROW-ILLEGAL",
    "endEvent": "END-ILLEGAL",
    "boundaryEvent": "BOUNDARY-ILLEGAL",
}
_PROCESS_STARTS: Final = frozenset({"none", "message", "signal", "timer"})
_SCOPE_EVENTS: Final = frozenset({"message", "signal", "timer", "error", "escalation", "conditional"})
_THROWN_TOGETHER: Final = frozenset({"message", "signal", "escalation"})
_NAMED: Final = {"message": "MSG-UNNAMED", "signal": "SIGNAL-UNNAMED"}


def _triggers(diagram: Diagram) -> Iterator[tuple[Scope, Node, Trigger]]:
    for scope, node in diagram.nodes():
        for trigger in node.triggers or [node.trigger]:
            yield scope, node, trigger


def positions(diagram: Diagram) -> Iterator[Finding]:
    for scope, node, trigger in _triggers(diagram):
        kind = trigger.kind
        if node.tag not in EVENTS or kind == "unresolved":
            continue
        if kind == "none" and node.tag == "intermediateCatchEvent":
            yield error(diagram, "CATCH-NONE", node, "a catch event that catches nothing would not wait")
        elif kind not in _allowed(scope, node):
            yield error(diagram, _RULE[node.tag], node, f"a {kind} event is not executed as {node.tag}")


def _allowed(scope: Scope, node: Node) -> frozenset[str]:
    if node.tag == "startEvent":
        return _allowed_to_start(scope)
    host = scope.nodes.get(node.attached_to or "")
    within = scope.tag if node.tag == "endEvent" else None if host is None else host.tag
    return _ALLOWED[node.tag] | ({"cancel"} if within == "transaction" else set())


def _allowed_to_start(scope: Scope) -> frozenset[str]:
    if scope.tag == "process":
        return _PROCESS_STARTS
    if not scope.is_event_scope or scope.parent is None:
        return frozenset({"none"})
    # A process as a whole is never undone.
    return _SCOPE_EVENTS if scope.parent.tag == "process" else _SCOPE_EVENTS | {"compensate"}


def event_scopes(diagram: Diagram) -> Iterator[Finding]:
    for scope, node in diagram.nodes():
        if not node.is_event_scope:
            continue
        if node.tag != "subProcess" or node.scope is None:
            yield error(diagram, "ESP", node, f"a {node.tag} cannot be started by an event")
            continue
        starts = [inner for inner in node.scope.nodes.values() if inner.tag == "startEvent"]
        if len(starts) != 1:
            yield error(diagram, "ESP-START", node, "an event sub-process has exactly one start event")
        if scope.incoming(node.id) or scope.outgoing(node.id) or scope.attached(node.id):
            yield error(diagram, "ESP-FLOW", node, "no flow or boundary event touches an event sub-process")
        if node.loop is not None:
            yield error(diagram, "ESP-LOOP", node, "an event sub-process does not loop")


def multiples(diagram: Diagram) -> Iterator[Finding]:
    for scope, node in diagram.nodes():
        if len(node.triggers) < 2:
            continue
        kinds = {trigger.kind for trigger in node.triggers}
        if node.tag in ("intermediateThrowEvent", "endEvent") and not kinds <= _THROWN_TOGETHER:
            message = f"{', '.join(sorted(kinds))} are not thrown by one event"
            yield error(diagram, "MULTI-EVENT", node, message)
        if kinds & {"link", "cancel", "compensate"}:
            yield error(diagram, "MULTI-EVENT", node, "links, cancel and compensation stand alone")
        if node.tag == "startEvent" and scope.tag == "process" and node.all_of:
            yield error(diagram, "MULTI-EVENT", node, "a process that needs all of several events to start")


def references(diagram: Diagram) -> Iterator[Finding]:
    for scope, node, trigger in _triggers(diagram):
        if not trigger.resolved:
            yield error(
                diagram, "EVENT-REF", node, f"refers to “{trigger.ref}”, which the file does not define"
            )
        elif trigger.kind in _NAMED and not trigger.name and not called_as_external(node.attributes):
            yield error(diagram, _NAMED[trigger.kind], node, f"names no {trigger.kind}")
        elif trigger.kind in ("error", "escalation"):
            yield from _codes(diagram, scope, node, trigger)


def _codes(diagram: Diagram, scope: Scope, node: Node, trigger: Trigger) -> Iterator[Finding]:
    catches = node.tag == "boundaryEvent" or (node.tag == "startEvent" and scope.is_event_scope)
    if not trigger.code and not (catches and trigger.ref is None):
        yield error(diagram, "CODE-MISSING", node, f"the {trigger.kind} has no code")
    if catches and trigger.kind == "error" and not node.interrupting:
        yield error(diagram, "ERR-NONINT", node, "an error always interrupts")


def hosts(diagram: Diagram) -> Iterator[Finding]:
    for scope, node in diagram.nodes():
        if node.tag != "boundaryEvent":
            continue
        host = scope.nodes.get(node.attached_to or "")
        if host is None or host.tag not in ACTIVITIES:
            yield error(diagram, "BOUNDARY-HOST", node, "is attached to no activity of its process")


def twins(diagram: Diagram) -> Iterator[Finding]:
    """Two events of one activity or scope that catch the same error: only one could."""
    for scope in diagram.scopes():
        for catchers in [*(scope.attached(node_id) for node_id in scope.nodes), _listeners(scope)]:
            seen: set[str | None] = set()
            for event in catchers:
                for trigger in event.triggers:
                    if trigger.kind == "error" and trigger.code in seen:
                        yield error(diagram, "ERR-TWO", event, "another event here catches the same error")
                    if trigger.kind == "error":
                        seen.add(trigger.code)


def _listeners(scope: Scope) -> list[Node]:
    """Return the start events of the event sub-processes of a scope."""
    inside = [node.scope for node in scope.nodes.values() if node.is_event_scope and node.scope is not None]
    return [node for inner in inside for node in inner.nodes.values() if node.tag == "startEvent"]


def uncaught(diagram: Diagram) -> Iterator[Finding]:
    for scope, node in diagram.nodes():
        if node.tag == "endEvent" and node.trigger.kind == "error" and not _caught(scope, node.trigger.code):
            message = f"nothing in the file catches error {node.trigger.code}; it would become an incident"
            yield warning(diagram, "ERR-UNCAUGHT", node, message)


def _caught(scope: Scope, code: str | None) -> bool:
    inner: Scope | None = scope
    while inner is not None:
        around = inner.parent.attached(inner.id) if inner.parent is not None else []
        # An error out of a handler is not heard by the scope's handlers of errors: they are disarmed.
        for event in [*around, *_listeners(inner)]:
            if any(t.kind == "error" and t.code in (None, code) for t in event.triggers):
                return True
        inner = inner.parent
    return False


def links(diagram: Diagram) -> Iterator[Finding]:
    for scope in diagram.scopes():
        nodes = [node for node in scope.nodes.values() if node.trigger.kind == "link"]
        targets = [node.trigger.name for node in nodes if node.tag == "intermediateCatchEvent"]
        for node in nodes:
            count = targets.count(node.trigger.name)
            if node.tag == "intermediateThrowEvent" and count == 0:
                yield error(
                    diagram, "LINK-TARGET", node, f"no link catch event is called {node.trigger.name}"
                )
            if node.tag == "intermediateCatchEvent" and count > 1:
                yield error(
                    diagram, "LINK-TARGET", node, f"two link catch events are called {node.trigger.name}"
                )


def timers(diagram: Diagram) -> Iterator[Finding]:
    for scope, node, trigger in _triggers(diagram):
        if trigger.kind != "timer":
            continue
        if not trigger.timer or not trigger.text:
            yield error(diagram, "TIMER-MISSING", node, "the timer has neither date, duration nor cycle")
            continue
        if trigger.timer == "cycle" and node.tag == "intermediateCatchEvent":
            yield error(
                diagram, "TIMER-CYCLE-CATCH", node, "a catch event happens once; a cycle is for reminders"
            )
        inside = node.tag == "boundaryEvent" or scope.is_event_scope
        if trigger.timer == "cycle" and inside and node.interrupting:
            yield warning(diagram, "TIMER-CYCLE-INT", node, "only the first round of the cycle can happen")
        yield from _literal_timer(diagram, node, trigger)


def _literal_timer(diagram: Diagram, node: Node, trigger: Trigger) -> Iterator[Finding]:
    kind, text = trigger.timer or "", trigger.text or ""
    if text.startswith("=") or "${" in text or "#{" in text:
        return
    try:
        check_timer(kind, text)
    except (ValueError, OverflowError) as reason:
        yield error(diagram, "TIMER-TEXT", node, f"timer {kind} “{text}”: {reason}")


RULES: Final = (positions, event_scopes, multiples, references, hosts, twins, uncaught, links, timers)
