"""Rules about vendor extensions: what is read, what is known and without effect, what is refused."""

from collections.abc import Iterator
from typing import Final

from lxml import etree

from service.domain.findings import Finding
from service.domain.xml import local_name
from service.engine.attributes import ATTRIBUTES, extensions
from service.engine.checks.report import error, warning
from service.engine.model import Diagram
from service.engine.names import BPMN, EVENTS, GATEWAYS, VENDORS

_REFUSED: Final = {
    "executionListener": ("LISTENER", "execution listeners are not called"),
    "taskListener": ("LISTENER", "task listeners are not called"),
    "executionListeners": ("LISTENER", "execution listeners are not called"),
    "taskListeners": ("LISTENER", "task listeners are not called"),
    "connector": ("CONNECTOR", "inline connectors are not called; use a topic"),
    "formData": ("FORM-DATA", "generated forms are not shown; use a form key"),
    "formProperty": ("FORM-DATA", "generated forms are not shown; use a form key"),
    "field": ("FIELD", "field injection is Java"),
    "errorEventDefinition": ("EXT-ERROR", "error mappings of external tasks are not evaluated"),
    "adHoc": ("ADHOC", "which activities are offered is not chosen by an expression"),
    "serviceTaskOperator": ("SERVICE-OPERATOR", "service operators are not called; use a topic"),
    "preScript": ("SCRIPT-LANG", "scripts around a task are not executed"),
    "postScript": ("SCRIPT-LANG", "scripts around a task are not executed"),
    "unitTests": ("EXTENSION", "unit tests in the diagram are not run"),
}
_READ: Final = frozenset(
    [
        "properties",
        "property",
        "inputOutput",
        "ioMapping",
        "assignmentDefinition",
        "taskSchedule",
        "formDefinition",
        "priorityDefinition",
        "taskDefinition",
        "calledDecision",
        "calledElement",
        "in",
        "out",
        "script",
        "loopCharacteristics",
        "subscription",
        "versionTag",
        "failedJobRetryTimeCycle",
        "userTask",
    ]
)
_HARMLESS_ATTRIBUTES: Final = frozenset(
    [
        "asyncBefore",
        "asyncAfter",
        "async",
        "exclusive",
        "jobPriority",
        "historyTimeToLive",
        "isStartableInTasklist",
        "modelerTemplate",
        "modelerTemplateVersion",
        "modelerTemplateIcon",
        "diagramRelationId",
    ]
)
_UNMAPPED: Final = GATEWAYS | {"task", "manualTask", "scriptTask", "startEvent"}
_SILENT_ATTRIBUTES: Final = {
    "formHandlerClass": "is Java",
    "variableMappingClass": "is Java",
    "variableMappingDelegateExpression": "is Java",
    "caseRef": "calls a case, which is not executed",
    "skipExpression": "skipping is not executed",
    "businessCalendarName": "is Java",
}


def elements(diagram: Diagram) -> Iterator[Finding]:
    for holder in diagram.root.iter(f"{{{BPMN}}}extensionElements"):
        for element in holder:
            name = local_name(element)
            if not _vendor(element.tag) or name in _READ:
                continue
            if name in _REFUSED:
                rule, message = _REFUSED[name]
                yield error(diagram, rule, element, message)
            else:
                yield warning(
                    diagram, "EXTENSION", element, f"{_vendor(element.tag)}:{name} has no effect here"
                )


def attributes(diagram: Diagram) -> Iterator[Finding]:
    for element in diagram.root.iter(f"{{{BPMN}}}*"):
        for key in element.attrib:
            vendor = _vendor(key)
            name = str(key).rpartition("}")[2]
            if not vendor or vendor == "dure":
                continue
            if name in _SILENT_ATTRIBUTES:
                yield error(diagram, "ATTRIBUTE", element, f"{vendor}:{name}: {_SILENT_ATTRIBUTES[name]}")
            elif name not in ATTRIBUTES and name not in _HARMLESS_ATTRIBUTES:
                yield warning(diagram, "EXTENSION", element, f"{vendor}:{name} has no effect here")


def mappings(diagram: Diagram) -> Iterator[Finding]:
    """Camunda lets a mapping hold scripts, lists and maps as elements; only text is read."""
    for _, node in diagram.nodes():
        for holder in extensions(node.element):
            if local_name(holder) not in ("inputOutput", "ioMapping"):
                continue
            for line in holder:
                yield from _mapping(diagram, line)


def _mapping(diagram: Diagram, line: etree._Element) -> Iterator[Finding]:
    nested = [child for child in line if isinstance(child.tag, str)]
    if nested:
        message = f"a <{local_name(nested[0])}> in a mapping is not evaluated; write an expression"
        yield error(diagram, "MAPPING-NESTED", nested[0], message)
    elif isinstance(line.tag, str) and not (line.get("name") or line.get("target")):
        yield error(diagram, "MAPPING-NAME", line, "the mapping names no variable")


def _vendor(name: object) -> str:
    namespace = str(name).rpartition("}")[0].lstrip("{")
    return VENDORS.get(namespace, "")


def places(diagram: Diagram) -> Iterator[Finding]:
    for _, node in diagram.nodes():
        passing = node.tag in _UNMAPPED or (node.tag in EVENTS and node.trigger.kind in ("none", "terminate"))
        if passing and (node.inputs or node.outputs or node.stored):
            yield error(
                diagram, "MAPPING-PLACE", node, f"variable mappings of a {node.tag} are not evaluated"
            )


RULES: Final = (elements, attributes, mappings, places)
