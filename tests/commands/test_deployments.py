"""What cannot be executed right is refused with file, line, element and reason; nothing of it is stored."""

import json

import pytest

from service.context import SYSTEM
from service.domain.errors import Refused
from service.queries import definitions
from service.testing import Kit
from tests.testing.test_kit import APPROVAL, flow, model

FORM = {
    "type": "default",
    "id": "f",
    "schemaVersion": 19,
    "components": [{"id": "c1", "type": "textfield", "key": "reason", "label": "Reason"}],
}
WITH_FORM = model(
    '<startEvent id="begun"/><userTask id="ask" camunda:formKey="p/ask" camunda:assignee="ann"/><endEvent id="done"/>'
    + flow("begun", "ask")
    + flow("ask", "done")
)
BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>
<definitions>&c;</definitions>"""
EXTERNAL = b"""<?xml version="1.0"?>
<!DOCTYPE definitions [<!ENTITY x SYSTEM "file:///etc/hostname">]>
<definitions>&x;</definitions>"""


@pytest.fixture
def kit():
    made = Kit()
    yield made
    made.close()


def stored(kit: Kit) -> list[tuple[str, int]]:
    with kit.office.reading(SYSTEM) as ctx:
        assert bool(definitions.deployments(ctx)) == bool(definitions.latest_definitions(ctx))
        return [(row.key, row.version) for row in definitions.latest_definitions(ctx)]


def refusal(kit: Kit, name: str, content: bytes):
    with pytest.raises(Refused) as refused:
        kit.deploy_files({name: content, "good.bpmn": APPROVAL.replace(b'id="p"', b'id="good"')})
    assert stored(kit) == []
    return [f for f in refused.value.findings if f.file == name]


def test_an_entity_bomb_is_refused_before_it_goes_off(kit):
    [finding] = refusal(kit, "bomb.bpmn", BOMB)

    assert finding.rule in ("XML-DOCTYPE", "XML-SYNTAX")
    assert finding.line is not None


def test_an_external_entity_is_refused(kit):
    [finding] = refusal(kit, "external.bpmn", EXTERNAL)

    assert finding.rule == "XML-DOCTYPE"
    assert "entities" in finding.message


def test_a_syntax_error_is_named_with_its_line(kit):
    [finding] = refusal(kit, "broken.bpmn", b"<definitions>\n  <process>\n</definitions>")

    assert (finding.rule, finding.line) == ("XML-SYNTAX", 3)


@pytest.mark.parametrize(
    ("element", "body"),
    [
        ("judge", '<adHocSubProcess id="judge"/>'),
        ("undo", '<task id="undo" isForCompensation="true"/>'),
        ("run", '<scriptTask id="run" scriptFormat="groovy"><script>x = 1</script></scriptTask>'),
        ("call", '<serviceTask id="call" camunda:class="org.example.Call"/>'),
        ("bare", '<serviceTask id="bare"/>'),
    ],
)
def test_what_cannot_be_executed_is_named_by_element_and_line(kit, element, body):
    content = model(
        '<startEvent id="begun"/>\n'
        + body
        + '<endEvent id="done"/>'
        + flow("begun", element)
        + flow(element, "done")
    )

    found = refusal(kit, "p.bpmn", content)

    assert next((f.element_id, f.line) for f in found if f.is_error) == (element, 5)


def test_a_missing_form_and_a_missing_decision_are_named(kit):
    assert "p/ask" in refusal(kit, "p.bpmn", WITH_FORM)[0].message
    decision = model(
        '<startEvent id="begun"/><businessRuleTask id="rule" camunda:decisionRef="table" camunda:resultVariable="r"/>'
        '<endEvent id="done"/>' + flow("begun", "rule") + flow("rule", "done")
    )
    assert "table" in refusal(kit, "p.bpmn", decision)[0].message


def test_an_unknown_topic_is_refused_unless_it_is_allowed_by_name():
    kit = Kit(topics=())
    content = model(
        '<startEvent id="begun"/><serviceTask id="call" camunda:type="external" camunda:topic="hr.book"/>'
        '<endEvent id="done"/>' + flow("begun", "call") + flow("call", "done")
    )

    with pytest.raises(Refused, match=r"hr\.book"):
        kit.deploy_files({"p.bpmn": content})

    assert kit.deploy_files({"p.bpmn": content}, topics=["hr.book"]).processes == {"p": 1}


def test_an_unknown_office_verb_is_refused(kit):
    content = WITH_FORM.replace(
        b'camunda:assignee="ann"/>',
        b'camunda:assignee="ann"><extensionElements><camunda:properties><camunda:property name="dure.verb" '
        b'value="document.burn"/></camunda:properties></extensionElements></userTask>',
    )

    with pytest.raises(Refused, match=r"document\.burn"):
        kit.deploy_files({"p.bpmn": content, "forms/p/ask.form": json.dumps(FORM).encode()})


def test_a_broken_form_is_named_with_its_place(kit):
    broken = {
        **FORM,
        "components": [{"id": "c1", "type": "textfield", "key": "a"}, {"id": "c2", "type": "magic"}],
    }

    with pytest.raises(Refused) as refused:
        kit.deploy_files({"forms/p/ask.form": json.dumps(broken).encode()})

    assert [f.element_id for f in refused.value.findings if f.is_error] == ["$.components[1].type"]


def test_the_same_bytes_again_add_nothing(kit):
    files = {"p.bpmn": WITH_FORM, "forms/p/ask.form": json.dumps(FORM).encode()}
    first = kit.deploy_files(files)

    again = kit.deploy_files(files)

    assert first.processes == {"p": 1}
    assert (again.id, set(again.unchanged)) == (None, {"p", "p/ask"})
    assert stored(kit) == [("p", 1)]


def test_a_changed_form_makes_a_new_version_and_running_instances_keep_theirs(kit):
    kit.deploy_files({"p.bpmn": WITH_FORM, "forms/p/ask.form": json.dumps(FORM).encode()})
    running = kit.start("p")
    stricter = {**FORM, "components": [{**FORM["components"][0], "validate": {"required": True}}]}

    result = kit.deploy_files({"p.bpmn": WITH_FORM, "forms/p/ask.form": json.dumps(stricter).encode()})

    assert (result.processes, result.forms) == ({"p": 2}, {"p/ask": 2})
    running.complete("ask", {"reason": ""})
    assert running.ended


CALLING = model(
    '<startEvent id="begun"/><callActivity id="call" calledElement="inner"><extensionElements>'
    '<camunda:in variables="all"/><camunda:out variables="all"/></extensionElements></callActivity>'
    '<endEvent id="done"/>' + flow("begun", "call") + flow("call", "done")
)
INNER = WITH_FORM.replace(b'id="p"', b'id="inner"')


def test_a_called_process_must_be_there(kit):
    [finding] = refusal(kit, "calling.bpmn", CALLING)

    assert (finding.rule, finding.message) == (
        "CALL-MISSING",
        "p calls the process inner, which is not there",
    )


def test_a_called_process_runs_within_the_instance_that_calls_it(kit):
    kit.deploy_files(
        {"calling.bpmn": CALLING, "inner.bpmn": INNER, "forms/p/ask.form": json.dumps(FORM).encode()}
    )

    case = kit.start("p")
    case.complete("ask", {"reason": "why"})

    assert case.ended
    assert case.variables["reason"] == "why"
