"""Rules about elements as such: ids, kinds the engine cannot run, things it would not notice."""

from collections.abc import Iterator
from typing import Final

from service.domain.findings import Finding
from service.engine.checks.report import error, warning
from service.engine.data_reading import DataNames, unreadable
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
        "completionCondition",
    ]
)
_MOST_TOKENS: Final = 1000


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


def ad_hoc(diagram: Diagram) -> Iterator[Finding]:
    for scope, node in diagram.nodes():
        if scope.tag == "adHocSubProcess" and (node.tag in ("startEvent", "endEvent") or node.is_event_scope):
            yield error(diagram, "ADHOC", node, "an ad-hoc sub-process holds neither start, end nor handlers")


def quantities(diagram: Diagram) -> Iterator[Finding]:
    for _, node in diagram.nodes():
        for name in ("startQuantity", "completionQuantity"):
            text = node.element.get(name, "1")
            if not text.isdecimal() or not 1 <= int(text) <= _MOST_TOKENS:
                message = f"{name} {text} is no whole number from 1 to {_MOST_TOKENS}"
                yield error(diagram, "QUANTITY", node, message)
            elif int(text) > 1 and (node.is_compensator or node.is_event_scope):
                yield error(diagram, "QUANTITY", node, f"{name} has no meaning without sequence flows")


def data_mappings(diagram: Diagram) -> Iterator[Finding]:
    names = DataNames(diagram.root)
    for element in diagram.root.iter(f"{{{BPMN}}}dataInputAssociation", f"{{{BPMN}}}dataOutputAssociation"):
        reason = unreadable(element, names)
        if reason is not None:
            yield error(diagram, "DATA-ASSIGN", element, reason)
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
    ad_hoc,
    quantities,
    data_mappings,
    passing_tasks,
)
