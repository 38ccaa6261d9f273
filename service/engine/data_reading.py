"""Data objects and associations: a data object is a variable of its name.

An association whose two ends have the same name says what holds anyway; one that renames, assigns or
transforms becomes a line of the activity's input or output.
"""

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree

from service.domain.xml import local_name
from service.engine.model import MappingLine
from service.engine.names import BPMN
from service.engine.xml_access import text_of

_NAME = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*\Z")
_DATA: Final = ("dataObject", "dataObjectReference", "dataInput", "dataOutput", "property")
_PLACEHOLDER: Final = "__targetRef_placeholder"  # what modellers write where the file format wants a target


class DataNames:
    """The variable that each data element of a file stands for, by id."""

    def __init__(self, root: etree._Element) -> None:
        elements = {
            str(element.get("id")): element
            for element in root.iter(*(f"{{{BPMN}}}{tag}" for tag in _DATA))
            if element.get("id") and element.get("name") != _PLACEHOLDER
        }
        self._names = {
            key: _variable(elements.get(str(e.get("dataObjectRef")), e)) for key, e in elements.items()
        }

    def find(self, reference: str | None) -> str | None:
        return self._names.get((reference or "").strip())


def read_associations(element: etree._Element, names: DataNames, direction: str) -> list[MappingLine]:
    """Return the lines of all associations of ``direction`` (Input, Output) that change anything."""
    return [
        line
        for association in element.iterchildren(f"{{{BPMN}}}data{direction}Association")
        for line in _lines(association, names)
    ]


def unreadable(association: etree._Element, names: DataNames) -> str | None:
    """Return why an association cannot be executed, or None."""
    for child in association:
        if local_name(child) == "assignment" and not _target(_part(child, "to"), names):
            return "the assignment names no variable in <to>"
        if local_name(child) == "assignment" and not _part(child, "from"):
            return "the assignment has no expression in <from>"
        if local_name(child) == "transformation" and names.find(_part(association, "targetRef")) is None:
            return "the transformation has no data object as its target"
    return None


def _lines(association: etree._Element, names: DataNames) -> Iterator[MappingLine]:
    source = names.find(_part(association, "sourceRef"))
    target = names.find(_part(association, "targetRef"))
    assignments = list(association.iterchildren(f"{{{BPMN}}}assignment"))
    transformation = _part(association, "transformation")
    for assignment in assignments:
        name = _target(_part(assignment, "to"), names)
        if name is not None:
            yield _line(name, _part(assignment, "from"))
    if transformation and target:
        yield _line(target, transformation)
    elif not assignments and source and target and source != target:
        yield _line(target, source)


def _line(name: str, text: str) -> MappingLine:
    marked = text.startswith(("=", "${", "#{"))
    return MappingLine(name, text if marked else f"={text}", expression=True)


def _target(text: str, names: DataNames) -> str | None:
    return names.find(text) or (text if _NAME.match(text) else None)


def _part(element: etree._Element, name: str) -> str:
    child = element.find(f"{{{BPMN}}}{name}")
    return "" if child is None else text_of(child).strip()


def _variable(element: etree._Element) -> str:
    name = str(element.get("name") or "")
    return name if _NAME.match(name) else str(element.get("id"))
