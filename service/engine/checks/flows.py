"""Rules about sequence flows and gateways: every node can be reached, every choice can be made."""

from collections.abc import Iterator
from typing import Final

from service.domain.findings import Finding
from service.engine.checks.report import error, warning
from service.engine.loops_reading import activation_of
from service.engine.model import Diagram, Node, Scope
from service.engine.names import GATEWAYS

_EVENTS_BEHIND: Final = frozenset({"message", "signal", "timer", "conditional"})


def ends(diagram: Diagram) -> Iterator[Finding]:
    for scope in diagram.scopes():
        for flow in scope.flows:
            source, target = scope.nodes.get(flow.source), scope.nodes.get(flow.target)
            if source is None:
                yield error(
                    diagram, "FLOW-REF", flow, f"begins at “{flow.source}”, which is not in {scope.id}"
                )
            elif source.tag == "endEvent":
                yield error(diagram, "FLOW-ILLEGAL", flow, "leaves an end event")
            if target is None:
                yield error(
                    diagram, "FLOW-REF", flow, f"leads to “{flow.target}”, which is not in {scope.id}"
                )
            elif target.tag in ("startEvent", "boundaryEvent"):
                yield error(diagram, "FLOW-ILLEGAL", flow, f"leads into a {target.tag}")


def starts(diagram: Diagram) -> Iterator[Finding]:
    for scope in diagram.scopes():
        if not scope.nodes:
            yield error(diagram, "EMPTY", scope, "holds nothing to execute")
            continue
        initial = scope.initial()
        if not initial:
            yield error(diagram, "NO-START", scope, "has no place to begin")
        plain = [node for node in initial if node.tag == "startEvent" and node.trigger.kind == "none"]
        for node in plain[1:]:
            yield error(diagram, "START-MANY", node, "a second start event that waits for nothing")


def unreachable(diagram: Diagram) -> Iterator[Finding]:
    for scope in diagram.scopes():
        reached = _reached(scope)
        for node in scope.nodes.values():
            host_known = node.attached_to is None or node.attached_to in scope.nodes
            apart = node.is_event_scope or node.is_compensator
            if node.id not in reached and host_known and not apart:
                yield error(diagram, "UNREACHABLE", node, "no flow leads here")


def _reached(scope: Scope) -> set[str]:
    following: dict[str, list[str]] = {}
    for flow in scope.flows:
        following.setdefault(flow.source, []).append(flow.target)
    for node in scope.nodes.values():
        if node.attached_to is not None:
            following.setdefault(node.attached_to, []).append(node.id)
    links = {n.trigger.name: n.id for n in scope.nodes.values() if _is_link(n, "intermediateCatchEvent")}
    for node in scope.nodes.values():
        if _is_link(node, "intermediateThrowEvent") and node.trigger.name in links:
            following.setdefault(node.id, []).append(links[node.trigger.name])
    reached: set[str] = set()
    pending = [node.id for node in scope.initial() if not _is_link(node, "intermediateCatchEvent")]
    while pending:
        node_id = pending.pop()
        if node_id not in reached:
            reached.add(node_id)
            pending.extend(following.get(node_id, ()))
    return reached


def _is_link(node: Node, tag: str) -> bool:
    return node.trigger.kind == "link" and node.tag == tag


def conditions(diagram: Diagram) -> Iterator[Finding]:
    for scope, node in diagram.nodes():
        outgoing = scope.outgoing(node.id)
        for flow in outgoing:
            if flow.condition == "":
                yield error(diagram, "COND-EMPTY", flow, "has a condition without text")
            elif flow.condition and node.tag in ("parallelGateway", "eventBasedGateway"):
                yield error(
                    diagram, "COND-IGNORED", flow, f"a condition behind a {node.tag} is not evaluated"
                )
            elif flow.condition and flow.id == node.default:
                yield warning(
                    diagram, "COND-DEFAULT", flow, "the condition of a default flow is not evaluated"
                )
            elif (
                node.tag == "exclusiveGateway"
                and len(outgoing) > 1
                and not flow.condition
                and flow.id != node.default
            ):
                yield error(diagram, "XOR-NOCOND", flow, "has no condition and is not the default flow")


def defaults(diagram: Diagram) -> Iterator[Finding]:
    for scope, node in diagram.nodes():
        if node.default and node.default not in {flow.id for flow in scope.outgoing(node.id)}:
            yield error(diagram, "DEFAULT-REF", node, f"its default flow {node.default} does not leave it")


def dead_ends(diagram: Diagram) -> Iterator[Finding]:
    for scope, node in diagram.nodes():
        if node.tag in GATEWAYS and not scope.outgoing(node.id):
            yield error(diagram, "GATEWAY-END", node, "no flow leaves the gateway")


def complex_gateways(diagram: Diagram) -> Iterator[Finding]:
    for scope, node in diagram.nodes():
        joins = node.tag == "complexGateway" and len(scope.incoming(node.id)) > 1
        if joins and activation_of(node.element) is None:
            yield error(diagram, "COMPLEX-COND", node, "joins flows but has no activation condition")


def event_gateways(diagram: Diagram) -> Iterator[Finding]:
    for scope, node in diagram.nodes():
        if node.tag != "eventBasedGateway":
            continue
        if node.element.get("instantiate") == "true":
            yield error(diagram, "EVGW-KIND", node, "event gateways that start the process are not executed")
        for flow in scope.outgoing(node.id):
            target = scope.nodes.get(flow.target)
            if target is not None and not _waits(scope, target):
                yield error(diagram, "EVGW-TARGET", flow, f"{target.id} does not wait for an event")


def _waits(scope: Scope, node: Node) -> bool:
    catches = node.tag in ("intermediateCatchEvent", "receiveTask") and node.trigger.kind in _EVENTS_BEHIND
    return catches and node.loop is None and not scope.attached(node.id) and len(scope.incoming(node.id)) == 1


RULES: Final = (ends, starts, unreachable, conditions, defaults, dead_ends, complex_gateways, event_gateways)
