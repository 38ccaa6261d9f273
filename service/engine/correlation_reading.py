"""The standard's correlation: which properties of a message must match which values of the instance.

A correlation key names properties; a property says by ``messagePath`` where each message carries it; a
process may bind it to its variables by ``dataPath``, else the same path is read there.
"""

from typing import Final

from lxml import etree

from service.engine.names import BPMN
from service.engine.xml_access import text_of

_THROWN: Final = frozenset({"intermediateThrowEvent", "endEvent", "sendTask"})


class Correlations:
    """The correlation keys of a file."""

    def __init__(self, root: etree._Element) -> None:
        self._keys = [_references(key) for key in root.iter(f"{{{BPMN}}}correlationKey")]
        self._properties = {
            str(element.get("id")): element for element in root.iter(f"{{{BPMN}}}correlationProperty")
        }
        self._bound = {
            _local(binding.get("correlationPropertyRef")): _text(binding, "dataPath")
            for binding in root.iter(f"{{{BPMN}}}correlationPropertyBinding")
        }

    def parts(self, message: str | None, tag: str) -> list[tuple[str, str]]:
        """Return name and expression of all that must match for ``message`` at an element with ``tag``."""
        found: dict[str, str] = {}
        for key in self._keys:
            paths = {name: self._path(name, _local(message)) for name in key}
            if all(paths.values()):
                found.update({name: path for name, path in paths.items() if path})
        return [
            (self._name(name), path if tag in _THROWN else self._bound.get(name) or path)
            for name, path in sorted(found.items())
        ]

    def _path(self, name: str, message: str) -> str | None:
        element = self._properties.get(name)
        if element is None:
            return None
        for retrieval in element.iter(f"{{{BPMN}}}correlationPropertyRetrievalExpression"):
            if _local(retrieval.get("messageRef")) == message:
                return _text(retrieval, "messagePath")
        return None

    def _name(self, name: str) -> str:
        return str(self._properties[name].get("name") or name)


def _references(key: etree._Element) -> list[str]:
    return [_local(text_of(child).strip()) for child in key.iterchildren(f"{{{BPMN}}}correlationPropertyRef")]


def _text(element: etree._Element, name: str) -> str | None:
    child = element.find(f"{{{BPMN}}}{name}")
    return None if child is None else text_of(child).strip() or None


def _local(reference: str | None) -> str:
    return (reference or "").rpartition(":")[2]
