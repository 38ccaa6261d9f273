"""Where tokens go: sequences, gateways, joins, ends."""

import pytest

from tests.engine.bpmn import Walk, both, doc, end, script, some, start, throw, user, xor

APPROVAL = doc(
    start() + user("draft") + xor("ok", "again") + user("sign") + end(),
    's>draft; draft>ok; ok>sign[decision = "yes"]; ok>draft#again; sign>e',
)


def test_a_sequence_waits_at_each_user_task_and_ends() -> None:
    walk = Walk(APPROVAL, {"title": "Leave"})
    assert walk.waiting == ["draft"]
    walk.complete("draft", decision="yes").complete("sign")
    assert walk.last.ended
    assert walk.variables == {"title": "Leave", "decision": "yes"}
    assert walk.passed == ["s", "draft", "ok", "sign", "e"]


def test_the_default_flow_is_taken_when_no_condition_holds() -> None:
    walk = Walk(APPROVAL).complete("draft", decision="no")
    assert walk.waiting == ["draft"]


def test_an_unknown_variable_in_a_condition_is_trouble_not_false() -> None:
    walk = Walk(APPROVAL).complete("draft")
    assert walk.last.trouble is not None
    assert (walk.last.trouble.kind, walk.last.trouble.element_id) == ("expression", "ok")


def test_a_failed_element_goes_on_once_the_variables_are_right() -> None:
    walk = Walk(APPROVAL).complete("draft").set(decision="yes")
    assert walk.last.trouble is None
    assert walk.waiting == ["sign"]


@pytest.mark.parametrize("value", ["text", 1, None])
def test_a_condition_that_is_neither_true_nor_false_is_trouble(value: object) -> None:
    xml = doc(start() + xor("g", "d") + user("a") + user("b"), "s>g; g>a[x]; g>b#d")
    walk = Walk(xml, {"x": value})
    assert walk.last.trouble is not None
    assert walk.last.trouble.element_id == "g"


def test_conditions_are_tried_in_the_order_of_the_file_not_of_the_picture() -> None:
    xml = doc(
        start() + xor("g", "d") + user("a") + user("b") + user("c"), "s>g; g>a[x > 1]; g>b[x > 0]; g>c#d"
    )
    assert Walk(xml, {"x": 5}).waiting == ["a"]
    assert Walk(xml, {"x": 1}).waiting == ["b"]


def test_no_condition_and_no_default_is_trouble() -> None:
    walk = Walk(doc(start() + xor("g") + user("a") + user("b"), "s>g; g>a[x = 1]; g>b[x = 2]"), {"x": 3})
    assert walk.last.trouble is not None


REVIEW = doc(
    start()
    + xor("round")
    + both("split")
    + user("legal")
    + user("finance")
    + both("join")
    + xor("x", "fine")
    + user("rework")
    + end(),
    """s>round; round>split; split>legal; split>finance; legal>join; finance>join; join>x
    x>rework[legal_said = "no" or finance_said = "no"]; x>e#fine; rework>round""",
)


@pytest.mark.parametrize("order", [("legal", "finance"), ("finance", "legal")])
def test_a_join_keeps_what_each_branch_set_whichever_finished_first(order: tuple[str, str]) -> None:
    walk = Walk(REVIEW, {"legal_said": "none", "finance_said": "none"})
    for name in order:
        walk.complete(name, **{f"{name}_said": "yes"})
    assert walk.last.ended
    assert walk.variables == {"legal_said": "yes", "finance_said": "yes"}


def test_the_second_round_of_a_review_sees_the_second_answers() -> None:
    walk = Walk(REVIEW).complete("legal", legal_said="no").complete("finance", finance_said="yes")
    walk.complete("rework").complete("legal", legal_said="yes").complete("finance", finance_said="yes")
    assert walk.last.ended


def test_branches_that_append_to_one_list_both_keep_their_entries() -> None:
    xml = doc(
        start()
        + both("a")
        + script("x", 'log = append(log, "x")')
        + script("y", 'log = append(log, "y")')
        + both("j")
        + end(),
        "s>a; a>x; a>y; x>j; y>j; j>e",
    )
    assert Walk(xml, {"log": ["start"]}).variables == {"log": ["start", "x", "y"]}


def test_a_second_token_on_one_way_into_a_join_is_kept_for_the_next_round() -> None:
    xml = doc(
        start() + both("sp") + user("a") + user("b") + user("c") + xor("m") + both("j") + user("after"),
        "s>sp; sp>a; sp>b; sp>c; a>m; b>m; m>j; c>j; j>after",
    )
    walk = Walk(xml).complete("a").complete("b")
    assert walk.waiting == ["c"]
    walk.complete("c")
    assert walk.waiting == ["after"]
    walk.complete("after")
    assert walk.last.trouble is not None, "the third token waits for a partner that never comes"
    assert walk.last.trouble.element_id == "j"


def test_an_inclusive_gateway_takes_every_way_that_holds_and_joins_those() -> None:
    xml = doc(
        start() + some("o", "d") + user("a") + user("b") + user("c") + some("j") + user("z") + end(),
        "s>o; o>a[n > 1]; o>b[n > 2]; o>c#d; a>j; b>j; c>j; j>z; z>e",
    )
    assert Walk(xml, {"n": 0}).waiting == ["c"]
    walk = Walk(xml, {"n": 3})
    assert walk.waiting == ["a", "b"]
    assert walk.complete("a").waiting == ["b"]
    assert walk.complete("b").waiting == ["z"]


def test_an_inclusive_join_inside_a_cycle_waits_in_every_round() -> None:
    xml = doc(
        start()
        + xor("m")
        + some("o", "d")
        + user("a")
        + user("b")
        + user("c")
        + some("j")
        + xor("again", "out")
        + end(),
        """s>m; m>o; o>a[true]; o>b[true]; o>c#d; a>j; b>j; c>j; j>again
        again>m[redo]; again>e#out""",
    )
    walk = Walk(xml, {"redo": True})
    for _ in range(3):
        assert walk.complete("a").waiting == ["b"]
        assert walk.complete("b").waiting == ["a", "b"]
    walk.complete("b").set(redo=False).complete("a")
    assert walk.last.ended


def test_conditions_on_flows_out_of_a_task_are_evaluated() -> None:
    xml = doc(start() + user("t") + user("a") + user("b"), "s>t; t>a[x > 1]; t>b[x > 2]")
    assert Walk(xml).complete("t", x=2).waiting == ["a"]
    assert Walk(xml).complete("t", x=3).waiting == ["a", "b"]


def test_several_flows_out_of_a_task_split_and_a_task_without_flow_ends_its_branch() -> None:
    walk = Walk(doc(start() + user("t") + user("a") + user("b"), "s>t; t>a; t>b"))
    walk.complete("t").complete("a", left="a")
    assert not walk.last.ended
    walk.complete("b")
    assert walk.last.ended
    assert walk.variables == {"left": "a"}


def test_a_branch_that_ends_hands_its_results_to_those_still_running() -> None:
    walk = Walk(doc(start() + user("t") + user("a") + user("b"), "s>t; t>a; t>b"), {"x": 1, "y": 1})
    walk.complete("t").complete("a", x=2)
    assert walk.wait("b").variables == {"x": 2, "y": 1}


def test_a_process_without_start_event_begins_where_no_flow_leads() -> None:
    assert Walk(doc(user("a") + user("b"), "a>b")).waiting == ["a"]


def test_link_events_jump() -> None:
    link = '<linkEventDefinition name="L"/>'
    xml = doc(
        start()
        + throw("out", link)
        + f'<intermediateCatchEvent id="in">{link}</intermediateCatchEvent>'
        + user("a"),
        "s>out; in>a",
    )
    walk = Walk(xml)
    assert walk.waiting == ["a"]
    assert walk.passed == ["s", "out", "in"]


def test_a_flow_without_id_is_followed() -> None:
    xml = doc(start() + user("a") + '<sequenceFlow sourceRef="s" targetRef="a"/>')
    assert Walk(xml).waiting == ["a"]


@pytest.mark.parametrize("name", ["Start", "End", "Root", "p.EndJoin"])
def test_no_element_id_collides_with_the_library(name: str) -> None:
    body = start() + user(name) + f'<sequenceFlow id="f" sourceRef="s" targetRef="{name}"/>'
    walk = Walk(doc(body))
    assert walk.waiting == [name]
    assert walk.complete(name).last.ended


def test_a_deadlock_is_trouble_that_names_the_join() -> None:
    xml = doc(
        start() + xor("g", "d") + user("a") + user("b") + both("j"), "s>g; g>a[true]; g>b#d; a>j; b>j; j>z\n"
    ).replace(b"</process>", b'<endEvent id="z"/></process>')
    walk = Walk(xml).complete("a")
    assert walk.last.trouble is not None
    assert walk.last.trouble.element_id == "j"


def test_a_terminate_end_cancels_the_other_branches() -> None:
    xml = doc(
        start() + both("sp") + user("a") + user("b") + end("t", "<terminateEventDefinition/>") + end(),
        "s>sp; sp>a; sp>b; a>t; b>e",
    )
    walk = Walk(xml).complete("a")
    assert walk.last.ended
    assert [entry.element_id for entry in walk.last.passed if entry.cancelled] == ["b"]


def test_thousand_elements_in_a_row_run_without_recursion() -> None:
    body = start() + "".join(script(f"t{i}", f"n = {i}") for i in range(1000)) + end()
    notation = "s>t0;" + ";".join(f"t{i}>t{i + 1}" for i in range(999)) + ";t999>e"
    walk = Walk(doc(body, notation))
    assert walk.last.ended
    assert walk.variables == {"n": 999}
