"""Reading DMN by local names: the namespaces of 1.1 to 1.5 differ in nothing that matters here."""

from collections.abc import Iterator
from typing import Final, TypeAlias

from lxml import etree

from service.domain.xml import local_name
from service.expressions.syntax.tokens import spaced

Element: TypeAlias = etree._Element

BOXED: Final = frozenset(
    [
        *("literalExpression", "decisionTable", "context", "list", "relation", "invocation"),
        *("functionDefinition", "conditional", "filter", "for", "some", "every"),
    ]
)
"""The tags of decision logic."""


def kids(element: Element, *tags: str) -> Iterator[Element]:
    return (child for child in element if local_name(child) in tags)


def kid(element: Element | None, *tags: str) -> Element | None:
    return None if element is None else next(kids(element, *tags), None)


def boxed(element: Element | None) -> Element | None:
    """Return the logic right below an element."""
    return kid(element, *BOXED)


def text_of(element: Element | None) -> str:
    """Return the ``text`` of a cell or a literal expression, '' if it has none."""
    text = kid(element, "text")
    return (text.text or "").strip() if text is not None else ""


def name_of(element: Element) -> str:
    return spaced(element.get("name") or "")


def variable_of(element: Element) -> str:
    """Return the name under which others know a decision or an input."""
    variable = kid(element, "variable")
    named = variable is not None and variable.get("name")
    return spaced(str(variable.get("name"))) if variable is not None and named else name_of(element)


def type_of(element: Element) -> str | None:
    """Return the type that the element's variable is declared to have."""
    variable = kid(element, "variable")
    return variable.get("typeRef") if variable is not None else None


def id_of(element: Element) -> str | None:
    """Return the id of the element, or of the nearest one around it that has one."""
    around: Element | None = element
    while around is not None:
        found = around.get("id")
        if found:
            return found
        around = around.getparent()
    return None
