"""What is checked of a file besides its texts: that it is DMN, that ids are single, that no circle closes."""

from collections import Counter

from service.decisions.graph import DecisionNode, FunctionNode, Graph, Node
from service.decisions.source import Element, name_of
from service.decisions.texts import Texts
from service.domain.errors import Refused
from service.domain.findings import Severity
from service.domain.xml import local_name


def check_root(root: Element, texts: Texts) -> None:
    """Raises ``Refused`` for a file that is something else altogether."""
    if local_name(root) != "definitions" or "DMN" not in root.tag.upper():
        texts.find("DMN-ROOT", f"is no DMN file but {root.tag!r}", root)
        raise Refused(texts.findings)


def check_ids(root: Element, texts: Texts) -> None:
    """Note ids that are used twice, and decisions without one: they cannot be called."""
    elements = [e for e in root.iter("{*}*") if "DMNDI" not in e.tag]
    counts = Counter(e.get("id") for e in elements)
    for element in elements:
        id_ = element.get("id")
        if id_ and counts[id_] > 1:
            texts.find("DMN-ID", f"the id {id_!r} is used {counts[id_]} times", element)
        if local_name(element) == "decision" and not id_:
            texts.find("DMN-ID", "the decision has no id and is known by its name", element, Severity.WARNING)


def check_graph(root: Element, graph: Graph, texts: Texts) -> None:
    if not any(isinstance(node, DecisionNode) for node in graph.nodes.values()):
        texts.find("DMN-ROOT", "the file has no decision", root, Severity.WARNING)
    for node in graph.nodes.values():
        if isinstance(node, DecisionNode) and _requires_itself(graph, node):
            element = next(e for e in root.iter("{*}decision") if (e.get("id") or name_of(e)) == node.id)
            texts.find("DMN-CIRCLE", "the decision requires itself", element)


def _requires_itself(graph: Graph, start: Node) -> bool:
    waiting, seen = [start], set[Node]()
    while waiting:
        for reference in graph.references(waiting.pop().requires):
            node = reference.node
            if node is start:
                return True
            if reference.graph is graph and node not in seen and not isinstance(node, FunctionNode):
                seen.add(node)
                waiting.append(node)
    return False
