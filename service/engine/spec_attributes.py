"""Attributes, mappings and script lines of a node, as the specs keep them."""

import re
from typing import Any, Final

from service.domain.errors import Invalid
from service.engine.attributes import EVALUATED
from service.engine.evaluation import Text, attribute, expression, key_text
from service.engine.model import MappingLine, Node
from service.engine.specs.base import Element
from service.engine.specs.tasks import Assignment, Mapped

RESERVED: Final = frozenset({"dure.output_collection", "dure.output_element", "dure.correlation_key"})
_LITERAL: Final = frozenset({"error_code_variable", "error_message_variable"})
_LINE = re.compile(r"\s*([^\W\d]\w*(?:\.[^\W\d]\w*)*)\s*:?=(?!=)\s*(.+)\Z", re.S)


def element_of(node: Node) -> Element:
    """Return what history and wait list say of ``node``: its literal attributes under neutral names."""
    literal: dict[str, Any] = {}
    for name, text in _texts(node).items():
        if text.expression is None:
            literal[name] = text.literal
    return Element(node.where, node.tag, node.name, node.drawn is None, literal)


def fill_mapped(step: Mapped, node: Node) -> None:
    step.input_lines = tuple(_assignment(line, node.id, "input") for line in node.inputs)
    step.output_lines = tuple(_assignment(line, node.id, "output") for line in node.outputs)
    step.stored_lines = tuple(_assignment(line, node.id, "data output") for line in node.stored)
    step.dynamic = {name: text for name, text in _texts(node).items() if text.expression is not None}
    step.result_variable = node.attributes.get("result_variable")


def assignments(node: Node) -> tuple[Assignment, ...]:
    """Return a script's lines. Raises ``Invalid`` where one is no assignment."""
    script = (node.script or "").strip()
    variable = node.attributes.get("result_variable")
    if variable is not None:
        return (Assignment(variable, expression(script, node.id, "script", lenient=True)),)
    return tuple(_line(text, node.id) for text in script_lines(script))


def script_lines(script: str) -> list[str]:
    """Split a script at line ends; a line that is indented or begins with a bracket goes on the one before."""
    lines: list[str] = []
    for raw in script.splitlines():
        text = raw.strip()
        if not text or text.startswith(("#", "//")):
            continue
        if lines and not _LINE.match(text):
            lines[-1] += "\n" + text
        else:
            lines.append(text)
    return lines


def _line(text: str, where: str) -> Assignment:
    match = _LINE.match(text)
    if match is None:
        raise Invalid(f"the script line “{text}” is no assignment name = expression")
    return Assignment(
        match.group(1), expression(match.group(2), where, f"script line {match.group(1)}", lenient=True)
    )


def _assignment(line: MappingLine, where: str, what: str) -> Assignment:
    label = f"{what} {line.name}"
    if line.expression and line.text.startswith("="):
        return Assignment(line.name, expression(line.text, where, label, lenient=True))
    text = attribute(line.text, where, label)
    if text.expression is None:
        return Assignment(line.name, text)
    return Assignment(line.name, Text(where, label, expression=text.expression, lenient=True))


def _texts(node: Node) -> dict[str, Text]:
    texts: dict[str, Text] = {}
    for name, raw in node.attributes.items():
        if name in _LITERAL:
            texts[name] = Text(node.id, name, literal=raw)
        elif name in EVALUATED or (name.startswith("dure.") and name not in RESERVED):
            texts[name] = attribute(raw, node.id, name)
    trigger = node.trigger
    if trigger.kind in ("message", "signal") and trigger.name:
        texts[trigger.kind] = attribute(trigger.name, node.id, trigger.kind)
    if trigger.correlation_key:
        key = trigger.correlation_key
        texts["correlation_key"] = attribute(key, node.id, "correlation key")
    elif trigger.correlation:
        texts["correlation_key"] = key_text(trigger.correlation, node.id)
    return texts
