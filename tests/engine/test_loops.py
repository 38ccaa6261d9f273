"""Multi-instance activities and standard loops."""

import pytest

from tests.engine.bpmn import (
    Walk,
    boundary,
    definition,
    doc,
    end,
    many,
    properties,
    script,
    start,
    sub,
    user,
    xor,
)


def looped(loop: str, inner: str = "", attributes: str = "", **variables: object) -> Walk:
    xml = doc(start() + user("t", inner + loop, attributes) + end(), "s>t; t>e")
    return Walk(xml, variables)


OUTPUT = properties(output_collection="answers", output_element="=answer")


@pytest.mark.parametrize("collection", ["people", "${people}", "=people"])
def test_every_member_of_the_collection_gets_a_task(collection: str) -> None:
    walk = looped(many(collection, "person"), "", 'camunda:assignee="=person"', people=["P1", "P2", "P3"])
    assert [wait.attributes["assignee"] for wait in walk.last.waits] == ["P1", "P2", "P3"]
    assert [wait.loop_index for wait in walk.last.waits] == [0, 1, 2]


@pytest.mark.parametrize("order", [(0, 0, 0), (2, 1, 0), (1, 1, 0)])
def test_outputs_stand_in_the_order_of_the_inputs(order: tuple[int, ...]) -> None:
    walk = looped(many("people", "person"), OUTPUT, people=["P1", "P2", "P3"])
    for index in order:
        walk.complete("t", index, answer=f"by {walk.wait('t', index).variables['person']}")
    assert walk.last.ended
    assert walk.variables == {"people": ["P1", "P2", "P3"], "answers": ["by P1", "by P2", "by P3"]}


def test_items_and_counters_do_not_leak_into_the_process() -> None:
    walk = looped(many("people", "person"), people=["P1", "P2"])
    assert "person" not in walk.variables
    walk.complete("t", seen_by_one=True).complete("t", seen_by_two=True)
    assert walk.variables == {"people": ["P1", "P2"], "seen_by_one": True, "seen_by_two": True}


def test_sequential_instances_come_one_after_the_other_and_see_the_ones_before() -> None:
    walk = looped(many("people", "person", sequential=True), people=["P1", "P2"], trail=[])
    assert len(walk.last.waits) == 1
    walk.complete("t", trail=["one"])
    assert walk.wait("t").variables["trail"] == ["one"]
    assert walk.wait("t").loop_index == 1
    assert walk.complete("t").last.ended


@pytest.mark.parametrize("sequential", [True, False])
def test_an_item_that_is_null_is_an_item(sequential: bool) -> None:
    walk = looped(many("xs", "x", sequential), OUTPUT, xs=[1, None, 3])
    for answer in "abc":
        walk.complete("t", answer=answer)
    assert walk.variables["answers"] == ["a", "b", "c"]


def test_an_empty_collection_passes_and_says_so() -> None:
    walk = looped(many("xs"), OUTPUT, xs=[])
    assert walk.last.ended
    assert walk.variables["answers"] == []
    assert walk.passed == ["s", "t", "e"]


def test_each_instance_is_an_entry_of_the_history() -> None:
    walk = looped(many("xs"), xs=[1, 2])
    walk.complete("t", 1)
    assert [(entry.element_id, entry.loop_index) for entry in walk.last.passed] == [("t", 1)]
    walk.complete("t")
    assert next((entry.element_id, entry.loop_index) for entry in walk.last.passed) == ("t", 0)


@pytest.mark.parametrize("prefix", ["nrOf{}Instances", "numberOf{}Instances"])
def test_a_quorum_can_be_written_with_either_names_of_the_counters(prefix: str) -> None:
    condition = f"{prefix.format('Completed')} / {prefix.format('')} >= 0.5"
    inner = f"<completionCondition>{condition.replace('<', '&lt;')}</completionCondition>"
    walk = looped(many("xs", inner=inner), OUTPUT, xs=[1, 2, 3, 4])
    walk.complete("t", 1, answer="yes")
    assert len(walk.last.waits) == 3
    walk.complete("t", 1, answer="yes")
    assert walk.last.ended
    assert [entry.cancelled for entry in walk.last.passed if entry.element_id == "t"] == [False, True, True]
    assert walk.variables["answers"] == [None, "yes", "yes", None]


def test_a_completion_condition_sees_the_answers_so_far() -> None:
    inner = '<completionCondition>=count(answers[item = "no"]) > 0</completionCondition>'
    walk = looped(many("xs", inner=inner), OUTPUT, xs=[1, 2, 3])
    assert not walk.complete("t", answer="yes").last.ended
    assert walk.complete("t", answer="no").last.ended


def test_a_second_round_begins_with_an_empty_output() -> None:
    xml = doc(
        start() + xor("m") + user("t", OUTPUT + many("xs")) + xor("g", "ok") + user("fix") + end(),
        's>m; m>t; t>g; g>fix[answers[1] = "no"]; g>e#ok; fix>m',
    )
    walk = Walk(xml, {"xs": [1, 2]}).complete("t", answer="no").complete("t", answer="yes")
    walk.complete("fix", xs=[1]).complete("t", answer="yes")
    assert walk.last.ended
    assert walk.variables["answers"] == ["yes"]


def test_a_cardinality_makes_that_many() -> None:
    assert len(looped(many(inner="<loopCardinality>=n + 1</loopCardinality>"), n=2).last.waits) == 3


@pytest.mark.parametrize("value", ["P1", None, {"a": 1}, 3])
def test_a_collection_that_is_no_list_is_trouble(value: object) -> None:
    walk = looped(many("xs"), xs=value)
    assert walk.last.trouble is not None
    assert walk.last.trouble.element_id == "t"


def test_a_boundary_event_cancels_all_open_instances() -> None:
    xml = doc(
        start()
        + user("t", many("xs"))
        + boundary("b", "t", definition("message", "m"))
        + user("late")
        + end(),
        "s>t; t>e; b>late",
        '<message id="m" name="stop"/>',
    )
    walk = Walk(xml, {"xs": [1, 2, 3]}).complete("t").deliver("b")
    assert walk.waiting == ["late"]
    assert sum(entry.cancelled for entry in walk.last.passed) == 2


def test_sub_processes_can_be_multi_instance() -> None:
    body = start("is") + user("check", "", 'camunda:assignee="=item"') + end("ie")
    inner = sub("t", OUTPUT + many("xs") + body, "is>check; check>ie")
    walk = Walk(doc(start() + inner + end(), "s>t; t>e"), {"xs": ["P1", "P2"]})
    assert [(w.attributes["assignee"], w.scope, w.loop_index) for w in walk.last.waits] == [
        ("P1", "t", 0),
        ("P2", "t", 1),
    ]
    walk.complete("check", 1, answer="b").complete("check", 0, answer="a")
    assert walk.last.ended
    assert walk.variables == {"xs": ["P1", "P2"], "answers": ["a", "b"]}


def test_a_script_can_be_multi_instance() -> None:
    output = properties(output_collection="squares", output_element="=y")
    task = script("t", "y = x * x").replace("<script>", output + many("xs", "x") + "<script>")
    assert Walk(doc(start() + task + end(), "s>t; t>e"), {"xs": [1, 2, 3]}).variables["squares"] == [1, 4, 9]


def standard(condition: str = "", maximum: str = "", before: bool = False) -> str:
    most = f' loopMaximum="{maximum}"' if maximum else ""
    test = ' testBefore="true"' if before else ""
    inner = f"<loopCondition>{condition}</loopCondition>" if condition else ""
    return f"<standardLoopCharacteristics{most}{test}>{inner}</standardLoopCharacteristics>"


def test_a_standard_loop_repeats_while_its_condition_holds() -> None:
    walk = looped(standard("again"))
    walk.complete("t", again=True)
    assert walk.wait("t").loop_index == 1
    assert walk.complete("t", again=False).last.ended
    assert walk.variables == {"again": False}


def test_a_standard_loop_that_tests_first_may_not_run_at_all() -> None:
    assert looped(standard("again", before=True), again=False).last.ended


def test_a_standard_loop_stops_at_its_maximum() -> None:
    assert looped(standard(maximum="2")).complete("t").complete("t").last.ended
