"""The requirements graph of a model: its decisions, inputs, functions and services, made ready to run."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from service.decisions.boxed import Boxes
from service.decisions.item_types import ItemTypes
from service.decisions.source import Element, boxed, id_of, kid, kids, name_of, type_of, variable_of
from service.decisions.texts import Texts
from service.domain.xml import local_name
from service.expressions.compiler.compiler import Closure
from service.expressions.semantics.types import FunctionType, Type


@dataclass(frozen=True)
class Reference:
    """A node that another one names; ``imported`` is the import's name, '' for one's own model."""

    graph: "Graph"
    node: "Node"
    imported: str


@dataclass(frozen=True, eq=False)
class Node:
    """What decisions, inputs, functions and services have in common."""

    id: str
    name: str
    variable: str
    type: Type | None
    requires: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class InputNode(Node):
    """An input data."""

    type_name: str | None


@dataclass(frozen=True, eq=False)
class DecisionNode(Node):
    """``outputs`` are the output names of its table; ``free`` the names that only callers can provide."""

    logic: Closure
    outputs: tuple[str, ...]
    free: Mapping[str, str | None]


@dataclass(frozen=True, eq=False)
class FunctionNode(Node):
    """A business knowledge model."""

    params: tuple[str, ...]
    types: tuple[Type | None, ...]
    body: Closure | None


@dataclass(frozen=True, eq=False)
class ServiceNode(Node):
    """A decision service; all are references (``href``)."""

    outputs: tuple[str, ...]
    input_decisions: tuple[str, ...]
    input_data: tuple[str, ...]


_Imports: TypeAlias = Mapping[str, "Graph"]
_KINDS = ("decision", "inputData", "businessKnowledgeModel", "decisionService")


class Graph:
    """``imports`` are imported models by the names under which they are imported."""

    def __init__(self, root: Element, texts: Texts, imports: _Imports) -> None:
        self.namespace = root.get("namespace")
        self.open_scope = texts.open_scope
        self.imports = imports
        self.types: ItemTypes = ItemTypes(root, texts, {name: graph.types for name, graph in imports.items()})
        self._texts = texts
        self._elements = {e.get("id") or name_of(e): e for e in kids(root, *_KINDS)}
        self._boxes = Boxes(texts, self.types)
        self.member_names = self.types.member_names | {name_of(e) for e in self._elements.values()}
        for name in self.member_names.union(*(graph.member_names for graph in imports.values())):
            texts.members.add(name)
        self.nodes = {id_: self._node(element) for id_, element in self._elements.items()}
        self._references: dict[tuple[str, ...], Sequence[Reference]] = {}
        self.by_name = {node.name: node for node in self.nodes.values()}

    def references(self, hrefs: tuple[str, ...]) -> Sequence[Reference]:
        """Return the nodes that exist of those referred to."""
        known = self._references.get(hrefs)
        if known is None:
            known = self._references[hrefs] = tuple(self._found(hrefs))
        return known

    def _found(self, hrefs: tuple[str, ...]) -> Iterator[Reference]:
        for href in hrefs:
            graph, imported = self._graph_of(href)
            node = graph.nodes.get(href.rpartition("#")[2])
            if node is not None:
                yield Reference(graph, node, imported)

    def element(self, id_: str) -> Element | None:
        """Return what a node was read from."""
        return self._elements.get(id_)

    def _graph_of(self, href: str) -> "tuple[Graph, str]":
        namespace = href.rpartition("#")[0]
        if namespace and namespace != self.namespace:
            for name, graph in self.imports.items():
                if graph.namespace == namespace:
                    return graph, name
        return self, ""

    def _node(self, element: Element) -> Node:
        tag = local_name(element)
        if tag == "decision":
            return self._decision(element)
        if tag == "inputData":
            return InputNode(*self._common(element), type_of(element))
        if tag == "businessKnowledgeModel":
            return self._function(element)
        return self._service(element)

    def _common(self, element: Element) -> tuple[str, str, str, Type | None, tuple[str, ...]]:
        requires = tuple(_required(element))
        kind = self.types.named(type_of(element))
        return element.get("id") or name_of(element), name_of(element), variable_of(element), kind, requires

    def _decision(self, element: Element) -> DecisionNode:
        logic = boxed(element)
        if logic is None:
            self._texts.find("DMN-LOGIC", "the decision has no logic", element)
        self._texts.free.clear()
        closure = self._boxes.closure(logic, self._known(element))
        free = dict.fromkeys(sorted(self._texts.free), None) if self.open_scope else {}
        return DecisionNode(
            *self._common(element), closure, _outputs(logic), free | _column_types(logic, free)
        )

    def _function(self, element: Element) -> FunctionNode:
        logic = kid(element, "encapsulatedLogic")
        id_, name, variable, kind, requires = self._common(element)
        if isinstance(kind, FunctionType):
            kind = kind.result
        if logic is None:
            self._texts.find("DMN-LOGIC", "the business knowledge model has no logic", element)
            return FunctionNode(id_, name, variable, kind, requires, (), (), None)
        params, types = self._boxes.parameters(logic)
        body = self._body(logic, self._known(element) | {name, variable, *params})
        kind = kind or self.types.named(logic.get("typeRef"))
        return FunctionNode(id_, name, variable, kind, requires, tuple(params), tuple(types), body)

    def _body(self, logic: Element, names: set[str]) -> Closure | None:
        if logic.get("kind") in ("Java", "PMML"):
            self._texts.find("DMN-EXTERNAL", "functions in Java and PMML are not run here", logic)
            return None
        return self._boxes.below(logic, names)

    def _service(self, element: Element) -> ServiceNode:
        id_, name, variable, kind, requires = self._common(element)
        if isinstance(kind, FunctionType):
            kind = kind.result
        parts = (_hrefs(element, tag) for tag in ("outputDecision", "inputDecision", "inputData"))
        return ServiceNode(id_, name, variable, kind, requires, *parts)

    def _known(self, element: Element) -> set[str]:
        """Return the names that a node's requirements provide; in an open scope also ids and outputs."""
        known: set[str] = set()
        for href in _required(element):
            graph, imported = self._graph_of(href)
            required = graph._elements.get(href.rpartition("#")[2])
            if required is None:
                self._texts.find("DMN-REQUIREMENT", f"requires {href!r}, which is not there", element)
            elif imported:
                known.add(imported)
            else:
                known.add(variable_of(required))
                if self.open_scope:
                    known |= {id_of(required) or "", *_outputs(boxed(required))}
        return known


def _required(element: Element) -> Iterator[str]:
    for requirement in kids(element, "informationRequirement", "knowledgeRequirement"):
        required = kid(requirement, "requiredInput", "requiredDecision", "requiredKnowledge")
        if required is not None and required.get("href"):
            yield str(required.get("href"))


def _hrefs(element: Element, tag: str) -> tuple[str, ...]:
    return tuple(str(e.get("href")) for e in kids(element, tag))


def _outputs(logic: Element | None) -> tuple[str, ...]:
    if logic is None or local_name(logic) != "decisionTable":
        return ()
    return tuple(name_of(output) for output in kids(logic, "output"))


def _column_types(logic: Element | None, free: Mapping[str, str | None]) -> dict[str, str | None]:
    """Return the types of those free names that are a table's whole input expression."""
    found: dict[str, str | None] = {}
    for column in kids(logic, "input") if logic is not None else ():
        expression = kid(column, "inputExpression")
        text = kid(expression, "text")
        name = (text.text or "").strip() if text is not None else ""
        if expression is not None and name in free:
            found[name] = expression.get("typeRef")
    return found
