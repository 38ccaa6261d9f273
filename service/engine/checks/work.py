"""Rules about activities: who does the work, over what it loops, which decision it asks."""

from collections.abc import Collection, Iterator
from typing import Final

from service.domain.findings import Finding
from service.engine.attributes import called_as_external
from service.engine.checks.report import error, warning
from service.engine.model import Diagram, Loop, Node
from service.engine.names import BPMN

_JAVA: Final = {
    "java_class": "class",
    "java_delegate": "delegateExpression",
    "java_expression": "expression",
}
_BINDINGS: Final = frozenset({"latest", "deployment", "version"})
_RESULTS: Final = frozenset({"singleEntry", "singleResult", "collectEntries", "resultList"})
_FEEL: Final = frozenset({"", "feel"})


def java(diagram: Diagram) -> Iterator[Finding]:
    for _, node in diagram.nodes():
        for ours, theirs in _JAVA.items():
            if ours in node.attributes:
                message = f"{theirs}=“{node.attributes[ours]}” is Java; use an external topic"
                yield error(diagram, "JAVA", node, message)


def services(diagram: Diagram) -> Iterator[Finding]:
    for _, node in diagram.nodes():
        if node.tag not in ("serviceTask", "sendTask") or any(name in node.attributes for name in _JAVA):
            continue
        if called_as_external(node.attributes):
            continue
        if node.tag == "sendTask" and node.trigger.kind == "message":
            continue
        rule = "SERVICE-BARE" if node.tag == "serviceTask" else "SEND-NOREF"
        kind = node.attributes.get("type")
        yield error(diagram, rule, node, "has no topic" + (f"; type {kind} is not executed" if kind else ""))


def unknown_topics(diagram: Diagram, topics: Collection[str]) -> Iterator[Finding]:
    for _, node in diagram.nodes():
        topic = node.attributes.get("topic", "")
        if (
            called_as_external(node.attributes)
            and topic not in topics
            and not topic.startswith(("=", "${", "#{"))
        ):
            yield error(diagram, "TOPIC-UNKNOWN", node, f"nobody works on topic {topic}")


def receivers(diagram: Diagram) -> Iterator[Finding]:
    for _, node in diagram.nodes():
        if node.tag != "receiveTask":
            continue
        if node.trigger.kind != "message":
            yield error(diagram, "RECV-NOREF", node, "receives no message and would not wait")
        if node.element.get("instantiate") == "true":
            yield error(
                diagram, "RECV-INSTANTIATE", node, "a receive task that starts the process is not executed"
            )


def scripts(diagram: Diagram) -> Iterator[Finding]:
    for _, node in diagram.nodes():
        if node.tag != "scriptTask":
            continue
        if called_as_external(node.attributes):
            yield error(
                diagram, "SCRIPT-TOPIC", node, "a script task is not worked on outside; use a service task"
            )
        if (node.script_format or "").lower() not in _FEEL:
            message = f"scripts in {node.script_format} are not executed; write lines of name = FEEL"
            yield error(diagram, "SCRIPT-LANG", node, message)
        elif not (node.script or "").strip():
            yield error(diagram, "SCRIPT-EMPTY", node, "has no script")
        if "java_resource" in node.attributes:
            yield error(diagram, "SCRIPT-RESOURCE", node, "a script in another file is not executed")


def decisions(diagram: Diagram) -> Iterator[Finding]:
    for _, node in diagram.nodes():
        if node.tag != "businessRuleTask" or any(name in node.attributes for name in _JAVA):
            continue
        if "decision" in node.attributes:
            yield from _decision(diagram, node)
        elif not called_as_external(node.attributes):
            yield error(diagram, "RULE-BARE", node, "names no decision")


def _decision(diagram: Diagram, node: Node) -> Iterator[Finding]:
    given = node.attributes
    binding = given.get("decision_binding", "latest")
    if binding not in _BINDINGS:
        yield error(
            diagram, "RULE-BINDING", node, f"binding {binding} is none of latest, deployment, version"
        )
    if binding == "version" and "decision_version" not in given:
        yield error(diagram, "RULE-BINDING", node, "binding version needs decisionRefVersion")
    if given.get("map_decision_result", "resultList") not in _RESULTS:
        yield error(
            diagram, "RULE-RESULT", node, f"mapDecisionResult {given['map_decision_result']} is unknown"
        )
    if "result_variable" not in given and not node.outputs:
        yield warning(diagram, "RULE-RESULT", node, "the answer goes nowhere: no resultVariable")


def loops(diagram: Diagram) -> Iterator[Finding]:
    for _, node in diagram.nodes():
        loop = node.loop
        if loop is None:
            continue
        if loop.kind == "standard":
            yield from _standard(diagram, node, loop)
            continue
        if (loop.collection is None) == (loop.cardinality is None):
            yield error(diagram, "MI-COUNT", node, "needs either a collection or a cardinality")
        if (
            loop.cardinality is not None
            and loop.cardinality.lstrip("-").isdigit()
            and int(loop.cardinality) < 0
        ):
            yield error(diagram, "MI-COUNT", node, "the cardinality is negative")
        if loop.output_element is not None and loop.output_collection is None:
            yield error(diagram, "MI-OUTPUT", node, "has an output element but no output collection")
        if loop.output_collection is not None and loop.output_element is None:
            yield error(diagram, "MI-OUTPUT", node, "has an output collection but no output element")
        yield from _behaviour(diagram, node)


def _standard(diagram: Diagram, node: Node, loop: Loop) -> Iterator[Finding]:
    if loop.maximum is not None and not loop.maximum.isdigit():
        yield error(diagram, "LOOP-MAXIMUM", node, f"loopMaximum {loop.maximum} is no whole number from 0")
    if loop.maximum is None and loop.condition is None:
        yield error(diagram, "LOOP-ENDLESS", node, "has neither loopCondition nor loopMaximum")


def _behaviour(diagram: Diagram, node: Node) -> Iterator[Finding]:
    element = node.element.find(f"{{{BPMN}}}multiInstanceLoopCharacteristics")
    behaviour = "All" if element is None else element.get("behavior", "All")
    said = node.loop.announcements if node.loop is not None else []
    if behaviour not in ("None", "One", "All", "Complex") or (behaviour != "All" and not said):
        yield error(diagram, "MI-BEHAVIOR", node, f"behavior {behaviour} names no event to throw")
    for line in said:
        named = line.trigger.code if line.trigger.kind == "escalation" else line.trigger.name
        if line.trigger.kind not in ("message", "signal", "escalation") or not named:
            message = f"a {line.trigger.kind} event is not thrown for completed instances"
            yield error(diagram, "MI-BEHAVIOR", node, message)


RULES: Final = (java, services, receivers, scripts, decisions, loops)
