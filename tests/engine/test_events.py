"""Timers, messages, signals, conditions, errors, escalations and sub-processes."""

from datetime import UTC, datetime

from service.engine.outcome import WaitKind
from tests.engine.bpmn import (
    NOW,
    Walk,
    both,
    boundary,
    catch,
    definition,
    doc,
    end,
    many,
    properties,
    service,
    start,
    sub,
    throw,
    timer,
    user,
    xor,
)

NAMES = (
    '<message id="m" name="answer"/><signal id="sig" name="closed"/>'
    '<error id="e1" errorCode="E1"/><error id="e2" errorCode="E2"/><escalation id="x1" escalationCode="X1"/>'
)


def guarded(event: str, host: str = user("t")) -> bytes:
    return doc(start() + host + event + user("handler") + end(), "s>t; t>e; b>handler", NAMES)


def test_a_timer_waits_until_it_is_fired_whatever_the_clock_says() -> None:
    walk = Walk(
        doc(start() + catch("k", timer("Duration", "P1M")) + end(), "s>k; k>e"),
        now=NOW.replace(month=1, day=31),
    )
    wait = walk.wait("k")
    assert wait.kind is WaitKind.TIMER
    assert wait.due == datetime(2026, 2, 28, 0, 0, tzinfo=UTC)
    assert walk.fire("k").last.ended


def test_a_timer_takes_its_duration_from_a_variable() -> None:
    xml = doc(start() + catch("k", timer("Duration", "=period")) + end(), "s>k; k>e")
    assert Walk(xml, {"period": "P7D"}).wait("k").due == datetime(2026, 3, 9, 0, 0, tzinfo=UTC)
    assert Walk(xml, {"period": "soon"}).last.trouble is not None


def test_an_interrupting_timer_cancels_its_task() -> None:
    walk = Walk(guarded(boundary("b", "t", timer("Duration", "P3D")))).fire("b")
    assert walk.waiting == ["handler"]
    assert [(entry.element_id, entry.cancelled) for entry in walk.last.passed] == [("t", True), ("b", False)]


def test_a_completed_task_disarms_its_timer() -> None:
    walk = Walk(guarded(boundary("b", "t", timer("Duration", "P3D")))).complete("t")
    assert walk.last.ended


def test_a_reminder_leaves_the_task_and_outlives_it() -> None:
    walk = Walk(guarded(boundary("b", "t", timer("Duration", "P3D"), interrupting=False))).fire("b")
    assert walk.waiting == ["handler", "t"]
    assert walk.complete("t").waiting == ["handler"]
    assert walk.complete("handler").last.ended


def test_a_cycle_goes_off_as_often_as_it_says_and_its_handlers_stay() -> None:
    walk = Walk(guarded(boundary("b", "t", timer("Cycle", "R2/P1D"), interrupting=False)))
    assert walk.wait("b").due == datetime(2026, 3, 3, 0, 0, tzinfo=UTC)
    walk.now = NOW.replace(day=3)
    assert walk.fire("b").wait("b").due == datetime(2026, 3, 4, 0, 0, tzinfo=UTC)
    walk.now = NOW.replace(day=4)
    walk.fire("b")
    assert walk.waiting == ["handler", "handler", "t"]


def test_rounds_missed_during_a_downtime_go_off_once() -> None:
    walk = Walk(guarded(boundary("b", "t", timer("Cycle", "R/PT1H"), interrupting=False)))
    walk.now = NOW.replace(day=12, minute=30)
    walk.fire("b")
    assert walk.waiting == ["b", "handler", "t"]
    assert walk.wait("b").due == datetime(2026, 3, 12, 1, 0, tzinfo=UTC)


def test_a_message_names_its_correlation_key_and_brings_its_payload() -> None:
    event = f'<intermediateCatchEvent id="k">{properties(correlation_key="=id")}{definition("message", "m")}</intermediateCatchEvent>'
    walk = Walk(doc(start() + event + end(), "s>k; k>e", NAMES), {"id": "D-1"})
    assert walk.wait("k").kind is WaitKind.MESSAGE
    assert walk.wait("k").attributes == {"message": "answer", "correlation_key": "D-1"}
    assert walk.deliver("k", verdict="yes").variables == {"id": "D-1", "verdict": "yes"}


def test_zeebe_subscriptions_are_correlation_keys() -> None:
    message = '<message id="m" name="answer"><extensionElements><zeebe:subscription correlationKey="=id"/></extensionElements></message>'
    xml = doc(start() + '<receiveTask id="k" messageRef="m"/>' + end(), "s>k; k>e", message)
    assert Walk(xml, {"id": 7}).wait("k").attributes["correlation_key"] == 7


def test_a_message_boundary_that_does_not_interrupt_takes_every_message() -> None:
    walk = Walk(guarded(boundary("b", "t", definition("message", "m"), interrupting=False)))
    for number in range(3):
        walk.deliver("b", n=number)
    assert walk.waiting == ["b", "handler", "handler", "handler", "t"]
    assert [walk.wait("handler", i).variables["n"] for i in range(3)] == [0, 1, 2]


def test_thrown_messages_and_signals_leave_the_instance_with_mapped_payload_only() -> None:
    mapping = (
        '<extensionElements><camunda:inputOutput><camunda:inputParameter name="id">=id</camunda:inputParameter>'
        "</camunda:inputOutput></extensionElements>"
    )
    xml = doc(
        start() + throw("k", mapping + definition("message", "m")) + end("e", definition("signal", "sig")),
        "s>k; k>e",
        NAMES,
    )
    thrown = Walk(xml, {"id": 1, "secret": 2}).last.thrown
    assert [(item.kind, item.name, item.element_id, item.payload) for item in thrown] == [
        ("message", "answer", "k", {"id": 1}),
        ("signal", "closed", "e", {}),
    ]


def test_of_the_events_behind_a_gateway_the_first_one_counts() -> None:
    xml = doc(
        start() + '<eventBasedGateway id="g"/>' + catch("k", definition("message", "m")) + catch("soon", timer("Duration", "PT1H"))
        + catch("late", timer("Duration", "P1D")) + user("a") + user("b") + user("c"),
        "s>g; g>k; g>soon; g>late; k>a; soon>b; late>c",
        NAMES,
    )  # fmt: skip
    walk = Walk(xml)
    assert walk.waiting == ["k", "late", "soon"]
    assert walk.wait("soon").due != walk.wait("late").due
    assert walk.fire("late").waiting == ["c"]


def test_a_condition_wakes_when_another_branch_or_an_outsider_makes_it_true() -> None:
    condition = (
        "<conditionalEventDefinition><condition>=ready = true</condition></conditionalEventDefinition>"
    )
    xml = doc(
        start() + both("sp") + catch("k", condition) + user("u") + both("j") + end(),
        "s>sp; sp>k; sp>u; k>j; u>j; j>e",
    )
    walk = Walk(xml)
    assert walk.wait("k").kind is WaitKind.CONDITION
    assert walk.set(ready=True).waiting == ["u"]
    assert walk.complete("u").last.ended


def test_a_conditional_boundary_fires_on_each_change_to_true() -> None:
    condition = "<conditionalEventDefinition><condition>=n > 5</condition></conditionalEventDefinition>"
    walk = Walk(guarded(boundary("b", "t", condition, interrupting=False)), {"n": 1})
    walk.set(n=6).set(n=7)
    assert walk.waiting == ["b", "handler", "t"]
    walk.set(n=1).set(n=9)
    assert walk.waiting == ["b", "handler", "handler", "t"]


def error_sub(name: str, code: str) -> str:
    return sub(
        name,
        start(f"{name}_s") + user(f"{name}_u") + end(f"{name}_e", definition("error", code)),
        f"{name}_s>{name}_u; {name}_u>{name}_e",
    )


def test_an_error_is_caught_at_its_own_sub_process_and_its_sibling_goes_on() -> None:
    xml = doc(
        start() + both("sp") + error_sub("a", "e1") + error_sub("b", "e1")
        + boundary("ba", "a", definition("error", "e1")) + boundary("bb", "b", definition("error", "e1"))
        + user("ha") + user("hb") + end(),
        "s>sp; sp>a; sp>b; ba>ha; bb>hb; a>e; b>e",
        NAMES,
    )  # fmt: skip
    walk = Walk(xml).complete("a_u")
    assert walk.waiting == ["b_u", "ha"]


def test_the_exact_code_comes_before_the_catch_all() -> None:
    xml = doc(
        start() + error_sub("a", "e1") + boundary("any", "a", definition("error")) + boundary("one", "a", definition("error", "e1"))
        + user("h1") + user("h2") + end(),
        "s>a; a>e; any>h1; one>h2",
        NAMES,
    )  # fmt: skip
    assert Walk(xml).complete("a_u").waiting == ["h2"]


def test_an_error_looks_outwards_scope_by_scope() -> None:
    inner = sub(
        "o",
        start("os")
        + error_sub("a", "e2")
        + boundary("b1", "a", definition("error", "e1"))
        + end("oe")
        + end("x"),
        "os>a; a>oe; b1>x",
    )
    xml = doc(
        start() + inner + boundary("b2", "o", definition("error", "e2")) + user("h") + end(),
        "s>o; o>e; b2>h",
        NAMES,
    )
    assert Walk(xml).complete("a_u").waiting == ["h"]


def test_an_uncaught_error_is_trouble_and_never_the_happy_path() -> None:
    walk = Walk(doc(start() + error_sub("a", "e1") + user("happy"), "s>a; a>happy", NAMES)).complete("a_u")
    trouble = walk.last.trouble
    assert trouble is not None
    assert (trouble.kind, trouble.element_id, trouble.code) == ("error", "a_e", "E1")
    assert walk.waiting == []


def test_a_worker_throws_an_error_at_its_call() -> None:
    xml = guarded(boundary("b", "t", definition("error", "e1")), service("t"))
    walk = Walk(xml).throw("t", "E1", reason="closed")
    assert walk.waiting == ["handler"]
    assert walk.variables == {"reason": "closed"}
    refused = Walk(xml).throw("t", "E9")
    assert refused.last.trouble is not None
    assert refused.waiting == ["t"], "the call still waits, so that the caller can raise an incident"


def test_an_error_in_one_instance_of_many_cancels_the_others() -> None:
    body = start("is") + user("u") + xor("g", "fine") + end("ie") + end("bad", definition("error", "e1"))
    inner = sub("t", many("xs") + body, "is>u; u>g; g>bad[fail]; g>ie#fine")
    walk = Walk(guarded(boundary("b", "t", definition("error", "e1")), inner), {"xs": [1, 2, 3]})
    walk.complete("u", 1, fail=True)
    assert walk.waiting == ["handler"]
    assert sum(entry.cancelled for entry in walk.last.passed if entry.element_id == "u") == 2


def test_an_escalation_is_handled_beside_the_work_that_goes_on() -> None:
    body = start("is") + throw("k", definition("escalation", "x1")) + user("u") + end("ie")
    xml = guarded(
        boundary("b", "t", definition("escalation", "x1"), interrupting=False),
        sub("t", body, "is>k; k>u; u>ie"),
    )
    assert Walk(xml).waiting == ["handler", "u"]


def test_an_escalation_nobody_handles_leaves_the_instance() -> None:
    xml = doc(start() + throw("k", definition("escalation", "x1")) + end(), "s>k; k>e", NAMES)
    assert [(item.kind, item.name) for item in Walk(xml).last.thrown] == [("escalation", "X1")]


def test_a_boundary_timer_interrupts_everything_inside_a_sub_process() -> None:
    body = start("is") + both("sp") + user("u") + user("v") + both("j") + end("ie")
    walk = Walk(
        guarded(
            boundary("b", "t", timer("Duration", "P1D")), sub("t", body, "is>sp; sp>u; sp>v; u>j; v>j; j>ie")
        )
    )
    assert walk.waiting == ["b", "u", "v"]
    assert walk.fire("b").waiting == ["handler"]
    assert sorted(entry.element_id for entry in walk.last.passed if entry.cancelled) == ["t", "u", "v"]


def test_a_sub_process_gives_its_changes_back_merged_with_those_outside() -> None:
    body = start("is") + user("u") + end("ie")
    xml = doc(
        start() + both("sp") + sub("t", body, "is>u; u>ie") + user("v") + both("j") + end(),
        "s>sp; sp>t; sp>v; t>j; v>j; j>e",
    )
    walk = Walk(xml, {"x": 0, "y": 0}).complete("v", y=1).complete("u", x=1)
    assert walk.variables == {"x": 1, "y": 1}


def test_a_terminate_end_in_a_sub_process_ends_only_that() -> None:
    body = (
        start("is")
        + both("sp")
        + user("u")
        + user("v")
        + end("ie", "<terminateEventDefinition/>")
        + end("ie2")
    )
    xml = doc(start() + sub("t", body, "is>sp; sp>u; sp>v; u>ie; v>ie2") + user("after"), "s>t; t>after")
    assert Walk(xml).complete("u").waiting == ["after"]


def test_a_process_starts_at_the_event_that_was_asked_for() -> None:
    xml = doc(
        start("plain")
        + f'<startEvent id="by_mail">{definition("message", "m")}</startEvent>'
        + user("a")
        + user("b"),
        "plain>a; by_mail>b",
        NAMES,
    )
    assert Walk(xml).waiting == ["a"]
    assert Walk(xml, start_element="by_mail").waiting == ["b"]


def test_what_an_interrupted_sub_process_has_done_stays_known_to_the_handler() -> None:
    body = start("is") + user("u") + user("v") + end("ie", definition("error", "e1"))
    inner = sub("t", body, "is>u; u>v; v>ie")
    by_timer = guarded(boundary("b", "t", timer("Duration", "P1D")), inner)
    assert Walk(by_timer, {"x": 0}).complete("u", x=1).fire("b").variables == {"x": 1}
    by_error = guarded(boundary("b", "t", definition("error", "e1")), inner)
    walk = Walk(by_error, {"x": 0}).complete("u", x=1).complete("v", y=2)
    assert walk.variables == {"x": 1, "y": 2}
    assert ("ie", False) in [(entry.element_id, entry.cancelled) for entry in walk.last.passed]


def test_a_catcher_is_told_code_and_message() -> None:
    event = '<errorEventDefinition camunda:errorCodeVariable="code" camunda:errorMessageVariable="why"/>'
    walk = Walk(guarded(boundary("b", "t", event), service("t")))
    token = walk.wait("t").token
    outcome = walk.engine.throw(walk.process, walk.last.state, token, "E7", "closed on Sundays", {}, NOW)
    assert outcome.variables == {"code": "E7", "why": "closed on Sundays"}


def test_a_message_that_a_worker_sends_is_a_service_call() -> None:
    event = '<messageEventDefinition camunda:type="external" camunda:topic="mail.send"/>'
    walk = Walk(doc(start() + throw("k", event) + end(), "s>k; k>e"))
    assert (walk.wait("k").kind, walk.wait("k").attributes["topic"]) == (WaitKind.SERVICE_CALL, "mail.send")
