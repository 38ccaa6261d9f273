"""The kit's test files: what they give to a model and what they expect of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

from lxml import etree

from service.domain.xml import local_name, read_xml
from service.expressions.syntax.tokens import spaced
from service.expressions.values.literals import parse_date, parse_date_time, parse_duration, parse_time
from service.expressions.values.numbers import Value

Element = etree._Element

_XSI: Final = "{http://www.w3.org/2001/XMLSchema-instance}"
_NUMBERS: Final = frozenset(["decimal", "double", "integer", "int", "long", "float"])
_NO_NUMBERS: Final = frozenset(["NaN", "INF", "-INF"])
_READERS: Final = {
    "boolean": lambda text: text == "true",
    "date": parse_date,
    "time": parse_time,
    "dateTime": parse_date_time,
    "duration": parse_duration,
    "yearMonthDuration": parse_duration,
    "dayTimeDuration": parse_duration,
}


@dataclass(frozen=True)
class Expectation:
    """A result that is looked at: ``node`` is asked for, ``part`` is the name of the result."""

    node: str
    part: str
    value: Value


@dataclass(frozen=True)
class Case:
    """``inputs`` are by name, ``spaces`` says of those of imported models in which namespace they are."""

    id: str
    inputs: Mapping[str, Value]
    spaces: Mapping[str, str]
    expected: tuple[Expectation, ...]

    @property
    def expects_value(self) -> bool:
        """Tell whether this is a case that an engine cannot pass by answering null to everything."""
        return any(e.value is not None for e in self.expected)


@dataclass(frozen=True)
class Suite:
    """One test file of the kit with the model it is about."""

    level: str
    name: str
    model: Path
    cases: tuple[Case, ...]


def read_suites(folder: Path) -> Iterator[Suite]:
    """Give the suites of every compliance level below a folder, in order."""
    for path in sorted(folder.rglob("*.xml")):
        level = path.parent.parent.name
        if level.startswith("compliance-level-") and "-test" in path.name:
            root = read_xml(path.read_bytes(), path.name)
            model = next(_children(root, "modelName")).text or ""
            cases = tuple(map(_case, _children(root, "testCase")))
            yield Suite(level, path.parent.name, path.parent / model.strip(), cases)


def _children(element: Element, *tags: str) -> Iterator[Element]:
    return (child for child in element if local_name(child) in tags)


def _case(element: Element) -> Case:
    given = list(_children(element, "inputNode"))
    return Case(
        element.get("id") or "",
        {_name(node): _value(node) for node in given},
        {_name(node): str(node.get("namespace")) for node in given if node.get("namespace")},
        tuple(_expectation(element, node) for node in _children(element, "resultNode")),
    )


def _expectation(case: Element, result: Element) -> Expectation:
    invoked = case.get("invocableName") if case.get("type") in ("bkm", "decisionService") else None
    expected = next(_children(result, "expected"), None)
    failing = result.get("errorResult") == "true"
    value = None if expected is None or failing else _value(expected)
    return Expectation(spaced(invoked or result.get("name") or ""), _name(result), value)


def _name(element: Element) -> str:
    return spaced(element.get("name") or "")


def _value(element: Element) -> Value:
    """Return the value of an input, an expectation, an item or a component."""
    parts = list(_children(element, "value", "list", "component"))
    if not parts or _is_nil(element) or _is_nil(parts[0]):
        return None
    if local_name(parts[0]) == "list":
        return [_value(item) for item in _children(parts[0], "item")]
    if local_name(parts[0]) == "component":
        return {_name(part): _value(part) for part in parts}
    return _simple(parts[0])


def _is_nil(element: Element) -> bool:
    return element.get(f"{_XSI}nil") == "true"


def _simple(element: Element) -> Value:
    kind = (element.get(f"{_XSI}type") or "").rpartition(":")[2]
    text = element.text or ""
    if kind in _NUMBERS:
        return None if text.strip() in _NO_NUMBERS else Decimal(text.strip())
    read = _READERS.get(kind)
    return read(text.strip()) if read else text
