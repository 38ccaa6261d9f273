"""Rewrites a diagram into what the specs can run, without changing what it means.

* A link event pair becomes a sequence flow.
* An event that throws several things becomes several events.
* Conditional flows out of a node that is no gateway get an inclusive gateway of their own
  (several unconditional flows need none: every spec splits).
"""

from dataclasses import replace

from service.engine.model import Diagram, Flow, Node, Scope, Trigger
from service.engine.names import GATEWAYS


def normalise(diagram: Diagram) -> None:
    for scope in diagram.scopes():
        _join_links(scope)
        for node in list(scope.nodes.values()):
            if node.tag in ("intermediateThrowEvent", "endEvent") and len(node.triggers) > 1:
                _throw_in_turn(scope, node)
        for node in list(scope.nodes.values()):
            if node.tag not in GATEWAYS:
                _split_conditions(scope, node)


def _join_links(scope: Scope) -> None:
    links = [node for node in scope.nodes.values() if node.trigger.kind == "link"]
    targets = {node.trigger.name: node for node in links if node.tag == "intermediateCatchEvent"}
    for node in links:
        if node.tag == "intermediateThrowEvent" and node.trigger.name in targets:
            target = targets[node.trigger.name].id
            scope.flows.append(Flow(f"{node.id}:link", node.id, target, node.line))
    for node in links:
        node.trigger = Trigger()
        node.tag = "intermediateThrowEvent"


def _throw_in_turn(scope: Scope, node: Node) -> None:
    """An event that throws several things becomes a chain of events; the drawn one stands last."""
    *first, last = node.triggers
    incoming, before = scope.incoming(node.id), ""
    for index, trigger in enumerate(first):
        step = replace(
            node,
            id=f"{node.id}:throw{index}",
            tag="intermediateThrowEvent",
            trigger=trigger,
            triggers=[trigger],
            outputs=[],
            drawn=node.id,
        )
        scope.nodes[step.id] = step
        if before:
            scope.flows.append(Flow(f"{step.id}:in", before, step.id, node.line))
        else:
            for flow in incoming:
                flow.target = step.id
        before = step.id
    scope.flows.append(Flow(f"{node.id}:in", before, node.id, node.line))
    node.trigger, node.triggers = last, [last]


def _split_conditions(scope: Scope, node: Node) -> None:
    outgoing = scope.outgoing(node.id)
    if not any(flow.condition for flow in outgoing):
        return
    gateway = Node(
        id=f"{node.id}:out",
        tag="inclusiveGateway",
        name=node.name,
        line=node.line,
        element=node.element,
        default=node.default,
        drawn=node.id,
    )
    scope.nodes[gateway.id] = gateway
    for flow in outgoing:
        flow.source = gateway.id
    scope.flows.append(Flow(f"{node.id}:to_out", node.id, gateway.id, node.line))
