"""Compensation: what is done is undone by its handlers, the last one first; transactions."""

import pytest

from tests.engine.bpmn import (
    Walk,
    both,
    boundary,
    definition,
    doc,
    end,
    event_start,
    event_sub,
    many,
    properties,
    script,
    start,
    sub,
    throw,
    transaction,
    undone,
    user,
    xor,
)

NAMES = '<error id="e1" errorCode="E1"/><message id="m" name="go"/>'
BACK = definition("compensate")


def back(activity: str) -> str:
    return f'<compensateEventDefinition activityRef="{activity}"/>'


def line(thrower: str) -> bytes:
    body = (
        start()
        + user("a")
        + undone("a")
        + user("b")
        + undone("b")
        + user("c")
        + thrower
        + user("after")
        + end()
    )
    return doc(body, "s>a; a>b; b>c; c>k; k>after; after>e", NAMES)


def test_completed_activities_are_undone_in_reverse_order() -> None:
    walk = Walk(line(throw("k", BACK))).complete("a").complete("b").complete("c")
    assert walk.waiting == ["undo_b"]
    assert walk.complete("undo_b").waiting == ["undo_a"]
    assert walk.complete("undo_a").waiting == ["after"]
    assert walk.passed == ["s", "a", "b", "c", "undo_b", "undo_a", "k"]


def test_one_activity_can_be_undone_by_name() -> None:
    walk = Walk(line(throw("k", back("a")))).complete("a").complete("b").complete("c")
    assert walk.waiting == ["undo_a"]
    assert walk.complete("undo_a").waiting == ["after"]


def test_an_end_event_undoes_and_then_ends() -> None:
    body = start() + user("a") + undone("a") + end("k", BACK)
    walk = Walk(doc(body, "s>a; a>k")).complete("a")
    assert walk.waiting == ["undo_a"]
    assert walk.complete("undo_a").last.ended


def test_what_is_not_completed_is_not_undone() -> None:
    body = start() + both("sp") + user("a") + undone("a") + user("b") + undone("b") + throw("k", BACK) + end()
    walk = Walk(doc(body, "s>sp; sp>a; sp>b; a>k; k>e; b>e")).complete("a")
    assert walk.waiting == ["b", "undo_a"]


def test_nothing_is_undone_twice() -> None:
    body = start() + user("a") + undone("a") + throw("k", BACK) + throw("k2", BACK) + user("after")
    walk = Walk(doc(body, "s>a; a>k; k>k2; k2>after")).complete("a").complete("undo_a")
    assert walk.waiting == ["after"]


def test_each_round_of_a_loop_is_undone() -> None:
    body = start() + xor("m") + user("a") + undone("a") + xor("g", "out") + throw("k", BACK) + end()
    walk = Walk(doc(body, "s>m; m>a; a>g; g>m[again]; g>k#out; k>e"))
    walk.complete("a", again=True).complete("a", again=True).complete("a", again=False)
    for _ in range(3):
        walk.complete("undo_a")
    assert walk.last.ended
    assert walk.passed.count("undo_a") == 3


def test_each_of_many_is_undone_with_its_own_item() -> None:
    body = start() + user("a", many("xs")) + undone("a") + throw("k", BACK) + user("after")
    walk = Walk(doc(body, "s>a; a>k; k>after"), {"xs": ["p", "q"], "item": "outer"})
    walk.complete("a", 1).complete("a")
    assert walk.wait("undo_a").variables["item"] == "p"
    assert walk.complete("undo_a").wait("undo_a").variables["item"] == "q"
    assert walk.complete("undo_a").variables == {"xs": ["p", "q"], "item": "outer"}


def test_handlers_see_and_change_the_variables_of_their_scope() -> None:
    handler = script("undo_a", "seat = null\n log = append(log, seat_before)").replace(
        "<scriptTask", '<scriptTask isForCompensation="true"'
    )
    handler = handler.replace("seat_before", "seat").replace("seat = null\n log", "log")
    body = start() + user("a") + undone("a", handler) + user("b") + throw("k", BACK) + user("after")
    walk = Walk(doc(body, "s>a; a>b; b>k; k>after"), {"log": []}).complete("a", seat=1).complete("b", seat=2)
    assert walk.variables == {"log": [2], "seat": 2}


def nested(inner: str, notation: str, more: str = "") -> bytes:
    box = sub("box", start("is") + inner, notation)
    return doc(
        start() + box + more + user("c") + throw("k", BACK) + user("after"),
        "s>box; box>c; c>k; k>after",
        NAMES,
    )


INNER = user("a") + undone("a") + user("b") + undone("b")


def test_a_completed_sub_process_is_undone_from_within_with_the_variables_of_its_end() -> None:
    walk = Walk(nested(INNER, "is>a; a>b"), {"x": 0}).complete("a", x=1).complete("b", x=2).complete("c", x=3)
    assert walk.waiting == ["undo_b"]
    assert walk.wait("undo_b").scope == "box"
    assert walk.wait("undo_b").variables["x"] == 2
    assert walk.complete("undo_b", y=1).complete("undo_a").waiting == ["after"]
    assert walk.variables == {"x": 3, "y": 1}


def test_a_handler_of_the_sub_process_itself_replaces_those_within() -> None:
    walk = Walk(nested(INNER, "is>a; a>b", undone("box"))).complete("a").complete("b").complete("c")
    assert walk.waiting == ["undo_box"]
    assert walk.complete("undo_box").waiting == ["after"]


def test_an_event_sub_process_undoes_its_scope_as_it_is_drawn() -> None:
    handler = event_sub(
        "h",
        event_start("hs", BACK) + user("first") + throw("hk", back("a")) + end("he"),
        "hs>first; first>hk; hk>he",
    )
    walk = Walk(nested(INNER + handler, "is>a; a>b")).complete("a").complete("b").complete("c")
    assert walk.waiting == ["first"]
    assert walk.complete("first").waiting == ["undo_a"]
    assert walk.complete("undo_a").waiting == ["after"]


def test_a_sub_process_that_is_cut_off_leaves_nothing_to_undo() -> None:
    box = sub("box", start("is") + INNER, "is>a; a>b") + boundary("late", "box", definition("message", "m"))
    walk = Walk(doc(start() + box + throw("k", BACK) + user("after"), "s>box; late>k; k>after", NAMES))
    assert walk.complete("a").deliver("late").waiting == ["after"]


def test_a_handler_of_an_error_can_undo_what_its_scope_had_done() -> None:
    handler = event_sub(
        "h", event_start("hs", definition("error", "e1")) + throw("hk", BACK) + end("he"), "hs>hk; hk>he"
    )
    walk = Walk(nested(INNER + handler, "is>a; a>b")).complete("a").throw("b", "E1")
    assert walk.waiting == ["undo_a"]
    assert walk.complete("undo_a").waiting == ["c"]


def test_undoing_goes_on_after_the_activity_that_asked_for_it_was_waiting() -> None:
    handler = '<userTask id="undo_a" isForCompensation="true">' + properties(x="=n") + "</userTask>"
    body = start() + user("a") + undone("a", handler) + throw("k", BACK) + end()
    walk = Walk(doc(body, "s>a; a>k; k>e")).complete("a", n=4)
    assert walk.wait("undo_a").attributes["dure.x"] == 4


def test_an_error_while_undoing_is_caught_around_the_throwing_event() -> None:
    inner = start("is") + user("a") + undone("a") + throw("k", BACK) + end("ie")
    box = sub("box", inner, "is>a; a>k; k>ie") + boundary("b", "box", definition("error", "e1"))
    walk = Walk(doc(start() + box + user("repair") + end(), "s>box; box>e; b>repair", NAMES)).complete("a")
    assert walk.throw("undo_a", "E1").waiting == ["repair"]


def booking(more: str = "") -> bytes:
    inner = (
        start("is") + user("a") + undone("a") + user("b") + undone("b") + both("sp") + user("pay") + user("watch")
        + xor("g", "fine") + end("ok") + end("off", definition("cancel"))
    )  # fmt: skip
    flow = "is>a; a>b; b>sp; sp>pay; sp>watch; pay>g; g>off[failed]; g>ok#fine; watch>ok"
    body = start() + transaction("t", inner + more, flow) + boundary("x", "t", definition("cancel"))
    return doc(body + user("done") + user("sorry") + end(), "s>t; t>done; done>e; x>sorry; sorry>e", NAMES)


def test_a_cancelled_transaction_is_undone_before_it_is_left() -> None:
    walk = Walk(booking()).complete("a").complete("b").complete("pay", failed=True)
    assert walk.waiting == ["undo_b"]
    assert [entry.element_id for entry in walk.last.passed if entry.cancelled] == ["watch"]
    assert walk.complete("undo_b").waiting == ["undo_a"]
    assert walk.complete("undo_a", refund=7).waiting == ["sorry"]
    assert walk.variables == {"failed": True, "refund": 7}


def test_a_transaction_that_succeeds_is_a_sub_process() -> None:
    walk = Walk(booking()).complete("a").complete("b").complete("pay", failed=False).complete("watch")
    assert walk.waiting == ["done"]


@pytest.mark.parametrize("stage", [0, 1, 2])
def test_an_error_leaves_a_transaction_without_undoing(stage: int) -> None:
    body = (
        booking()
        .decode()
        .replace('<userTask id="sorry"', boundary("bad", "t", definition("error")) + '<userTask id="sorry"')
    )
    walk = Walk(
        body.replace(
            "</process>", '<sequenceFlow id="bf" sourceRef="bad" targetRef="sorry"/></process>'
        ).encode()
    )
    for name in ("a", "b")[:stage]:
        walk.complete(name)
    assert walk.throw(walk.waiting[0], "E1").waiting == ["sorry"]
