"""Rules about events: which may stand where, what they refer to, when timers go off."""

from collections.abc import Iterator
from typing import Final

from service.domain.findings import Finding
from service.engine.attributes import called_as_external
from service.engine.checks.report import error, warning
from service.engine.model import Diagram, Node, Scope
from service.engine.names import ACTIVITIES, EVENTS
from service.engine.timers import check_timer

_ALLOWED: Final = {
    "intermediateCatchEvent": frozenset({"message", "signal", "timer", "conditional", "link"}),
    "intermediateThrowEvent": frozenset({"none", "message", "signal", "escalation", "link"}),
    "endEvent": frozenset({"none", "message", "signal", "error", "escalation", "terminate"}),
    "boundaryEvent": frozenset({"message", "signal", "timer", "error", "escalation", "conditional"}),
}
_RULE: Final = {
    "startEvent": "START-ILLEGAL",
    "intermediateCatchEvent": "CATCH-ILLEGAL",
    "intermediateThrowEvent": "THROW-ILLEGAL",
    "endEvent": "END-ILLEGAL",
    "boundaryEvent": "BOUNDARY-ILLEGAL",
}
_PROCESS_STARTS: Final = frozenset({"none", "message", "signal", "timer"})
_NAMED: Final = {"message": "MSG-UNNAMED", "signal": "SIGNAL-UNNAMED"}


def positions(diagram: Diagram) -> Iterator[Finding]:
    for scope, node in diagram.nodes():
        kind = node.trigger.kind
        if node.tag not in EVENTS or kind in ("unresolved", "compensate"):
            continue
        if kind == "none" and node.tag == "intermediateCatchEvent":
            yield error(diagram, "CATCH-NONE", node, "a catch event that catches nothing would not wait")
        elif kind not in _allowed(scope, node):
            yield error(diagram, _RULE[node.tag], node, f"a {kind} event is not executed as {node.tag}")


def _allowed(scope: Scope, node: Node) -> frozenset[str]:
    if node.tag == "startEvent":
        return _PROCESS_STARTS if scope.tag == "process" else frozenset({"none"})
    return _ALLOWED[node.tag]


def multiples(diagram: Diagram) -> Iterator[Finding]:
    for _, node in diagram.nodes():
        if node.triggers > 1:
            yield error(diagram, "MULTI-EVENT", node, "an event with several definitions is not executed")


def references(diagram: Diagram) -> Iterator[Finding]:
    for _, node in diagram.nodes():
        trigger = node.trigger
        if not trigger.resolved:
            yield error(
                diagram, "EVENT-REF", node, f"refers to “{trigger.ref}”, which the file does not define"
            )
        elif trigger.kind in _NAMED and not trigger.name and not called_as_external(node.attributes):
            yield error(diagram, _NAMED[trigger.kind], node, f"names no {trigger.kind}")
        elif trigger.kind in ("error", "escalation"):
            yield from _codes(diagram, node)


def _codes(diagram: Diagram, node: Node) -> Iterator[Finding]:
    trigger = node.trigger
    catches_all = node.tag == "boundaryEvent" and trigger.ref is None
    if not trigger.code and not catches_all:
        yield error(diagram, "CODE-MISSING", node, f"the {trigger.kind} has no code")
    if node.tag == "boundaryEvent" and trigger.kind == "error" and not node.interrupting:
        yield error(diagram, "ERR-NONINT", node, "an error always interrupts")


def hosts(diagram: Diagram) -> Iterator[Finding]:
    for scope, node in diagram.nodes():
        if node.tag != "boundaryEvent":
            continue
        host = scope.nodes.get(node.attached_to or "")
        if host is None or host.tag not in ACTIVITIES:
            yield error(diagram, "BOUNDARY-HOST", node, "is attached to no activity of its process")


def twins(diagram: Diagram) -> Iterator[Finding]:
    """Two boundary events of one activity that catch the same error: only one could."""
    for scope, node in diagram.nodes():
        seen: set[str | None] = set()
        for event in scope.attached(node.id):
            if event.trigger.kind != "error":
                continue
            if event.trigger.code in seen:
                yield error(diagram, "ERR-TWO", event, "another boundary event catches the same error")
            seen.add(event.trigger.code)


def uncaught(diagram: Diagram) -> Iterator[Finding]:
    for scope, node in diagram.nodes():
        if node.tag == "endEvent" and node.trigger.kind == "error" and not _caught(scope, node.trigger.code):
            message = f"nothing in the file catches error {node.trigger.code}; it would become an incident"
            yield warning(diagram, "ERR-UNCAUGHT", node, message)


def _caught(scope: Scope, code: str | None) -> bool:
    inner: Scope | None = scope
    while inner is not None and inner.parent is not None:
        for event in inner.parent.attached(inner.id):
            if event.trigger.kind == "error" and event.trigger.code in (None, code):
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
    for _, node in diagram.nodes():
        trigger = node.trigger
        if trigger.kind != "timer":
            continue
        if not trigger.timer or not trigger.text:
            yield error(diagram, "TIMER-MISSING", node, "the timer has neither date, duration nor cycle")
            continue
        if trigger.timer == "cycle" and node.tag == "intermediateCatchEvent":
            yield error(
                diagram, "TIMER-CYCLE-CATCH", node, "a catch event happens once; a cycle is for reminders"
            )
        if trigger.timer == "cycle" and node.tag == "boundaryEvent" and node.interrupting:
            yield warning(diagram, "TIMER-CYCLE-INT", node, "only the first round of the cycle can happen")
        yield from _literal_timer(diagram, node)


def _literal_timer(diagram: Diagram, node: Node) -> Iterator[Finding]:
    kind, text = node.trigger.timer or "", node.trigger.text or ""
    if text.startswith("=") or "${" in text or "#{" in text:
        return
    try:
        check_timer(kind, text)
    except (ValueError, OverflowError) as reason:
        yield error(diagram, "TIMER-TEXT", node, f"timer {kind} “{text}”: {reason}")


RULES: Final = (positions, multiples, references, hosts, twins, uncaught, links, timers)
