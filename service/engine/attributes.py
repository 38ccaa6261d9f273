"""Vendor attributes under one name, whatever the vendor.

``ATTRIBUTES`` is the table: local name of an attribute of Camunda, Flowable or Activiti -> our name.
Zeebe writes the same things as extension elements; those are read by ``_zeebe``. Ours are attributes of
the ``dure`` namespace or ``camunda:property`` entries called ``dure.NAME``; both become ``dure.NAME``.
"""

import re
from typing import Any, Final

from lxml import etree

from service.domain.xml import local_name
from service.engine.model import MappingLine
from service.engine.names import BPMN, DURE, VENDORS, ZEEBE
from service.engine.xml_access import text_of

ATTRIBUTES: Final = {
    "assignee": "assignee",
    "candidateUsers": "candidate_users",
    "candidateGroups": "candidate_groups",
    "dueDate": "due_date",
    "followUpDate": "follow_up_date",
    "priority": "priority",
    "taskPriority": "priority",
    "formKey": "form_key",
    "formRef": "form_ref",
    "formRefBinding": "form_binding",
    "formRefVersion": "form_version",
    "type": "type",
    "topic": "topic",
    "decisionRef": "decision",
    "decisionRefBinding": "decision_binding",
    "decisionRefVersion": "decision_version",
    "calledElementBinding": "call_binding",
    "calledElementVersion": "call_version",
    "calledElementVersionTag": "call_tag",
    "resultVariable": "result_variable",
    "mapDecisionResult": "map_decision_result",
    "initiator": "initiator",
    "collection": "collection",
    "elementVariable": "element_variable",
    "versionTag": "version_tag",
    "candidateStarterUsers": "candidate_starter_users",
    "candidateStarterGroups": "candidate_starter_groups",
    "class": "java_class",
    "delegateExpression": "java_delegate",
    "expression": "java_expression",
    "resource": "java_resource",
    "errorCodeVariable": "error_code_variable",
    "escalationCodeVariable": "error_code_variable",
    "errorMessageVariable": "error_message_variable",
}
VENDOR_LIKE_CAMUNDA: Final = frozenset({"camunda", "flowable", "activiti"})
EVALUATED: Final = (
    "assignee",
    "candidate_users",
    "candidate_groups",
    "due_date",
    "follow_up_date",
    "priority",
    "form_key",
    "form_ref",
    "form_binding",
    "form_version",
    "retries",
    "retry_cycle",
    "topic",
)
LISTS: Final = frozenset({"candidate_users", "candidate_groups"})
_ZEEBE_ELEMENTS: Final = {
    "assignmentDefinition": {
        "assignee": "assignee",
        "candidateGroups": "candidate_groups",
        "candidateUsers": "candidate_users",
    },
    "taskSchedule": {"dueDate": "due_date", "followUpDate": "follow_up_date"},
    "priorityDefinition": {"priority": "priority"},
    "formDefinition": {"formKey": "form_key", "formId": "form_ref", "bindingType": "form_binding"},
    "taskDefinition": {"type": "topic", "retries": "retries"},
    "calledDecision": {
        "decisionId": "decision",
        "resultVariable": "result_variable",
        "bindingType": "decision_binding",
        "versionTag": "decision_version",
    },
    "script": {"expression": "zeebe_script", "resultVariable": "result_variable"},
    "calledElement": {
        "processId": "called",
        "bindingType": "call_binding",
        "versionTag": "call_tag",
        "propagateAllParentVariables": "call_all_in",
        "propagateAllChildVariables": "call_all_out",
    },
    "versionTag": {"value": "version_tag"},
}
_POTENTIAL = re.compile(r"(user|group)\(([^)]*)\)")


def read_attributes(element: etree._Element) -> dict[str, str]:
    """Return the extension attributes of ``element``, unevaluated."""
    found: dict[str, str] = {}
    for key, value in element.attrib.items():
        namespace, _, name = str(key).rpartition("}")
        vendor = VENDORS.get(namespace.lstrip("{"))
        if vendor == "dure":
            found[f"dure.{name}"] = str(value)
        elif vendor in VENDOR_LIKE_CAMUNDA and name in ATTRIBUTES:
            found[ATTRIBUTES[name]] = str(value)
    for extension in extensions(element):
        found.update(_from_extension(extension))
    found.update(_performers(element))
    return found


def extensions(element: etree._Element) -> list[etree._Element]:
    """Return the children of ``extensionElements``, comments left out."""
    holder = element.find(f"{{{BPMN}}}extensionElements")
    return [] if holder is None else [child for child in holder if isinstance(child.tag, str)]


def read_mappings(element: etree._Element) -> tuple[list[MappingLine], list[MappingLine]]:
    """Return input and output mappings (``camunda:inputOutput``, ``zeebe:ioMapping``)."""
    inputs: list[MappingLine] = []
    outputs: list[MappingLine] = []
    for holder in extensions(element):
        if local_name(holder) not in ("inputOutput", "ioMapping"):
            continue
        for line in holder:
            kind = local_name(line)
            if kind in ("inputParameter", "input"):
                inputs.append(_mapping(line))
            elif kind in ("outputParameter", "output"):
                outputs.append(_mapping(line))
    return inputs, outputs


def extension(element: etree._Element, name: str) -> Any:
    """Return the first extension element called ``name`` or None."""
    return next((child for child in extensions(element) if local_name(child) == name), None)


def _mapping(line: etree._Element) -> MappingLine:
    if line.tag.startswith(f"{{{ZEEBE}}}"):
        return MappingLine(str(line.get("target", "")), str(line.get("source", "")), expression=True)
    return MappingLine(str(line.get("name", "")), (line.text or "").strip())


def _from_extension(element: etree._Element) -> dict[str, str]:
    name = local_name(element)
    if name in ("properties", "property"):
        return _properties(element)
    if name == "failedJobRetryTimeCycle":
        return {"retry_cycle": text_of(element).strip()}
    if element.tag.startswith(f"{{{DURE}}}"):
        return {f"dure.{key!s}": str(value) for key, value in element.attrib.items()}
    table = _ZEEBE_ELEMENTS.get(name) if element.tag.startswith(f"{{{ZEEBE}}}") else None
    if table is None:
        return {}
    return {
        ours: str(element.get(theirs)) for theirs, ours in table.items() if element.get(theirs) is not None
    }


def _properties(element: etree._Element) -> dict[str, str]:
    lines = [element] if local_name(element) == "property" else [c for c in element if isinstance(c.tag, str)]
    pairs = {str(line.get("name", "")): str(line.get("value", "")) for line in lines}
    return {name: value for name, value in pairs.items() if name.startswith("dure.")}


def _performers(element: etree._Element) -> dict[str, str]:
    """Read the standard's resource roles: human performer and potential owner."""
    found: dict[str, str] = {}
    for role in element:
        kind = local_name(role)
        text = text_of(role).strip() if kind in ("humanPerformer", "potentialOwner", "performer") else ""
        if not text:
            continue
        if kind != "potentialOwner":
            found["assignee"] = text
            continue
        parts = _POTENTIAL.findall(text) or [("group", text)]
        for who, names in parts:
            key = "candidate_users" if who == "user" else "candidate_groups"
            found[key] = f"{found[key]},{names}" if key in found else names.strip()
    return found


def called_as_external(attributes: dict[str, str]) -> bool:
    """Tell whether a task is worked on outside: an external topic or a Zeebe job type."""
    return bool(attributes.get("topic")) and attributes.get("type", "external") in (
        "external",
        "external-worker",
    )
