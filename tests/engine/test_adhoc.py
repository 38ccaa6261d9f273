"""Ad-hoc sub-processes: offered at once or in turn, until their condition holds."""

from tests.engine.bpmn import (
    Walk,
    ad_hoc,
    boundary,
    definition,
    doc,
    end,
    script,
    start,
    timer,
    undone,
    user,
)

NAMES = '<error id="e1" errorCode="E1"/>'
IN_TURN = 'ordering="Sequential"'


def around(part: str, more: str = "", notation: str = "") -> bytes:
    return doc(start() + part + user("after") + more + end(), f"s>t; t>after; after>e; {notation}", NAMES)


def test_all_activities_that_no_flow_reaches_are_offered_at_once() -> None:
    walk = Walk(around(ad_hoc("t", user("a") + user("b") + user("c"), "a>b")))
    assert walk.waiting == ["a", "c"]
    assert walk.complete("c").complete("a").waiting == ["b"]
    assert walk.complete("b").waiting == ["after"]
    assert walk.passed == ["s", "c", "a", "b", "t"]


def test_once_the_condition_holds_the_rest_is_cancelled() -> None:
    walk = Walk(around(ad_hoc("t", user("a") + user("b") + user("c"), "a>b", "=enough")), {"enough": False})
    assert walk.complete("a", enough=True).waiting == ["after"]
    assert [entry.element_id for entry in walk.last.passed if entry.cancelled] == ["c"]
    assert walk.variables == {"enough": True}


def test_the_rest_may_also_be_waited_for() -> None:
    part = ad_hoc("t", user("a") + user("b"), "", "=enough", 'cancelRemainingInstances="false"')
    walk = Walk(around(part)).complete("a", enough=True)
    assert walk.waiting == ["b"]
    assert walk.complete("b", enough=False).waiting == ["after"]


def test_without_the_condition_everything_is_offered_again() -> None:
    walk = Walk(around(ad_hoc("t", user("a") + user("b"), "", "=rounds > 1")), {"rounds": 0})
    assert walk.complete("a").complete("b", rounds=1).waiting == ["a", "b"]
    assert walk.complete("b", rounds=2).waiting == ["after"]


def test_in_turn_one_is_offered_after_the_other() -> None:
    walk = Walk(around(ad_hoc("t", user("a") + user("b") + user("c"), "", "", IN_TURN)))
    for name in ("a", "b", "c", "after"):
        assert walk.waiting == [name]
        walk.complete(name)
    assert walk.last.ended


def test_in_turn_what_a_flow_leads_to_comes_before_the_next() -> None:
    walk = Walk(around(ad_hoc("t", user("a") + user("b") + user("c"), "a>c", "=done", IN_TURN)))
    assert walk.complete("a").complete("c").complete("b").waiting == ["a"]
    assert walk.complete("a", done=True).waiting == ["after"]


def test_changes_of_all_activities_are_kept() -> None:
    walk = Walk(around(ad_hoc("t", user("a") + user("b") + script("c", "z = 3"))), {"x": 0})
    walk.complete("b", y=2).complete("a", x=1)
    assert walk.variables == {"x": 1, "y": 2, "z": 3}


def test_a_condition_that_automatic_work_never_meets_is_stopped_by_the_budget() -> None:
    trouble = Walk(around(ad_hoc("t", script("a", "x = 1"), "", "=x > 1"))).last.trouble
    assert trouble is not None
    assert trouble.kind == "budget"


def test_a_condition_that_fails_can_be_repaired_from_outside() -> None:
    walk = Walk(around(ad_hoc("t", user("a") + user("b"), "", "=enough"))).complete("a", enough="two")
    assert walk.last.trouble is not None
    assert walk.set(enough=True).waiting == ["after"]
    walk = Walk(around(ad_hoc("t", user("a"), "", "=enough"))).complete("a", enough="two")
    assert walk.last.trouble is not None
    assert "a" not in walk.waiting
    assert walk.set(enough=True).waiting == ["after"]


def test_boundary_events_errors_and_compensation_work_around_it() -> None:
    part = ad_hoc("t", user("a") + undone("a") + user("b"))
    late = (
        boundary("late", "t", timer("Duration", "P1D"))
        + boundary("bad", "t", definition("error"))
        + user("h")
    )
    assert Walk(around(part, late, "late>h; bad>h")).fire("late").waiting == ["h"]
    assert Walk(around(part, late, "late>h; bad>h")).throw("a", "E1").waiting == ["h"]
    walk = Walk(around(part, end("k", definition("compensate")), "after>k")).complete("a").complete("b")
    assert walk.complete("after").waiting == ["undo_a"]
