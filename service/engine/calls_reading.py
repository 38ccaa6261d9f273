"""What a call activity calls: the standard's attribute, Camunda's bindings and lines, Zeebe's element."""

from lxml import etree

from service.domain.xml import local_name
from service.engine.attributes import extensions
from service.engine.model import Call, CallLine


def read_call(element: etree._Element, attributes: dict[str, str], maps_outputs: bool) -> Call:
    """Camunda hands over what its lines say; Zeebe everything, unless told otherwise or outputs are mapped."""
    zeebe = "called" in attributes
    call = Call(
        element=attributes["called"] if zeebe else _plain(element.get("calledElement")),
        binding=attributes.get("call_binding", "latest"),
        version=attributes.get("call_version"),
        tag=attributes.get("call_tag"),
        all_in=zeebe and attributes.get("call_all_in", "true") == "true",
        all_out=zeebe and attributes.get("call_all_out", str(not maps_outputs).lower()) == "true",
    )
    for line in extensions(element):
        name = local_name(line)
        if name not in ("in", "out") or line.get("businessKey") is not None:
            continue
        everything = line.get("variables") == "all"
        if name == "in":
            call.all_in |= everything
        else:
            call.all_out |= everything
        if not everything:
            (call.ins if name == "in" else call.outs).append(_line(line))
    return call


def _line(line: etree._Element) -> CallLine:
    return CallLine(
        target=str(line.get("target") or ""),
        source=line.get("source"),
        text=line.get("sourceExpression"),
        local=line.get("local") == "true",
    )


def _plain(reference: str | None) -> str | None:
    """Take the prefix off a qualified name; an expression stays."""
    if not reference or reference.startswith("=") or "{" in reference:
        return reference or None
    return reference.rpartition(":")[2]
