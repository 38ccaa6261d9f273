"""Writes small BPMN files for tests, and walks their instances."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from service.decisions import DecisionResult
from service.domain.errors import NotFound
from service.engine.engine import CompiledProcess, Engine
from service.engine.library import NO_LIBRARY, Called, EmptyLibrary
from service.engine.outcome import Outcome, Wait

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Asia/Seoul"))
HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    'xmlns:dure="urn:dure:bpmn:1.0" id="Defs" targetNamespace="urn:test">\n'
)
_FLOW = re.compile(r"(\w+)>(\w+)(?:#(\w+))?(?:\[(.*)\])?$")


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def flows(notation: str) -> str:
    """Write ``a>b``, ``a>b#id`` and ``a>b[condition]``, separated by ``;`` or line ends."""
    lines = []
    for number, part in enumerate(filter(None, map(str.strip, re.split(r"[;\n]", notation)))):
        match = _FLOW.match(part)
        assert match, part
        source, target, flow_id, condition = match.groups()
        inner = f"<conditionExpression>{escaped(condition)}</conditionExpression>" if condition else ""
        name = flow_id or f"f{number}_{source}_{target}"
        lines.append(
            f'<sequenceFlow id="{name}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>'
        )
    return "\n".join(lines)


def doc(body: str, notation: str = "", extra: str = "", process_id: str = "p") -> bytes:
    process = (
        f'<process id="{process_id}" name="P" isExecutable="true">\n{body}\n{flows(notation)}\n</process>'
    )
    return f"{HEAD}{process}\n{extra}\n</definitions>".encode()


def user(element_id: str, inner: str = "", attributes: str = "") -> str:
    return f'<userTask id="{element_id}" name="{element_id}" {attributes}>{inner}</userTask>'


def script(element_id: str, text: str) -> str:
    return f'<scriptTask id="{element_id}" scriptFormat="feel"><script>{escaped(text)}</script></scriptTask>'


def service(element_id: str, topic: str = "work", inner: str = "") -> str:
    attributes = f'camunda:type="external" camunda:topic="{topic}"'
    return f'<serviceTask id="{element_id}" {attributes}>{inner}</serviceTask>'


def xor(element_id: str, default: str = "") -> str:
    return f'<exclusiveGateway id="{element_id}"' + (f' default="{default}"' if default else "") + "/>"


def both(element_id: str) -> str:
    return f'<parallelGateway id="{element_id}"/>'


def some(element_id: str, default: str = "") -> str:
    return f'<inclusiveGateway id="{element_id}"' + (f' default="{default}"' if default else "") + "/>"


def complex_gateway(element_id: str, activation: str = "", default: str = "") -> str:
    inner = f"<activationCondition>{escaped(activation)}</activationCondition>" if activation else ""
    marked = f' default="{default}"' if default else ""
    return f'<complexGateway id="{element_id}"{marked}>{inner}</complexGateway>'


def start(element_id: str = "s", inner: str = "") -> str:
    return f'<startEvent id="{element_id}">{inner}</startEvent>'


def end(element_id: str = "e", inner: str = "") -> str:
    return f'<endEvent id="{element_id}">{inner}</endEvent>'


def catch(element_id: str, inner: str, attributes: str = "") -> str:
    return f'<intermediateCatchEvent id="{element_id}" {attributes}>{inner}</intermediateCatchEvent>'


def throw(element_id: str, inner: str) -> str:
    return f'<intermediateThrowEvent id="{element_id}">{inner}</intermediateThrowEvent>'


def boundary(element_id: str, host: str, inner: str, interrupting: bool = True) -> str:
    cancel = "true" if interrupting else "false"
    return f'<boundaryEvent id="{element_id}" attachedToRef="{host}" cancelActivity="{cancel}">{inner}</boundaryEvent>'


def sub(element_id: str, body: str, notation: str) -> str:
    return f'<subProcess id="{element_id}">{body}{flows(notation)}</subProcess>'


def transaction(element_id: str, body: str, notation: str) -> str:
    return f'<transaction id="{element_id}">{body}{flows(notation)}</transaction>'


def ad_hoc(element_id: str, body: str, notation: str = "", until: str = "", attributes: str = "") -> str:
    condition = f"<completionCondition>{escaped(until)}</completionCondition>" if until else ""
    return f'<adHocSubProcess id="{element_id}" {attributes}>{body}{flows(notation)}{condition}</adHocSubProcess>'


def event_start(element_id: str, inner: str, interrupting: bool = True) -> str:
    cut = "true" if interrupting else "false"
    return f'<startEvent id="{element_id}" isInterrupting="{cut}">{inner}</startEvent>'


def event_sub(element_id: str, body: str, notation: str) -> str:
    return f'<subProcess id="{element_id}" triggeredByEvent="true">{body}{flows(notation)}</subProcess>'


def undone(host: str, handler: str = "") -> str:
    """Give ``host`` a compensation: a user task called ``undo_HOST`` unless another handler is given."""
    by = f"undo_{host}"
    task = handler or f'<userTask id="{by}" name="{by}" isForCompensation="true"/>'
    link = f'<association id="as_{host}" sourceRef="c_{host}" targetRef="{by}" associationDirection="One"/>'
    return boundary(f"c_{host}", host, definition("compensate")) + task + link


def timer(kind: str, text: str) -> str:
    return f"<timerEventDefinition><time{kind}>{text}</time{kind}></timerEventDefinition>"


def definition(kind: str, reference: str = "") -> str:
    return f"<{kind}EventDefinition" + (f' {kind}Ref="{reference}"' if reference else "") + "/>"


def many(
    collection: str = "",
    variable: str = "item",
    sequential: bool = False,
    inner: str = "",
) -> str:
    over = f'camunda:collection="{collection}" camunda:elementVariable="{variable}"' if collection else ""
    order = ' isSequential="true"' if sequential else ""
    return f"<multiInstanceLoopCharacteristics{order} {over}>{inner}</multiInstanceLoopCharacteristics>"


def properties(**values: str) -> str:
    lines = "".join(f'<camunda:property name="dure.{k}" value="{escaped(v)}"/>' for k, v in values.items())
    return f"<extensionElements><camunda:properties>{lines}</camunda:properties></extensionElements>"


class Walk:
    """One instance under test: remembers the last outcome and names tokens by element id."""

    def __init__(
        self,
        xml: bytes,
        variables: Mapping[str, Any] | None = None,
        *,
        engine: Engine | None = None,
        library: Any = NO_LIBRARY,
        start_element: str | None = None,
        now: datetime = NOW,
    ) -> None:
        self.engine = engine or Engine()
        self.library = library
        self.now = now
        self.process: CompiledProcess = self.engine.compile(xml, "test.bpmn", "p")
        self.passed: list[str] = []
        self.last = self._note(
            self.engine.start(self.process, variables or {}, now, library, start_element=start_element)
        )

    @property
    def waiting(self) -> list[str]:
        return sorted(wait.element_id for wait in self.last.waits)

    @property
    def variables(self) -> Mapping[str, Any]:
        return self.last.variables

    def wait(self, element_id: str, index: int = 0) -> Wait:
        return [wait for wait in self.last.waits if wait.element_id == element_id][index]

    def complete(self, element_id: str, index: int = 0, **variables: Any) -> "Walk":
        token = self.wait(element_id, index).token
        self._note(
            self.engine.complete(self.process, self.last.state, token, variables, self.now, self.library)
        )
        return self

    def fire(self, element_id: str) -> "Walk":
        token = self.wait(element_id).token
        self._note(self.engine.fire(self.process, self.last.state, token, self.now, self.library))
        return self

    def deliver(self, element_id: str, **payload: Any) -> "Walk":
        token = self.wait(element_id).token
        self._note(self.engine.deliver(self.process, self.last.state, token, payload, self.now, self.library))
        return self

    def throw(self, element_id: str, code: str, **variables: Any) -> "Walk":
        token = self.wait(element_id).token
        outcome = self.engine.throw(
            self.process, self.last.state, token, code, "", variables, self.now, self.library
        )
        self._note(outcome)
        return self

    def set(self, **variables: Any) -> "Walk":
        self._note(
            self.engine.set_variables(self.process, self.last.state, variables, self.now, self.library)
        )
        return self

    def _note(self, outcome: Outcome) -> Outcome:
        self.last = outcome
        self.passed += [entry.element_id for entry in outcome.passed if not entry.cancelled]
        return outcome


class OneDecision(EmptyLibrary):
    """A library that answers every question alike and remembers them."""

    def __init__(self, result: DecisionResult) -> None:
        self.result = result
        self.asked: list[tuple[str, str, int | None, dict[str, Any]]] = []

    def decide(
        self, decision_id: str, binding: str, version: int | None, variables: Mapping[str, Any], now: datetime
    ) -> DecisionResult:
        self.asked.append((decision_id, binding, version, dict(variables)))
        return self.result


class Shelf(EmptyLibrary):
    """Processes by key, one list entry a version; remembers what was asked."""

    def __init__(self, engine: Engine, **processes: list[bytes]) -> None:
        self.engine, self.processes = engine, processes
        self.asked: list[tuple[str, str, int | None, str | None]] = []

    def process(self, key: str, binding: str, version: int | None, tag: str | None) -> Called:
        self.asked.append((key, binding, version, tag))
        if key not in self.processes:
            raise NotFound(f"there is no process {key}")
        return self.recall(f"{key}:{version or len(self.processes[key])}")

    def recall(self, reference: str) -> Called:
        key, _, version = reference.partition(":")
        xml = self.processes[key][int(version) - 1]
        return Called(reference, self.engine.compile(xml, f"{key}.bpmn", key), self)
