"""How rules say what they found."""

from lxml import etree

from service.domain.findings import Finding, Severity
from service.engine.model import Diagram, Flow, Node, Scope
from service.engine.names import BPMN
from service.engine.xml_access import line_of


def error(diagram: Diagram, rule: str, at: Node | Flow | Scope | etree._Element, message: str) -> Finding:
    line, element_id = _place(at)
    return Finding(rule, message, diagram.file, line, element_id)


def warning(diagram: Diagram, rule: str, at: Node | Flow | Scope | etree._Element, message: str) -> Finding:
    line, element_id = _place(at)
    return Finding(rule, message, diagram.file, line, element_id, Severity.WARNING)


def _place(at: Node | Flow | Scope | etree._Element) -> tuple[int | None, str | None]:
    if isinstance(at, Node | Flow | Scope):
        return at.line, at.id
    element: etree._Element | None = at
    while element is not None and not (element.get("id") and _is_bpmn(element)):
        element = element.getparent()
    return line_of(at), None if element is None else element.get("id")


def _is_bpmn(element: etree._Element) -> bool:
    return isinstance(element.tag, str) and element.tag.startswith(f"{{{BPMN}}}")
