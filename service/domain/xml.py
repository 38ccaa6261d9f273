"""The one place that reads XML from outside.

Document types, entities, network access and huge trees are refused before anything looks at the content
(OWASP: XML External Entity Prevention).
"""

from typing import Any, Final

from lxml import etree

from service.domain.errors import Refused
from service.domain.findings import Finding

MAX_BYTES: Final = 5 * 1024 * 1024
MAX_DEPTH: Final = 200
MAX_ELEMENTS: Final = 200_000


def read_xml(content: bytes, file: str) -> etree._Element:
    """Return the root element of ``content``.

    Raises ``Refused`` with file and line if it is no XML, declares a document type (and with it
    entities), or exceeds a limit of size, depth or number of elements.
    """
    if len(content) > MAX_BYTES:
        raise _refused(file, "XML-SIZE", f"is larger than {MAX_BYTES} bytes")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=False
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise _refused(file, "XML-SYNTAX", f"is no well-formed XML: {error.msg}", error.lineno) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise _refused(file, "XML-DOCTYPE", "declares a document type; entities are not accepted", 1)
    _check_shape(root, file)
    return root


def local_name(element: Any) -> str:
    """Return the tag without its namespace; comments and processing instructions give ''."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _check_shape(root: etree._Element, file: str) -> None:
    count, depth = 0, 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        count += event == "start"
        if depth > MAX_DEPTH:
            raise _refused(file, "XML-DEPTH", f"is nested deeper than {MAX_DEPTH}", element.sourceline)
        if count > MAX_ELEMENTS:
            raise _refused(file, "XML-COUNT", f"has more than {MAX_ELEMENTS} elements", element.sourceline)


def _refused(file: str, rule: str, message: str, line: int | None = None) -> Refused:
    return Refused([Finding(rule, message, file, line)])
