"""Diagram -> specs. Only called for diagrams that passed the checks."""

from collections.abc import Callable
from typing import Any

from service.engine.attributes import called_as_external
from service.engine.evaluation import Text, attribute, expression
from service.engine.model import Loop, Node, Process, Scope
from service.engine.names import GATEWAYS
from service.engine.process_spec import ProcessSpec
from service.engine.spec_attributes import assignments, element_of, fill_mapped
from service.engine.specs.base import AttachStep, EventGatewayStep, PassStep, Step, Way
from service.engine.specs.events import BoundaryStep, CatchStep, ErrorEndStep, TerminateStep, ThrowStep
from service.engine.specs.gateways import ExclusiveStep, InclusiveStep, ParallelStep
from service.engine.specs.loops import ManyStep, Plan, StandardLoopStep
from service.engine.specs.scopes import ScopeStep
from service.engine.specs.tasks import DecisionStep, Mapped, Rule, ScriptStep, ServiceStep, UserStep

_WAITING = frozenset({"message", "signal", "timer", "conditional", "error", "escalation"})


def build(process: Process) -> ProcessSpec:
    """Return the specs of a process and, through its sub-process steps, of all scopes within."""
    specs = {scope.id: ProcessSpec(scope.id) for scope in process.walk()}
    for scope in process.walk():
        _ScopeBuilder(scope, specs[scope.id], specs).build()
    return specs[process.id]


class _ScopeBuilder:
    def __init__(self, scope: Scope, spec: ProcessSpec, specs: dict[str, ProcessSpec]) -> None:
        self.scope, self.spec, self.specs = scope, spec, specs

    def build(self) -> None:
        for node in self.scope.nodes.values():
            self._add(node)
        for node in self.scope.nodes.values():
            self._connect(node)
        self._begin()
        self.spec.settles = any(getattr(s, "settles", False) for s in self.spec.task_specs.values())
        for step in self.spec.task_specs.values():
            if isinstance(step, InclusiveStep) and len(step.ways_in) > 1:
                self.spec.reach[step.name] = self._reach(step)

    def _add(self, node: Node) -> None:
        if node.loop is None:
            self._step(node, node.id)
        else:
            body = self._step(node, f"{node.id}:body")
            body.owner_loop = node.id
            self._loop(node, node.loop, body.name)
        events = [event.id for event in self.scope.attached(node.id)]
        if events:
            AttachStep(self.spec, f"{node.id}:attach", element_of(node), node.id, events)

    def _step(self, node: Node, name: str) -> Step:
        make = _MAKERS.get(node.tag)
        step = make(self, node, name) if make is not None else PassStep(self.spec, name, element_of(node))
        if isinstance(step, Mapped):
            fill_mapped(step, node)
        return step

    def _loop(self, node: Node, loop: Loop, body: str) -> None:
        element, where = element_of(node), node.id
        if loop.kind == "standard":
            again = _optional(loop.condition, where, "loop condition")
            maximum = None if loop.maximum is None else int(loop.maximum)
            StandardLoopStep(self.spec, node.id, element, body, again, maximum, loop.test_before)
            return
        plan = Plan(
            sequential=loop.kind == "sequential",
            collection=_optional(loop.collection, where, "collection"),
            cardinality=_optional(loop.cardinality, where, "cardinality"),
            element_variable=loop.element_variable,
            completion=_optional(loop.completion, where, "completion condition"),
            output_collection=loop.output_collection,
            output_element=_optional(loop.output_element, where, "output element", lenient=True),
        )
        ManyStep(self.spec, node.id, element, body, plan)

    def _connect(self, node: Node) -> None:
        step = self.spec.task_specs[node.id]
        for flow in self.scope.outgoing(node.id):
            condition = None
            is_default = flow.id == node.default
            if flow.condition and node.tag in GATEWAYS and not is_default:
                condition = expression(
                    flow.condition, node.where, f"condition of flow {flow.id}", flow.language
                )
            step.lead_to(Way(flow.id, self._entry(flow.target), condition, is_default))

    def _entry(self, node_id: str) -> str:
        attach = f"{node_id}:attach"
        return attach if attach in self.spec.task_specs else node_id

    def _begin(self) -> None:
        starts = [node for node in self.scope.nodes.values() if node.tag == "startEvent"]
        self.spec.starts = {node.id: node.id for node in starts}
        plain = [node for node in starts if node.trigger.kind == "none"]
        if not plain and len(starts) < 2:
            plain = self.scope.initial()
        self.spec.none_starts = [self._entry(node.id) for node in plain]

    def _reach(self, join: InclusiveStep) -> dict[str, frozenset[str]]:
        """Walk back from each way in, never through the join itself."""
        before: dict[str, set[str]] = {}
        for step in self.spec.task_specs.values():
            targets = [way.target for way in getattr(step, "ways", [])]
            if isinstance(step, AttachStep):
                targets = [step.activity, *step.events]
            for target in targets:
                before.setdefault(target, set()).add(step.name)
        reach: dict[str, set[str]] = {}
        for flow_id in join.ways_in:
            source = next(flow.source for flow in self.scope.flows if flow.id == flow_id)
            pending, seen = [source], {join.name}
            while pending:
                name = pending.pop()
                if name in seen:
                    continue
                seen.add(name)
                reach.setdefault(name, set()).add(flow_id)
                pending.extend(before.get(name, ()))
        return {name: frozenset(ways) for name, ways in reach.items()}

    # One maker per tag.

    def ways_in(self, node: Node) -> list[str]:
        return [flow.id for flow in self.scope.incoming(node.id)]

    def exclusive(self, node: Node, name: str) -> Step:
        return ExclusiveStep(self.spec, name, element_of(node))

    def parallel(self, node: Node, name: str) -> Step:
        return ParallelStep(self.spec, name, element_of(node), self.ways_in(node))

    def inclusive(self, node: Node, name: str) -> Step:
        return InclusiveStep(self.spec, name, element_of(node), self.ways_in(node))

    def event_gateway(self, node: Node, name: str) -> Step:
        return EventGatewayStep(self.spec, name, element_of(node))

    def user(self, node: Node, name: str) -> Step:
        return UserStep(self.spec, name, element_of(node))

    def service(self, node: Node, name: str) -> Step:
        return self.throw(node, name)

    def script(self, node: Node, name: str) -> Step:
        return ScriptStep(self.spec, name, element_of(node), assignments(node))

    def decision(self, node: Node, name: str) -> Step:
        if "decision" not in node.attributes and called_as_external(node.attributes):
            return ServiceStep(self.spec, name, element_of(node))
        given = node.attributes
        rule = Rule(
            decision=attribute(given["decision"], node.id, "decision"),
            binding=given.get("decision_binding", "latest"),
            version=attribute(given["decision_version"], node.id, "version")
            if "decision_version" in given
            else None,
            result_variable=given.get("result_variable"),
            mapping=given.get("map_decision_result"),
        )
        return DecisionStep(self.spec, name, element_of(node), rule)

    def sub_process(self, node: Node, name: str) -> Step:
        return ScopeStep(self.spec, name, element_of(node), self.specs[node.id])

    def catch(self, node: Node, name: str) -> Step:
        if node.trigger.kind not in _WAITING:
            return PassStep(self.spec, name, element_of(node))
        return self._armed(CatchStep(self.spec, name, element_of(node), node.trigger.kind), node)

    def boundary(self, node: Node, name: str) -> Step:
        kind = node.trigger.kind
        interrupting = node.interrupting or kind == "error"
        return self._armed(BoundaryStep(self.spec, name, element_of(node), kind, interrupting), node)

    def _armed(self, step: CatchStep, node: Node) -> Step:
        trigger = node.trigger
        step.timer, step.code = trigger.timer or "", trigger.code
        if trigger.kind == "timer" and trigger.text is not None:
            step.text = attribute(trigger.text, node.id, "timer")
        elif trigger.kind == "conditional" and trigger.text is not None:
            step.text = expression(trigger.text, node.id, "condition", trigger.language, lenient=True)
        return step

    def throw(self, node: Node, name: str) -> Step:
        trigger = node.trigger
        if called_as_external(node.attributes):
            # Camunda 7 sends messages by external workers.
            return ServiceStep(self.spec, name, element_of(node))
        if trigger.kind == "error":
            return ErrorEndStep(self.spec, name, element_of(node), trigger.code)
        if trigger.kind == "terminate":
            return TerminateStep(self.spec, name, element_of(node))
        if trigger.kind in ("message", "signal", "escalation"):
            what = attribute(trigger.name or "", node.id, trigger.kind)
            if trigger.kind == "escalation":  # a code is compared, never evaluated
                what = Text(node.id, trigger.kind, literal=trigger.code)
            return ThrowStep(self.spec, name, element_of(node), trigger.kind, what)
        return PassStep(self.spec, name, element_of(node))


def _optional(text: str | None, where: str, what: str, lenient: bool = False) -> Text | None:
    return None if text is None else expression(text, where, what, lenient=lenient)


_MAKERS: dict[str, Callable[[_ScopeBuilder, Node, str], Any]] = {
    "exclusiveGateway": _ScopeBuilder.exclusive,
    "parallelGateway": _ScopeBuilder.parallel,
    "inclusiveGateway": _ScopeBuilder.inclusive,
    "eventBasedGateway": _ScopeBuilder.event_gateway,
    "userTask": _ScopeBuilder.user,
    "serviceTask": _ScopeBuilder.service,
    "sendTask": _ScopeBuilder.service,
    "receiveTask": _ScopeBuilder.catch,
    "scriptTask": _ScopeBuilder.script,
    "businessRuleTask": _ScopeBuilder.decision,
    "subProcess": _ScopeBuilder.sub_process,
    "intermediateCatchEvent": _ScopeBuilder.catch,
    "boundaryEvent": _ScopeBuilder.boundary,
    "intermediateThrowEvent": _ScopeBuilder.throw,
    "endEvent": _ScopeBuilder.throw,
}
