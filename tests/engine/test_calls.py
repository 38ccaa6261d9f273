"""Call activities: bound late, with variables of their own, errors and interruptions going through."""

from typing import Any

import pytest

from service.domain.errors import NotFound
from service.engine.engine import Engine
from service.engine.limits import Limits
from tests.engine.bpmn import (
    Shelf,
    Walk,
    boundary,
    definition,
    doc,
    end,
    event_start,
    event_sub,
    many,
    script,
    start,
    throw,
    timer,
    user,
)

NAMES = (
    '<error id="e1" errorCode="E1"/><escalation id="x1" escalationCode="X1"/><message id="m" name="hello"/>'
)


def call(lines: str = "", attributes: str = "", inner: str = "") -> str:
    return (
        f'<callActivity id="c" calledElement="child" {attributes}>'
        f"<extensionElements>{lines}</extensionElements>{inner}</callActivity>"
    )


def parent(activity: str, more: str = "", notation: str = "", extra: str = NAMES) -> bytes:
    body = start() + activity + user("after") + end() + more
    return doc(body, "s>c; c>after; after>e;" + notation, extra)


CHILD = doc(
    start("cs") + user("work") + script("sum", "y = x * 2") + end("ce"),
    "cs>work; work>sum; sum>ce",
    process_id="child",
)
ALL = '<camunda:in variables="all"/><camunda:out variables="all"/>'


def walk(xml: bytes, child: bytes | list[bytes] = CHILD, **variables: Any) -> Walk:
    engine = Engine(Limits(steps=2_000))
    shelf = Shelf(engine, child=child if isinstance(child, list) else [child])
    return Walk(xml, variables, engine=engine, library=shelf)


def test_only_what_the_lines_say_goes_in_and_comes_back() -> None:
    lines = (
        '<camunda:in source="a" target="x"/><camunda:in sourceExpression="${a + 1}" target="z"/>'
        '<camunda:in businessKey="${a}"/><camunda:out source="y" target="b"/>'
        '<camunda:out sourceExpression="=y + z" target="c"/>'
    )
    run = walk(parent(call(lines)), a=5, hidden="s")
    assert run.wait("work").variables == {"x": 5, "z": 6}
    assert run.wait("work").scope == "c"
    assert run.variables == {"a": 5, "hidden": "s"}
    assert run.complete("work").waiting == ["after"]
    assert run.variables == {"a": 5, "hidden": "s", "b": 10, "c": 16}
    assert run.passed == ["s", "cs", "work", "sum", "ce", "c"]


def test_all_variables_go_in_and_out_on_demand() -> None:
    run = walk(parent(call(ALL)), x=2)
    assert run.complete("work", n=1).variables == {"x": 2, "n": 1, "y": 4}
    run = walk(parent(call('<camunda:in variables="all"/>')), x=2)
    assert run.complete("work", n=1).variables == {"x": 2}


def test_without_lines_nothing_goes_over() -> None:
    child = doc(start("cs") + user("work"), "cs>work", process_id="child")
    run = walk(parent(call()), child, x=2)
    assert run.wait("work").variables == {}
    assert run.complete("work", y=1).variables == {"x": 2}


def test_zeebe_hands_over_everything_unless_told_otherwise() -> None:
    def zeebe(more: str = "", mapping: str = "") -> bytes:
        element = f'<zeebe:calledElement processId="child" {more}/>{mapping}'
        return parent(f'<callActivity id="c"><extensionElements>{element}</extensionElements></callActivity>')

    assert walk(zeebe(), x=2).complete("work").variables == {"x": 2, "y": 4}
    mapping = '<zeebe:ioMapping><zeebe:input source="=a" target="x"/><zeebe:output source="=y" target="b"/></zeebe:ioMapping>'
    run = walk(zeebe('propagateAllParentVariables="false"', mapping), a=3)
    assert run.wait("work").variables == {"x": 3}
    assert run.complete("work").variables == {"a": 3, "b": 6}


def test_the_process_is_found_when_the_token_arrives_and_then_stays() -> None:
    other = doc(start("cs") + user("newer"), "cs>newer", process_id="child")
    engine = Engine()
    shelf = Shelf(engine, child=[CHILD])
    xml = doc(start() + user("first") + call(ALL) + end(), "s>first; first>c; c>e")
    before, during = (Walk(xml, {"x": 1}, engine=engine, library=shelf) for _ in range(2))
    during.complete("first")
    shelf.processes["child"].append(other)
    assert before.complete("first").waiting == ["newer"]
    assert during.waiting == ["work"]
    assert during.complete("work").last.ended


@pytest.mark.parametrize(
    ("attributes", "asked"),
    [
        ("", ("child", "latest", None, None)),
        ('camunda:calledElementBinding="deployment"', ("child", "deployment", None, None)),
        ('camunda:calledElementBinding="version" camunda:calledElementVersion="1"', ("child", "version", 1, None)),
        ('camunda:calledElementBinding="version" camunda:calledElementVersion="${v}"', ("child", "version", 1, None)),
        ('camunda:calledElementBinding="versionTag" camunda:calledElementVersionTag="new"', ("child", "versionTag", None, "new")),
    ],
)  # fmt: skip
def test_bindings_are_the_librarys_matter(attributes: str, asked: tuple[Any, ...]) -> None:
    run = walk(parent(call(ALL, attributes)), [CHILD, CHILD], x=1, v=1)
    assert run.library.asked == [asked]
    assert run.waiting == ["work"]


def test_an_expression_names_the_process() -> None:
    xml = parent(call(ALL).replace('"child"', '"=name"'))
    assert walk(xml, name="child", x=1).waiting == ["work"]
    trouble = walk(xml, name="nobody").last.trouble
    assert trouble is not None
    assert (trouble.kind, trouble.element_id) == ("call", "c")


def test_a_process_lists_what_it_calls_by_name() -> None:
    assert Engine().inspect(parent(call()), "f.bpmn")[0].called == ("child",)
    assert Engine().inspect(parent(call().replace('"child"', '"=name"')), "f.bpmn")[0].called == ()


def test_a_process_that_only_events_start_cannot_be_called() -> None:
    body = start("cs", definition("message", "m")) + start("cs2", timer("Cycle", "R/P1D")) + user("work")
    child = doc(body, "cs>work; cs2>work", NAMES, "child")
    trouble = walk(parent(call()), child).last.trouble
    assert trouble is not None
    assert "starts by events only" in trouble.message


def test_an_error_of_the_called_process_is_caught_at_the_call() -> None:
    child = doc(
        start("cs") + user("work") + end("bad", definition("error", "e1")),
        "cs>work; work>bad",
        NAMES,
        "child",
    )
    caught = boundary("b", "c", definition("error", "e1")) + user("repair")
    run = walk(parent(call(ALL), caught, "b>repair"), child, x=1).complete("work", secret=1)
    assert run.waiting == ["repair"]
    assert run.variables == {"x": 1}
    uncaught = walk(parent(call()), child).complete("work").last.trouble
    assert uncaught is not None
    assert uncaught.code == "E1"


def test_an_escalation_of_the_called_process_is_heard_at_the_call() -> None:
    child = doc(
        start("cs") + throw("k", definition("escalation", "x1")) + user("work"),
        "cs>k; k>work",
        NAMES,
        "child",
    )
    heard = boundary("b", "c", definition("escalation", "x1"), interrupting=False) + user("told")
    assert walk(parent(call(), heard, "b>told"), child).waiting == ["told", "work"]


def test_interrupting_the_call_ends_the_called_process_with_all_it_called() -> None:
    middle = doc(start("ms") + call(ALL).replace('"child"', '"leaf"'), "ms>c", process_id="child")
    leaf = CHILD.replace(b'id="child"', b'id="leaf"')
    late = boundary("b", "c", timer("Duration", "P1D")) + user("late")
    engine = Engine()
    run = Walk(
        parent(call(ALL), late, "b>late"),
        {"x": 1},
        engine=engine,
        library=Shelf(engine, child=[middle], leaf=[leaf]),
    )
    assert run.waiting == ["b", "work"]
    assert run.fire("b").waiting == ["late"]
    assert [entry.element_id for entry in run.last.passed if entry.cancelled] == ["work", "c", "c"]


def test_a_terminating_end_ends_the_called_process_only() -> None:
    child = doc(
        start("cs") + user("work") + end("ce", definition("terminate")),
        "cs>work; work>ce",
        process_id="child",
    )
    assert walk(parent(call()), child).complete("work").waiting == ["after"]


def test_a_call_can_be_made_for_each_of_many() -> None:
    activity = call(
        '<camunda:in source="item" target="x"/><camunda:out source="y" target="y"/>'
        '<camunda:properties><camunda:property name="dure.output_collection" value="ys"/>'
        '<camunda:property name="dure.output_element" value="=y"/></camunda:properties>',
        inner=many("xs"),
    )
    run = walk(parent(activity), xs=[1, 2, 3])
    assert [run.wait("work", i).variables["x"] for i in range(3)] == [1, 2, 3]
    assert run.wait("work", 1).loop_index == 1
    for index in (2, 0, 0):
        run.complete("work", index)
    assert run.variables == {"xs": [1, 2, 3], "ys": [2, 4, 6]}


def test_event_sub_processes_of_the_called_process_see_its_variables() -> None:
    handler = event_sub("h", event_start("hs", definition("message", "m"), False) + user("care"), "hs>care")
    child = doc(start("cs") + user("work") + handler, "cs>work", NAMES, "child")
    run = walk(parent(call('<camunda:in source="a" target="x"/>')), child, a=1).deliver("hs", n=2)
    assert run.wait("care").variables == {"x": 1, "n": 2}


def test_what_others_do_outside_does_not_leak_into_the_called_process() -> None:
    body = (
        start()
        + '<parallelGateway id="sp"/>'
        + call('<camunda:in source="x" target="x"/>')
        + user("other")
        + end()
    )
    run = walk(doc(body, "s>sp; sp>c; sp>other; c>e", NAMES), x=1)
    run.complete("other", note="outside")
    assert run.wait("work").variables == {"x": 1}


def test_endless_recursion_is_stopped_by_a_budget() -> None:
    child = doc(start("cs") + call(ALL), "cs>c", process_id="child")
    trouble = walk(parent(call(ALL)), child).last.trouble
    assert trouble is not None
    assert trouble.kind == "budget"


def test_a_called_process_can_be_read_back_with_its_library_only() -> None:
    run = walk(parent(call(ALL)), x=1)
    waits = run.engine.waits(run.process, run.last.state, run.library)
    assert [wait.element_id for wait in waits] == ["work"]
    with pytest.raises(NotFound):
        run.engine.waits(run.process, run.last.state)
