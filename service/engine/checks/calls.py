"""Rules about call activities. Whether the called process is there, the deployment knows."""

from collections.abc import Iterator
from typing import Final

from service.domain.findings import Finding
from service.engine.attributes import extension
from service.engine.checks.report import error, warning
from service.engine.model import Call, Diagram, Node
from service.engine.names import BPMN

_BINDINGS: Final = frozenset({"latest", "deployment", "version", "versionTag"})
_NEEDS: Final = {"version": "calledElementVersion", "versionTag": "calledElementVersionTag"}


def calls(diagram: Diagram) -> Iterator[Finding]:
    for _, node in diagram.nodes():
        if node.call is None:
            continue
        if not node.call.element:
            yield error(diagram, "CALL-BARE", node, "calls no process")
        if node.call.binding not in _BINDINGS:
            names = "latest, deployment, version, versionTag"
            yield error(diagram, "CALL-BINDING", node, f"binding {node.call.binding} is none of {names}")
        given = {"version": node.call.version, "versionTag": node.call.tag}
        if node.call.binding in given and not given[node.call.binding]:
            message = f"binding {node.call.binding} needs {_NEEDS[node.call.binding]}"
            yield error(diagram, "CALL-BINDING", node, message)
        yield from _lines(diagram, node, node.call)


def _lines(diagram: Diagram, node: Node, call: Call) -> Iterator[Finding]:
    for line in [*call.ins, *call.outs]:
        if not line.target or (line.source is None) == (line.text is None):
            yield error(diagram, "CAMUNDA-IO", node, "a mapping needs a target and one source")
    if any(line.local for line in [*call.ins, *call.outs]):
        yield error(diagram, "CAMUNDA-IO", node, "mappings of local variables only are not executed")
    silent = not (call.all_in or call.all_out or call.ins or call.outs or node.inputs or node.outputs)
    if silent:
        yield warning(diagram, "CALL-NOTHING", node, "no variable goes into the called process or comes back")


def elsewhere(diagram: Diagram) -> Iterator[Finding]:
    """Camunda hands variables over with thrown events as well."""
    for holder in diagram.root.iter(f"{{{BPMN}}}*"):
        if not holder.tag.endswith("}callActivity"):
            for name in ("in", "out"):
                line = extension(holder, name)
                if line is not None:
                    yield error(diagram, "CAMUNDA-IO", line, "is read on call activities only")


RULES: Final = (calls, elsewhere)
