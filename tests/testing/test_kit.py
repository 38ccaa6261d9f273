"""The test kit keeps what it promises to process designers."""

import pytest

from connectors import BusinessError, ConnectorError, PermanentError
from service.commands.trouble import InstanceTrouble
from service.domain.errors import NotFound
from service.testing import Kit

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="test_definitions" targetNamespace="urn:test"
             xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
"""


def model(body: str, more: str = "") -> bytes:
    return f'{HEAD}{more}<process id="p" isExecutable="true">{body}</process></definitions>'.encode()


def flow(source: str, target: str, condition: str = "") -> str:
    inner = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
    return f'<sequenceFlow id="{source}_to_{target}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>'


APPROVAL = model(
    '<startEvent id="begun"/><userTask id="approve" camunda:candidateGroups="boss"/>'
    '<exclusiveGateway id="approved" default="approved_to_refused"/><endEvent id="done"/><endEvent id="refused"/>'
    + flow("begun", "approve")
    + flow("approve", "approved")
    + flow("approved", "done", "=yes")
    + flow("approved", "refused")
)


@pytest.fixture
def kit():
    made = Kit()
    yield made
    made.close()


def test_a_process_is_walked_by_element_id(kit):
    kit.deploy_files({"p.bpmn": APPROVAL})

    case = kit.start("p", {"amount": 3})
    assert case.active_elements == ["approve"]
    assert kit.running() == 1
    case.complete("approve", {"yes": True})

    assert case.ended
    assert case.passed == ["begun", "approve", "approved", "done"]
    assert case.variables == {"amount": 3, "yes": True}
    assert kit.running() == 0


def test_a_task_that_is_not_there_is_named_with_those_that_are(kit):
    kit.deploy_files({"p.bpmn": APPROVAL})

    with pytest.raises(NotFound, match=r"no open user task sign; open: \['approve'\]"):
        kit.start("p").complete("sign")


def test_an_unknown_variable_in_a_condition_is_an_incident_and_not_a_silent_no(kit):
    kit.deploy_files({"p.bpmn": APPROVAL})
    case = kit.start("p")

    with pytest.raises(InstanceTrouble):
        case.complete("approve", {})

    assert case.active_elements == ["approve"]
    [incident] = case.incidents
    assert (incident.kind, incident.element_id) == ("expression", "approved")


def test_the_clock_moves_timers_each_at_its_own_moment(kit):
    timer = "<timerEventDefinition><timeDuration>PT{}H</timeDuration></timerEventDefinition>"
    kit.deploy_files(
        {
            "p.bpmn": model(
                '<startEvent id="begun"/><intermediateCatchEvent id="first">'
                + timer.format(1)
                + '</intermediateCatchEvent><intermediateCatchEvent id="second">'
                + timer.format(2)
                + '</intermediateCatchEvent><endEvent id="done"/>'
                + flow("begun", "first")
                + flow("first", "second")
                + flow("second", "done")
            )
        }
    )
    case, begun = kit.start("p"), kit.clock.now

    kit.advance(minutes=59)
    assert case.active_elements == ["first"]
    kit.advance(days=1)

    assert case.ended
    fired = [line.at for line in case.history if line.kind == "timer.fired"]
    assert [(at - begun).total_seconds() / 3600 for at in fired] == [1, 3]


MESSAGE = '<message id="m" name="paid"/>'
WAITING = model(
    '<startEvent id="begun"/><intermediateCatchEvent id="wait"><extensionElements><camunda:properties>'
    '<camunda:property name="dure.correlation_key" value="=order"/></camunda:properties></extensionElements>'
    '<messageEventDefinition messageRef="m"/></intermediateCatchEvent><endEvent id="done"/>'
    + flow("begun", "wait")
    + flow("wait", "done"),
    MESSAGE,
)


def test_a_message_reaches_the_instance_with_its_key_and_takes_effect_once(kit):
    kit.deploy_files({"p.bpmn": WAITING})
    seven, eight = kit.start("p", {"order": "7"}), kit.start("p", {"order": "8"})

    first = kit.correlate("paid", "7", {"amount": 5}, message_id="a")
    again = kit.correlate("paid", "7", {"amount": 5}, message_id="a")

    assert (seven.ended, eight.ended) == (True, False)
    assert seven.variables["amount"] == 5
    assert (first.instance_id, first.repeated) == (seven.id, False)
    assert (again.instance_id, again.repeated) == (seven.id, True)
    with pytest.raises(NotFound):
        kit.correlate("paid", "9")


def test_a_signal_reaches_all_that_wait(kit):
    signal = '<signal id="s" name="alarm"/>'
    body = (
        '<startEvent id="begun"/><intermediateCatchEvent id="wait"><signalEventDefinition signalRef="s"/>'
        '</intermediateCatchEvent><endEvent id="done"/>' + flow("begun", "wait") + flow("wait", "done")
    )
    kit.deploy_files({"p.bpmn": model(body, signal)})
    cases = [kit.start("p") for _ in range(3)]

    assert kit.broadcast("alarm") == 3

    assert all(case.ended for case in cases)


SERVICE = model(
    '<startEvent id="begun"/><serviceTask id="book" camunda:type="external" camunda:topic="hr.book"/>'
    '<boundaryEvent id="full" attachedToRef="book"><errorEventDefinition errorRef="e"/></boundaryEvent>'
    '<endEvent id="done"/><endEvent id="sorry"/>'
    + flow("begun", "book")
    + flow("book", "done")
    + flow("full", "sorry"),
    '<error id="e" errorCode="FULL"/>',
)


def test_a_neighbour_answers_refuses_or_is_in_trouble(kit):
    kit.deploy_files({"p.bpmn": SERVICE})
    kit.neighbours.will("hr.book", {"room": 5}, BusinessError("FULL", "no room"), PermanentError("gone"))

    booked, refused, stuck = (kit.start("p", {"who": n}) for n in "abc")

    assert (booked.variables["room"], booked.passed[-1]) == (5, "done")
    assert refused.passed[-1] == "sorry"
    assert not stuck.ended
    assert [(i.kind, i.message) for i in stuck.incidents] == [("job", "gone")]
    assert len({call.key for call in kit.neighbours.calls}) == 3


def test_trouble_that_passes_is_retried_with_the_same_key(kit):
    kit.deploy_files({"p.bpmn": SERVICE})
    kit.neighbours.will("hr.book", ConnectorError("later"), ConnectorError("later"), {"room": 1})

    case = kit.start("p")
    kit.advance(minutes=5)

    assert case.ended
    assert len(kit.neighbours.calls) == 3
    assert len({call.key for call in kit.neighbours.calls}) == 1


def test_variables_are_set_from_outside(kit):
    kit.deploy_files({"p.bpmn": APPROVAL})
    case = kit.start("p")

    case.set_variables({"yes": True})
    case.complete("approve", {})

    assert case.passed[-1] == "done"


def test_a_cancelled_case_waits_for_nothing(kit):
    kit.deploy_files({"p.bpmn": APPROVAL})
    case = kit.start("p")

    case.cancel()

    assert (case.ended, case.status, case.tasks()) == (True, "cancelled", [])


def test_history_has_an_entry_for_each_round_and_child(kit):
    body = (
        '<startEvent id="begun"/><userTask id="ask" camunda:assignee="=who">'
        '<multiInstanceLoopCharacteristics camunda:collection="people" camunda:elementVariable="who"/></userTask>'
        '<exclusiveGateway id="again" default="again_to_done"/><endEvent id="done"/>'
        + flow("begun", "ask")
        + flow("ask", "again")
        + flow("again", "ask", "=more")
        + flow("again", "done")
    )
    kit.deploy_files({"p.bpmn": model(body)})
    case = kit.start("p", {"people": ["ann", "bob"], "more": True})

    case.complete("ask")
    case.complete("ask")
    case.set_variables({"more": False})
    case.complete("ask")
    case.complete("ask")

    assert case.ended
    children = [line for line in case.history if line.element_id == "ask" and line.kind == "element.passed"]
    assert [line.payload.get("loop_index") for line in children] == [0, 1, 0, 1]
