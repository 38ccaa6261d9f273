"""Event definitions, with the messages, signals, errors and escalations they refer to."""

from typing import Final

from lxml import etree

from service.domain.xml import local_name
from service.engine.attributes import extension
from service.engine.correlation_reading import Correlations
from service.engine.data_reading import DataNames
from service.engine.model import Trigger
from service.engine.names import BPMN

KINDS: Final = {
    "messageEventDefinition": "message",
    "signalEventDefinition": "signal",
    "timerEventDefinition": "timer",
    "errorEventDefinition": "error",
    "escalationEventDefinition": "escalation",
    "conditionalEventDefinition": "conditional",
    "terminateEventDefinition": "terminate",
    "linkEventDefinition": "link",
    "cancelEventDefinition": "cancel",
    "compensateEventDefinition": "compensate",
}
_REFERENCES: Final = {
    "message": "messageRef",
    "signal": "signalRef",
    "error": "errorRef",
    "escalation": "escalationRef",
}
_CODES: Final = {"error": "errorCode", "escalation": "escalationCode"}
_TIMERS: Final = {"timeDate": "date", "timeDuration": "duration", "timeCycle": "cycle"}


class Catalogue:
    """What elements of a file refer to: root elements by id without its prefix, data, correlation keys."""

    def __init__(self, root: etree._Element) -> None:
        self._elements = {
            (local_name(element), str(element.get("id"))): element for element in root if element.get("id")
        }
        self.data = DataNames(root)
        self.correlations = Correlations(root)

    def find(self, kind: str, reference: str) -> etree._Element | None:
        return self._elements.get((kind, reference.rpartition(":")[2]))

    def definition(self, reference: str) -> etree._Element | None:
        wanted = reference.rpartition(":")[2]
        return next((e for (tag, key), e in self._elements.items() if key == wanted and tag in KINDS), None)

    def trigger(self, reference: str) -> Trigger:
        """Return what an event definition at the root of the file waits for or throws."""
        meant = self.definition(reference)
        if meant is None:
            return Trigger("unresolved", ref=reference, resolved=False)
        return _trigger(meant, KINDS[local_name(meant)], self, {})


def definitions(element: etree._Element) -> list[etree._Element]:
    """Return the event definitions written inside ``element`` or referred to from it."""
    return [
        child for child in element if local_name(child) in KINDS or local_name(child) == "eventDefinitionRef"
    ]


def read_triggers(
    element: etree._Element, tag: str, catalogue: Catalogue, attributes: dict[str, str]
) -> list[Trigger]:
    """Return the triggers of an event, or of a send or receive task, in document order."""
    found = [_read(definition, catalogue, attributes) for definition in definitions(element)]
    if not found and tag in ("sendTask", "receiveTask") and element.get("messageRef"):
        found.append(_trigger(element, "message", catalogue, attributes))
    for trigger in found:
        if trigger.kind == "message" and trigger.correlation_key is None:
            trigger.correlation = catalogue.correlations.parts(trigger.ref, tag)
    return found


def _read(definition: etree._Element, catalogue: Catalogue, attributes: dict[str, str]) -> Trigger:
    reference = (definition.text or "").strip() if local_name(definition) == "eventDefinitionRef" else None
    meant = definition if reference is None else catalogue.definition(reference)
    if meant is None:
        return Trigger("unresolved", ref=reference, resolved=False)
    return _trigger(meant, KINDS[local_name(meant)], catalogue, attributes)


def _trigger(
    definition: etree._Element, kind: str, catalogue: Catalogue, attributes: dict[str, str]
) -> Trigger:
    trigger = Trigger(kind)
    if kind == "timer":
        _read_timer(definition, trigger)
    elif kind == "conditional":
        condition = definition.find(f"{{{BPMN}}}condition")
        trigger.text = (condition.text or "").strip() if condition is not None else None
        trigger.language = condition.get("language") if condition is not None else None
    elif kind == "link":
        trigger.name = definition.get("name")
    elif kind == "compensate":
        trigger.ref = definition.get("activityRef")
        trigger.waits = definition.get("waitForCompletion", "true") == "true"
    elif kind in _REFERENCES:
        _resolve(definition, trigger, catalogue)
        trigger.correlation_key = attributes.get("dure.correlation_key") or trigger.correlation_key
    return trigger


def _read_timer(definition: etree._Element, trigger: Trigger) -> None:
    for child in definition:
        name = _TIMERS.get(local_name(child))
        if name is not None:
            trigger.timer, trigger.text = name, (child.text or "").strip().strip('"')
            trigger.language = child.get("language")


def _resolve(definition: etree._Element, trigger: Trigger, catalogue: Catalogue) -> None:
    trigger.ref = definition.get(_REFERENCES[trigger.kind])
    if trigger.ref is None:
        return
    target = catalogue.find(trigger.kind, trigger.ref)
    if target is None:
        trigger.resolved = False
        return
    trigger.name = target.get("name")
    if trigger.kind in _CODES:
        trigger.code = target.get(_CODES[trigger.kind])
    subscription = extension(target, "subscription")
    if subscription is not None:
        trigger.correlation_key = subscription.get("correlationKey")
