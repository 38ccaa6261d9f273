"""Events with several triggers, one of which is enough or all of which are needed; event gateways."""

import pytest

from service.engine.engine import Engine
from service.engine.outcome import WaitKind
from tests.engine.bpmn import (
    Walk,
    boundary,
    catch,
    definition,
    doc,
    end,
    event_start,
    event_sub,
    start,
    throw,
    timer,
    user,
)

NAMES = (
    '<message id="m" name="answer"/><signal id="sig" name="closed"/>'
    '<error id="e1" errorCode="E1"/><error id="e2" errorCode="E2"/><escalation id="x1" escalationCode="X1"/>'
)
TWO = definition("message", "m") + definition("signal", "sig")
ALL = 'parallelMultiple="true"'


def by_kind(walk: Walk, kind: WaitKind, **payload: object) -> Walk:
    """Let happen what is waited for in one way."""
    token = next(wait.token for wait in walk.last.waits if wait.kind is kind)
    if kind is WaitKind.TIMER:
        outcome = walk.engine.fire(walk.process, walk.last.state, token, walk.now)
    else:
        outcome = walk.engine.deliver(walk.process, walk.last.state, token, payload, walk.now)
    walk.last = outcome
    walk.passed += [entry.element_id for entry in outcome.passed if not entry.cancelled]
    return walk


def test_the_first_of_several_events_is_enough_and_brings_its_payload() -> None:
    xml = doc(start() + catch("k", TWO + timer("Duration", "P1D")) + user("t"), "s>k; k>t", NAMES)
    for kind in (WaitKind.MESSAGE, WaitKind.SIGNAL, WaitKind.TIMER):
        walk = Walk(xml)
        assert {wait.kind for wait in walk.last.waits} == {WaitKind.MESSAGE, WaitKind.SIGNAL, WaitKind.TIMER}
        assert {wait.element_id for wait in walk.last.waits} == {"k"}
        assert by_kind(walk, kind, n=1).waiting == ["t"]
        assert walk.variables == ({} if kind is WaitKind.TIMER else {"n": 1})
        assert walk.passed == ["s", "k"]


def test_each_trigger_says_what_it_waits_for() -> None:
    walk = Walk(doc(start() + catch("k", TWO), "s>k", NAMES))
    assert [dict(wait.attributes) for wait in walk.last.waits] == [
        {"message": "answer"},
        {"signal": "closed"},
    ]


def test_a_parallel_multiple_event_needs_all_and_joins_their_payloads() -> None:
    walk = Walk(doc(start() + catch("k", TWO, ALL) + user("t"), "s>k; k>t", NAMES))
    assert by_kind(walk, WaitKind.SIGNAL, a=1, c=1).waiting == ["k"]
    assert by_kind(walk, WaitKind.MESSAGE, b=2, c=2).waiting == ["t"]
    assert walk.variables == {"a": 1, "b": 2, "c": 2}


def guarded(event: str) -> bytes:
    return doc(start() + user("t") + event + user("h") + end(), "s>t; t>e; b>h", NAMES)


@pytest.mark.parametrize("kind", [WaitKind.MESSAGE, WaitKind.SIGNAL])
def test_a_boundary_with_several_triggers_interrupts_at_the_first(kind: WaitKind) -> None:
    walk = by_kind(Walk(guarded(boundary("b", "t", TWO))), kind, n=1)
    assert walk.waiting == ["h"]
    assert walk.variables == {"n": 1}


def test_a_completed_activity_disarms_all_triggers() -> None:
    assert Walk(guarded(boundary("b", "t", TWO))).complete("t").last.ended


def test_a_boundary_that_does_not_interrupt_takes_each_trigger_every_time() -> None:
    walk = Walk(guarded(boundary("b", "t", TWO + timer("Duration", "P1D"), interrupting=False)))
    by_kind(by_kind(walk, WaitKind.MESSAGE), WaitKind.MESSAGE)
    by_kind(by_kind(walk, WaitKind.SIGNAL), WaitKind.TIMER)
    assert walk.waiting == ["b", "b", "h", "h", "h", "h", "t"]


def test_a_parallel_multiple_boundary_begins_anew_once_all_have_happened() -> None:
    event = boundary("b", "t", TWO, interrupting=False).replace("<boundaryEvent", f"<boundaryEvent {ALL}")
    walk = by_kind(Walk(guarded(event)), WaitKind.MESSAGE, a=1)
    assert walk.waiting == ["b", "t"]
    assert by_kind(walk, WaitKind.SIGNAL, b=2).waiting == ["b", "b", "h", "t"]
    assert walk.wait("h").variables == {"a": 1, "b": 2}


def test_one_boundary_may_catch_several_errors() -> None:
    event = boundary("b", "t", definition("error", "e1") + definition("error", "e2"))
    for code in ("E1", "E2"):
        assert Walk(guarded(event)).throw("t", code).waiting == ["h"]
    assert Walk(guarded(event)).throw("t", "E3").last.trouble is not None


@pytest.mark.parametrize("interrupting", [True, False])
def test_an_event_sub_process_may_start_in_several_ways(interrupting: bool) -> None:
    handler = event_sub("h", event_start("hs", TWO, interrupting) + user("care"), "hs>care")
    xml = doc(start() + user("t") + handler, "s>t", NAMES)
    assert Walk(xml).complete("t").last.ended
    walk = by_kind(Walk(xml), WaitKind.SIGNAL, n=1)
    assert walk.waiting == (["care"] if interrupting else ["care", "hs", "hs", "t"])
    assert walk.wait("care").variables == {"n": 1}
    if not interrupting:
        assert by_kind(walk, WaitKind.MESSAGE).complete("t").waiting == ["care", "care", "hs", "hs"]


def test_several_things_are_thrown_in_the_order_of_the_file() -> None:
    both = TWO + definition("escalation", "x1")
    walk = Walk(doc(start() + throw("k", both) + end("e", TWO), "s>k; k>e", NAMES))
    assert walk.last.ended
    assert [(thrown.element_id, thrown.kind) for thrown in walk.last.thrown] == [
        ("k", "message"), ("k", "signal"), ("k", "escalation"), ("e", "message"), ("e", "signal"),
    ]  # fmt: skip
    assert walk.passed == ["s", "k", "e"]


def test_a_process_may_start_by_several_events() -> None:
    xml = doc(start("s", TWO) + user("t"), "s>t", NAMES)
    starts = Engine().inspect(xml, "f.bpmn")[0].starts
    assert [(found.element_id, found.kind, found.name) for found in starts] == [
        ("s", "message", "answer"),
        ("s", "signal", "closed"),
    ]
    assert Walk(xml, start_element="s").waiting == ["t"]


def gateway(attributes: str = "") -> bytes:
    body = (
        f'{start()}<eventBasedGateway id="g" {attributes}/><receiveTask id="r" messageRef="m"/>'
        f"{catch('k', definition('signal', 'sig') + timer('Duration', 'P1D'))}{user('a')}{user('b')}"
    )
    return doc(body, "s>g; g>r; g>k; r>a; k>b", NAMES)


def test_behind_an_event_gateway_receive_tasks_and_multiple_events_race() -> None:
    walk = Walk(gateway())
    assert walk.waiting == ["k", "k", "r"]
    assert by_kind(walk, WaitKind.SIGNAL).waiting == ["b"]
    assert by_kind(Walk(gateway()), WaitKind.MESSAGE).waiting == ["a"]


def test_behind_a_parallel_event_gateway_all_events_happen() -> None:
    walk = by_kind(Walk(gateway('eventGatewayType="Parallel"')), WaitKind.MESSAGE)
    assert walk.waiting == ["a", "k", "k"]
    assert by_kind(walk, WaitKind.TIMER).waiting == ["a", "b"]
