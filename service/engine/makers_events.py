"""Makers of events: what waits, what throws, what listens."""

from dataclasses import dataclass, replace
from typing import Final, TypeVar

from service.engine.attributes import called_as_external
from service.engine.evaluation import Text, attribute, expression
from service.engine.model import Node, Scope, Trigger
from service.engine.process_spec import ProcessSpec
from service.engine.spec_attributes import element_of, fill_mapped
from service.engine.specs.base import PassStep, Step
from service.engine.specs.compensation import CancelStep, CompensateStep
from service.engine.specs.events import (
    BoundaryStep,
    CatchStep,
    ErrorEndStep,
    PartStep,
    TerminateStep,
    ThrowStep,
)
from service.engine.specs.listening import ListenStep
from service.engine.specs.tasks import ServiceStep

_WAITING: Final = frozenset({"message", "signal", "timer", "conditional", "error", "escalation"})
MULTIPLE: Final = "multiple"
_Catching = TypeVar("_Catching", bound=CatchStep)


@dataclass(frozen=True)
class Place:
    """Where a spec is made: its scope, and the specs of all scopes of the process."""

    scope: Scope
    spec: ProcessSpec
    specs: dict[str, ProcessSpec]


def make_catch(place: Place, node: Node, name: str) -> Step:
    spec = place.spec
    if node.trigger.kind not in _WAITING:
        return PassStep(spec, name, element_of(node))
    return _armed(CatchStep(spec, name, element_of(node), _kind(node)), node)


def make_boundary(place: Place, node: Node, name: str) -> Step:
    interrupting = node.interrupting or node.trigger.kind in ("error", "cancel")
    return _armed(BoundaryStep(place.spec, name, element_of(node), _kind(node), interrupting), node)


def make_listener(spec: ProcessSpec, node: Node) -> ListenStep:
    """Return the spec that waits for the start event of the event sub-process ``node``."""
    inside = node.scope.nodes.values() if node.scope is not None else ()
    start = next(inner for inner in inside if inner.tag == "startEvent")
    interrupting = start.interrupting or start.trigger.kind == "error"
    name = f"{node.id}:listen"
    step = ListenStep(spec, name, element_of(start), _kind(start), node.id, interrupting)
    fill_mapped(step, start)
    _armed(step, start)
    return step


def make_throw(place: Place, node: Node, name: str) -> Step:
    spec, trigger, element = place.spec, node.trigger, element_of(node)
    if called_as_external(node.attributes):
        # Camunda 7 sends messages by external workers.
        return ServiceStep(spec, name, element)
    if trigger.kind == "error":
        return ErrorEndStep(spec, name, element, trigger.code)
    if trigger.kind == "terminate":
        return TerminateStep(spec, name, element)
    if trigger.kind in ("compensate", "cancel"):
        return _make_undoing(place, node, name)
    if trigger.kind in ("message", "signal", "escalation"):
        what = attribute(trigger.name or "", node.id, trigger.kind)
        if trigger.kind == "escalation":  # a code is compared, never evaluated
            what = Text(node.id, trigger.kind, literal=trigger.code)
        return ThrowStep(spec, name, element, trigger.kind, what)
    return PassStep(spec, name, element)


def _make_undoing(place: Place, node: Node, name: str) -> Step:
    scope = place.scope
    outside = scope.is_event_scope and scope.parent is not None
    if outside and scope.parent is not None:
        scope = scope.parent
    inner = place.specs[scope.id]
    if node.trigger.kind == "cancel":
        return CancelStep(place.spec, name, element_of(node), inner)
    return CompensateStep(place.spec, name, element_of(node), inner, node.trigger.ref, outside)


def _kind(node: Node) -> str:
    return MULTIPLE if len(node.triggers) > 1 else node.trigger.kind


def _armed(step: _Catching, node: Node) -> _Catching:
    if step.kind == MULTIPLE:
        step.all_of = node.all_of
        step.parts = tuple(_part(step, node, index, part) for index, part in enumerate(node.triggers))
    else:
        _fill(step, node.trigger, node.id)
    return step


def _part(step: CatchStep, node: Node, index: int, trigger: Trigger) -> str:
    """Make the spec that waits for one of several triggers; return its name."""
    name = f"{step.name}:{index}"
    drawn = replace(node, trigger=trigger, triggers=[trigger], inputs=[], outputs=[], drawn=node.where)
    part = PartStep(step._wf_spec, name, element_of(drawn), trigger.kind, step)
    fill_mapped(part, drawn)
    _fill(part, trigger, node.id)
    return name


def _fill(step: CatchStep, trigger: Trigger, where: str) -> None:
    step.timer, step.code = trigger.timer or "", trigger.code
    if trigger.kind == "timer" and trigger.text is not None:
        step.text = attribute(trigger.text, where, "timer")
    elif trigger.kind == "conditional" and trigger.text is not None:
        step.text = expression(trigger.text, where, "condition", trigger.language, lenient=True)
