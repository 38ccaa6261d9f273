"""Every expression of a diagram is compiled once before it is deployed."""

from collections.abc import Iterator
from typing import Final

from service.domain.errors import Invalid
from service.domain.findings import Finding
from service.domain.xml import local_name
from service.engine.attributes import EVALUATED
from service.engine.checks.report import error
from service.engine.evaluation import attribute, expression
from service.engine.loops_reading import activation_of, completion_of
from service.engine.model import Diagram, Loop, Node
from service.engine.names import BPMN
from service.engine.spec_attributes import RESERVED, assignments

_LANGUAGES: Final = ("feel", "juel")
_SCRIPTS: Final = frozenset({"", "feel"})


def languages(diagram: Diagram) -> Iterator[Finding]:
    """A language that is not read would be taken for FEEL and mean something else."""
    for element in diagram.root.iter(f"{{{BPMN}}}*"):
        language = (element.get("language") or "").lower()
        known = _LANGUAGES + (("python",) if local_name(element) == "conditionExpression" else ())
        if language and not any(word in language for word in known):
            yield error(
                diagram, "EXPR-LANG", element, f"expressions in {element.get('language')} are not evaluated"
            )


def conditions(diagram: Diagram) -> Iterator[Finding]:
    for scope in diagram.scopes():
        for flow in scope.flows:
            if flow.condition:
                reason = _syntax(flow.condition, "condition", flow.language)
                if reason:
                    yield error(diagram, "EXPR-SYNTAX", flow, reason)


def expressions(diagram: Diagram) -> Iterator[Finding]:
    for _, node in diagram.nodes():
        for what, text, language in _expressions(node):
            reason = _syntax(text, what, language)
            if reason:
                yield error(diagram, "EXPR-SYNTAX", node, reason)


def attributes(diagram: Diagram) -> Iterator[Finding]:
    for _, node in diagram.nodes():
        for what, text in _attributes(node):
            try:
                attribute(text, node.id, what)
            except Invalid as reason:
                yield error(diagram, "EXPR-SYNTAX", node, f"{what} “{text}”: {reason}")


def scripts(diagram: Diagram) -> Iterator[Finding]:
    for _, node in diagram.nodes():
        if node.tag == "scriptTask" and (node.script_format or "").lower() in _SCRIPTS:
            try:
                assignments(node)
            except Invalid as reason:
                yield error(diagram, "SCRIPT-LINE", node, str(reason))


def _syntax(text: str, what: str, language: str | None) -> str | None:
    try:
        expression(text, "", what, language)
    except Invalid as reason:
        return f"{what} “{text}”: {reason}"
    return None


def _expressions(node: Node) -> Iterator[tuple[str, str, str | None]]:
    loop = node.loop
    for trigger in node.triggers:
        if trigger.kind == "conditional":
            yield "condition", trigger.text or "", trigger.language
        for name, text in trigger.correlation:
            yield f"correlation {name}", text, None
    for line in [*node.call.ins, *node.call.outs] if node.call is not None else ():
        if line.text is not None:
            yield f"mapping of {line.target}", line.text, None
    yield from _of_kind(node)
    if loop is not None:
        yield from _of_loop(loop)


def _of_kind(node: Node) -> Iterator[tuple[str, str, str | None]]:
    completion = completion_of(node.element) if node.tag == "adHocSubProcess" else None
    activation = activation_of(node.element) if node.tag == "complexGateway" else None
    for what, text in (("completion condition", completion), ("activation condition", activation)):
        if text is not None:
            yield what, text, None


def _of_loop(loop: Loop) -> Iterator[tuple[str, str, str | None]]:
    for line in loop.announcements:
        if line.condition is not None:
            yield "behaviour condition", line.condition, None
    for what, text in (
        ("collection", loop.collection),
        ("cardinality", loop.cardinality),
        ("completion condition", loop.completion),
        ("output element", loop.output_element),
        ("loop condition", loop.condition),
    ):
        if text is not None:
            yield what, text, None


def _attributes(node: Node) -> Iterator[tuple[str, str]]:
    for name, text in node.attributes.items():
        wanted = name in EVALUATED or name in ("decision", "decision_version")
        if wanted or (name.startswith("dure.") and name not in RESERVED):
            yield name, text
    for line in [*node.inputs, *node.outputs, *node.stored]:
        yield f"mapping of {line.name}", line.text
    yield from ((what, text) for what, text in [*_of_triggers(node), *_of_call(node)] if text)


def _of_triggers(node: Node) -> Iterator[tuple[str, str | None]]:
    for trigger in node.triggers:
        yield "timer", trigger.text if trigger.kind == "timer" else None
        yield "name", trigger.name
        yield "correlation key", trigger.correlation_key


def _of_call(node: Node) -> Iterator[tuple[str, str | None]]:
    if node.call is not None:
        yield "called process", node.call.element
        yield "version", node.call.version
        yield "version tag", node.call.tag


RULES: Final = (languages, conditions, expressions, attributes, scripts)
