"""Loop characteristics of an activity, from the standard's elements and from the vendors' attributes."""

from lxml import etree

from service.engine.attributes import extension, read_attributes
from service.engine.model import Announcement, Loop
from service.engine.names import BPMN
from service.engine.triggers_reading import Catalogue, read_triggers


def read_loop(element: etree._Element, attributes: dict[str, str], catalogue: Catalogue) -> Loop | None:
    many = element.find(f"{{{BPMN}}}multiInstanceLoopCharacteristics")
    if many is not None:
        loop = _many(many, attributes)
        loop.announcements = _announcements(many, catalogue)
        return loop
    standard = element.find(f"{{{BPMN}}}standardLoopCharacteristics")
    if standard is None:
        return None
    return Loop(
        kind="standard",
        test_before=standard.get("testBefore") == "true",
        condition=_text(standard, "loopCondition"),
        maximum=standard.get("loopMaximum"),
    )


def _many(element: etree._Element, attributes: dict[str, str]) -> Loop:
    own = read_attributes(element)
    zeebe = extension(element, "loopCharacteristics")
    extra = dict(zeebe.attrib) if zeebe is not None else {}
    item = element.find(f"{{{BPMN}}}inputDataItem")
    out = element.find(f"{{{BPMN}}}outputDataItem")
    return Loop(
        kind="sequential" if element.get("isSequential") == "true" else "parallel",
        collection=own.get("collection")
        or extra.get("inputCollection")
        or _text(element, "loopDataInputRef"),
        element_variable=own.get("element_variable") or extra.get("inputElement") or _item(item),
        cardinality=_text(element, "loopCardinality"),
        completion=_text(element, "completionCondition"),
        output_collection=attributes.get("dure.output_collection")
        or own.get("dure.output_collection")
        or extra.get("outputCollection")
        or _text(element, "loopDataOutputRef"),
        output_element=attributes.get("dure.output_element")
        or own.get("dure.output_element")
        or extra.get("outputElement")
        or _item(out),
    )


def _announcements(many: etree._Element, catalogue: Catalogue) -> list[Announcement]:
    """Read which events are thrown when instances complete (``behavior``)."""
    behaviour = many.get("behavior", "All")
    if behaviour == "Complex":
        return [
            Announcement(trigger, condition=_text(definition, "condition"))
            for definition in many.iterchildren(f"{{{BPMN}}}complexBehaviorDefinition")
            for event in definition.iterchildren(f"{{{BPMN}}}event")
            for trigger in read_triggers(event, "event", catalogue, {})
        ]
    reference = many.get(f"{behaviour.lower()}BehaviorEventRef")
    if not reference or behaviour not in ("None", "One"):
        return []
    return [Announcement(catalogue.trigger(reference), first=behaviour == "One")]


def completion_of(element: etree._Element) -> str | None:
    """Return the completion condition of an ad-hoc sub-process."""
    return _text(element, "completionCondition")


def activation_of(element: etree._Element) -> str | None:
    """Return the activation condition of a complex gateway."""
    return _text(element, "activationCondition")


def _item(element: etree._Element | None) -> str | None:
    return None if element is None else element.get("name") or element.get("id")


def _text(element: etree._Element, name: str) -> str | None:
    child = element.find(f"{{{BPMN}}}{name}")
    text = (child.text or "").strip() if child is not None else ""
    return text or None
