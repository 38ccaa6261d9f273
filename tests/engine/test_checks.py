"""The deployment gate: what would run wrong is refused, with file, line and element."""

import pytest

from service.domain.errors import Refused
from service.engine.engine import Engine
from tests.engine.bpmn import (
    both,
    boundary,
    catch,
    definition,
    doc,
    end,
    event_sub,
    many,
    script,
    service,
    some,
    start,
    sub,
    throw,
    timer,
    user,
    xor,
)

ENGINE = Engine()


def rules(xml: bytes) -> set[tuple[str, str | None]]:
    return {(finding.rule, finding.element_id) for finding in ENGINE.check(xml, "f.bpmn")}


def around(body: str, extra: str = "") -> bytes:
    """Put an element called ``t`` between a start and an end."""
    return doc(start() + body + end(), "s>t; t>e", extra)


def extended(inner: str) -> str:
    return user("t", f"<extensionElements>{inner}</extensionElements>")


ILLEGAL = [
    ("EXPR-SYNTAX", '<complexGateway id="t"><activationCondition>= 1 +</activationCondition></complexGateway>'),
    ("EVGW-KIND", '<eventBasedGateway id="t" instantiate="true"/>'),
    ("COMP-HANDLER", '<userTask id="t" isForCompensation="true"/>'),
    ("COMP-REF", throw("t", '<compensateEventDefinition activityRef="s"/>')),
    ("COMP-WAIT", throw("t", '<compensateEventDefinition waitForCompletion="false"/>')),
    ("CATCH-ILLEGAL", catch("t", "<compensateEventDefinition/>")),
    ("THROW-ILLEGAL", throw("t", "<cancelEventDefinition/>")),
    ("CANCEL-BOUNDARY", '<transaction id="t"><endEvent id="x"><cancelEventDefinition/></endEvent></transaction>'),
    ("EXPR-SYNTAX", '<adHocSubProcess id="t"><task id="x"/><completionCondition>=a +</completionCondition></adHocSubProcess>'),
    ("ESP-FLOW", '<subProcess id="t" triggeredByEvent="true"><startEvent id="x"/></subProcess>'),
    ("ESP-START", '<subProcess id="t" triggeredByEvent="true"><task id="x"/></subProcess>'),
    ("ESP-LOOP", '<subProcess id="t" triggeredByEvent="true"><startEvent id="x"/>' + many("xs") + "</subProcess>"),
    ("ESP", '<transaction id="t" triggeredByEvent="true"><startEvent id="x"/></transaction>'),
    ("CALL-BARE", '<callActivity id="t"/>'),
    ("CALL-NOTHING", '<callActivity id="t" calledElement="other"/>'),
    ("CALL-BINDING", '<callActivity id="t" calledElement="other" camunda:calledElementBinding="newest"/>'),
    ("CALL-BINDING", '<callActivity id="t" calledElement="other" camunda:calledElementBinding="versionTag"/>'),
    ("CAMUNDA-IO", '<callActivity id="t" calledElement="other"><extensionElements><camunda:out source="a" target="b" local="true"/></extensionElements></callActivity>'),
    ("CAMUNDA-IO", '<callActivity id="t" calledElement="other"><extensionElements><camunda:in target="b"/></extensionElements></callActivity>'),
    ("EXPR-SYNTAX", '<callActivity id="t" calledElement="=a +"/>'),
    ("ATTRIBUTE", '<callActivity id="t" calledElement="other" camunda:caseRef="x"/>'),
    ("LINK-TARGET", throw("t", '<linkEventDefinition name="nowhere"/>')),
    ("THROW-ILLEGAL", throw("t", definition("error", "e1"))),
    ("CATCH-ILLEGAL", catch("t", definition("escalation", "x1"))),
    ("CATCH-NONE", catch("t", "")),
    ("MULTI-EVENT", catch("t", definition("message", "m") + '<linkEventDefinition name="x"/>')),
    ("MULTI-EVENT", throw("t", definition("message", "m") + '<linkEventDefinition name="x"/>')),
    ("EVENT-REF", catch("t", definition("message", "missing"))),
    ("MSG-UNNAMED", catch("t", definition("message"))),
    ("SIGNAL-UNNAMED", throw("t", definition("signal"))),
    ("TIMER-MISSING", catch("t", "<timerEventDefinition/>")),
    ("TIMER-TEXT", catch("t", timer("Duration", "P"))),
    ("TIMER-TEXT", catch("t", timer("Duration", "tomorrow"))),
    ("TIMER-TEXT", catch("t", timer("Date", "P1D"))),
    ("TIMER-CYCLE-CATCH", catch("t", timer("Cycle", "R3/PT1H"))),
    ("SCRIPT-LANG", '<scriptTask id="t" scriptFormat="groovy"><script>x = 1</script></scriptTask>'),
    ("SCRIPT-LANG", '<scriptTask id="t" scriptFormat="python"><script>x = 1</script></scriptTask>'),
    ("SCRIPT-EMPTY", '<scriptTask id="t"/>'),
    ("SCRIPT-LINE", script("t", "import os")),
    ("SCRIPT-LINE", script("t", "x = )")),
    ("SERVICE-BARE", '<serviceTask id="t"/>'),
    ("SERVICE-BARE", '<serviceTask id="t" camunda:type="mail"/>'),
    ("JAVA", '<serviceTask id="t" camunda:class="org.example.Delegate"/>'),
    ("JAVA", '<serviceTask id="t" camunda:delegateExpression="${bean}"/>'),
    ("JAVA", '<serviceTask id="t" camunda:expression="${bean.run()}"/>'),
    ("SEND-NOREF", '<sendTask id="t"/>'),
    ("RECV-NOREF", '<receiveTask id="t"/>'),
    ("RULE-BARE", '<businessRuleTask id="t"/>'),
    ("RULE-BINDING", '<businessRuleTask id="t" camunda:decisionRef="d" camunda:decisionRefBinding="versionTag"/>'),
    ("RULE-RESULT", '<businessRuleTask id="t" camunda:decisionRef="d" camunda:mapDecisionResult="first"/>'),
    ("MI-COUNT", user("t", many())),
    ("MI-COUNT", user("t", many(inner="<loopCardinality>-1</loopCardinality>"))),
    ("MI-OUTPUT", user("t", many("xs", inner="<loopDataOutputRef>ys</loopDataOutputRef>"))),
    ("MI-BEHAVIOR", user("t", many("xs").replace("camunda:collection", 'behavior="One" camunda:collection'))),
    ("LOOP-ENDLESS", user("t", "<standardLoopCharacteristics/>")),
    ("LOOP-MAXIMUM", user("t", '<standardLoopCharacteristics loopMaximum="-1"/>')),
    ("QUANTITY", '<userTask id="t" completionQuantity="0"/>'),
    ("LISTENER", extended('<camunda:taskListener event="create" class="x.Y"/>')),
    ("LISTENER", extended('<camunda:executionListener event="start" expression="x"/>')),
    ("CONNECTOR", extended("<camunda:connector/>")),
    ("FORM-DATA", extended("<camunda:formData/>")),
    ("CAMUNDA-IO", extended('<camunda:in variables="all"/>')),
    ("MAPPING-NESTED", extended('<camunda:inputOutput><camunda:inputParameter name="x"><camunda:list/></camunda:inputParameter></camunda:inputOutput>')),
    ("MAPPING-PLACE", script("t", "x = 1").replace("<script>", '<extensionElements><camunda:inputOutput><camunda:inputParameter name="x">1</camunda:inputParameter></camunda:inputOutput></extensionElements><script>')),
    ("EXPR-LANG", user("t", many("xs", inner='<completionCondition language="groovy">x</completionCondition>'))),
    ("EXPR-SYNTAX", user("t", "", 'camunda:assignee="=a +"')),
    ("EXPR-SYNTAX", user("t", many("=xs["))),
    ("DATA-ASSIGN", user("t", "<dataInputAssociation><assignment/></dataInputAssociation>")),
    ("TASK-PASS", '<manualTask id="t"/>'),
]  # fmt: skip
EXTRA = '<message id="m" name="msg"/><error id="e1" errorCode="E"/><escalation id="x1" escalationCode="X"/>'


@pytest.mark.parametrize(("rule", "body"), ILLEGAL)
def test_what_would_run_wrong_is_found_at_its_element(rule: str, body: str) -> None:
    assert (rule, "t") in rules(around(body, EXTRA))


WHOLE = [
    ("DUPLICATE-ID", "a", doc(start() + user("a") + user("a"), "s>a")),
    ("RESERVED-ID", "a:b", doc(start() + user("a:b") + '<sequenceFlow id="f" sourceRef="s" targetRef="a:b"/>')),
    ("UNREACHABLE", "a", doc(start() + user("a") + end(), "s>e")),
    ("FLOW-REF", "f", doc(start() + '<sequenceFlow id="f" sourceRef="s" targetRef="gone"/>')),
    ("FLOW-ILLEGAL", "f", doc(start() + end() + user("a"), "s>e; e>a#f")),
    ("START-MANY", "s2", doc(start() + start("s2") + user("a"), "s>a; s2>a")),
    ("EMPTY", "p", doc("")),
    ("NO-START", "p", doc(user("a") + user("b"), "a>b; b>a")),
    ("XOR-NOCOND", "f", doc(start() + xor("g") + user("a") + user("b"), "s>g; g>a[x]; g>b#f")),
    ("DEFAULT-REF", "g", doc(start() + xor("g", "nope") + user("a"), "s>g; g>a")),
    ("GATEWAY-END", "g", doc(start() + both("g"), "s>g")),
    ("COND-IGNORED", "f0_g_a", doc(start() + both("g") + user("a"), "g>a[x]; s>g")),
    ("EVGW-TARGET", "f", doc(start() + '<eventBasedGateway id="g"/>' + user("a"), "s>g; g>a#f")),
    ("BOUNDARY-HOST", "b", doc(start() + user("a") + boundary("b", "nope", timer("Duration", "P1D")), "s>a")),
    ("ERR-NONINT", "b", doc(start() + user("a") + boundary("b", "a", definition("error"), False) + end(), "s>a; b>e")),
    ("ERR-TWO", "c", doc(start() + user("a") + boundary("b", "a", definition("error")) + boundary("c", "a", definition("error")), "s>a")),
    ("ERR-UNCAUGHT", "ie", doc(start() + sub("t", start("is") + end("ie", definition("error", "e1")), "is>ie"), "s>t", EXTRA)),
    ("END-ILLEGAL", "e", doc(start() + end("e", timer("Duration", "P1D")), "s>e")),
    ("START-ILLEGAL", "s", doc(start("s", definition("error")) + end(), "s>e")),
    ("EXPR-SYNTAX", "f", doc(start() + xor("g", "d") + user("a"), "s>g; g>a#f[x = ]; g>a#d")),
    ("COND-EMPTY", "f", doc(start() + some("g") + end() + '<sequenceFlow id="f" sourceRef="g" targetRef="e"><conditionExpression/></sequenceFlow>', "s>g")),
    ("ERR-TWO", "d", doc(start() + user("a") + event_sub("h", start("c", definition("error")), "") + event_sub("h2", start("d", definition("error")), ""), "s>a")),
    ("ERR-NONINT", "c", doc(start() + user("a") + event_sub("h", start("c", definition("error")).replace("<startEvent", '<startEvent isInterrupting="false"'), ""), "s>a")),
    ("START-ILLEGAL", "c", doc(start() + user("a") + event_sub("h", start("c"), ""), "s>a")),
    ("MULTI-EVENT", "s", doc(start("s", definition("message", "m") + timer("Cycle", "R/P1D")).replace('id="s"', 'id="s" parallelMultiple="true"'), "", EXTRA)),
    ("END-ILLEGAL", "e", doc(start() + end("e", definition("cancel")), "s>e")),
    ("BOUNDARY-ILLEGAL", "b", doc(start() + user("a") + boundary("b", "a", definition("cancel")), "s>a")),
    ("COMP-BOUNDARY", "b", doc(start() + user("a") + boundary("b", "a", definition("compensate")), "s>a")),
    ("START-ILLEGAL", "c", doc(start() + user("a") + event_sub("h", start("c", definition("compensate")), ""), "s>a")),
    ("ADHOC", "x", doc(start() + '<adHocSubProcess id="t"><startEvent id="x"/></adHocSubProcess>' + end(), "s>t; t>e")),
    ("COMPLEX-COND", "g", doc(start() + both("sp") + user("a") + '<complexGateway id="g"/>' + end(), "s>sp; sp>a; sp>g; a>g; g>e")),
    ("UNKNOWN-ELEMENT", "x", doc(start() + end() + '<choreographyTask id="x"/>', "s>e")),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "element", "xml"), WHOLE)
def test_what_is_drawn_wrong_is_found_at_its_element(rule: str, element: str, xml: bytes) -> None:
    assert (rule, element) in rules(xml)


def test_a_finding_names_file_line_and_element() -> None:
    xml = doc(start() + "\n\n" + '<serviceTask id="t"/>' + end(), "s>t; t>e")
    finding = next(found for found in ENGINE.check(xml, "f.bpmn") if found.rule == "SERVICE-BARE")
    assert str(finding) == "f.bpmn:5: t has no topic [SERVICE-BARE]"


def test_what_has_errors_is_not_compiled() -> None:
    with pytest.raises(Refused) as refused:
        ENGINE.compile(around('<serviceTask id="t"/>'), "f.bpmn", "p")
    assert [finding.rule for finding in refused.value.findings] == ["SERVICE-BARE"]


def test_topics_are_checked_where_they_are_known() -> None:
    xml = around(service("t", "records.register"))
    assert ENGINE.check(xml, "f.bpmn") == []
    assert ENGINE.check(xml, "f.bpmn", {"records.register"}) == []
    assert [finding.rule for finding in ENGINE.check(xml, "f.bpmn", set())] == ["TOPIC-UNKNOWN"]


HOSTILE = [
    (b"<!DOCTYPE d [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><definitions>&x;</definitions>", "XML-DOCTYPE"),
    (b"<definitions><", "XML-SYNTAX"),
    (b"not xml", "XML-SYNTAX"),
    (b"<html/>", "BPMN-ROOT"),
    (doc("")[:0] + b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>', "BPMN-EMPTY"),
    (b"<a>" * 220 + b"</a>" * 220, "XML-DEPTH"),
]


@pytest.mark.parametrize(("xml", "rule"), HOSTILE)
def test_hostile_xml_is_refused_before_anything_looks_at_it(xml: bytes, rule: str) -> None:
    assert [finding.rule for finding in ENGINE.check(xml, "f.bpmn")] == [rule]
    with pytest.raises(Refused):
        ENGINE.inspect(xml, "f.bpmn")


def test_a_process_tells_what_it_offers_and_needs() -> None:
    xml = doc(
        f'<startEvent id="s" camunda:formKey="leave/ask" camunda:initiator="who"/>{user("a", "", "camunda:formKey=" + chr(34) + "leave/sign" + chr(34))}'
        f'{service("t", "records.register")}<businessRuleTask id="d" camunda:decisionRef="delegation" camunda:resultVariable="r"/>'
        f'<startEvent id="m">{definition("message", "m")}</startEvent><startEvent id="daily">{timer("Cycle", "R/P1D")}</startEvent>',
        "s>a; a>t; t>d; m>a; daily>a",
        EXTRA,
    )
    info = ENGINE.inspect(xml, "f.bpmn")[0]
    assert (info.id, info.name, info.executable) == ("p", "P", True)
    assert [(found.element_id, found.kind, found.name) for found in info.starts] == [
        ("s", "none", None),
        ("m", "message", "msg"),
        ("daily", "timer", "R/P1D"),
    ]
    assert info.topics == ("records.register",)
    assert info.form_keys == ("leave/ask", "leave/sign")
    assert info.decisions == ("delegation",)
    assert info.elements["a"] == ("userTask", "a")
