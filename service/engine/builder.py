"""Diagram -> specs. Only called for diagrams that passed the checks."""

from dataclasses import replace

from service.engine.evaluation import Text, attribute, expression
from service.engine.makers import make_step
from service.engine.makers_events import Place, make_listener
from service.engine.model import Announcement, Loop, Node, Process, Scope
from service.engine.names import GATEWAYS
from service.engine.process_spec import ProcessSpec
from service.engine.spec_attributes import element_of, fill_mapped
from service.engine.specs.base import AttachStep, Step, Way
from service.engine.specs.compensation import UNDO, UndoScopeStep, UndoStep
from service.engine.specs.gateways import GatherStep, InclusiveStep
from service.engine.specs.loops import Announced, ManyStep, Plan, StandardLoopStep
from service.engine.specs.tasks import Mapped


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
        drawn = [node for node in self.scope.nodes.values() if not _marks_compensation(node)]
        for node in drawn:
            self._add(node)
        UndoStep(self.spec)
        for node in drawn:
            self._connect(node)
            self._make_undoable(node)
        self._begin()
        self.spec.settles = any(getattr(s, "settles", False) for s in self.spec.task_specs.values())
        for step in self.spec.task_specs.values():
            if isinstance(step, InclusiveStep) and len(step.ways_in) > 1:
                self.spec.reach[step.name] = self._reach(step)

    def _add(self, node: Node) -> None:
        if node.is_event_scope and node is not self.scope.undoing():
            self.spec.listeners.append(make_listener(self.spec, node))
        if node.loop is None:
            self._step(node, node.id)
        else:
            body = self._step(node, f"{node.id}:body")
            body.owner_loop = node.id
            self._loop(node, node.loop, body.name)
        events = [event.id for event in self.scope.attached(node.id) if not _marks_compensation(event)]
        if events:
            AttachStep(self.spec, f"{node.id}:attach", element_of(node), node.id, events)
        needed = int(node.element.get("startQuantity", "1"))
        if needed > 1:
            hidden = replace(element_of(node), shown=False)
            gate = GatherStep(self.spec, f"{node.id}:gather", hidden, needed)
            gate.lead_to(Way(f"{node.id}:gathered", self._behind_gate(node.id)))

    def _step(self, node: Node, name: str) -> Step:
        step = make_step(Place(self.scope, self.spec, self.specs), node, name)
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
            announcements=tuple(self._announcement(node, line) for line in loop.announcements),
        )
        ManyStep(self.spec, node.id, element, body, plan)

    def _announcement(self, node: Node, line: Announcement) -> Announced:
        kind, trigger = line.trigger.kind, line.trigger
        name = Text(node.id, kind, literal=trigger.code)
        if kind != "escalation":
            name = attribute(trigger.name or "", node.id, kind)
        return Announced(kind, name, line.first, _optional(line.condition, node.id, "behaviour condition"))

    def _connect(self, node: Node) -> None:
        step = self.spec.task_specs[node.id]
        step.quantity = int(node.element.get("completionQuantity", "1"))
        for flow in self.scope.outgoing(node.id):
            condition = None
            is_default = flow.id == node.default
            if flow.condition and node.tag in GATEWAYS and not is_default:
                condition = expression(
                    flow.condition, node.where, f"condition of flow {flow.id}", flow.language
                )
            step.lead_to(Way(flow.id, self._entry(flow.target), condition, is_default))

    def _make_undoable(self, node: Node) -> None:
        """Tell the spec of an activity, or of one round of its loop, what undoes it."""
        specs = self.spec.task_specs
        if node.is_compensator:
            specs[node.id].owner_loop = UNDO
        step = specs.get(f"{node.id}:body", specs[node.id])
        handler, inside = self.scope.compensator(node.id), node.scope
        if handler is not None:
            step.undo = handler.id
        elif inside is not None and not node.is_event_scope and inside.can_be_undone():
            undoing = inside.undoing()
            first = UNDO if undoing is None else undoing.id
            hidden = replace(element_of(node), shown=False)
            step.undo = f"{node.id}:undo"
            UndoScopeStep(self.spec, step.undo, hidden, self.specs[node.id], first)

    def _entry(self, node_id: str) -> str:
        gate = f"{node_id}:gather"
        return gate if gate in self.spec.task_specs else self._behind_gate(node_id)

    def _behind_gate(self, node_id: str) -> str:
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


def _marks_compensation(node: Node) -> bool:
    """A compensation boundary event only says which handler belongs to which activity."""
    return node.tag == "boundaryEvent" and node.trigger.kind == "compensate"


def _optional(text: str | None, where: str, what: str, lenient: bool = False) -> Text | None:
    return None if text is None else expression(text, where, what, lenient=lenient)
