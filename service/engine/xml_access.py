"""The two things about an lxml element that its type stubs get wrong."""

from typing import Any

from lxml import etree


def line_of(element: etree._Element) -> int | None:
    line: Any = element.sourceline
    return line if isinstance(line, int) else None


def text_of(element: etree._Element) -> str:
    """Return all text inside ``element``, comments and tags left out."""
    parts: Any = element.itertext(tag=None)
    return "".join(parts)
