"""Rules about elements as such: ids, kinds the engine cannot run, things it would not notice."""

from collections.abc import Iterator
from typing import Final

from service.domain.findings import Finding
from service.domain.xml import local_name
from service.engine.checks.report import error, warning
from service.engine.model import Diagram
from service.engine.names import BPMN

_HARMLESS: Final = frozenset(
    [
        "documentation",
        "extensionElements",
        "laneSet",
        "ioSpecification",
        "property",
        "dataObject",
        "dataObjectReference",
        "dataStoreReference",
        "textAnnotation",
        "association",
        "group",
        "incoming",
        "outgoing",
        "auditing",
        "monitoring",
        "performer",
        "humanPerformer",
        "potentialOwner",
        "resourceRole",
        "dataInputAssociation",
        "dataOutputAssociation",
        "multiInstanceLoopCharacteristics",
        "standardLoopCharacteristics",
        "supportedInterfaceRef",
        "correlationSubscription",
        "category",
    ]
)
_UNSUPPORTED: Final = {
    "complexGateway": ("UNSUP-GATEWAY", "complex gateways are not executed"),
    "transaction": ("TRANSACTION", "transactions need compensation, which is not executed"),
    "adHocSubProcess": ("ADHOC", "ad-hoc sub-processes are not executed"),
    "callActivity": ("CALL-ACTIVITY", "call activities are not executed yet"),
}


def duplicate_ids(diagram: Diagram) -> Iterator[Finding]:
    for element_id, line in diagram.duplicates:
        yield Finding("DUPLICATE-ID", "the id is used twice", diagram.file, line, element_id)


def reserved_ids(diagram: Diagram) -> Iterator[Finding]:
    """An XML id holds no colon; generated names do, so that they cannot collide with anything drawn."""
    for element in diagram.root.iter(f"{{{BPMN}}}*"):
        if ":" in (element.get("id") or ""):
            yield error(diagram, "RESERVED-ID", element, "an id must not contain a colon")


def unknown_elements(diagram: Diagram) -> Iterator[Finding]:
    for element, tag in diagram.unknown:
        if tag not in _HARMLESS:
            yield error(diagram, "UNKNOWN-ELEMENT", element, f"<{tag}> is not executed here")


def unsupported(diagram: Diagram) -> Iterator[Finding]:
    for _, node in diagram.nodes():
        if node.tag in _UNSUPPORTED:
            rule, message = _UNSUPPORTED[node.tag]
            yield error(diagram, rule, node, message)
        if node.element.get("triggeredByEvent") == "true":
            yield error(diagram, "ESP", node, "event sub-processes are not executed yet")
        if node.element.get("isForCompensation") == "true" or node.trigger.kind == "compensate":
            yield error(diagram, "COMPENSATION", node, "compensation is not executed")


def quantities(diagram: Diagram) -> Iterator[Finding]:
    for _, node in diagram.nodes():
        for name in ("startQuantity", "completionQuantity"):
            if node.element.get(name, "1") != "1":
                yield error(diagram, "QUANTITY", node, f"{name} other than 1 is not executed")


def data_mappings(diagram: Diagram) -> Iterator[Finding]:
    for element in diagram.root.iter(f"{{{BPMN}}}dataInputAssociation", f"{{{BPMN}}}dataOutputAssociation"):
        inner = [child for child in element if local_name(child) in ("assignment", "transformation")]
        if inner:
            yield error(diagram, "DATA-ASSIGN", inner[0], f"the {local_name(inner[0])} would be dropped")
    for _, node in diagram.nodes():
        specification = node.element.find(f"{{{BPMN}}}ioSpecification")
        if specification is not None:
            message = "the ioSpecification does not limit the variables of the task"
            yield warning(diagram, "TASK-IOSPEC", specification, message)


def passing_tasks(diagram: Diagram) -> Iterator[Finding]:
    for _, node in diagram.nodes():
        if node.tag in ("task", "manualTask"):
            yield warning(
                diagram, "TASK-PASS", node, f"a {node.tag} passes at once; nobody is asked to do it"
            )


RULES: Final = (
    duplicate_ids,
    reserved_ids,
    unknown_elements,
    unsupported,
    quantities,
    data_mappings,
    passing_tasks,
)
