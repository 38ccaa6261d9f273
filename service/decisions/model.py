"""A decision model: one DMN file."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final

from service.decisions.checks import check_graph, check_ids, check_root
from service.decisions.evaluation import Walk
from service.decisions.graph import DecisionNode, Graph, InputNode
from service.decisions.results import DecisionInfo, DecisionResult, DecisionRun, InputInfo, Match, MatchedRule
from service.decisions.source import Element, kid, kids
from service.decisions.tablecheck.boundaries import Boundaries, boundaries_of
from service.decisions.tablecheck.checks import check_tables
from service.decisions.texts import Texts
from service.domain.errors import Invalid, NotFound, Refused
from service.domain.findings import Finding
from service.domain.xml import read_xml
from service.expressions.border import to_plain
from service.expressions.budget import TABLE, Budget, Run
from service.expressions.errors import BudgetExceeded
from service.expressions.values.compound import Function
from service.expressions.values.numbers import Value

_CAMUNDA: Final = ("camunda.org", "camunda.com", "zeebe", "operaton.org")


class DecisionModel:
    """A compiled file, which threads may share. ``findings`` are what is wrong with it."""

    def __init__(
        self,
        root: Element,
        file: str,
        imports: Collection["DecisionModel"] = (),
        open_scope: bool | None = None,
    ) -> None:
        scope = _is_camunda(root) if open_scope is None else open_scope
        texts = Texts(file, scope)
        check_root(root, texts)
        check_ids(root, texts)
        self._root = root
        self._graph = Graph(root, texts, _imported(root, imports))
        check_graph(root, self._graph, texts)
        self.file = file
        self.findings: tuple[Finding, ...] = tuple(dict.fromkeys(texts.findings))
        self.decisions: Mapping[str, DecisionInfo] = {
            id_: self._info(node) for id_, node in self._graph.nodes.items() if isinstance(node, DecisionNode)
        }

    @property
    def namespace(self) -> str | None:
        return self._graph.namespace

    def decide(
        self,
        decision_id: str,
        variables: Mapping[str, Any],
        *,
        now: datetime,
        budget: Budget = TABLE,
        strict: bool = False,
    ) -> DecisionResult:
        """Return the result of a decision, given by its id.

        Decisions that it requires are always made anew, even if ``variables`` hold one. Raises
        ``NotFound``; ``Invalid`` if two rules match under UNIQUE and, with ``strict``, if a variable
        is unknown; ``BudgetExceeded``.
        """
        node = self._graph.nodes.get(decision_id)
        if not isinstance(node, DecisionNode):
            raise NotFound(f"{self.file} has no decision {decision_id!r}")
        run = DecisionRun(budget, now)
        try:
            value = to_plain(Walk(self._graph, variables, run).decide(node), run)
        except RecursionError:
            raise BudgetExceeded(f"decision {decision_id}: the values are nested too deep") from None
        if strict:
            _check_known(decision_id, run)
        matched = [_plain(match, run) for match in run.matches]
        own = tuple([match for match in matched if match.decision_id == decision_id])
        required = (
            tuple([m for m in matched if m.decision_id != decision_id]) if len(own) < len(matched) else ()
        )
        return DecisionResult(value, own, tuple(run.cautions), required)

    def check_tables(self) -> list[Finding]:
        """Return what is wrong with the tables beyond their texts: overlaps, gaps, types."""
        return check_tables(self._root, self._graph.types, self.file, self.findings)

    def boundaries(self, decision_id: str) -> tuple[Boundaries, ...]:
        """Return for each input of a decision's table the values at which its rows change.

        Raises ``NotFound`` for a decision that is not there; other logic than a table has none.
        """
        if decision_id not in self.decisions:
            raise NotFound(f"{self.file} has no decision {decision_id!r}")
        table = kid(self._graph.element(decision_id), "decisionTable")
        return () if table is None else tuple(boundaries_of(table, self._graph.types))

    def _info(self, node: DecisionNode) -> DecisionInfo:
        inputs = _inputs(self._graph, node, set())
        return DecisionInfo(
            node.id, node.name, tuple(InputInfo(*pair) for pair in inputs.items()), node.outputs
        )


def read_model(
    xml: bytes, file: str, imports: Collection[DecisionModel] = (), open_scope: bool | None = None
) -> DecisionModel:
    """Return the model; raises ``Refused`` with all findings if one of them is an error.

    ``imports`` are models that this one may import by namespace. In an open scope, which is Camunda's
    dialect and is seen by the file's namespaces, tables read variables that no requirement names, and
    a required decision is known by its id and its output names as well.
    """
    model = DecisionModel(read_xml(xml, file), file, imports, open_scope)
    if any(finding.is_error for finding in model.findings):
        raise Refused(model.findings)
    return model


def check_model(xml: bytes, file: str, imports: Collection[DecisionModel] = ()) -> list[Finding]:
    """Return all that is wrong with a file, in the order of its lines."""
    try:
        model = DecisionModel(read_xml(xml, file), file, imports)
    except Refused as refused:
        return list(refused.findings)
    found = [*model.findings, *model.check_tables()]
    return sorted(found, key=lambda finding: finding.line or 0)


def boundaries(model: DecisionModel, decision_id: str) -> tuple[Boundaries, ...]:
    """Return for each input of a decision's table the values at which its rows change."""
    return model.boundaries(decision_id)


def _is_camunda(root: Element) -> bool:
    written = [root.get("namespace") or "", root.get("exporter") or "", *root.nsmap.values()]
    return any(word in text.lower() for text in written for word in (*_CAMUNDA, "camunda modeler"))


def _imported(root: Element, models: Collection[DecisionModel]) -> dict[str, Graph]:
    by_namespace = {model.namespace: model._graph for model in models}
    found: dict[str, Graph] = {}
    for element in kids(root, "import"):
        graph = by_namespace.get(element.get("namespace"))
        name = element.get("name")
        if graph is not None and name:
            found[name] = graph
    return found


def _inputs(graph: Graph, node: DecisionNode, seen: set[str]) -> dict[str, str | None]:
    """Return what a decision and those that it requires need from outside."""
    seen.add(node.id)
    needed: dict[str, str | None] = {}
    for reference in graph.references(node.requires):
        required = reference.node
        if isinstance(required, InputNode):
            needed[required.variable] = required.type_name
        elif isinstance(required, DecisionNode) and required.id not in seen:
            needed |= _inputs(reference.graph, required, seen)
    return needed | dict(node.free)


def _check_known(decision_id: str, run: DecisionRun) -> None:
    unknown = [caution.message for caution in run.cautions if caution.code == "unknown_variable"]
    if unknown:
        raise Invalid(
            f"decision {decision_id} lacks a variable: {'; '.join(unknown)}", {"variables": unknown}
        )


def _plain(match: Match, run: Run) -> MatchedRule:
    inputs = {name: _shown(value, run) for name, value in match.inputs.items()}
    outputs = {name: _shown(value, run) for name, value in match.outputs.items()}
    return MatchedRule(match.rule_id, match.index, inputs, outputs, match.decision_id)


def _shown(value: Value, run: Run) -> Any:
    if type(value) is str:
        return value
    return f"function {value.name}" if isinstance(value, Function) else to_plain(value, run)
