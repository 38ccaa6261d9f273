"""Walking the requirements graph: each node's value is found once (DMN 1.5 §10.4)."""

from collections.abc import Mapping
from typing import Any

from service.decisions.graph import DecisionNode, FunctionNode, Graph, InputNode, Node, Reference, ServiceNode
from service.decisions.results import DecisionRun
from service.expressions.border import to_feel
from service.expressions.compiler.scope import Root, Scope
from service.expressions.semantics.functions import Defined
from service.expressions.semantics.types import Type
from service.expressions.values.numbers import Value

Inputs = Mapping[str, Any]


class Walk:
    """One evaluation of a graph with one set of inputs. A service starts a walk of its own.

    ``above`` are the inputs of the models that import this one, however far up.
    """

    def __init__(self, graph: Graph, inputs: Inputs, run: DecisionRun, above: Inputs | None = None) -> None:
        self._graph = graph
        self._inputs = inputs
        self._above = above or {}
        self._run = run
        self._memo: dict[Node, Value] = {}

    def value(self, node: Node) -> Value:
        """Return what a node gives to those who require it: a value, or a function."""
        if node in self._memo:
            return self._memo[node]
        if isinstance(node, InputNode):
            return self._input(node)
        if isinstance(node, FunctionNode):
            return self._function(node)
        if isinstance(node, ServiceNode):
            return self._service(node)
        # Never taken from the inputs: a process may still hold the result of an earlier round.
        return self.decide(node)

    def decide(self, node: Node) -> Value:
        """Return the value of a decision, whatever the inputs say of it."""
        if node in self._memo or not isinstance(node, DecisionNode):
            return self._memo.get(node)
        self._memo[node] = None
        scope = self._scope(node)
        outer, self._run.deciding = self._run.deciding, node.id
        value = self._memo[node] = _fit(node.type, node.logic(scope), self._run)
        self._run.deciding = outer
        return value

    def _input(self, node: InputNode) -> Value:
        inputs, name = self._inputs, node.variable
        if name not in inputs:
            inputs, name = (inputs, node.name) if node.name in inputs else (self._above, name)
        if name in inputs:
            return _fit(node.type, to_feel(inputs[name]), self._run)
        self._run.caution("unknown_variable", f"there is no variable {node.variable!r}")
        return None

    def _scope(self, node: Node) -> Scope:
        scope = Root(self._inputs if self._graph.open_scope else {}, self._run)
        for reference in self._graph.references(node.requires):
            required = reference.node
            if type(required) is InputNode and not reference.imported:
                scope[required.variable] = self._input(required)
                continue
            value = self._required(reference)
            if reference.imported:
                scope.setdefault(reference.imported, {})[reference.node.variable] = value
            else:
                scope[reference.node.variable] = value
                if self._graph.open_scope:
                    scope.update(_other_names(reference.node, value))
        return scope

    def _required(self, reference: Reference) -> Value:
        if not reference.imported:
            return self.value(reference.node)
        inner = self._inputs.get(reference.imported)
        inputs = inner if isinstance(inner, Mapping) else {}
        above = {**self._above, **self._inputs}
        return Walk(reference.graph, inputs, self._run, above).value(reference.node)

    def _function(self, node: FunctionNode) -> Defined:
        scope = Scope(Root({}, self._run))

        def called(args: list[Value]) -> Value:
            if node.body is None:
                return None
            outer, self._run.deciding = self._run.deciding, node.id
            value = node.body(Scope(scope, zip(node.params, args, strict=True)))
            self._run.deciding = outer
            return _fit(node.type, value, self._run)

        function = Defined(node.params, called, types=node.types, result=node.type, name=node.name)
        # Known before its requirements are: it may call itself.
        self._memo[node] = function
        scope.update(self._scope(node))
        scope[node.variable] = scope[node.name] = function
        return function

    def _service(self, node: ServiceNode) -> Defined:
        data = self._graph.references(node.input_data)
        decisions = self._graph.references(node.input_decisions)
        outputs = self._graph.references(node.outputs)
        given = [*data, *decisions]
        params = [reference.node.variable for reference in given]

        def called(args: list[Value]) -> Value:
            inputs: dict[str, Value] = dict(zip(params, args, strict=True))
            for reference in data:
                if reference.imported:
                    name = reference.node.variable
                    inputs.setdefault(reference.imported, {})[name] = inputs[name]
            walk = Walk(self._graph, inputs, self._run)
            for reference in decisions:
                walk._memo[reference.node] = inputs[reference.node.variable]
            results = {r.node.variable: walk._output(r, inputs) for r in outputs}
            value = next(iter(results.values())) if len(results) == 1 else results
            return _fit(node.type, value, self._run)

        types = [reference.node.type for reference in given]
        return Defined(params, called, types=types, name=node.name)

    def _output(self, reference: Reference, inputs: Inputs) -> Value:
        if reference.graph is self._graph:
            return self.decide(reference.node)
        walk = Walk(reference.graph, inputs, self._run)
        walk._memo.update(self._memo)
        return walk.decide(reference.node)


def _fit(kind: Type | None, value: Value, run: DecisionRun) -> Value:
    if kind is None:
        return value
    fitted = kind.fit(value, run)
    if fitted is None and value is not None:
        run.caution("wrong_type", f"a value does not fit the type {kind.name}")
    return fitted


def _other_names(node: Node, value: Value) -> dict[str, Value]:
    """Return the other names that Camunda gives to a required decision: its id, its outputs."""
    if not isinstance(node, DecisionNode):
        return {}
    names = {node.id: value}
    if isinstance(value, dict):
        names.update(value)
    elif node.outputs:
        names[node.outputs[0]] = value
    return names
