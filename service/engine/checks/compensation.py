"""Rules about compensation and transactions: who undoes what, and from where it is thrown."""

from collections.abc import Iterator
from typing import Final

from service.domain.findings import Finding
from service.engine.checks.report import error
from service.engine.model import Diagram, Node, Scope


def handlers(diagram: Diagram) -> Iterator[Finding]:
    for scope, node in diagram.nodes():
        if not node.is_compensator:
            continue
        if scope.incoming(node.id) or scope.outgoing(node.id) or scope.attached(node.id):
            message = "no flow or boundary event touches an activity that compensates"
            yield error(diagram, "COMP-HANDLER", node, message)
        if not any(scope.compensator(other) is node for other in scope.nodes):
            yield error(diagram, "COMP-HANDLER", node, "no compensation boundary event is associated with it")


def boundaries(diagram: Diagram) -> Iterator[Finding]:
    for scope, node in diagram.nodes():
        marks = [event for event in scope.attached(node.id) if event.trigger.kind == "compensate"]
        for event in marks:
            if scope.outgoing(event.id) or scope.compensator(node.id) is None:
                message = "is associated with the activity that compensates, and no flow leaves it"
                yield error(diagram, "COMP-BOUNDARY", event, message)
        for event in marks[1:]:
            yield error(diagram, "COMP-BOUNDARY", event, "the activity has a compensation already")


def throws(diagram: Diagram) -> Iterator[Finding]:
    for scope, node in diagram.nodes():
        if node.trigger.kind != "compensate" or node.tag not in ("intermediateThrowEvent", "endEvent"):
            continue
        if not node.trigger.waits:
            yield error(diagram, "COMP-WAIT", node, "compensation that is not waited for is not executed")
        if node.trigger.ref is not None and not _undoable(_thrown_in(scope), node.trigger.ref):
            message = f"nothing in its scope undoes {node.trigger.ref}"
            yield error(diagram, "COMP-REF", node, message)


def _thrown_in(scope: Scope) -> Scope:
    return scope.parent if scope.is_event_scope and scope.parent is not None else scope


def _undoable(scope: Scope, activity: str) -> bool:
    node = scope.nodes.get(activity)
    if node is None:
        return False
    inside = node.scope is not None and not node.is_event_scope and node.scope.can_be_undone()
    return inside or scope.compensator(activity) is not None


def cancelling(diagram: Diagram) -> Iterator[Finding]:
    for scope, node in diagram.nodes():
        if node.tag == "transaction" and _cancels(node) and not _has_cancel_boundary(scope, node):
            message = "the transaction can be cancelled but has no cancel boundary event"
            yield error(diagram, "CANCEL-BOUNDARY", node, message)


def _cancels(node: Node) -> bool:
    inside = node.scope.nodes.values() if node.scope is not None else ()
    return any(inner.tag == "endEvent" and inner.trigger.kind == "cancel" for inner in inside)


def _has_cancel_boundary(scope: Scope, node: Node) -> bool:
    return any(event.trigger.kind == "cancel" for event in scope.attached(node.id))


RULES: Final = (handlers, boundaries, throws, cancelling)
