"""Complex gateways: on as soon as the condition holds, then waiting for the rest, once a round."""

from tests.engine.bpmn import Walk, both, complex_gateway, doc, end, start, user, xor

FLOWS = "s>sp; sp>a; sp>b; sp>c; a>k#fa; b>k#fb; c>k#fc;"
PEOPLE = start() + both("sp") + user("a") + user("b") + user("c")


def quorum(condition: str, more: str = user("t") + end(), notation: str = "k>t; t>e") -> bytes:
    return doc(PEOPLE + complex_gateway("k", condition) + more, FLOWS + notation)


def test_two_of_three_are_enough_and_the_third_changes_nothing() -> None:
    walk = Walk(quorum("=activationCount >= 2")).complete("b", x=1)
    assert walk.waiting == ["a", "c"]
    assert walk.complete("c", y=2).waiting == ["a", "t"]
    assert walk.wait("t").variables == {"x": 1, "y": 2}
    assert walk.complete("a", z=3).waiting == ["t"]
    assert walk.complete("t", x=9).last.ended
    assert walk.variables == {"x": 9, "y": 2, "z": 3}
    assert walk.passed == ["s", "sp", "b", "c", "k", "a", "t", "e"]


def test_the_process_does_not_end_before_the_last_has_come() -> None:
    walk = Walk(quorum("=activationCount >= 1")).complete("a").complete("t", done=True)
    assert walk.waiting == ["b", "c"]
    assert walk.complete("b").complete("c").last.ended
    assert walk.variables == {"done": True}


def test_a_condition_may_ask_for_single_flows() -> None:
    walk = Walk(quorum("=fa > 0 or activationCount = 3")).complete("b").complete("c")
    assert walk.waiting == ["a"]
    assert walk.complete("a").waiting == ["t"]
    assert Walk(quorum("=fa > 0")).complete("a").waiting == ["b", "c", "t"]


def test_variables_decide_with_the_counts() -> None:
    assert Walk(quorum("=activationCount >= needed"), {"needed": 1}).complete("a").waiting == ["b", "c", "t"]


def test_a_flow_may_ask_for_the_reset() -> None:
    more = user("t") + user("late") + end()
    notation = "k>t[waitingForStart]; k>late[not(waitingForStart)]; t>e; late>e"
    walk = Walk(quorum("=activationCount >= 2", more, notation)).complete("a").complete("b")
    assert walk.waiting == ["c", "t"]
    assert walk.complete("c").waiting == ["late", "t"]


def test_each_round_counts_anew() -> None:
    body = (
        start()
        + xor("m")
        + both("sp")
        + user("a")
        + user("b")
        + complex_gateway("k", "=activationCount >= 1")
        + user("t")
    )
    walk = Walk(
        doc(body + xor("g", "out") + end(), "s>m; m>sp; sp>a; sp>b; a>k; b>k; k>t; t>g; g>m[again]; g>e#out")
    )
    walk.complete("a").complete("b")
    assert walk.waiting == ["t"]
    assert walk.complete("t", again=True).waiting == ["a", "b"]
    assert walk.complete("b").waiting == ["a", "t"]
    assert walk.complete("t", again=False).complete("a").last.ended


def test_tokens_that_never_suffice_are_trouble() -> None:
    walk = Walk(quorum("=activationCount > 3")).complete("a").complete("b").complete("c")
    assert walk.last.trouble is not None


def test_a_splitting_complex_gateway_chooses_like_an_inclusive_one() -> None:
    body = start() + complex_gateway("k", default="d") + user("a") + user("b") + user("c")
    xml = doc(body, "s>k; k>a[x > 1]; k>b[x > 2]; k>c#d")
    assert Walk(xml, {"x": 3}).waiting == ["a", "b"]
    assert Walk(xml, {"x": 0}).waiting == ["c"]
