"""One maker per tag: node -> spec. Events have makers of their own (``makers_events``)."""

from collections.abc import Callable
from typing import Final

from service.engine.attributes import called_as_external
from service.engine.evaluation import Text, attribute, expression
from service.engine.loops_reading import activation_of, completion_of
from service.engine.makers_events import Place, make_boundary, make_catch, make_throw
from service.engine.model import Call, CallLine, Node
from service.engine.spec_attributes import assignments, element_of
from service.engine.specs.adhoc import AdHoc, AdHocStep
from service.engine.specs.base import AllEventsGatewayStep, EventGatewayStep, PassStep, Step
from service.engine.specs.calls import Calling, CallStep, Handed
from service.engine.specs.complex import ComplexStep
from service.engine.specs.gateways import ExclusiveStep, InclusiveStep, ParallelStep
from service.engine.specs.scopes import ScopeStep
from service.engine.specs.tasks import DecisionStep, Rule, ScriptStep, ServiceStep, UserStep


def make_step(place: Place, node: Node, name: str) -> Step:
    """Return the spec of ``node``, called ``name``; its mappings are filled in by the caller."""
    make = _MAKERS.get(node.tag)
    return PassStep(place.spec, name, element_of(node)) if make is None else make(place, node, name)


def _ways_in(place: Place, node: Node) -> list[str]:
    return [flow.id for flow in place.scope.incoming(node.id)]


def _exclusive(place: Place, node: Node, name: str) -> Step:
    return ExclusiveStep(place.spec, name, element_of(node))


def _parallel(place: Place, node: Node, name: str) -> Step:
    return ParallelStep(place.spec, name, element_of(node), _ways_in(place, node))


def _inclusive(place: Place, node: Node, name: str) -> Step:
    return InclusiveStep(place.spec, name, element_of(node), _ways_in(place, node))


def _complex(place: Place, node: Node, name: str) -> Step:
    text = activation_of(node.element)
    activation = None if text is None else expression(text, node.id, "activation condition")
    return ComplexStep(place.spec, name, element_of(node), _ways_in(place, node), activation)


def _event_gateway(place: Place, node: Node, name: str) -> Step:
    every = node.element.get("eventGatewayType") == "Parallel"
    return (AllEventsGatewayStep if every else EventGatewayStep)(place.spec, name, element_of(node))


def _user(place: Place, node: Node, name: str) -> Step:
    return UserStep(place.spec, name, element_of(node))


def _script(place: Place, node: Node, name: str) -> Step:
    return ScriptStep(place.spec, name, element_of(node), assignments(node))


def _decision(place: Place, node: Node, name: str) -> Step:
    given = node.attributes
    if "decision" not in given and called_as_external(given):
        return ServiceStep(place.spec, name, element_of(node))
    rule = Rule(
        decision=attribute(given["decision"], node.id, "decision"),
        binding=given.get("decision_binding", "latest"),
        version=_attribute(given.get("decision_version"), node, "version"),
        result_variable=given.get("result_variable"),
        mapping=given.get("map_decision_result"),
    )
    return DecisionStep(place.spec, name, element_of(node), rule)


def _sub_process(place: Place, node: Node, name: str) -> Step:
    return ScopeStep(place.spec, name, element_of(node), place.specs[node.id])


def _ad_hoc(place: Place, node: Node, name: str) -> Step:
    inner, element = place.specs[node.id], node.element
    inner.free = True
    text = completion_of(element)
    plan = AdHoc(
        sequential=element.get("ordering") == "Sequential",
        completion=None if text is None else expression(text, node.id, "completion condition", lenient=True),
        cuts=element.get("cancelRemainingInstances", "true") == "true",
    )
    return AdHocStep(place.spec, name, element_of(node), inner, plan)


def _call(place: Place, node: Node, name: str) -> Step:
    call = node.call or Call(None)
    calling = Calling(
        process=attribute(call.element or "", node.id, "called process"),
        binding=call.binding,
        version=_attribute(call.version, node, "version"),
        tag=_attribute(call.tag, node, "version tag"),
        all_in=call.all_in,
        all_out=call.all_out,
        ins=tuple(_handed(line, node) for line in call.ins),
        outs=tuple(_handed(line, node) for line in call.outs),
    )
    return CallStep(place.spec, name, element_of(node), calling)


def _handed(line: CallLine, node: Node) -> Handed:
    if line.text is None:
        return Handed(line.target, line.source)
    what = f"call mapping {line.target}"
    return Handed(line.target, text=expression(line.text, node.id, what, lenient=True))


def _attribute(text: str | None, node: Node, what: str) -> Text | None:
    return None if text is None else attribute(text, node.id, what)


_MAKERS: Final[dict[str, Callable[[Place, Node, str], Step]]] = {
    "exclusiveGateway": _exclusive,
    "parallelGateway": _parallel,
    "inclusiveGateway": _inclusive,
    "complexGateway": _complex,
    "eventBasedGateway": _event_gateway,
    "userTask": _user,
    "scriptTask": _script,
    "businessRuleTask": _decision,
    "subProcess": _sub_process,
    "adHocSubProcess": _ad_hoc,
    "transaction": _sub_process,
    "callActivity": _call,
    "serviceTask": make_throw,
    "sendTask": make_throw,
    "receiveTask": make_catch,
    "intermediateCatchEvent": make_catch,
    "boundaryEvent": make_boundary,
    "intermediateThrowEvent": make_throw,
    "endEvent": make_throw,
}
