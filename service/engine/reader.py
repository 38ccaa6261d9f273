"""BPMN XML -> ``Diagram``. Reads everything, judges nothing; the checks do that."""

from collections.abc import Iterator

from lxml import etree

from service.domain.errors import Refused
from service.domain.findings import Finding
from service.domain.xml import local_name, read_xml
from service.engine.attributes import extension, read_attributes, read_mappings
from service.engine.calls_reading import read_call
from service.engine.data_reading import read_associations
from service.engine.loops_reading import read_loop
from service.engine.model import Diagram, Flow, Node, Process, Scope, Trigger
from service.engine.names import BPMN, FLOW_NODES, SCOPES
from service.engine.triggers_reading import Catalogue, definitions, read_triggers
from service.engine.xml_access import line_of, text_of


def read_diagram(xml: bytes, file: str) -> Diagram:
    """Return the diagram in ``xml``. Raises ``Refused`` if it is no safe XML or no BPMN."""
    root = read_xml(xml, file)
    if root.tag != f"{{{BPMN}}}definitions":
        raise Refused([Finding("BPMN-ROOT", "is no BPMN file", file, 1)])
    diagram = Diagram(file, root)
    _note_duplicates(diagram)
    catalogue = Catalogue(root)
    for element in root.iterchildren(f"{{{BPMN}}}process"):
        process = _process(element)
        _fill(diagram, process, catalogue)
        diagram.processes.setdefault(process.id, process)
    if not diagram.processes:
        raise Refused([Finding("BPMN-EMPTY", "holds no process", file, 1)])
    return diagram


def _note_duplicates(diagram: Diagram) -> None:
    seen: set[str] = set()
    for element in _bpmn_elements(diagram.root):
        element_id = element.get("id")
        if element_id is None:
            continue
        if element_id in seen:
            diagram.duplicates.append((element_id, line_of(element)))
        seen.add(element_id)


def _bpmn_elements(root: etree._Element) -> Iterator[etree._Element]:
    return root.iter(f"{{{BPMN}}}*")


def _process(element: etree._Element) -> Process:
    attributes = read_attributes(element)
    return Process(
        id=_id(element),
        tag="process",
        name=element.get("name") or _id(element),
        line=line_of(element),
        element=element,
        executable=element.get("isExecutable", "true") == "true",
        version_tag=attributes.get("version_tag"),
        attributes=attributes,
        lanes=tuple(str(lane.get("name") or lane.get("id")) for lane in element.iter(f"{{{BPMN}}}lane")),
    )


def _fill(diagram: Diagram, process: Process, catalogue: Catalogue) -> None:
    lanes = _lanes(process.element)
    pending: list[Scope] = [process]
    while pending:
        scope = pending.pop()
        for element in scope.element:
            tag = local_name(element)
            if not tag or not element.tag.startswith(f"{{{BPMN}}}"):
                continue
            if tag == "sequenceFlow":
                scope.flows.append(_flow(element))
            elif tag in FLOW_NODES:
                node = _node(element, tag, catalogue, lanes)
                scope.nodes.setdefault(node.id, node)
                if tag in SCOPES:
                    node.scope = Scope(node.id, tag, node.name, node.line, element, parent=scope)
                    pending.append(node.scope)
            elif tag == "association":
                scope.associations.append((str(element.get("sourceRef")), str(element.get("targetRef"))))
            else:
                diagram.unknown.append((element, tag))


def _lanes(element: etree._Element) -> dict[str, str]:
    lanes: dict[str, str] = {}
    for reference in element.iter(f"{{{BPMN}}}flowNodeRef"):
        lane = reference.getparent()
        if reference.text and lane is not None:
            lanes[reference.text.strip()] = str(lane.get("name") or lane.get("id"))
    return lanes


def _flow(element: etree._Element) -> Flow:
    condition = element.find(f"{{{BPMN}}}conditionExpression")
    text = (condition.text or "").strip() if condition is not None else None
    return Flow(
        id=_id(element),
        source=str(element.get("sourceRef", "")),
        target=str(element.get("targetRef", "")),
        line=line_of(element),
        condition=text,
        language=condition.get("language") if condition is not None else None,
    )


def _node(element: etree._Element, tag: str, catalogue: Catalogue, lanes: dict[str, str]) -> Node:
    inputs, outputs = read_mappings(element)
    inputs += read_associations(element, catalogue.data, "Input")
    attributes = read_attributes(element)
    for definition in definitions(element):
        attributes.update(read_attributes(definition))
    triggers = read_triggers(element, tag, catalogue, attributes)
    node_id = _id(element)
    script = element.find(f"{{{BPMN}}}script")
    return Node(
        id=node_id,
        tag=tag,
        name=element.get("name") or node_id,
        line=line_of(element),
        element=element,
        trigger=triggers[0] if triggers else Trigger(),
        triggers=triggers,
        all_of=element.get("parallelMultiple") == "true" and len(triggers) > 1,
        attributes=attributes,
        loop=read_loop(element, attributes, catalogue),
        attached_to=element.get("attachedToRef"),
        interrupting=element.get("isInterrupting" if tag == "startEvent" else "cancelActivity", "true")
        == "true",
        default=element.get("default"),
        inputs=inputs,
        outputs=outputs,
        stored=read_associations(element, catalogue.data, "Output"),
        call=read_call(element, attributes, bool(outputs)) if tag == "callActivity" else None,
        script=_script(element, script),
        script_format=element.get("scriptFormat"),
        lane=lanes.get(node_id),
    )


def _script(element: etree._Element, script: etree._Element | None) -> str | None:
    called = extension(element, "script")
    if called is not None and called.get("expression") is not None:
        return str(called.get("expression"))
    return None if script is None else text_of(script)


def _id(element: etree._Element) -> str:
    """Return the id, or one made of tag and position: BPMN lets ids be left out."""
    given = element.get("id")
    if given:
        return str(given)
    parent = element.getparent()
    index = parent.index(element) if parent is not None else 0
    owner = str(parent.get("id") or "") if parent is not None else ""
    return f"{owner}:{local_name(element)}:{index}"
