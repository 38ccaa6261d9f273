"""The engine's own promises: conflicts, budgets, sharing, purity."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import pytest

from service.domain.errors import Conflict, Invalid, NotFound
from service.engine.engine import Engine
from service.engine.limits import Limits
from service.engine.outcome import Outcome
from tests.engine.bpmn import NOW, Walk, both, catch, doc, end, many, script, start, timer, user, xor

SIMPLE = doc(start() + user("a") + user("b") + end(), "s>a; a>b; b>e")


def test_a_token_is_completed_once() -> None:
    walk = Walk(SIMPLE)
    token = walk.wait("a").token
    walk.complete("a")
    with pytest.raises(Conflict):
        walk.engine.complete(walk.process, walk.last.state, token, {}, NOW)


@pytest.mark.parametrize("token", ["", "nonsense", "00000000-0000-4000-8000-000000000001"])
def test_a_token_of_another_instance_is_a_conflict(token: str) -> None:
    walk = Walk(SIMPLE)
    with pytest.raises(Conflict):
        walk.engine.complete(walk.process, walk.last.state, token, {}, NOW)


def test_tokens_of_two_instances_differ_and_stay_while_they_wait() -> None:
    xml = doc(start() + both("sp") + user("a") + user("b"), "s>sp; sp>a; sp>b")
    one, two = Walk(xml), Walk(xml)
    assert one.wait("a").token != two.wait("a").token
    before = one.wait("b").token
    assert one.complete("a").wait("b").token == before


def test_each_verb_wants_its_kind_of_wait() -> None:
    walk = Walk(doc(start() + catch("k", timer("Duration", "P1D")) + end(), "s>k; k>e"))
    token = walk.wait("k").token
    with pytest.raises(Conflict):
        walk.engine.complete(walk.process, walk.last.state, token, {}, NOW)
    with pytest.raises(Conflict):
        walk.engine.deliver(walk.process, walk.last.state, token, {}, NOW)


def test_the_same_stimulus_on_the_same_state_gives_the_same_outcome() -> None:
    walk = Walk(SIMPLE)
    args = (walk.process, walk.last.state, walk.wait("a").token, {"x": [1]}, NOW)
    assert walk.engine.complete(*args) == walk.engine.complete(*args)


def test_an_endless_loop_is_stopped_by_the_budget() -> None:
    xml = doc(
        start() + xor("m") + script("t", "n = 1") + xor("g", "d") + end(), "s>m; m>t; t>g; g>m[n = 1]; g>e#d"
    )
    trouble = Walk(xml, engine=Engine(Limits(steps=200))).last.trouble
    assert trouble is not None
    assert trouble.kind == "budget"


@pytest.mark.parametrize(
    "inner", ["<loopCardinality>5000</loopCardinality>", "<loopCardinality>900000000</loopCardinality>"]
)
def test_too_many_tokens_are_stopped_by_the_budget(inner: str) -> None:
    trouble = Walk(doc(start() + user("t", many(inner=inner)) + end(), "s>t; t>e")).last.trouble
    assert trouble is not None
    assert (trouble.kind, trouble.element_id) == ("budget", "t")


def test_too_much_data_is_stopped_by_the_budget() -> None:
    trouble = Walk(SIMPLE, {"text": "x" * 70_000}).last.trouble
    assert trouble is not None
    assert trouble.kind == "budget"


@pytest.mark.parametrize("value", [object(), float("nan"), {"a": {1: 2}}, {"\x01": ["d", "1"]}, b"bytes"])
def test_variables_that_cannot_be_kept_are_refused(value: object) -> None:
    with pytest.raises(Invalid):
        Walk(SIMPLE, {"x": value})


def test_nobody_outside_holds_what_the_engine_keeps() -> None:
    given = {"list": [1]}
    walk = Walk(SIMPLE, given)
    given["list"].append(2)
    assert walk.set().variables == {"list": [1]}


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(Invalid, match="time zone"):
        Walk(SIMPLE, now=datetime(2026, 1, 1))  # noqa: DTZ001 - that is the point


def test_an_unknown_process_or_start_is_not_found() -> None:
    engine = Engine()
    with pytest.raises(NotFound):
        engine.compile(SIMPLE, "f.bpmn", "q")
    with pytest.raises(NotFound):
        engine.start(engine.compile(SIMPLE, "f.bpmn", "p"), {}, NOW, start_element="nope")


def test_a_compiled_process_is_cached_by_content() -> None:
    engine = Engine()
    assert engine.compile(SIMPLE, "f.bpmn", "p") is engine.compile(SIMPLE, "g.bpmn", "p")


def test_threads_share_a_compiled_process() -> None:
    xml = doc(start() + user("t", many("xs", "x")) + xor("g", "d") + end(), "s>t; t>g; g>t[again]; g>e#d")
    engine = Engine()

    def run(number: int) -> Any:
        walk = Walk(xml, {"xs": [number] * 3, "again": True}, engine=engine)
        for _ in range(5):
            for _ in range(3):
                walk.complete("t", **{f"n{number}": number})
        return walk.variables

    with ThreadPoolExecutor(8) as pool:
        for number, variables in enumerate(pool.map(run, range(24))):
            assert variables == {"xs": [number] * 3, "again": True, f"n{number}": number}


BAD: list[Callable[[Walk], Outcome]] = [
    lambda w: w.engine.complete(w.process, b"\x01broken", "x", {}, NOW),
    lambda w: w.engine.fire(w.process, b"", "x", NOW),
]


@pytest.mark.parametrize("act", BAD)
def test_a_broken_state_is_refused(act: Callable[[Walk], Outcome]) -> None:
    with pytest.raises(Invalid):
        act(Walk(SIMPLE))
