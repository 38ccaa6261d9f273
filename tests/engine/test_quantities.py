"""Quantities of tokens, events of multi-instance activities, lanes."""

import pytest

from service.engine.engine import Engine
from tests.engine.bpmn import (
    Walk,
    both,
    boundary,
    definition,
    doc,
    end,
    many,
    start,
    timer,
    user,
)

NAMES = (
    '<signal id="sig" name="closed"/><escalation id="x1" escalationCode="X1"/>'
    '<signalEventDefinition id="ring" signalRef="sig"/><escalationEventDefinition id="rise" escalationRef="x1"/>'
    '<timerEventDefinition id="tick"><timeDuration>P1D</timeDuration></timerEventDefinition>'
)


def test_an_activity_may_leave_several_tokens_on_each_flow() -> None:
    walk = Walk(doc(start() + user("a", "", 'completionQuantity="3"') + user("b") + end(), "s>a; a>b; b>e"))
    assert walk.complete("a").waiting == ["b", "b", "b"]
    assert walk.complete("b", x=1).complete("b", y=2).complete("b").last.ended
    assert walk.variables == {"x": 1, "y": 2}


def test_an_activity_may_begin_with_several_tokens() -> None:
    xml = doc(
        start() + both("sp") + user("a") + user("b") + user("c") + user("t", "", 'startQuantity="2"')
        + boundary("late", "t", timer("Duration", "P1D")) + end(),
        "s>sp; sp>a; sp>b; sp>c; a>t; b>t; c>e; t>e; late>e",
    )  # fmt: skip
    walk = Walk(xml).complete("a", x=1)
    assert walk.waiting == ["b", "c"]
    assert walk.complete("b", y=2).waiting == ["c", "late", "t"]
    assert walk.wait("t").variables == {"x": 1, "y": 2}
    assert walk.complete("t").complete("c").last.ended


def test_tokens_that_never_suffice_are_trouble_not_silence() -> None:
    walk = Walk(doc(start() + user("a") + user("t", "", 'startQuantity="2"') + end(), "s>a; a>t; t>e"))
    assert walk.complete("a").last.trouble is not None


def announcing(behaviour: str, inner: str = "", more: str = "", notation: str = "") -> bytes:
    loop = (
        many("xs", inner=inner)
        .replace("<multi", "<multi")
        .replace("camunda:coll", f"{behaviour} camunda:coll")
    )
    return doc(start() + user("t", loop) + end() + more, f"s>t; t>e; {notation}", NAMES)


@pytest.mark.parametrize(
    ("behaviour", "times"),
    [('behavior="None" noneBehaviorEventRef="ring"', 3), ('behavior="One" oneBehaviorEventRef="ring"', 1), ('behavior="All"', 0)],
)  # fmt: skip
def test_completed_instances_throw_what_is_drawn(behaviour: str, times: int) -> None:
    walk = Walk(announcing(behaviour), {"xs": [1, 2, 3]})
    thrown = []
    for _ in range(3):
        thrown += walk.complete("t").last.thrown
    assert walk.last.ended
    assert [(event.kind, event.name, event.element_id) for event in thrown] == [
        ("signal", "closed", "t")
    ] * times


COMPLEX = (
    "<complexBehaviorDefinition><condition>=numberOfCompletedInstances = 2</condition>"
    '<event><escalationEventDefinition escalationRef="x1"/></event></complexBehaviorDefinition>'
)


def test_a_condition_may_decide_when_an_event_is_thrown_and_the_activity_may_catch_it() -> None:
    caught = boundary("b", "t", definition("escalation", "x1"), interrupting=False) + user("told")
    walk = Walk(announcing('behavior="Complex"', COMPLEX, caught, "b>told"), {"xs": [1, 2, 3]})
    assert walk.complete("t").waiting == ["t", "t"]
    assert walk.complete("t").waiting == ["t", "told"]
    cutting = boundary("b", "t", definition("escalation", "x1")) + user("told")
    walk = Walk(announcing('behavior="Complex"', COMPLEX, cutting, "b>told"), {"xs": [1, 2, 3]})
    assert walk.complete("t").complete("t").waiting == ["told"]


@pytest.mark.parametrize(
    "behaviour", ['behavior="One"', 'behavior="One" oneBehaviorEventRef="tick"', 'behavior="None" noneBehaviorEventRef="gone"']
)  # fmt: skip
def test_a_behaviour_without_an_event_to_throw_is_refused(behaviour: str) -> None:
    assert "MI-BEHAVIOR" in {found.rule for found in Engine().check(announcing(behaviour), "f.bpmn")}


def test_elements_are_in_the_innermost_lane_and_sub_processes_hand_theirs_on() -> None:
    lanes = (
        '<laneSet><lane id="l1" name="Office"><flowNodeRef>s</flowNodeRef><flowNodeRef>box</flowNodeRef>'
        '<childLaneSet><lane id="l2" name="Desk"><flowNodeRef>box</flowNodeRef></lane></childLaneSet></lane></laneSet>'
    )
    info = Engine().inspect(
        doc(lanes + start() + f'<subProcess id="box">{user("a")}</subProcess>', "s>box"), "f"
    )[0]
    assert info.lanes == ("Office", "Desk")
    assert info.lane_of == {"s": "Office", "box": "Desk", "a": "Desk"}
