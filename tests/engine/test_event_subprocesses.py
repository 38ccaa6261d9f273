"""Event sub-processes: armed with their scope, interrupting or beside it, and never waited for."""

import pytest

from service.engine.outcome import WaitKind
from tests.engine.bpmn import (
    NOW,
    Walk,
    both,
    boundary,
    definition,
    doc,
    end,
    event_start,
    event_sub,
    script,
    start,
    sub,
    throw,
    timer,
    user,
)

NAMES = (
    '<message id="m" name="answer"/><signal id="sig" name="closed"/>'
    '<error id="e1" errorCode="E1"/><error id="e2" errorCode="E2"/><escalation id="x1" escalationCode="X1"/>'
)
CONDITION = "<conditionalEventDefinition><condition>=urgent</condition></conditionalEventDefinition>"


def handled(event: str, interrupting: bool = True, flow: str = user("t")) -> str:
    handler = event_sub(
        "h",
        event_start("hs", event, interrupting) + user("care") + end("he"),
        "hs>care; care>he",
    )
    return start() + flow + end() + handler


def at_process(event: str, interrupting: bool = True) -> bytes:
    return doc(handled(event, interrupting), "s>t; t>e", NAMES)


def nested(event: str, interrupting: bool = True) -> bytes:
    inner = handled(event, interrupting).replace('id="s"', 'id="is"').replace('id="e"', 'id="ie"')
    body = start() + sub("box", inner, "is>t; t>ie") + user("after") + end()
    return doc(body, "s>box; box>after; after>e", NAMES)


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        (definition("message", "m"), WaitKind.MESSAGE),
        (definition("signal", "sig"), WaitKind.SIGNAL),
        (timer("Duration", "P3D"), WaitKind.TIMER),
        (CONDITION, WaitKind.CONDITION),
    ],
)
def test_a_start_that_did_not_happen_is_a_wait_but_does_not_hold_the_process(
    event: str, kind: WaitKind
) -> None:
    walk = Walk(at_process(event), {"urgent": False})
    assert walk.wait("hs").kind is kind
    assert walk.complete("t").last.ended
    assert walk.waiting == []


@pytest.mark.parametrize("event", [definition("message", "m"), definition("signal", "sig")])
def test_an_interrupting_start_ends_the_flow_of_its_scope(event: str) -> None:
    walk = Walk(at_process(event)).deliver("hs", why="late")
    assert walk.waiting == ["care"]
    assert walk.wait("care").variables == {"why": "late"}
    assert walk.wait("care").scope == "h"
    assert [(entry.element_id, entry.cancelled) for entry in walk.last.passed] == [("t", True), ("hs", False)]
    assert walk.complete("care").last.ended
    assert walk.passed == ["s", "hs", "care", "he", "h"]


def test_an_interrupting_timer_and_a_condition_do_the_same() -> None:
    assert Walk(at_process(timer("Duration", "P3D"))).fire("hs").waiting == ["care"]
    walk = Walk(at_process(CONDITION), {"urgent": False})
    assert walk.set(urgent=True).waiting == ["care"]


def test_a_condition_that_already_holds_starts_at_once() -> None:
    assert Walk(at_process(CONDITION), {"urgent": True}).waiting == ["care"]


@pytest.mark.parametrize("event", [definition("message", "m"), definition("signal", "sig")])
def test_a_start_that_does_not_interrupt_happens_every_time(event: str) -> None:
    walk = Walk(at_process(event, interrupting=False))
    for number in range(3):
        walk.deliver("hs", n=number)
    assert walk.waiting == ["care", "care", "care", "hs", "t"]
    assert [walk.wait("care", i).variables["n"] for i in range(3)] == [0, 1, 2]
    walk.complete("t")
    assert walk.waiting == ["care", "care", "care", "hs"]
    for _ in range(3):
        walk.complete("care")
    assert walk.last.ended


def test_a_cycle_goes_off_in_rounds_and_a_single_timer_once() -> None:
    walk = Walk(at_process(timer("Cycle", "R/P1D"), interrupting=False))
    walk.now = NOW.replace(day=3)
    assert walk.fire("hs").waiting == ["care", "hs", "t"]
    walk = Walk(at_process(timer("Duration", "P1D"), interrupting=False)).fire("hs")
    assert walk.waiting == ["care", "t"]


def test_a_condition_beside_the_flow_happens_once_each_time_it_becomes_true() -> None:
    walk = Walk(at_process(CONDITION, interrupting=False), {"urgent": True})
    assert walk.waiting == ["care", "hs", "t"]
    assert walk.set(n=1).waiting == ["care", "hs", "t"]
    assert walk.set(urgent=False).set(urgent=True).waiting == ["care", "care", "hs", "t"]


def test_nested_starts_are_armed_only_while_their_scope_runs() -> None:
    walk = Walk(nested(definition("message", "m")))
    assert walk.waiting == ["hs", "t"]
    assert walk.wait("hs").scope == "box"
    assert Walk(nested(definition("message", "m"))).complete("t").waiting == ["after"]
    walk.deliver("hs")
    assert walk.waiting == ["care"]
    assert walk.complete("care").waiting == ["after"]


def test_a_scope_that_is_interrupted_takes_its_starts_and_handlers_along() -> None:
    inner = (
        handled(definition("message", "m"), False).replace('id="s"', 'id="is"').replace('id="e"', 'id="ie"')
    )
    body = start() + sub("box", inner, "is>t; t>ie") + boundary("b", "box", timer("Duration", "P1D"))
    walk = Walk(doc(body + user("late") + end(), "s>box; box>e; b>late", NAMES)).deliver("hs")
    assert walk.waiting == ["b", "care", "hs", "t"]
    assert walk.fire("b").waiting == ["late"]
    cancelled = [entry.element_id for entry in walk.last.passed if entry.cancelled]
    assert sorted(cancelled) == ["box", "care", "h", "t"]


def failing(code: str, catcher: str) -> bytes:
    flow = both("sp") + user("t") + user("u")
    body = start() + flow + end("bad", definition("error", code)) + end()
    handler = event_sub("h", event_start("hs", catcher) + user("care"), "hs>care")
    inner = (body + handler).replace('id="s"', 'id="is"')
    box = sub("box", inner, "is>sp; sp>t; sp>u; t>bad; u>e") + boundary("b", "box", definition("error"))
    return doc(start() + box + user("outside"), "s>box; b>outside", NAMES)


def test_an_error_is_caught_in_its_scope_before_it_reaches_the_boundary() -> None:
    walk = Walk(failing("e1", definition("error", "e1"))).complete("t", x=1)
    assert walk.waiting == ["care"]
    assert walk.wait("care").variables == {"x": 1}
    assert Walk(failing("e1", definition("error"))).complete("t").waiting == ["care"]


def test_an_error_that_the_scope_does_not_know_goes_on_to_the_boundary() -> None:
    assert Walk(failing("e2", definition("error", "e1"))).complete("t").waiting == ["outside"]


def test_an_error_out_of_a_handler_is_not_caught_by_it() -> None:
    assert Walk(failing("e1", definition("error"))).complete("t").throw("care", "E9").waiting == ["outside"]


def test_an_error_reported_for_a_user_task_starts_the_handler_of_the_process() -> None:
    walk = Walk(at_process(definition("error", "e1"))).throw("t", "E1", why="torn")
    assert walk.waiting == ["care"]
    assert walk.wait("care").variables == {"why": "torn"}
    assert Walk(at_process(definition("error", "e1"))).throw("t", "E2").last.trouble is not None


def test_an_escalation_starts_its_handler_and_the_flow_goes_on() -> None:
    flow = throw("k", definition("escalation", "x1")) + user("t")
    xml = doc(handled(definition("escalation", "x1"), False, flow), "s>k; k>t; t>e", NAMES)
    walk = Walk(xml)
    assert walk.waiting == ["care", "t"]
    assert walk.last.thrown == ()
    xml = doc(handled(definition("escalation", "x1"), True, flow), "s>k; k>t; t>e", NAMES)
    assert Walk(xml).waiting == ["care"]


def test_a_handler_does_not_hear_its_own_escalation() -> None:
    body = start() + user("t") + end()
    inner = (
        event_start("hs", definition("escalation"), False)
        + throw("k", definition("escalation", "x1"))
        + end("he")
    )
    again = throw("first", definition("escalation", "x1"))
    xml = doc(body + again + event_sub("h", inner, "hs>k; k>he"), "s>first; first>t; t>e", NAMES)
    walk = Walk(xml)
    assert walk.waiting == ["t"]
    assert [(thrown.kind, thrown.name) for thrown in walk.last.thrown] == [("escalation", "X1")]


def test_what_flow_and_handler_set_is_seen_by_both_and_nothing_old_comes_back() -> None:
    walk = Walk(at_process(definition("message", "m"), interrupting=False), {"a": 1, "b": 1})
    walk.deliver("hs", a=2)
    assert walk.variables == {"a": 2, "b": 1}
    walk.complete("care", c=3)
    assert walk.variables == {"a": 2, "b": 1, "c": 3}
    assert walk.wait("t").variables == {"a": 2, "b": 1, "c": 3}
    walk.deliver("hs")
    assert walk.complete("t", b=7).variables == {"a": 2, "b": 7, "c": 3}
    assert walk.complete("care", d=4).last.ended
    assert walk.variables == {"a": 2, "b": 7, "c": 3, "d": 4}


def test_a_handler_begins_with_what_the_flow_had_done_so_far() -> None:
    flow = user("t") + script("note", "x = x + 1") + user("t2")
    xml = doc(handled(definition("message", "m"), False, flow), "s>t; t>note; note>t2; t2>e", NAMES)
    walk = Walk(xml, {"x": 1}).complete("t").deliver("hs")
    assert walk.wait("care").variables == {"x": 2}
    assert walk.complete("t2", x=9).complete("care", y=1).variables == {"x": 9, "y": 1}


def test_a_handler_may_have_handlers_of_its_own() -> None:
    deep = event_sub("hh", event_start("hhs", definition("message", "m")) + user("deep"), "hhs>deep")
    inner = event_start("hs", definition("signal", "sig")) + user("care") + deep
    walk = Walk(doc(start() + user("t") + event_sub("h", inner, "hs>care"), "s>t", NAMES))
    assert walk.waiting == ["hs", "t"]
    assert walk.deliver("hs").waiting == ["care", "hhs"]
    assert walk.deliver("hhs").waiting == ["deep"]
    assert walk.complete("deep").last.ended


def test_a_terminating_end_takes_handlers_along() -> None:
    flow = both("sp") + user("t") + user("u") + end("stop", definition("terminate"))
    xml = doc(handled(definition("message", "m"), False, flow), "s>sp; sp>t; sp>u; t>e; u>stop", NAMES)
    assert Walk(xml).deliver("hs").complete("u").last.ended
